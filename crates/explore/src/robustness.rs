//! Robustness metrics as three steps (McPhail, Maier, Kwakkel, Giuliani, Castelletti & Westra 2018, Earth's Future 6:169-191):
//! T1 says what of a performance counts, T2 over which scenarios, T3 how they become one number. Every metric of their Table 2
//! is a choice of the three, and so is one that nobody has named.
//!
//! All maximise: the alternative with the largest number is the most robust. Where less of a performance is better its sign
//! has been changed before.

use forefend_score::quantile_sorted;

use crate::performance::Performance;

/// T1: what of a performance counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// The performance itself.
    Performance,
    /// Minus the regret: how far it falls short of the best alternative in the scenario (Savage 1951).
    Regret,
    /// How far it departs from the alternative's own median, as a loss (Takriti & Ahmed 2004).
    DeviationFromMedian,
    /// 1 where the level is reached, else 0 (Starr 1962). In the unit of the performance, before any change of sign.
    Reaches {
        /// The level that satisfies.
        level: f64,
        /// Whether the level itself does not.
        beyond: bool,
    },
}

/// T2: over which scenarios, of each alternative its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Over {
    /// All.
    All,
    /// The worst.
    Worst,
    /// The best.
    Best,
    /// The worst and the best.
    WorstAndBest,
    /// The worse half by performance; of an odd number the middle one too.
    WorseHalf,
    /// The worst share (0 to 1) of them, the one at its edge in part: conditional value at risk (Rockafellar & Uryasev 2000).
    Tail(f64),
    /// The one at a share (0 to 1) in ascending order, interpolated (Hyndman & Fan 1996, type 7).
    Quantile(f64),
}

/// T3: how they become one number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Summary {
    /// Their mean; of one, itself.
    Mean,
    /// Worst and best, with this weight (0 to 1) on the worst (Hurwicz 1953).
    Weighted(f64),
    /// (mean + 1) / (standard deviation + 1), with n - 1; of one scenario the deviation counts as 0 (Hamarat et al. 2014).
    MeanOverSpread,
}

/// A robustness metric: one of each.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Robustness {
    /// T1.
    pub value: Value,
    /// T2.
    pub over: Over,
    /// T3.
    pub summary: Summary,
}

impl Robustness {
    /// The worst case (Wald 1950).
    pub const MAXIMIN: Self = Self::plain(Over::Worst);
    /// The best case.
    pub const MAXIMAX: Self = Self::plain(Over::Best);
    /// The mean, all scenarios alike (Laplace's principle of insufficient reason).
    pub const LAPLACE: Self = Self::plain(Over::All);
    /// Minus the largest regret (Savage 1951).
    pub const MINIMAX_REGRET: Self = Self { value: Value::Regret, over: Over::Worst, summary: Summary::Mean };
    /// Mean against spread.
    pub const MEAN_VARIANCE: Self =
        Self { value: Value::Performance, over: Over::All, summary: Summary::MeanOverSpread };
    /// Minus the mean deviation from the median in the worse half (Kwakkel et al. 2016).
    pub const UNDESIRABLE_DEVIATIONS: Self =
        Self { value: Value::DeviationFromMedian, over: Over::WorseHalf, summary: Summary::Mean };

    const fn plain(over: Over) -> Self {
        Self { value: Value::Performance, over, summary: Summary::Mean }
    }

    /// Between worst and best, with this weight on the worst.
    pub const fn hurwicz(worst: f64) -> Self {
        Self { value: Value::Performance, over: Over::WorstAndBest, summary: Summary::Weighted(worst) }
    }

    /// Minus the regret at a share of the scenarios, in ascending order of what is maximised.
    pub const fn regret_at(share: f64) -> Self {
        Self { value: Value::Regret, over: Over::Quantile(share), summary: Summary::Mean }
    }

    /// The share of scenarios in which the level is reached (satisficing, Starr's domain criterion).
    pub const fn reaching(level: f64, beyond: bool) -> Self {
        Self { value: Value::Reaches { level, beyond }, over: Over::All, summary: Summary::Mean }
    }

    /// The mean of the worst share of scenarios: conditional value at risk.
    pub const fn worst_share(share: f64) -> Self {
        Self::plain(Over::Tail(share))
    }

    /// One number an alternative, in the order of the table; the largest is the most robust.
    ///
    /// # Examples
    /// ```
    /// use forefend_explore::{Direction, Performance, Robustness};
    ///
    /// let lives = Performance::new(vec![vec![0.99, 1.0, 0.5], vec![0.69, 0.6, 0.6]], Direction::MoreIsBetter)?;
    /// assert_eq!(Robustness::hurwicz(0.75).of(&lives)[0], 0.625);
    /// assert_eq!(Robustness::regret_at(0.5).of(&lives)[0], 0.0);
    /// # Ok::<(), forefend_explore::ExploreError>(())
    /// ```
    pub fn of(&self, table: &Performance) -> Vec<f64> {
        let best = table.best();
        let row = |row: &Vec<f64>| {
            let mut values = self.counted(row, &best, table);
            values.sort_by(f64::total_cmp);
            self.summary.of(&self.over.of(&values))
        };
        table.rows().iter().map(row).collect()
    }

    /// What counts of one alternative, by scenario.
    fn counted(&self, row: &[f64], best: &[f64], table: &Performance) -> Vec<f64> {
        match self.value {
            Value::Performance => row.to_vec(),
            Value::Regret => row.iter().zip(best).map(|(value, best)| value - best).collect(),
            Value::DeviationFromMedian => {
                let mut sorted = row.to_vec();
                sorted.sort_by(f64::total_cmp);
                let median = quantile_sorted(&sorted, 0.5);
                row.iter().map(|value| value - median).collect()
            }
            Value::Reaches { level, beyond } => {
                let level = table.level(level);
                let reached = |value: f64| value > level || (value == level && !beyond);
                row.iter().map(|value| f64::from(u8::from(reached(*value)))).collect()
            }
        }
    }
}

/// A value and its weight.
type Weighed = (f64, f64);

impl Over {
    /// The scenarios that count, of values in ascending order.
    fn of(self, sorted: &[f64]) -> Vec<Weighed> {
        let whole = |values: &[f64]| values.iter().map(|value| (*value, 1.0)).collect();
        let n = sorted.len();
        match self {
            Self::All => whole(sorted),
            Self::Worst => whole(&sorted[..n.min(1)]),
            Self::Best => whole(&sorted[n.saturating_sub(1)..]),
            Self::WorstAndBest => whole(&[sorted[0], sorted[n - 1]]),
            Self::WorseHalf => whole(&sorted[..n.div_ceil(2)]),
            Self::Tail(share) => {
                // Whole scenarios alone would make the metric jump as the share moves.
                let mass = share.clamp(0.0, 1.0) * n as f64;
                let weight = |at: usize| (mass - at as f64).clamp(0.0, 1.0);
                let of = |(at, value): (usize, &f64)| (*value, weight(at));
                let tail: Vec<Weighed> =
                    sorted.iter().enumerate().map(of).filter(|(_, weight)| *weight > 0.0).collect();
                if tail.is_empty() { whole(&sorted[..1]) } else { tail }
            }
            Self::Quantile(share) => vec![(quantile_sorted(sorted, share), 1.0)],
        }
    }
}

impl Summary {
    fn of(self, values: &[Weighed]) -> f64 {
        let weight: f64 = values.iter().map(|(_, weight)| weight).sum();
        let mean = values.iter().map(|(value, weight)| value * weight).sum::<f64>() / weight;
        match self {
            Self::Mean => mean,
            Self::Weighted(worst) => {
                let [low, high] = [values.first(), values.last()].map(|value| value.map_or(mean, |v| v.0));
                worst * low + (1.0 - worst) * high
            }
            Self::MeanOverSpread => {
                let squares: f64 =
                    values.iter().map(|(value, weight)| weight * (value - mean) * (value - mean)).sum();
                let deviation = if weight > 1.0 { libm::sqrt(squares / (weight - 1.0)) } else { 0.0 };
                (mean + 1.0) / (deviation + 1.0)
            }
        }
    }
}
