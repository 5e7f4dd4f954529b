//! Probability integral transform and coverage: are the stated distributions kept?
//!
//! Counts and levels have ties, so the transform is an interval `[P(X < y), P(X <= y)]` and not a point. The histogram
//! spreads each case evenly over its interval (Czado, Gneiting & Held 2009): no random numbers, and flat when calibrated.

use crate::{ScoreError, check};

/// Where one observation falls among the draws of its forecast.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Pit {
    /// Share of draws below the observation.
    pub below: f64,
    /// Share of draws below or equal to it.
    pub at_or_below: f64,
}

impl Pit {
    /// The transform of `observed` under the empirical distribution of `draws`.
    ///
    /// # Errors
    /// No draws, or a value that is missing or infinite.
    ///
    /// # Examples
    /// ```
    /// let pit = forefend_score::Pit::of(&[0.0, 1.0, 1.0, 4.0], 1.0)?;
    /// assert_eq!((pit.below, pit.at_or_below), (0.25, 0.75));
    /// # Ok::<(), forefend_score::ScoreError>(())
    /// ```
    pub fn of(draws: &[f64], observed: f64) -> Result<Self, ScoreError> {
        check::non_empty("draws", draws)?;
        check::finite("draws", draws)?;
        check::finite_value("observed", observed)?;
        let share = |count: usize| count as f64 / draws.len() as f64;
        Ok(Self {
            below: share(draws.iter().filter(|draw| **draw < observed).count()),
            at_or_below: share(draws.iter().filter(|draw| **draw <= observed).count()),
        })
    }

    /// The transform's distribution function at `u`: 0 below the interval, 1 above, linear inside.
    fn distribution(&self, u: f64) -> f64 {
        if u >= self.at_or_below {
            1.0
        } else if u <= self.below {
            0.0
        } else {
            (u - self.below) / (self.at_or_below - self.below)
        }
    }
}

/// Share of cases in each of `bins` equal bins of \[0, 1\]; the shares add up to 1 and are all `1 / bins` when calibrated.
/// U-shaped: too narrow; hump: too wide; slope: biased.
///
/// # Errors
/// No cases, or no bins.
///
/// # Examples
/// ```
/// use forefend_score::{Pit, pit_histogram};
///
/// let draws = [1.0, 2.0, 3.0, 4.0];
/// let cases = [Pit::of(&draws, 0.5)?, Pit::of(&draws, 9.0)?];
/// // Both observations lie outside the draws: the forecast is too narrow.
/// assert_eq!(pit_histogram(&cases, 2)?, [0.5, 0.5]);
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
pub fn pit_histogram(cases: &[Pit], bins: usize) -> Result<Vec<f64>, ScoreError> {
    check::non_empty("cases", cases)?;
    if bins == 0 {
        return Err(ScoreError::Setting { what: "the number of bins", value: 0.0, range: "at least 1" });
    }
    // The first edge counts as below everything: a case whose interval is the point 0 belongs to the first bin.
    let mean_at = |edge: usize| match edge {
        0 => 0.0,
        _ => {
            let u = edge as f64 / bins as f64;
            cases.iter().map(|case| case.distribution(u)).sum::<f64>() / cases.len() as f64
        }
    };
    Ok((0..bins).map(|bin| mean_at(bin + 1) - mean_at(bin)).collect())
}

/// Share of n observations inside their closed interval `[lower, upper]`. A 90 % interval should hold about 0.9 of them; for
/// counts it may honestly hold more, because its ends carry probability.
///
/// # Errors
/// Empty input, unequal lengths, a missing or infinite value, or `lower > upper`.
///
/// # Examples
/// ```
/// let held = forefend_score::coverage(&[0.0, 0.0], &[10.0, 10.0], &[3.0, 12.0])?;
/// assert_eq!(held, 0.5);
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
pub fn coverage(lower: &[f64], upper: &[f64], observed: &[f64]) -> Result<f64, ScoreError> {
    check::non_empty("observed", observed)?;
    check::same_length("lower", lower, "observed", observed)?;
    check::same_length("upper", upper, "observed", observed)?;
    check::finite("lower", lower)?;
    check::finite("upper", upper)?;
    check::finite("observed", observed)?;
    let mut inside = 0_usize;
    for ((lower, upper), observed) in lower.iter().zip(upper).zip(observed) {
        if lower > upper {
            return Err(ScoreError::Reversed { lower: *lower, upper: *upper });
        }
        inside += usize::from((lower..=upper).contains(&observed));
    }
    Ok(inside as f64 / observed.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tie_is_spread_over_its_interval() {
        // Peace in 8 of 10 draws and in fact: the transform is [0, 0.8], spread over four bins of five.
        let draws = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 3.0, 5.0];
        let case = Pit::of(&draws, 0.0).unwrap();
        assert_eq!(case, Pit { below: 0.0, at_or_below: 0.8 });
        let shares = pit_histogram(&[case], 5).unwrap();
        for (share, expected) in shares.iter().zip([0.25, 0.25, 0.25, 0.25, 0.0]) {
            assert!((share - expected).abs() < 1e-12, "{shares:?}");
        }
    }

    #[test]
    fn an_observation_outside_all_draws_falls_in_an_end_bin() {
        let low = Pit::of(&[2.0, 3.0], 1.0).unwrap();
        let high = Pit::of(&[2.0, 3.0], 4.0).unwrap();
        assert_eq!(pit_histogram(&[low, high], 4), Ok(vec![0.5, 0.0, 0.0, 0.5]));
    }

    #[test]
    fn coverage_counts_the_ends() {
        assert_eq!(coverage(&[0.0, 0.0], &[1.0, 1.0], &[1.0, 1.1]), Ok(0.5));
        assert!(matches!(coverage(&[2.0], &[1.0], &[1.0]), Err(ScoreError::Reversed { .. })));
    }
}
