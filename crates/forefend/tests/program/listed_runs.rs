//! `run list` and `run remove`.

use std::path::Path;

use serde_json::Value;

use crate::in_small_world::Small;
use crate::text;

fn run(small: &Small, words: &[&str]) -> std::process::Output {
    crate::program(words, &[]).args(["--out", &small.path("out")]).output().unwrap()
}

fn listed(small: &Small) -> Vec<Value> {
    let output = run(small, &["run", "list", "--json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let facts: Value = serde_json::from_slice(&output.stdout).unwrap();
    facts["runs"].as_array().unwrap().clone()
}

fn refused(small: &Small, name: &str, code: i32, wanted: &str) {
    let output = run(small, &["run", "remove", name]);
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{name}: {error}");
    assert!(error.lines().count() == 1 && error.contains(wanted), "{name}: {error}");
}

fn name(folder: &Path) -> String {
    folder.file_name().unwrap().to_str().unwrap().to_owned()
}

#[test]
fn runs_are_listed_with_what_they_are_and_removed_by_their_ids() {
    let small = Small::new();
    assert!(text(&run(&small, &["run", "list"]).stdout).starts_with("no run in "));
    let project = |seed: &'static str| ["project", "--draws", "20", "--to", "2004", "--seed", seed];
    let (one, other) = (small.folder(&project("1")), small.folder(&project("2")));
    let shard = small.folder(&[&project("3")[..], &["--shard", "1/2"]].concat());
    let stopped = other.with_extension("partial");
    std::fs::rename(&other, &stopped).unwrap();
    let found = listed(&small);
    let of = |folder: &Path| found.iter().find(|run| run["run"] == name(folder)).unwrap().clone();
    assert_eq!(found.len(), 3, "{found:?}");
    let fact = of(&one);
    assert_eq!((&fact["verb"], &fact["draws"], &fact["seed"]), (&"project".into(), &20.into(), &1.into()));
    assert_eq!((&fact["state"], &of(&stopped)["state"]), (&"finished".into(), &"stopped".into()));
    assert_eq!(fact["made"].as_str().unwrap().len(), 10, "a day");
    let bytes: u64 = crate::files(&one).iter().map(|file| file.metadata().unwrap().len()).sum();
    assert_eq!(fact["bytes"], bytes);
    let printed = text(&run(&small, &["run", "list"]).stdout);
    for word in ["run ", "verb", "state", "stopped", "finished", "3 runs in ", &name(&shard)] {
        assert!(printed.contains(word), "{printed}");
    }
    // One name that cannot be removed, and none is.
    let both = run(&small, &["run", "remove", &name(&one), "000000000000"]);
    assert_eq!((both.status.code(), one.exists()), (Some(2), true), "{}", text(&both.stderr));
    let gone = run(&small, &["run", "remove", &name(&one), &name(&stopped)]);
    assert!(gone.status.success() && text(&gone.stdout).lines().count() == 2, "{}", text(&gone.stderr));
    assert!(!one.exists() && !stopped.exists() && shard.exists());
    assert_eq!(listed(&small).len(), 1);
}

#[test]
fn what_is_no_run_is_never_removed() {
    let small = Small::new();
    let one = small.folder(&["project", "--draws", "20", "--to", "2004"]);
    let (runs, id) = (one.parent().unwrap(), name(&one));
    for wrong in ["..", "../runs", "/", "manifest.json", &format!("{id}/reference"), "\u{1b}[2J"] {
        refused(&small, wrong, 2, "is no name of a run");
    }
    refused(&small, "000000000000", 2, "no run `000000000000` in");
    let own = runs.join("111111111111");
    std::fs::create_dir(&own).unwrap();
    std::fs::write(own.join("letter.txt"), "mine").unwrap();
    refused(&small, "111111111111", 2, "holds no manifest.json");
    assert!(own.join("letter.txt").exists());
    // A process that writes the run holds its lock.
    let file = std::fs::File::create(runs.join(format!("{id}.lock"))).unwrap();
    file.lock().unwrap();
    refused(&small, &id, 5, "another process is writing this run");
    let busy = listed(&small).into_iter().find(|run| run["run"] == id.as_str()).unwrap();
    assert_eq!(busy["state"], "being written");
    drop(file);
    assert!(one.exists());
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    use std::os::unix::fs::symlink;
    let small = Small::new();
    let one = small.folder(&["project", "--draws", "20", "--to", "2004"]);
    let outside = small.folder.path().join("outside");
    std::fs::create_dir(&outside).unwrap();
    std::fs::write(outside.join("manifest.json"), "{}").unwrap();
    let link = one.with_file_name("222222222222");
    symlink(&outside, &link).unwrap();
    refused(&small, "222222222222", 2, "is no folder of its own");
    assert!(listed(&small).iter().all(|run| run["run"] != "222222222222"), "a link is no run");
    // Inside a run the link goes, and what it leads to stays.
    symlink(&outside, one.join("reference/more")).unwrap();
    symlink(outside.join("manifest.json"), one.join("other.json")).unwrap();
    assert!(run(&small, &["run", "remove", &name(&one)]).status.success());
    assert!(!one.exists() && outside.join("manifest.json").exists());
}
