//! What the fits of fertility, life expectancy and migration share: a simplex search, quantiles of absolute values, a logistic,
//! pooled paces, and autoregressive errors.

use crate::quantile::quantile;

/// The logarithm of 9 squared: a logistic runs from a tenth to nine tenths within its width.
const TENTHS: f64 = 4.394_449_154_672_439;

/// Width of a central 80 % interval of the standard normal, halved.
pub const NORMAL_80: f64 = 1.281_551_565_544_6;

/// Least value of a function by the simplex of Nelder & Mead (1965), from `start` with first steps `step`.
///
/// The point with the least value met. Deterministic: as many evaluations as `evaluations` says, less a few.
pub fn least(
    start: &[f64],
    step: &[f64],
    evaluations: usize,
    mut value: impl FnMut(&[f64]) -> f64,
) -> Vec<f64> {
    let n = start.len();
    let mut points: Vec<(f64, Vec<f64>)> = vec![(value(start), start.to_vec())];
    for (k, step) in step.iter().enumerate() {
        let mut point = start.to_vec();
        point[k] += step;
        points.push((value(&point), point));
    }
    let mut used = n + 1;
    while used < evaluations {
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let centre: Vec<f64> =
            (0..n).map(|k| points[..n].iter().map(|(_, point)| point[k]).sum::<f64>() / n as f64).collect();
        let along = |by: f64| -> Vec<f64> {
            centre.iter().zip(&points[n].1).map(|(centre, worst)| centre + by * (centre - worst)).collect()
        };
        let (reflected, expanded, inside) = (along(1.0), along(2.0), along(-0.5));
        let at = value(&reflected);
        used += 1;
        if at < points[0].0 {
            let further = value(&expanded);
            used += 1;
            points[n] = if further < at { (further, expanded) } else { (at, reflected) };
        } else if at < points[n - 1].0 {
            points[n] = (at, reflected);
        } else {
            let closer = value(&inside);
            used += 1;
            if closer < points[n].0 {
                points[n] = (closer, inside);
            } else {
                let best = points[0].1.clone();
                for (at, point) in points.iter_mut().skip(1) {
                    point.iter_mut().zip(&best).for_each(|(x, best)| *x = best + 0.5 * (*x - best));
                    *at = value(point);
                }
                used += n;
            }
        }
    }
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    points.swap_remove(0).1
}

/// The quantile of the absolute values, linear between order statistics; 0 of nothing.
pub fn absolute_quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted: Vec<f64> =
        values.iter().map(|value| value.abs()).filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    if sorted.is_empty() { 0.0 } else { quantile(&sorted, share) }
}

/// A logistic that runs from a tenth to nine tenths over `width` around `middle`.
pub fn logistic(at: f64, middle: f64, width: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-TENTHS * (at - middle) / width))
}

/// Countries' paces over the world's by ridge regression towards 1, from each one's precision and product: mean within `bounds`,
/// and standard deviation of what is not known of it. With them how wide countries differ, where the prior was `between`.
pub fn pooled(sums: &[[f64; 2]], between: f64, bounds: [f64; 2]) -> (Vec<[f64; 2]>, f64) {
    let prior = 1.0 / between.powi(2);
    let mut squares = 0.0;
    let pace = |[precision, product]: &[f64; 2]| {
        let (mean, variance) = ((product + prior) / (precision + prior), 1.0 / (precision + prior));
        squares += (mean - 1.0).powi(2) + variance;
        [mean.clamp(bounds[0], bounds[1]), libm::sqrt(variance)]
    };
    let paces = sums.iter().map(pace).collect();
    (paces, libm::sqrt(squares / sums.len().max(1) as f64).clamp(0.1, 0.6))
}

/// The straight line through points: its value at 0, at least `least`, and its slope, at least 0; none where they do not lie apart.
pub fn line(points: impl Iterator<Item = [f64; 2]>, least: f64) -> Option<[f64; 2]> {
    let (mut n, mut x, mut y, mut xx, mut xy) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for [at, value] in points {
        (n, x, y, xx, xy) = (n + 1.0, x + at, y + value, xx + at * at, xy + at * value);
    }
    let under = n * xx - x * x;
    (under > 0.0).then(|| {
        let slope = ((n * xy - x * y) / under).max(0.0);
        [((y - slope * x) / n).max(least), slope]
    })
}

/// From errors of one year and those of five years that stand on it, both over the spread's shape: the carry among `carries` that
/// predicts five years ahead best (`fallback` where there is none), and the factor of the spread whose 80 % interval five years
/// ahead held 80 % of what came.
pub fn carry_and_width(all: &[[f64; 2]], carries: impl Iterator<Item = f64>, fallback: f64) -> (f64, f64) {
    let left = |carry: f64| -> Vec<f64> {
        let sum = carried(carry, 5);
        all.iter().map(|[one, five]| five - sum * one.clamp(-2.0, 2.0)).collect()
    };
    let best = carries.min_by(|a, b| mean_absolute(&left(*a)).total_cmp(&mean_absolute(&left(*b))));
    let carry = best.unwrap_or(fallback);
    (carry, absolute_quantile(&left(carry), 0.8) / NORMAL_80 / accumulated(carry, 5))
}

/// Mean of the absolute values; 0 of nothing.
pub fn mean_absolute(values: &[f64]) -> f64 {
    values.iter().map(|value| value.abs()).sum::<f64>() / values.len().max(1) as f64
}

/// Sum over `steps` years of an error that carries the share `carry` of itself on, per unit of its present value.
pub fn carried(carry: f64, steps: usize) -> f64 {
    (0..steps)
        .scan(1.0, |power, _| {
            *power *= carry;
            Some(*power)
        })
        .sum()
}

/// Standard deviation of the sum over `steps` years of a stationary autoregressive error of unit standard deviation,
/// its present value known.
pub fn accumulated(carry: f64, steps: usize) -> f64 {
    let innovation = 1.0 - carry * carry;
    let variance: f64 = (1..=steps)
        .map(|left| {
            let sum = 1.0 + carried(carry, left - 1);
            sum * sum * innovation
        })
        .sum();
    libm::sqrt(variance)
}

/// Mean correlation of the rows with each other: from the variance of their mean over the mean of their variances, in the last
/// twenty values, of the rows that have as many. Between 0 and 0.9; 0 of fewer than ten rows.
pub fn shared(rows: &[Vec<f64>]) -> f64 {
    let length = 20;
    let long = rows.iter().filter_map(|row| row.len().checked_sub(length).map(|first| &row[first..]));
    let rows: Vec<&[f64]> = long.collect();
    let n = rows.len() as f64;
    if rows.len() < 10 {
        return 0.0;
    }
    let variance = |values: &[f64]| {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / values.len() as f64
    };
    let mean: Vec<f64> = (0..length).map(|k| rows.iter().map(|row| row[k]).sum::<f64>() / n).collect();
    let own = rows.iter().map(|row| variance(row)).sum::<f64>() / n;
    // Var(mean) = own (1 + (n - 1) r) / n.
    ((variance(&mean) / own * n - 1.0) / (n - 1.0)).clamp(0.0, 0.9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_simplex_finds_the_foot_of_a_valley() {
        let rosenbrock = |x: &[f64]| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2);
        let found = least(&[-1.2, 1.0], &[0.5, 0.5], 400, rosenbrock);
        assert!((found[0] - 1.0).abs() < 1e-4 && (found[1] - 1.0).abs() < 1e-4, "{found:?}");
    }

    #[test]
    fn sums_of_errors_have_the_textbook_spread() {
        assert!((accumulated(0.0, 5) - libm::sqrt(5.0)).abs() < 1e-12);
        // Two years: e1 = r + u1, e2 = r r + r u1 + u2; of u: (1 + r)^2 + 1 times 1 - r^2.
        assert!((accumulated(0.5, 2) - libm::sqrt((2.25 + 1.0) * 0.75)).abs() < 1e-12);
        assert!((carried(0.5, 2) - 0.75).abs() < 1e-12);
    }

    #[test]
    fn rows_that_move_together_are_seen() {
        // Ten rows of one cosine each of its own frequency, and of one that all have, twice as large in variance.
        let cosine = |k: usize, year: usize| {
            libm::cos((k * year) as f64 * std::f64::consts::TAU / 40.0 + 0.3 * k as f64)
        };
        let rows: Vec<Vec<f64>> = (1..=10)
            .map(|k| (0..40).map(|year| cosine(k, year) + libm::sqrt(2.0) * cosine(17, year)).collect())
            .collect();
        assert!((shared(&rows) - 2.0 / 3.0).abs() < 0.15, "{}", shared(&rows));
        assert!(shared(&rows[..5]).abs() < 1e-12);
    }

    #[test]
    fn quantiles_run_between_the_order_statistics() {
        assert!((absolute_quantile(&[-3.0, 1.0, f64::NAN, 2.0], 0.5) - 2.0).abs() < 1e-12);
        assert!((absolute_quantile(&[0.0, 10.0], 0.8) - 8.0).abs() < 1e-12);
        assert!(absolute_quantile(&[], 0.5).abs() < 1e-12);
    }
}
