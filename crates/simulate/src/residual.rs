//! Errors of linear equations, drawn by inversion of one uniform number.

use forefend_estimate::{Covariance, Design, fit_generalised_pareto};
use serde::{Deserialize, Serialize};

use crate::luck::Chance;

/// Name of a design's column of ones.
const INTERCEPT: &str = "(Intercept)";
/// Probability above which a Pareto tail takes over.
const TAIL_FROM: f64 = 0.9;
/// Fewest values that a shape is fitted to.
const LEAST_IN_TAIL: usize = 30;

/// A distribution given by its quantiles at equally spaced probabilities, linear between them.
///
/// Built from residuals it keeps their skew and tails; one uniform number gives one value, and more luck
/// never gives a smaller value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuantileFunction {
    quantiles: Vec<f64>,
    /// What takes over above the highest quantiles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tail: Option<Tail>,
}

/// A generalised Pareto tail: `P(X > x) = (1 - from) (1 + shape (x - threshold) / scale)^(-1 / shape)` for x above the
/// threshold (Coles 2001, chapter 4).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Tail {
    /// Probability at and below the threshold.
    from: f64,
    threshold: f64,
    scale: f64,
    shape: f64,
}

impl Tail {
    fn value(self, p: f64) -> f64 {
        let log = libm::log((1.0 - p).max(f64::MIN_POSITIVE) / (1.0 - self.from));
        let excess = if self.shape.abs() < 1e-9 { -log } else { libm::expm1(-self.shape * log) / self.shape };
        self.threshold + self.scale * excess
    }

    fn probability(self, x: f64) -> f64 {
        let z = (x - self.threshold) / self.scale;
        let log = if self.shape.abs() < 1e-9 {
            -z
        } else if 1.0 + self.shape * z <= 0.0 {
            return 1.0;
        } else {
            -libm::log1p(self.shape * z) / self.shape
        };
        1.0 - (1.0 - self.from) * libm::exp(log)
    }
}

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
            let whole = Self { quantiles: sorted, tail: None };
            let step = 1.0 / (MOST_QUANTILES - 1) as f64;
            let quantiles = (0..MOST_QUANTILES).map(|i| whole.value(i as f64 * step)).collect();
            return Some(Self { quantiles, tail: None });
        }
        Some(Self { quantiles: sorted, tail: None })
    }

    /// From a sample, with a generalised Pareto tail above its 90 % quantile, fitted by maximum likelihood. Without a
    /// regular maximum, or with fewer than 30 values above, the tail is exponential with their mean excess. None when
    /// nothing is left.
    pub fn with_pareto_tail(sample: &[f64]) -> Option<Self> {
        let mut function = Self::from_sample(sample)?;
        let threshold = function.value(TAIL_FROM);
        let values = sample.iter().copied().filter(|value| !value.is_nan());
        let excesses: Vec<f64> =
            values.map(|value| value - threshold).filter(|excess| *excess > 0.0).collect();
        if excesses.is_empty() {
            return Some(function);
        }
        let exponential = (excesses.iter().sum::<f64>() / excesses.len() as f64, 0.0);
        let fitted = if excesses.len() < LEAST_IN_TAIL { None } else { pareto(excesses) };
        let (scale, shape) = fitted.unwrap_or(exponential);
        function.tail = Some(Tail { from: TAIL_FROM, threshold, scale, shape });
        Some(function)
    }

    /// The value at probability `p` in [0, 1].
    pub fn value(&self, p: f64) -> f64 {
        if let Some(tail) = self.tail.filter(|tail| p > tail.from) {
            return tail.value(p);
        }
        let quantiles = &self.quantiles;
        let last = quantiles.len() - 1;
        let position = p.clamp(0.0, 1.0) * last as f64;
        let below = (position as usize).min(last);
        let above = (below + 1).min(last);
        let part = position - below as f64;
        // Rounding must not carry a value past the next quantile: more luck never gives less.
        (quantiles[below] + part * (quantiles[above] - quantiles[below])).min(quantiles[above])
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
        self.quantiles.iter().sum::<f64>() / self.quantiles.len() as f64
    }

    /// The probability at or below `x`: the inverse of [`QuantileFunction::value`].
    pub fn probability(&self, x: f64) -> f64 {
        if let Some(tail) = self.tail.filter(|tail| x > tail.threshold) {
            return tail.probability(x);
        }
        let quantiles = &self.quantiles;
        let last = quantiles.len() - 1;
        // Most bounds lie outside the sample: no search then.
        if x < quantiles[0] {
            return 0.0;
        }
        if x >= quantiles[last] {
            return 1.0;
        }
        let above = quantiles.partition_point(|&quantile| quantile <= x);
        let (low, high) = (quantiles[above - 1], quantiles[above]);
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

/// Scale and shape of excesses above a threshold; none without a regular maximum of the likelihood.
fn pareto(excesses: Vec<f64>) -> Option<(f64, f64)> {
    let rows = excesses.len();
    let design = Design {
        names: vec![INTERCEPT.to_owned()],
        rows,
        x: vec![1.0; rows],
        y: excesses,
        unit: vec![0; rows],
        period: vec![0; rows],
        dropped: 0,
    };
    let fit = fit_generalised_pareto(&design, 0.0, &Covariance::Classical).ok()?;
    Some((fit.auxiliary("sigma")?.estimate, fit.auxiliary("xi")?.estimate))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::QuantileFunction;

    #[test]
    fn nothing_observed_gives_no_distribution() {
        assert_eq!(QuantileFunction::from_sample(&[f64::NAN]), None);
    }

    /// Quantiles of a known distribution, equally spaced: with shape 0.2 and scale 1, x = ((1 - p)^-0.2 - 1) / 0.2.
    #[test]
    fn a_pareto_tail_goes_on_where_the_sample_ends() {
        let known = |p: f64| (libm::pow(1.0 - p, -0.2) - 1.0) / 0.2;
        let sample: Vec<f64> = (0..4_000).map(|i| known((f64::from(i) + 0.5) / 4_000.0)).collect();
        let (tail, plain) = (
            QuantileFunction::with_pareto_tail(&sample).unwrap(),
            QuantileFunction::from_sample(&sample).unwrap(),
        );
        let far = 1.0 - 1e-5;
        assert!((tail.value(far) / known(far) - 1.0).abs() < 0.1, "{} for {}", tail.value(far), known(far));
        assert!(plain.value(far) < 0.7 * known(far), "a sample knows nothing beyond its largest value");
        assert_eq!(tail.value(0.5), plain.value(0.5));
        assert!((tail.probability(tail.value(far)) - far).abs() < 1e-9);
        // Too few for a shape: exponential with the mean excess.
        let few: Vec<f64> = (1..=100).map(f64::from).collect();
        let few = QuantileFunction::with_pareto_tail(&few).unwrap();
        assert!((few.value(0.99) - (90.1 + 5.4 * libm::log(10.0))).abs() < 1e-9, "{}", few.value(0.99));
    }

    proptest! {
        #[test]
        fn a_tail_rises_with_luck_and_inverts(
            sample in prop::collection::vec(-5.0..5.0f64, 1..400), u in 0.0..1.0f64, v in 0.0..1.0f64,
        ) {
            let q = QuantileFunction::with_pareto_tail(&sample).unwrap();
            prop_assert!(q.value(u.min(v)) <= q.value(u.max(v)) + 1e-12);
            prop_assert!((q.value(q.probability(q.value(u))) - q.value(u)).abs() < 1e-6);
        }

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
