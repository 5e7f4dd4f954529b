//! Scores by case, and the naive rivals.

use std::collections::BTreeMap;

use forefend_panel::{CountryId, Year};
use forefend_score::{Bootstrap, mean_score, paired_difference};

use crate::error::VerifyError;
use crate::verdict::Measured;

/// First year of changes that the walk learns from.
const FIRST: Year = Year(1970);
/// Quantiles that stand for the walk's changes.
const STEPS: usize = 200;

/// Scores of the model and of two rivals, case by case.
#[derive(Debug, Default)]
pub(super) struct Cases {
    pub country: Vec<u16>,
    year: Vec<i16>,
    pub model: Vec<f64>,
    pub rivals: [Vec<f64>; 2],
    inside: Vec<bool>,
}

impl Cases {
    /// Adds a case; `inside` says whether the 80 % band held what came.
    pub fn push(&mut self, country: u16, year: i16, model: f64, rivals: [f64; 2], inside: Option<bool>) {
        self.country.push(country);
        self.year.push(year);
        self.model.push(model);
        self.rivals[0].push(rivals[0]);
        self.rivals[1].push(rivals[1]);
        self.inside.extend(inside);
    }

    /// The cases of the years `first` to `last`.
    pub fn between(&self, first: i16, last: i16) -> Self {
        let mut chosen = Self::default();
        for at in (0..self.model.len()).filter(|&at| (first..=last).contains(&self.year[at])) {
            let rivals = [self.rivals[0][at], self.rivals[1][at]];
            let inside = self.inside.get(at).copied();
            chosen.push(self.country[at], self.year[at], self.model[at], rivals, inside);
        }
        chosen
    }

    /// Share of cases inside the band.
    pub fn coverage(&self) -> f64 {
        self.inside.iter().filter(|inside| **inside).count() as f64 / self.inside.len() as f64
    }

    /// Coverage, CRPS, and CRPS minus that of the first rival with its interval; the second rival is shown.
    ///
    /// # Errors
    /// No cases.
    pub fn told(&self, name: &str) -> Result<Vec<Measured>, VerifyError> {
        let against =
            paired_difference(&self.model, &self.rivals[0], &self.country, Bootstrap::with_seed(1))?;
        Ok(vec![
            Measured::new(format!("{name}: inside the 80 % band"), self.coverage()),
            Measured::new(format!("{name}: CRPS"), mean_score(&self.model)?),
            Measured::with_interval(
                format!("{name}: minus the walk's"),
                against.mean,
                against.interval.lower,
                against.interval.upper,
            ),
            Measured::new(format!("{name}: no change"), mean_score(&self.rivals[1])?),
        ])
    }
}

/// Mean and variance of a sample.
pub(super) fn moments(sample: &[f64]) -> (f64, f64) {
    let n = sample.len() as f64;
    let mean = sample.iter().sum::<f64>() / n;
    (mean, sample.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / n)
}

/// CRPS of a normal distribution (Gneiting & Raftery 2007, eq. 5 with the sign turned).
pub(super) fn normal_crps(mean: f64, sd: f64, came: f64) -> f64 {
    let z = (came - mean) / sd;
    let density = libm::exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt();
    let below = 0.5 * libm::erfc(-z / std::f64::consts::SQRT_2);
    sd * (z * (2.0 * below - 1.0) + 2.0 * density - 1.0 / std::f64::consts::PI.sqrt())
}

/// CRPS of a Student t distribution with four degrees of freedom, by the integral of the quantile score over shares.
pub(super) fn student_crps(centre: f64, scale: f64, came: f64) -> f64 {
    let n = 2_000;
    (0..n)
        .map(|k| {
            let share = (f64::from(k) + 0.5) / f64::from(n);
            let gap = came - centre - scale * student_quantile(share);
            2.0 * (if gap < 0.0 { share - 1.0 } else { share }) * gap
        })
        .sum::<f64>()
        / f64::from(n)
}

/// Quantile of Student's t with four degrees of freedom, in closed form (Shaw 2006, "Sampling Student's T distribution",
/// from general knowledge; a test holds it to scipy's).
fn student_quantile(share: f64) -> f64 {
    let tail = 4.0 * share * (1.0 - share);
    let root = tail.sqrt();
    let cosine = libm::cos(libm::acos(root) / 3.0) / root;
    let size = 2.0 * (cosine - 1.0).max(0.0).sqrt();
    if share < 0.5 { -size } else { size }
}

/// Changes over `ahead` years, on a scale, of all states with a value at both ends by the origin: 200 equally likely ones.
pub(super) fn climatology(
    seen: &BTreeMap<(CountryId, Year), f64>,
    origin: Year,
    ahead: i16,
    scale: fn(f64) -> f64,
) -> Vec<f64> {
    let mut changes: Vec<f64> = seen
        .iter()
        .filter(|((_, year), _)| *year >= FIRST && *year + ahead <= origin)
        .filter_map(|(&(state, year), value)| Some(scale(*seen.get(&(state, year + ahead))?) - scale(*value)))
        .collect();
    changes.sort_by(f64::total_cmp);
    let at = |k: usize| (k as f64 + 0.5) / STEPS as f64;
    (0..STEPS).map(|k| forefend_score::quantile_sorted(&changes, at(k))).collect()
}

#[cfg(test)]
mod tests {
    use super::{normal_crps, student_crps, student_quantile};

    /// scipy.stats: `t.ppf(p, 4)`; the CRPS of t4 in closed form, Jordan, Krueger & Lerch 2019.
    #[test]
    fn rivals_are_those_of_scipy() {
        for (share, golden) in [(0.9, 1.533_206_274_058_944), (0.01, -3.746_947_387_979_198), (0.5, 0.0)] {
            assert!((student_quantile(share) - golden).abs() < 1e-9, "{share}: {}", student_quantile(share));
        }
        assert!((normal_crps(0.0, 1.0, 0.0) - 0.233_694_977_255_109_13).abs() < 1e-12);
        assert!(
            (student_crps(0.02, 0.03, 0.1) - 0.059_910_676_654_446_784).abs() < 2e-6,
            "{}",
            student_crps(0.02, 0.03, 0.1)
        );
    }
}
