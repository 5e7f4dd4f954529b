//! What breaks a program under attack, through the program: worlds whose folder holds more than a world, files that a verb reads
//! last, numbers that cannot be meant, remedies that must be possible.

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

#[test]
fn everything_that_a_verb_reads_is_checked_before_the_first_draw() {
    let assess = ["assess", "--draws", "20"];
    let short = ["assess", "--draws", "20", "--no-track"];
    let with = |change: &dyn Fn(&Place), words: &[&str], code: i32, wanted: &[&str]| {
        let place = Place::new();
        change(&place);
        place.refused(words, code, wanted);
    };
    let told = |place: &Place, more: &str| {
        let before = std::fs::read_to_string(place.world().join("report.toml")).unwrap();
        place.write("report.toml", &format!("{before}{more}"));
    };
    let gone = |place: &Place| {
        std::fs::remove_file(place.world().join("organisations.toml")).unwrap();
        told(place, "[organisation]\nid = \"o\"\nevent = \"conflict > 0\"\ntitle = \"t\"\nmost = \"m\"\n");
    };
    with(&gone, &short, 3, &["organisations.toml", "not found"]);
    let garbled = |place: &Place| place.write("organisations.toml", "[[organisation]]\nid = ");
    with(&garbled, &short, 3, &["organisations.toml:2"]);
    let unknown = "[[organisation]]\nid = \"x\"\nshort = \"X\"\nname = \"X\"\n";
    with(&|place| place.write("organisations.toml", unknown), &short, 3, &["organisations.toml:2", "`x`"]);
    let book = |place: &Place| place.write("scorebook/backtest.parquet", "");
    let words = ["scorebook/backtest.parquet", "damaged", "delete it"];
    with(&book, &assess, 4, &words);
    with(&book, &["project", "--draws", "20"], 4, &words);
    with(&book, &["backtest", "--draws", "20", "--origins", "1992"], 4, &words);
    let of_list = |place: &Place| {
        place.write("scorebook/list.toml", "x");
        let list =
            "[[list]]\nid = \"l\"\ntitle = \"L\"\nrule = \"R\"\nevent = \"conflict > 0\"\nyears = \"any\"\n";
        told(place, &format!("{list}book = \"scorebook/list.toml\"\n"));
    };
    with(&of_list, &short, 3, &["scorebook/list.toml"]);
    with(
        &|place| place.write("targets.toml", ""),
        &assess,
        3,
        &["targets.toml:1", "0 targets", "[[target]]"],
    );
    let target = |keys: &str| {
        format!(
            "[[target]]\nid = \"t\"\ntitle = \"T\"\nkind = \"event\"\nvariable = \"conflict\"\nobserved = \"level\"\n{keys}\n"
        )
    };
    for (keys, wanted) in [
        ("probability = true\nat_least = 1", "`conflict` is no probability"),
        ("at_least = nan", "targets.toml:7: at_least = NaN"),
        ("at_least = 2\nat_most = 1", "no value can be inside"),
        ("at_least = 1\nat_origin = [{ series = \"level\" }]", "a condition needs"),
        ("at_least = 1\nat_origin = [{ series = \"level\", at_most = 0, years = 0 }]", "years = 0"),
        ("at_least = 1\nfirst_origin = -32768", "targets.toml:8: first_origin = "),
    ] {
        with(&|place| place.write("targets.toml", &target(keys)), &assess, 3, &["targets.toml:", wanted]);
        let backtest = ["backtest", "--draws", "20", "--origins", "1992"];
        with(&|place| place.write("targets.toml", &target(keys)), &backtest, 3, &["targets.toml:", wanted]);
    }
    // The random walk beside a share of the world needs a past of 31 years.
    let early = ["backtest", "--draws", "20", "--origins", "1985"];
    with(&|_| (), &early, 1, &["origin 1985", "choose a later origin"]);
    let long = "x".repeat(250);
    let setting = |place: &Place| place.edit("appraisal.toml", "\"published\"", &format!("\"{long}\""));
    with(&setting, &short, 3, &["appraisal.toml:3", "the id of setting", "at most 64"]);
    let portfolio =
        |place: &Place| place.edit("portfolios/reference.toml", "\"reference\"", &format!("\"{long}\""));
    with(&portfolio, &short, 3, &["reference.toml:1", "the id of portfolio", "at most 64"]);
    let units = |place: &Place| place.edit("portfolios/reference.toml", "\"reference\"", "\"units\"");
    with(&units, &short, 3, &["reference.toml:1", "folder of every run"]);
}

#[test]
fn numbers_of_measures_and_evidence_are_checked_for_their_meaning() {
    let with = |file: &str, from: &str, to: &str, wanted: &[&str]| {
        let place = Place::new();
        place.edit(file, from, to);
        place.refused(&["project", "--draws", "20"], 3, wanted);
    };
    let (measures, evidence) = ("measures.toml", "evidence/works.toml");
    for (scale, told) in [("nan", "scale = NaN"), ("-1", "scale = -1"), ("inf", "scale = inf")] {
        with(measures, "scale = 1", &format!("scale = {scale}"), &["measures.toml:7: ", told, "0 or more"]);
    }
    with(measures, "amount = 1", "amount = 0", &["measures.toml:12: amount = 0", "above 0"]);
    with(measures, "amount = 1", "amount = 1\nrelative_deviation = -1", &["relative_deviation = -1"]);
    with(
        evidence,
        "low = 0.5",
        "standard_deviation = -1\nlow = 0.5",
        &["works.toml:8: standard_deviation = -1"],
    );
    with(evidence, "low = 0.5", "saturates_at = 0\nlow = 0.5", &["works.toml:8: saturates_at = "]);
    with(evidence, "value = 1.0", "value = nan", &["works.toml:7: value = NaN"]);
    with(evidence, "low = 0.5\nhigh = 1.5", "low = 2\nhigh = 1", &["works.toml:3", "does not hold"]);
    with(
        evidence,
        "value = 1.0\nlow = 0.5\nhigh = 1.5",
        "value = 1.0",
        &["measures.toml:9", "no usable value"],
    );
    with(
        evidence,
        "value = 1.0\nlow = 0.5\nhigh = 1.5",
        "value = -1.0\nlow = -2.0\nhigh = 0.0",
        &["cost evidence"],
    );
    with(
        "measures.toml",
        "\"missions\"\ntitle",
        "\"../x\"\ntitle",
        &["measures.toml:3", "the id of measure"],
    );
    with("principles.toml", "\"peace\"", "\"a b\"", &["principles.toml:2", "the id of principle"]);
    with("appraisal.toml", "from = 2002", "from = -32768", &["appraisal.toml:1: from = -32768"]);
}

#[test]
fn an_action_that_can_never_stand_is_an_error_with_its_place() {
    let place = Place::new();
    let mine = place.folder.path().join("mine.toml");
    let file = mine.to_str().unwrap();
    let line = small_world::ALTERNATIVE.lines().position(|line| line == "from = 2002").unwrap() + 1;
    for (keys, wanted) in [
        ("from = 20270", "from = 20270"),
        ("from = 2050", "can never stand by 2010"),
        ("until = 1990", "can never stand from 2001 on"),
        ("until = 2001", "can never stand, as portfolios may differ from 2002 on"),
        ("lag = 20", "can never stand by 2010"),
        ("from = 2008\nlag = 3", "can never stand by 2010"),
    ] {
        std::fs::write(&mine, small_world::ALTERNATIVE.replace("from = 2002", keys)).unwrap();
        let at = format!("mine.toml:{line}: ");
        place.refused(&["appraise", "--draws", "20", "--against", file], 3, &[&at, wanted]);
    }
    let limit = "\n[[limit]]\nmeasure = \"missions\"\ncapacity = 1\nfrom = 2050\n";
    std::fs::write(&mine, format!("{}{limit}", small_world::ALTERNATIVE)).unwrap();
    place.refused(
        &["appraise", "--draws", "20", "--against", file],
        3,
        &["mine.toml:", "never holds by 2010"],
    );
    std::fs::write(&mine, small_world::ALTERNATIVE).unwrap();
    assert!(place.run(&["appraise", "--draws", "20", "--against", file]).status.success());
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
