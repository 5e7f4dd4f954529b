//! Observed history as one table: what equations are fitted on and where simulation starts from.

mod path;

use std::collections::BTreeMap;
use std::sync::Arc;

use forefend_estimate::{EstimateError, Expression, NamesOn, Program, Scratch, Table};
use forefend_panel::{AsOf, CountryId, Fill, Year};

pub use self::path::Filled;
pub(crate) use self::path::listed;
pub use crate::axes::values::LeftOut;
use crate::axes::{Axes, values};
use crate::error::SimulateError;
use crate::load::{Declared, Model};
use crate::order::{Phase, order};
use crate::plan::years_ahead;
use crate::spec::{Axis, Kind};

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
    /// Units of every axis.
    pub axes: Axes,
    /// Units x years x variables, holes filled by each variable's own rule; with every network and relation.
    pub table: Table,
    /// Unfilled values by indicator, year-major from `first` to `last`.
    pub observed: BTreeMap<String, Vec<f64>>,
    /// Unfilled values of variables that are not by country, by variable position.
    pub observed_elsewhere: BTreeMap<usize, Vec<f64>>,
    /// Path values by variable position, year-major from `first` to the horizon.
    pub paths: BTreeMap<usize, Vec<f64>>,
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
        let anchor_name: &str = model.frame.anchor.as_ref();
        let missing = |what: &str| SimulateError::Declaration {
            place: format!("series `{what}`"),
            message: format!("no value at all as of {}; choose a later --as-of or origin", as_of.month()),
        };
        let anchor = as_of.last_year(anchor_name)?.ok_or_else(|| missing(anchor_name))?;
        let mut ends = Vec::new();
        for (name, stand_in) in observed_indicators(model) {
            match as_of.last_year(&name)? {
                Some(year) => ends.push(year),
                None if stand_in => {}
                None => return Err(missing(&name)),
            }
        }
        for variable in model.variables.iter().filter(|v| v.spec.kind != Kind::Path && !v.values.is_empty()) {
            ends.push(values::last_year(variable, as_of)?.ok_or_else(|| missing(variable.name()))?);
        }
        let last = ends.iter().copied().max().unwrap_or(anchor).max(anchor);
        let launch = ends.iter().copied().min().unwrap_or(anchor).min(anchor);
        if horizon <= launch {
            return Err(SimulateError::Declaration {
                place: "--to".to_owned(),
                message: format!(
                    "{horizon} is observed as of {}: the simulation begins after {launch}; give a later year, up to 2100",
                    as_of.month()
                ),
            });
        }
        let first = Year(model.frame.history_from);
        if first > launch {
            return Err(SimulateError::Declaration {
                place: "simulation.toml, history_from".to_owned(),
                message: format!(
                    "{first} lies after {launch}, the last year known as of {}; give an earlier one, or a later --as-of",
                    as_of.month()
                ),
            });
        }
        let units = simulated_units(as_of, anchor_name, anchor)?;
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
        for (position, variable) in model.variables.iter().enumerate() {
            let horizon = horizon + years_ahead(variable);
            let values = if variable.spec.axis == Axis::Country {
                self.country_values(position, variable, as_of, horizon)?
            } else {
                self.values_elsewhere(position, variable, as_of, horizon)?
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
        position: usize,
        variable: &Declared,
        as_of: &AsOf<'_>,
        horizon: Year,
    ) -> Result<Vec<f64>, SimulateError> {
        let (first, last) = (self.first, self.last);
        let cells = self.units.len() * Year::count(first, last);
        let Some(indicator) = &variable.spec.indicator else { return Ok(vec![f64::NAN; cells]) };
        if variable.spec.kind == Kind::Path {
            let years = (first, horizon.max(last));
            let (path, source) = path::read(variable, indicator.as_ref(), as_of, &self.units, years)?;
            if let Some(source) = source {
                self.note_filled(variable, &path, &source);
            }
            let known = path[..cells.min(path.len())].to_vec();
            self.paths.insert(position, path);
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
        self.filled.extend(path::filled(variable, (values, source), labels, self.first));
    }

    /// Values of a variable of the world or of a declared axis.
    fn values_elsewhere(
        &mut self,
        position: usize,
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
            self.observed_elsewhere.insert(position, found.clone());
        }
        let source = if path { found.clone() } else { Vec::new() };
        values::fill(variable, units, &mut found);
        if path {
            self.note_filled(variable, &found, &source);
        }
        let known = found[..units * Year::count(self.first, self.last)].to_vec();
        if path {
            self.paths.insert(position, found);
        }
        Ok(known)
    }

    /// Fills the columns that no indicator holds, period by period, by the same compiled expressions that
    /// the simulation runs.
    fn derive(&mut self, model: &Model) -> Result<(), SimulateError> {
        let mut derived = Vec::new();
        for position in order(model, Phase::History)? {
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

/// The indicators that hold observed values of non-path variables, and the anchor; with each whether all its variables
/// have a stand-in for the time before it begins.
fn observed_indicators(model: &Model) -> BTreeMap<String, bool> {
    let mut names = BTreeMap::from([(model.frame.anchor.as_ref().clone(), false)]);
    for variable in model.variables.iter().filter(|variable| variable.spec.kind != Kind::Path) {
        if let Some(name) = &variable.spec.indicator {
            let all = names.entry(name.as_ref().clone()).or_insert(true);
            *all = *all && variable.spec.stand_in.is_some();
        }
    }
    names
}

fn history_expression(variable: &Declared) -> Option<&Expression> {
    variable.history.as_ref().or(match variable.spec.kind {
        Kind::Identity => variable.expression.as_ref(),
        Kind::Path | Kind::Equation | Kind::Probability => None,
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
