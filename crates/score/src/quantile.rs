//! Quantiles of draws, with linear interpolation between order statistics (Hyndman & Fan 1996, type 7: the default of R and
//! numpy, and the definition used by the VIEWS Prediction Challenge).

use crate::{ScoreError, check};

/// Quantile at `share` (0 to 1, clipped) of finite values in ascending order. Nothing else is checked; no values give NaN.
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

/// Quantiles at `shares` (0 to 1, clipped) of finite values in any order, sorted once. No values give NaN.
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
