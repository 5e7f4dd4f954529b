//! `kill -9` at any moment, and resume.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use crate::shards::decoded;
use crate::{program, small_world};

/// Kills that must have met a running program.
const KILLS: usize = 50;

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

/// Starts the run in `out` and kills it after `delay`; false when it had ended by then.
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

fn only_run(out: &Path) -> std::path::PathBuf {
    let entries: Vec<_> = std::fs::read_dir(out.join("runs")).unwrap().map(|e| e.unwrap().path()).collect();
    assert_eq!(entries.len(), 1, "one run and nothing beside it: {entries:?}");
    entries[0].clone()
}

#[test]
fn a_run_killed_at_fifty_moments_and_resumed_has_the_values_of_one_that_was_not() {
    let folder = tempfile::tempdir().unwrap();
    let world = folder.path().join("world");
    small_world::write(&world);
    let world = world.to_str().unwrap();
    let arguments = |out: &str| -> Vec<String> {
        let words = ["project", "--world", world, "--draws", "400", "--block", "5", "--quiet", "--out", out];
        words.map(str::to_owned).to_vec()
    };
    let whole = folder.path().join("whole");
    let typed = arguments(whole.to_str().unwrap());
    let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
    assert!(program(&typed, &[]).status().unwrap().success());
    let expected = decoded(&only_run(&whole));
    let numbers = std::fs::read(only_run(&whole).join("numbers.csv")).unwrap();
    let (mut kills, mut runs, mut delays) = (0, 0, Delays(2026));
    // Runs are started afresh until enough kills have met one; each is carried on to its end.
    while kills < KILLS {
        let out = folder.path().join(format!("killed-{runs}"));
        let typed = arguments(out.to_str().unwrap());
        let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
        let mut killed = 0;
        while kill_after(&typed, Duration::from_millis(delays.below(160))) {
            killed += 1;
            assert!(killed < 500, "the run makes no progress");
        }
        (kills, runs) = (kills + killed, runs + 1);
        let run = only_run(&out);
        assert!(decoded(&run) == expected, "after {killed} kills");
        assert!(std::fs::read(run.join("numbers.csv")).unwrap() == numbers, "after {killed} kills");
        assert!(runs < 200, "the run ends before it can be killed: {kills} kills in {runs} runs");
    }
    println!("{kills} kills in {runs} runs");
}
