//! Battle deaths in the world: what the model said at each origin, what came, and a random walk beside it.
//!
//! Deaths span orders of magnitude, so scores are taken on `log1p(deaths)`. Predicted, observed and past totals are
//! those of the same states, the ones simulated at the origin. As in the simulation, a state and year with fewer than
//! [`LEAST_DEATHS`] deaths counts as none.

use forefend_panel::{Panel, Year};
use forefend_score::{Bootstrap, PairedDifference, crps, mean_score, paired_difference};
use forefend_simulate::Model;
use serde::{Deserialize, Serialize};

use crate::error::TrackError;
use crate::forecast::Forecast;
use crate::observed::Observed;
use crate::random_walk::Walk;
use crate::skill::Verdict;
use crate::world_share::{Coverage, Quantiles, coverage};

/// World variable that is scored.
pub(crate) const VARIABLE: &str = "world_deaths";

/// Series it is scored against.
const INDICATOR: &str = "conflict_deaths";

/// Battle deaths in a year from which a conflict counts as one (Uppsala Conflict Data Program).
pub const LEAST_DEATHS: f64 = 25.0;

/// Equally spaced quantiles that stand for the random walk.
const WALK_QUANTILES: usize = 1_000;

/// One year of one origin.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DeathsYear {
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
pub struct DeathsPath {
    /// Last year the model was allowed to see.
    pub origin: i16,
    /// States in it.
    pub states: usize,
    /// Years after it, as far as they are observed.
    pub years: Vec<DeathsYear>,
}

/// World battle deaths over all origins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorldDeaths {
    /// Paths by origin.
    pub origins: Vec<DeathsPath>,
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

/// Observed deaths; none where the model does not record its own, or the panel does not have them.
pub(crate) fn observed_deaths(model: &Model, panel: &Panel) -> Result<Option<Observed>, TrackError> {
    let known = panel.indicators().any(|indicator| indicator.id == INDICATOR);
    if !known || !is_recorded(model) || panel.coverage(INDICATOR)?.last.is_none() {
        return Ok(None);
    }
    Ok(Some(Observed::read(panel, INDICATOR)?.0))
}

/// Whether runs of `model` keep the variable.
pub(crate) fn is_recorded(model: &Model) -> bool {
    model.frame.record_world.iter().any(|name| name.as_ref() == VARIABLE)
}

/// The path of one origin.
pub(crate) fn deaths_path(forecast: &Forecast, deaths: &Observed) -> Result<DeathsPath, TrackError> {
    let (origin, units) = (forecast.origin, &forecast.units);
    let observed = |year: Year| deaths.total(units, year, LEAST_DEATHS);
    let walk = Walk::fit("the number of battle deaths", |year| observed(year).map(libm::log1p), origin)?;
    let mut years = Vec::new();
    for (at, year) in Year::range(origin + 1, forecast.horizon).enumerate() {
        let (Some(observed), Some(draws)) = (observed(year), forecast.world_deaths.get(at)) else { continue };
        years.push(deaths_year(year, draws, walk, year - origin, observed)?);
    }
    Ok(DeathsPath { origin: origin.0, states: units.len(), years })
}

fn deaths_year(
    year: Year,
    draws: &[f64],
    walk: Walk,
    ahead: i16,
    observed: f64,
) -> Result<DeathsYear, TrackError> {
    // There are no fewer than no deaths.
    let on_log = |p: f64| walk.quantile(ahead, p).max(0.0);
    let model: Vec<f64> = draws.iter().map(|&deaths| libm::log1p(deaths)).collect();
    let middle = |at: usize| (at as f64 + 0.5) / WALK_QUANTILES as f64;
    let random_walk: Vec<f64> = (0..WALK_QUANTILES).map(|at| on_log(middle(at))).collect();
    let came = libm::log1p(observed);
    Ok(DeathsYear {
        year: year.0,
        model: Quantiles::of_draws(draws),
        random_walk: Quantiles::from(|p| libm::expm1(on_log(p))),
        observed,
        model_crps: crps(&model, came)?,
        random_walk_crps: crps(&random_walk, came)?,
    })
}

/// Pools the origins; none without a scored year.
pub(crate) fn world_deaths(origins: Vec<DeathsPath>, seed: u64) -> Result<Option<WorldDeaths>, TrackError> {
    let years: Vec<DeathsYear> = origins.iter().flat_map(|path| path.years.iter().copied()).collect();
    if years.is_empty() {
        return Ok(None);
    }
    let blocks: Vec<i16> = origins.iter().flat_map(|path| path.years.iter().map(|_| path.origin)).collect();
    let model: Vec<f64> = years.iter().map(|year| year.model_crps).collect();
    let random_walk: Vec<f64> = years.iter().map(|year| year.random_walk_crps).collect();
    let difference = paired_difference(&model, &random_walk, &blocks, Bootstrap::with_seed(seed))?;
    let held = |of: fn(&DeathsYear) -> Quantiles| {
        coverage(&years.iter().map(|year| (of(year), year.observed)).collect::<Vec<_>>())
    };
    Ok(Some(WorldDeaths {
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
        let first = deaths_year(Year(2001), &draws, still(99.0), 1, 99.0).unwrap();
        let ten = libm::log(10.0);
        // Mean distance log 10, less a quarter of the distance 2 log 10 between the draws.
        assert!(near(first.model_crps, ten / 2.0), "{first:?}");
        assert!(near(first.random_walk_crps, 0.0) && near(first.random_walk.p95, 99.0), "{first:?}");
        assert!(near(first.model.p50, 504.0) && near(first.model.p05, 9.0 + 0.05 * 990.0), "{first:?}");
        let second = deaths_year(Year(2002), &draws, still(99.0), 2, 9_999.0).unwrap();
        // Distances log 10 and 3 log 10, mean 2 log 10, less half of log 10; the walk is 2 log 10 off.
        assert!(near(second.model_crps, 1.5 * ten) && near(second.random_walk_crps, 2.0 * ten), "{second:?}");

        let path = DeathsPath { origin: 2000, states: 3, years: vec![first, second] };
        let found = world_deaths(vec![path], 1).unwrap().unwrap();
        assert!(
            near(found.model_crps, ten)
                && near(found.random_walk_crps, ten)
                && near(found.difference.mean, 0.0)
        );
        assert_eq!((found.model_coverage.band_90, found.model_coverage.years), (0.5, 2));
        assert!(world_deaths(Vec::new(), 1).unwrap().is_none());
    }

    #[test]
    fn the_walk_has_the_spread_of_its_past_and_no_negative_deaths() {
        // log1p alternates between 0 and 1, as in the test of the walk of shares: variance 30 / 29.
        let walk =
            Walk::fit("deaths", |year| Some(f64::from(u8::from(year.0 % 2 != 0))), Year(2000)).unwrap();
        let found = deaths_year(Year(2009), &[0.0], walk, 9, 0.0).unwrap();
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
