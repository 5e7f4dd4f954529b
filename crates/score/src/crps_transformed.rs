//! CRPS of transformed draws: still proper for the forecast as a whole, with another opinion of what matters.
//!
//! - log1p: `x -> ln(1 + x)` turns errors into ratios, so that one great war does not outweigh every other country
//!   (Bosse et al. 2023).
//! - threshold-weighted: `x -> max(x, t)`, the integral of `(F - 1{x >= y})^2` over x >= t alone (Gneiting & Ranjan 2011;
//!   Allen, Ginsbourger & Ziegel 2023): what was said about the tail. A score that instead picks the cases in which much
//!   happened is not proper.

use crate::{ScoreError, check, crps};

/// CRPS (1/m^2 form) of `ln(1 + draws)`, in log units; draws and observation from 0 up.
///
/// # Errors
/// No draws, or a value that is missing, infinite or below 0.
///
/// # Examples
/// ```
/// let score = forefend_score::crps_log1p(&[0.0], 1.0)?;
/// assert!((score - std::f64::consts::LN_2).abs() < 1e-12);
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
pub fn crps_log1p(draws: &[f64], observed: f64) -> Result<f64, ScoreError> {
    check::not_negative("draws", draws)?;
    check::not_negative("observed", &[observed])?;
    let logs: Vec<f64> = draws.iter().map(|draw| libm::log1p(*draw)).collect();
    crps(&logs, libm::log1p(observed))
}

/// CRPS (1/m^2 form) of what the forecast says from `threshold` up, in the unit of the draws.
///
/// # Errors
/// No draws, or a value (the threshold too) that is missing or infinite.
///
/// # Examples
/// ```
/// // Below the threshold all values are the same.
/// assert_eq!(forefend_score::crps_above(&[3.0, 30.0], 10.0, 25.0)?, 1.25);
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
pub fn crps_above(draws: &[f64], observed: f64, threshold: f64) -> Result<f64, ScoreError> {
    check::finite("draws", draws)?;
    check::finite_value("observed", observed)?;
    check::finite_value("threshold", threshold)?;
    let raised: Vec<f64> = draws.iter().map(|draw| draw.max(threshold)).collect();
    crps(&raised, observed.max(threshold))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_below_and_above_a_threshold_add_up() {
        // Below: the same with signs turned. Draws 0, 4, 30; observed 12; threshold 10.
        let draws = [0.0, 4.0, 30.0];
        let below = crps_above(&draws.map(|x| -x), -12.0, -10.0).unwrap();
        let above = crps_above(&draws, 12.0, 10.0).unwrap();
        assert!((below + above - crps(&draws, 12.0).unwrap()).abs() < 1e-12);
        assert_eq!(crps_above(&draws, 12.0, 50.0), Ok(0.0));
    }

    #[test]
    fn logs_turn_errors_into_ratios() {
        // One draw 99, observed 9: ln 10, whatever the scale.
        let score = crps_log1p(&[99.0], 9.0).unwrap();
        assert!((score - std::f64::consts::LN_10).abs() < 1e-12);
        assert!(matches!(crps_log1p(&[-0.5], 9.0), Err(ScoreError::Negative { .. })));
    }
}
