//! A shock that all countries of a year share, in an equation for classes.
//!
//! The end of the Cold War or the wars after 2011 moved many countries at once. A model that lets each
//! country's luck average out knows the world's total too well; this part keeps it honest.

use std::collections::BTreeMap;

use forefend_estimate::{Design, Fit};
use serde::{Deserialize, Serialize};

/// A shock to the log odds of leaving the reference class, common to a year: a first-order autoregression or, at
/// persistence 1, a random walk, with what the data say about its size and persistence.
///
/// Design: a point estimate by moments was tried first and came out as nothing. Some seventy years cannot tell a small,
/// lasting shock from none. So every draw has its own size and persistence, from their posterior on a grid. With a
/// random walk the level of today is where the future starts: what moved the world's level in the past need not come
/// back to its mean, which is what an autoregression around nothing says. Which rows share a shock, the persistences
/// and the prior of the size are declared with the equation ([`crate::spec::Shock`]), where the rule stands by which
/// they were chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorldShock {
    /// Last fitted year: shocks are drawn for the years after it.
    pub last: i32,
    /// Grid of sizes and persistences; the weights sum to one.
    pub points: Vec<GridPoint>,
}

/// One size and persistence with its posterior weight and the shock's state in the last fitted year.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GridPoint {
    /// Posterior weight.
    pub weight: f64,
    /// Standard deviation of what is new in any one year, in log odds.
    pub innovation: f64,
    /// Weight of the year before, 0 to 1; 1 is a random walk.
    pub persistence: f64,
    /// Mean of the shock in the last fitted year.
    pub mean: f64,
    /// Variance of the shock in the last fitted year.
    pub variance: f64,
}

/// What is said of the shock before the data.
#[derive(Debug, Clone, PartialEq)]
pub struct ShockPrior {
    /// Scale of the half-normal prior of the innovation's standard deviation, in log odds.
    pub scale: f64,
    /// Persistences, equally likely.
    pub persistences: Vec<f64>,
}

impl Default for ShockPrior {
    /// Scale 0.3 (an innovation of 0.3 moves odds by a third), persistences 0, 0.1, ..., 0.9 and 0.95.
    fn default() -> Self {
        Self { scale: 0.3, persistences: vec![0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95] }
    }
}

/// Step and number of the grid of innovations.
const SIZES: (f64, usize) = (0.02, 50);
/// Variance of a random walk in its first year: the fitted intercept is near, one unit of log odds either way.
const FIRST_VARIANCE: f64 = 1.0;

impl WorldShock {
    /// Posterior from one-step yearly effects of the rows for which `of(row)` holds.
    ///
    /// With p the fitted probability of any class above the reference, a year's effect is
    /// d = sum(y - p) / sum(p (1 - p)), one Newton step from nothing, with sampling variance
    /// v = 1 / sum(p (1 - p)). The likelihood of size and persistence is that of a Kalman filter on d with known
    /// v (Durbin & Koopman 2012, chapter 4). None without a year.
    pub fn estimate(
        design: &Design,
        fit: &Fit,
        prior: &ShockPrior,
        of: &dyn Fn(usize) -> bool,
    ) -> Option<Self> {
        let effects = yearly_effects(design, fit, of);
        let last = design.period.iter().copied().max()?;
        effects.keys().next()?;
        let mut points = Vec::new();
        for step in 1..=SIZES.1 {
            let innovation = SIZES.0 * step as f64;
            let before = -0.5 * (innovation / prior.scale) * (innovation / prior.scale);
            for &persistence in &prior.persistences {
                let (likelihood, mean, variance) = filter(&effects, last, innovation, persistence);
                points.push(GridPoint {
                    weight: before + likelihood,
                    innovation,
                    persistence,
                    mean,
                    variance,
                });
            }
        }
        let highest = points.iter().fold(f64::NEG_INFINITY, |most, point| most.max(point.weight));
        points.iter_mut().for_each(|point| point.weight = libm::exp(point.weight - highest));
        let total: f64 = points.iter().map(|point| point.weight).sum();
        points.iter_mut().for_each(|point| point.weight /= total);
        Some(Self { last, points })
    }

    /// The grid point of a draw, by inversion of `u`, and its shock in the last fitted year with luck `z`.
    pub fn start(&self, u: f64, z: f64) -> (GridPoint, f64) {
        let mut passed = 0.0;
        let chosen = self.points.iter().find(|point| {
            passed += point.weight;
            u <= passed
        });
        let point = chosen.or(self.points.last()).copied().unwrap_or(GridPoint {
            weight: 1.0,
            innovation: 0.0,
            persistence: 0.0,
            mean: 0.0,
            variance: 0.0,
        });
        (point, point.mean + point.variance.sqrt() * z)
    }

    /// What the deterministic mode starts with: the mean of the shock over the grid, and the posterior means of the rest.
    pub fn mean(&self) -> (GridPoint, f64) {
        let of = |value: &dyn Fn(&GridPoint) -> f64| -> f64 {
            self.points.iter().map(|point| point.weight * value(point)).sum()
        };
        let point = GridPoint {
            weight: 1.0,
            innovation: of(&|point| point.innovation),
            persistence: of(&|point| point.persistence),
            mean: of(&|point| point.mean),
            variance: of(&|point| point.variance),
        };
        (point, point.mean)
    }
}

impl GridPoint {
    /// The shock a year after `before`, with standard normal luck `z`.
    pub fn next(&self, before: f64, z: f64) -> f64 {
        self.persistence * before + self.innovation * z
    }
}

/// Effect and sampling variance by year.
fn yearly_effects(design: &Design, fit: &Fit, of: &dyn Fn(usize) -> bool) -> BTreeMap<i32, (f64, f64)> {
    let mut years: BTreeMap<i32, (f64, f64)> = BTreeMap::new();
    let mut probabilities = vec![0.0; fit.classes.len()];
    let rows = design.x.chunks_exact(design.names.len()).zip(&design.y).zip(&design.period);
    for (_, ((row, &y), &period)) in rows.enumerate().filter(|(at, _)| of(*at)) {
        fit.probabilities(&fit.coefficients, row, &mut probabilities);
        let p = 1.0 - probabilities[0];
        let left = f64::from(u8::from(y != fit.classes[0]));
        let entry = years.entry(period).or_default();
        *entry = (entry.0 + left - p, entry.1 + p * (1.0 - p));
    }
    years.retain(|_, (_, information)| *information > 0.0);
    years.values_mut().for_each(|(effect, v)| (*effect, *v) = (*effect / *v, 1.0 / *v));
    years
}

/// Log-likelihood, and mean and variance of the state in year `last`. Years without an effect only pass.
fn filter(
    effects: &BTreeMap<i32, (f64, f64)>,
    last: i32,
    innovation: f64,
    persistence: f64,
) -> (f64, f64, f64) {
    let square = persistence * persistence;
    let fresh = innovation * innovation;
    let stationary = if square < 1.0 { fresh / (1.0 - square) } else { FIRST_VARIANCE };
    let (mut mean, mut variance, mut likelihood) = (0.0, stationary, 0.0);
    let first = effects.keys().next().copied().unwrap_or(last);
    for year in first..=last {
        if year > first {
            mean *= persistence;
            variance = square * variance + fresh;
        }
        let Some(&(effect, sampling)) = effects.get(&year) else { continue };
        let (surprise, spread) = (effect - mean, variance + sampling);
        likelihood -= 0.5 * (libm::log(spread) + surprise * surprise / spread);
        let gain = variance / spread;
        mean += gain * surprise;
        variance *= 1.0 - gain;
    }
    (likelihood, mean, variance)
}

#[cfg(test)]
mod tests {
    use forefend_estimate::{Covariance, fit_multinomial};

    use super::*;
    use crate::luck::{Luck, Stream};

    /// Two hundred states, two hundred years, log odds -1 + shock, shock AR(1) with persistence 0.7.
    fn posterior(sd: f64) -> WorldShock {
        let (mut x, mut y, mut period, mut unit) = (vec![], vec![], vec![], vec![]);
        let mut shock = 0.0;
        for year in 0..200 {
            let luck = Luck::at(1, 0, year, 0, Stream::named("shock"));
            shock = 0.7 * shock + (1.0f64 - 0.49).sqrt() * sd * luck.normal(0);
            for state in 1..=200u64 {
                let u = Luck::at(1, 0, year, state, Stream::named("fixture"));
                let p = 1.0 / (1.0 + libm::exp(1.0 - shock));
                x.extend([1.0]);
                y.push(f64::from(u8::from(u.nth(0) < p)) * (1.0 + f64::from(u8::from(u.nth(1) < 0.5))));
                period.push(year);
                unit.push(state);
            }
        }
        let names = vec!["(Intercept)".to_owned()];
        let design = Design { names, rows: y.len(), x, y, unit, period, dropped: 0 };
        let fit = fit_multinomial(&design, &Covariance::Classical, None).unwrap();
        WorldShock::estimate(&design, &fit, &ShockPrior::default(), &|_| true).unwrap()
    }

    fn mean(shock: &WorldShock, of: impl Fn(&GridPoint) -> f64) -> f64 {
        shock.points.iter().map(|point| point.weight * of(point)).sum()
    }

    #[test]
    fn size_and_persistence_of_a_known_world_are_recovered() {
        let shock = posterior(0.5);
        // Innovation: 0.5 sqrt(1 - 0.49).
        assert!((mean(&shock, |p| p.innovation) - 0.357).abs() < 0.09);
        assert!((mean(&shock, |p| p.persistence) - 0.7).abs() < 0.15);
        assert!((mean(&shock, |_| 1.0) - 1.0).abs() < 1e-12, "weights sum to one");
    }

    #[test]
    fn a_world_without_shocks_has_small_ones_only() {
        assert!(mean(&posterior(0.0), |p| p.innovation) < 0.1);
    }

    #[test]
    fn draws_follow_the_weights_and_the_last_state() {
        let point =
            |weight, mean| GridPoint { weight, innovation: 0.5, persistence: 0.6, mean, variance: 0.04 };
        let shock = WorldShock { last: 2000, points: vec![point(0.25, -1.0), point(0.75, 1.0)] };
        assert_eq!(shock.start(0.25, 0.0).1, -1.0);
        assert_eq!(shock.start(0.26, 1.0).1, 1.2);
        assert_eq!(shock.points[0].next(1.0, 1.0), 0.6 + 0.5);
        assert!((shock.mean().1 - 0.5).abs() < 1e-15);
    }

    /// Two years by hand: innovation variance 0.75, persistence 0.5 (stationary variance 1), sampling variance 1,
    /// effects 1 and 1; then a third year without an effect.
    #[test]
    fn the_filter_matches_a_hand_computation() {
        let effects = BTreeMap::from([(1, (1.0, 1.0)), (2, (1.0, 1.0))]);
        let (likelihood, mean, variance) = filter(&effects, 2, 0.75f64.sqrt(), 0.5);
        // Year 1: mean 0.5, variance 0.5. Year 2: prior mean 0.25, variance 0.875.
        let expected = -0.5 * (libm::log(2.0) + 0.5 + libm::log(1.875) + 0.5625 / 1.875);
        assert!((likelihood - expected).abs() < 1e-12);
        assert!((mean - (0.25 + 0.875 / 1.875 * 0.75)).abs() < 1e-12);
        assert!((variance - 0.875 / 1.875).abs() < 1e-12);
        let later = filter(&effects, 3, 0.75f64.sqrt(), 0.5);
        assert_eq!((later.0, later.1), (likelihood, 0.5 * mean));
        assert!((later.2 - (0.25 * variance + 0.75)).abs() < 1e-12);
    }
}
