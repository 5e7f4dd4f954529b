//! How robust portfolios are over the settings of the deep uncertainties, by every metric at once.
//!
//! No setting has a probability that anybody agrees on, so no one metric is right (McPhail et al. 2018, Earth's Future
//! 6:169-191): they are told side by side, with how far they rank portfolios alike.

use forefend_explore::{Direction, Performance, Robustness, agreement};

/// The share of futures that counts as worst.
const WORST: f64 = 0.1;

/// Mean gain of the worst tenth of futures (conditional value at risk); none of no or broken gains.
pub fn worst_tenth(gains: Vec<f64>) -> Option<f64> {
    worst_share(gains, WORST)
}

/// Mean of the worst `share` of `gains`, of which more is better; none of no or broken gains. Where `share` of their number is
/// no whole number the one at the edge counts in part (Rockafellar & Uryasev 2000): of a tenth of 15 the worst one, and half
/// of the second.
///
/// # Examples
/// ```
/// use forefend_strategy::robust::worst_share;
///
/// let gains: Vec<f64> = (1..=15).map(f64::from).collect();
/// assert_eq!(worst_share(gains, 0.1), Some((1.0 + 0.5 * 2.0) / 1.5));
/// ```
pub fn worst_share(gains: Vec<f64>, share: f64) -> Option<f64> {
    let table = Performance::new(vec![gains], Direction::MoreIsBetter).ok()?;
    Robustness::worst_share(share).of(&table).first().copied()
}

/// A portfolio in an outcome under every setting, as gains against the reference in shares of what the reference has: more is
/// better, and the reference itself has 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Gains {
    /// Id of the portfolio.
    pub portfolio: String,
    /// Mean gain under each setting.
    pub means: Vec<f64>,
    /// Mean gain of the worst tenth of futures under each setting.
    pub tails: Vec<f64>,
}

/// What a metric is and what it says of each portfolio.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// Stable name.
    pub id: &'static str,
    /// Words for a table.
    pub title: &'static str,
    /// One number a portfolio; the largest is the most robust.
    pub values: Vec<f64>,
}

impl Metric {
    /// Positions of the portfolios with the largest number; none where all have the same, so that it decides nothing.
    pub fn first(&self) -> Vec<usize> {
        let best = self.values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let first: Vec<usize> = (0..self.values.len()).filter(|at| self.values[*at] == best).collect();
        if first.len() == self.values.len() { Vec::new() } else { first }
    }
}

/// Portfolios by every metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Robust {
    /// Ids of the portfolios, in the order of every metric's values.
    pub portfolios: Vec<String>,
    /// The metrics.
    pub metrics: Vec<Metric>,
}

impl Robust {
    /// How many metrics put each portfolio first, alone or alike with others, in order.
    pub fn firsts(&self) -> Vec<usize> {
        let count = |at| self.metrics.iter().filter(|metric| metric.first().contains(&at)).count();
        (0..self.portfolios.len()).map(count).collect()
    }

    /// How many metrics tell any portfolio from another.
    pub fn deciding(&self) -> usize {
        self.metrics.iter().filter(|metric| !metric.first().is_empty()).count()
    }

    /// Mean of Kendall's tau-b over all pairs of metrics; none where no pair of them ranks anything.
    pub fn agreement(&self) -> Option<f64> {
        let pairs = self.metrics.iter().enumerate().flat_map(|(at, one)| {
            self.metrics[at + 1..].iter().filter_map(|other| agreement(&one.values, &other.values))
        });
        let (sum, n) = pairs.fold((0.0, 0), |(sum, n), tau| (sum + tau, n + 1));
        (n > 0).then(|| sum / f64::from(n))
    }
}

/// The metrics over settings, each by its place among those of McPhail et al.
fn metrics() -> [(&'static str, &'static str, Robustness); 9] {
    [
        ("worst", "worst setting (maximin)", Robustness::MAXIMIN),
        ("best", "best setting (maximax)", Robustness::MAXIMAX),
        ("between", "halfway between worst and best (Hurwicz)", Robustness::hurwicz(0.5)),
        ("mean", "all settings alike (Laplace)", Robustness::LAPLACE),
        ("regret", "largest regret (minimax regret)", Robustness::MINIMAX_REGRET),
        ("median_regret", "median regret", Robustness::regret_at(0.5)),
        ("mean_spread", "mean against spread", Robustness::MEAN_VARIANCE),
        ("deviations", "undesirable deviations", Robustness::UNDESIRABLE_DEVIATIONS),
        (
            "satisfies",
            "share of settings no worse than the reference (satisficing)",
            Robustness::reaching(0.0, false),
        ),
    ]
}

/// Every metric of `gains`, each portfolio with the same settings; the last metric is the worst tenth of futures in the worst
/// setting (conditional value at risk). None without a portfolio or a setting, or with a gain that is no number.
///
/// # Examples
/// ```
/// use forefend_strategy::robust::{Gains, robust};
///
/// let gains = |id: &str, means: [f64; 2], tails: [f64; 2]| Gains {
///     portfolio: id.to_owned(),
///     means: means.to_vec(),
///     tails: tails.to_vec(),
/// };
/// // Safe in every setting, against better in one and worse in the other.
/// let found = robust(&[gains("safe", [0.01, 0.01], [0.0, 0.0]), gains("bold", [0.2, -0.1], [-0.2, -0.4])]).unwrap();
/// let first = |id: &str| found.metrics.iter().find(|metric| metric.id == id).unwrap().first();
/// assert_eq!((first("worst"), first("best"), first("tail")), (vec![0], vec![1], vec![0]));
/// ```
pub fn robust(gains: &[Gains]) -> Option<Robust> {
    let table = |of: &dyn Fn(&Gains) -> &Vec<f64>| {
        Performance::new(gains.iter().map(|one| of(one).clone()).collect(), Direction::MoreIsBetter).ok()
    };
    let (means, tails) = (table(&|one| &one.means)?, table(&|one| &one.tails)?);
    let over = |(id, title, metric): (_, _, Robustness)| Metric { id, title, values: metric.of(&means) };
    let mut metrics: Vec<Metric> = metrics().into_iter().map(over).collect();
    let title = "worst tenth of futures in the worst setting (conditional value at risk)";
    metrics.push(Metric { id: "tail", title, values: Robustness::MAXIMIN.of(&tails) });
    Some(Robust { portfolios: gains.iter().map(|one| one.portfolio.clone()).collect(), metrics })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gains(id: &str, means: &[f64]) -> Gains {
        Gains { portfolio: id.to_owned(), means: means.to_vec(), tails: means.to_vec() }
    }

    #[test]
    fn a_portfolio_that_is_better_everywhere_is_put_first_by_all_that_rank_levels() {
        let found = robust(&[gains("none", &[0.0; 3]), gains("more", &[0.3, 0.1, 0.2])]).unwrap();
        // Undesirable deviations and the share of settings no worse know nothing of the level.
        assert_eq!((found.firsts(), found.deciding()), (vec![1, 8], 9));
        assert!(found.agreement().is_some_and(|tau| (-1.0..=1.0).contains(&tau)));
    }

    #[test]
    fn where_nothing_differs_no_metric_decides() {
        let found = robust(&[gains("a", &[0.0, 0.0]), gains("b", &[0.0, 0.0])]).unwrap();
        assert_eq!((found.firsts(), found.deciding(), found.agreement()), (vec![0, 0], 0, None));
    }
}
