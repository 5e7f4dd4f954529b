//! The world share as one look said it, and what came.

use forefend_panel::Year;
use serde::{Deserialize, Serialize};

use super::rivals::published_decline;
use super::tally::Tally;
use crate::error::TrackError;
use crate::observed::Observed;
use crate::random_walk::RandomWalk;
use crate::world_share::Quantiles;

/// One year of the fan.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FanYear {
    /// The year.
    pub year: i16,
    /// Share of the simulated states in conflict, as the model said it.
    pub model: Quantiles,
    /// As a random walk on the log odds said it.
    pub random_walk: Quantiles,
    /// As the published decline says it.
    pub decline: f64,
    /// What came, of the same states; none where it is not observed.
    pub observed: Option<f64>,
    /// Share of draws with more states in conflict than in the last published year, ties counting one half.
    pub above_last: f64,
}

/// The fan of one look.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReplayFan {
    /// The last published year, and its share.
    pub last_known: (i16, f64),
    /// The past as published then: year and share of the simulated states observed that year.
    pub past: Vec<(i16, f64)>,
    /// Years after it.
    pub years: Vec<FanYear>,
    /// Mean 90 % interval score over the years that are observed; smaller is better.
    pub model_score: f64,
    /// The random walk's.
    pub random_walk_score: f64,
    /// Observed years inside the model's 90 % band, of all observed.
    pub inside_90: (usize, usize),
}

/// Years of the past that the fan shows.
const PAST: i16 = 28;

/// The fan of a look, over the years of its window.
pub(crate) fn fan(tally: &Tally, levels: &Observed) -> Result<ReplayFan, TrackError> {
    let (anchor, units) = (tally.anchor, &tally.units);
    let observed = |year: Year| levels.share_in_conflict(units, year);
    let walk = RandomWalk::fit(observed, units.len(), anchor)?;
    let last = observed(anchor).unwrap_or(f64::NAN);
    let mut years = Vec::new();
    let (mut model_score, mut walk_score, mut inside, mut scored) = (0.0, 0.0, 0, 0);
    for year in Year::range(anchor + 1, tally.last) {
        let shares = tally.shares(year);
        let model = Quantiles::of_draws(&shares);
        let random_walk = Quantiles::from(|p| walk.quantile(year - anchor, p));
        let came = observed(year);
        if let Some(came) = came {
            scored += 1;
            model_score += model.interval_score(came)?;
            walk_score += random_walk.interval_score(came)?;
            inside += usize::from((model.p05..=model.p95).contains(&came));
        }
        let above = shares.iter().map(|share| f64::from(*share > last) + 0.5 * f64::from(*share == last));
        years.push(FanYear {
            year: year.0,
            model,
            random_walk,
            decline: published_decline(tally.as_of.year(), (anchor, last), year),
            observed: came,
            above_last: above.sum::<f64>() / shares.len() as f64,
        });
    }
    let n = f64::from(scored.max(1));
    Ok(ReplayFan {
        last_known: (anchor.0, last),
        past: Year::range(anchor - PAST, anchor).filter_map(|year| Some((year.0, observed(year)?))).collect(),
        years,
        model_score: model_score / n,
        random_walk_score: walk_score / n,
        inside_90: (inside, scored as usize),
    })
}
