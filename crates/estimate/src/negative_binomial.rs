//! Negative binomial counts with quadratic variance (NB2).

use crate::covariance::Covariance;
use crate::design::Design;
use crate::error::EstimateError;
use crate::family::Family;
use crate::fit::{Auxiliary, Fit};
use crate::gamma::{digamma, trigamma};
use crate::newton::{Derivatives, Failure, Objective, minimise};
use crate::orthogonal::Basis;
use crate::poisson::{Mean, add_row, check_counts, failed, maximise, mirror};
use crate::row_terms::RowTerms;
use crate::sandwich::estimates;
use crate::separation::not_converged;
use crate::symmetric::{cholesky, dot, inverse};

/// Curvature for each row below which a direction counts as flat.
const FLAT: f64 = 1e-12;
/// Counts up to this are summed term by term, which keeps full precision for any theta.
const SUMMED: f64 = 200.0;

/// Fits counts with mean mu = `exp(x b)` and variance mu + mu^2 / theta; coefficients and theta jointly by maximum
/// likelihood, covariances from the observed information of all of them (Lawless 1987, doi:10.2307/3314912). The
/// auxiliary parameter is `theta` (R's `glm.nb`; 1 / theta is the alpha of Stata and statsmodels).
///
/// # Errors
/// As [`fit_poisson`](crate::fit_poisson); [`EstimateError::NoOverdispersion`] where the variance does not exceed the
/// mean, so that theta has no finite estimate.
///
/// # Examples
/// ```
/// use forefend_estimate::{Covariance, Design, Formula, Table, fit_negative_binomial};
///
/// let mut table = Table::new((1..=6).collect(), 2020, 1);
/// table.add_column("y", &[0.0, 0.0, 1.0, 9.0, 0.0, 2.0])?;
/// let (_, design) = Design::build(&Formula::parse("y ~ 1")?, &table, &|_unit, _period| true)?;
///
/// let fit = fit_negative_binomial(&design, &Covariance::Classical)?;
/// assert!((libm::exp(fit.coefficients[0]) - 2.0).abs() < 1e-6);
/// // Counts vary more than a Poisson's: variance = mean + mean^2 / theta.
/// assert!(fit.auxiliary("theta").expect("estimated").estimate < 1.0);
/// # Ok::<(), forefend_estimate::EstimateError>(())
/// ```
pub fn fit_negative_binomial(design: &Design, covariance: &Covariance) -> Result<Fit, EstimateError> {
    fit_negative_binomial_rows(design, RowTerms::default(), covariance)
}

/// The same with offsets and weights of the rows.
pub(crate) fn fit_negative_binomial_rows(
    design: &Design,
    rows: RowTerms<'_>,
    covariance: &Covariance,
) -> Result<Fit, EstimateError> {
    check_counts(Family::Nb2, design)?;
    let basis = Basis::orthogonal(design)?;
    let mean = Mean::new(&basis, &design.y, rows);
    let mut start = maximise(design, &mean)?.theta;
    start.push(libm::log(moment_theta(&mean, &start)?));
    let objective = NegativeBinomial::new(&basis, &design.y, rows);
    let minimum = minimise(&objective, start).map_err(|failure| match failure {
        Failure::Flat { ref direction, .. } if runs_along_theta(direction) => EstimateError::NoOverdispersion,
        failure => failed(design, &basis, failure),
    })?;
    let n = minimum.theta.len();
    let hessian = objective.observed(&minimum.theta).hessian;
    let Ok(factor) = cholesky(&hessian, n, 0.0) else {
        let (direction, iterations) = (Vec::new(), minimum.iterations);
        return Err(not_converged(design, &basis, 1, Failure::Flat { direction, iterations, step: 0.0 }));
    };
    let theta = libm::exp(minimum.theta[n - 1]);
    let tables = objective.tables(theta);
    let mut score = |row: usize, out: &mut [f64]| {
        let q = basis.row(row);
        let (terms, weight) = (objective.row(row, &minimum.theta, theta, &tables), rows.weight(row));
        out[..n - 1].iter_mut().zip(q).for_each(|(out, q)| *out = weight * terms.slope * q);
        out[n - 1] = weight * terms.theta_slope;
    };
    let bread = inverse(&factor, n);
    let found = estimates(design, &basis, &minimum.theta, bread, covariance, &mut score)?;
    let auxiliary = Auxiliary {
        name: "theta".to_owned(),
        estimate: theta,
        standard_error: Some(theta * found.auxiliary_variance[0].sqrt()),
    };
    Ok(Fit {
        family: Family::Nb2,
        names: design.names.clone(),
        classes: Vec::new(),
        coefficients: found.coefficients,
        covariance: found.covariance,
        log_likelihood: -objective.value(&minimum.theta),
        residual_variance: None,
        n: design.rows,
        iterations: minimum.iterations,
        auxiliary: vec![auxiliary],
        group_effects: Vec::new(),
    })
}

/// Theta by moments around the Poisson fit. Where the sum of (y - mu)^2 - y, the slope of the likelihood in 1 / theta at
/// 0, is not positive, the likelihood falls from the Poisson on.
fn moment_theta(poisson: &Mean<'_>, working: &[f64]) -> Result<f64, EstimateError> {
    let (mut excess, mut squares) = (0.0, 0.0);
    for (row, y) in poisson.y.iter().enumerate() {
        let (mean, weight) = (libm::exp(poisson.predictor(row, working)), poisson.rows.weight(row));
        excess += weight * ((y - mean) * (y - mean) - y);
        squares += weight * (mean * mean);
    }
    if excess > 0.0 { Ok((squares / excess).clamp(1e-3, 1e3)) } else { Err(EstimateError::NoOverdispersion) }
}

/// Whether a count is so large beside theta that its log-likelihood is summed from parts that stay small. Below, sums over single
/// counts are exact for any theta; with a theta larger than the count both ways lose the same digits.
fn is_large(count: f64, theta: f64) -> bool {
    count > SUMMED && theta < count
}

/// log gamma(count + theta) - log gamma(count + 1) by Stirling's series (a count above [`SUMMED`] needs three terms of it),
/// without the difference of two numbers that grow with the count.
fn log_gamma_over_factorial(count: f64, theta: f64) -> f64 {
    let series = |z: f64| (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / (1260.0 * z * z)) / (z * z)) / z;
    let (above, below) = (count + theta, count + 1.0);
    (count + 0.5) * libm::log1p((theta - 1.0) / below)
        + (theta - 1.0) * (libm::log(above) - 1.0)
        + series(above)
        - series(below)
}

fn runs_along_theta(direction: &[f64]) -> bool {
    let (last, rest) = (direction[direction.len() - 1].abs(), &direction[..direction.len() - 1]);
    rest.iter().all(|step| step.abs() < last)
}

/// Negative log-likelihood in (working coefficients, log theta).
struct NegativeBinomial<'a> {
    basis: &'a Basis,
    y: &'a [f64],
    /// Distinct counts, ascending, and the place of each row's count among them.
    counts: Vec<f64>,
    place: Vec<usize>,
    rows: RowTerms<'a>,
}

/// For each distinct count y what its log-likelihood has without the mean, and its first two derivatives in theta. Written for
/// small counts as the sum over j < y of log(1 + j/theta), minus log y!; for counts that are large beside theta as log
/// gamma(y + theta) - log y! - log gamma(theta), whose parts do not grow with the count.
struct Tables {
    value: Vec<f64>,
    first: Vec<f64>,
    second: Vec<f64>,
}

/// Log-likelihood of a row and its derivatives in the linear predictor and in log theta.
struct Terms {
    value: f64,
    slope: f64,
    curvature: f64,
    theta_slope: f64,
    theta_curvature: f64,
    cross: f64,
}

impl<'a> NegativeBinomial<'a> {
    fn new(basis: &'a Basis, y: &'a [f64], rows: RowTerms<'a>) -> Self {
        let mut counts = y.to_vec();
        counts.sort_by(f64::total_cmp);
        counts.dedup();
        let place = y.iter().map(|y| counts.partition_point(|count| count < y)).collect();
        Self { basis, y, counts, place, rows }
    }

    fn tables(&self, theta: f64) -> Tables {
        let mut tables = Tables { value: Vec::new(), first: Vec::new(), second: Vec::new() };
        let log_gamma = libm::lgamma(theta);
        let (first, second) = (digamma(theta), trigamma(theta));
        for &count in &self.counts {
            if is_large(count, theta) {
                tables.value.push(log_gamma_over_factorial(count, theta) - log_gamma);
                tables.first.push(digamma(count + theta) - first);
                tables.second.push(trigamma(count + theta) - second);
                continue;
            }
            let (mut sums, terms) = ([0.0; 3], if count <= SUMMED { count as usize } else { 0 });
            for j in 0..terms {
                let (j, total) = (j as f64, theta + j as f64);
                sums[0] += libm::log1p(j / theta);
                // d/dtheta log((theta + j)/theta), and its derivative.
                sums[1] -= j / (theta * total);
                sums[2] += j * (theta + total) / (theta * theta * total * total);
            }
            if count > SUMMED {
                sums[0] = libm::lgamma(count + theta) - log_gamma - count * libm::log(theta);
                sums[1] = digamma(count + theta) - first - count / theta;
                sums[2] = trigamma(count + theta) - second + count / (theta * theta);
            }
            tables.value.push(sums[0] - libm::lgamma(count + 1.0));
            tables.first.push(sums[1]);
            tables.second.push(sums[2]);
        }
        tables
    }

    /// log p = table(y) + y eta - (y + theta) log(1 + mu/theta); for large counts table(y) - y log(1 + theta/mu) - theta log(1 +
    /// mu/theta), which is the same.
    fn row(&self, row: usize, point: &[f64], theta: f64, tables: &Tables) -> Terms {
        let (y, place) = (self.y[row], self.place[row]);
        let predictor = dot(self.basis.row(row), &point[..self.basis.columns]) + self.rows.offset(row);
        let mean = libm::exp(predictor);
        let (total, log_ratio) = (theta + mean, libm::log1p(mean / theta));
        let surplus = (y - mean) / total;
        let (value, first, second) = if is_large(y, theta) {
            (
                -y * libm::log1p(theta / mean) - theta * log_ratio,
                -surplus - log_ratio,
                mean / (theta * total) + surplus / total,
            )
        } else {
            (
                y * predictor - (y + theta) * log_ratio,
                (y + theta) * mean / (theta * total) - log_ratio,
                2.0 * mean / (theta * total)
                    - (y + theta) * mean * (theta + total) / (theta * theta * total * total),
            )
        };
        let (first, second) = (tables.first[place] + first, tables.second[place] + second);
        Terms {
            value: tables.value[place] + value,
            slope: theta * surplus,
            curvature: -(y + theta) * theta * mean / (total * total),
            theta_slope: theta * first,
            theta_curvature: theta * first + theta * theta * second,
            cross: theta * mean * surplus / total,
        }
    }

    /// Value, gradient and observed Hessian.
    fn observed(&self, point: &[f64]) -> Derivatives {
        let (n, k) = (point.len(), self.basis.columns);
        let theta = libm::exp(point[k]);
        let tables = self.tables(theta);
        let mut value = 0.0;
        let (mut gradient, mut hessian) = (vec![0.0; n], vec![0.0; n * n]);
        for row in 0..self.y.len() {
            let q = self.basis.row(row);
            let (terms, weight) = (self.row(row, point, theta, &tables), self.rows.weight(row));
            value -= weight * terms.value;
            add_row(q, -weight * terms.slope, -weight * terms.curvature, &mut gradient, &mut hessian);
            let cross = weight * terms.cross;
            hessian[k * n..k * n + k].iter_mut().zip(q).for_each(|(slot, q)| *slot -= cross * q);
            gradient[k] -= weight * terms.theta_slope;
            hessian[k * n + k] -= weight * terms.theta_curvature;
        }
        mirror(&mut hessian, n);
        Derivatives { value, gradient, hessian }
    }
}

impl Objective for NegativeBinomial<'_> {
    fn value(&self, point: &[f64]) -> f64 {
        let theta = libm::exp(point[self.basis.columns]);
        let tables = self.tables(theta);
        // Summed as in `observed`: the solver compares the two.
        let term = |row: usize| self.rows.weight(row) * self.row(row, point, theta, &tables).value;
        (0..self.y.len()).fold(0.0, |value, row| value - term(row))
    }

    /// For a given theta the function is convex in the coefficients, but not jointly: where the Hessian is not positive
    /// definite, the cross terms are left out and the curvature in log theta is made positive.
    fn derivatives(&self, point: &[f64]) -> Derivatives {
        let (n, k) = (point.len(), self.basis.columns);
        let mut here = self.observed(point);
        if cholesky(&here.hessian, n, self.least_curvature()).is_err() {
            for j in 0..k {
                here.hessian[k * n + j] = 0.0;
                here.hessian[j * n + k] = 0.0;
            }
            let least = here.gradient[k].abs().max(self.least_curvature() * 2.0);
            let curvature = &mut here.hessian[k * n + k];
            *curvature = curvature.abs().max(least);
        }
        here
    }

    fn least_curvature(&self) -> f64 {
        FLAT * self.y.len() as f64
    }
}
