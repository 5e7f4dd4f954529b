//! Comparison of two forecasts on the same cases.
//!
//! The difference of mean scores, with an interval from a bootstrap that keeps pairs together and resamples whole blocks.
//! Pairing removes the part of the error that both forecasts share (a hard year is hard for both), which is most of it.

use crate::{
    ScoreError, SplitMix64,
    bootstrap::{Bootstrap, Interval, members},
    check,
};

/// Mean of n scores, summed in the order given.
///
/// # Errors
/// Empty input, or a missing or infinite score.
///
/// # Examples
/// ```
/// assert_eq!(forefend_score::mean_score(&[0.1, 0.3])?, 0.2);
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
pub fn mean_score(scores: &[f64]) -> Result<f64, ScoreError> {
    check::non_empty("scores", scores)?;
    check::finite("scores", scores)?;
    Ok(scores.iter().sum::<f64>() / scores.len() as f64)
}

/// Percentile interval of the mean of n scores over resampled blocks; none with fewer than two blocks, where nothing could
/// vary. `blocks` labels each case with what its errors hang together by (a country, a year).
///
/// # Errors
/// Empty input, unequal lengths, a missing or infinite score, or settings out of range.
///
/// # Examples
/// ```
/// use forefend_score::{Bootstrap, mean_interval};
///
/// let interval = mean_interval(&[0.1, 0.3], &["Kenya", "Uganda"], Bootstrap::with_seed(1))?;
/// assert_eq!(interval.map(|interval| (interval.lower, interval.upper)), Some((0.1, 0.3)));
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
pub fn mean_interval<B: Ord>(
    scores: &[f64],
    blocks: &[B],
    settings: Bootstrap,
) -> Result<Option<Interval>, ScoreError> {
    let none = vec![0.0; scores.len()];
    let over_nothing = paired_difference(scores, &none, blocks, settings)?;
    Ok((over_nothing.blocks > 1).then_some(over_nothing.interval))
}

/// Mean score of a forecast minus that of its rival, on the same cases.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct PairedDifference {
    /// Mean of (score - rival's score), in the score's unit; below zero the forecast is better, as smaller scores are.
    pub mean: f64,
    /// Percentile interval of the mean over resampled blocks.
    pub interval: Interval,
    /// Share of resamples in which the forecast beat its rival (mean below zero), ties counting one half.
    pub better: f64,
    /// Number of blocks: the size of the sample that the interval rests on.
    pub blocks: usize,
}

/// Compares two forecasts by their scores of the same n cases (negatively oriented: smaller is better). `blocks` labels
/// each case with what its errors hang together by, usually the year. Deterministic given `settings.seed`.
///
/// # Errors
/// Empty input, unequal lengths, a missing or infinite score, or settings out of range.
///
/// # Examples
/// ```
/// use forefend_score::{Bootstrap, brier_scores, paired_difference};
///
/// let happened = [true, false, true, false];
/// let ours = brier_scores(&[0.8, 0.2, 0.7, 0.3], &happened)?;
/// let rival = brier_scores(&[0.5; 4], &happened)?;
/// let years = [2001, 2002, 2003, 2004];
/// let found = paired_difference(&ours, &rival, &years, Bootstrap::with_seed(1))?;
/// assert!((found.mean - -0.185).abs() < 1e-12);
/// assert!(found.interval.upper < 0.0 && found.blocks == 4);
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
pub fn paired_difference<B: Ord>(
    scores: &[f64],
    rival: &[f64],
    blocks: &[B],
    settings: Bootstrap,
) -> Result<PairedDifference, ScoreError> {
    check::same_length("scores", scores, "rival", rival)?;
    check::same_length("scores", scores, "blocks", blocks)?;
    check::finite("scores", scores)?;
    check::finite("rival", rival)?;
    settings.check()?;
    let differences: Vec<f64> = scores.iter().zip(rival).map(|(a, b)| a - b).collect();
    let mean = mean_score(&differences)?;
    let totals: Vec<(f64, f64)> = members(blocks)
        .iter()
        .map(|cases| (cases.iter().map(|case| differences[*case]).sum(), cases.len() as f64))
        .collect();
    let means = resampled_means(&totals, settings);
    let better = means.iter().map(|m| f64::from(*m < 0.0) + 0.5 * f64::from(*m == 0.0)).sum::<f64>()
        / means.len() as f64;
    Ok(PairedDifference { mean, interval: settings.interval(means), better, blocks: totals.len() })
}

/// Means over resampled blocks, each block given as (sum, number of cases): large blocks weigh by their cases, as in the
/// mean itself.
pub(crate) fn resampled_means(totals: &[(f64, f64)], settings: Bootstrap) -> Vec<f64> {
    let mut generator = SplitMix64::new(settings.seed);
    (0..settings.replicates)
        .map(|_| {
            let (mut sum, mut cases) = (0.0, 0.0);
            for _ in 0..totals.len() {
                let (block_sum, block_cases) = totals[generator.below(totals.len() as u64) as usize];
                sum += block_sum;
                cases += block_cases;
            }
            sum / cases
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forecast_against_itself_differs_by_exactly_zero() {
        let scores = [0.3, 0.1, 0.7, 0.2];
        let same = paired_difference(&scores, &scores, &[1, 1, 2, 2], Bootstrap::with_seed(1)).unwrap();
        assert_eq!((same.mean, same.interval.lower, same.interval.upper), (0.0, 0.0, 0.0));
        assert_eq!((same.better, same.blocks), (0.5, 2));
    }

    #[test]
    fn unequal_lengths_name_both_sides() {
        let error = paired_difference(&[1.0], &[1.0, 2.0], &[1], Bootstrap::with_seed(1));
        assert_eq!(
            error.unwrap_err().to_string(),
            "scores has 1 values but rival has 2; each case needs one of both"
        );
    }
}
