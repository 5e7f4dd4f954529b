//! `--outcomes FILE`: newer deaths of a user's own, and every mistake that is refused before anything is computed.

use std::path::{Path, PathBuf};

use forefend_panel::{Month, Panel};
use serde_json::Value;

use crate::{forefend, text, world};

/// The month after the last that the shipped snapshot knows.
fn next() -> Month {
    let panel = Panel::read_dir(&world().join("snapshot")).unwrap();
    let last = panel.monthly().filter_map(|series| series.last_month()).min();
    last.unwrap() + 1
}

fn file(folder: &Path, csv: &str) -> PathBuf {
    let path = folder.join("new.csv");
    std::fs::write(&path, csv).unwrap();
    path
}

#[test]
fn watch_looks_ahead_from_the_months_brought() {
    let folder = tempfile::tempdir().unwrap();
    let (first, last) = (next(), next() + 1);
    let path = file(
        folder.path(),
        &format!(
            "country,month,deaths,one_sided,non_state\nCôte d'Ivoire,{last},4321,0,0\n*,{first}..{last},0,0,0\n"
        ),
    );
    let out = folder.path().join("out");
    let words = [
        "watch",
        "--outcomes",
        path.to_str().unwrap(),
        "--json",
        "--horizon",
        "2m",
        "--draws",
        "10",
        "--out",
    ];
    let ran = forefend(&[&words[..], &[out.to_str().unwrap()]].concat());
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let facts: Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(facts["outlook"]["as_of"], last.to_string());
    assert_eq!(facts["outlook"]["known_to"], last.to_string());
    assert!(facts["outcomes"].as_str().unwrap().starts_with("new.csv (SHA-256 "), "{}", facts["outcomes"]);
    let countries = facts["outlook"]["countries"].as_array().unwrap();
    let country = countries.iter().find(|country| country["iso3"] == "CIV").unwrap();
    assert!(country["deaths_12"].as_u64().unwrap() >= 4321, "{country}");
    let notes = text(&ran.stderr);
    assert!(
        notes.contains("`*` says 0 for") && notes.contains("of countries that it names: Côte d’Ivoire"),
        "{notes}"
    );
}

#[test]
fn a_mistake_is_one_error_before_anything_is_computed() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |csv: &str, words: &[&str], code: i32, wanted: &[&str]| {
        let path = file(folder.path(), csv);
        let out = folder.path().join("out");
        let mut all = words.to_vec();
        all.extend(["--outcomes", path.to_str().unwrap()]);
        if words[0] != "watch" {
            all.extend(["--out", out.to_str().unwrap()]);
        }
        let ran = forefend(&all);
        let error = text(&ran.stderr);
        assert_eq!(ran.status.code(), Some(code), "{error}");
        let errors = error.lines().filter(|line| !line.starts_with("note:"));
        assert_eq!(errors.count(), 1, "one error: {error}");
        assert!(wanted.iter().all(|part| error.contains(part)), "{error}");
        assert!(!out.exists(), "nothing is written");
    };
    let months = |rows: &str| format!("country,month,deaths\n{rows}");
    let first = next();
    let empty = format!("country,month,deaths,one_sided\nUkraine,{first},10,\n*,{first},0,0\n");
    refused(&empty, &["watch"], 4, &["new.csv:2: Ukraine has an empty one_sided", "`*` would make it 0"]);
    let unknown = months(&format!("Ukrane,{first},1\nKorea,{first},1\n*,{first},0\n"));
    refused(
        &unknown,
        &["project", "--draws", "20"],
        4,
        &["new.csv:2: 2 names", "`Ukraine`", "North Korea (PRK)"],
    );
    let hole = months(&format!("*,{},0\n", first + 1));
    refused(
        &hole,
        &["assess", "--no-track", "--draws", "20"],
        4,
        &["new.csv:2", &format!("{first} is missing")],
    );
    let future = months(&format!("*,{first}..{},0\n", first + 1100));
    refused(&future, &["watch"], 4, &["new.csv:2", "is not over", "months to"]);
    let few = months(&format!("*,{first},0\n"));
    for words in [
        &["appraise", "--against", "withdraw", "--draws", "20"][..],
        &["replay", "--as-of", "2008-06", "--to", "2012", "--draws", "20"],
        &["backtest", "--origins", "2010", "--draws", "20"],
    ] {
        refused(&few, words, 2, &["--outcomes: new.csv holds months", "complete no year", "forefend watch"]);
    }
    let yearly = format!("country,year,deaths\n*,{},0\n", first.year());
    refused(&yearly, &["watch"], 4, &["new.csv:2"]);
    // A folder is no file.
    let ran = forefend(&["watch", "--outcomes", folder.path().to_str().unwrap()]);
    assert!(
        ran.status.code() == Some(5) && text(&ran.stderr).contains("no regular file"),
        "{}",
        text(&ran.stderr)
    );
}

/// Any month may be asked about; what is too early says so.
#[test]
fn watch_as_of_any_month_works_or_says_what_to_do() {
    for (month, works) in
        [("1950-01", false), ("1988-12", false), ("1989-03", false), ("1992-06", false), ("2008-06", true)]
    {
        let ran = forefend(&["watch", "--as-of", month, "--horizon", "2m", "--top", "1"]);
        let error = text(&ran.stderr);
        assert_eq!(ran.status.success(), works, "{month}: {error}");
        if !works {
            assert!(error.lines().count() == 1 && error.contains("give a later month"), "{month}: {error}");
        }
    }
}
