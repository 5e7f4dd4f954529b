//! Interval score of a central prediction interval.
//!
//! `(u - l) + (2/a) (l - y) 1{y < l} + (2/a) (y - u) 1{y > u}` with `a = 1 - level` (Winkler 1972; Gneiting & Raftery
//! 2007, eq. 43). At level 0.9 a miss costs 20 times its size: the MIS of the VIEWS Prediction Challenge.

use crate::{ScoreError, check, quantile::central_interval};

/// Interval score, in the unit of the interval; smaller is better, and never less than the width. `level` is the share that
/// the central interval claims to hold, for example 0.9.
///
/// # Errors
/// A missing or infinite value, `lower > upper`, or a level outside (0, 1).
///
/// # Examples
/// ```
/// use forefend_score::interval_score;
///
/// assert_eq!(interval_score(2.0, 6.0, 5.0, 0.9)?, 4.0);
/// // One beyond the end of a 90 % interval costs 20 more.
/// assert!((interval_score(2.0, 6.0, 7.0, 0.9)? - 24.0).abs() < 1e-9);
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
pub fn interval_score(lower: f64, upper: f64, observed: f64, level: f64) -> Result<f64, ScoreError> {
    check::finite_value("lower", lower)?;
    check::finite_value("upper", upper)?;
    check::finite_value("observed", observed)?;
    check::level(level)?;
    if lower > upper {
        return Err(ScoreError::Reversed { lower, upper });
    }
    let miss = (lower - observed).max(0.0) + (observed - upper).max(0.0);
    Ok((upper - lower) + 2.0 / (1.0 - level) * miss)
}

/// Interval score of the central interval of a sample, its ends taken by linear interpolation ([`central_interval`]).
///
/// # Errors
/// No draws, a missing or infinite value, or a level outside (0, 1).
///
/// # Examples
/// ```
/// let score = forefend_score::interval_score_of_draws(&[0.0, 10.0], 5.0, 0.5)?;
/// assert_eq!(score, 5.0);
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
pub fn interval_score_of_draws(draws: &[f64], observed: f64, level: f64) -> Result<f64, ScoreError> {
    let (lower, upper) = central_interval(draws, level)?;
    interval_score(lower, upper, observed, level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_miss_costs_twenty_times_its_size_at_ninety_percent() {
        let score = interval_score(10.0, 14.0, 15.0, 0.9).unwrap();
        assert!((score - 24.0).abs() < 1e-9, "{score}");
        assert_eq!(interval_score(10.0, 14.0, 12.0, 0.9), Ok(4.0));
        assert_eq!(interval_score(3.0, 2.0, 1.0, 0.9), Err(ScoreError::Reversed { lower: 3.0, upper: 2.0 }));
    }
}
