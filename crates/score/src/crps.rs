//! Continuous ranked probability score of a sample.
//!
//! For draws `x_1..x_m` and the observation `y`,
//! `CRPS = mean|x_i - y| - (1 / 2m^2) sum_ij |x_i - x_j|`, the score of the empirical distribution
//! (Gneiting & Raftery 2007, eq. 21). The *fair* form divides the second sum by `2m(m - 1)`; its expectation is that of
//! the distribution the draws came from, whatever m (Ferro 2014).
//!
//! Why an integral and not the double sum: `CRPS = integral of (F(x) - 1{x >= y})^2 dx` is a sum of non-negative terms over
//! the gaps between sorted draws, so it costs one sort, never comes out below zero, and a sample that sits on the
//! observation scores exactly 0. The double sum loses digits when fatalities span six orders of magnitude.

use crate::{ScoreError, check};

/// CRPS of the empirical distribution of `draws` (1/m^2 form) for the observation `observed`; smaller is better, 0 is
/// perfect, and the unit is that of the draws. Costs one sort of a copy of the draws; see [`crps_sorted`].
///
/// # Errors
/// No draws, or a value that is missing or infinite.
///
/// # Examples
/// ```
/// // mean|x - y| = 1, less half the mean distance between draws, 0.5.
/// assert_eq!(forefend_score::crps(&[1.0, 3.0], 2.0)?, 0.5);
/// // A forecast of one number scores its distance.
/// assert_eq!(forefend_score::crps(&[5.0], 2.0)?, 3.0);
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
pub fn crps(draws: &[f64], observed: f64) -> Result<f64, ScoreError> {
    let sorted = checked_and_sorted(draws, 1, observed)?;
    Ok(crps_sorted(&sorted, observed))
}

/// Fair CRPS (1/(m(m - 1)) form) of `draws` for the observation `observed`, in the unit of the draws. It compares samples of
/// different size without favour, and may come out slightly below zero for a single case.
///
/// # Errors
/// Fewer than two draws, or a value that is missing or infinite.
///
/// # Examples
/// ```
/// // mean|x - y| = 1, less half the mean distance between two different draws, 1.
/// assert_eq!(forefend_score::crps_fair(&[1.0, 3.0], 2.0)?, 0.0);
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
pub fn crps_fair(draws: &[f64], observed: f64) -> Result<f64, ScoreError> {
    let sorted = checked_and_sorted(draws, 2, observed)?;
    // The two forms differ in the weight of the spread alone: S m / (m - 1) instead of S.
    Ok(crps_sorted(&sorted, observed) - half_mean_difference(&sorted) / (sorted.len() - 1) as f64)
}

/// CRPS (1/m^2 form) of draws that are already finite and in ascending order: the inner loop of a scorer that holds its
/// draws sorted. Nothing is checked; no draws give 0.
///
/// # Examples
/// ```
/// assert_eq!(forefend_score::crps_sorted(&[1.0, 3.0], 2.0), 0.5);
/// ```
pub fn crps_sorted(sorted: &[f64], observed: f64) -> f64 {
    let (Some(first), Some(last)) = (sorted.first(), sorted.last()) else {
        return 0.0;
    };
    let m = sorted.len() as f64;
    let mut total = (first - observed).max(0.0) + (observed - last).max(0.0);
    for (index, pair) in sorted.windows(2).enumerate() {
        let below = (index + 1) as f64 / m;
        let split = observed.clamp(pair[0], pair[1]);
        total += (split - pair[0]) * below * below;
        total += (pair[1] - split) * (1.0 - below) * (1.0 - below);
    }
    total
}

/// `(1 / 2m^2) sum_ij |x_i - x_j|`, the integral of `F (1 - F)`.
pub(crate) fn half_mean_difference(sorted: &[f64]) -> f64 {
    let m = sorted.len() as f64;
    sorted
        .windows(2)
        .enumerate()
        .map(|(index, pair)| {
            let below = (index + 1) as f64 / m;
            (pair[1] - pair[0]) * below * (1.0 - below)
        })
        .sum()
}

fn checked_and_sorted(draws: &[f64], needed: usize, observed: f64) -> Result<Vec<f64>, ScoreError> {
    check::at_least("draws", draws, needed)?;
    check::finite("draws", draws)?;
    check::finite_value("observed", observed)?;
    let mut sorted = draws.to_vec();
    sorted.sort_by(f64::total_cmp);
    Ok(sorted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fair_form_does_not_depend_on_the_size_of_an_exchangeable_pair() {
        // Draws 0 and 2, observed 1: mean distance 1; double sum 4; 1/m^2 form 1 - 4/8, fair form 1 - 4/4.
        assert_eq!(crps(&[2.0, 0.0], 1.0), Ok(0.5));
        assert_eq!(crps_fair(&[2.0, 0.0], 1.0), Ok(0.0));
    }

    #[test]
    fn refuses_what_cannot_be_scored() {
        assert_eq!(crps(&[], 1.0), Err(ScoreError::Empty { what: "draws", needed: 1 }));
        assert_eq!(crps_fair(&[1.0], 1.0), Err(ScoreError::Empty { what: "draws", needed: 2 }));
        assert!(matches!(
            crps(&[1.0, f64::NAN], 1.0),
            Err(ScoreError::NotFinite { what: "draws", index: 1, .. })
        ));
        assert!(matches!(crps(&[1.0], f64::INFINITY), Err(ScoreError::NotFinite { what: "observed", .. })));
    }
}
