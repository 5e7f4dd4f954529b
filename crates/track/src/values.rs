//! Values of units (a driver, as a rule): draws against what came, beside four rivals, with how often the 80 % band held.

use forefend_panel::Year;
use forefend_score::{Bootstrap, crps_sorted, interval_score, quantile_sorted};

use crate::baseline::Baseline;
use crate::error::TrackError;
use crate::observed::Observed;
use crate::said::{Forecast, Said};
use crate::skill::{SkillRow, ascending, compare_columns, distinct};
use crate::target::Target;
use crate::units::{UnitId, Units};
use crate::value_rivals::ValueRivals;
use crate::verdict::Score;
use crate::world_share::LEAST_ORIGINS;

/// Share that the band holds.
const LEVEL: f64 = 0.8;
/// The rivals, in their order.
const RIVALS: [Baseline; 4] =
    [Baseline::LastValue, Baseline::RandomWalk, Baseline::AllChanges, Baseline::OwnDrift];
/// The model and its rivals.
const SPEAKERS: usize = RIVALS.len() + 1;

/// Scores of one unit in one year: the model's, then the rivals'.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ValueCase {
    pub unit: UnitId,
    /// What intervals resample it with.
    pub block: u64,
    pub origin: i16,
    pub ahead: i16,
    /// What came, in its own unit.
    pub came: f64,
    /// CRPS where scores are taken.
    pub crps: [f64; SPEAKERS],
    /// 80 % interval score there.
    pub interval: [f64; SPEAKERS],
    /// Whether the 80 % band held what came.
    pub held: [bool; SPEAKERS],
}

/// Cases of one value from one origin.
pub(crate) fn value_cases(
    forecast: &Forecast,
    (position, target): (usize, &Target),
    came: &Observed,
    units: &Units<'_>,
) -> Result<Vec<ValueCase>, TrackError> {
    let origin = forecast.origin;
    let Said::Amount(all) = &forecast.said[position] else { return Ok(Vec::new()) };
    if !target.scored_from(origin.0) {
        return Ok(Vec::new());
    }
    let (scale, whole) = (target.scale(), target.whole());
    let walked = came.map(|_, _, value| scale.walked(value, whole));
    let mut rivals = ValueRivals::new(&walked, origin);
    let draws = forecast.kept(position);
    let mut cases = Vec::new();
    for (at, &unit) in forecast.units[position].iter().enumerate() {
        for year in Year::range(origin + 1, forecast.horizon) {
            let known = came.level(unit, year).zip(walked.level(unit, year));
            let Some((value, _)) = known.filter(|_| units.exists(unit, year)) else { continue };
            let Some(said) = rivals.say(unit, year) else { break };
            let cell = forecast.cell(position, at, year) * draws;
            let model = all[cell..cell + draws].iter().map(|draw| scale.of_value(f64::from(*draw))).collect();
            let of =
                |draws: Vec<f64>| draws.into_iter().map(|z| scale.scored(z, whole)).collect::<Vec<f64>>();
            let [walk, changes, drift] = said.draws;
            let forecasts = [model, of(vec![said.last]), of(walk), of(changes), of(drift)];
            let (crps, interval, held) = scores(forecasts, scale.of_value(value))?;
            cases.push(ValueCase {
                unit,
                block: units.block(unit, origin.0),
                origin: origin.0,
                ahead: year - origin,
                came: value,
                crps,
                interval,
                held,
            });
        }
    }
    Ok(cases)
}

type Scores = ([f64; SPEAKERS], [f64; SPEAKERS], [bool; SPEAKERS]);

/// CRPS, interval score and whether the band held, of each forecast.
fn scores(forecasts: [Vec<f64>; SPEAKERS], value: f64) -> Result<Scores, TrackError> {
    let (mut crps, mut interval, mut held) = ([0.0; SPEAKERS], [0.0; SPEAKERS], [false; SPEAKERS]);
    for (at, mut draws) in forecasts.into_iter().enumerate() {
        draws.sort_unstable_by(f64::total_cmp);
        crps[at] = crps_sorted(&draws, value);
        let edge = 0.5 - LEVEL / 2.0;
        let (lower, upper) = (quantile_sorted(&draws, edge), quantile_sorted(&draws, 1.0 - edge));
        interval[at] = interval_score(lower, upper, value, LEVEL)?;
        held[at] = (lower..=upper).contains(&value);
    }
    Ok((crps, interval, held))
}

/// Scores the cases of one value and horizon; none without cases, or of the world with too few origins.
pub(crate) fn value_row(
    (target, block_words): (&Target, &str),
    years_ahead: (i16, i16),
    cases: &[ValueCase],
    seed: u64,
) -> Result<Option<SkillRow>, TrackError> {
    let inside = |case: &&ValueCase| (years_ahead.0..=years_ahead.1).contains(&case.ahead);
    let cases: Vec<&ValueCase> = cases.iter().filter(inside).collect();
    let blocks: Vec<u64> = cases.iter().map(|case| case.block).collect();
    let many = distinct(blocks.clone());
    if cases.is_empty() || (block_words == "origins" && many < LEAST_ORIGINS) {
        return Ok(None);
    }
    let settings = Bootstrap::with_seed(seed);
    let by = |name: Score, of: fn(&ValueCase) -> [f64; SPEAKERS]| {
        compare_columns(name, &RIVALS, &cases, of, &blocks, settings)
    };
    let held = cases.iter().filter(|case| case.held[0]).count();
    Ok(Some(SkillRow {
        target: target.id().to_owned(),
        title: target.title.clone(),
        years_ahead,
        origins: ascending(cases.iter().map(|case| case.origin).collect()),
        cases: cases.len(),
        events: cases.iter().filter(|case| case.came != 0.0).count(),
        blocks: many,
        block_words: block_words.to_owned(),
        scores: vec![by(Score::Crps, |case| case.crps)?, by(Score::IntervalScore80, |case| case.interval)?],
        coverage_80: Some(held as f64 / cases.len() as f64),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_of_one_cell_are_those_worked_by_hand() {
        let forecasts = [vec![2.0, 0.0], vec![3.0], vec![1.0], vec![1.0, 1.0], vec![0.0, 0.5]];
        let (crps, interval, held) = scores(forecasts, 1.0).unwrap();
        assert_eq!(crps[..4], [0.5, 2.0, 0.0, 0.0]);
        // The band of 0 and 2 goes from 0.2 to 1.8; a point 2 off costs ten times that; 0.05 to 0.45 misses by 0.55.
        assert!((interval[0] - 1.6).abs() < 1e-12 && (interval[1] - 20.0).abs() < 1e-12);
        assert!((interval[4] - (0.4 + 5.5)).abs() < 1e-12, "{interval:?}");
        assert_eq!(held, [true, false, true, true, false]);
    }
}
