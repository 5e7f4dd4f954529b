//! Forecasts without skill, and which score each of them fools: none may stand alone.
//!
//! They are held against an honest simple forecast, 0.8 x the last 12 months + 0.2 x the last 240 months of the same country
//! as an empirical distribution, in the protocol of the VIEWS Prediction Challenge: calendar years 2018 to 2021, last
//! known month October of the year before. What they do to the scores is printed by
//! `cargo test -p forefend-score --test degenerate -- --nocapture`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use forefend_panel::{Month, Year};
use forefend_score::forecast::{Actuals, CellId};
use forefend_score::{CellScorer, CellScores, CellSettings, Situation, SplitMix64, auc};

const FILE: &str = "conflict/country_month_state_based.parquet";

/// Observed deaths of the last twenty years and the window's, or none where the source is absent.
fn real() -> Option<(Actuals, Vec<u32>)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = std::env::var_os("FOREFEND_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let path = data.join(FILE);
    if !path.is_file() {
        assert!(std::env::var_os("FOREFEND_REQUIRE_DATA").is_none_or(|v| v != "1"), "{FILE} is not there");
        println!("skipped: {FILE} is not there");
        return None;
    }
    let actuals = Actuals::read(&[path], Some("deaths_state_based")).unwrap();
    let units = actuals.of_month(Year(2018).first_month()).map(|(cell, _)| cell.unit).collect();
    Some((actuals, units))
}

/// 150 countries from 1996 to 2021: peace, small conflict and war as a slow chain, deaths heavy-tailed and persistent.
fn synthetic() -> (Actuals, Vec<u32>) {
    let mut values = Vec::new();
    for unit in 1..=150_u32 {
        let mut luck = SplitMix64::new(u64::from(unit));
        let mut uniform = move || luck.next_bits() as f64 / 2_f64.powi(64);
        let prone = if unit % 5 == 0 { 4.0 } else { 0.3 };
        let (mut at_war, mut size) = (false, 1.0_f64);
        for month in 0..26 * 12 {
            at_war = if at_war { uniform() < 0.97 } else { uniform() < 0.006 * prone };
            size = (libm::pow(size, 0.9) * libm::exp(1.5 * (uniform() - 0.45))).clamp(1.0, 1e5);
            let deaths = if at_war { (size * 8.0 * uniform()).floor() } else { 0.0 };
            values.push((CellId { month: Year(1996).first_month() + month, unit }, deaths));
        }
    }
    (Actuals::of("country_id", values), (1..=150).collect())
}

/// Cells of a forecast in the windows 2018 to 2021.
struct Scored {
    scores: Vec<CellScores>,
    observed: Vec<f64>,
    situation: Vec<Situation>,
}

/// A forecast: its draws from a history up to the last known month (second), for a later month (third).
type Forecaster = fn(&dyn Fn(Month) -> f64, Month, Month) -> Vec<f64>;

fn score(actuals: &Actuals, units: &[u32], forecast: Forecaster) -> Scored {
    let settings = CellSettings { ign_draws: Some(1000), ..CellSettings::default() };
    let mut scorer = CellScorer::new(&settings).unwrap();
    let mut scored = Scored { scores: Vec::new(), observed: Vec::new(), situation: Vec::new() };
    for (year, ahead) in (2018..=2021).flat_map(|year| (0..12).map(move |ahead| (year, ahead))) {
        let known = Year(year).first_month() + -3;
        let month = Year(year).first_month() + ahead;
        for &unit in units {
            let history = |month: Month| {
                assert!(month <= known, "a forecast looks ahead");
                actuals.get(CellId { month, unit }).unwrap_or(0.0)
            };
            let observed = actuals.get(CellId { month, unit }).unwrap();
            let draws = forecast(&history, known, month);
            scored.scores.push(scorer.all(&draws, observed).unwrap());
            scored.observed.push(observed);
            scored.situation.push(actuals.situation(CellId { month, unit }, observed));
        }
    }
    scored
}

impl Scored {
    /// Means over all cells, or over those of one situation: CRPS, log1p CRPS, IGN, MIS, MSLE, Brier score of 25 deaths.
    fn means(&self, of: Option<Situation>) -> [f64; 6] {
        let chosen: Vec<usize> = (0..self.scores.len())
            .filter(|&cell| of.is_none_or(|situation| self.situation[cell] == situation))
            .collect();
        let mean = |score: &dyn Fn(usize) -> f64| {
            chosen.iter().map(|cell| score(*cell)).sum::<f64>() / chosen.len() as f64
        };
        let brier = |cell: usize| {
            (self.scores[cell].event - f64::from(u8::from(self.observed[cell] >= 25.0))).powi(2)
        };
        [
            mean(&|cell| self.scores[cell].three.crps),
            mean(&|cell| self.scores[cell].crps_log1p),
            mean(&|cell| self.scores[cell].three.ign),
            mean(&|cell| self.scores[cell].three.mis),
            mean(&|cell| self.scores[cell].squared_log_error),
            mean(&brier),
        ]
    }

    fn auc(&self) -> f64 {
        let stated: Vec<f64> = self.scores.iter().map(|scores| scores.event).collect();
        let happened: Vec<bool> = self.observed.iter().map(|observed| *observed >= 25.0).collect();
        auc(&stated, &happened).unwrap()
    }

    /// Share of cells in which the CRPS is no worse than the other's.
    fn no_worse(&self, other: &Self) -> f64 {
        let pairs = self.scores.iter().zip(&other.scores);
        let wins = pairs.filter(|(mine, theirs)| mine.three.crps <= theirs.three.crps).count();
        wins as f64 / self.scores.len() as f64
    }
}

const NAMES: [&str; 6] = ["CRPS", "log1p CRPS", "IGN", "MIS", "MSLE", "Brier"];

fn back(history: &dyn Fn(Month) -> f64, known: Month, months: i32) -> Vec<f64> {
    (0..months).map(|back| history(known + -back)).collect()
}

const FORECASTERS: [(&str, Forecaster); 5] = [
    ("honest", |history, known, _| {
        let mut draws = back(history, known, 240);
        draws.extend(back(history, known, 12).repeat(80));
        draws
    }),
    ("zeros", |_, _, _| vec![0.0]),
    ("climatology", |history, known, _| back(history, known, 240)),
    ("last value", |history, known, _| vec![history(known)]),
    // The same month a year before, where it was known; two years before otherwise.
    ("shifted", |history, known, month| {
        let before = month + -12;
        vec![history(if before <= known { before } else { month + -24 })]
    }),
];

/// Scores of each, printed.
fn table(actuals: &Actuals, units: &[u32]) -> BTreeMap<&'static str, Scored> {
    let all: BTreeMap<&str, Scored> =
        FORECASTERS.iter().map(|(name, forecast)| (*name, score(actuals, units, *forecast))).collect();
    let parts = [
        None,
        Some(Situation::Peace),
        Some(Situation::Onset),
        Some(Situation::Ongoing),
        Some(Situation::Ending),
    ];
    for part in parts {
        println!(
            "{:12} {}",
            part.map_or("all", Situation::word),
            NAMES.map(|name| format!("{name:>10}")).join(" ")
        );
        for (name, _) in FORECASTERS {
            let means = all[name].means(part).map(|mean| format!("{mean:10.4}")).join(" ");
            println!(
                "{name:12} {means}  AUC {:.3} no worse {:.3}",
                all[name].auc(),
                all[name].no_worse(&all["honest"])
            );
        }
    }
    all
}

/// What holds on both kinds of actuals.
fn who_is_fooled(all: &BTreeMap<&str, Scored>) {
    let [honest, zeros, climatology, last] =
        ["honest", "zeros", "climatology", "last value"].map(|name| &all[name]);
    // Over all cells no proper score of a distribution is fooled (Brier, of one event, can be).
    for (name, scored) in all.iter().filter(|(name, _)| **name != "honest") {
        for (at, score) in NAMES.iter().enumerate().take(5) {
            assert!(scored.means(None)[at] > honest.means(None)[at], "{name} fools {score}");
        }
    }
    // Zeros: perfect wherever nothing happens, so every count of cells won is fooled. AUC is not.
    for quiet in [Situation::Peace, Situation::Ending] {
        let means = zeros.means(Some(quiet));
        assert_eq!([means[0], means[1], means[3], means[4], means[5]], [0.0; 5]);
    }
    assert!(zeros.no_worse(honest) > 0.8);
    assert_eq!(zeros.auc(), 0.5);
    // Climatology: a little of everything everywhere wins every score among onsets, which are picked by outcome.
    let (theirs, ours) = (climatology.means(Some(Situation::Onset)), honest.means(Some(Situation::Onset)));
    assert!((0..5).all(|at| theirs[at] < ours[at]), "{theirs:?} {ours:?}");
    // Last value: scores of logs forgive certainty, and rank it above climatology; CRPS, IGN and MIS do not.
    let (theirs, ours) = (last.means(None), climatology.means(None));
    assert_eq!([0, 1, 2, 3, 4].map(|at| theirs[at] < ours[at]), [false, true, false, false, true]);
}

#[test]
fn every_degenerate_forecast_fools_some_score_on_synthetic_actuals() {
    let (actuals, units) = synthetic();
    who_is_fooled(&table(&actuals, &units));
}

#[test]
fn every_degenerate_forecast_fools_some_score_on_real_actuals() {
    let Some((actuals, units)) = real() else { return };
    let all = table(&actuals, &units);
    who_is_fooled(&all);
    // The same month a year before is best of the four by the MSLE, and third by CRPS.
    let means = |name: &str| all[name].means(None);
    let others = ["zeros", "climatology", "last value"];
    assert!(others.iter().all(|other| means("shifted")[4] < means(other)[4]));
    assert!(means("shifted")[0] > means("climatology")[0] && means("shifted")[0] > means("last value")[0]);
    // Measured with independent software (numpy) on the same figures: CRPS and IGN, 2018 to 2021. Climatology is left out:
    // 34.34 there, 34.335 here; how its 240 months became draws is not said.
    for (name, crps, ign) in [("zeros", 41.63, 1.570), ("honest", 29.85, 0.605)] {
        assert!((means(name)[0] - crps).abs() <= 0.005, "{name}");
        assert!((means(name)[2] - ign).abs() <= 0.0005, "{name}");
    }
}
