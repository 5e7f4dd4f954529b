//! The likelihood of classes given linear predictors, shared by the logit and the multinomial logit.

use std::cell::{Ref, RefCell};

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
    /// What was found at the last point asked for: a search asks for the value and the derivatives of each.
    pub(crate) last: RefCell<Point>,
}

/// Parameters and what the rows are under them.
#[derive(Default)]
pub(crate) struct Point {
    theta: Vec<f64>,
    /// Probabilities of classes 1, 2, ... by row.
    probability: Vec<f64>,
    /// Without the penalty.
    log_likelihood: f64,
}

/// Rows of which totals are multiplied: each is at most the number of classes, so that the product stays far below what a number holds.
const MULTIPLIED: usize = 64;
/// Rows whose products are added in one pass over the Hessian.
const TOGETHER: usize = 4;

impl Softmax<'_> {
    fn weight(&self, row: usize) -> f64 {
        self.rows.weight(row)
    }

    /// Probabilities of classes 1, 2, ... in `probability`; returns the log probability of the row's own class in two parts, of which the
    /// second is 1 or more: a less ln(b).
    fn probabilities(&self, row: usize, theta: &[f64], probability: &mut [f64]) -> (f64, f64) {
        let (x, own, offset) = (self.basis.row(row), self.class[row], self.rows.offset(row));
        let mut highest = 0.0f64;
        for (slot, d) in probability.iter_mut().zip(theta.chunks(x.len())) {
            *slot = dot(x, d) + offset;
            highest = highest.max(*slot);
        }
        let own_predictor = if own == 0 { 0.0 } else { probability[own - 1] };
        // Of the highest the exponential is 1.
        let relative =
            |predictor: f64| if predictor == highest { 1.0 } else { libm::exp(predictor - highest) };
        let mut total = relative(0.0);
        for slot in probability.iter_mut() {
            *slot = relative(*slot);
            total += *slot;
        }
        probability.iter_mut().for_each(|slot| *slot /= total);
        (own_predictor - highest, total)
    }

    /// The rows under the parameters `theta`.
    fn at(&self, theta: &[f64]) -> Ref<'_, Point> {
        let same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits();
        let known = {
            let last = self.last.borrow();
            last.theta.len() == theta.len() && last.theta.iter().zip(theta).all(same)
        };
        if !known {
            let last = &mut *self.last.borrow_mut();
            last.theta.clear();
            last.theta.extend_from_slice(theta);
            last.probability.resize(self.class.len() * self.equations, 0.0);
            last.log_likelihood = self.weigh(theta, &mut last.probability);
        }
        self.last.borrow()
    }

    /// Fills in the probabilities of all rows and returns the log-likelihood. Of rows without weights, one logarithm is taken of the
    /// product of many.
    fn weigh(&self, theta: &[f64], probability: &mut [f64]) -> f64 {
        let mut log_likelihood = 0.0;
        let rows = probability.chunks_exact_mut(self.equations).enumerate();
        if self.rows.weighs() {
            for (row, probability) in rows {
                let (own, total) = self.probabilities(row, theta, probability);
                log_likelihood += self.weight(row) * (own - libm::log(total));
            }
            return log_likelihood;
        }
        let mut product = 1.0;
        for (row, probability) in rows {
            let (own, total) = self.probabilities(row, theta, probability);
            log_likelihood += own;
            product *= total;
            if row % MULTIPLIED == MULTIPLIED - 1 {
                log_likelihood -= libm::log(product);
                product = 1.0;
            }
        }
        log_likelihood - libm::log(product)
    }

    /// Log-likelihood without the penalty.
    pub(crate) fn log_likelihood(&self, theta: &[f64]) -> f64 {
        self.at(theta).log_likelihood
    }

    /// Weight of a row times its probability of class `a` + 1 less whether it is of it.
    fn residual(&self, row: usize, probability: &[f64], a: usize) -> f64 {
        self.weight(row) * (probability[a] - f64::from(u8::from(self.class[row] == a + 1)))
    }

    /// Gradient of the negative log-likelihood of one row.
    pub(crate) fn score(&self, row: usize, theta: &[f64], out: &mut [f64]) {
        let (x, point) = (self.basis.row(row), self.at(theta));
        let probability = &point.probability[row * self.equations..(row + 1) * self.equations];
        for (a, block) in out.chunks_mut(x.len()).enumerate() {
            let residual = self.residual(row, probability, a);
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

    /// Adds `weight * x x'` of some rows, one after the other, to the block (a, b) of the Hessian; of a block on the diagonal only to
    /// what is on and below the diagonal.
    fn add_block(
        &self,
        x: [&[f64]; TOGETHER],
        weight: [f64; TOGETHER],
        [a, b]: [usize; 2],
        hessian: &mut [f64],
    ) {
        let k = self.basis.columns;
        let n = k * self.equations;
        for i in 0..k {
            let upto = if a == b { i + 1 } else { k };
            let s: [f64; TOGETHER] = std::array::from_fn(|row| weight[row] * x[row][i]);
            let [x0, x1, x2, x3] = x.map(|x| &x[..upto]);
            let start = (a * k + i) * n + b * k;
            let slots = hessian[start..start + upto].iter_mut();
            for ((((slot, x0), x1), x2), x3) in slots.zip(x0).zip(x1).zip(x2).zip(x3) {
                *slot = *slot + s[0] * x0 + s[1] * x1 + s[2] * x2 + s[3] * x3;
            }
        }
    }

    /// Adds the curvature of `TOGETHER` rows from `first`, fewer at the end.
    fn add_curvature(&self, first: usize, probability: &[f64], hessian: &mut [f64]) {
        let rows = self.class.len();
        // A row beyond the last is the last without weight.
        let x = std::array::from_fn(|at| self.basis.row((first + at).min(rows - 1)));
        for a in 0..self.equations {
            for b in 0..=a {
                let weight = std::array::from_fn(|at| {
                    let row = first + at;
                    let Some(p) = probability.get(row * self.equations..(row + 1) * self.equations) else {
                        return 0.0;
                    };
                    let same = if a == b { p[a] } else { 0.0 };
                    self.weight(row) * (same - p[a] * p[b])
                });
                self.add_block(x, weight, [a, b], hessian);
            }
        }
    }
}

impl Objective for Softmax<'_> {
    fn value(&self, theta: &[f64]) -> f64 {
        self.penalty_value(theta) - self.log_likelihood(theta)
    }

    fn derivatives(&self, theta: &[f64]) -> Derivatives {
        let n = theta.len();
        let (mut gradient, mut hessian) = (vec![0.0; n], vec![0.0; n * n]);
        let point = self.at(theta);
        for (row, probability) in point.probability.chunks_exact(self.equations).enumerate() {
            let x = self.basis.row(row);
            for (a, block) in gradient.chunks_mut(x.len()).enumerate() {
                let residual = self.residual(row, probability, a);
                block.iter_mut().zip(x).for_each(|(slot, x)| *slot += residual * x);
            }
        }
        for first in (0..self.class.len()).step_by(TOGETHER) {
            self.add_curvature(first, &point.probability, &mut hessian);
        }
        // Only blocks on and below the diagonal were summed.
        for i in 0..n {
            for j in 0..i {
                hessian[j * n + i] = hessian[i * n + j];
            }
        }
        self.add_penalty(theta, &mut gradient, &mut hessian);
        Derivatives { value: self.penalty_value(theta) - point.log_likelihood, gradient, hessian }
    }

    fn least_curvature(&self) -> f64 {
        match self.penalty {
            Some(_) => 0.0,
            None => SEPARATED * (0..self.class.len()).map(|row| self.weight(row)).sum::<f64>(),
        }
    }
}
