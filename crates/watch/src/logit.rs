//! Ridge logistic regression by Newton's method.

use forefend_estimate::symmetric;
use rayon::prelude::*;

/// Rows of one thread's share of the sums.
const CHUNK: usize = 2048;
/// Standard deviations beyond which a term is cut off.
const FURTHEST: f64 = 4.0;
const STEPS: usize = 12;

/// A fitted regression: an intercept, standardised terms, and plain ones (dummies) after them.
#[derive(Debug, Clone, PartialEq)]
pub struct Logit {
    means: Vec<f64>,
    spreads: Vec<f64>,
    coefficients: Vec<f64>,
}

/// What it is fitted to, row after row.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// Terms: the first ones are standardised.
    pub terms: &'a [f64],
    /// Terms of a row.
    pub width: usize,
    /// How many of them are standardised.
    pub standardised: usize,
    /// Whether it happened.
    pub happened: &'a [bool],
    /// Weights.
    pub weights: &'a [f64],
}

impl Logit {
    /// Fits with a ridge penalty on all coefficients but the intercept (penalised likelihood, le Cessie & van Houwelingen 1992). The
    /// same bits on any number of threads.
    pub fn fit(rows: Rows<'_>, ridge: f64) -> Self {
        let (means, spreads) = moments(rows);
        let mut fitted = Self { means, spreads, coefficients: vec![0.0; rows.width + 1] };
        let design: Vec<f64> = rows.terms.chunks(rows.width).flat_map(|row| fitted.design(row)).collect();
        for _ in 0..STEPS {
            let step = fitted.newton_step(rows, &design, ridge);
            fitted.coefficients.iter_mut().zip(&step).for_each(|(b, step)| *b += step);
            if step.iter().all(|step| step.abs() < 1e-4) {
                break;
            }
        }
        fitted
    }

    /// Log odds of a row of terms.
    pub fn log_odds(&self, row: &[f64]) -> f64 {
        self.design(row).zip(&self.coefficients).map(|(x, b)| x * b).sum()
    }

    fn design<'a>(&'a self, row: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
        let standardised = row
            .iter()
            .zip(&self.means)
            .zip(&self.spreads)
            .map(|((value, mean), spread)| ((value - mean) / spread).clamp(-FURTHEST, FURTHEST));
        let plain = row[self.means.len()..].iter().copied();
        std::iter::once(1.0).chain(standardised).chain(plain)
    }

    /// The Newton step of the penalised log likelihood: the gradient under the inverse of the hessian (its sign turned). Where
    /// rounding has left no positive definite hessian there is none.
    fn newton_step(&self, rows: Rows<'_>, design: &[f64], ridge: f64) -> Vec<f64> {
        let n = rows.width + 1;
        let parts: Vec<Derivatives> = design
            .par_chunks(CHUNK * n)
            .enumerate()
            .map(|(chunk, design)| {
                let mut part = Derivatives::new(n);
                for (at, x) in design.chunks(n).enumerate() {
                    let row = chunk * CHUNK + at;
                    let log_odds: f64 = x.iter().zip(&self.coefficients).map(|(x, b)| x * b).sum();
                    part.add(x, log_odds, rows.happened[row], rows.weights[row]);
                }
                part
            })
            .collect();
        let mut sum = Derivatives::new(n);
        for part in &parts {
            sum.gradient.iter_mut().zip(&part.gradient).for_each(|(sum, part)| *sum += part);
            sum.hessian.iter_mut().zip(&part.hessian).for_each(|(sum, part)| *sum += part);
        }
        for i in 0..n {
            let penalty = if i == 0 { 1e-6 } else { ridge };
            sum.gradient[i] -= penalty * self.coefficients[i];
            sum.hessian[i * n + i] += penalty;
        }
        let Ok(factor) = symmetric::cholesky(&sum.hessian, n, 0.0) else { return vec![0.0; n] };
        symmetric::solve(&factor, n, &mut sum.gradient);
        sum.gradient
    }
}

/// Derivatives of the log likelihood in the coefficients, over some rows.
struct Derivatives {
    gradient: Vec<f64>,
    /// Second derivatives with their sign turned; the lower triangle.
    hessian: Vec<f64>,
}

impl Derivatives {
    fn new(n: usize) -> Self {
        Self { gradient: vec![0.0; n], hessian: vec![0.0; n * n] }
    }

    fn add(&mut self, x: &[f64], log_odds: f64, happened: bool, weight: f64) {
        let n = x.len();
        let probability = 1.0 / (1.0 + libm::exp(-log_odds.clamp(-20.0, 20.0)));
        let residual = weight * (f64::from(u8::from(happened)) - probability);
        let variance = weight * probability * (1.0 - probability);
        for i in 0..n {
            self.gradient[i] += residual * x[i];
            let scaled = variance * x[i];
            let row = &mut self.hessian[i * n..=i * n + i];
            row.iter_mut().zip(x).for_each(|(sum, x)| *sum += scaled * x);
        }
    }
}

/// Weighted mean and plain standard deviation of the terms that are standardised.
fn moments(rows: Rows<'_>) -> (Vec<f64>, Vec<f64>) {
    let (count, total) = (rows.weights.len() as f64, rows.weights.iter().sum::<f64>());
    (0..rows.standardised)
        .map(|term| {
            let values = || rows.terms.iter().skip(term).step_by(rows.width);
            let weighted =
                values().zip(rows.weights).map(|(value, weight)| value * weight).sum::<f64>() / total;
            let mean = values().sum::<f64>() / count;
            let variance = values().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count;
            (weighted, variance.sqrt() + 1e-9)
        })
        .unzip()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_groups_give_their_log_odds_and_a_ridge_pulls_them_together() {
        // Of group 0 one in four, of group 1 three in four; the term is plain.
        let terms: Vec<f64> = (0..400).map(|row| f64::from(row % 2)).collect();
        let happened: Vec<bool> = (0..400).map(|row| ((row / 2) % 4 == 0) != (row % 2 == 1)).collect();
        let weights = vec![1.0; 400];
        let rows = Rows { terms: &terms, width: 1, standardised: 0, happened: &happened, weights: &weights };
        let free = Logit::fit(rows, 1e-9);
        let odds = libm::log(3.0);
        assert!((free.log_odds(&[0.0]) + odds).abs() < 1e-4 && (free.log_odds(&[1.0]) - odds).abs() < 1e-4);
        let pulled = Logit::fit(rows, 100.0);
        let gap = |fit: &Logit| fit.log_odds(&[1.0]) - fit.log_odds(&[0.0]);
        assert!(gap(&pulled) < 0.7 * gap(&free) && gap(&pulled) > 0.0);
        // The gradient of the penalised likelihood is zero where it ends.
        let step = pulled.newton_step(rows, &terms.iter().flat_map(|x| [1.0, *x]).collect::<Vec<_>>(), 100.0);
        assert!(step.iter().all(|step| step.abs() < 1e-4));
    }
}
