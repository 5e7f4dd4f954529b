//! Errors of linear equations, drawn by inversion of one uniform number.

use serde::{Deserialize, Serialize};

use crate::luck::Chance;

/// A distribution given by its quantiles at equally spaced probabilities, linear between them.
///
/// Built from residuals it keeps their skew and tails; one uniform number gives one value, and more luck
/// never gives a smaller value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuantileFunction(Vec<f64>);

/// Enough quantiles that none of a sample of this size is lost.
const MOST_QUANTILES: usize = 20_001;

impl QuantileFunction {
    /// From a sample in any order; missing values (NaN) are left out. None when nothing is left.
    pub fn from_sample(sample: &[f64]) -> Option<Self> {
        let mut sorted: Vec<f64> = sample.iter().copied().filter(|value| !value.is_nan()).collect();
        sorted.sort_by(f64::total_cmp);
        if sorted.is_empty() {
            return None;
        }
        if sorted.len() > MOST_QUANTILES {
            let whole = Self(sorted);
            let step = 1.0 / (MOST_QUANTILES - 1) as f64;
            return Some(Self((0..MOST_QUANTILES).map(|i| whole.value(i as f64 * step)).collect()));
        }
        Some(Self(sorted))
    }

    /// The value at probability `p` in [0, 1].
    pub fn value(&self, p: f64) -> f64 {
        let last = self.0.len() - 1;
        let position = p.clamp(0.0, 1.0) * last as f64;
        let below = (position as usize).min(last);
        let above = (below + 1).min(last);
        let part = position - below as f64;
        // Rounding must not carry a value past the next quantile: more luck never gives less.
        (self.0[below] + part * (self.0[above] - self.0[below])).min(self.0[above])
    }

    /// The value at a draw's luck, or the mean where nothing is drawn.
    pub fn drawn(&self, chance: Chance, luck: impl Fn() -> f64) -> f64 {
        match chance {
            Chance::Seeded(_) => self.value(luck()),
            Chance::Mean => self.mean(),
        }
    }

    /// The mean of the sample it was built from (of its quantiles, where those were thinned).
    pub fn mean(&self) -> f64 {
        self.0.iter().sum::<f64>() / self.0.len() as f64
    }

    /// The probability at or below `x`: the inverse of [`QuantileFunction::value`].
    pub fn probability(&self, x: f64) -> f64 {
        let last = self.0.len() - 1;
        // Most bounds lie outside the sample: no search then.
        if x < self.0[0] {
            return 0.0;
        }
        if x >= self.0[last] {
            return 1.0;
        }
        let above = self.0.partition_point(|&quantile| quantile <= x);
        let (low, high) = (self.0[above - 1], self.0[above]);
        ((above - 1) as f64 + (x - low) / (high - low)) / last as f64
    }

    /// The value at luck `u`, given that it lies in `[low, high]`. When no part of the distribution lies
    /// there, the nearer bound.
    pub fn truncated(&self, u: f64, low: f64, high: f64) -> f64 {
        let (from, to) = (self.probability(low), self.probability(high));
        let inside = self.value(from + u * (to - from));
        inside.clamp(low, high)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::QuantileFunction;

    #[test]
    fn nothing_observed_gives_no_distribution() {
        assert_eq!(QuantileFunction::from_sample(&[f64::NAN]), None);
    }

    proptest! {
        #[test]
        fn inverts_stays_inside_bounds_and_rises_with_luck(
            sample in prop::collection::vec(-5.0..5.0f64, 1..60),
            u in 0.0..1.0f64, v in 0.0..1.0f64, low in -6.0..0.0f64, high in 0.0..6.0f64,
        ) {
            let q = QuantileFunction::from_sample(&sample).unwrap();
            prop_assert!((q.value(q.probability(q.value(u))) - q.value(u)).abs() < 1e-9);
            let (a, b) = (q.truncated(u.min(v), low, high), q.truncated(u.max(v), low, high));
            prop_assert!(low <= a && a <= b && b <= high);
        }
    }
}
