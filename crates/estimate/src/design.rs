//! From a formula and a table to the matrix that estimators take.

use crate::error::EstimateError;
use crate::family::Family;
use crate::formula::{Formula, Variable};
use crate::frame::{Axis, Names, NamesOn};
use crate::program::{Program, Scratch};
use crate::recipe::Recipe;
use crate::table::Table;

/// Complete rows of a formula on a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// Names of the columns, `(Intercept)` first when there is one.
    pub names: Vec<String>,
    /// Number of rows.
    pub rows: usize,
    /// Row-major, `rows` x `names.len()`, finite.
    pub x: Vec<f64>,
    /// Response, one a row, finite.
    pub y: Vec<f64>,
    /// Unit id of each row.
    pub unit: Vec<u64>,
    /// Period of each row.
    pub period: Vec<i32>,
    /// Rows that were to be kept but had a missing value.
    pub dropped: usize,
}

impl EstimateError {
    /// [`EstimateError::Value`] for one row of a design.
    pub(crate) fn value(family: Family, expected: &'static str, design: &Design, row: usize) -> Self {
        let (value, unit, period) = (design.y[row], design.unit[row], design.period[row]);
        Self::Value { family, expected, value, unit, period }
    }
}

impl Design {
    /// A design without rows: `names` are its columns.
    pub fn empty(names: Vec<String>) -> Self {
        Self {
            names,
            rows: 0,
            x: Vec::new(),
            y: Vec::new(),
            unit: Vec::new(),
            period: Vec::new(),
            dropped: 0,
        }
    }

    /// Builds the rows for which `keep(unit, period)` holds and nothing is missing, by period, then unit in the
    /// table's order. The levels of factors are those of these rows.
    ///
    /// # Errors
    /// As [`Recipe::new`]; [`EstimateError::NotFinite`] for an infinite response or term.
    pub fn build(
        formula: &Formula,
        table: &Table,
        keep: &dyn Fn(u64, i32) -> bool,
    ) -> Result<(Recipe, Self), EstimateError> {
        Self::build_on(Axis::UNITS, formula, table, keep)
    }

    /// The same with the units of `axis`, one of the table's, as rows.
    ///
    /// # Errors
    /// As [`Design::build`].
    pub fn build_on(
        axis: Axis,
        formula: &Formula,
        table: &Table,
        keep: &dyn Fn(u64, i32) -> bool,
    ) -> Result<(Recipe, Self), EstimateError> {
        let names = NamesOn::new(table, axis);
        let response = Program::compile(&formula.response, &names)?;
        let levels = factor_levels(formula, table, &names, keep, &response)?;
        let recipe = Recipe::new(formula, &names, &levels)?;
        let ids = table.units_of(axis);
        let mut design = Self::empty(recipe.names().to_vec());
        let (units, columns) = (ids.len(), recipe.columns());
        let blind = recipe.blind_periods().max(response.blind_periods());
        let mut scratch = Scratch::new();
        let mut y = vec![0.0; units];
        let mut x = vec![0.0; units * columns];
        for index in 0..table.periods() {
            let period = table.first_period() + index as i32;
            let frame = table.frame(index);
            response.evaluate(&frame, &mut scratch, &mut y);
            recipe.evaluate(&frame, &mut scratch, &mut x);
            if index < blind {
                y.fill(f64::NAN);
            }
            for (row, &unit) in ids.iter().enumerate() {
                if keep(unit, period) {
                    let values = (0..columns).map(|column| x[column * units + row]);
                    design.push(&formula.response, unit, period, y[row], values)?;
                }
            }
        }
        Ok((recipe, design))
    }

    fn push(
        &mut self,
        response: &crate::Expression,
        unit: u64,
        period: i32,
        y: f64,
        x: impl Iterator<Item = f64> + Clone,
    ) -> Result<(), EstimateError> {
        if y.is_nan() || x.clone().any(f64::is_nan) {
            self.dropped += 1;
            return Ok(());
        }
        if y.is_infinite() {
            return Err(EstimateError::NotFinite { column: response.to_string(), unit, period });
        }
        if let Some(column) = x.clone().position(f64::is_infinite) {
            return Err(EstimateError::NotFinite { column: self.names[column].clone(), unit, period });
        }
        self.x.extend(x);
        self.y.push(y);
        self.unit.push(unit);
        self.period.push(period);
        self.rows += 1;
        Ok(())
    }

    /// Takes a column out.
    pub fn remove_column(&mut self, column: usize) {
        let columns = self.names.len();
        let mut at = 0..self.x.len();
        self.x.retain(|_| at.next().is_some_and(|at| at % columns != column));
        self.names.remove(column);
    }

    /// The values of one row.
    pub(crate) fn row(&self, row: usize) -> &[f64] {
        let columns = self.names.len();
        &self.x[row * columns..(row + 1) * columns]
    }

    /// The rows at the given places.
    pub(crate) fn subset(&self, places: &[usize]) -> Self {
        Self {
            names: self.names.clone(),
            rows: places.len(),
            x: places.iter().flat_map(|&row| self.row(row).iter().copied()).collect(),
            y: places.iter().map(|&row| self.y[row]).collect(),
            unit: places.iter().map(|&row| self.unit[row]).collect(),
            period: places.iter().map(|&row| self.period[row]).collect(),
            dropped: self.dropped,
        }
    }

    /// Checks lengths (a design may be made by hand) and that there are more rows than columns.
    pub(crate) fn check(&self) -> Result<(), EstimateError> {
        let columns = self.names.len();
        let length = |what: &str, expected: usize, found: usize| {
            if expected == found {
                Ok(())
            } else {
                Err(EstimateError::Length { what: what.to_owned(), expected, found })
            }
        };
        length("design matrix", self.rows * columns, self.x.len())?;
        length("response", self.rows, self.y.len())?;
        length("units of the design", self.rows, self.unit.len())?;
        length("periods of the design", self.rows, self.period.len())?;
        for row in 0..self.rows {
            let (unit, period) = (self.unit[row], self.period[row]);
            if !self.y[row].is_finite() {
                return Err(EstimateError::NotFinite { column: "response".to_owned(), unit, period });
            }
            if let Some(column) = self.row(row).iter().position(|value| !value.is_finite()) {
                return Err(EstimateError::NotFinite { column: self.names[column].clone(), unit, period });
            }
        }
        if columns == 0 || self.rows <= columns {
            return Err(EstimateError::TooFewRows { rows: self.rows, columns, dropped: self.dropped });
        }
        Ok(())
    }
}

/// Distinct values of each factor over the rows that will be in the design.
fn factor_levels(
    formula: &Formula,
    table: &Table,
    names: &NamesOn<'_>,
    keep: &dyn Fn(u64, i32) -> bool,
    response: &Program,
) -> Result<Vec<Vec<f64>>, EstimateError> {
    let factors = formula.factors();
    if factors.is_empty() {
        return Ok(Vec::new());
    }
    let compile = |expression| Program::compile(expression, names);
    let factors: Vec<Program> = factors.iter().map(compile).collect::<Result<_, _>>()?;
    let values: Vec<Program> = formula
        .variables()
        .filter(|variable| matches!(variable, Variable::Value { .. }))
        .map(|variable| compile(variable.expression()))
        .collect::<Result<_, _>>()?;
    let ids = table.units_of(names.reader());
    let units = ids.len();
    let mut scratch = Scratch::new();
    let mut out = vec![0.0; units];
    let mut levels = vec![Vec::new(); factors.len()];
    let programs = || values.iter().chain(&factors).chain([response]);
    let blind = programs().map(Program::blind_periods).max().unwrap_or(0);
    for index in 0..table.periods() {
        let period = table.first_period() + index as i32;
        let frame = table.frame(index);
        let mut complete: Vec<bool> = ids.iter().map(|&unit| index >= blind && keep(unit, period)).collect();
        for program in programs() {
            program.evaluate(&frame, &mut scratch, &mut out);
            complete.iter_mut().zip(&out).for_each(|(complete, value)| *complete &= !value.is_nan());
        }
        for (program, levels) in factors.iter().zip(&mut levels) {
            program.evaluate(&frame, &mut scratch, &mut out);
            // Adding zero turns -0 into 0, which are one level.
            levels.extend(
                out.iter().zip(&complete).filter(|(_, complete)| **complete).map(|(value, _)| value + 0.0),
            );
            levels.sort_by(f64::total_cmp);
            levels.dedup();
        }
    }
    Ok(levels)
}
