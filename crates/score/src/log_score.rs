//! Logarithmic score (ignorance), natural logarithm: `-ln p(what happened)` (Good 1952; Gneiting & Raftery 2007).
//!
//! **Clipping rule.** A probability of 0 for what then happens scores infinity, and shares of m simulated draws are often
//! exactly 0. Every function here therefore takes a `floor` in (0, 0.5): probabilities are clipped to
//! `[floor, 1 - floor]` for an event, and raised to `floor` (without renormalising) for a class. For shares of m draws
//! use `1 / (2m)`, half a draw. State the floor beside the score: two scores with different floors do not compare.

use crate::{ScoreError, check};

/// Classes must add up to one within this, so that a forgotten class is noticed and rounding is not.
const SUM_TOLERANCE: f64 = 1e-6;

/// Log score in nats of one probability of an event; 0 is perfect. `probability` is clipped to `[floor, 1 - floor]`.
///
/// # Errors
/// A value that is no probability, or a floor outside (0, 0.5).
///
/// # Examples
/// ```
/// use forefend_score::log_score;
///
/// assert!((log_score(0.5, true, 0.001)? - std::f64::consts::LN_2).abs() < 1e-12);
/// // What was called impossible scores as the floor does, not infinity.
/// assert_eq!(log_score(0.0, true, 0.001)?, log_score(0.001, true, 0.001)?);
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
pub fn log_score(probability: f64, happened: bool, floor: f64) -> Result<f64, ScoreError> {
    check::probabilities("probabilities", &[probability])?;
    check_floor(floor)?;
    Ok(of_event(probability, happened, floor))
}

/// Log score in nats of each of n forecasts of an event, in the order given.
///
/// # Errors
/// Empty input, unequal lengths, a value that is no probability, or a floor outside (0, 0.5).
pub fn log_scores(probabilities: &[f64], outcomes: &[bool], floor: f64) -> Result<Vec<f64>, ScoreError> {
    check::forecast(probabilities, outcomes)?;
    check_floor(floor)?;
    Ok(probabilities.iter().zip(outcomes).map(|(p, o)| of_event(*p, *o, floor)).collect())
}

/// Log score in nats of class probabilities when `class` (from 0) is observed; 0 is perfect. The probability of the
/// observed class is raised to `floor` where it is smaller.
///
/// # Errors
/// No classes, probabilities that are none or do not add up to 1 within 1e-6, an unknown class, or a floor outside
/// (0, 0.5).
///
/// # Examples
/// ```
/// let score = forefend_score::log_score_of_class(&[0.25, 0.5, 0.25], 1, 0.001)?;
/// assert!((score - std::f64::consts::LN_2).abs() < 1e-12);
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
pub fn log_score_of_class(probabilities: &[f64], class: usize, floor: f64) -> Result<f64, ScoreError> {
    check::non_empty("probabilities", probabilities)?;
    check::probabilities("probabilities", probabilities)?;
    check_floor(floor)?;
    let sum: f64 = probabilities.iter().sum();
    if (sum - 1.0).abs() > SUM_TOLERANCE {
        return Err(ScoreError::NotNormalised { sum });
    }
    let classes = probabilities.len();
    let stated = probabilities.get(class).ok_or(ScoreError::UnknownClass { class, classes })?;
    Ok(negative_log(stated.max(floor)))
}

fn of_event(probability: f64, happened: bool, floor: f64) -> f64 {
    let clipped = probability.clamp(floor, 1.0 - floor);
    negative_log(if happened { clipped } else { 1.0 - clipped })
}

/// `0.0 -` instead of a minus sign, so that a perfect forecast prints 0 and not -0.
fn negative_log(probability: f64) -> f64 {
    0.0 - libm::log(probability)
}

fn check_floor(floor: f64) -> Result<(), ScoreError> {
    if floor > 0.0 && floor < 0.5 {
        return Ok(());
    }
    Err(ScoreError::Setting {
        what: "the floor of the log score",
        value: floor,
        range: "above 0 and below 0.5 (1 / (2m) for shares of m draws)",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_miss_by_all_draws_costs_the_floor_and_no_more() {
        // 2,000 draws, none in conflict, then conflict: -ln(1/4000), by R: -log(1/4000) = 8.29404964010203
        let score = log_score(0.0, true, 1.0 / 4000.0).unwrap();
        assert!((score - 8.294_049_640_102_03).abs() < 1e-12, "{score}");
        assert_eq!(log_score_of_class(&[1.0, 0.0, 0.0], 0, 0.001), Ok(0.0));
    }

    #[test]
    fn refuses_a_forgotten_class_and_a_zero_floor() {
        assert!(matches!(log_score_of_class(&[0.7, 0.2], 0, 0.001), Err(ScoreError::NotNormalised { .. })));
        assert_eq!(
            log_score_of_class(&[0.5, 0.5], 2, 0.001),
            Err(ScoreError::UnknownClass { class: 2, classes: 2 })
        );
        assert!(matches!(log_score(0.5, true, 0.0), Err(ScoreError::Setting { .. })));
        assert!(matches!(log_score(0.5, true, f64::NAN), Err(ScoreError::Setting { .. })));
    }
}
