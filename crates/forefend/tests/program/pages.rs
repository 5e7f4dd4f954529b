//! The pages that people read: commands on them can be typed, links on them lead somewhere.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::help::help;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every page for readers, by its path from the root.
fn pages() -> BTreeMap<String, String> {
    let mut names: Vec<String> =
        ["README.md", "ARCHITECTURE.md", "DESIGN.md", "CONTRIBUTING.md", "fuzz/README.md"]
            .map(str::to_owned)
            .into();
    for folder in ["docs", "docs/guides", "web/tests"] {
        for entry in std::fs::read_dir(root().join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name.ends_with(".md") {
                names.push(format!("{folder}/{name}"));
            }
        }
    }
    names
        .into_iter()
        .map(|name| (name.clone(), std::fs::read_to_string(root().join(&name)).unwrap()))
        .collect()
}

/// The anchor that a heading of Markdown gets: lower case, spaces as hyphens, no punctuation.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().chars();
    let kept = kept.filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[test]
fn the_readme_is_short() {
    let lines = pages()["README.md"].lines().count();
    assert!(lines <= 150, "README.md has {lines} lines; move what is measured or rare to docs/");
}

#[test]
fn commands_on_every_page_have_verbs_and_options_that_exist() {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for (page, text) in pages() {
        // Every second part of a page stands between fences.
        let fenced = text.split("\n```").skip(1).step_by(2);
        let lines = fenced.flat_map(str::lines).map(|line| line.trim_start_matches("$ "));
        for line in lines.filter(|line| line.starts_with("forefend ")) {
            // What follows a comment sign is not typed; what follows `&&` is another command.
            let typed = line.split(" #").next().unwrap().split(" && ").next().unwrap();
            let words: Vec<&str> = typed.split_whitespace().skip(1).collect();
            let parents = ["run", "data", "describe", "journal", "network", "report"];
            let verb = &words[..if parents.contains(&words[0]) { 2 } else { 1 }];
            let words_of: Vec<String> = verb.iter().map(|word| (*word).to_owned()).collect();
            let help = known.entry(verb.join(" ")).or_insert_with(|| help(&words_of));
            assert!(help.contains(&format!("forefend {}", verb.join(" "))), "{page}: no such verb: {line}");
            for option in words.iter().map(|word| word.trim_start_matches('[')) {
                let option = option.trim_end_matches(']');
                assert!(!option.starts_with("--") || help.contains(option), "{page}: no {option}: {line}");
            }
        }
    }
    assert!(known.len() > 10, "the pages show commands");
}

#[test]
fn every_link_leads_somewhere() {
    let pages = pages();
    for (page, text) in &pages {
        let folder = Path::new(page).parent().unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.starts_with("http") {
                continue;
            }
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let file = if file.is_empty() { PathBuf::from(page) } else { folder.join(file) };
            let file = root().join(file);
            assert!(file.exists(), "{page} links to {link}, which is not there");
            if !heading.is_empty() {
                let target = std::fs::read_to_string(&file).unwrap();
                let found = target.lines().any(|line| line.starts_with('#') && anchor(line) == heading);
                assert!(found, "{page} links to {link}; no heading there is called so");
            }
        }
    }
}

#[test]
fn every_test_of_the_promises_is_there() {
    let page = &pages()["ARCHITECTURE.md"];
    let table = page.split("test that would fail |").nth(1).unwrap().split("\n\n").next().unwrap();
    let mut promises = 0;
    for row in table.lines().skip(2) {
        let tests = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        let mut named = 0;
        for test in tests.split('`').skip(1).step_by(2).filter(|test| test.ends_with(".rs")) {
            assert!(
                root().join("crates").join(test).exists(),
                "ARCHITECTURE.md names {test}, which is not there"
            );
            named += 1;
        }
        assert!(named > 0 || tests.contains("forefend verify"), "no test holds: {row}");
        promises += 1;
    }
    assert!(promises > 10, "the table of promises is not found");
}
