//! Designs from columns of a source table, for models that need no formula.

use forefend_estimate::{Design, Fit, INTERCEPT};
use forefend_panel::Table;

use crate::error::VerifyError;

/// A design with a constant, the columns `terms` of `table` under their own names, and the response `y`; `unit` names
/// the unit of each row. Rows in which anything is missing are left out; rows are numbered as periods.
///
/// # Errors
/// A column that the table does not have, or that holds no numbers.
pub fn design(table: &Table, y: &[f64], terms: &[&str], unit: &[u64]) -> Result<Design, VerifyError> {
    let columns = terms.iter().map(|term| table.numbers(term)).collect::<Result<Vec<_>, _>>()?;
    let named: Vec<(&str, &[f64])> = terms.iter().copied().zip(columns.iter().map(Vec::as_slice)).collect();
    Ok(of_terms(y, &named, unit))
}

/// The same from terms by name.
pub fn of_terms(y: &[f64], terms: &[(&str, &[f64])], unit: &[u64]) -> Design {
    let names = std::iter::once(INTERCEPT).chain(terms.iter().map(|(name, _)| *name));
    let mut design = Design::empty(names.map(str::to_owned).collect());
    for (row, (&y, &unit)) in y.iter().zip(unit).enumerate() {
        if y.is_nan() || terms.iter().any(|(_, values)| values[row].is_nan()) {
            design.dropped += 1;
            continue;
        }
        design.x.push(1.0);
        design.x.extend(terms.iter().map(|(_, values)| values[row]));
        design.y.push(y);
        design.unit.push(unit);
        design.period.push(row as i32);
        design.rows += 1;
    }
    design
}

/// The auxiliary parameter `name` of a fit.
///
/// # Errors
/// [`VerifyError::Computation`] when the fit has none of this name.
pub fn auxiliary(fit: &Fit, name: &str) -> Result<f64, VerifyError> {
    let found = fit.auxiliary(name).map(|auxiliary| auxiliary.estimate);
    found.ok_or_else(|| VerifyError::computation(format!("the {} fit has no parameter `{name}`", fit.family)))
}

/// Position, coefficient and standard error of the term `name`.
///
/// # Errors
/// [`VerifyError::Computation`] when the fit has none of this name.
pub fn term(fit: &Fit, name: &str) -> Result<(f64, f64), VerifyError> {
    let at = fit.term(name);
    let at = at.ok_or_else(|| VerifyError::computation(format!("the fit has no term `{name}`")))?;
    Ok((fit.coefficients[at], fit.standard_errors()[at]))
}
