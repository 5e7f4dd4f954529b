//! What one would have to believe: the size of the effects at which a portfolio is as good as the reference.
//!
//! The same portfolio runs on the same luck with every effect multiplied by a few numbers, 0 being no effect. Between two of
//! them the mean gain is taken as linear, and where it passes 0 is the answer.

use forefend_runs::parts::mean;
use forefend_score::{Bootstrap, block_bootstrap};

/// Resamples of the futures for the interval.
const RESAMPLES: usize = 400;

/// Where a portfolio is as good as the reference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BreakEven {
    /// Better at every multiple asked.
    AlwaysBetter,
    /// Worse at every one.
    NeverBetter,
    /// As good at every one: nothing differs.
    NoDifference,
    /// At a multiple of the effects.
    At {
        /// The multiple: 1 is as published.
        multiple: f64,
        /// 90 % interval over resamples of the futures; none where more than a tenth of them pass 0 nowhere.
        ends: Option<[f64; 2]>,
        /// Whether it is better above the multiple (else below).
        better_above: bool,
    },
}

/// The first multiple at which the mean gain passes 0, of gains by draw at each of `multiples` in ascending order; futures are
/// paired, so a resample takes the same ones at every multiple.
///
/// # Examples
/// ```
/// use forefend_strategy::break_even::{BreakEven, break_even};
///
/// // A cost of 3 in every future, and a benefit of 2 for each multiple.
/// let gains = [0.0, 1.0, 2.0].map(|multiple| vec![2.0 * multiple - 3.0; 20]);
/// let found = break_even(&[0.0, 1.0, 2.0], &gains, 1);
/// assert_eq!(found, BreakEven::At { multiple: 1.5, ends: Some([1.5, 1.5]), better_above: true });
/// ```
pub fn break_even(multiples: &[f64], gains: &[Vec<f64>], seed: u64) -> BreakEven {
    let means: Vec<f64> = gains.iter().map(|gains| mean(gains)).collect();
    let Some((multiple, better_above)) = crossing(multiples, &means) else {
        return if means.iter().any(|mean| *mean > 0.0) {
            BreakEven::AlwaysBetter
        } else if means.iter().any(|mean| *mean < 0.0) {
            BreakEven::NeverBetter
        } else {
            BreakEven::NoDifference
        };
    };
    let draws: Vec<usize> = (0..gains.iter().map(Vec::len).min().unwrap_or(0)).collect();
    let settings = Bootstrap { replicates: RESAMPLES, ..Bootstrap::with_seed(seed) };
    let statistic = |picked: &[usize]| {
        let mean_of =
            |gains: &Vec<f64>| picked.iter().map(|draw| gains[*draw]).sum::<f64>() / picked.len() as f64;
        crossing(multiples, &gains.iter().map(mean_of).collect::<Vec<f64>>()).map(|(at, _)| at)
    };
    let ends = block_bootstrap(&draws, settings, statistic).ok().map(|found| [found.lower, found.upper]);
    BreakEven::At { multiple, ends, better_above }
}

/// Where a line through the points first passes 0, and whether it rises there. A first point at 0 is where both are alike
/// without any effect: the answer is looked for beyond it.
fn crossing(multiples: &[f64], means: &[f64]) -> Option<(f64, bool)> {
    let pairs = means.windows(2).zip(multiples.windows(2));
    pairs
        .filter_map(|(means, at)| match (means, at) {
            ([before, after], [low, high]) if before * after < 0.0 => {
                Some((low + (high - low) * before / (before - after), after > before))
            }
            ([before, after], [_, high]) if *before != 0.0 && *after == 0.0 => Some((*high, before < after)),
            _ => None,
        })
        .next()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MULTIPLES: [f64; 3] = [0.0, 1.0, 2.0];

    #[test]
    fn a_gain_of_one_sign_has_no_break_even() {
        let of = |values: [f64; 3]| break_even(&MULTIPLES, &values.map(|value| vec![value; 10]), 1);
        assert_eq!(of([1.0, 2.0, 3.0]), BreakEven::AlwaysBetter);
        assert_eq!(of([-1.0, -2.0, -3.0]), BreakEven::NeverBetter);
        assert_eq!(of([0.0, 0.0, 0.0]), BreakEven::NoDifference);
        // Alike without an effect, better with one.
        assert_eq!(of([0.0, 1.0, 2.0]), BreakEven::AlwaysBetter);
    }

    #[test]
    fn a_saving_that_harms_is_better_below() {
        let gains = [3.0, 1.0, -1.0].map(|value| vec![value - 1.0, value, value + 1.0]);
        let BreakEven::At { multiple, ends, better_above } = break_even(&MULTIPLES, &gains, 1) else {
            panic!("it passes 0")
        };
        assert_eq!((multiple, better_above), (1.5, false));
        let [low, high] = ends.unwrap();
        assert!(low < 1.5 && high > 1.5, "{low} {high}");
    }

    #[test]
    fn the_line_is_recovered_from_scattered_futures() {
        let noise = |draw: usize| ((draw * 7919) % 1000) as f64 / 500.0 - 0.999;
        let gains = MULTIPLES.map(|m| (0..1000).map(|draw| 4.0 * m - 3.0 + noise(draw)).collect::<Vec<_>>());
        let BreakEven::At { multiple, .. } = break_even(&MULTIPLES, &gains, 1) else { panic!("it passes 0") };
        assert!((multiple - 0.75).abs() < 0.01, "{multiple}");
    }
}
