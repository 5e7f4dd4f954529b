//! Rivals of a value: where a unit was, how it went on, and how far all units strayed from that in the past.
//!
//! All walk on the scale of the target ([`crate::Transform`]) and read nothing later than the origin:
//!
//! - the last value, for certain;
//! - a random walk: the last value, with the spread of all units' changes over as many years, centred on no change;
//! - the changes of all units: the same with what they had in common left in;
//! - the unit's own drift: its mean yearly change of the last ten years goes on, with the errors that this rule made of all
//!   units in the past.

use std::collections::BTreeMap;

use forefend_panel::Year;
use forefend_score::quantile_sorted;

use crate::observed::Observed;
use crate::units::UnitId;

/// Years back in which a unit's last value may lie.
const STALE: i16 = 5;
/// Years of changes that a spread is taken over.
const SPREAD_YEARS: i16 = 30;
/// Years that a unit's own drift is taken over, and the fewest between its two ends.
const DRIFT_YEARS: i16 = 10;
const LEAST_DRIFT: i16 = 5;
/// Fewest changes behind a spread; with fewer it is that of fewer years, widened by the square root of time.
const LEAST_CHANGES: usize = 30;
/// Equally spaced quantiles that stand for a spread.
const QUANTILES: usize = 100;

/// What all units did by one origin, over some number of years.
#[derive(Debug, Clone, Default)]
struct Spreads {
    /// Changes less their mean.
    centred: Vec<f64>,
    /// Changes.
    changes: Vec<f64>,
    /// Errors of the own drift.
    errors: Vec<f64>,
}

/// The rivals of one target at one origin.
pub(crate) struct ValueRivals<'a> {
    /// Values on the scale on which they walk.
    walked: &'a Observed,
    origin: Year,
    /// By years ahead.
    spreads: BTreeMap<i16, Spreads>,
}

/// What the rivals say of one unit and year: the last value, then draws in the order of the module's list.
pub(crate) struct RivalsSaid {
    pub last: f64,
    pub draws: [Vec<f64>; 3],
}

impl<'a> ValueRivals<'a> {
    /// Of `walked`, the observed values on the scale of the target.
    pub fn new(walked: &'a Observed, origin: Year) -> Self {
        Self { walked, origin, spreads: BTreeMap::new() }
    }

    /// The last value of a unit by the origin, and its year; none where it has none of late.
    pub fn last(&self, unit: UnitId) -> Option<(Year, f64)> {
        let mut back = 0..=STALE;
        back.find_map(|back| Some((self.origin - back, self.walked.level(unit, self.origin - back)?)))
    }

    /// What they say of `unit` in `year`; none without a last value.
    pub fn say(&mut self, unit: UnitId, year: Year) -> Option<RivalsSaid> {
        let (base, last) = self.last(unit)?;
        let ahead = year - base;
        let drift = drift(self.walked, unit, base) * f64::from(ahead);
        if !self.spreads.contains_key(&ahead) {
            let found = self.spread(ahead);
            self.spreads.insert(ahead, found);
        }
        let Spreads { centred, changes, errors } = &self.spreads[&ahead];
        let around = |centre: f64, spread: &[f64]| spread.iter().map(|step| centre + step).collect();
        let draws = [around(last, centred), around(last, changes), around(last + drift, errors)];
        Some(RivalsSaid { last, draws })
    }

    /// What all units did over `ahead` years by the origin.
    fn spread(&self, ahead: i16) -> Spreads {
        for shorter in (1..=ahead).rev() {
            let (mut changes, mut errors) = (Vec::new(), Vec::new());
            for (unit, year, value) in self.walked.iter() {
                if year > self.origin || year <= self.origin - SPREAD_YEARS {
                    continue;
                }
                let Some(before) = self.walked.level(unit, year - shorter) else { continue };
                changes.push(value - before);
                errors.push(value - before - drift(self.walked, unit, year - shorter) * f64::from(shorter));
            }
            if changes.len() < LEAST_CHANGES && shorter > 1 {
                continue;
            }
            let mean = changes.iter().sum::<f64>() / changes.len().max(1) as f64;
            let longer = f64::from(ahead) / f64::from(shorter);
            let centred: Vec<f64> = changes.iter().map(|change| (change - mean) * longer.sqrt()).collect();
            return Spreads {
                changes: thinned(centred.iter().map(|step| step + mean * longer).collect()),
                centred: thinned(centred),
                errors: thinned(errors.into_iter().map(|error| error * longer.sqrt()).collect()),
            };
        }
        Spreads::default()
    }
}

/// Mean yearly change of a unit over the ten years up to `base`; 0 where it is not observed for long enough.
fn drift(walked: &Observed, unit: UnitId, base: Year) -> f64 {
    let Some(last) = walked.level(unit, base) else { return 0.0 };
    let longest = (LEAST_DRIFT..=DRIFT_YEARS).rev();
    let found = longest.into_iter().find_map(|years| Some((years, walked.level(unit, base - years)?)));
    found.map_or(0.0, |(years, first)| (last - first) / f64::from(years))
}

/// Equally spaced quantiles of values; of none, no change.
fn thinned(mut values: Vec<f64>) -> Vec<f64> {
    if values.is_empty() {
        return vec![0.0];
    }
    values.sort_unstable_by(f64::total_cmp);
    if values.len() <= QUANTILES {
        return values;
    }
    let middle = |at: usize| (at as f64 + 0.5) / QUANTILES as f64;
    (0..QUANTILES).map(|at| quantile_sorted(&values, middle(at))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Forty units from 1980: the even ones rise by 1 a year, the odd ones by 3.
    fn two_slopes(last: i16) -> Observed {
        let of = |unit: u64| {
            (1980..=last).map(move |year| {
                let slope = if unit.is_multiple_of(2) { 1.0 } else { 3.0 };
                ((UnitId(unit), Year(year)), slope * f64::from(year - 1980))
            })
        };
        Observed::from_levels((0..40).flat_map(of))
    }

    #[test]
    fn each_rival_says_what_its_rule_does_worked_by_hand() {
        let seen = two_slopes(2000);
        let mut rivals = ValueRivals::new(&seen, Year(2000));
        let said = rivals.say(UnitId(1), Year(2003)).unwrap();
        assert_eq!(said.last, 60.0);
        let ends = |draws: &[f64]| (draws[0], draws[draws.len() - 1]);
        // Three years bring 3 or 9: 3 off their mean of 6.
        assert_eq!(ends(&said.draws[0]), (57.0, 63.0));
        assert_eq!(ends(&said.draws[1]), (63.0, 69.0));
        // A straight line goes on without error, once it is five years long: before, the rule says no change.
        let middle = said.draws[2][said.draws[2].len() / 2];
        assert_eq!(middle, 69.0);
    }

    #[test]
    fn nothing_later_than_the_origin_is_read() {
        let mut short =
            ValueRivals { walked: &two_slopes(2000), origin: Year(2000), spreads: BTreeMap::new() }
                .say(UnitId(3), Year(2005))
                .map(|said| said.draws);
        let long =
            two_slopes(2020).map(|_, year, value| Some(if year.0 > 2000 { value * 9.0 } else { value }));
        let found = ValueRivals::new(&long, Year(2000)).say(UnitId(3), Year(2005)).map(|said| said.draws);
        assert_eq!(short.take(), found);
    }

    #[test]
    fn a_short_series_has_the_spread_of_fewer_years_and_an_old_one_no_rival() {
        // Two years only: changes of one year, widened by the root of four.
        let of = |unit: u64| {
            [(1999, 0.0), (2000, if unit.is_multiple_of(2) { 1.0 } else { -1.0 })]
                .map(|(year, value)| ((UnitId(unit), Year(year)), value))
        };
        let seen = Observed::from_levels((0..40).flat_map(of));
        let said = ValueRivals::new(&seen, Year(2000)).say(UnitId(0), Year(2004)).unwrap();
        assert_eq!((said.draws[0][0], said.draws[0][39]), (-1.0, 3.0));
        assert!(ValueRivals::new(&seen, Year(2006)).say(UnitId(0), Year(2007)).is_none());
    }
}
