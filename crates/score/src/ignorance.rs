//! Ignorance score on bins: minus the binary logarithm of the probability given to the bin that came.
//!
//! For m draws of which `count` fall into the bin of the observation, among K bins,
//! `IGN = -log2((count + 1) / (m + K))`: one pseudo-draw a bin keeps the score finite (VIEWS Prediction Challenge 2023/24,
//! Hegre et al. 2024; K = 11 gives its `m + 11`). A distribution with a formula has exact bin probabilities; scored as if
//! it had sent m draws it is held to the same pseudo-draws, so that the two compare.

use crate::{ScoreError, check};

/// Inner edges of the VIEWS Prediction Challenge, in deaths a month: 11 bins from 0 to infinity.
pub const VIEWS_EDGES: [f64; 10] = [0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5];

/// Bins `[0, e_1), [e_1, e_2), ..., [e_k, infinity)`: k inner edges make k + 1 bins, and nothing from 0 up falls outside.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Bins {
    edges: Vec<f64>,
}

impl Bins {
    /// Bins between ascending inner edges, all above 0; a leading 0 and a closing infinity may be written and say nothing
    /// new. No inner edge makes a single bin, which scores 0 whatever comes.
    ///
    /// # Errors
    /// [`ScoreError::Edges`] for edges that are no numbers, not above 0 or not ascending.
    pub fn new(edges: &[f64]) -> Result<Self, ScoreError> {
        let inner = edges.strip_prefix(&[0.0]).unwrap_or(edges);
        let inner = inner.strip_suffix(&[f64::INFINITY]).unwrap_or(inner);
        let mut before = 0.0;
        for (position, &edge) in inner.iter().enumerate() {
            if !(edge.is_finite() && edge > before) {
                return Err(ScoreError::Edges { position, edge, before });
            }
            before = edge;
        }
        Ok(Self { edges: inner.to_vec() })
    }

    /// The eleven bins of the VIEWS Prediction Challenge ([`VIEWS_EDGES`]).
    pub fn views() -> Self {
        Self { edges: VIEWS_EDGES.to_vec() }
    }

    /// Number of bins, K.
    pub fn count(&self) -> usize {
        self.edges.len() + 1
    }

    /// Inner edges, ascending.
    pub fn edges(&self) -> &[f64] {
        &self.edges
    }

    /// The bin of a value, from 0; what lies below 0 counts as in the first.
    pub fn of(&self, value: f64) -> usize {
        self.edges.partition_point(|edge| *edge <= value)
    }

    /// Lower end (included) and upper end (excluded) of a bin, in the unit of the draws; the first begins at minus infinity
    /// so that a count of draws below the upper end is enough.
    pub fn ends(&self, bin: usize) -> (f64, f64) {
        let lower = bin.checked_sub(1).and_then(|below| self.edges.get(below));
        let upper = self.edges.get(bin);
        (lower.copied().unwrap_or(f64::NEG_INFINITY), upper.copied().unwrap_or(f64::INFINITY))
    }

    /// IGN in bits when `count` of `draws` draws fall into the observation's bin; 0 is perfect and never reached. With
    /// `as_draws` the shares are scored as those of so many draws.
    pub fn score(&self, count: usize, draws: usize, as_draws: Option<u32>) -> f64 {
        match as_draws {
            None => 0.0 - libm::log2((count + 1) as f64 / (draws + self.count()) as f64),
            Some(as_draws) => self.score_share(count as f64 / draws as f64, as_draws),
        }
    }

    fn score_share(&self, share: f64, draws: u32) -> f64 {
        let draws = f64::from(draws);
        0.0 - libm::log2((draws * share + 1.0) / (draws + self.count() as f64))
    }

    /// Probability of each bin under a distribution given by its distribution function (`P(X < edge)` at each inner edge; for
    /// counts and edges at halves `P(X <= edge)` is the same).
    pub fn probabilities(&self, distribution: impl Fn(f64) -> f64) -> Vec<f64> {
        let mut below = 0.0;
        let mut probabilities = Vec::with_capacity(self.count());
        for edge in &self.edges {
            let here = distribution(*edge);
            probabilities.push(here - below);
            below = here;
        }
        probabilities.push(1.0 - below);
        probabilities
    }
}

/// IGN in bits of `draws` (counts or other values from 0 up) on `bins`.
///
/// # Errors
/// No draws, or a value that is missing, infinite or below 0.
///
/// # Examples
/// ```
/// use forefend_score::{Bins, ignorance};
///
/// // All five draws fall into the bin that came: (5 + 1) / (5 + 11) of the probability, with a pseudo-draw a bin.
/// let score = ignorance(&[0.0; 5], 0.0, &Bins::views())?;
/// assert!((score - (16.0f64 / 6.0).log2()).abs() < 1e-12);
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
pub fn ignorance(draws: &[f64], observed: f64, bins: &Bins) -> Result<f64, ScoreError> {
    check::non_empty("draws", draws)?;
    check::not_negative("draws", draws)?;
    check::not_negative("observed", &[observed])?;
    let bin = bins.of(observed);
    let count = draws.iter().filter(|draw| bins.of(**draw) == bin).count();
    Ok(bins.score(count, draws.len(), None))
}

/// IGN in bits of bin probabilities that come from a formula, not from draws.
///
/// Without `as_draws` the score is `-log2 p`: infinite for what was called impossible. With `as_draws` = m it is
/// `-log2((m p + 1) / (m + K))`, as if the formula had sent m draws. Then it compares with the score of m draws.
///
/// # Errors
/// Values that are no probabilities, do not add up to 1 within 1e-6 or are not one a bin; an observation below 0.
///
/// # Examples
/// ```
/// use forefend_score::{Bins, ignorance_of_probabilities};
///
/// let bins = Bins::new(&[0.5])?;
/// // One bit: as good as a coin.
/// assert_eq!(ignorance_of_probabilities(&[0.5, 0.5], 7.0, &bins, None)?, 1.0);
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
pub fn ignorance_of_probabilities(
    probabilities: &[f64],
    observed: f64,
    bins: &Bins,
    as_draws: Option<u32>,
) -> Result<f64, ScoreError> {
    check::not_negative("observed", &[observed])?;
    check::probabilities("probabilities", probabilities)?;
    if probabilities.len() != bins.count() {
        return Err(ScoreError::LengthMismatch {
            left: "probabilities",
            left_length: probabilities.len(),
            right: "bins",
            right_length: bins.count(),
        });
    }
    let sum: f64 = probabilities.iter().sum();
    if (sum - 1.0).abs() > 1e-6 {
        return Err(ScoreError::NotNormalised { sum });
    }
    let stated = probabilities[bins.of(observed)];
    Ok(match as_draws {
        None => 0.0 - libm::log2(stated),
        Some(draws) => bins.score_share(stated, draws),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certain_miss_and_a_certain_hit_of_a_thousand_draws() {
        let bins = Bins::views();
        let zeros = [0.0; 1000];
        // numpy: -np.log2(1001/1011), -np.log2(1/1011)
        let hit = ignorance(&zeros, 0.0, &bins).unwrap();
        let miss = ignorance(&zeros, 3.0, &bins).unwrap();
        assert!((hit - 0.014_341_023_067_021_081).abs() < 1e-12, "{hit}");
        assert!((miss - 9.981_567_281_903_015).abs() < 1e-9, "{miss}");
        let exact: Vec<f64> = bins.probabilities(|_| 1.0);
        assert_eq!(ignorance_of_probabilities(&exact, 0.0, &bins, Some(1000)), Ok(hit));
        assert_eq!(ignorance_of_probabilities(&exact, 0.0, &bins, None), Ok(0.0));
        assert_eq!(ignorance_of_probabilities(&exact, 3.0, &bins, None), Ok(f64::INFINITY));
    }

    #[test]
    fn edges_belong_to_the_bin_above_and_must_ascend() {
        let bins = Bins::new(&[0.0, 1.0, 10.0, f64::INFINITY]).unwrap();
        assert_eq!((bins.count(), bins.of(0.0), bins.of(1.0), bins.of(9.9), bins.of(10.0)), (3, 0, 1, 1, 2));
        assert_eq!(bins.ends(1), (1.0, 10.0));
        for wrong in [&[1.0, 1.0][..], &[2.0, 1.0], &[-1.0], &[f64::NAN]] {
            assert!(matches!(Bins::new(wrong), Err(ScoreError::Edges { .. })), "{wrong:?}");
        }
        assert!(matches!(ignorance(&[-1.0], 0.0, &bins), Err(ScoreError::Negative { .. })));
    }
}
