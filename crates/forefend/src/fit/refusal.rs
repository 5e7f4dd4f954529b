//! Errors of the estimators in the words of a user's file: rows instead of units and periods, options instead of fields.

use forefend_estimate::{EstimateError, Formula, Undefined};

use crate::failure::Failure;
use crate::fit::layout::Layout;
use crate::fit::rows::Rows;

/// What an error is told with.
pub struct Refusal<'a> {
    pub rows: &'a Rows,
    pub layout: &'a Layout,
    pub formula: &'a Formula,
}

impl Refusal<'_> {
    /// The failure for an expression without a value where its columns have one.
    pub fn undefined(&self, found: &Undefined) -> Failure {
        let (rows, expression) = (found.rows, shown(&found.expression, self.formula, self.layout));
        Failure::data(format!(
            "{}: `{expression}` is not defined, though nothing is missing (the logarithm or root of a negative number?), in \
             {rows} row(s); leave them out with --where",
            self.place(found.first.0, found.first.1)
        ))
    }

    /// The failure of the command for an estimator's error.
    pub fn of(&self, error: EstimateError) -> Failure {
        let name = |column: &str| shown(column, self.formula, self.layout);
        match &error {
            EstimateError::NotFinite { column, unit, period } => Failure::data(format!(
                "{}: `{}` is not finite{}leave the row out with --where",
                self.place(*unit, *period),
                name(column),
                // The file itself says so where the column is read as it stands.
                if self.layout.table.column(column).is_some() {
                    ": "
                } else {
                    "; log of zero? use log1p, or "
                }
            )),
            EstimateError::NotBinary { value, unit, period } => {
                Failure::data(self.not_binary(*value, &self.place(*unit, *period)))
            }
            EstimateError::Value { family, expected, value, unit, period } => Failure::data(format!(
                "{}: the response of {family} must be {expected}; found {value}",
                self.place(*unit, *period)
            )),
            EstimateError::Collinear { column } => Failure::found(self.collinear(column)),
            EstimateError::OnlyZeros { column } => {
                Failure::found(EstimateError::OnlyZeros { column: name(column) }.to_string())
            }
            EstimateError::Separation { column, class } => Failure::found(format!(
                "`{}` separates the classes perfectly{class}: no finite estimate exists; drop it, merge classes, or use \
                 --family firth (two classes) or --family multinomial --penalty 1",
                name(column)
            )),
            EstimateError::FactorLevels { factor, count, limit } => Failure::data(format!(
                "factor({factor}) has {count} level(s) in the rows used, and needs 2 to {limit}: leave it out of the formula, or \
                 choose rows in which it has them"
            )),
            EstimateError::NotConverged { iterations, step, column } => {
                let (iterations, step, column) = (*iterations, *step, name(column));
                Failure::found(EstimateError::NotConverged { iterations, step, column }.to_string())
            }
            EstimateError::Scale { column, largest } => {
                let column =
                    if column == "response" { self.formula.response.to_string() } else { name(column) };
                Failure::data(EstimateError::Scale { column, largest: *largest }.to_string())
            }
            EstimateError::Classes { found: 1, .. } => Failure::data(format!(
                "`{}` has the same value in every row used; a fit by class needs two or more",
                self.formula.response
            )),
            EstimateError::TooFewRows { rows: 0, dropped, .. } if *dropped > 0 => {
                Failure::data(self.empty(*dropped))
            }
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

    /// What to do about a term that the others make up; of a factor not one dummy can be taken out.
    fn collinear(&self, column: &str) -> String {
        let shown = shown(column, self.formula, self.layout);
        match column.split_once(")[") {
            Some((factor, _)) if column.starts_with("factor(") && !column.contains("]:") => format!(
                "`{shown}` is a linear combination of the terms before it: {factor}) tells no more than they do, or less than \
                 one dummy a level; take {factor}), or one of the terms before it, out of the formula"
            ),
            _ => EstimateError::Collinear { column: shown }.to_string(),
        }
    }

    /// Why the response is no class: a text with more than two, or a number.
    fn not_binary(&self, value: f64, place: &str) -> String {
        let labels = self.formula.response.whole_column().and_then(|column| self.layout.labels.get(column));
        match labels {
            Some(labels) => format!(
                "`{}` has {} classes ({}): use --family multinomial, or compare a number with a threshold",
                self.formula.response,
                labels.len(),
                some(labels)
            ),
            None => format!(
                "{place}: the response of a logit must be 0 or 1, found {value}; compare it first, as in \"y > 0 ~ x\", or \
                 use --family multinomial"
            ),
        }
    }

    /// Why no row is left: a column that is empty everywhere, or rows that each miss something.
    fn empty(&self, dropped: usize) -> String {
        let empty: Vec<String> =
            self.layout.empty.iter().map(|name| format!("`{name}` is empty in every row")).collect();
        if empty.is_empty() {
            format!("each of the {dropped} rows misses a value of a term or of the response: no row is left")
        } else {
            format!("{}; leave it out of the formula", empty.join(", "))
        }
    }

    fn place(&self, unit: u64, period: i32) -> String {
        self.layout.row(unit, period).map_or_else(|| format!("unit {unit}"), |row| self.rows.place(row))
    }
}

/// The first of a list of labels.
pub fn some(labels: &[String]) -> String {
    let shown = labels.iter().take(5).map(String::as_str).collect::<Vec<_>>().join(", ");
    if labels.len() > 5 { format!("{shown}, ...") } else { shown }
}

/// The name of a term with the labels of text columns in place of their codes.
pub fn shown(term: &str, formula: &Formula, layout: &Layout) -> String {
    let labelled = formula.factors().into_iter().filter_map(|factor| {
        let labels = layout.labels.get(factor.whole_column()?)?;
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
