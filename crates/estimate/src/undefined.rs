//! Values that are missing although everything they are made of is there: logarithms of negative numbers, 0 / 0.

use crate::error::EstimateError;
use crate::expression::Expression;
use crate::formula::Formula;
use crate::frame::Frame;
use crate::program::{Program, Scratch};
use crate::table::Table;

/// An expression of a formula that has no value in some rows whose columns all have one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undefined {
    /// The expression, as the formula has it.
    pub expression: String,
    /// How many rows.
    pub rows: usize,
    /// Unit id and period of the first of them.
    pub first: (u64, i32),
}

/// The first of `formula`'s expressions, or of the offsets beside it, on the rows of `table` for which `keep(unit, period)` holds that is not a number
/// without a missing input. Expressions that read other units (networks, sums over the world) are left out: what they have
/// no value for is missing by definition.
///
/// # Errors
/// As [`Program::compile`].
pub fn undefined(
    formula: &Formula,
    offsets: &[Expression],
    table: &Table,
    keep: &dyn Fn(u64, i32) -> bool,
) -> Result<Option<Undefined>, EstimateError> {
    let terms = formula.variables().map(|variable| variable.expression());
    let mut seen: Vec<&Expression> = Vec::new();
    for expression in std::iter::once(&formula.response).chain(terms).chain(offsets) {
        if seen.contains(&expression) {
            continue;
        }
        seen.push(expression);
        let program = Program::compile(expression, table)?;
        if program.reads_other_units() {
            continue;
        }
        let found = rows_without_value(&program, table, keep);
        if let Some(&first) = found.first() {
            return Ok(Some(Undefined { expression: expression.to_string(), rows: found.len(), first }));
        }
    }
    Ok(None)
}

fn rows_without_value(program: &Program, table: &Table, keep: &dyn Fn(u64, i32) -> bool) -> Vec<(u64, i32)> {
    let (mut scratch, mut values) = (Scratch::new(), vec![0.0; table.units().len()]);
    let mut found = Vec::new();
    for index in 0..table.periods() {
        let (frame, period) = (table.frame(index), table.first_period() + index as i32);
        program.evaluate(&frame, &mut scratch, &mut values);
        for (row, &unit) in table.units().iter().enumerate() {
            let there = |&(column, lag): &(usize, usize)| {
                let column = frame.column(column, lag);
                // A column of the world has one value.
                column.get(row).or(column.first()).is_some_and(|value| !value.is_nan())
            };
            if values[row].is_nan() && keep(unit, period) && program.reads().iter().all(there) {
                found.push((unit, period));
            }
        }
    }
    found
}
