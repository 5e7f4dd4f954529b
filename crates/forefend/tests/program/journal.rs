//! `forefend journal`: a run and a monthly outlook sealed, settled when their outcomes are known, refused when touched.

use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use crate::{forefend, small_world, text};

struct Journal {
    folder: tempfile::TempDir,
}

impl Journal {
    /// The small world as of 2000, and the same with four years more.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        small_world::write(&folder.path().join("world"));
        small_world::write_to(&folder.path().join("later"), 2004);
        Self { folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn run_of(&self, draws: &str) -> String {
        let (world, out) = (self.path("world"), self.path("out"));
        let words = ["project", "--draws", draws, "--world", &world, "--out", &out, "--json"];
        json(&forefend(&words))["folder"].as_str().unwrap().to_owned()
    }

    fn seal(&self, run: &str, world: &str) -> Output {
        let (journal, world) = (self.path("journal"), self.path(world));
        forefend(&["journal", "seal", run, "--journal", &journal, "--world", &world, "--json"])
    }

    fn score(&self, world: &str) -> Output {
        let (journal, world) = (self.path("journal"), self.path(world));
        forefend(&["journal", "score", &journal, "--world", &world, "--json"])
    }
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn refused(output: &Output, code: i32, wanted: &str) {
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{error}");
    assert!(error.contains(wanted) && error.lines().count() == 1, "{error}");
}

#[test]
fn a_run_is_sealed_once_and_scored_when_its_outcomes_are_known() {
    let journal = Journal::new();
    let run = journal.run_of("200");
    let sealed = json(&journal.seal(&run, "world"));
    let entry = PathBuf::from(sealed["folder"].as_str().unwrap());
    // Twelve states, ten years, conflict and war.
    assert_eq!((sealed["cells"].as_u64(), sealed["facts"]["known_to"].as_str()), (Some(240), Some("2000")));
    assert_eq!(sealed["facts"]["seed"], 1);
    refused(&journal.seal(&run, "world"), 2, "sealed already");

    let open = json(&journal.score("world"));
    assert_eq!(open["rows"].as_array().unwrap().len(), 0);
    assert_eq!(open["entries"][0]["open"], 240);
    let settled = json(&journal.score("later"));
    assert_eq!((&settled["entries"][0]["known"], &settled["entries"][0]["open"]), (&96.into(), &144.into()));
    let rows = settled["rows"].as_array().unwrap();
    // Each event over all years known, the years 1 to 3, and the fourth.
    let ahead: Vec<&Value> = rows.iter().map(|row| &row["ahead"]).collect();
    assert_eq!(ahead.len(), 6, "{ahead:?}");
    for row in rows {
        let brier = row["brier"].as_f64().unwrap();
        assert!((0.0..1.0).contains(&brier) && row["against"].as_array().unwrap().len() == 2, "{row}");
        assert_eq!(row["countries"], 12);
    }
    let conflict = rows.iter().find(|row| row["event"] == "in_conflict" && row["ahead"].is_null()).unwrap();
    assert!((conflict["brier"].as_f64().unwrap() - brier_by_hand(&journal, &entry)).abs() < 1e-12);

    let table = entry.join("in_conflict.csv");
    let touched = std::fs::read_to_string(&table).unwrap().replacen("2001,0.", "2001,0.9", 1);
    std::fs::write(&table, touched).unwrap();
    refused(&journal.score("later"), 4, "file `in_conflict.csv`: not what was sealed");
}

/// The Brier score of conflict in 2001 to 2004, from the entry's own text and the later world's data.
fn brier_by_hand(journal: &Journal, entry: &Path) -> f64 {
    let panel =
        forefend_simulate::WorldFiles::read_dir(Path::new(&journal.path("later"))).unwrap().panel().unwrap();
    let view = panel.as_of("2004-12".parse().unwrap(), forefend_panel::Availability::Observed);
    let mut squares = Vec::new();
    for row in std::fs::read_to_string(entry.join("in_conflict.csv")).unwrap().lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let (country, year) =
            (forefend_panel::CountryId(cells[1].parse().unwrap()), cells[2].parse().unwrap());
        let Some(level) = view.observed("level", country, year).unwrap() else { continue };
        let happened = f64::from(u8::from(level >= 1.0));
        squares.push((cells[3].parse::<f64>().unwrap() - happened).powi(2));
    }
    assert_eq!(squares.len(), 48);
    squares.iter().sum::<f64>() / squares.len() as f64
}

#[test]
fn what_is_no_forecast_of_this_world_is_not_sealed() {
    let journal = Journal::new();
    let run = journal.run_of("20");
    refused(&journal.seal(&run, "later"), 4, "other data");
    refused(&journal.seal(&journal.path("world/drivers"), "world"), 4, "holds no .parquet file");
    let part = files_of(Path::new(&run)).into_iter().find(|path| path.ends_with("country-00000000.parquet"));
    std::fs::remove_file(part.unwrap()).unwrap();
    refused(&journal.seal(&run, "world"), 4, "lacks 20 of");
    // As of a year whose outcome is known meanwhile: a run of `later` that looks from 2000.
    let (world, out) = (journal.path("later"), journal.path("out"));
    let words =
        ["project", "--draws", "20", "--world", &world, "--out", &out, "--as-of", "2000-12", "--json"];
    let past = json(&forefend(&words))["folder"].as_str().unwrap().to_owned();
    refused(&journal.seal(&past, "later"), 2, "what is known already cannot be sealed");
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    crate::files(folder)
}

#[test]
fn the_months_ahead_are_sealed_with_both_rivals() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (out, journal) = (path("out"), path("journal"));
    let watched = forefend(&["watch", "--horizon", "3m", "--draws", "50", "--out", &out]);
    assert!(watched.status.success(), "{}", text(&watched.stderr));
    let said = text(&watched.stdout);
    assert!(
        said.contains("label: chance of 25 or more deaths in a month, 1-3 months ahead projection (an earlier model, of ab3dde1276"),
        "{said}"
    );
    assert!(said.contains("as revised later"), "no score without its reservation: {said}");
    let sealed = json(&forefend(&["journal", "seal", &out, "--journal", &journal, "--json"]));
    assert_eq!((&sealed["cells"], &sealed["facts"]["draws"]), (&(191 * 3).into(), &50.into()));
    let rows =
        std::fs::read_to_string(PathBuf::from(sealed["folder"].as_str().unwrap()).join("deaths_25.csv"))
            .unwrap();
    let persistence: Vec<f64> =
        rows.lines().skip(1).map(|row| row.split(',').nth(4).unwrap().parse().unwrap()).collect();
    assert!(persistence.iter().any(|chance| *chance > 0.9) && persistence.contains(&0.071429));
    let scored = json(&forefend(&["journal", "score", &journal, "--json"]));
    assert_eq!(scored["entries"][0]["open"], 191 * 3);
    refused(&forefend(&["journal", "seal", &out, "--journal", &journal]), 2, "sealed already");
    let extra = ["journal", "seal", &out, "--journal", &journal, "--data", &path("none.csv")];
    assert!(!forefend(&extra).status.success());
}

/// Where nothing is named, the entries that ship are scored: published rivals and reservation in one breath.
#[test]
fn what_ships_is_scored_with_its_reservation() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = crate::program(&["journal", "score"], &[]);
    let output = command.current_dir(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    for needle in [
        "0.0372",
        "0.0433",
        "0.0922",
        "VIEWS 0.0412",
        "VIEWS pooled with persistence 0.0399",
        "TOCSIN 0.0461",
        "not recomputed",
        "Reservation: Deaths up to each origin are as revised later",
        "no skill (tie)",
        "annual-2026-11-a66074b3e51d",
    ] {
        assert!(said.contains(needle), "{needle} is not in:\n{said}");
    }
}
