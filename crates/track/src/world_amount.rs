//! Amounts of the world (battle deaths, refugees): what the model said at each origin, what came, and a random walk
//! beside it.
//!
//! They span orders of magnitude, so scores are taken on `log1p`. Predicted, observed and past totals are those of the
//! same states, the ones simulated at the origin; what is below the target's `least` in a state and year counts as none.

use forefend_panel::Year;
use forefend_score::{Bootstrap, PairedDifference, crps, mean_score, paired_difference};
use serde::{Deserialize, Serialize};

use crate::error::TrackError;
use crate::observed::Observed;
use crate::random_walk::Walk;
use crate::said::Forecast;
use crate::skill::SkillRow;
use crate::target::Target;
use crate::verdict::{Score, Verdict};
use crate::world_share::{Coverage, Quantiles, coverage, world_row};

/// Fewest yearly changes that a walk is fitted on: some series begin late.
const LEAST_CHANGES: usize = 10;

/// Equally spaced quantiles that stand for the random walk.
const WALK_QUANTILES: usize = 1_000;

/// One year of one origin.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AmountYear {
    /// The year.
    pub year: i16,
    /// What the model said, deaths.
    pub model: Quantiles,
    /// What the random walk said, deaths.
    pub random_walk: Quantiles,
    /// What came, deaths.
    pub observed: f64,
    /// CRPS of the model on `log1p(deaths)`; smaller is better.
    pub model_crps: f64,
    /// CRPS of the random walk on `log1p(deaths)`.
    pub random_walk_crps: f64,
}

/// One origin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AmountPath {
    /// Last year the model was allowed to see.
    pub origin: i16,
    /// States in it.
    pub states: usize,
    /// Years after it, as far as they are observed.
    pub years: Vec<AmountYear>,
}

/// An amount of the world over all origins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorldAmount {
    /// Name of the target.
    pub target: String,
    /// Its title.
    pub title: String,
    /// Paths by origin.
    pub origins: Vec<AmountPath>,
    /// Mean CRPS of the model on `log1p(deaths)` over all origin-years (Gneiting & Raftery 2007, eq. 21); smaller is
    /// better, and 0.1 is about one tenth of the deaths.
    pub model_crps: f64,
    /// Mean CRPS of the random walk.
    pub random_walk_crps: f64,
    /// Model minus random walk, resampling whole origins. With fewer than ten origins the interval is too narrow.
    pub difference: PairedDifference,
    /// What it comes to.
    pub verdict: Verdict,
    /// Coverage of the model's bands.
    pub model_coverage: Coverage,
    /// Coverage of the random walk's bands.
    pub random_walk_coverage: Coverage,
}

/// The path of one origin.
pub(crate) fn amount_path(
    forecast: &Forecast,
    target: usize,
    came: &Observed,
) -> Result<AmountPath, TrackError> {
    let (origin, units) = (forecast.origin, &*forecast.units[target]);
    let observed = |year: Year| came.total(units, year);
    let walk = Walk::fit_at_least(
        LEAST_CHANGES,
        "the world's total",
        |year| observed(year).map(libm::log1p),
        origin,
    )?;
    let mut years = Vec::new();
    for year in Year::range(origin + 1, forecast.horizon) {
        let (Some(observed), draws) = (observed(year), forecast.world(target, year)) else { continue };
        years.push(amount_year(year, draws, walk, year - origin, observed)?);
    }
    Ok(AmountPath { origin: origin.0, states: units.len(), years })
}

fn amount_year(
    year: Year,
    draws: &[f64],
    walk: Walk,
    ahead: i16,
    observed: f64,
) -> Result<AmountYear, TrackError> {
    // There are no fewer than no deaths.
    let on_log = |p: f64| walk.quantile(ahead, p).max(0.0);
    let model: Vec<f64> = draws.iter().map(|&deaths| libm::log1p(deaths)).collect();
    let middle = |at: usize| (at as f64 + 0.5) / WALK_QUANTILES as f64;
    let random_walk: Vec<f64> = (0..WALK_QUANTILES).map(|at| on_log(middle(at))).collect();
    let came = libm::log1p(observed);
    Ok(AmountYear {
        year: year.0,
        model: Quantiles::of_draws(draws),
        random_walk: Quantiles::from(|p| libm::expm1(on_log(p))),
        observed,
        model_crps: crps(&model, came)?,
        random_walk_crps: crps(&random_walk, came)?,
    })
}

/// The rows of an amount by years ahead.
pub(crate) fn amount_rows(
    target: &Target,
    amount: &WorldAmount,
    seed: u64,
) -> Result<Vec<SkillRow>, TrackError> {
    let mut rows = Vec::new();
    for (from, to) in target.bands() {
        let mut years = Vec::new();
        for path in &amount.origins {
            let inside = |year: &&AmountYear| (from..=to).contains(&(year.year - path.origin));
            years.extend(path.years.iter().filter(inside).map(|year| (path.origin, *year)));
        }
        let blocks: Vec<i16> = years.iter().map(|(origin, _)| *origin).collect();
        let model: Vec<f64> = years.iter().map(|(_, year)| year.model_crps).collect();
        let walk = years.iter().map(|(_, year)| year.random_walk_crps).collect();
        rows.extend(world_row(target, (from, to), Score::CrpsLog1p, (&model, walk), &blocks, seed)?);
    }
    Ok(rows)
}

/// Pools the origins; none without a scored year.
pub(crate) fn world_amount(
    (target, title): (&str, &str),
    origins: Vec<AmountPath>,
    seed: u64,
) -> Result<Option<WorldAmount>, TrackError> {
    let years: Vec<AmountYear> = origins.iter().flat_map(|path| path.years.iter().copied()).collect();
    if years.is_empty() {
        return Ok(None);
    }
    let blocks: Vec<i16> = origins.iter().flat_map(|path| path.years.iter().map(|_| path.origin)).collect();
    let model: Vec<f64> = years.iter().map(|year| year.model_crps).collect();
    let random_walk: Vec<f64> = years.iter().map(|year| year.random_walk_crps).collect();
    let difference = paired_difference(&model, &random_walk, &blocks, Bootstrap::with_seed(seed))?;
    let held = |of: fn(&AmountYear) -> Quantiles| {
        coverage(&years.iter().map(|year| (of(year), year.observed)).collect::<Vec<_>>())
    };
    Ok(Some(WorldAmount {
        target: target.to_owned(),
        title: title.to_owned(),
        model_crps: mean_score(&model)?,
        random_walk_crps: mean_score(&random_walk)?,
        verdict: Verdict::of(difference.interval, true),
        difference,
        model_coverage: held(|year| year.model),
        random_walk_coverage: held(|year| year.random_walk),
        origins,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) -> bool {
        (found - expected).abs() < 1e-9
    }

    /// A walk that never moved, at `log1p(99)`: its CRPS is the distance of the logs.
    fn still(deaths: f64) -> Walk {
        Walk::fit("deaths", |_| Some(libm::log1p(deaths)), Year(2000)).unwrap()
    }

    #[test]
    fn scores_of_two_years_are_those_worked_by_hand() {
        // On the log scale: draws at log 10 and log 1000, what came at log 100, the walk at log 100.
        let draws = [999.0, 9.0];
        let first = amount_year(Year(2001), &draws, still(99.0), 1, 99.0).unwrap();
        let ten = libm::log(10.0);
        // Mean distance log 10, less a quarter of the distance 2 log 10 between the draws.
        assert!(near(first.model_crps, ten / 2.0), "{first:?}");
        assert!(near(first.random_walk_crps, 0.0) && near(first.random_walk.p95, 99.0), "{first:?}");
        assert!(near(first.model.p50, 504.0) && near(first.model.p05, 9.0 + 0.05 * 990.0), "{first:?}");
        let second = amount_year(Year(2002), &draws, still(99.0), 2, 9_999.0).unwrap();
        // Distances log 10 and 3 log 10, mean 2 log 10, less half of log 10; the walk is 2 log 10 off.
        assert!(near(second.model_crps, 1.5 * ten) && near(second.random_walk_crps, 2.0 * ten), "{second:?}");

        let path = AmountPath { origin: 2000, states: 3, years: vec![first, second] };
        let found = world_amount(("deaths", "Deaths"), vec![path], 1).unwrap().unwrap();
        assert!(
            near(found.model_crps, ten)
                && near(found.random_walk_crps, ten)
                && near(found.difference.mean, 0.0)
        );
        assert_eq!((found.model_coverage.band_90, found.model_coverage.years), (0.5, 2));
        assert!(world_amount(("deaths", "Deaths"), Vec::new(), 1).unwrap().is_none());
    }

    #[test]
    fn the_walk_has_the_spread_of_its_past_and_no_negative_deaths() {
        // log1p alternates between 0 and 1, as in the test of the walk of shares: variance 30 / 29.
        let walk =
            Walk::fit("deaths", |year| Some(f64::from(u8::from(year.0 % 2 != 0))), Year(2000)).unwrap();
        let found = amount_year(Year(2009), &[0.0], walk, 9, 0.0).unwrap();
        let upper = 1.644_853_626_951_472 * 3.0 * (30.0_f64 / 29.0).sqrt();
        assert!((found.random_walk.p95 - libm::expm1(upper)).abs() < 1e-6);
        assert_eq!((found.random_walk.p05, found.model_crps), (0.0, 0.0));
        // CRPS at 0 of a normal N(0, s) cut off at 0: s times the integral of (1 - F)^2 over x > 0, 0.11684.
        let deviation = 3.0 * (30.0_f64 / 29.0).sqrt();
        assert!((found.random_walk_crps / deviation - HALF_NORMAL).abs() < 1e-3, "{found:?}");
    }

    /// `integral of (1 - Phi(x))^2 dx` from 0: `1/sqrt(2 pi) - 1/(2 sqrt(pi))`, since `min(X, Y)` of two normals has
    /// that positive part.
    const HALF_NORMAL: f64 = 0.116_847;
}
