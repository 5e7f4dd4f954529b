//! The share of states in conflict: what the model said at each origin, what came, and a random walk beside it.
//!
//! Predicted, observed and past shares are those of the same states, the ones simulated at the origin, among which those
//! observed in a year count. States born later are in none of them.

use forefend_panel::Year;
use forefend_score::{
    Bootstrap, PairedDifference, interval_score, mean_score, paired_difference, quantile_sorted,
};
use serde::{Deserialize, Serialize};

use crate::baseline::Baseline;
use crate::error::TrackError;
use crate::observed::Observed;
use crate::random_walk::RandomWalk;
use crate::said::Forecast;
use crate::skill::{SkillRow, compare, distinct};
use crate::target::Target;
use crate::verdict::{Score, Verdict};

/// Quantiles of a predicted share.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Quantiles {
    /// 5 %.
    pub p05: f64,
    /// 25 %.
    pub p25: f64,
    /// Median.
    pub p50: f64,
    /// 75 %.
    pub p75: f64,
    /// 95 %.
    pub p95: f64,
}

impl Quantiles {
    pub(crate) fn from(quantile: impl Fn(f64) -> f64) -> Self {
        Self {
            p05: quantile(0.05),
            p25: quantile(0.25),
            p50: quantile(0.5),
            p75: quantile(0.75),
            p95: quantile(0.95),
        }
    }

    /// Of draws in any order, by linear interpolation (Hyndman & Fan 1996, type 7).
    pub fn of_draws(draws: &[f64]) -> Self {
        let mut sorted = draws.to_vec();
        sorted.sort_by(f64::total_cmp);
        Self::from(|p| quantile_sorted(&sorted, p))
    }

    /// 90 % interval score against what was observed (Gneiting & Raftery 2007, eq. 43); smaller is better.
    pub fn interval_score(&self, observed: f64) -> Result<f64, TrackError> {
        Ok(interval_score(self.p05, self.p95, observed, 0.9)?)
    }
}

/// One year of one origin.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ShareYear {
    /// The year.
    pub year: i16,
    /// What the model said.
    pub model: Quantiles,
    /// What the random walk said.
    pub random_walk: Quantiles,
    /// What came.
    pub observed: f64,
}

/// One origin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SharePath {
    /// Last year the model was allowed to see.
    pub origin: i16,
    /// States in it.
    pub states: usize,
    /// Years after it, as far as they are observed.
    pub years: Vec<ShareYear>,
    /// Mean 90 % interval score of the model.
    pub model_score: f64,
    /// Mean 90 % interval score of the random walk.
    pub random_walk_score: f64,
}

/// How often the bands held what came.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    /// Share inside the 50 % band, ends included.
    pub band_50: f64,
    /// Share inside the 90 % band, ends included.
    pub band_90: f64,
    /// Origin-years counted. They overlap and follow each other: far fewer are independent.
    pub years: usize,
}

/// The world share over all origins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorldShare {
    /// Name of the target.
    pub target: String,
    /// Paths by origin.
    pub origins: Vec<SharePath>,
    /// Mean 90 % interval score of the model over all origin-years; smaller is better.
    pub model_score: f64,
    /// Mean 90 % interval score of the random walk.
    pub random_walk_score: f64,
    /// Model minus random walk, resampling whole origins. With fewer than ten origins the interval is too narrow.
    pub difference: PairedDifference,
    /// What it comes to.
    pub verdict: Verdict,
    /// Coverage of the model's bands.
    pub model_coverage: Coverage,
    /// Coverage of the random walk's bands.
    pub random_walk_coverage: Coverage,
}

/// The values of a target as 1 where its bound holds and 0 where not.
pub(crate) fn settled(target: &Target, observed: &Observed) -> Observed {
    observed.map(|_, _, value| Some(f64::from(u8::from(target.bound().holds(value)))))
}

/// The path of one origin; `came` holds 1 where the state counts and 0 where not.
pub(crate) fn share_path(
    forecast: &Forecast,
    target: usize,
    came: &Observed,
) -> Result<SharePath, TrackError> {
    let (origin, units) = (forecast.origin, &*forecast.units[target]);
    let observed = |year: Year| came.share_in_conflict(units, year);
    let walk = RandomWalk::fit(observed, units.len(), origin)?;
    let n = units.len() as f64;
    let shares = |year| forecast.world(target, year).iter().map(|sum| sum / n).collect::<Vec<f64>>();
    let mut years = Vec::new();
    for year in Year::range(origin + 1, forecast.horizon) {
        if let Some(observed) = observed(year) {
            years.push(ShareYear {
                year: year.0,
                model: Quantiles::of_draws(&shares(year)),
                random_walk: Quantiles::from(|p| walk.quantile(year - origin, p)),
                observed,
            });
        }
    }
    let (model, random_walk) = scores(&years)?;
    Ok(SharePath {
        origin: origin.0,
        states: units.len(),
        years,
        model_score: mean_score(&model)?,
        random_walk_score: mean_score(&random_walk)?,
    })
}

/// The rows of a world share by years ahead; a band needs three origins, fewer say nothing of luck.
pub(crate) fn share_rows(
    target: &Target,
    share: &WorldShare,
    seed: u64,
) -> Result<Vec<SkillRow>, TrackError> {
    let mut rows = Vec::new();
    for (from, to) in target.bands() {
        let inside = |year: &&ShareYear, origin: i16| (from..=to).contains(&(year.year - origin));
        let mut years = Vec::new();
        for path in &share.origins {
            years.extend(
                path.years.iter().filter(|year| inside(year, path.origin)).map(|y| (path.origin, *y)),
            );
        }
        let blocks: Vec<i16> = years.iter().map(|(origin, _)| *origin).collect();
        let (model, walk) = scores(&years.iter().map(|(_, year)| *year).collect::<Vec<_>>())?;
        rows.extend(world_row(target, (from, to), Score::IntervalScore, (&model, walk), &blocks, seed)?);
    }
    Ok(rows)
}

/// A row of a world target against its random walk.
pub(crate) fn world_row(
    target: &Target,
    years_ahead: (i16, i16),
    score: Score,
    (model, walk): (&[f64], Vec<f64>),
    blocks: &[i16],
    seed: u64,
) -> Result<Option<SkillRow>, TrackError> {
    let mut origins = blocks.to_vec();
    origins.dedup();
    if distinct(origins.clone()) < LEAST_ORIGINS {
        return Ok(None);
    }
    let rivals = [(Baseline::RandomWalk, walk)];
    Ok(Some(SkillRow {
        target: target.id().to_owned(),
        title: target.title.clone(),
        years_ahead,
        cases: model.len(),
        events: model.len(),
        blocks: origins.len(),
        block_words: "origins".to_owned(),
        scores: vec![compare(score, model, &rivals, blocks, Bootstrap::with_seed(seed))?],
        coverage_80: None,
        origins,
    }))
}

/// Fewest origins of a row of a world target.
pub(crate) const LEAST_ORIGINS: usize = 3;

/// Pools the origins.
pub(crate) fn world_share(
    target: &str,
    origins: Vec<SharePath>,
    seed: u64,
) -> Result<WorldShare, TrackError> {
    let years: Vec<ShareYear> = origins.iter().flat_map(|path| path.years.iter().copied()).collect();
    let blocks: Vec<i16> = origins.iter().flat_map(|path| path.years.iter().map(|_| path.origin)).collect();
    let (model, random_walk) = scores(&years)?;
    let difference = paired_difference(&model, &random_walk, &blocks, Bootstrap::with_seed(seed))?;
    let held = |of: fn(&ShareYear) -> Quantiles| {
        coverage(&years.iter().map(|year| (of(year), year.observed)).collect::<Vec<_>>())
    };
    Ok(WorldShare {
        target: target.to_owned(),
        model_score: mean_score(&model)?,
        random_walk_score: mean_score(&random_walk)?,
        verdict: Verdict::of(difference.interval, true),
        difference,
        model_coverage: held(|year| year.model),
        random_walk_coverage: held(|year| year.random_walk),
        origins,
    })
}

fn scores(years: &[ShareYear]) -> Result<(Vec<f64>, Vec<f64>), TrackError> {
    let mut both = (Vec::new(), Vec::new());
    for year in years {
        both.0.push(year.model.interval_score(year.observed)?);
        both.1.push(year.random_walk.interval_score(year.observed)?);
    }
    Ok(both)
}

/// How often the bands held what came, given as bands and outcome of each origin-year.
pub(crate) fn coverage(years: &[(Quantiles, f64)]) -> Coverage {
    let n = years.len();
    let inside = |low: fn(&Quantiles) -> f64, high: fn(&Quantiles) -> f64| {
        let held = years.iter().filter(|(q, observed)| (low(q)..=high(q)).contains(observed));
        held.count() as f64 / n as f64
    };
    Coverage { band_50: inside(|q| q.p25, |q| q.p75), band_90: inside(|q| q.p05, |q| q.p95), years: n }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_score_and_coverage_of_a_known_fan_are_those_worked_by_hand() {
        // Draws 0, 0.01, ..., 1: the quantiles are 0.05, 0.25, 0.5, 0.75, 0.95.
        let draws: Vec<f64> = (0..=100).rev().map(|i| f64::from(i) / 100.0).collect();
        let fan = Quantiles::of_draws(&draws);
        let narrow = Quantiles { p05: 0.10, p25: 0.12, p50: 0.14, p75: 0.16, p95: 0.20 };
        let year = |year, observed| ShareYear { year, model: fan, random_walk: narrow, observed };
        let years = vec![year(2001, 0.15), year(2002, 0.25)];
        let path = SharePath { origin: 2000, states: 100, years, model_score: 0.0, random_walk_score: 0.0 };
        let found = world_share("share", vec![path], 1).unwrap();
        // Both inside: the width, 0.9. The narrow one: 0.10, and 0.10 + 20 x 0.05.
        assert!((found.model_score - 0.9).abs() < 1e-12);
        assert!((found.random_walk_score - (0.10 + 1.10) / 2.0).abs() < 1e-12);
        assert!((found.difference.mean - 0.3).abs() < 1e-12);
        assert_eq!(found.model_coverage, Coverage { band_50: 0.5, band_90: 1.0, years: 2 });
        assert_eq!(found.random_walk_coverage, Coverage { band_50: 0.5, band_90: 0.5, years: 2 });
    }
}
