//! `kill -9` at any moment, and resume: every verb that simulates, and the joining of shards.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use crate::shards::decoded;
use crate::{files, program, small_world};

/// Kills that must have met a running program, for each verb.
const KILLS: usize = 50;
/// The same on the shipped world, whose reading and fitting take most of the time.
const KILLS_OF_THE_SHIPPED_WORLD: usize = 6;

/// A fixed sequence of delays (SplitMix64), so that a failure can be met again.
struct Delays(u64);

impl Delays {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % most
    }
}

/// Starts the run and kills it after `delay`; false when it had ended by then.
fn kill_after(arguments: &[&str], delay: Duration) -> bool {
    let mut child = program(arguments, &[])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    std::thread::sleep(delay);
    if let Some(status) = child.try_wait().unwrap() {
        let output = child.wait_with_output().unwrap();
        assert!(status.success(), "{}", crate::text(&output.stderr));
        return false;
    }
    child.kill().unwrap();
    let output = child.wait_with_output().unwrap();
    // It may have ended between the look and the kill.
    assert!(output.status.code().is_none_or(|code| code == 0), "{}", crate::text(&output.stderr));
    !output.status.success()
}

fn only_run(out: &Path) -> PathBuf {
    let entries: Vec<_> = std::fs::read_dir(out.join("runs")).unwrap().map(|e| e.unwrap().path()).collect();
    assert_eq!(entries.len(), 1, "one run and nothing beside it: {entries:?}");
    entries[0].clone()
}

/// Bytes of every file of a run that is no part, by name.
fn texts(run: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut texts: Vec<_> = files(run)
        .into_iter()
        .filter(|path| path.extension().is_none_or(|extension| extension != "parquet"))
        .map(|path| (path.strip_prefix(run).unwrap().to_owned(), std::fs::read(&path).unwrap()))
        .collect();
    texts.sort();
    texts
}

/// Runs `words` with `--out` until the end, then afresh with kills at moments below `most` milliseconds until enough have met
/// a running program; each is carried on to its end and holds what the first one holds.
fn killed_and_carried_on(words: &[&str], kills_wanted: usize, most: u64) {
    let folder = tempfile::tempdir().unwrap();
    let out = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let whole = out("whole");
    let typed = |out: &str| -> Vec<String> {
        words.iter().copied().chain(["--quiet", "--out", out]).map(str::to_owned).collect()
    };
    let finished = typed(&whole);
    let finished: Vec<&str> = finished.iter().map(String::as_str).collect();
    let output = program(&finished, &[]).output().unwrap();
    assert!(output.status.success(), "{}", crate::text(&output.stderr));
    let run = only_run(Path::new(&whole));
    let (expected, expected_texts) = (decoded(&run), texts(&run));
    let (mut kills, mut runs, mut delays) = (0, 0, Delays(2026));
    // Runs are started afresh until enough kills have met one; each is carried on to its end.
    while kills < kills_wanted {
        let out = out(&format!("killed-{runs}"));
        let typed = typed(&out);
        let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
        let mut killed = 0;
        // Later moments after many kills: the scoring of a backtest begins anew each time, and a slow machine must reach its end.
        while kill_after(&typed, Duration::from_millis(delays.below(most * (1 + killed as u64 / 10)))) {
            killed += 1;
            assert!(killed < 500, "the run makes no progress");
        }
        (kills, runs) = (kills + killed, runs + 1);
        let run = only_run(Path::new(&out));
        assert!(decoded(&run) == expected, "after {killed} kills");
        assert!(texts(&run) == expected_texts, "after {killed} kills");
        assert!(runs < 200, "the run ends before it can be killed: {kills} kills in {runs} runs");
        std::fs::remove_dir_all(&out).unwrap();
    }
    println!("{}: {kills} kills in {runs} runs", words[0]);
}

fn small() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let world = folder.path().join("world");
    small_world::write(&world);
    std::fs::write(folder.path().join("mine.toml"), small_world::ALTERNATIVE).unwrap();
    let world = world.to_str().unwrap().to_owned();
    (folder, world)
}

#[test]
fn a_projection_killed_at_fifty_moments_and_resumed_has_the_values_of_one_that_was_not() {
    let (_folder, world) = small();
    let words = ["project", "--world", &world, "--draws", "400", "--block", "5"];
    killed_and_carried_on(&words, KILLS, 160);
}

#[test]
fn an_appraisal_killed_at_fifty_moments_and_resumed_has_the_values_of_one_that_was_not() {
    let (folder, world) = small();
    let mine = folder.path().join("mine.toml");
    let mine = mine.to_str().unwrap();
    let words = ["appraise", "--world", &world, "--draws", "200", "--block", "5", "--against", mine];
    killed_and_carried_on(&words, KILLS, 160);
}

#[test]
fn a_backtest_killed_at_fifty_moments_and_resumed_has_the_values_of_one_that_was_not() {
    let (_folder, world) = small();
    let origins = "1990,1991,1992,1993,1994,1995";
    let words = ["backtest", "--world", &world, "--draws", "300", "--origins", origins];
    killed_and_carried_on(&words, KILLS, 160);
}

#[test]
fn a_projection_of_the_shipped_world_killed_and_resumed_has_the_values_of_one_that_was_not() {
    let words = ["project", "--draws", "60", "--block", "2", "--to", "2031"];
    killed_and_carried_on(&words, KILLS_OF_THE_SHIPPED_WORLD, 4_000);
}

/// What a killed merge leaves is nothing, a `.partial` folder that the next one carries on, or the whole run; the shards
/// stay as they are.
#[test]
fn a_merge_killed_at_fifty_moments_leaves_nothing_half_written() {
    let (folder, world) = small();
    let out = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let draws = ["project", "--world", &world, "--draws", "300", "--block", "3", "--quiet"];
    let run = |more: &[&str]| {
        let output = program(&[&draws[..], more].concat(), &[]).output().unwrap();
        assert!(output.status.success(), "{}", crate::text(&output.stderr));
    };
    run(&["--out", &out("whole")]);
    let whole = only_run(Path::new(&out("whole")));
    let (expected, expected_texts) = (decoded(&whole), texts(&whole));
    for shard in ["1/3", "2/3", "3/3"] {
        run(&["--out", &out("shards"), "--shard", shard]);
    }
    let id = whole.file_name().unwrap().to_str().unwrap();
    let shards = [2, 3, 1].map(|i| folder.path().join("shards/runs").join(format!("{id}.shard-{i}-of-3")));
    let before: Vec<_> = files(&folder.path().join("shards"));
    let (mut kills, mut runs, mut delays) = (0, 0, Delays(7));
    while kills < KILLS {
        let merged = out("merged");
        let mut words = vec!["run", "merge", "--quiet", "--world", &world, "--out", &merged];
        words.extend(shards.iter().map(|shard| shard.to_str().unwrap()));
        let mut killed = 0;
        while kill_after(&words, Duration::from_millis(delays.below(120 * (1 + killed / 10)))) {
            (kills, killed) = (kills + 1, killed + 1);
            assert!(killed < 500, "the merge makes no progress");
            let finished = folder.path().join("merged/runs").join(id);
            assert!(!finished.exists() || decoded(&finished) == expected, "its name is given last");
        }
        runs += 1;
        let run = only_run(Path::new(&merged));
        assert!(decoded(&run) == expected && texts(&run) == expected_texts, "after {kills} kills");
        std::fs::remove_dir_all(&merged).unwrap();
        assert!(runs < 300, "the merge ends before it can be killed: {kills} kills in {runs} runs");
    }
    assert_eq!(files(&folder.path().join("shards")), before, "the shards stay as they were");
    println!("merge: {kills} kills in {runs} runs");
}
