//! Rows that an equation is not fitted on because a series of the user's own has no value there.

use std::collections::BTreeSet;

use forefend_estimate::{Axis, Reference};
use forefend_panel::AsOf;

use super::{Basis, Sample};
use crate::error::SimulateError;
use crate::history::History;
use crate::model::{Declared, Model};

/// What an equation lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// `file:line` of the equation.
    pub place: String,
    /// The equation.
    pub variable: String,
    /// Rows that have no value of one of the series.
    pub rows: usize,
    /// Rows that the equation would be fitted on otherwise.
    pub of: usize,
    /// Each series with the rows in which it has no value, by variable.
    pub series: Vec<(String, usize)>,
}

impl std::fmt::Display for Lost {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<String> =
            self.series.iter().map(|(name, rows)| format!("`{name}` ({rows} rows)")).collect();
        write!(
            out,
            "{}: `{}` is fitted without {} of {} rows, which have no value of {}",
            self.place,
            self.variable,
            self.rows,
            self.of,
            names.join(" or ")
        )
    }
}

/// What the equations of `model` lose to series that the world reads from its own CSV files, and to what is made of them.
///
/// # Errors
/// Whatever the panel or a condition reports.
pub fn lost(model: &Model, history: &History, as_of: &AsOf<'_>) -> Result<Vec<Lost>, SimulateError> {
    let own = made_of_own_series(model, as_of)?;
    let mut found = Vec::new();
    if own.is_empty() {
        return Ok(found);
    }
    for variable in &model.variables {
        let Some(formula) = &variable.formula else { continue };
        let reads: Vec<Reference> =
            formula.references().into_iter().filter(|read| own.contains(read.name.as_str())).collect();
        if !reads.is_empty() {
            found.extend(of_equation(variable, &reads, model, history, as_of)?);
        }
    }
    Ok(found)
}

/// Variables that hold a series with `csv`, and identities that read one of them.
fn made_of_own_series<'a>(model: &'a Model, as_of: &AsOf<'_>) -> Result<BTreeSet<&'a str>, SimulateError> {
    let mut own = BTreeSet::new();
    for variable in &model.variables {
        if let Some(id) = &variable.spec.indicator
            && as_of.indicator(id.as_ref())?.csv.is_some()
        {
            own.insert(variable.name());
        }
    }
    loop {
        let before = own.len();
        for variable in model.variables.iter().filter(|variable| variable.spec.indicator.is_none()) {
            let reads =
                variable.history.as_ref().or(variable.expression.as_ref()).map(|one| one.references());
            if reads.is_some_and(|reads| reads.iter().any(|read| own.contains(read.name.as_str()))) {
                own.insert(variable.name());
            }
        }
        if own.is_empty() || own.len() == before {
            return Ok(own);
        }
    }
}

fn of_equation(
    variable: &Declared,
    reads: &[Reference],
    model: &Model,
    history: &History,
    as_of: &AsOf<'_>,
) -> Result<Option<Lost>, SimulateError> {
    let axis = history.axis_of(variable);
    let rows = Sample::read(variable, Basis { history, as_of })?.rows;
    let ids = history.table.units_of(axis);
    let mut without: BTreeSet<(u64, i32)> = BTreeSet::new();
    let mut series: Vec<(String, usize)> = Vec::new();
    for read in reads.iter().filter(|read| read.network.is_none()) {
        let Some(position) = model.position(&read.name) else { continue };
        let of = history.axis_of(&model.variables[position]);
        let Some(column) = history.table.column(&read.name) else { continue };
        let units = history.table.units_of(of).len();
        let has = |unit: usize, year: i32, lag: usize| {
            let period = year - i32::from(history.first.0) - lag as i32;
            let at =
                usize::try_from(period).ok().map(|period| period * units + if of == axis { unit } else { 0 });
            at.and_then(|at| column.get(at)).is_some_and(|value| !value.is_nan())
        };
        // A series of the world is the same for every unit; one of another axis is aggregated, and not counted here.
        if of != axis && of != Axis::WORLD {
            continue;
        }
        let lost: Vec<(u64, i32)> = rows
            .iter()
            .filter(|(id, year)| {
                let unit = ids.iter().position(|one| one == id).unwrap_or(0);
                !(read.minimum_lag..=read.maximum_lag).all(|lag| has(unit, *year, lag))
            })
            .copied()
            .collect();
        if !lost.is_empty() {
            series.push((read.name.clone(), lost.len()));
            without.extend(lost);
        }
    }
    Ok((!without.is_empty()).then(|| Lost {
        place: variable.place.clone(),
        variable: variable.name().to_owned(),
        rows: without.len(),
        of: rows.len(),
        series,
    }))
}
