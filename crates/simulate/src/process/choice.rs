//! The class that a row's luck falls on: inversion of one uniform number.
//!
//! Design: the exact odds need the exponential function, which took a third of the time of a conflict model. Most rows
//! do not need them: luck falls so far inside a class that odds known to three per cent tell which. So every row is
//! decided by rough odds first, many rows at a time and without branches, and only where luck lies within the error of
//! a threshold (one row in fifty of the conflict model) by the exact ones. The outcome has the bits of the exact rule.

use forefend_estimate::is_true;

use crate::exponential::{ROUGHNESS, exp, rough};

/// How near to a threshold luck must lie for rough odds to leave a doubt, as a part of the sum of the rough odds.
///
/// Let the odds of the classes 1..=K against class 0 be `o_1 .. o_K`, their sum `S`, and luck `u` in (0, 1). The row is in
/// class k or above when `u (1 + S)` passes the threshold `1 + o_1 + ... + o_(k-1)`, that is when the distance
///
/// ```text
/// d_k = u (1 + S) - (1 + o_1 + ... + o_(k-1))
///     = (u - 1) + (u - 1) (o_1 + ... + o_(k-1)) + u (o_k + ... + o_K)
/// ```
///
/// is above 0. Each of the odds is multiplied by `u` or `u - 1`, which lie between -1 and 1. So when each of the rough odds
/// `r_j` is wrong by at most the part e ([`ROUGHNESS`]) of `o_j`, the rough distance is wrong by at most
///
/// ```text
/// |r_1 - o_1| + ... + |r_K - o_K|  <=  e S  <=  e / (1 - e) (r_1 + ... + r_K)
/// ```
///
/// A rough distance farther from 0 than this has the sign of the exact one; any other is in doubt. Two per cent more leave
/// room for the rounding of these sums where odds are large.
const DOUBT: f64 = 1.02 * ROUGHNESS / (1.0 - ROUGHNESS);
/// Room for the rounding of sums near one, where all odds are small and a part of them is less than that.
const ROUNDING: f64 = 1e-14;

/// Picks one of `classes` for every row by its luck; `log_odds` are those of the classes after the first against the
/// first, a column each. A row whose log odds are missing gets a missing outcome (NaN). Rows for which `holds` is given
/// and not true get any class.
pub(super) fn choose(log_odds: &[&[f64]], classes: &[f64], luck: &[f64], holds: &[f64], out: &mut [f64]) {
    match (log_odds, classes) {
        ([a], [none, one]) => roughly([a], *none, [*one], luck, out),
        ([a, b], [none, one, two]) => roughly([a, b], *none, [*one, *two], luck, out),
        _ => out.fill(f64::NAN),
    }
    for (chunk, slots) in out.chunks_mut(CHUNK).enumerate() {
        // A sum of classes is a number unless one of them is in doubt.
        if slots.iter().sum::<f64>().is_nan() {
            for (place, slot) in slots.iter_mut().enumerate().filter(|(_, slot)| slot.is_nan()) {
                let row = chunk * CHUNK + place;
                *slot = match holds.get(row) {
                    Some(&holds) if !is_true(holds) => classes[0],
                    _ => exactly(log_odds.iter().map(|column| column[row]), classes, luck[row]),
                };
            }
        }
    }
}

/// Rows that are looked through for doubt together.
const CHUNK: usize = 8;

/// The class of every row where rough odds tell it for certain, NaN where they do not.
fn roughly<const N: usize>(
    log_odds: [&[f64]; N],
    none: f64,
    classes: [f64; N],
    luck: &[f64],
    out: &mut [f64],
) {
    let rows = out.len();
    let log_odds = log_odds.map(|column| &column[..rows]);
    let luck = &luck[..rows];
    for row in 0..rows {
        let odds = log_odds.map(|column| rough(column[row]));
        let sum: f64 = odds.iter().sum();
        let target = luck[row] * (1.0 + sum);
        let (mut class, mut threshold, mut nearest) = (none, 1.0, f64::INFINITY);
        for (odds, next) in odds.into_iter().zip(classes) {
            let distance = target - threshold;
            class = if distance > 0.0 { next } else { class };
            nearest = if distance.abs() < nearest { distance.abs() } else { nearest };
            threshold += odds;
        }
        out[row] = if nearest > DOUBT * sum + ROUNDING { class } else { f64::NAN };
    }
}

/// The class whose cumulated probability luck passes.
fn exactly(log_odds: impl Iterator<Item = f64> + Clone, classes: &[f64], luck: f64) -> f64 {
    let odds = log_odds.map(exp);
    let total = 1.0 + odds.clone().sum::<f64>();
    // A missing predictor is a missing outcome, which the step reports.
    if total.is_nan() {
        return total;
    }
    let target = luck * total;
    let mut threshold = 1.0;
    let passed = odds.map(|odds| {
        let passed = usize::from(target > threshold);
        threshold += odds;
        passed
    });
    classes[passed.sum::<usize>()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{choose, exactly, roughly};

    const CLASSES: [f64; 3] = [0.0, 1.0, 2.0];

    fn exact(log_odds: [f64; 2], luck: f64) -> f64 {
        exactly(log_odds.into_iter(), &CLASSES, luck)
    }

    fn chosen(log_odds: [f64; 2], luck: f64) -> f64 {
        let mut out = [7.0];
        choose(&[&log_odds[..1], &log_odds[1..]], &CLASSES, &[luck], &[], &mut out);
        out[0]
    }

    #[test]
    fn most_rows_are_not_in_doubt() {
        let luck: Vec<f64> = (0..1_000).map(|i| (f64::from(i) + 0.5) / 1e3).collect();
        let (a, b, mut out) = (vec![-3.0; 1_000], vec![-4.0; 1_000], vec![0.0; 1_000]);
        roughly([&a, &b], 0.0, [1.0, 2.0], &luck, &mut out);
        let doubts = out.iter().filter(|value| value.is_nan()).count();
        assert!((1..10).contains(&doubts), "{doubts}");
    }

    #[test]
    fn missing_and_infinite_log_odds() {
        assert!(chosen([f64::NAN, 0.0], 0.1).is_nan());
        assert_eq!(chosen([f64::INFINITY, 0.0], 0.1), 1.0);
        assert_eq!(chosen([f64::NEG_INFINITY, f64::NEG_INFINITY], 0.999), 0.0);
    }

    proptest! {
        #[test]
        fn the_outcome_is_that_of_the_exact_odds(a in -40.0..40.0f64, b in -40.0..40.0f64, luck in 0.0..1.0f64) {
            prop_assert_eq!(chosen([a, b], luck), exact([a, b], luck));
        }

        /// Luck right at a threshold, and a few last bits and a few per cent beside it.
        #[test]
        fn also_beside_a_threshold(
            a in -8.0..8.0f64, b in -8.0..8.0f64, first in proptest::bool::ANY, bits in -40..40i64, part in -0.1..0.1f64,
        ) {
            let odds = [a, b].map(libm::exp);
            let total = 1.0 + odds[0] + odds[1];
            let threshold = if first { 1.0 / total } else { (1.0 + odds[0]) / total };
            let nudged = f64::from_bits((threshold.to_bits() as i64 + bits) as u64);
            for luck in [nudged, threshold * (1.0 + part)].map(|luck| luck.clamp(1e-16, 1.0 - 1e-16)) {
                prop_assert_eq!(chosen([a, b], luck), exact([a, b], luck));
            }
        }

        #[test]
        fn a_higher_hazard_on_the_same_luck_never_gives_a_lower_class(
            a in -7.0..1.6f64, b in -7.0..1.6f64, more in 0.0..2.3f64, luck in 0.0..1.0f64,
        ) {
            prop_assert!(chosen([a + more, b + more], luck) >= chosen([a, b], luck));
        }
    }
}
