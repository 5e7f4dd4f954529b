//! What breaks a program under attack, through the program: worlds whose folder holds more than a world, files that a verb reads
//! last, remedies that must be possible.

mod meant;

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::{files, program, small_world, text};

/// A small world in a folder whose name a shell must be told about.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Self { folder };
        small_world::write(&place.world());
        std::fs::write(place.world().join("organisations.toml"), "").unwrap();
        place
    }

    fn world(&self) -> PathBuf {
        self.folder.path().join("my world")
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("my out")
    }

    /// Runs a verb on this world, with `--out`.
    fn run(&self, words: &[&str]) -> Output {
        let (world, out) = (self.world(), self.out());
        let places = ["--world", world.to_str().unwrap(), "--out", out.to_str().unwrap()];
        program(&[words, &places].concat(), &[]).output().unwrap()
    }

    fn facts(&self, words: &[&str]) -> serde_json::Value {
        let output = self.run(&[words, &["--json"]].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn write(&self, file: &str, content: &str) {
        let path = self.world().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    fn edit(&self, file: &str, from: &str, to: &str) {
        let before = std::fs::read_to_string(self.world().join(file)).unwrap();
        assert!(before.contains(from), "{file} has changed: mend this test");
        self.write(file, &before.replacen(from, to, 1));
    }

    /// One error with these words and this code, before anything is written.
    fn refused(&self, words: &[&str], code: i32, wanted: &[&str]) {
        let output = self.run(words);
        one_error(&output, code, wanted);
        assert_eq!(files(&self.out()), Vec::<PathBuf>::new(), "nothing is written before the error");
    }
}

fn one_error(output: &Output, code: i32, wanted: &[&str]) -> String {
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{error}");
    assert_eq!(error.lines().filter(|line| line.starts_with("error:")).count(), 1, "{error}");
    assert!(!error.contains("panicked"), "{error}");
    for word in wanted {
        assert!(error.contains(word), "{error:?} does not say {word:?}");
    }
    error
}

/// Types a printed command, `forefend` being this program.
fn typed(command: &str, folder: &Path) -> Output {
    let name = folder.join("bin/forefend");
    if !name.exists() {
        std::fs::create_dir_all(name.parent().unwrap()).unwrap();
        symlink(env!("CARGO_BIN_EXE_forefend"), &name).unwrap();
    }
    let path = format!("{}:{}", name.parent().unwrap().display(), std::env::var("PATH").unwrap_or_default());
    Command::new("bash").args(["-c", command]).env("PATH", path).output().unwrap()
}

/// The command between backquotes in a message.
fn printed(message: &str) -> &str {
    message.split('`').find(|part| part.starts_with("forefend ")).unwrap_or_else(|| panic!("{message}"))
}

#[test]
fn a_run_written_into_its_own_world_is_no_part_of_it() {
    let place = Place::new();
    let here = |words: &[&str]| {
        let output = program(words, &[]).current_dir(place.world()).output().unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()
    };
    let project = ["project", "--world", ".", "--draws", "20", "--json"];
    let first = here(&project);
    for out in ["out", "drivers", "snapshot", "portfolios", "."] {
        let again = here(&[&project[..], &["--out", out]].concat());
        assert_eq!(again["run"], first["run"], "--out {out}: the same world, the same run");
    }
    assert_eq!(here(&project)["begun"], "finished");
    for shard in ["1/2", "2/2"] {
        here(&[&project[..], &["--shard", shard]].concat());
    }
    let shards =
        ["1", "2"].map(|index| format!("out/runs/{}.shard-{index}-of-2", first["run"].as_str().unwrap()));
    let merged = here(&["run", "merge", "--world", ".", "--json", &shards[0], &shards[1], "--out", "joined"]);
    assert_eq!(merged["run"], first["run"]);
    // What is declared counts: a table that a file names, and no other.
    place.write("notes.csv", "a\n1\n");
    assert_eq!(here(&project)["run"], first["run"]);
    place.write("axes.toml", "[[axis]]\nid = \"site\"\ntitle = \"Sites\"\nunits = \"axes/sites.csv\"\n");
    place.write("axes/sites.csv", "id\na\n");
    let with_sites = here(&project);
    place.write("axes/sites.csv", "id\na\nb\n");
    assert_ne!(here(&project)["run"], with_sites["run"]);
}

#[test]
fn pipes_and_loops_in_a_world_do_not_hang() {
    let place = Place::new();
    symlink(place.world(), place.world().join("drivers/loop")).unwrap();
    let pipe = |name: &str| {
        assert!(Command::new("mkfifo").arg(place.world().join(name)).status().unwrap().success());
    };
    pipe("unnamed.csv");
    pipe("unnamed");
    let first = place.facts(&["project", "--draws", "20"]);
    assert_eq!(first["begun"], "new");
    std::fs::remove_dir_all(place.out()).unwrap();
    pipe("drivers/pipe.toml");
    place.refused(&["project", "--draws", "20"], 5, &["pipe.toml", "no regular file", "take it out"]);
    let zero = ["appraise", "--draws", "20", "--against", "/dev/zero"];
    std::fs::remove_file(place.world().join("drivers/pipe.toml")).unwrap();
    place.refused(&zero, 2, &["--against", "/dev/zero", "no portfolio"]);
}

/// Each command that a message prints is typed as it stands, in folders whose names hold a blank.
#[test]
fn printed_commands_can_be_run() {
    let place = Place::new();
    let mine = place.folder.path().join("my portfolio.toml");
    std::fs::write(&mine, small_world::ALTERNATIVE).unwrap();
    let run = |verb: &[&str]| {
        let shard = [verb, &["--draws", "40", "--block", "8", "--shard", "1/2"]].concat();
        let closing = text(&place.run(&shard).stdout);
        let join = closing.lines().find_map(|line| line.strip_prefix("join all shards with: "));
        let join = join.unwrap_or_else(|| panic!("{closing}")).to_owned();
        // The other shard is missing: the message says how to make it.
        let missing = one_error(&typed(&join, place.folder.path()), 2, &["shard 2/2 is missing"]);
        let made = typed(printed(&missing), place.folder.path());
        assert!(made.status.success(), "{missing}: {}", text(&made.stderr));
        // A part of it is damaged: the message says how to mend it.
        let part = files(&place.out()).into_iter().find(|path| {
            path.to_string_lossy().contains("shard-2-of-2")
                && path.extension().is_some_and(|end| end == "parquet")
        });
        let part = part.unwrap();
        let sound = std::fs::read(&part).unwrap();
        std::fs::write(&part, &sound[..sound.len() / 2]).unwrap();
        let damaged = one_error(&typed(&join, place.folder.path()), 5, &[part.to_str().unwrap(), "damaged"]);
        assert!(!damaged.contains("DIR"), "no word that stands for another: {damaged}");
        let mended = typed(printed(&damaged), place.folder.path());
        assert!(mended.status.success(), "{damaged}: {}", text(&mended.stderr));
        assert!(std::fs::read(&part).unwrap() == sound);
        let joined = typed(&join, place.folder.path());
        assert!(joined.status.success(), "{join}: {}", text(&joined.stderr));
        // The same of the whole run.
        let whole = files(&place.out()).into_iter().find(|path| {
            !path.to_string_lossy().contains(".shard-")
                && path.extension().is_some_and(|end| end == "parquet")
        });
        let whole = whole.unwrap();
        let folder = whole.parent().unwrap().parent().unwrap();
        std::fs::write(&whole, "nothing").unwrap();
        let merge = ["run", "merge", folder.to_str().unwrap(), "--world", place.world().to_str().unwrap()]
            .map(str::to_owned);
        let merge: Vec<&str> = merge.iter().map(String::as_str).collect();
        let damaged = one_error(&program(&merge, &[]).output().unwrap(), 5, &[whole.to_str().unwrap()]);
        let mended = typed(printed(&damaged), place.folder.path());
        assert!(mended.status.success(), "{damaged}: {}", text(&mended.stderr));
        assert!(program(&merge, &[]).output().unwrap().status.success());
        std::fs::remove_dir_all(place.out()).unwrap();
    };
    run(&["project"]);
    run(&["project", "--driver", "war"]);
    run(&["appraise", "--against", mine.to_str().unwrap()]);
}

/// The origins' parameters are what forecasts of a score book are made from.
#[test]
fn a_digit_changed_in_an_origins_parameters_does_not_reach_the_score_book() {
    let place = Place::new();
    let backtest = ["backtest", "--draws", "20", "--origins", "1992,1995"];
    let facts = place.facts(&backtest);
    let run = PathBuf::from(facts["folder"].as_str().unwrap());
    let name = "origin-1992/parameters.json";
    let sound = std::fs::read_to_string(run.join(name)).unwrap();
    let digit = sound.rfind("0.").map(|at| at + 2).unwrap();
    let mut altered = sound.clone().into_bytes();
    altered[digit] = if altered[digit] == b'9' { b'1' } else { b'9' };
    let parts = || {
        let mut all: Vec<_> = files(place.out().as_path())
            .into_iter()
            .filter(|path| path.extension().is_some_and(|end| end == "parquet"))
            .map(|path| (path.file_name().unwrap().to_owned(), std::fs::read(&path).unwrap()))
            .collect();
        all.sort();
        all
    };
    let before = parts();
    for stopped in [false, true] {
        std::fs::write(run.join(name), &altered).unwrap();
        if stopped {
            std::fs::remove_file(run.join("origin-1992/country-00000000.parquet")).unwrap();
            std::fs::rename(&run, run.with_extension("partial")).unwrap();
        }
        let output = place.run(&backtest);
        let told = text(&output.stderr);
        assert!(output.status.success() && told.contains(name), "{told}");
        assert_eq!(std::fs::read_to_string(run.join(name)).unwrap(), sound, "made again");
        assert!(parts() == before, "and nothing is made from the altered one");
    }
}

/// No further thread for this user: fewer threads with a word, the same values, and no panic.
#[test]
fn a_system_that_allows_no_further_thread_is_told_and_the_run_goes_on() {
    let place = Place::new();
    let open = Command::new("chmod").args(["-R", "a+rwX"]).arg(place.folder.path()).status();
    assert!(open.is_ok_and(|status| status.success()));
    let words = ["project", "--draws", "20", "--threads", "8"];
    let expected = place.facts(&words);
    std::fs::remove_dir_all(place.out()).unwrap();
    std::fs::create_dir(place.out()).unwrap();
    Command::new("chmod").arg("a+rwx").arg(place.out()).status().unwrap();
    let (world, out) = (place.world(), place.out());
    for most in ["1", "4"] {
        let script = format!("ulimit -u {most}; exec \"$0\" \"$@\"");
        let mut command = Command::new("setpriv");
        // A user of whom no other process runs.
        command.args(["--reuid", "54321", "--clear-groups", "bash", "-c", &script]);
        command.arg(env!("CARGO_BIN_EXE_forefend")).args(words);
        command.args(["--world", world.to_str().unwrap(), "--out", out.to_str().unwrap(), "--json"]);
        let Ok(output) = command.output() else {
            println!("skipped: no setpriv here to become another user with");
            return;
        };
        let told = text(&output.stderr);
        if told.contains("setpriv:") || told.contains("bash:") {
            println!("skipped: this user may not become another ({})", told.trim());
            return;
        }
        assert!(!told.contains("panicked"), "{told}");
        assert!(output.status.success() && told.contains("the system allows"), "{told}");
        let facts: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(facts["variables"], expected["variables"]);
        std::fs::remove_dir_all(place.out().join("runs")).unwrap();
    }
}
