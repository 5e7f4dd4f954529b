//! `docs/world.md` lists the keys that the program reads, all of them and no others.

use std::collections::BTreeSet;

use forefend_assess::home_file;
use forefend_simulate::spec::{Combine, Correlation, JointLink, LinksFile, Patch, Scenario};
use forefend_simulate::spec::{
    CovarianceRule, Driver, ErrorKind, Family, FillRule, Frame, Index, Kind, Lever, LeverScale, Link,
    PathRule, Process, Sample, Shock, Status, Threat, Variable,
};
use forefend_simulate::{Model, WorldFiles};
use forefend_strategy::commissioner;
use forefend_strategy::deflator::Deflator;
use forefend_strategy::evidence::{Evidence, Use};
use forefend_strategy::measure::{
    Basis, Cost, Form, Kind as KindOfMeasure, Law, Measure, MeasureEffect, Setting,
};
use forefend_strategy::outcome::Better;
use forefend_strategy::principle::{RuleWord, Written, WrittenConstraint, WrittenObjective};
use forefend_strategy::setting::{Appraisal, BreakEvenQuestion};
use serde::de::DeserializeOwned;

const PAGE: &str = include_str!("../../../../docs/world.md");

/// Words between backticks after "expected": how serde tells what it would have taken.
fn expected(message: &str) -> BTreeSet<String> {
    let (_, rest) = message.split_once("expected ").unwrap_or_else(|| panic!("{message}"));
    rest.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn refusal<T: DeserializeOwned>(text: &str) -> String {
    let world = WorldFiles::new("w", [("probe.toml".to_owned(), text.as_bytes().to_vec())]);
    match world.parse::<T>("probe.toml") {
        Ok(_) => panic!("a key or word that nobody knows was taken: {text}"),
        Err(error) => error.to_string(),
    }
}

/// The keys of a type, and of the parts of `axes.toml`, whose types are the reader's own.
fn keys<T: DeserializeOwned>() -> BTreeSet<String> {
    expected(&refusal::<T>("no_such_key = 1"))
}

fn keys_of_axes(text: &str) -> BTreeSet<String> {
    let mut files: std::collections::BTreeMap<String, Vec<u8>> =
        forefend_world::files().into_iter().collect();
    files.insert("axes.toml".to_owned(), text.as_bytes().to_vec());
    expected(&Model::load(&WorldFiles::new("world", files)).unwrap_err().to_string())
}

/// Rows of the table under a heading: the key, and the text beside it.
fn table(heading: &str) -> Vec<(String, &'static str)> {
    let start = PAGE.find(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("no heading {heading:?}"));
    let section = &PAGE[start + heading.len() + 2..];
    let section = section.split("\n#").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `") || line.starts_with("| **`"));
    rows.map(|line| {
        let (key, text) = line[2..].split_once(" | ").unwrap();
        (key.trim_matches(['*', '`']).to_owned(), text)
    })
    .collect()
}

#[test]
fn the_page_has_every_key_and_no_other() {
    let sections = [
        ("## A driver", keys::<Driver>()),
        ("## A threat", keys::<Threat>()),
        ("### A link of a threat", keys::<Link>()),
        ("## A series that is only shown: `[[index]]`", keys::<Index>()),
        ("## A variable: `[[variable]]`", keys::<Variable>()),
        ("### Rows to fit on: `sample = { ... }`", keys::<Sample>()),
        ("### A common shock: `[variable.shock]`", keys::<Shock>()),
        ("### What policy can move: `[[variable.lever]]`", keys::<Lever>()),
        ("## A mechanism with several outputs: `[[process]]`", keys::<Process>()),
        ("## The frame: `simulation.toml`", keys::<Frame>()),
        ("## Links: `links.toml`", keys::<LinksFile>()),
        ("### A link that can be switched: `[[link]]`", keys::<JointLink>()),
        ("### What a switch changes: `patch = [{ ... }]`", keys::<Patch>()),
        ("### Shocks that go together: `[[correlation]]`", keys::<Correlation>()),
        ("## Scenarios: `scenarios.toml`", keys::<Scenario>()),
        ("## Axes: `axes.toml`", keys_of_axes("[[axis]]\nno_such_key = 1")),
        ("### Pairs of an axis: `pairs = { ... }`", keys_of_axes("[[axis]]\npairs = { no_such_key = 1 }")),
        ("### A relation: `[[relation]]`", keys_of_axes("[[relation]]\nno_such_key = 1")),
        ("## Measures: `measures.toml`", keys::<Measure>()),
        ("### An effect of a measure: `[[measure.effect]]`", keys::<MeasureEffect>()),
        ("### Cost of a measure: `cost = { ... }`", keys::<Cost>()),
        ("### What principles read of a measure: `basis = { ... }`", keys::<Basis>()),
        ("## Evidence: `evidence/*.toml`", keys::<Evidence>()),
        ("## Dollars of one year: `deflator.toml`", keys::<Deflator>()),
        ("## Deep uncertainties: `appraisal.toml`", keys::<Appraisal>()),
        ("### A setting: `[[setting]]`", keys::<Setting>()),
        ("### What one would have to believe: `[[break_even]]`", keys::<BreakEvenQuestion>()),
        ("## Principles: `principles.toml`", keys::<Written>()),
        ("### What is to become better: `objective = { ... }`", keys::<WrittenObjective>()),
        ("### A rule that must hold: `constraint = { ... }`", keys::<WrittenConstraint>()),
        ("## Commissioners: `commissioners/*.toml`", keys::<commissioner::Written>()),
        ("## A country of one's own: `home.toml`", keys::<home_file::HomeFile>()),
        ("### A cause of harm: `[[harm]]`", keys::<home_file::Harm>()),
        ("### What portfolios change at home: `[[change]]`", keys::<home_file::Change>()),
        ("### Outbreaks elsewhere: `[arrival]`", keys::<home_file::Arrival>()),
        ("### A tie to others: `[[tie]]`", keys::<home_file::Tie>()),
        ("### The states next door: `[[neighbour]]`", keys::<home_file::Neighbour>()),
        ("### A series of home's own: `[[series]]`", keys::<home_file::OwnSeries>()),
        ("### What cannot be measured: `[[gap]]`", keys::<home_file::Gap>()),
    ];
    for (heading, read) in &sections {
        let told: BTreeSet<String> = table(heading).into_iter().map(|(key, _)| key).collect();
        assert!(!read.is_empty());
        assert_eq!(&told, read, "docs/world.md, {heading}");
    }
    // A table that no type stands behind would be checked by nothing.
    let headings = PAGE.lines().filter(|line| line.starts_with('#')).count();
    assert_eq!(headings, sections.len() + 1, "every heading of docs/world.md stands for a type");
}

#[derive(serde::Deserialize)]
struct Word<T> {
    #[serde(rename = "word")]
    _word: T,
}

fn words<T: DeserializeOwned>() -> BTreeSet<String> {
    expected(&refusal::<Word<T>>("word = \"no such word\""))
}

#[test]
fn every_word_that_a_key_takes_stands_beside_it() {
    let variable = "## A variable: `[[variable]]`";
    let lever = "### What policy can move: `[[variable.lever]]`";
    let takes = [
        ("## A driver", "status", words::<Status>()),
        (variable, "kind", words::<Kind>()),
        (variable, "fill", words::<FillRule>()),
        (variable, "path", words::<PathRule>()),
        (variable, "family", words::<Family>()),
        (variable, "covariance", words::<CovarianceRule>()),
        (variable, "error", words::<ErrorKind>()),
        (lever, "scale", words::<LeverScale>()),
        (lever, "combine", words::<Combine>()),
        ("### An effect of a measure: `[[measure.effect]]`", "form", words::<Form>()),
        ("### What principles read of a measure: `basis = { ... }`", "kind", words::<KindOfMeasure>()),
        ("### What principles read of a measure: `basis = { ... }`", "law", words::<Law>()),
        ("### A rule that must hold: `constraint = { ... }`", "rule", words::<RuleWord>()),
        ("## Evidence: `evidence/*.toml`", "use", words::<Use>()),
        ("### What portfolios change at home: `[[change]]`", "years", words::<home_file::HomeYears>()),
        ("### What portfolios change at home: `[[change]]`", "better", words::<Better>()),
        ("### A tie to others: `[[tie]]`", "flow", words::<home_file::Flow>()),
        ("### A tie to others: `[[tie]]`", "told", words::<home_file::Told>()),
    ];
    for (heading, key, read) in takes {
        let rows = table(heading);
        let (_, text) = rows.iter().find(|(name, _)| name == key).unwrap();
        // A word in quotes between backticks is one that the key takes.
        let told: BTreeSet<String> = text
            .split("`\"")
            .skip(1)
            .filter_map(|rest| rest.split("\"`").next())
            .map(str::to_owned)
            .collect();
        assert_eq!(told, read, "docs/world.md, {key}");
    }
}

/// A key in bold is one that a file may not leave out: serde names the first that is missing.
#[test]
fn bold_keys_are_the_needed_ones() {
    fn first_missing<T: DeserializeOwned>(heading: &str) {
        let message = refusal::<T>("");
        let missing = message.split('`').nth(1).unwrap().to_owned();
        let bold = format!("| **`{missing}`** |");
        let start = PAGE.find(heading).unwrap();
        assert!(PAGE[start..].split("\n#").next().unwrap().contains(&bold), "{heading}: {missing} is needed");
    }
    first_missing::<Driver>("## A driver");
    first_missing::<Threat>("## A threat");
    first_missing::<Variable>("## A variable");
    first_missing::<Lever>("### What policy can move");
    first_missing::<Frame>("## The frame");
    first_missing::<Measure>("## Measures");
    first_missing::<Evidence>("## Evidence");
    first_missing::<Setting>("### A setting");
    first_missing::<home_file::HomeFile>("## A country of one's own");
    first_missing::<home_file::Harm>("### A cause of harm");
}
