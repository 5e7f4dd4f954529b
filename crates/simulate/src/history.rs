//! Observed history as one table: what equations are fitted on and where simulation starts from.

mod path;
mod span;
mod stored;

use std::collections::BTreeMap;
use std::sync::Arc;

use forefend_estimate::{EstimateError, Expression, Names, NamesOn, Program, Scratch, Table};
use forefend_panel::{AsOf, CountryId, Fill, Year};
use serde::{Deserialize, Serialize};

pub use self::path::Filled;
use self::path::PathValues;
use self::span::Span;
use self::stored::StoredHistory;
pub use crate::axes::values::LeftOut;
use crate::axes::{Axes, values};
use crate::error::SimulateError;
use crate::model::{Declared, Model};
use crate::order;
use crate::spec::{Axis, Kind};

/// Everything the panel gave, as of one date, in the shape that fitting and simulating read.
///
/// It can be written and read (`serde`), so that [`crate::Plan::with`] makes a plan from a stored history and stored
/// [`crate::Fitted`] parameters where no panel is at hand, with the same bits.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "StoredHistory", into = "StoredHistory")]
pub struct History {
    /// Simulated countries, in id order: the units of every country column.
    pub units: Vec<CountryId>,
    /// First year of the table.
    pub first: Year,
    /// Last year of the table: the last year in which anything but a path was observed.
    pub last: Year,
    /// Last year in which every observed series still had a value: simulation starts the year after.
    pub launch: Year,
    /// Last simulated year: paths reach to it.
    pub horizon: Year,
    /// Last year of the anchor series (the threats' outcome): later years are not observed.
    pub anchor: Year,
    /// Units of every axis.
    pub axes: Axes,
    /// Units x years x variables, holes filled by each variable's own rule; with every network and relation.
    pub table: Table,
    /// Unfilled values by indicator, year-major from `first` to `last`.
    pub observed: BTreeMap<String, Vec<f64>>,
    /// Unfilled values of variables that are not by country, by variable.
    pub observed_elsewhere: BTreeMap<String, Vec<f64>>,
    /// Path values by variable, year-major from `first` to the horizon.
    pub paths: BTreeMap<String, Vec<f64>>,
    /// Whether each unit was in the state system, year-major from `first` to `last`.
    pub(crate) existed: Vec<bool>,
    /// Values of paths that are not those of their source, for readers to be told.
    pub filled: Vec<Filled>,
    /// Values of series that no unit of their variable's axis takes, for readers to be told.
    pub left_out: Vec<LeftOut>,
}

impl History {
    /// Builds the table for `model` from what `as_of` may show.
    ///
    /// # Errors
    /// Whatever the panel or an expression reports.
    pub fn build(model: &Model, as_of: &AsOf<'_>, horizon: Year) -> Result<Self, SimulateError> {
        let Span { first, last, launch, anchor } = Span::of(model, as_of, horizon)?;
        let units = simulated_units(as_of, model.frame.anchor.as_ref(), anchor)?;
        let ids = units.iter().map(|unit| u64::from(unit.0)).collect();
        let mut table = Table::new(ids, i32::from(first.0), Year::count(first, last));
        let axes = Axes::enter(model, as_of, &units, &mut table)?;
        axes.check_room(model, Year::count(first, horizon.max(last)))?;
        let existed = |unit: &CountryId, year| as_of.roster().get(*unit).is_some_and(|one| one.exists(year));
        let existed =
            Year::range(first, last).flat_map(|year| units.iter().map(move |unit| existed(unit, year)));
        let existed = existed.collect();
        let mut history = Self {
            units,
            first,
            last,
            launch,
            horizon,
            anchor,
            axes,
            table,
            observed: BTreeMap::new(),
            observed_elsewhere: BTreeMap::new(),
            paths: BTreeMap::new(),
            existed,
            filled: Vec::new(),
            left_out: Vec::new(),
        };
        history.read_networks(model, as_of)?;
        history.read_indicators(model, as_of, horizon)?;
        history.derive(model)?;
        Ok(history)
    }

    /// Checks that the history is one of `model`: a stored one may be of another.
    pub(crate) fn check_is_of(&self, model: &Model) -> Result<(), SimulateError> {
        for variable in &model.variables {
            let axis = self.axis_of(variable);
            let units = self.axes.units(axis).ids.len();
            let until = (self.horizon + variable.years_ahead()).max(self.last);
            let path = self.paths.get(variable.name()).map(Vec::len);
            let elsewhere = self.observed_elsewhere.get(variable.name()).map(Vec::len);
            let is_path = path.is_some_and(|cells| cells == units * Year::count(self.first, until));
            let known = Names::column(&self.table, variable.name())
                .is_some_and(|column| self.table.axis_of(column) == axis)
                && self.axes.units(axis).name == variable.spec.axis.name();
            let of_country = variable.spec.axis == Axis::Country;
            let has_source = !of_country || variable.spec.indicator.is_some();
            let fits = known
                && (variable.spec.kind != Kind::Path || is_path || !has_source)
                && elsewhere.is_none_or(|cells| cells == units * self.table.periods());
            if !fits {
                let message = format!(
                    "the history at hand is not of this model: it lacks `{}` as it is declared here; build it anew",
                    variable.name()
                );
                return Err(SimulateError::Declaration { place: variable.place.clone(), message });
            }
        }
        Ok(())
    }

    fn years(&self) -> impl Iterator<Item = Year> + use<> {
        Year::range(self.first, self.last)
    }

    fn read_networks(&mut self, model: &Model, as_of: &AsOf<'_>) -> Result<(), SimulateError> {
        for name in &model.frame.networks {
            let by_year = self
                .years()
                .map(|year| Arc::new(as_of.adjacency(name.as_ref(), &self.units, year)))
                .collect();
            self.table.set_network(name.as_ref(), by_year).map_err(in_history)?;
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
        let by_country = model.variables.iter().filter(|variable| variable.spec.axis == Axis::Country);
        let own = by_country.clone().filter(|variable| variable.spec.kind != Kind::Path);
        let names = own.filter_map(|variable| variable.spec.indicator.as_ref()).chain([&model.frame.anchor]);
        for name in names.chain(by_country.flat_map(|variable| &variable.spec.sample.observed)) {
            let raw = as_of.grid(name.as_ref(), &self.units, first, last, Fill::None)?;
            self.observed.insert(name.as_ref().clone(), raw);
        }
        for variable in &model.variables {
            let horizon = horizon + variable.years_ahead();
            let values = if variable.spec.axis == Axis::Country {
                self.country_values(variable, as_of, horizon)?
            } else {
                self.values_elsewhere(variable, as_of, horizon)?
            };
            let axis = self.axis_of(variable);
            self.table.add_column_on(axis, variable.name(), &values).map_err(in_history)?;
        }
        Ok(())
    }

    /// The number of a variable's axis.
    pub(crate) fn axis_of(&self, variable: &Declared) -> forefend_estimate::Axis {
        self.axes.find(variable.spec.axis.name()).unwrap_or(forefend_estimate::Axis::UNITS)
    }

    fn country_values(
        &mut self,
        variable: &Declared,
        as_of: &AsOf<'_>,
        horizon: Year,
    ) -> Result<Vec<f64>, SimulateError> {
        let (first, last) = (self.first, self.last);
        let cells = self.units.len() * Year::count(first, last);
        let Some(indicator) = &variable.spec.indicator else { return Ok(vec![f64::NAN; cells]) };
        if variable.spec.kind == Kind::Path {
            let years = first..=horizon.max(last);
            let PathValues { values: path, source } =
                path::read(variable, indicator.as_ref(), as_of, &self.units, years)?;
            if let Some(source) = source {
                self.note_filled(variable, &path, &source);
            }
            let known = path[..cells.min(path.len())].to_vec();
            self.paths.insert(variable.name().to_owned(), path);
            return Ok(known);
        }
        let fill = path::fill_of(variable.spec.fill);
        let mut values = as_of.grid(indicator.as_ref(), &self.units, first, last, fill)?;
        self.fill_before_statehood(variable, &mut values);
        if let Some(stand_in) = variable.spec.stand_in {
            values.iter_mut().filter(|value| value.is_nan()).for_each(|value| *value = stand_in);
        }
        Ok(values)
    }

    /// Sets the missing values of years in which a state did not exist, where the variable says to what.
    pub(crate) fn fill_before_statehood(&self, variable: &Declared, values: &mut [f64]) {
        let Some(value) = variable.spec.before_statehood else { return };
        let cells = values.iter_mut().zip(&self.existed);
        cells.filter(|(cell, existed)| cell.is_nan() && !**existed).for_each(|(cell, _)| *cell = value);
    }

    fn note_filled(&mut self, variable: &Declared, values: &[f64], source: &[f64]) {
        let labels = &self.axes.units(self.axis_of(variable)).labels;
        self.filled.extend(path::filled(variable, values, source, labels, self.first));
    }

    /// Values of a variable of the world or of a declared axis.
    fn values_elsewhere(
        &mut self,
        variable: &Declared,
        as_of: &AsOf<'_>,
        horizon: Year,
    ) -> Result<Vec<f64>, SimulateError> {
        let units = self.axes.units(self.axis_of(variable)).ids.len();
        let path = variable.spec.kind == Kind::Path;
        let last = if path { horizon.max(self.last) } else { self.last };
        let mut found = values::observed(&self.axes, variable, as_of, self.first, last)?;
        self.left_out.extend(values::left_out(&self.axes, variable, as_of)?);
        if !path && found.iter().any(|value| !value.is_nan()) {
            self.observed_elsewhere.insert(variable.name().to_owned(), found.clone());
        }
        let source = if path { found.clone() } else { Vec::new() };
        values::fill(variable, units, &mut found);
        if path {
            self.note_filled(variable, &found, &source);
        }
        let known = found[..units * Year::count(self.first, self.last)].to_vec();
        if path {
            self.paths.insert(variable.name().to_owned(), found);
        }
        Ok(known)
    }

    /// Fills the columns that no indicator holds, period by period, by the same compiled expressions that
    /// the simulation runs.
    fn derive(&mut self, model: &Model) -> Result<(), SimulateError> {
        let mut derived = Vec::new();
        for position in order::in_history(model)? {
            let variable = &model.variables[position];
            if variable.spec.indicator.is_none()
                && variable.values.is_empty()
                && let Some(expression) = history_expression(variable)
            {
                let names = NamesOn::new(&self.table, self.axis_of(variable));
                let program =
                    Program::compile(expression, &names).map_err(|source| match variable.history {
                        Some(_) => variable.texts.history.wrong(source),
                        None => variable.texts.expression.wrong(source),
                    })?;
                derived.push((variable.name().to_owned(), variable.spec.initial, program));
            }
        }
        let mut scratch = Scratch::default();
        let mut values = Vec::new();
        for period in 0..Year::count(self.first, self.last) {
            for (name, initial, program) in &derived {
                let units = self.table.units_of(program.axis()).len();
                values.clear();
                values.resize(units, f64::NAN);
                match initial {
                    Some(initial) if period == 0 => values.fill(*initial),
                    _ => program.evaluate(&self.table.frame(period), &mut scratch, &mut values),
                }
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

fn history_expression(variable: &Declared) -> Option<&Expression> {
    variable.history.as_ref().or(match variable.spec.kind {
        Kind::Identity => variable.expression.as_ref(),
        Kind::Path | Kind::Equation | Kind::Probability | Kind::Process => None,
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
