//! The binary logit.

use crate::covariance::Covariance;
use crate::design::Design;
use crate::error::EstimateError;
use crate::family::Family;
use crate::fit::Fit;
use crate::multinomial::{Classes, maximise};
use crate::orthogonal::Basis;
use crate::row_terms::RowTerms;

/// Fits `P(y = 1) = 1 / (1 + exp(-x b))` by maximum likelihood (Newton's method in an orthogonal basis, with step
/// halving). The response must be 0 or 1.
///
/// # Errors
/// [`EstimateError::NotBinary`], [`EstimateError::Classes`] when only one value occurs, [`EstimateError::Separation`]
/// naming the column, [`EstimateError::NotConverged`], and those of [`fit_linear`](crate::fit_linear).
///
/// # Examples
/// ```
/// use forefend_estimate::{Covariance, Design, Formula, Table, fit_logit};
///
/// let mut table = Table::new((1..=6).collect(), 2020, 1);
/// table.add_column("x", &[0.0, 0.0, 0.0, 1.0, 1.0, 1.0])?;
/// table.add_column("y", &[0.0, 0.0, 1.0, 0.0, 1.0, 1.0])?;
/// let (_, design) = Design::build(&Formula::parse("y ~ x")?, &table, &|_unit, _period| true)?;
///
/// let fit = fit_logit(&design, &Covariance::Classical)?;
/// // Odds of 1 to 2 where x is 0, of 2 to 1 where it is 1: a ratio of 4.
/// assert!((libm::exp(fit.coefficients[1]) - 4.0).abs() < 1e-6);
/// # Ok::<(), forefend_estimate::EstimateError>(())
/// ```
pub fn fit_logit(design: &Design, covariance: &Covariance) -> Result<Fit, EstimateError> {
    fit_logit_rows(design, RowTerms::default(), covariance)
}

/// The same with offsets and weights of the rows.
pub(crate) fn fit_logit_rows(
    design: &Design,
    rows: RowTerms<'_>,
    covariance: &Covariance,
) -> Result<Fit, EstimateError> {
    let class = binary_classes(design)?;
    let basis = Basis::orthogonal(design)?;
    let of = Classes { of_row: &class, values: &[], rows };
    maximise(Family::Logit, design, &basis, of, covariance, None)
}

/// Checks the design and gives the class of each row, 0 or 1.
pub(crate) fn binary_classes(design: &Design) -> Result<Vec<usize>, EstimateError> {
    design.check()?;
    if let Some(row) = design.y.iter().position(|y| *y != 0.0 && *y != 1.0) {
        let (value, unit, period) = (design.y[row], design.unit[row], design.period[row]);
        return Err(EstimateError::NotBinary { value, unit, period });
    }
    let class: Vec<usize> = design.y.iter().map(|y| usize::from(*y == 1.0)).collect();
    let ones: usize = class.iter().sum();
    if ones == 0 || ones == design.rows {
        return Err(EstimateError::Classes { found: 1, limit: 2 });
    }
    Ok(class)
}
