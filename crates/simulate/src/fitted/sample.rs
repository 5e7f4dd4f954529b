//! Which units and years an equation is fitted on.

use std::collections::BTreeSet;
use std::fmt;

use forefend_estimate::{Axis, Design, NamesOn, Program, Scratch, is_true};
use forefend_panel::{CountryId, Year};

use super::Basis;
use crate::error::SimulateError;
use crate::model::Declared;

/// Rows that an equation is fitted on, each a unit's stable id and a year.
pub(super) struct Sample {
    pub rows: BTreeSet<(u64, i32)>,
    years: BTreeSet<i32>,
}

impl Sample {
    /// Units and years inside the sample's years, of states that existed then and the year before, with the series it
    /// names truly observed, and its condition true.
    ///
    /// # Errors
    /// Whatever is wrong with the condition.
    pub fn read(variable: &Declared, basis: Basis<'_>) -> Result<Self, SimulateError> {
        let Basis { history, .. } = basis;
        let sample = &variable.spec.sample;
        let own = variable.spec.indicator.iter().chain(&sample.observed);
        let observed: Vec<&Vec<f64>> = own
            .filter_map(|name| history.observed.get(name.as_ref()))
            .chain(history.observed_elsewhere.get(variable.name()))
            .collect();
        let axis = history.axis_of(variable);
        let names = NamesOn::new(&history.table, axis);
        let condition = variable
            .condition
            .as_ref()
            .map(|expression| Program::compile(expression, &names))
            .transpose()
            .map_err(|source| variable.texts.condition.wrong(source))?;
        let first = sample.first.map_or(history.first, Year);
        let last = sample.last.map_or(history.last, Year);
        let ids = history.table.units_of(axis);
        let units = ids.len();
        let (mut scratch, mut holds) = (Scratch::default(), vec![1.0; units]);
        let mut rows = BTreeSet::new();
        for year in Year::range(first.max(history.first), last.min(history.last)) {
            let period = (year.0 - history.first.0) as usize;
            if let Some(condition) = &condition {
                condition.evaluate(&history.table.frame(period), &mut scratch, &mut holds);
            }
            for (position, &unit) in ids.iter().enumerate() {
                let seen = observed.iter().all(|grid| !grid[period * units + position].is_nan());
                let existed = !sample.existing || existed(basis, axis, position, year);
                if seen && existed && is_true(holds[position]) {
                    rows.insert((unit, i32::from(year.0)));
                }
            }
        }
        let years = rows.iter().map(|(_, year)| *year).collect();
        Ok(Self { rows, years })
    }

    pub fn holds(&self, unit: u64, year: i32) -> bool {
        self.rows.contains(&(unit, year))
    }
}

impl fmt::Display for Sample {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} rows", self.rows.len())?;
        match self.years.first().zip(self.years.last()) {
            Some((first, last)) => write!(out, " of {first}-{last}"),
            None => Ok(()),
        }
    }
}

/// The sample of an equation; none where there is too little to fit on yet and a stand-in takes its place.
///
/// # Errors
/// [`SimulateError::Declaration`] for too little to fit on without a stand-in; whatever is wrong with the condition.
pub(super) fn of(variable: &Declared, basis: Basis<'_>) -> Result<Option<Sample>, SimulateError> {
    let sample = Sample::read(variable, basis)?;
    let stands_in = variable.spec.stand_in.is_some();
    let too_short = sample.years.len() < variable.spec.sample.years.max(1);
    match (too_short, stands_in) {
        (false, false) => Ok(Some(sample)),
        (false, true) => Ok(has_all_classes(variable, &sample, basis).then_some(sample)),
        (true, true) => Ok(None),
        (true, false) => Err(nothing_to_fit_on(variable, basis)),
    }
}

/// Whether every class of the equation was observed in the sample.
fn has_all_classes(variable: &Declared, sample: &Sample, basis: Basis<'_>) -> bool {
    let history = basis.history;
    let Some(column) = history.table.column(variable.name()) else { return false };
    let ids = history.table.units_of(history.axis_of(variable));
    let value = |(unit, year): &(u64, i32)| {
        let at = (year - i32::from(history.first.0)) as usize * ids.len();
        ids.iter().position(|id| id == unit).map(|unit| column[at + unit])
    };
    let found: BTreeSet<i64> = sample.rows.iter().filter_map(value).map(|value| value as i64).collect();
    variable.spec.classes.iter().all(|class| found.contains(&(*class as i64)))
}

/// Whether a unit existed in a year and the year before: states come and go, and with them what is made of them; whatever
/// else there is exists throughout.
fn existed(basis: Basis<'_>, axis: Axis, position: usize, year: Year) -> bool {
    let existed = |id: &CountryId| {
        let country = basis.as_of.roster().get(*id);
        country.is_some_and(|country| country.exists(year) && country.exists(year - 1))
    };
    match axis {
        Axis::UNITS => existed(&basis.history.units[position]),
        _ => {
            let made_of = basis.history.axes.units(axis).countries.get(position);
            made_of.is_none_or(|countries| countries.iter().all(existed))
        }
    }
}

fn nothing_to_fit_on(variable: &Declared, Basis { history, as_of }: Basis<'_>) -> SimulateError {
    let sample = &variable.spec.sample;
    let (first, last) = (sample.first.map_or(history.first, Year), sample.last.map_or(history.last, Year));
    SimulateError::Declaration {
        place: variable.place.clone(),
        message: format!(
            "`{}`: too few country-years to fit on between {first} and {last} as of {}; choose a later --as-of or origin, widen \
             the sample, or give it a `stand_in`",
            variable.name(),
            as_of.month()
        ),
    }
}

/// The data must hold the classes declared, all of them and no other.
pub(super) fn check_classes(variable: &Declared, design: &Design) -> Result<(), SimulateError> {
    let found: BTreeSet<i64> = design.y.iter().map(|&y| y as i64).collect();
    let declared: BTreeSet<i64> = variable.spec.classes.iter().map(|&class| class as i64).collect();
    if found == declared {
        return Ok(());
    }
    if found.is_empty() {
        return Err(SimulateError::Declaration {
            place: variable.place.clone(),
            message: format!(
                "`{}`: no country-year is left to fit on: a term of its formula has no value so early; take later origins \
                 (--origins, of a replay --others) or a later --as-of, or take the term out",
                variable.name()
            ),
        });
    }
    Err(SimulateError::Declaration {
        place: variable.place.clone(),
        message: format!(
            "`{}`: classes {declared:?} are declared but the data hold {found:?}; \
             mend `classes` or the sample",
            variable.name()
        ),
    })
}
