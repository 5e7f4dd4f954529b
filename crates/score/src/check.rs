//! Checks that every score makes before it computes.

use crate::ScoreError;

pub(crate) fn non_empty<T>(what: &'static str, values: &[T]) -> Result<(), ScoreError> {
    at_least(what, values, 1)
}

pub(crate) fn at_least<T>(what: &'static str, values: &[T], needed: usize) -> Result<(), ScoreError> {
    if values.len() < needed {
        return Err(ScoreError::Empty { what, needed });
    }
    Ok(())
}

pub(crate) fn same_length<A, B>(
    left: &'static str,
    lefts: &[A],
    right: &'static str,
    rights: &[B],
) -> Result<(), ScoreError> {
    if lefts.len() != rights.len() {
        return Err(ScoreError::LengthMismatch {
            left,
            left_length: lefts.len(),
            right,
            right_length: rights.len(),
        });
    }
    Ok(())
}

pub(crate) fn finite(what: &'static str, values: &[f64]) -> Result<(), ScoreError> {
    match values.iter().position(|value| !value.is_finite()) {
        Some(index) => Err(ScoreError::NotFinite { what, index, value: values[index] }),
        None => Ok(()),
    }
}

/// The message names position 0: the value stands alone.
pub(crate) fn finite_value(what: &'static str, value: f64) -> Result<(), ScoreError> {
    finite(what, &[value])
}

pub(crate) fn not_negative(what: &'static str, values: &[f64]) -> Result<(), ScoreError> {
    finite(what, values)?;
    match values.iter().position(|value| *value < 0.0) {
        Some(index) => Err(ScoreError::Negative { what, index, value: values[index] }),
        None => Ok(()),
    }
}

pub(crate) fn probabilities(what: &'static str, values: &[f64]) -> Result<(), ScoreError> {
    finite(what, values)?;
    match values.iter().position(|value| !(0.0..=1.0).contains(value)) {
        Some(index) => Err(ScoreError::NotAProbability { what, index, value: values[index] }),
        None => Ok(()),
    }
}

/// Probabilities of an event and whether it happened: non-empty, paired, inside \[0, 1\].
pub(crate) fn forecast(probabilities_: &[f64], outcomes: &[bool]) -> Result<(), ScoreError> {
    non_empty("probabilities", probabilities_)?;
    same_length("probabilities", probabilities_, "outcomes", outcomes)?;
    probabilities("probabilities", probabilities_)
}

/// A level strictly between 0 and 1.
pub(crate) fn level(level: f64) -> Result<(), ScoreError> {
    if level > 0.0 && level < 1.0 {
        return Ok(());
    }
    Err(ScoreError::Setting {
        what: "the level of the interval",
        value: level,
        range: "between 0 and 1, both excluded (0.9 for a 90 % interval)",
    })
}
