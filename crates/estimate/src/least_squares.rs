//! The response in units of what least squares leaves of it, where Student-t fits begin.

use crate::design::Design;
use crate::error::EstimateError;
use crate::family::Family;
use crate::orthogonal::Basis;
use crate::symmetric::dot;

/// Why a response without residuals is refused.
pub(crate) const EXPLAINED: &str =
    "the terms explain the response fully (or it is constant): there is no error to describe";

/// The response is fitted as residuals of least squares over their deviation, so that neither its level nor its units
/// touch the solver.
pub(crate) struct LeastSquares {
    /// Working coefficients.
    pub(crate) theta: Vec<f64>,
    /// Root mean square of the residuals.
    pub(crate) deviation: f64,
    /// Residuals over their deviation.
    pub(crate) residuals: Vec<f64>,
}

impl LeastSquares {
    pub(crate) fn new(design: &Design, basis: &Basis) -> Result<Self, EstimateError> {
        let rows = design.rows as f64;
        let mut theta = vec![0.0; basis.columns];
        for (row, y) in design.y.iter().enumerate() {
            theta.iter_mut().zip(basis.row(row)).for_each(|(sum, q)| *sum += q * y / rows);
        }
        let residual = |row: usize| design.y[row] - dot(basis.row(row), &theta);
        let mut residuals: Vec<f64> = (0..design.rows).map(residual).collect();
        let deviation = (dot(&residuals, &residuals) / rows).sqrt();
        if deviation <= 1e-10 * (dot(&design.y, &design.y) / rows).sqrt() {
            return Err(EstimateError::Unfit { family: Family::StudentT, message: EXPLAINED.to_owned() });
        }
        residuals.iter_mut().for_each(|residual| *residual /= deviation);
        Ok(Self { theta, deviation, residuals })
    }
}
