//! Squared logarithmic error of a point forecast, whose mean is the MSLE that VIEWS reports for its point forecasts
//! (Hegre et al. 2021): `(ln(1 + f) - ln(1 + y))^2`.
//!
//! It judges one number a case. The number that it rewards is `exp(mean of ln(1 + x)) - 1`, not the mean and not the median:
//! that is the point taken from draws here, so that a forecast is not punished for having been asked for a mean.

use crate::{ScoreError, check};

/// Squared logarithmic error of the point `forecast` (0 up); 0 is perfect.
///
/// # Errors
/// A value that is missing, infinite or below 0.
///
/// # Examples
/// ```
/// assert_eq!(forefend_score::squared_log_error(7.0, 7.0)?, 0.0);
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
pub fn squared_log_error(forecast: f64, observed: f64) -> Result<f64, ScoreError> {
    check::not_negative("forecast", &[forecast])?;
    check::not_negative("observed", &[observed])?;
    let gap = libm::log1p(forecast) - libm::log1p(observed);
    Ok(gap * gap)
}

/// The same of the draws' best point under it: the mean of their `ln(1 + x)`.
///
/// # Errors
/// No draws, or a value that is missing, infinite or below 0.
pub fn squared_log_error_of_draws(draws: &[f64], observed: f64) -> Result<f64, ScoreError> {
    check::non_empty("draws", draws)?;
    check::not_negative("draws", draws)?;
    check::not_negative("observed", &[observed])?;
    let mean = draws.iter().map(|draw| libm::log1p(*draw)).sum::<f64>() / draws.len() as f64;
    let gap = mean - libm::log1p(observed);
    Ok(gap * gap)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_counts_and_not_a_distance() {
        let tenfold = std::f64::consts::LN_10 * std::f64::consts::LN_10;
        assert!((squared_log_error(99.0, 9.0).unwrap() - tenfold).abs() < 1e-12);
        // Draws 0 and 99: mean log is ln 10.
        assert!(squared_log_error_of_draws(&[0.0, 99.0], 9.0).unwrap() < 1e-24);
        assert!(matches!(squared_log_error(-1.0, 0.0), Err(ScoreError::Negative { .. })));
    }
}
