//! Area under the receiver operating characteristic.
//!
//! The chance that a case with the event ranks above a case without it, ties counting one half: the Mann-Whitney form with
//! mid-ranks (Hanley & McNeil 1982). It needs ranks only, so any score will do, not only probabilities.

use crate::{ScoreError, check};

/// AUC of `scores` (larger = more likely) for n outcomes: 0.5 is no skill, 1 is perfect ranking. O(n log n).
///
/// # Errors
/// Empty input, unequal lengths, a missing or infinite score, or outcomes of one kind only.
///
/// # Examples
/// ```
/// let chances = [0.9, 0.4, 0.6, 0.1];
/// let happened = [true, true, false, false];
/// // Three of the four pairs stand in the right order.
/// assert_eq!(forefend_score::auc(&chances, &happened)?, 0.75);
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
pub fn auc(scores: &[f64], outcomes: &[bool]) -> Result<f64, ScoreError> {
    check::non_empty("scores", scores)?;
    check::same_length("scores", scores, "outcomes", outcomes)?;
    check::finite("scores", scores)?;
    let events = outcomes.iter().filter(|happened| **happened).count();
    let others = outcomes.len() - events;
    if events == 0 || others == 0 {
        return Err(ScoreError::OneClass {
            score: "AUC",
            events,
            cases: outcomes.len(),
            more: " and one case without",
        });
    }
    let mut cases: Vec<(f64, bool)> = scores.iter().copied().zip(outcomes.iter().copied()).collect();
    cases.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Twice the number of (event, other) pairs in the right order: whole numbers, hence exact.
    let mut doubled: u128 = 0;
    let mut others_below: u128 = 0;
    for ties in cases.chunk_by(|a, b| a.0 == b.0) {
        let tied_events = ties.iter().filter(|case| case.1).count() as u128;
        let tied_others = ties.len() as u128 - tied_events;
        doubled += tied_events * (2 * others_below + tied_others);
        others_below += tied_others;
    }
    Ok(doubled as f64 / (2.0 * events as f64 * others as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_count_one_half_and_signed_zeros_tie() {
        assert_eq!(auc(&[0.5, 0.5, 0.9], &[true, false, true]), Ok(0.75));
        assert_eq!(auc(&[0.0, -0.0], &[true, false]), Ok(0.5));
    }

    #[test]
    fn one_kind_of_outcome_is_no_ranking() {
        assert!(matches!(auc(&[0.1, 0.2], &[false, false]), Err(ScoreError::OneClass { .. })));
        assert!(matches!(auc(&[0.1, 0.2], &[false]), Err(ScoreError::LengthMismatch { .. })));
    }
}
