//! Errors of the estimators in the words of a user's file: rows instead of units and periods, options instead of fields.

use forefend_estimate::{EstimateError, Formula};

use crate::failure::Failure;
use crate::fit::layout::{Layout, is_whole};
use crate::fit::rows::Rows;

/// What an error is told with.
pub struct Refusal<'a> {
    pub rows: &'a Rows,
    pub layout: &'a Layout,
    pub formula: &'a Formula,
}

impl Refusal<'_> {
    /// The failure of the command for an estimator's error.
    pub fn of(&self, error: EstimateError) -> Failure {
        let name = |column: &str| shown(column, self.formula, self.layout);
        match &error {
            EstimateError::NotFinite { column, unit, period } => Failure::data(format!(
                "{}: `{}` is not finite; log of zero? use log1p, or leave the row out with --where",
                self.place(*unit, *period),
                name(column)
            )),
            EstimateError::NotBinary { value, unit, period } => Failure::data(format!(
                "{}: the response of a logit must be 0 or 1, found {value}; compare it first, as in \"y > 0 ~ x\"",
                self.place(*unit, *period)
            )),
            EstimateError::Value { family, expected, value, unit, period } => Failure::data(format!(
                "{}: the response of {family} must be {expected}; found {value}",
                self.place(*unit, *period)
            )),
            EstimateError::Collinear { column } => {
                Failure::found(EstimateError::Collinear { column: name(column) }.to_string())
            }
            EstimateError::OnlyZeros { column } => {
                Failure::found(EstimateError::OnlyZeros { column: name(column) }.to_string())
            }
            EstimateError::Separation { column, class } => Failure::found(format!(
                "`{}` separates the classes perfectly{class}: no finite estimate exists; drop it, merge classes, or use \
                 --family firth (two classes) or --family multinomial --penalty 1",
                name(column)
            )),
            EstimateError::NotConverged { .. } => Failure::found(error.to_string()),
            EstimateError::Unfit { message, .. } if message.contains("needs a threshold") => {
                Failure::command("--family gpd needs --threshold, in units of the response".to_owned())
            }
            EstimateError::Syntax { .. }
            | EstimateError::UnknownFunction { .. }
            | EstimateError::UnknownNetwork { .. }
            | EstimateError::TooDeep { .. }
            | EstimateError::TooLarge { .. }
            | EstimateError::Option { .. }
            | EstimateError::Penalty { .. } => Failure::command(error.to_string()),
            _ => Failure::data(error.to_string()),
        }
    }

    fn place(&self, unit: u64, period: i32) -> String {
        self.layout.row(unit, period).map_or_else(|| format!("unit {unit}"), |row| self.rows.place(row))
    }
}

/// The name of a term with the labels of text columns in place of their codes.
pub fn shown(term: &str, formula: &Formula, layout: &Layout) -> String {
    let mut name = term.to_owned();
    for factor in formula.factors() {
        let labels = layout.labels.iter().find(|(column, _)| is_whole(&factor, column));
        for (code, label) in labels.map(|(_, labels)| labels).into_iter().flatten().enumerate() {
            name = name.replace(&format!("factor({factor})[{code}]"), &format!("factor({factor})[{label}]"));
        }
    }
    name
}
