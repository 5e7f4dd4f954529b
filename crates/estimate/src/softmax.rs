//! The likelihood of classes given linear predictors, shared by the logit and the multinomial logit.

use crate::newton::{Derivatives, Objective};
use crate::orthogonal::Basis;
use crate::row_terms::RowTerms;
use crate::symmetric::dot;

/// Curvature along a coefficient, for each row and unit of mean square, below which no row's class is in doubt: the
/// likelihood has no finite maximum in that direction (Albert & Anderson 1984, doi:10.1093/biomet/71.1.1).
const SEPARATED: f64 = 1e-10;

/// A quadratic penalty on contrasts `d_a` (coefficients of class a minus those of the reference), for each column:
/// `weight / 2 * (sum_a d_a^2 - coupling * (sum_a d_a)^2)`.
pub(crate) struct Penalty {
    pub(crate) weight: f64,
    pub(crate) coupling: f64,
    /// The column that is not penalised.
    pub(crate) intercept: Option<usize>,
}

/// Negative log-likelihood of class membership, with class 0 as the reference: `P(a) = exp(x d_a) / sum_b exp(x d_b)`.
/// Parameters are class-major: those of class 1, then of class 2, and so on.
pub(crate) struct Softmax<'a> {
    pub(crate) basis: &'a Basis,
    /// Class of each row, from 0.
    pub(crate) class: &'a [usize],
    /// Weights of the rows in the likelihood, and offsets of the first equation's predictor.
    pub(crate) rows: RowTerms<'a>,
    /// Number of classes without the reference.
    pub(crate) equations: usize,
    pub(crate) penalty: Option<Penalty>,
}

impl Softmax<'_> {
    fn weight(&self, row: usize) -> f64 {
        self.rows.weight(row)
    }

    /// Probabilities of classes 1, 2, ... in `probability`; returns the log probability of the row's own class.
    fn probabilities(&self, row: usize, theta: &[f64], probability: &mut [f64]) -> f64 {
        let (x, own, offset) = (self.basis.row(row), self.class[row], self.rows.offset(row));
        let mut highest = 0.0f64;
        for (slot, d) in probability.iter_mut().zip(theta.chunks(x.len())) {
            *slot = dot(x, d) + offset;
            highest = highest.max(*slot);
        }
        let own_predictor = if own == 0 { 0.0 } else { probability[own - 1] };
        let mut total = libm::exp(-highest);
        for slot in probability.iter_mut() {
            *slot = libm::exp(*slot - highest);
            total += *slot;
        }
        probability.iter_mut().for_each(|slot| *slot /= total);
        own_predictor - highest - libm::log(total)
    }

    /// Log-likelihood without the penalty.
    pub(crate) fn log_likelihood(&self, theta: &[f64]) -> f64 {
        let mut probability = vec![0.0; self.equations];
        let term = |row: usize| self.weight(row) * self.probabilities(row, theta, &mut probability);
        (0..self.class.len()).map(term).sum()
    }

    /// Gradient of the negative log-likelihood of one row.
    pub(crate) fn score(&self, row: usize, theta: &[f64], out: &mut [f64]) {
        let mut probability = vec![0.0; self.equations];
        let (x, own) = (self.basis.row(row), self.class[row]);
        self.probabilities(row, theta, &mut probability);
        for (a, block) in out.chunks_mut(x.len()).enumerate() {
            let residual = self.weight(row) * (probability[a] - f64::from(u8::from(own == a + 1)));
            block.iter_mut().zip(x).for_each(|(slot, x)| *slot = residual * x);
        }
    }

    fn penalty_value(&self, theta: &[f64]) -> f64 {
        let Some(penalty) = &self.penalty else { return 0.0 };
        let columns = self.basis.columns;
        let mut value = 0.0;
        for j in (0..columns).filter(|&j| Some(j) != penalty.intercept) {
            let contrasts = theta.iter().skip(j).step_by(columns);
            let (squares, sum) = contrasts.fold((0.0, 0.0), |(squares, sum), d| (squares + d * d, sum + d));
            value += 0.5 * penalty.weight * (squares - penalty.coupling * sum * sum);
        }
        value
    }

    fn add_penalty(&self, theta: &[f64], gradient: &mut [f64], hessian: &mut [f64]) {
        let Some(penalty) = &self.penalty else { return };
        let (columns, n) = (self.basis.columns, theta.len());
        for j in (0..columns).filter(|&j| Some(j) != penalty.intercept) {
            let sum: f64 = theta.iter().skip(j).step_by(columns).sum();
            for a in (j..n).step_by(columns) {
                gradient[a] += penalty.weight * (theta[a] - penalty.coupling * sum);
                hessian[a * n + a] += penalty.weight;
                for b in (j..n).step_by(columns) {
                    hessian[a * n + b] -= penalty.weight * penalty.coupling;
                }
            }
        }
    }

    /// Adds `weight * x x'` of one row to the block (a, b) of the Hessian.
    fn add_block(&self, x: &[f64], weight: f64, [a, b]: [usize; 2], hessian: &mut [f64]) {
        let (k, n) = (x.len(), x.len() * self.equations);
        for (i, xi) in x.iter().enumerate() {
            let scaled = weight * xi;
            let start = (a * k + i) * n + b * k;
            hessian[start..start + k].iter_mut().zip(x).for_each(|(slot, xj)| *slot += scaled * xj);
        }
    }
}

impl Objective for Softmax<'_> {
    fn value(&self, theta: &[f64]) -> f64 {
        self.penalty_value(theta) - self.log_likelihood(theta)
    }

    fn derivatives(&self, theta: &[f64]) -> Derivatives {
        let n = theta.len();
        let mut probability = vec![0.0; self.equations];
        let (mut gradient, mut hessian) = (vec![0.0; n], vec![0.0; n * n]);
        let mut value = self.penalty_value(theta);
        for (row, &own) in self.class.iter().enumerate() {
            let x = self.basis.row(row);
            let weight = self.weight(row);
            value -= weight * self.probabilities(row, theta, &mut probability);
            for (a, block) in gradient.chunks_mut(x.len()).enumerate() {
                let residual = weight * (probability[a] - f64::from(u8::from(own == a + 1)));
                block.iter_mut().zip(x).for_each(|(slot, x)| *slot += residual * x);
                for b in 0..=a {
                    let same = if a == b { probability[a] } else { 0.0 };
                    let curvature = weight * (same - probability[a] * probability[b]);
                    self.add_block(x, curvature, [a, b], &mut hessian);
                }
            }
        }
        // Only blocks on and below the diagonal were summed.
        for i in 0..n {
            for j in 0..i {
                hessian[j * n + i] = hessian[i * n + j];
            }
        }
        self.add_penalty(theta, &mut gradient, &mut hessian);
        Derivatives { value, gradient, hessian }
    }

    fn least_curvature(&self) -> f64 {
        match self.penalty {
            Some(_) => 0.0,
            None => SEPARATED * (0..self.class.len()).map(|row| self.weight(row)).sum::<f64>(),
        }
    }
}
