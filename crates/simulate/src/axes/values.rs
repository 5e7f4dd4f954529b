//! Observed values of variables that are not by country: of the world and of an axis of the panel by its series, of other axes
//! by a file of the world.

use std::collections::{BTreeMap, BTreeSet};

use forefend_panel::{AsOf, Availability, Fill, Unit, Year, fill_series};
use serde::{Deserialize, Serialize};

use super::resolved::Axes;
use crate::error::SimulateError;
use crate::model::{Declared, Labelled};
use crate::name::{listed, shown};
use crate::spec::{Axis, FillRule, Kind, PathRule};
use crate::world::YEARS;

/// Values of a variable that is not by country, from `first` to `last`: year-major over years x units, NaN where
/// nothing is observed. Nothing later than the view's last complete year, but for a path that its publisher projects.
///
/// # Errors
/// A unit that the axis does not have, a cell that is no number, a unit-year given twice; with file and line.
pub(crate) fn observed(
    axes: &Axes,
    variable: &Declared,
    as_of: &AsOf<'_>,
    first: Year,
    last: Year,
) -> Result<Vec<f64>, SimulateError> {
    let axis = axes.find(variable.spec.axis.name()).unwrap_or(forefend_estimate::Axis::WORLD);
    let units = axes.units(axis).ids.len();
    let mut values = vec![f64::NAN; units * Year::count(first, last)];
    let mut set = |row: usize, year: Year, value: f64| {
        if first <= year && year <= last {
            values[(year.0 - first.0) as usize * units + row] = value;
        }
    };
    if let (Axis::World, Some(indicator)) = (&variable.spec.axis, &variable.spec.indicator) {
        for (year, value) in as_of.world_series(indicator.as_ref()) {
            set(0, year, value);
        }
        return Ok(values);
    }
    if let (Some(panel), Some(indicator)) = (&axes.units(axis).panel, &variable.spec.indicator) {
        return of_series(indicator.as_ref(), panel, variable, as_of, (first, last));
    }
    let known = known_year(as_of);
    let mut seen: BTreeMap<(usize, i16), &str> = BTreeMap::new();
    for row in &variable.values {
        let (year, value) = (Year(year_of(&row.cells[1], &row.place)?), value_of(row)?);
        let Some(unit) = axes.row(axis, &row.cells[0], &row.place, as_of)? else { continue };
        if let Some(other) = seen.insert((unit, year.0), &row.place) {
            return Err(SimulateError::Duplicate {
                place: row.place.clone(),
                name: format!("{} {year}", row.cells[0]),
                other: other.to_owned(),
            });
        }
        if year <= known {
            set(unit, year, value);
        }
    }
    Ok(values)
}

/// Values of `units` by a series of their axis. A published projection is taken as it is by a path that wants it.
fn of_series(
    indicator: &str,
    units: &[Unit],
    variable: &Declared,
    as_of: &AsOf<'_>,
    (first, last): (Year, Year),
) -> Result<Vec<f64>, SimulateError> {
    let projected = matches!(as_of.indicator(indicator)?.kind, forefend_panel::Kind::Path { .. });
    if projected && variable.spec.kind == Kind::Path && variable.spec.path == PathRule::Projection {
        return Ok(as_of.path_on(indicator, units, first, last)?);
    }
    Ok(as_of.grid_on(indicator, units, first, last, Fill::None)?)
}

/// What a series has of units that the variable's axis does not have; none where it has no others.
pub(crate) fn left_out(
    axes: &Axes,
    variable: &Declared,
    as_of: &AsOf<'_>,
) -> Result<Option<LeftOut>, SimulateError> {
    let axis = axes.find(variable.spec.axis.name()).unwrap_or(forefend_estimate::Axis::WORLD);
    let (Some(panel), Some(indicator)) = (&axes.units(axis).panel, &variable.spec.indicator) else {
        return Ok(None);
    };
    let own: BTreeSet<&Unit> = panel.iter().collect();
    let mut others: BTreeMap<&Unit, usize> = BTreeMap::new();
    for (unit, ..) in as_of.values(indicator.as_ref())?.filter(|(unit, ..)| !own.contains(unit)) {
        *others.entry(unit).or_default() += 1;
    }
    let names: Vec<String> = others.keys().map(|unit| as_of.roster().unit_key(unit)).collect();
    Ok((!others.is_empty()).then(|| LeftOut {
        place: variable.place.clone(),
        series: indicator.as_ref().clone(),
        axis: variable.spec.axis.name().to_owned(),
        values: others.values().sum(),
        units: names,
    }))
}

/// Values of a series that no unit of its variable's axis takes: of countries that are not simulated, of pairs that no network
/// links.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// `file:line` of the variable.
    pub place: String,
    /// The series.
    pub series: String,
    /// The variable's axis.
    pub axis: String,
    /// Values left out.
    pub values: usize,
    /// What files call their units.
    pub units: Vec<String>,
}

impl std::fmt::Display for LeftOut {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            out,
            "{}: `{}` has {} values of {} units that axis `{}` does not have, and they are left out: {}",
            self.place,
            self.series,
            self.values,
            self.units.len(),
            self.axis,
            listed(self.units.iter().map(String::as_str), self.units.len())
        )
    }
}

/// Last year with a value by the date of the view.
pub(crate) fn last_year(variable: &Declared, as_of: &AsOf<'_>) -> Result<Option<Year>, SimulateError> {
    let known = known_year(as_of);
    let mut last = None;
    for row in &variable.values {
        let year = Year(year_of(&row.cells[1], &row.place)?);
        if year <= known {
            last = last.max(Some(year));
        }
    }
    Ok(last)
}

/// Last year whose values are known: when only what was published counts, a year after its end.
pub(crate) fn known_year(as_of: &AsOf<'_>) -> Year {
    let complete = as_of.month().last_complete_year();
    match as_of.availability() {
        Availability::Observed => complete,
        Availability::Published => complete - 1,
    }
}

/// Fills holes of each unit by the variable's own rules. Between two values: linear, unless `fill = "none"`. After the last
/// value: nothing, but for a path, which keeps it when it is declared to (`path = "frozen"`) or when it may be filled at
/// all (any `fill` but "none"). Before the first value, and for a unit without values: a path's `stand_in`, else nothing.
///
/// What of a path was filled here is told to the reader by [`crate::history::Filled`].
pub(crate) fn fill(variable: &Declared, units: usize, values: &mut [f64]) {
    let spec = &variable.spec;
    let inside = spec.fill != FillRule::None;
    let after = spec.kind == Kind::Path && (inside || spec.path == PathRule::Frozen);
    let rule = if inside { Fill::Interpolate } else { Fill::None };
    let periods = values.len() / units.max(1);
    // Periods are counted as years from 0.
    let year = |period: usize| Year(period as i16);
    for unit in 0..units {
        let at = |period: usize| period * units + unit;
        let of_period = |period: usize| (year(period), values[at(period)]);
        let known: BTreeMap<Year, f64> = (0..periods).map(of_period).filter(|(_, v)| !v.is_nan()).collect();
        let Some((&last, &kept)) = known.last_key_value() else { continue };
        let filled = fill_series(&known, year(0), year(periods - 1), rule);
        for (period, value) in filled.into_iter().enumerate() {
            values[at(period)] = if after && year(period) > last { kept } else { value };
        }
    }
    if let (Kind::Path, Some(stand_in)) = (spec.kind, spec.stand_in) {
        stand_in_before_first(values, units, stand_in);
    }
}

/// Each unit has `stand_in` before its first value, and throughout where it has none by the date of the run.
pub(crate) fn stand_in_before_first(values: &mut [f64], units: usize, stand_in: f64) {
    for unit in 0..units {
        let of_unit = values.iter_mut().skip(unit).step_by(units);
        of_unit.take_while(|value| value.is_nan()).for_each(|value| *value = stand_in);
    }
}

/// A year in a cell of a CSV file.
pub(super) fn year_of(text: &str, place: &str) -> Result<i16, SimulateError> {
    let [first, last] = YEARS;
    let found = text.parse::<i16>().ok().filter(|year| (first..=last).contains(year));
    found.ok_or_else(|| SimulateError::Syntax {
        place: place.to_owned(),
        message: format!("`{}` is not a year from {first} to {last}", shown(text)),
    })
}

fn value_of(row: &Labelled) -> Result<f64, SimulateError> {
    row.cells[2].parse::<f64>().ok().filter(|value| value.is_finite()).ok_or_else(|| SimulateError::Syntax {
        place: row.place.clone(),
        message: format!("`{}` is not a number", row.cells[2]),
    })
}
