//! The smallest difference that the data could have shown.
//!
//! A tie between two forecasts says little when the cases could not have told them apart. For a two-sided comparison at
//! `level` and a chance of `power` to see it, the true difference must be `(z_((1 + level)/2) + z_power)` standard errors
//! (Bloom 1995). The standard error is that of the paired difference over resampled blocks.

use crate::bootstrap::{Bootstrap, members};
use crate::paired::resampled_means;
use crate::{ScoreError, check};

/// Normal quantiles of 0.95 (a 90 % interval, two-sided) and 0.8 (power), added.
const Z: f64 = 1.644_853_626_951_472_7 + 0.841_621_233_572_914_3;

/// Standard error of a mean over resampled blocks, and the smallest true mean that a 90 % interval would set apart from 0 in
/// four samples of five.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Detectable {
    /// Standard deviation of the mean over resampled blocks, in the unit of the score.
    pub standard_error: f64,
    /// The smallest difference, in the unit of the score; no better than the normal approximation, and too small with
    /// few blocks or one case that carries the sum.
    pub smallest: f64,
}

/// For paired differences of scores in blocks (countries, years); `settings.level` is not read, the interval is 90 %.
///
/// # Errors
/// Empty input, unequal lengths, a missing or infinite difference, or settings out of range.
///
/// # Examples
/// ```
/// use forefend_score::{Bootstrap, smallest_detectable};
///
/// let (differences, years) = ([-0.2, 0.1, -0.3, 0.2], [2001, 2002, 2003, 2004]);
/// let found = smallest_detectable(&differences, &years, Bootstrap::with_seed(1))?;
/// // Two and a half standard errors.
/// assert!((found.smallest / found.standard_error - 2.486).abs() < 0.001);
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
pub fn smallest_detectable<B: Ord>(
    differences: &[f64],
    blocks: &[B],
    settings: Bootstrap,
) -> Result<Detectable, ScoreError> {
    check::non_empty("differences", differences)?;
    check::same_length("differences", differences, "blocks", blocks)?;
    check::finite("differences", differences)?;
    settings.check()?;
    let totals: Vec<(f64, f64)> = members(blocks)
        .iter()
        .map(|cases| (cases.iter().map(|case| differences[*case]).sum(), cases.len() as f64))
        .collect();
    let means = resampled_means(&totals, settings);
    let n = means.len() as f64;
    let centre = means.iter().sum::<f64>() / n;
    let variance = means.iter().map(|mean| (mean - centre) * (mean - centre)).sum::<f64>() / (n - 1.0);
    let standard_error = libm::sqrt(variance);
    Ok(Detectable { standard_error, smallest: Z * standard_error })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_a_mean_of_independent_cases() {
        // 400 cases of +1 and -1: standard error 1/20, to the noise of 2,000 resamples (1.6 %; five of them).
        let differences: Vec<f64> = (0..400).map(|case| f64::from(case % 2) * 2.0 - 1.0).collect();
        let blocks: Vec<usize> = (0..400).collect();
        let found = smallest_detectable(&differences, &blocks, Bootstrap::with_seed(5)).unwrap();
        assert!((found.standard_error - 0.05).abs() < 0.004, "{found:?}");
        assert!((found.smallest / found.standard_error - 2.486_474_860_524_387).abs() < 1e-12);
        // In one block nothing varies: nothing can be said, and the figure is 0.
        let one = smallest_detectable(&differences, &[0; 400], Bootstrap::with_seed(5)).unwrap();
        assert_eq!(one.smallest, 0.0);
    }
}
