//! A shock that all countries of a year share, in an equation for classes.
//!
//! The end of the Cold War or the wars after 2011 moved many countries at once. A model that lets each
//! country's luck average out knows the world's total too well; this part keeps it honest.

use std::collections::BTreeMap;

use forefend_estimate::{Design, Fit};
use serde::{Deserialize, Serialize};

/// A first-order autoregression of the log odds of leaving the reference class, common to a year, with what
/// the data say about its size and persistence.
///
/// Design: a point estimate by moments was tried first and came out as nothing. Some fifty years cannot tell
/// a small, lasting shock from none. So every draw has its own size and persistence, from their posterior on a
/// grid; no shock at all has no mass on it. Added after a first track record had shown the bands of the world
/// share too narrow, so its scores are not those of a choice made blind.
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
    /// Standard deviation of the shock in any one year.
    pub standard_deviation: f64,
    /// Correlation with the year before.
    pub persistence: f64,
    /// Mean of the shock in the last fitted year.
    pub mean: f64,
    /// Variance of the shock in the last fitted year.
    pub variance: f64,
}

/// Prior of the size: half-normal with this scale (a shock of 0.3 moves odds by a third). One value was tried.
const PRIOR_SCALE: f64 = 0.3;
/// Grid of persistences, equally likely beforehand.
const PERSISTENCES: [f64; 11] = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];
/// Step and number of the grid of sizes.
const SIZES: (f64, usize) = (0.05, 20);

impl WorldShock {
    /// Posterior from one-step yearly effects.
    ///
    /// With p the fitted probability of any class above the reference, a year's effect is
    /// d = sum(y - p) / sum(p (1 - p)), one Newton step from nothing, with sampling variance
    /// v = 1 / sum(p (1 - p)). The likelihood of size and persistence is that of a Kalman filter on d with known
    /// v (Durbin & Koopman 2012, chapter 4). None without a year.
    pub fn estimate(design: &Design, fit: &Fit) -> Option<Self> {
        Self::of_effects(&yearly_effects(design, fit))
    }

    /// Posterior from yearly effects, each with its sampling variance. None without a year.
    pub(crate) fn of_effects(effects: &BTreeMap<i32, (f64, f64)>) -> Option<Self> {
        let last = *effects.keys().next_back()?;
        let mut points = Vec::new();
        for step in 1..=SIZES.1 {
            let standard_deviation = SIZES.0 * step as f64;
            let prior = -0.5 * (standard_deviation / PRIOR_SCALE) * (standard_deviation / PRIOR_SCALE);
            for persistence in PERSISTENCES {
                let (likelihood, mean, variance) = filter(effects, standard_deviation, persistence);
                points.push(GridPoint {
                    weight: prior + likelihood,
                    standard_deviation,
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
            standard_deviation: 0.0,
            persistence: 0.0,
            mean: 0.0,
            variance: 0.0,
        });
        (point, point.mean + point.variance.sqrt() * z)
    }
}

impl GridPoint {
    /// The shock a year after `before`, with standard normal luck `z`.
    pub fn next(&self, before: f64, z: f64) -> f64 {
        let fresh = (1.0 - self.persistence * self.persistence).sqrt() * self.standard_deviation;
        self.persistence * before + fresh * z
    }
}

/// Effect and sampling variance by year.
fn yearly_effects(design: &Design, fit: &Fit) -> BTreeMap<i32, (f64, f64)> {
    let mut years: BTreeMap<i32, (f64, f64)> = BTreeMap::new();
    let mut probabilities = vec![0.0; fit.classes.len()];
    let rows = design.x.chunks_exact(design.names.len()).zip(&design.y).zip(&design.period);
    for ((row, &y), &period) in rows {
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

/// Log-likelihood, and mean and variance of the state in the last year. Years without an effect only pass.
fn filter(effects: &BTreeMap<i32, (f64, f64)>, size: f64, persistence: f64) -> (f64, f64, f64) {
    let stationary = size * size;
    let (mut mean, mut variance, mut likelihood) = (0.0, stationary, 0.0);
    let mut before = effects.keys().next().copied();
    for (&year, &(effect, sampling)) in effects {
        for _ in before.unwrap_or(year)..year {
            mean *= persistence;
            variance = persistence * persistence * (variance - stationary) + stationary;
        }
        before = Some(year);
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
        WorldShock::estimate(&design, &fit).unwrap()
    }

    fn mean(shock: &WorldShock, of: impl Fn(&GridPoint) -> f64) -> f64 {
        shock.points.iter().map(|point| point.weight * of(point)).sum()
    }

    #[test]
    fn size_and_persistence_of_a_known_world_are_recovered() {
        let shock = posterior(0.5);
        assert!((mean(&shock, |p| p.standard_deviation) - 0.5).abs() < 0.12);
        assert!((mean(&shock, |p| p.persistence) - 0.7).abs() < 0.15);
        assert!((mean(&shock, |_| 1.0) - 1.0).abs() < 1e-12, "weights sum to one");
    }

    #[test]
    fn a_world_without_shocks_has_small_ones_only() {
        assert!(mean(&posterior(0.0), |p| p.standard_deviation) < 0.1);
    }

    #[test]
    fn draws_follow_the_weights_and_the_last_state() {
        let point = |weight, mean| GridPoint {
            weight,
            standard_deviation: 0.5,
            persistence: 0.6,
            mean,
            variance: 0.04,
        };
        let shock = WorldShock { last: 2000, points: vec![point(0.25, -1.0), point(0.75, 1.0)] };
        assert_eq!(shock.start(0.25, 0.0).1, -1.0);
        assert_eq!(shock.start(0.26, 1.0).1, 1.2);
        assert_eq!(shock.points[0].next(1.0, 1.0), 0.6 + 0.8 * 0.5);
    }

    /// Two years by hand: stationary variance 1, persistence 0.5, sampling variance 1, effects 1 and 1.
    #[test]
    fn the_filter_matches_a_hand_computation() {
        let effects = BTreeMap::from([(1, (1.0, 1.0)), (2, (1.0, 1.0))]);
        let (likelihood, mean, variance) = filter(&effects, 1.0, 0.5);
        // Year 1: mean 0.5, variance 0.5. Year 2: prior mean 0.25, variance 0.875.
        let expected = -0.5 * (libm::log(2.0) + 0.5 + libm::log(1.875) + 0.5625 / 1.875);
        assert!((likelihood - expected).abs() < 1e-12);
        assert!((mean - (0.25 + 0.875 / 1.875 * 0.75)).abs() < 1e-12);
        assert!((variance - 0.875 / 1.875).abs() < 1e-12);
    }
}
