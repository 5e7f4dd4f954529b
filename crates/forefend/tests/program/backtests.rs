//! `backtest` on the small world: its skill, and the score book of its world.

use crate::in_small_world::Small;
use crate::{files, program, text};

#[test]
fn a_backtest_prints_and_keeps_its_skill() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let words = ["backtest", "--draws", "40", "--origins", "2005,2010", "--out", out];
    let output = program(&words, &[]).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let printed = text(&output.stdout);
    assert!(
        printed.contains("in conflict") && printed.contains("Brier") && printed.contains("out-of-sample")
    );
    let run = std::fs::read_dir(folder.path().join("runs")).unwrap().next().unwrap().unwrap().path();
    let skill = std::fs::read_to_string(run.join("skill.csv")).unwrap();
    assert!(skill.starts_with("target,from,to,cases") && skill.lines().count() > 15, "{skill}");
    assert!(run.join("origin-2005/parameters.json").exists() && run.join("track.json").exists());
    assert!(printed.contains("no skill (tie)") && folder.path().join("scorebook.parquet").exists());
    let alone = program(&["backtest", "--write-scorebook", "--out", out], &[]).output().unwrap();
    assert_eq!(alone.status.code(), Some(2), "into which world?");
    assert!(text(&alone.stderr).contains("--world"), "{}", text(&alone.stderr));
    for (origins, word) in [("2010,2005", "ascending"), ("2030", "nothing is observed after origin 2030")] {
        let output = program(&["backtest", "--origins", origins, "--out", out], &[]).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(word), "{}", text(&output.stderr));
    }
}

#[test]
fn a_backtest_writes_into_its_world_only_when_asked() {
    let small = Small::new();
    let words = ["backtest", "--draws", "40", "--origins", "1990,1993,1996"];
    let world = small.folder.path().join("world");
    let before = files(&world);
    let printed = small.done(&words);
    assert!(printed.contains("stays as it is: --write-scorebook puts the book there"), "{printed}");
    assert_eq!(files(&world), before, "nothing is written into the world unasked");
    let out = small.folder.path().join("out/scorebook.parquet");
    let project = small.done(&["project", "--draws", "20"]);
    let writes = format!("`forefend backtest --world {} --write-scorebook` writes one", world.display());
    assert!(project.contains(&writes), "{project}");
    let again = [&words[..], &["--write-scorebook"]].concat();
    let printed = small.done(&again);
    assert!(!printed.contains("stays as it is"), "{printed}");
    let book = world.join("scorebook/backtest.parquet");
    assert!(std::fs::read(&book).unwrap() == std::fs::read(&out).unwrap());
    assert!(!small.done(&["project", "--draws", "20"]).contains("not scored for this model"));
}
