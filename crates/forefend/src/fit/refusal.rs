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
    let labelled = formula.factors().into_iter().filter_map(|factor| {
        let (_, labels) = layout.labels.iter().find(|(column, _)| is_whole(&factor, column))?;
        Some((format!("factor({factor})["), labels.as_slice()))
    });
    relabelled(term, &labelled.collect::<Vec<_>>())
}

/// `term` with the code behind each opening, as `factor(g)[`, replaced by the label in that place. What has been
/// replaced is not read again: a label may itself look like a code.
fn relabelled(term: &str, labelled: &[(String, &[String])]) -> String {
    let (mut name, mut rest) = (String::new(), term);
    while let Some(first) = rest.chars().next() {
        let found = labelled.iter().find_map(|(opening, labels)| {
            let (code, after) = rest.strip_prefix(opening.as_str())?.split_once(']')?;
            Some((opening, labels.get(code.parse::<usize>().ok()?)?, after))
        });
        if let Some((opening, label, after)) = found {
            name.push_str(&format!("{opening}{label}]"));
            rest = after;
        } else {
            name.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    name
}
