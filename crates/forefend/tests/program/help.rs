//! `--help`, README and docs stay in step.

use crate::{forefend, text};

fn help(verb: &[&str]) -> String {
    let mut arguments = verb.to_vec();
    arguments.push("--help");
    text(&forefend(&arguments).stdout)
}

/// Verbs listed under `Commands:`.
fn verbs(help: &str) -> Vec<String> {
    let commands = help.split("Commands:").nth(1).unwrap_or_default();
    let lines = commands.lines().skip(1).take_while(|line| !line.trim().is_empty());
    lines.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn a_verb_appears_in_help_only_when_it_works() {
    assert_eq!(verbs(&help(&[])), ["assess", "data", "help"]);
    assert_eq!(verbs(&help(&["data"])), ["list", "describe", "check", "build", "help"]);
}

#[test]
fn the_readme_names_every_verb_and_no_other() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md")).unwrap();
    for verb in [
        "forefend assess",
        "forefend data list",
        "forefend data describe",
        "forefend data check",
        "forefend data build",
    ] {
        assert!(readme.contains(verb), "README.md does not name `{verb}`");
    }
    for line in readme.lines().filter(|line| line.starts_with("forefend ") || line.starts_with("cargo run")) {
        let typed = line.split("-- ").last().unwrap_or(line).trim_start_matches("forefend ");
        let verb = typed.split_whitespace().next().unwrap_or_default();
        assert!(["assess", "data"].contains(&verb), "README.md shows `{line}`, which does not work");
    }
}

#[test]
fn every_option_of_the_readme_exists() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md")).unwrap();
    let known =
        [help(&["assess"]), help(&["data", "build"]), help(&["data", "describe"]), help(&["data", "check"])]
            .concat();
    let cargo = ["--release", "--workspace"];
    let words = readme.split(|c: char| !(c.is_alphanumeric() || c == '-'));
    for option in words.filter(|word| word.starts_with("--") && word.len() > 3) {
        assert!(cargo.contains(&option) || known.contains(option), "README.md names {option}");
    }
}
