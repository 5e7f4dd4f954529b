//! Poisson counts, and Poisson pseudo-maximum-likelihood.

use crate::covariance::Covariance;
use crate::design::Design;
use crate::error::EstimateError;
use crate::family::Family;
use crate::fit::Fit;
use crate::newton::{Derivatives, Failure, Minimum, Objective, minimise};
use crate::orthogonal::Basis;
use crate::row_terms::RowTerms;
use crate::sandwich::estimates;
use crate::separation::{not_converged, steepest};
use crate::symmetric::{dot, inverse};

/// Curvature along a coefficient, for each row and in units of the smallest positive response, below which every row that
/// could tell its size is predicted to be zero.
const SEPARATED: f64 = 1e-10;
/// The same as a share of the total response: what rounding leaves of it.
const ROUNDED: f64 = 1e-14;

/// Fits counts with mean `exp(x b)` and variance equal to the mean by maximum likelihood.
///
/// # Errors
/// [`EstimateError::Value`] for a response that is not a whole number of at least 0, [`EstimateError::AllZero`],
/// [`EstimateError::OnlyZeros`] naming a column whose coefficient has no finite estimate, and those of
/// [`fit_linear`](crate::fit_linear).
///
/// # Examples
/// ```
/// use forefend_estimate::{Covariance, Design, Formula, Table, fit_poisson};
///
/// let mut table = Table::new((1..=6).collect(), 2020, 1);
/// table.add_column("x", &[0.0, 0.0, 0.0, 1.0, 1.0, 1.0])?;
/// table.add_column("y", &[1.0, 2.0, 3.0, 5.0, 6.0, 7.0])?;
/// let (_, design) = Design::build(&Formula::parse("y ~ x")?, &table, &|_unit, _period| true)?;
///
/// let fit = fit_poisson(&design, &Covariance::Robust)?;
/// // The mean is 2 where x is 0, three times as large where it is 1.
/// assert!((libm::exp(fit.coefficients[1]) - 3.0).abs() < 1e-6);
/// # Ok::<(), forefend_estimate::EstimateError>(())
/// ```
pub fn fit_poisson(design: &Design, covariance: &Covariance) -> Result<Fit, EstimateError> {
    fit_mean(Family::Poisson, design, RowTerms::default(), covariance)
}

/// Fits any response of at least 0 with mean `exp(x b)` by the Poisson likelihood, which estimates the mean consistently
/// whatever the variance (Gourieroux, Monfort & Trognon 1984; Santos Silva & Tenreyro 2006, doi:10.1162/rest.88.4.641).
/// Take a robust or clustered covariance; the classical one rests on the variance being the mean.
///
/// `log_likelihood` is the pseudo-likelihood with log gamma(y + 1) for log y!, as in Stata's `ppml`.
///
/// # Errors
/// As [`fit_poisson`], except that fractions are allowed.
///
/// # Examples
/// ```
/// use forefend_estimate::{Covariance, Design, Formula, Table, fit_ppml};
///
/// let mut table = Table::new((1..=6).collect(), 2020, 1);
/// table.add_column("x", &[0.0, 0.0, 0.0, 1.0, 1.0, 1.0])?;
/// table.add_column("y", &[0.0, 0.5, 1.0, 0.5, 1.0, 1.5])?;
/// let (_, design) = Design::build(&Formula::parse("y ~ x")?, &table, &|_unit, _period| true)?;
///
/// // Values need not be whole.
/// let fit = fit_ppml(&design, &Covariance::Robust)?;
/// assert!((libm::exp(fit.coefficients[1]) - 2.0).abs() < 1e-6);
/// # Ok::<(), forefend_estimate::EstimateError>(())
/// ```
pub fn fit_ppml(design: &Design, covariance: &Covariance) -> Result<Fit, EstimateError> {
    fit_mean(Family::Ppml, design, RowTerms::default(), covariance)
}

/// Poisson or PPML with offsets and weights of the rows.
pub(crate) fn fit_mean(
    family: Family,
    design: &Design,
    rows: RowTerms<'_>,
    covariance: &Covariance,
) -> Result<Fit, EstimateError> {
    if family == Family::Poisson {
        check_counts(family, design)?
    } else {
        check_not_negative(family, design)?
    }
    let basis = Basis::orthogonal(design)?;
    let objective = Mean::new(&basis, &design.y, rows);
    let minimum = maximise(design, &objective)?;
    let n = basis.columns;
    let predictor: Vec<f64> = (0..design.rows).map(|row| objective.predictor(row, &minimum.theta)).collect();
    let mut score = |row: usize, out: &mut [f64]| {
        let residual = rows.weight(row) * (design.y[row] - libm::exp(predictor[row]));
        out.iter_mut().zip(basis.row(row)).for_each(|(out, q)| *out = residual * q);
    };
    let bread = inverse(&minimum.factor, n);
    let found = estimates(design, &basis, &minimum.theta, bread, covariance, &mut score)?;
    let factorials: f64 =
        design.y.iter().enumerate().map(|(row, y)| rows.weight(row) * libm::lgamma(y + 1.0)).sum();
    Ok(Fit {
        family,
        names: design.names.clone(),
        classes: Vec::new(),
        coefficients: found.coefficients,
        covariance: found.covariance,
        log_likelihood: -objective.value(&minimum.theta) - factorials,
        residual_variance: None,
        n: design.rows,
        iterations: minimum.iterations,
        auxiliary: Vec::new(),
        group_effects: Vec::new(),
    })
}

/// Refuses a response that is not a whole number of at least 0, or is 0 everywhere.
pub(crate) fn check_counts(family: Family, design: &Design) -> Result<(), EstimateError> {
    check_not_negative(family, design)?;
    match design.y.iter().position(|y| y.fract() != 0.0) {
        Some(row) => {
            let expected = "a whole number; family ppml takes fractions";
            Err(EstimateError::value(family, expected, design, row))
        }
        None => Ok(()),
    }
}

fn check_not_negative(family: Family, design: &Design) -> Result<(), EstimateError> {
    design.check()?;
    if let Some(row) = design.y.iter().position(|y| *y < 0.0) {
        return Err(EstimateError::value(family, "at least 0", design, row));
    }
    if design.y.iter().all(|y| *y == 0.0) {
        return Err(EstimateError::AllZero { family });
    }
    Ok(())
}

/// Working coefficients that come nearest, in least squares, to a constant linear predictor of `level`.
pub(crate) fn constant(basis: &Basis, rows: usize, level: f64) -> Vec<f64> {
    (0..basis.columns)
        .map(|j| level * basis.x.iter().skip(j).step_by(basis.columns).sum::<f64>() / rows as f64)
        .collect()
}

/// The Poisson maximum in working coordinates, from the constant that gives the total of the response.
pub(crate) fn maximise(design: &Design, objective: &Mean<'_>) -> Result<Minimum, EstimateError> {
    let rows = &objective.rows;
    let exposure: f64 = (0..design.rows).map(|row| rows.weight(row) * libm::exp(rows.offset(row))).sum();
    let start = constant(objective.basis, design.rows, libm::log(objective.total / exposure));
    minimise(objective, start).map_err(|failure| failed(design, objective.basis, failure))
}

/// The error for a log-link likelihood without a maximum.
pub(crate) fn failed(design: &Design, basis: &Basis, failure: Failure) -> EstimateError {
    match failure {
        Failure::Flat { ref direction, .. } if only_zeros(design, basis, &direction[..basis.columns]) => {
            let worst = steepest(design, basis, &direction[..basis.columns]);
            EstimateError::OnlyZeros { column: design.names[worst].clone() }
        }
        failure => not_converged(design, basis, 1, failure),
    }
}

/// Whether every row that a step moves much has a response of 0: the step goes on without end. Otherwise the likelihood is
/// flat along it for another reason.
fn only_zeros(design: &Design, basis: &Basis, direction: &[f64]) -> bool {
    let moves: Vec<f64> = (0..design.rows).map(|row| dot(basis.row(row), direction).abs()).collect();
    let most = moves.iter().fold(0.0, |most: f64, size| most.max(*size));
    most > 0.0 && moves.iter().zip(&design.y).all(|(size, y)| *size <= 0.5 * most || *y == 0.0)
}

/// Negative Poisson log-likelihood without its factorials.
pub(crate) struct Mean<'a> {
    pub(crate) basis: &'a Basis,
    pub(crate) y: &'a [f64],
    /// Weighted sum of the response.
    pub(crate) total: f64,
    /// Its smallest value above 0.
    least: f64,
    pub(crate) rows: RowTerms<'a>,
}

impl<'a> Mean<'a> {
    pub(crate) fn new(basis: &'a Basis, y: &'a [f64], rows: RowTerms<'a>) -> Self {
        let weighted = || y.iter().enumerate().map(|(row, y)| rows.weight(row) * y);
        let least = weighted().filter(|y| *y > 0.0).fold(f64::INFINITY, |least: f64, y| least.min(y));
        Self { basis, y, total: weighted().sum(), least, rows }
    }

    /// Linear predictor of a row at working coefficients.
    pub(crate) fn predictor(&self, row: usize, theta: &[f64]) -> f64 {
        dot(self.basis.row(row), theta) + self.rows.offset(row)
    }
}

impl Objective for Mean<'_> {
    fn value(&self, theta: &[f64]) -> f64 {
        let term = |(row, y): (usize, &f64)| {
            let predictor = self.predictor(row, theta);
            self.rows.weight(row) * (libm::exp(predictor) - y * predictor)
        };
        self.y.iter().enumerate().map(term).sum()
    }

    fn derivatives(&self, theta: &[f64]) -> Derivatives {
        let n = theta.len();
        let (mut value, mut gradient, mut hessian) = (0.0, vec![0.0; n], vec![0.0; n * n]);
        for (row, y) in self.y.iter().enumerate() {
            let q = self.basis.row(row);
            let (predictor, weight) = (self.predictor(row, theta), self.rows.weight(row));
            let mean = libm::exp(predictor);
            value += weight * (mean - y * predictor);
            add_row(q, weight * (mean - y), weight * mean, &mut gradient, &mut hessian);
        }
        mirror(&mut hessian, n);
        Derivatives { value, gradient, hessian }
    }

    fn least_curvature(&self) -> f64 {
        (SEPARATED * self.least * self.y.len() as f64).max(ROUNDED * self.total)
    }
}

/// Adds `slope * q` to the gradient and `curvature * q q'` to the lower triangle of the leading block of the Hessian,
/// whose order is that of the gradient.
pub(crate) fn add_row(q: &[f64], slope: f64, curvature: f64, gradient: &mut [f64], hessian: &mut [f64]) {
    let n = gradient.len();
    for (i, qi) in q.iter().enumerate() {
        gradient[i] += slope * qi;
        let scaled = curvature * qi;
        hessian[i * n..=i * n + i].iter_mut().zip(q).for_each(|(slot, qj)| *slot += scaled * qj);
    }
}

/// Copies the lower triangle to the upper one.
pub(crate) fn mirror(matrix: &mut [f64], n: usize) {
    for i in 0..n {
        for j in 0..i {
            matrix[j * n + i] = matrix[i * n + j];
        }
    }
}
