//! What stands in the way of a run: a foreign run, other shards, a folder that cannot be written, a disk that is full. One
//! error with its remedy each, and nothing half-written under a final name.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::{files, program, small_world, text};

struct Place {
    folder: tempfile::TempDir,
    world: String,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        small_world::write(&folder.path().join("world"));
        let world = folder.path().join("world").display().to_string();
        Self { folder, world }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn words<'a>(&'a self, out: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        let mut words =
            vec!["project", "--draws", "40", "--block", "8", "--world", &self.world, "--out", out, "--json"];
        words.extend(more);
        words
    }

    fn shard(&self, out: &str, more: &[&str]) -> PathBuf {
        let output = program(&self.words(out, more), &[]).output().unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        let facts: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        PathBuf::from(facts["folder"].as_str().unwrap())
    }
}

/// One error line with these words, this exit code, and no panic.
fn refused(output: &Output, code: i32, words: &[&str]) {
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{error}");
    assert_eq!(error.lines().filter(|line| line.starts_with("error:")).count(), 1, "{error}");
    assert!(!error.contains("panicked"), "{error}");
    for word in words {
        assert!(error.contains(word), "{error:?} does not say {word:?}");
    }
}

/// Another world, seed, number of draws or program makes another run, which stands beside and is never mixed in.
#[test]
fn runs_of_other_worlds_seeds_and_draws_stand_side_by_side_and_are_not_joined() {
    let place = Place::new();
    let out = place.path("out").display().to_string();
    let one = place.shard(&out, &["--shard", "1/2"]);
    let before = contents(&one);
    let other_seed = place.shard(&out, &["--shard", "2/2", "--seed", "9"]);
    let mut words = place.words(&out, &["--shard", "2/2"]);
    words[2] = "48";
    let output = program(&words, &[]).output().unwrap();
    let facts: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let other_draws = PathBuf::from(facts["folder"].as_str().unwrap());
    let threat = place.path("world/threats/none.toml");
    let changed = std::fs::read_to_string(&threat).unwrap().replace("None", "Nothing");
    std::fs::write(&threat, &changed).unwrap();
    let other_world = place.shard(&out, &["--shard", "2/2"]);
    std::fs::write(&threat, changed.replace("Nothing", "None")).unwrap();
    assert!(contents(&one) == before, "the first shard stays as it was");
    let show = |path: &Path| path.display().to_string();
    for (other, key) in [(&other_seed, "`seed`"), (&other_draws, "`draws`"), (&other_world, "`world`")] {
        let words = ["run", "merge", "--world", &place.world, "--out", &out];
        let output = program(&words, &[]).args([&one, other]).output().unwrap();
        refused(&output, 2, &[key, &show(&one), &show(other)]);
    }
    let runs: Vec<_> = std::fs::read_dir(place.path("out/runs")).unwrap().collect();
    assert_eq!(runs.len(), 4, "four shards, and no run half joined: {runs:?}");
}

fn contents(run: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all: Vec<_> =
        files(run).into_iter().map(|path| (path.clone(), std::fs::read(&path).unwrap())).collect();
    all.sort();
    all
}

/// A folder under this run's very name that holds another run: copied, renamed by hand, or of an older program.
#[test]
fn a_folder_of_this_name_that_holds_a_foreign_run_is_refused_and_left_alone() {
    let place = Place::new();
    let out = place.path("out").display().to_string();
    let shard = place.shard(&out, &["--shard", "1/2"]);
    let manifest = shard.join("manifest.json");
    let sound = std::fs::read_to_string(&manifest).unwrap();
    let parsed: serde_json::Value = serde_json::from_str(&sound).unwrap();
    let partial = PathBuf::from(format!("{}.partial", shard.display()));
    for (key, foreign) in [
        ("seed", serde_json::json!(77)),
        ("draws", serde_json::json!(41)),
        ("world", serde_json::json!("0123")),
        ("data", serde_json::json!("4567")),
        ("code", serde_json::json!("0.0.1")),
        ("parameters", serde_json::json!("89ab")),
    ] {
        let mut edited = parsed.clone();
        edited[key] = foreign;
        std::fs::write(&manifest, edited.to_string()).unwrap();
        let before = contents(&shard);
        let named = format!("`{key}` is");
        let output = program(&place.words(&out, &["--shard", "1/2"]), &[]).output().unwrap();
        refused(&output, 2, &["cannot be found there", &named, "delete the folder", shard.to_str().unwrap()]);
        assert!(contents(&shard) == before, "{key}: nothing is changed in it");
        std::fs::rename(&shard, &partial).unwrap();
        let output = program(&place.words(&out, &["--shard", "1/2"]), &[]).output().unwrap();
        refused(&output, 2, &["cannot be resumed", &named]);
        std::fs::rename(&partial, &shard).unwrap();
    }
    std::fs::write(&manifest, sound).unwrap();
    place.shard(&out, &["--shard", "1/2"]);
}

/// A file where a folder must be: no user, not even root, can write below it.
#[test]
fn a_place_that_cannot_be_written_gives_one_error() {
    let place = Place::new();
    let file = place.path("file");
    std::fs::write(&file, "in the way").unwrap();
    let below = file.join("out").display().to_string();
    let output = program(&place.words(&below, &[]), &[]).output().unwrap();
    refused(&output, 5, &["cannot write", "--out", &below]);
    let out = place.path("out").display().to_string();
    let shards = ["1/2", "2/2"].map(|shard| place.shard(&out, &["--shard", shard]));
    let words = ["run", "merge", "--world", &place.world, "--out", &below];
    refused(&program(&words, &[]).args(&shards).output().unwrap(), 5, &["cannot write", "--out", &below]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "in the way");
}

/// Writing fails after so many blocks of 512 or 1,024 bytes, as on a disk that is full: `ulimit -f` with the signal ignored.
fn with_little_room(words: &[&str], blocks: u32) -> Output {
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let mut command = Command::new("bash");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_forefend")]).args(words).output().unwrap()
}

#[test]
fn a_write_that_fails_in_the_middle_gives_one_error_and_the_run_is_carried_on_later() {
    let place = Place::new();
    let out = place.path("out").display().to_string();
    let words = place.words(&out, &[]);
    let output = with_little_room(&words, 1);
    refused(&output, 5, &["cannot write", "--out"]);
    let finished: Vec<_> = std::fs::read_dir(place.path("out/runs"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with(".partial") && !name.ends_with(".lock"))
        .collect();
    assert!(finished.is_empty(), "no run under its final name: {finished:?}");
    let run = place.shard(&out, &[]);
    let clean = place.shard(&place.path("clean").display().to_string(), &[]);
    let names = |run: &Path| {
        let all = contents(run).into_iter();
        all.map(|(path, bytes)| (path.strip_prefix(run).unwrap().to_owned(), bytes)).collect::<Vec<_>>()
    };
    assert!(names(&run) == names(&clean), "what was half written is gone");
}

/// A disk of 300 kB in memory, where this user may mount one.
#[test]
fn a_full_disk_gives_one_error_and_no_finished_run() {
    let place = Place::new();
    let disk = place.path("disk");
    std::fs::create_dir(&disk).unwrap();
    let out = disk.join("out").display().to_string();
    let script = format!(
        "mount -t tmpfs -o size=300k none '{}' || exit 99; \"$0\" \"$@\"; code=$?; ls '{out}/runs' >&2; exit $code",
        disk.display()
    );
    let mut command = Command::new("unshare");
    command.args(["-rm", "bash", "-c", &script, env!("CARGO_BIN_EXE_forefend")]);
    let mut words = place.words(&out, &[]);
    words[2] = "400";
    let Ok(output) = command.args(words).output() else {
        println!("skipped: no unshare here to mount a small disk with");
        return;
    };
    let error = text(&output.stderr);
    if error.contains("unshare:") || output.status.code() == Some(99) {
        println!("skipped: this user may not mount a small disk ({})", error.trim());
        return;
    }
    refused(&output, 5, &["cannot write", "No space left on device", "--out"]);
    let listed: Vec<&str> = error.lines().skip_while(|line| !line.starts_with("error:")).skip(1).collect();
    assert!(listed.iter().all(|name| name.ends_with(".partial") || name.ends_with(".lock")), "{listed:?}");
}
