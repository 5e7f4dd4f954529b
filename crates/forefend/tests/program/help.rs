//! `--help`, README and docs stay in step.

use crate::{forefend, text};

/// What `forefend VERB --help` prints.
pub fn help(verb: &[String]) -> String {
    let arguments: Vec<&str> = verb.iter().map(String::as_str).chain(["--help"]).collect();
    text(&forefend(&arguments).stdout)
}

fn readme() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md")).unwrap()
}

/// Every verb that `--help` lists, with the words before it and its own help; verbs of verbs too.
fn verbs(before: &[String]) -> Vec<(Vec<String>, String)> {
    let text = help(before);
    let commands = text.split("Commands:").nth(1).unwrap_or_default();
    let lines = commands.lines().skip(1).take_while(|line| !line.trim().is_empty());
    let names = lines.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help");
    let mut all = Vec::new();
    for name in names {
        let verb: Vec<String> = before.iter().cloned().chain([name.to_owned()]).collect();
        let below = verbs(&verb);
        if below.is_empty() {
            all.push((verb.clone(), help(&verb)));
        }
        all.extend(below);
    }
    all
}

#[test]
fn a_verb_appears_in_help_only_when_it_works() {
    let found: Vec<String> = verbs(&[]).into_iter().map(|(verb, _)| verb.join(" ")).collect();
    let works = [
        "assess",
        "project",
        "appraise",
        "backtest",
        "compare",
        "replay",
        "country",
        "watch",
        "serve",
        "network arrival",
        "report build",
        "report diff",
        "run merge",
        "run list",
        "run remove",
        "data list",
        "data describe",
        "data check",
        "data build",
        "describe model",
        "describe links",
        "fit",
        "score",
        "journal seal",
        "journal score",
        "verify",
    ];
    assert_eq!(found, works);
}

#[test]
fn the_readme_names_every_verb_and_no_other() {
    let (readme, verbs) = (readme(), verbs(&[]));
    for (verb, _) in &verbs {
        let verb = format!("forefend {}", verb.join(" "));
        assert!(readme.contains(&verb), "README.md does not name `{verb}`");
    }
    for line in readme.lines().filter(|line| line.starts_with("forefend ") || line.starts_with("cargo run")) {
        let typed = line.split("-- ").last().unwrap_or(line).trim_start_matches("forefend ");
        let verb = typed.split_whitespace().next().unwrap_or_default();
        let known = verbs.iter().any(|(words, _)| words[0] == verb);
        assert!(known, "README.md shows `{line}`, which does not work");
    }
}

#[test]
fn every_option_of_the_readme_exists() {
    let known: String = verbs(&[]).into_iter().map(|(_, help)| help).collect();
    let cargo = ["--release", "--workspace", "--path"];
    let readme = readme();
    let words = readme.split(|c: char| !(c.is_alphanumeric() || c == '-'));
    for option in words.filter(|word| word.starts_with("--") && word.len() > 3) {
        assert!(cargo.contains(&option) || known.contains(option), "README.md names {option}");
    }
}
