//! Ridge logistic regression by Newton's method.

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
            let step = fitted.step(rows, &design, ridge);
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

    fn step(&self, rows: Rows<'_>, design: &[f64], ridge: f64) -> Vec<f64> {
        let n = rows.width + 1;
        let parts: Vec<(Vec<f64>, Vec<f64>)> = design
            .par_chunks(CHUNK * n)
            .enumerate()
            .map(|(chunk, design)| {
                let (mut slope, mut curve) = (vec![0.0; n], vec![0.0; n * n]);
                for (at, x) in design.chunks(n).enumerate() {
                    let row = chunk * CHUNK + at;
                    let odds: f64 = x.iter().zip(&self.coefficients).map(|(x, b)| x * b).sum();
                    let chance = 1.0 / (1.0 + libm::exp(-odds.clamp(-20.0, 20.0)));
                    let weight = rows.weights[row];
                    let gap = weight * (f64::from(u8::from(rows.happened[row])) - chance);
                    let bend = weight * chance * (1.0 - chance);
                    for i in 0..n {
                        slope[i] += gap * x[i];
                        let scaled = bend * x[i];
                        curve[i * n..=i * n + i].iter_mut().zip(x).for_each(|(sum, x)| *sum += scaled * x);
                    }
                }
                (slope, curve)
            })
            .collect();
        let (mut slope, mut curve) = (vec![0.0; n], vec![0.0; n * n]);
        for (part, of_curve) in &parts {
            slope.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
            curve.iter_mut().zip(of_curve).for_each(|(sum, part)| *sum += part);
        }
        for i in 0..n {
            let penalty = if i == 0 { 1e-6 } else { ridge };
            slope[i] -= penalty * self.coefficients[i];
            curve[i * n + i] += penalty;
        }
        solve(&mut curve, &mut slope, n);
        slope
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

/// Solves `matrix x = right` in place by Cholesky, the lower triangle of a positive definite matrix being given.
fn solve(matrix: &mut [f64], right: &mut [f64], n: usize) {
    for j in 0..n {
        for i in j..n {
            let dot: f64 = (0..j).map(|k| matrix[i * n + k] * matrix[j * n + k]).sum();
            let rest = matrix[i * n + j] - dot;
            matrix[i * n + j] = if i == j { rest.max(1e-12).sqrt() } else { rest / matrix[j * n + j] };
        }
    }
    for i in 0..n {
        let dot: f64 = (0..i).map(|k| matrix[i * n + k] * right[k]).sum();
        right[i] = (right[i] - dot) / matrix[i * n + i];
    }
    for i in (0..n).rev() {
        let dot: f64 = (i + 1..n).map(|k| matrix[k * n + i] * right[k]).sum();
        right[i] = (right[i] - dot) / matrix[i * n + i];
    }
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
        // The slope of the penalised likelihood is zero where it ends.
        let step = pulled.step(rows, &terms.iter().flat_map(|x| [1.0, *x]).collect::<Vec<_>>(), 100.0);
        assert!(step.iter().all(|step| step.abs() < 1e-4));
    }
}
