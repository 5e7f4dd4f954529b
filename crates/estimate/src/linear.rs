//! Least squares.

use crate::covariance::Covariance;
use crate::design::Design;
use crate::error::EstimateError;
use crate::family::Family;
use crate::fit::Fit;
use crate::orthogonal::Basis;
use crate::symmetric::{congruence, dot};

/// Fits `y = x b + e` by least squares through a QR factorisation.
///
/// `residual_variance` is the sum of squared residuals over n - k; `log_likelihood` is that of normal errors with the
/// maximum-likelihood variance, as in statsmodels.
///
/// # Errors
/// [`EstimateError::TooFewRows`], [`EstimateError::Collinear`] naming the column, [`EstimateError::NotFinite`] and
/// [`EstimateError::Length`] for a design made by hand, [`EstimateError::TooFewClusters`].
///
/// # Examples
/// ```
/// use forefend_estimate::{Covariance, Design, Formula, Table, fit_linear};
///
/// let mut table = Table::new((1..=6).collect(), 2020, 1);
/// table.add_column("x", &[0.0, 0.0, 0.0, 1.0, 1.0, 1.0])?;
/// table.add_column("y", &[1.0, 2.0, 3.0, 5.0, 6.0, 7.0])?;
/// let (_, design) = Design::build(&Formula::parse("y ~ x")?, &table, &|_unit, _period| true)?;
///
/// let fit = fit_linear(&design, &Covariance::Classical)?;
/// // The mean where x is 0, and how much higher it is where x is 1.
/// assert!((fit.coefficients[0] - 2.0).abs() < 1e-12 && (fit.coefficients[1] - 4.0).abs() < 1e-12);
/// # Ok::<(), forefend_estimate::EstimateError>(())
/// ```
pub fn fit_linear(design: &Design, covariance: &Covariance) -> Result<Fit, EstimateError> {
    design.check()?;
    let basis = Basis::orthogonal(design)?;
    let (rows, columns) = (design.rows, basis.columns);
    let n = rows as f64;
    // Columns of the basis are orthogonal with mean square 1, so each coefficient is a mean of products.
    let mut working = vec![0.0; columns];
    for (row, y) in design.y.iter().enumerate() {
        working.iter_mut().zip(basis.row(row)).for_each(|(sum, q)| *sum += q * y);
    }
    working.iter_mut().for_each(|sum| *sum /= n);
    let residual: Vec<f64> =
        design.y.iter().enumerate().map(|(row, y)| y - dot(basis.row(row), &working)).collect();
    let squares = dot(&residual, &residual);
    let residual_variance = squares / (rows - columns) as f64;

    let mut score = |row: usize, out: &mut [f64]| {
        out.iter_mut().zip(basis.row(row)).for_each(|(out, q)| *out = q * residual[row] / n);
    };
    let working_covariance = match covariance.meat(design, columns, &mut score)? {
        Some(mut meat) => {
            let factor = covariance.linear_factor(rows, columns);
            meat.iter_mut().for_each(|entry| *entry *= factor);
            meat
        }
        None => (0..columns * columns)
            .map(|entry| if entry % (columns + 1) == 0 { residual_variance / n } else { 0.0 })
            .collect(),
    };
    Ok(Fit {
        family: Family::Linear,
        names: design.names.clone(),
        classes: Vec::new(),
        coefficients: basis.coefficients(&working),
        covariance: congruence(&basis.transform, &working_covariance, columns),
        log_likelihood: -0.5 * n * (libm::log(2.0 * std::f64::consts::PI * squares / n) + 1.0),
        residual_variance: Some(residual_variance),
        n: rows,
        iterations: 1,
        auxiliary: Vec::new(),
        group_effects: Vec::new(),
    })
}
