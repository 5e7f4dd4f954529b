//! Brier score and its decomposition.
//!
//! `(p - o)^2` for the probability `p` and the outcome `o` in {0, 1} (Brier 1950, in the half form used for binary events).
//! Murphy (1973): `mean = reliability - resolution + uncertainty`, exact when cases are grouped by identical probability.

use crate::{ScoreError, check};

/// Brier score of one forecast: 0 (perfect) to 1. `probability` is a share between 0 and 1.
///
/// # Errors
/// A value that is no probability.
///
/// # Examples
/// ```
/// let score = forefend_score::brier(0.2, true)?;
/// assert!((score - 0.64).abs() < 1e-12);
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
pub fn brier(probability: f64, happened: bool) -> Result<f64, ScoreError> {
    check::probabilities("probabilities", &[probability])?;
    Ok(square(probability, happened))
}

/// Brier score of each of n forecasts, in the order given; pass the result to [`crate::mean_score`] or, for two
/// forecasts of the same cases, to [`crate::paired_difference`].
///
/// # Errors
/// Empty input, unequal lengths, a value that is no probability.
///
/// # Examples
/// ```
/// use forefend_score::{brier_scores, mean_score};
///
/// let scores = brier_scores(&[0.5, 1.0], &[true, true])?;
/// assert_eq!(scores, [0.25, 0.0]);
/// assert_eq!(mean_score(&scores)?, 0.125);
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
pub fn brier_scores(probabilities: &[f64], outcomes: &[bool]) -> Result<Vec<f64>, ScoreError> {
    check::forecast(probabilities, outcomes)?;
    Ok(probabilities.iter().zip(outcomes).map(|(p, o)| square(*p, *o)).collect())
}

/// The parts of a mean Brier score (Murphy 1973): `mean = reliability - resolution + uncertainty`.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct BrierDecomposition {
    /// Mean squared gap between stated probability and frequency; 0 is calibrated.
    pub reliability: f64,
    /// How far frequencies differ between forecasts; larger is better.
    pub resolution: f64,
    /// Variance of the outcome, `q (1 - q)`: the score of always saying the base rate.
    pub uncertainty: f64,
}

impl BrierDecomposition {
    /// Decomposes by groups of identical probability, so that the identity holds to rounding. With as many distinct
    /// probabilities as cases every group is its own frequency and the parts say little: round the probabilities first
    /// (or read [`crate::reliability_bins`]).
    ///
    /// # Errors
    /// Empty input, unequal lengths, a value that is no probability.
    ///
    /// # Examples
    /// ```
    /// use forefend_score::BrierDecomposition;
    ///
    /// let parts = BrierDecomposition::of(&[0.5, 0.5, 1.0, 1.0], &[true, false, true, true])?;
    /// // Both groups keep their word, so what is left is the base rate's variance less what was told apart.
    /// assert_eq!((parts.reliability, parts.uncertainty), (0.0, 0.1875));
    /// assert_eq!(parts.mean(), 0.125);
    /// # Ok::<(), forefend_score::ScoreError>(())
    /// ```
    pub fn of(probabilities: &[f64], outcomes: &[bool]) -> Result<Self, ScoreError> {
        check::forecast(probabilities, outcomes)?;
        let mut cases: Vec<(f64, bool)> =
            probabilities.iter().copied().zip(outcomes.iter().copied()).collect();
        cases.sort_by(|a, b| a.0.total_cmp(&b.0));
        let n = cases.len() as f64;
        let base = frequency(&cases);
        let mut parts = Self { reliability: 0.0, resolution: 0.0, uncertainty: base * (1.0 - base) };
        for group in cases.chunk_by(|a, b| a.0 == b.0) {
            let share = group.len() as f64 / n;
            let happened = frequency(group);
            parts.reliability += share * (group[0].0 - happened) * (group[0].0 - happened);
            parts.resolution += share * (happened - base) * (happened - base);
        }
        Ok(parts)
    }

    /// The mean Brier score that the parts add up to.
    pub fn mean(&self) -> f64 {
        self.reliability - self.resolution + self.uncertainty
    }
}

fn square(probability: f64, happened: bool) -> f64 {
    let gap = probability - f64::from(u8::from(happened));
    gap * gap
}

fn frequency(cases: &[(f64, bool)]) -> f64 {
    cases.iter().filter(|case| case.1).count() as f64 / cases.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_refused() {
        assert_eq!(
            brier_scores(&[0.2, 30.0], &[true, false]),
            Err(ScoreError::NotAProbability { what: "probabilities", index: 1, value: 30.0 })
        );
    }

    #[test]
    fn base_rate_forecast_scores_the_uncertainty() {
        let parts = BrierDecomposition::of(&[0.25; 4], &[true, false, false, false]).unwrap();
        assert_eq!(parts, BrierDecomposition { reliability: 0.0, resolution: 0.0, uncertainty: 0.1875 });
        assert_eq!(brier(0.25, true), Ok(0.5625));
    }
}
