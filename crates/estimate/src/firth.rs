//! The binary logit with Firth's penalised likelihood.

use crate::covariance::Covariance;
use crate::design::Design;
use crate::error::EstimateError;
use crate::family::Family;
use crate::fit::{Auxiliary, Fit};
use crate::logit::binary_classes;
use crate::newton::{Derivatives, Failure, Objective, minimise};
use crate::orthogonal::Basis;
use crate::poisson::{add_row, mirror};
use crate::sandwich::estimates;
use crate::separation::not_converged;
use crate::symmetric::{cholesky, dot, inverse};

/// Fits `P(y = 1) = 1 / (1 + exp(-x b))` by maximising the log-likelihood plus half the logarithm of the determinant of
/// the Fisher information (Jeffreys' prior; Firth 1993, doi:10.1093/biomet/80.1.27), which takes away the leading bias in
/// small samples and is finite where classes are separated (Heinze & Schemper 2002, doi:10.1002/sim.1047).
///
/// The classical covariance is the inverse of the Fisher information at the estimate (R's `logistf`). `log_likelihood`
/// leaves the penalty out; the auxiliary `penalised-log-likelihood` has it, on the original columns.
///
/// # Errors
/// As [`fit_logit`](crate::fit_logit), without separation.
///
/// # Examples
/// ```
/// use forefend_estimate::{Covariance, Design, Formula, Table, fit_firth, fit_logit};
///
/// let mut table = Table::new((1..=6).collect(), 2020, 1);
/// table.add_column("x", &[0.0, 0.0, 0.0, 1.0, 1.0, 1.0])?;
/// table.add_column("y", &[0.0, 0.0, 0.0, 1.0, 1.0, 1.0])?;
/// let (_, design) = Design::build(&Formula::parse("y ~ x")?, &table, &|_unit, _period| true)?;
///
/// // x tells the classes apart without a miss: a logit has no maximum.
/// assert!(fit_logit(&design, &Covariance::Classical).is_err());
/// let fit = fit_firth(&design, &Covariance::Classical)?;
/// // Half a case more on either side: odds of 1 to 7 and of 7 to 1.
/// assert!((libm::exp(fit.coefficients[1]) - 49.0).abs() < 1e-3);
/// # Ok::<(), forefend_estimate::EstimateError>(())
/// ```
pub fn fit_firth(design: &Design, covariance: &Covariance) -> Result<Fit, EstimateError> {
    let class = binary_classes(design)?;
    let basis = Basis::orthogonal(design)?;
    let objective = Penalised { basis: &basis, class: &class };
    let n = basis.columns;
    let stopped = |failure| not_converged(design, &basis, 1, failure);
    let minimum = minimise(&objective, vec![0.0; n]).map_err(stopped)?;
    let state = objective.state(&minimum.theta);
    let factor = cholesky(&state.information, n, 0.0).map_err(|_| {
        let (direction, iterations) = (Vec::new(), minimum.iterations);
        stopped(Failure::Flat { direction, iterations, step: 0.0 })
    })?;
    let bread = inverse(&factor, n);
    let mut score = |row: usize, out: &mut [f64]| {
        let q = basis.row(row);
        let slope = state.slope(row, &bread, q, class[row]);
        out.iter_mut().zip(q).for_each(|(out, q)| *out = slope * q);
    };
    let found = estimates(design, &basis, &minimum.theta, bread.clone(), covariance, &mut score)?;
    // |X'WX| = |Q'WQ| / |transform|^2, and the transform is triangular.
    let scales = (0..n).map(|j| libm::log(basis.transform[j * n + j])).sum::<f64>();
    let penalised = Auxiliary {
        name: "penalised-log-likelihood".to_owned(),
        estimate: state.log_likelihood + half_log_determinant(&factor, n) - scales,
        standard_error: None,
    };
    Ok(Fit {
        family: Family::Firth,
        names: design.names.clone(),
        classes: Vec::new(),
        coefficients: found.coefficients,
        covariance: found.covariance,
        log_likelihood: state.log_likelihood,
        residual_variance: None,
        n: design.rows,
        iterations: minimum.iterations,
        auxiliary: vec![penalised],
        group_effects: Vec::new(),
    })
}

/// Half the log determinant of `L L'`.
fn half_log_determinant(factor: &[f64], n: usize) -> f64 {
    (0..n).map(|j| libm::log(factor[j * n + j])).sum()
}

/// Rows times columns^3 up to which the observed Hessian is computed. Where there are more rows, their leverages are small,
/// and the Fisher information is close to it.
const MOST_WORK: f64 = 1e8;

/// Negative penalised log-likelihood.
pub(crate) struct Penalised<'a> {
    pub(crate) basis: &'a Basis,
    pub(crate) class: &'a [usize],
}

/// Probabilities of the rows and what follows from them.
struct State {
    log_likelihood: f64,
    probability: Vec<f64>,
    /// p (1 - p), also where p rounds to 0 or 1.
    weight: Vec<f64>,
    information: Vec<f64>,
}

impl State {
    /// Modified score of a row in its linear predictor: y - p + h (1/2 - p) with the leverage h = w q' inverse(I) q.
    fn slope(&self, row: usize, inverse_information: &[f64], q: &[f64], class: usize) -> f64 {
        let rows = inverse_information.chunks(q.len());
        let leverage = self.weight[row] * q.iter().zip(rows).map(|(qi, line)| qi * dot(line, q)).sum::<f64>();
        let p = self.probability[row];
        class as f64 - p + leverage * (0.5 - p)
    }
}

impl Penalised<'_> {
    fn state(&self, theta: &[f64]) -> State {
        let (n, rows) = (theta.len(), self.class.len());
        let mut information = vec![0.0; n * n];
        let mut unused = vec![0.0; n];
        let (mut probability, mut weight) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
        let mut log_likelihood = 0.0;
        for (row, &class) in self.class.iter().enumerate() {
            let q = self.basis.row(row);
            let predictor = dot(q, theta);
            // The smaller of the two probabilities keeps its precision.
            let odds = libm::exp(-predictor.abs());
            let small = odds / (1.0 + odds);
            let p = if predictor > 0.0 { 1.0 - small } else { small };
            let agrees = (predictor > 0.0) == (class == 1);
            log_likelihood -= libm::log1p(odds) + if agrees { 0.0 } else { predictor.abs() };
            probability.push(p);
            weight.push(small / (1.0 + odds));
            add_row(q, 0.0, small / (1.0 + odds), &mut unused, &mut information);
        }
        mirror(&mut information, n);
        State { log_likelihood, probability, weight, information }
    }
}

impl Penalised<'_> {
    /// Hessian of the negative penalised log-likelihood: with z = inverse(L) q, L L' the information I, w = p (1 - p) and its
    /// derivatives w', w'' in the linear predictor,
    /// `I_rs - (sum w'' z'z q_r q_s - sum of entries of A_r A_s) / 2`, where `A_r = sum w' q_r z z'`.
    fn observed(&self, state: &State, factor: &[f64]) -> Vec<f64> {
        let n = self.basis.columns;
        let mut hessian = state.information.clone();
        let mut slopes = vec![0.0; n * n * n];
        let mut z = vec![0.0; n];
        for row in 0..self.class.len() {
            let q = self.basis.row(row);
            for i in 0..n {
                z[i] = (q[i] - dot(&factor[i * n..i * n + i], &z[..i])) / factor[i * n + i];
            }
            let w = state.weight[row];
            let (first, second) = (w * (1.0 - 2.0 * state.probability[row]), w * (1.0 - 6.0 * w));
            let bend = 0.5 * second * dot(&z, &z);
            for (r, own) in slopes.chunks_mut(n * n).enumerate() {
                hessian[r * n..r * n + n]
                    .iter_mut()
                    .zip(q)
                    .for_each(|(slot, q_s)| *slot -= bend * q[r] * q_s);
                for (line, z_i) in own.chunks_mut(n).zip(&z) {
                    let scaled = first * q[r] * z_i;
                    line.iter_mut().zip(&z).for_each(|(slot, z_j)| *slot += scaled * z_j);
                }
            }
        }
        for r in 0..n {
            for s in 0..n {
                let (a, b) = (&slopes[r * n * n..(r + 1) * n * n], &slopes[s * n * n..(s + 1) * n * n]);
                hessian[r * n + s] += 0.5 * dot(a, b);
            }
        }
        hessian
    }
}

impl Objective for Penalised<'_> {
    fn value(&self, theta: &[f64]) -> f64 {
        let (state, n) = (self.state(theta), theta.len());
        match cholesky(&state.information, n, 0.0) {
            Ok(factor) => -state.log_likelihood - half_log_determinant(&factor, n),
            Err(_) => f64::INFINITY,
        }
    }

    /// With the Fisher information in place of the Hessian where that is not positive definite, as in `logistf`. On its
    /// own the information converges linearly, and under a leverage close to 1 takes hundreds of steps.
    fn derivatives(&self, theta: &[f64]) -> Derivatives {
        let (state, n) = (self.state(theta), theta.len());
        let Ok(factor) = cholesky(&state.information, n, 0.0) else {
            return Derivatives { value: f64::INFINITY, gradient: vec![0.0; n], hessian: state.information };
        };
        let inverse_information = inverse(&factor, n);
        let mut gradient = vec![0.0; n];
        for (row, &class) in self.class.iter().enumerate() {
            let q = self.basis.row(row);
            let slope = state.slope(row, &inverse_information, q, class);
            gradient.iter_mut().zip(q).for_each(|(sum, q)| *sum -= slope * q);
        }
        let value = -state.log_likelihood - half_log_determinant(&factor, n);
        let cheap = self.class.len() as f64 * (n * n * n) as f64 <= MOST_WORK;
        let observed = cheap.then(|| self.observed(&state, &factor)).filter(|h| cholesky(h, n, 0.0).is_ok());
        Derivatives { value, gradient, hessian: observed.unwrap_or(state.information) }
    }

    fn least_curvature(&self) -> f64 {
        0.0
    }

    fn most_iterations(&self) -> usize {
        1000
    }
}
