//! Average precision, the area under the precision-recall steps.
//!
//! `AP = sum_k (R_k - R_(k-1)) P_k` over the distinct thresholds from high to low, without interpolation: the definition of
//! scikit-learn's `average_precision_score`. For rare events it says more than AUC: a forecast without skill has
//! the base rate as its AP, not one half.

use crate::{ScoreError, check};

/// Average precision of `scores` (larger = more likely) for n outcomes: from near the base rate (no skill) to 1. Cases with
/// equal scores enter together. O(n log n).
///
/// # Errors
/// Empty input, unequal lengths, a missing or infinite score, or no event at all.
///
/// # Examples
/// ```
/// let chances = [0.9, 0.4, 0.6, 0.1];
/// let happened = [true, true, false, false];
/// // Precision 1 at the first event and 2/3 at the second, half of the events each.
/// assert!((forefend_score::average_precision(&chances, &happened)? - 5.0 / 6.0).abs() < 1e-12);
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
pub fn average_precision(scores: &[f64], outcomes: &[bool]) -> Result<f64, ScoreError> {
    check::non_empty("scores", scores)?;
    check::same_length("scores", scores, "outcomes", outcomes)?;
    check::finite("scores", scores)?;
    let events = outcomes.iter().filter(|happened| **happened).count();
    if events == 0 {
        let cases = outcomes.len();
        return Err(ScoreError::OneClass { score: "average precision", events, cases, more: "" });
    }
    let mut cases: Vec<(f64, bool)> = scores.iter().copied().zip(outcomes.iter().copied()).collect();
    cases.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut found = 0;
    let mut flagged = 0;
    let mut total = 0.0;
    for ties in cases.chunk_by(|a, b| a.0 == b.0) {
        let tied_events = ties.iter().filter(|case| case.1).count();
        found += tied_events;
        flagged += ties.len();
        total += tied_events as f64 * (found as f64 / flagged as f64);
    }
    Ok(total / events as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_forecast_has_the_base_rate() {
        assert_eq!(average_precision(&[0.3; 4], &[true, false, false, false]), Ok(0.25));
        assert!(matches!(average_precision(&[0.3], &[false]), Err(ScoreError::OneClass { .. })));
    }
}
