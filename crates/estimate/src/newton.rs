//! Newton's method with step halving, for negative log-likelihoods that are convex, or whose Hessian is replaced by a
//! positive definite matrix where they are not.

use crate::symmetric::{cholesky, dot, solve};

/// Most Newton steps.
const MOST_ITERATIONS: usize = 100;
/// Most halvings of one step.
const MOST_HALVINGS: usize = 40;
/// Largest relative change of a coefficient at convergence.
const TOLERANCE: f64 = 1e-10;
/// Square of the last step in standard errors (Newton's decrement) at which a search that gets no closer, because rounding
/// stops it, has arrived all the same: a millionth of a standard error.
const CLOSE: f64 = 1e-12;

/// Value, gradient and Hessian (row-major) at one point.
pub(crate) struct Derivatives {
    pub(crate) value: f64,
    pub(crate) gradient: Vec<f64>,
    pub(crate) hessian: Vec<f64>,
}

/// A function to be minimised.
pub(crate) trait Objective {
    /// The value at `theta`.
    fn value(&self, theta: &[f64]) -> f64;
    /// Value, gradient and Hessian (or a positive definite matrix in its place) at `theta`.
    fn derivatives(&self, theta: &[f64]) -> Derivatives;
    /// Smallest pivot of the Hessian's Cholesky factor that still counts as curvature.
    fn least_curvature(&self) -> f64;
    /// The decrement at which a search that gets no closer has arrived all the same.
    fn close(&self) -> f64 {
        CLOSE
    }
    /// Most steps: more where the matrix in place of the Hessian makes convergence linear.
    fn most_iterations(&self) -> usize {
        MOST_ITERATIONS
    }
}

/// Where the minimum is.
pub(crate) struct Minimum {
    pub(crate) theta: Vec<f64>,
    /// Cholesky factor of the Hessian at the minimum.
    pub(crate) factor: Vec<f64>,
    pub(crate) iterations: usize,
}

/// Why none was found.
pub(crate) enum Failure {
    /// The function flattens out along `direction`: there is no finite minimum.
    Flat { direction: Vec<f64>, iterations: usize, step: f64 },
    /// Too many iterations, or no step that goes down, on the way along `direction`.
    NotConverged { direction: Vec<f64>, iterations: usize, step: f64 },
}

/// Minimises from `theta`.
pub(crate) fn minimise(objective: &dyn Objective, mut theta: Vec<f64>) -> Result<Minimum, Failure> {
    let n = theta.len();
    let mut direction = vec![0.0; n];
    let mut largest = f64::INFINITY;
    for iterations in 0..=objective.most_iterations() {
        let here = objective.derivatives(&theta);
        let Ok(factor) = cholesky(&here.hessian, n, objective.least_curvature()) else {
            return Err(Failure::Flat { direction, iterations, step: largest });
        };
        let size = theta.iter().fold(1.0, |most: f64, value| most.max(value.abs()));
        if largest <= TOLERANCE * size {
            return Ok(Minimum { theta, factor, iterations });
        }
        direction = here.gradient.iter().map(|g| -g).collect();
        solve(&factor, n, &mut direction);
        let next = step_down(objective, &theta, &direction, here.value);
        let Some(next) = next.filter(|_| iterations < objective.most_iterations()) else {
            if -dot(&here.gradient, &direction) <= objective.close() {
                return Ok(Minimum { theta, factor, iterations });
            }
            return Err(Failure::NotConverged { direction, iterations, step: largest });
        };
        // The whole step, not the part of it that was taken: halving towards a wall is no convergence.
        largest = direction.iter().fold(0.0, |most: f64, step| most.max(step.abs()));
        theta = next;
    }
    Err(Failure::NotConverged { direction, iterations: objective.most_iterations(), step: largest })
}

/// The longest of 1, 1/2, 1/4, ... steps along `direction` that does not go up, beyond rounding.
fn step_down(objective: &dyn Objective, theta: &[f64], direction: &[f64], value: f64) -> Option<Vec<f64>> {
    let allowed = value + 1e-12 * value.abs().max(1.0);
    let mut length = 1.0;
    for _ in 0..MOST_HALVINGS {
        let next: Vec<f64> = theta.iter().zip(direction).map(|(t, d)| t + length * d).collect();
        if objective.value(&next) <= allowed {
            return Some(next);
        }
        length *= 0.5;
    }
    None
}
