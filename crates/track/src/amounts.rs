//! Amounts of states (or units of another axis): draws against what came, beside three rivals.
//!
//! Each rival knows the state's series up to the origin, and nothing else of that state:
//!
//! - the last value, for certain;
//! - one of the last ten values, each as likely;
//! - a random walk on log1p, never below 0, whose steps have the spread of all states' yearly changes over thirty years.

use forefend_panel::Year;
use forefend_score::{Bootstrap, crps_sorted};
use forefend_simulate::normal;

use crate::baseline::Baseline;
use crate::error::TrackError;
use crate::observed::Observed;
use crate::said::{Forecast, Said};
use crate::skill::{SkillRow, ascending, compare_columns, distinct};
use crate::target::Target;
use crate::units::{UnitId, Units};
use crate::verdict::Score;

/// Years whose values the second rival draws from.
const LAST_VALUES: i16 = 10;
/// Years of changes behind the random walk.
const WALK_YEARS: i16 = 30;
/// Equally spaced quantiles that stand for the random walk.
const WALK_QUANTILES: usize = 100;
/// The rivals, in their order.
const RIVALS: [Baseline; 3] = [Baseline::LastValue, Baseline::LastTen, Baseline::RandomWalk];

/// Scores of one state in one year: the model's, then the rivals'.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct AmountCase {
    pub unit: UnitId,
    /// What intervals resample it with.
    pub block: u64,
    pub origin: i16,
    pub ahead: i16,
    /// What came.
    pub came: f64,
    /// CRPS.
    pub plain: [f64; 4],
    /// CRPS of log1p.
    pub log: [f64; 4],
}

/// The values of a target, with what is below its least counted as nothing.
pub(crate) fn settled(target: &Target, observed: &Observed) -> Observed {
    observed.map(|_, _, value| Some(if value >= target.least { value } else { 0.0 }))
}

/// Cases of one amount from one origin.
pub(crate) fn amount_cases(
    forecast: &Forecast,
    (position, target): (usize, &Target),
    came: &Observed,
    units: &Units<'_>,
) -> Vec<AmountCase> {
    let origin = forecast.origin;
    let Said::Amount(all) = &forecast.said[position] else { return Vec::new() };
    if !target.scored_from(origin.0) {
        return Vec::new();
    }
    let deviation = step(came, origin);
    let middle = |at: usize| normal::quantile((at as f64 + 0.5) / WALK_QUANTILES as f64);
    let normals: Vec<f64> = (0..WALK_QUANTILES).map(middle).collect();
    let draws = forecast.kept(position);
    let mut cases = Vec::new();
    for (at, &unit) in forecast.units[position].iter().enumerate() {
        let Some(last) = came.level(unit, origin) else { continue };
        let past = Year::range(origin - (LAST_VALUES - 1), origin).filter_map(|year| came.level(unit, year));
        let past: Vec<f64> = past.collect();
        for year in Year::range(origin + 1, forecast.horizon) {
            let exists = units.exists(unit, year);
            let Some(value) = came.level(unit, year).filter(|_| exists) else { continue };
            let cell = forecast.cell(position, at, year) * draws;
            let ahead = year - origin;
            let spread = deviation * f64::from(ahead).sqrt();
            let walk = normals.iter().map(|z| libm::expm1((libm::log1p(last) + z * spread).max(0.0)));
            let forecasts = [
                all[cell..cell + draws].iter().map(|draw| f64::from(*draw)).collect(),
                vec![last],
                past.clone(),
                walk.collect::<Vec<f64>>(),
            ];
            let (plain, log) = scores(forecasts, value);
            cases.push(AmountCase {
                unit,
                block: units.block(unit, origin.0),
                origin: origin.0,
                ahead,
                came: value,
                plain,
                log,
            });
        }
    }
    cases
}

/// CRPS of each forecast, plain and of log1p.
fn scores(forecasts: [Vec<f64>; 4], value: f64) -> ([f64; 4], [f64; 4]) {
    let (mut plain, mut log) = ([0.0; 4], [0.0; 4]);
    for (at, mut draws) in forecasts.into_iter().enumerate() {
        draws.sort_unstable_by(f64::total_cmp);
        plain[at] = crps_sorted(&draws, value);
        draws.iter_mut().for_each(|draw| *draw = libm::log1p(*draw));
        log[at] = crps_sorted(&draws, libm::log1p(value));
    }
    (plain, log)
}

/// Standard deviation of the yearly changes of log1p over all states and the thirty years up to `origin`.
fn step(came: &Observed, origin: Year) -> f64 {
    let (mut squares, mut n) = (0.0, 0.0_f64);
    for (unit, year, value) in came.iter() {
        if year > origin || year <= origin - WALK_YEARS {
            continue;
        }
        if let Some(before) = came.level(unit, year - 1) {
            let change = libm::log1p(value) - libm::log1p(before);
            squares += change * change;
            n += 1.0;
        }
    }
    if n > 0.0 { (squares / n).sqrt() } else { 0.0 }
}

/// Scores the cases of one amount and horizon; none without cases.
pub(crate) fn amount_row(
    (target, block_words): (&Target, &str),
    years_ahead: (i16, i16),
    cases: &[AmountCase],
    seed: u64,
) -> Result<Option<SkillRow>, TrackError> {
    let inside = |case: &&AmountCase| (years_ahead.0..=years_ahead.1).contains(&case.ahead);
    let cases: Vec<&AmountCase> = cases.iter().filter(inside).collect();
    if cases.is_empty() {
        return Ok(None);
    }
    let blocks: Vec<u64> = cases.iter().map(|case| case.block).collect();
    let settings = Bootstrap::with_seed(seed);
    let by = |name: Score, of: fn(&AmountCase) -> [f64; 4]| {
        compare_columns(name, &RIVALS, &cases, of, &blocks, settings)
    };
    Ok(Some(SkillRow {
        target: target.id().to_owned(),
        title: target.title.clone(),
        years_ahead,
        origins: ascending(cases.iter().map(|case| case.origin).collect()),
        cases: cases.len(),
        events: cases.iter().filter(|case| case.came > 0.0).count(),
        blocks: distinct(blocks.clone()),
        block_words: block_words.to_owned(),
        scores: vec![by(Score::CrpsLog1p, |case| case.log)?, by(Score::Crps, |case| case.plain)?],
        coverage_80: None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_of_one_cell_are_those_worked_by_hand() {
        // Draws 0 and 2 with 1 observed: mean distance 1 less a quarter of 4; a point 3 is 2 off; perfect is 0.
        let (plain, log) = scores([vec![2.0, 0.0], vec![3.0], vec![1.0, 1.0], vec![1.0]], 1.0);
        assert_eq!(plain, [0.5, 2.0, 0.0, 0.0]);
        assert!((log[1] - libm::log(2.0)).abs() < 1e-12 && log[2] == 0.0);
    }

    #[test]
    fn a_walk_steps_as_far_as_all_states_did_and_no_later_year_counts() {
        let path = |unit: u64, values: [f64; 4]| {
            (1997..).zip(values).map(move |(year, value)| ((UnitId(unit), Year(year)), value))
        };
        let double = |from: f64| libm::expm1(from);
        // log1p: 0 1 0 | 5 and 2 2 2 | 9: two changes of 1 and two of 0 up to 1999.
        let paths = [[0.0, 1.0, 0.0, 5.0], [2.0, 2.0, 2.0, 9.0]].map(|path| path.map(double));
        let seen = Observed::from_levels(path(1, paths[0]).chain(path(2, paths[1])));
        assert!((step(&seen, Year(1999)) - (2.0_f64 / 4.0).sqrt()).abs() < 1e-12);
    }
}
