//! Observed history as one table: what equations are fitted on and where simulation starts from.

use std::collections::BTreeMap;
use std::sync::Arc;

use forefend_estimate::{EstimateError, Expression, Program, Scratch, Table};
use forefend_panel::{AsOf, CountryId, Fill, Year};

use crate::error::SimulateError;
use crate::load::{Declared, Model};
use crate::order::{Phase, order};
use crate::spec::{FillRule, Kind, PathRule};

/// Everything the panel gave, as of one date, in the shape that fitting and simulating read.
#[derive(Debug, Clone)]
pub struct History {
    /// Simulated countries, in id order: the units of every country column.
    pub units: Vec<CountryId>,
    /// First year of the table.
    pub first: Year,
    /// Last year of the table: the last year in which anything but a path was observed.
    pub last: Year,
    /// Last year in which every observed series still had a value: simulation starts the year after.
    pub launch: Year,
    /// Last year of the anchor series (the threats' outcome): later years are not observed.
    pub anchor: Year,
    /// Units x years x variables, holes filled by each variable's own rule.
    pub table: Table,
    /// Unfilled values by indicator, year-major from `first` to `last`.
    pub observed: BTreeMap<String, Vec<f64>>,
    /// Path values by variable position, year-major from `first` to the horizon.
    pub paths: BTreeMap<usize, Vec<f64>>,
}

impl History {
    /// Builds the table for `model` from what `as_of` may show.
    ///
    /// # Errors
    /// Whatever the panel or an expression reports.
    pub fn build(model: &Model, as_of: &AsOf<'_>, horizon: Year) -> Result<Self, SimulateError> {
        let anchor_name: &str = model.frame.anchor.as_ref();
        let missing = |what: &str| SimulateError::Declaration {
            place: format!("series `{what}`"),
            message: format!("no value at all as of {}; choose a later date", as_of.month()),
        };
        let anchor = as_of.last_year(anchor_name)?.ok_or_else(|| missing(anchor_name))?;
        let mut ends = Vec::new();
        for name in observed_indicators(model) {
            ends.push(as_of.last_year(&name)?.ok_or_else(|| missing(&name))?);
        }
        let last = ends.iter().copied().max().unwrap_or(anchor).max(anchor);
        let launch = ends.iter().copied().min().unwrap_or(anchor).min(anchor);
        let first = Year(model.frame.history_from);
        let units = simulated_units(as_of, anchor_name, anchor)?;
        let ids = units.iter().map(|unit| u64::from(unit.0)).collect();
        let table = Table::new(ids, i32::from(first.0), Year::count(first, last));
        let mut history = Self {
            units,
            first,
            last,
            launch,
            anchor,
            table,
            observed: BTreeMap::new(),
            paths: BTreeMap::new(),
        };
        history.read_networks(model, as_of)?;
        history.read_indicators(model, as_of, horizon)?;
        history.derive(model)?;
        Ok(history)
    }

    fn years(&self) -> impl Iterator<Item = Year> + use<> {
        Year::range(self.first, self.last)
    }

    fn read_networks(&mut self, model: &Model, as_of: &AsOf<'_>) -> Result<(), SimulateError> {
        for name in &model.frame.networks {
            let by_year =
                self.years().map(|year| Arc::new(as_of.adjacency(name, &self.units, year))).collect();
            self.table.set_network(name, by_year).map_err(in_history)?;
        }
        Ok(())
    }

    fn read_indicators(
        &mut self,
        model: &Model,
        as_of: &AsOf<'_>,
        horizon: Year,
    ) -> Result<(), SimulateError> {
        let (first, last) = (self.first, self.last);
        let sampled = model.variables.iter().flat_map(|variable| &variable.spec.sample.observed);
        for name in observed_indicators(model).into_iter().chain(sampled.map(|name| name.as_ref().clone())) {
            let raw = as_of.grid(&name, &self.units, first, last, Fill::None)?;
            self.observed.insert(name, raw);
        }
        let cells = self.units.len() * Year::count(first, last);
        for (position, variable) in model.variables.iter().enumerate() {
            let values = match (&variable.spec.indicator, variable.spec.kind) {
                (Some(indicator), Kind::Path) => {
                    let path = read_path(variable, indicator.as_ref(), as_of, &self.units, first, horizon)?;
                    let known = path[..cells.min(path.len())].to_vec();
                    self.paths.insert(position, path);
                    known
                }
                (Some(indicator), _) => {
                    let fill = match variable.spec.fill {
                        FillRule::None => Fill::None,
                        FillRule::Interpolate => Fill::Interpolate,
                        FillRule::Median => Fill::InterpolateThenMedian,
                    };
                    as_of.grid(indicator.as_ref(), &self.units, first, last, fill)?
                }
                (None, _) => vec![f64::NAN; cells],
            };
            self.table.add_column(variable.name(), &values).map_err(in_history)?;
        }
        Ok(())
    }

    /// Fills the columns that no indicator holds, period by period, by the same compiled expressions that
    /// the simulation runs.
    fn derive(&mut self, model: &Model) -> Result<(), SimulateError> {
        let mut derived = Vec::new();
        for position in order(model, Phase::History)? {
            let variable = &model.variables[position];
            if variable.spec.indicator.is_none()
                && let Some(expression) = history_expression(variable)
            {
                let program = Program::compile(expression, &self.table)
                    .map_err(|source| SimulateError::Expression { place: variable.place.clone(), source })?;
                derived.push((variable.name().to_owned(), variable.spec.initial, program));
            }
        }
        let mut scratch = Scratch::default();
        let mut values = vec![f64::NAN; self.units.len()];
        for period in 0..Year::count(self.first, self.last) {
            for (name, initial, program) in &derived {
                match initial {
                    Some(initial) if period == 0 => values.fill(*initial),
                    _ => program.evaluate(&self.table.frame(period), &mut scratch, &mut values),
                }
                let units = values.len();
                if let Some(column) = self.table.column_mut(name) {
                    column[period * units..(period + 1) * units].copy_from_slice(&values);
                }
            }
        }
        Ok(())
    }
}

fn in_history(source: EstimateError) -> SimulateError {
    SimulateError::Expression { place: "history".to_owned(), source }
}

/// The indicators that hold observed values of non-path variables, and the anchor.
fn observed_indicators(model: &Model) -> Vec<String> {
    let mut names: Vec<String> = model
        .variables
        .iter()
        .filter(|variable| variable.spec.kind != Kind::Path)
        .filter_map(|variable| variable.spec.indicator.as_ref())
        .map(|name| name.as_ref().clone())
        .chain([model.frame.anchor.as_ref().clone()])
        .collect();
    names.sort();
    names.dedup();
    names
}

fn history_expression(variable: &Declared) -> Option<&Expression> {
    variable.history.as_ref().or(match variable.spec.kind {
        Kind::Identity => variable.expression.as_ref(),
        Kind::Path | Kind::Equation => None,
    })
}

/// States that exist in the last year of the anchor series and have a value there.
fn simulated_units(as_of: &AsOf<'_>, anchor: &str, year: Year) -> Result<Vec<CountryId>, SimulateError> {
    let mut units = Vec::new();
    for unit in as_of.roster().existing(year) {
        if as_of.observed(anchor, unit, year)?.is_some() {
            units.push(unit);
        }
    }
    if units.is_empty() {
        return Err(SimulateError::Declaration {
            place: format!("series `{anchor}`"),
            message: format!("no country has a value in {year}; rebuild the snapshot"),
        });
    }
    Ok(units)
}

fn read_path(
    variable: &Declared,
    indicator: &str,
    as_of: &AsOf<'_>,
    units: &[CountryId],
    first: Year,
    horizon: Year,
) -> Result<Vec<f64>, SimulateError> {
    if variable.spec.path == PathRule::Projection {
        return Ok(as_of.path(indicator, units, first, horizon)?);
    }
    let known = as_of.last_year(indicator)?.unwrap_or(first).min(as_of.month().year()).max(first);
    let mut values = as_of.grid(indicator, units, first, known.min(horizon), Fill::InterpolateThenMedian)?;
    let last_known = values[values.len() - units.len()..].to_vec();
    while values.len() < units.len() * Year::count(first, horizon) {
        values.extend_from_slice(&last_known);
    }
    Ok(values)
}
