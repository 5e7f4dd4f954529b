//! Draws of parameters from a fit.

use crate::symmetric::{dot, semidefinite_factor};

/// A normal distribution of coefficients with its covariance factorised once.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterSampler {
    mean: Vec<f64>,
    factor: Vec<f64>,
}

impl ParameterSampler {
    /// `mean` has n values, `covariance` n x n, symmetric and at least positive semi-definite.
    pub(crate) fn new(mean: &[f64], covariance: &[f64]) -> Self {
        Self { mean: mean.to_vec(), factor: semidefinite_factor(covariance, mean.len()) }
    }

    /// mean + L z, where L is the lower Cholesky factor and z are n standard normal values taken from `normals` in
    /// the order of the coefficients. The same values give the same bits on every machine.
    pub fn draw(&self, normals: &mut dyn FnMut() -> f64) -> Vec<f64> {
        let z: Vec<f64> = self.mean.iter().map(|_| normals()).collect();
        let rows = self.factor.chunks(self.mean.len().max(1));
        self.mean.iter().zip(rows).map(|(mean, row)| mean + dot(row, &z)).collect()
    }
}
