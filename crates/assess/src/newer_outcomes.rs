//! Outcomes that a user brings, through the verbs that read years, on the shipped world.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Mutex;

use forefend_panel::{Panel, Year};
use forefend_runs::Manifest;
use forefend_simulate::WorldFiles;

use crate::{Options, Progress, assess, invariance, outcomes, project};

#[derive(Default)]
struct Noted(Mutex<Vec<String>>);

impl Progress for Noted {
    fn advance(&self, _: &str, _: &str, _: u64, _: u64) {}
    fn note(&self, text: &str) {
        self.0.lock().unwrap().push(text.to_owned());
    }
}

fn options(as_of: &str, runs: &Path) -> Options {
    Options { as_of: Some(as_of.parse().unwrap()), ..invariance::options(20, 10, None, runs) }
}

/// The shipped world, and the year after the last that its snapshot knows.
fn shipped() -> (WorldFiles, Panel, Year) {
    let (world, panel) = invariance::shipped();
    let next = panel.coverage("conflict_deaths").unwrap().last.unwrap() + 1;
    (world, panel, next)
}

#[test]
fn a_year_brought_is_observed_in_every_draw_and_named_in_manifest_and_report() {
    let (world, panel, next) = shipped();
    let csv = format!(
        "country,year,deaths\nUkraine,{next},70000\nSudan,{next},999\nNorway,{next},24\n*,{next},0\n"
    );
    let panel = panel.with_outcomes("mine/new.csv", csv.as_bytes()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let options = options(&format!("{}-01", next + 1), folder.path());
    let noted = Noted::default();
    let projected =
        project(&world, &panel, &Options { to: Some(next + 2), ..options.clone() }, None, &noted).unwrap();
    let of = |name: &str, year: Year| {
        let variables = projected.variables.as_ref().unwrap();
        let variable = variables.iter().find(|variable| variable.name == name).unwrap();
        variable.years.iter().find(|(at, _)| *at == year.0).unwrap().1
    };
    let (deaths, countries) = (of("world_deaths", next), of("countries_in_conflict", next));
    assert_eq!((deaths.p05, deaths.p95), (71_023.0, 71_023.0), "24 deaths are no conflict and still deaths");
    assert_eq!((countries.p05, countries.mean, countries.p95), (2.0, 2.0, 2.0));
    let later = of("world_deaths", next + 1);
    assert!(later.p05 < later.p95, "the year after is simulated");
    let manifest = Manifest::read(&projected.ran.folder).unwrap();
    let brought = manifest.outcomes.clone().unwrap();
    assert_eq!(brought.file, "new.csv");
    assert_eq!(std::fs::read(projected.ran.folder.join(outcomes::FILE)).unwrap(), csv.as_bytes());
    // A merge takes the file from the run.
    let again = outcomes::of_run(shipped().1, &manifest, &projected.ran.folder).unwrap();
    assert_eq!(again.digest(), panel.digest());
    std::fs::write(projected.ran.folder.join(outcomes::FILE), "country,year,deaths\n").unwrap();
    let error = outcomes::of_run(shipped().1, &manifest, &projected.ran.folder).unwrap_err().to_string();
    assert!(error.contains("is not the file that the run was made with"), "{error}");
    // The report says to when each series goes, and from where.
    let brief = assess(&world, &panel, &options, &noted).unwrap().brief;
    assert_eq!(brief.run.first_year, i32::from(next.0) + 1);
    let named =
        brief.sources.iter().filter(|source| source.coverage.contains("from new.csv (SHA-256 ")).count();
    assert_eq!(named, 2, "deaths and level");
    let notes = noted.0.into_inner().unwrap();
    // What the shipped world fills and leaves out by declaration is told as without the file, and nothing besides.
    let without = Noted::default();
    let shipped = Options { draws: 2, to: Some(next + 2), ..options };
    project(&world, &invariance::shipped().1, &shipped, None, &without).unwrap();
    let heads = |notes: &[String]| -> BTreeSet<String> {
        notes.iter().map(|note| note.split_whitespace().take(4).collect::<Vec<_>>().join(" ")).collect()
    };
    assert_eq!(heads(&notes), heads(&without.0.into_inner().unwrap()), "{notes:?}");
    assert!(notes.iter().all(|note| !note.contains("median")), "{notes:?}");
}

#[test]
fn what_cannot_act_in_a_run_is_told() {
    let (world, panel, next) = shipped();
    let months = format!("country,month,deaths\n*,{next}-01..{next}-10,0\n");
    let brought = panel.clone().with_outcomes("new.csv", months.as_bytes()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let options = options(&format!("{next}-11"), folder.path());
    let error = project(&world, &brought, &options, None, &Noted::default()).unwrap_err().to_string();
    let wanted = [
        "--outcomes: ",
        &format!("{next}-01 to {next}-10"),
        &format!("give months to {next}-12"),
        "forefend watch",
    ];
    assert!(wanted.iter().all(|part| error.contains(part)), "{error}");
    // As of an earlier month nothing of a later year is seen.
    let years = format!("country,year,deaths\n*,{next},0\n");
    let brought = panel.with_outcomes("new.csv", years.as_bytes()).unwrap();
    let noted = Noted::default();
    let options = Options { to: Some(next + 1), ..options };
    project(&world, &brought, &options, None, &noted).unwrap();
    let notes = noted.0.lock().unwrap().join("\n");
    assert!(notes.contains(&format!("conflict_level of {next} is not used")), "{notes}");
}
