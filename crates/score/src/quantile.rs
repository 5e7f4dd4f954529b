//! Quantiles of draws, with linear interpolation between order statistics (Hyndman & Fan 1996, type 7: the default of R and
//! numpy, and the definition used by the VIEWS Prediction Challenge).

use crate::{ScoreError, check};

/// Quantile at `share` (0 to 1, clipped) of finite values in ascending order. Nothing else is checked; no values give NaN.
///
/// # Examples
/// ```
/// assert_eq!(forefend_score::quantile_sorted(&[0.0, 10.0, 20.0], 0.25), 5.0);
/// ```
pub fn quantile_sorted(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let place = share.clamp(0.0, 1.0) * last as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    let weight = place - below as f64;
    // Equal neighbours return themselves exactly, whatever the weight.
    sorted[below] + weight * (sorted[above] - sorted[below])
}

/// The same quantiles of values in any order, at `shares` in ascending order, to the bit: the order statistics are found by
/// selection, in time proportional to the number of values. Leaves `values` in another order. No values give NaN.
pub fn quantiles_selected<const N: usize>(values: &mut [f64], shares: [f64; N]) -> [f64; N] {
    let Some(last) = values.len().checked_sub(1) else {
        return [f64::NAN; N];
    };
    // Nothing before `from` is larger than anything after it.
    let mut from = 0;
    shares.map(|share| {
        let place = share.clamp(0.0, 1.0) * last as f64;
        let below = (place.floor() as usize).max(from);
        let (_, &mut low, rest) = values[from..].select_nth_unstable_by(below - from, f64::total_cmp);
        let high = rest.iter().copied().min_by(f64::total_cmp).unwrap_or(low);
        from = below;
        quantile_sorted(&[low, high], place - below as f64)
    })
}

/// Quantiles at `shares` (0 to 1, clipped) of finite values in any order, sorted once. No values give NaN.
///
/// # Examples
/// ```
/// let [low, median] = forefend_score::quantiles(&[20.0, 0.0, 10.0], [0.05, 0.5]);
/// assert_eq!((low, median), (1.0, 10.0));
/// ```
pub fn quantiles<const N: usize>(values: &[f64], shares: [f64; N]) -> [f64; N] {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    shares.map(|share| quantile_sorted(&sorted, share))
}

/// The central interval that holds `level` (for example 0.9) of the draws: the quantiles at `(1 - level) / 2` and
/// `(1 + level) / 2`, in the unit of the draws. The draws need not be sorted.
///
/// # Errors
/// No draws, a missing or infinite value, or a level outside (0, 1).
///
/// # Examples
/// ```
/// assert_eq!(forefend_score::central_interval(&[20.0, 0.0, 10.0], 0.5)?, (5.0, 15.0));
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
pub fn central_interval(draws: &[f64], level: f64) -> Result<(f64, f64), ScoreError> {
    check::non_empty("draws", draws)?;
    check::finite("draws", draws)?;
    check::level(level)?;
    let mut sorted = draws.to_vec();
    sorted.sort_by(f64::total_cmp);
    let tail = (1.0 - level) / 2.0;
    Ok((quantile_sorted(&sorted, tail), quantile_sorted(&sorted, 1.0 - tail)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::strategy::Strategy as _;

    proptest::proptest! {
        #[test]
        fn selection_finds_what_sorting_finds(
            mut values in proptest::collection::vec(proptest::prop_oneof![-9.0..9.0_f64, (-3..3_i8).prop_map(f64::from)], 0..60),
        ) {
            let shares = [0.0, 0.05, 0.5, 0.5, 0.95, 1.0];
            let expected = quantiles(&values, shares).map(f64::to_bits);
            proptest::prop_assert_eq!(quantiles_selected(&mut values, shares).map(f64::to_bits), expected);
        }
    }

    #[test]
    fn interpolates_as_numpy_does() {
        // numpy.quantile([1, 2, 4, 8], [0.05, 0.5, 0.95]) = 1.15, 3.0, 7.4
        let sorted = [1.0, 2.0, 4.0, 8.0];
        for (share, expected) in [(0.05, 1.15), (0.5, 3.0), (0.95, 7.4), (0.0, 1.0), (1.0, 8.0)] {
            assert!((quantile_sorted(&sorted, share) - expected).abs() < 1e-12);
        }
        assert!(matches!(central_interval(&sorted, 90.0), Err(ScoreError::Setting { .. })));
    }
}
