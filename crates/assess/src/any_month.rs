//! Any month of 1950 to 2026 as the date of any verb, on the shipped world: it works, or one error names the date and the
//! remedy, which works. Units come and go: organisations have no members yet, series have not begun.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::Path;
use std::sync::LazyLock;

use forefend_panel::{Month, Panel, Year};
use forefend_simulate::WorldFiles;
use forefend_track::replay::ReplaySettings;
use forefend_track::{Fingerprint, TrackSettings};
use proptest::prelude::*;

use crate::appraise::Asked;
use crate::invariance::{self, Quiet, shipped};
use crate::questions::Questions;
use crate::scenarios::Prepared;
use crate::selection::Selection;
use crate::{AssessError, Options, appraise, assess, backtest, project, replay};

static SHIPPED: LazyLock<(WorldFiles, Panel)> = LazyLock::new(shipped);

fn months() -> impl Strategy<Value = Month> {
    // Month 12 x 1950 to November 2026.
    (0..77 * 12 - 1).prop_map(|month| Year(1950).first_month() + month)
}

fn options(as_of: Month, to: Year, runs: &Path) -> Options {
    Options { as_of: Some(as_of), ..invariance::options(20, 10, Some(to.0), runs) }
}

/// Passes what worked; an error must be one line that says what to choose instead.
fn told<T>(done: Result<T, AssessError>, what: &str) -> Option<T> {
    match done {
        Ok(done) => Some(done),
        Err(error) => {
            let words = error.to_string();
            let remedies = ["later --as-of", "give a later", "choose a later", "earlier"];
            let remedy = remedies.iter().any(|remedy| words.contains(remedy));
            assert!(words.lines().count() == 1 && remedy, "{what}: {words}");
            None
        }
    }
}

fn few(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 0, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(few(10))]

    /// Everything that `project`, `appraise` and `assess` read, fit and compile before the first draw.
    #[test]
    fn everything_is_prepared_as_of_any_month(month in months()) {
        let (world, panel) = &*SHIPPED;
        let options = options(month, Year(2028), Path::new("unused"));
        told(Prepared::new(world, panel, &options, &Selection::default()), &month.to_string());
    }

    /// Ages, coverage and findings of `data list`, `describe` and `check`.
    #[test]
    fn the_data_are_described_as_of_any_month(month in months()) {
        let (_, panel) = &*SHIPPED;
        let now = "2026-11".parse().unwrap();
        prop_assert_eq!(panel.catalogue(month).as_of, month);
        panel.check(&[], month, now).unwrap();
        for indicator in panel.indicators() {
            panel.describe(&indicator.id, None, month).unwrap();
        }
    }
}

fn verbs_run(month: Month, years: i16) {
    let (world, panel) = &*SHIPPED;
    let folder = tempfile::tempdir().unwrap();
    let options = |to| options(month, to, folder.path());
    let first = Prepared::new(world, panel, &options(Year(2030)), &Selection::default())
        .map(|ready| ready.plan.first);
    let Some(first) = told(first, "prepared") else { return };
    project(world, panel, &options(first + years - 1), None, &Quiet).unwrap();
    let early = project(world, panel, &options(first - 1), None, &Quiet).unwrap_err().to_string();
    assert!(early.starts_with("--to: ") && early.contains("give a later year"), "{early}");
    // Portfolios are compared from 2027 on.
    let to = Year(2026 + years);
    let withdraw = ["withdraw".to_owned()];
    let questions = Questions::default();
    let asked = Asked { portfolios: &withdraw, head_to_head: false, by: None, questions };
    appraise(&mut world.clone(), panel, &options(to), asked, &Quiet).unwrap();
    assess(world, panel, &options(to), &Quiet).unwrap();
}

/// Months at which a run to the first year once failed: some series then reach further than the run does.
#[test]
fn a_run_may_end_before_its_newest_series() {
    verbs_run("2018-06".parse().unwrap(), 1);
    verbs_run("1987-03".parse().unwrap(), 2);
}

proptest! {
    #![proptest_config(few(2))]

    /// Runs of a few draws; any year after the last observed one may be the last.
    #[test]
    fn verbs_run_as_of_any_month(month in months(), years in 1_i16..4) {
        verbs_run(month, years);
    }

    #[test]
    fn the_past_is_replayed_from_any_month(month in months(), other in months()) {
        let (world, panel) = &*SHIPPED;
        let settings = ReplaySettings {
            as_of: month,
            to: month.year() + 3,
            others: vec![other],
            draws: 20,
            seed: 1,
            fingerprint: Fingerprint::default(),
        };
        told(replay(world, panel, &settings, ("forefend test", "test"), &Quiet), &format!("{month}, {other}"));
    }

    #[test]
    fn any_year_may_be_an_origin(year in 1950_i16..2026) {
        let (world, panel) = &*SHIPPED;
        let folder = tempfile::tempdir().unwrap();
        let settings = TrackSettings { origins: vec![Year(year)], draws: 20, seed: 1, ..TrackSettings::default() };
        let options = options("2026-11".parse().unwrap(), Year(2040), folder.path());
        told(backtest(world, panel, &options, &settings, &Quiet), &year.to_string());
    }
}
