//! Events and world values that a report counts in the draws: expressions compiled on one year of recorded columns.

use std::collections::BTreeSet;

use forefend_estimate::{Axis, EstimateError, Expression, NamesOn, Program, Scratch, Table};
use forefend_panel::CountryId;
use forefend_simulate::History;

/// Expressions of recorded variables by country, evaluated on one year of one draw at a time.
#[derive(Debug)]
pub(crate) struct Compiled {
    variables: Vec<String>,
    table: Table,
    events: Vec<Program>,
    totals: Vec<Program>,
    scratch: Scratch,
    values: Vec<f64>,
    /// `[variable][unit]`: the year that is being set.
    set: Vec<Vec<f64>>,
}

impl Compiled {
    /// `events` have a value a country, `totals` one of the world; `also` are read beside what these read.
    ///
    /// # Errors
    /// An expression that does not parse or compile, with the number of its place in the list.
    pub fn new(
        units: &[CountryId],
        events: &[&str],
        totals: &[&str],
        also: &[&str],
    ) -> Result<Self, EstimateError> {
        let parse =
            |texts: &[&str]| texts.iter().map(|text| Expression::parse(text)).collect::<Result<Vec<_>, _>>();
        let (events, totals) = (parse(events)?, parse(totals)?);
        let read =
            events.iter().chain(&totals).flat_map(Expression::references).map(|reference| reference.name);
        let mut variables: Vec<String> = also.iter().map(|name| (*name).to_owned()).collect();
        // The variables asked for come first, in their order, so that callers find them by position.
        let others: BTreeSet<String> = read.filter(|name| !variables.contains(name)).collect();
        variables.extend(others);
        let mut table = Table::new(units.iter().map(|unit| u64::from(unit.0)).collect(), 0, 1);
        for name in &variables {
            table.add_column(name, &vec![f64::NAN; units.len()])?;
        }
        let events = events.iter().map(|event| Program::compile(event, &table)).collect::<Result<_, _>>()?;
        let on_world = NamesOn::new(&table, Axis::WORLD);
        let totals =
            totals.iter().map(|total| Program::compile(total, &on_world)).collect::<Result<_, _>>()?;
        let values = vec![f64::NAN; units.len()];
        let set = vec![values.clone(); variables.len()];
        Ok(Self { variables, table, events, totals, scratch: Scratch::default(), values, set })
    }

    /// Names of what is read, in the order in which [`Compiled::set`] takes their values.
    pub fn variables(&self) -> Vec<String> {
        self.variables.clone()
    }

    /// The values of one country.
    pub fn set(&mut self, unit: usize, values: &[f64]) {
        self.set.iter_mut().zip(values).for_each(|(column, value)| column[unit] = *value);
    }

    /// The year is set for every country, and can be evaluated.
    pub fn ready(&mut self) {
        for (name, values) in self.variables.iter().zip(&self.set) {
            if let Some(column) = self.table.column_mut(name) {
                column.copy_from_slice(values);
            }
        }
    }

    /// Values of a variable in the year set.
    pub fn column(&self, at: usize) -> &[f64] {
        &self.set[at]
    }

    /// Whether an event holds, by country.
    pub fn holds(&mut self, event: usize) -> impl Iterator<Item = bool> + '_ {
        self.events[event].evaluate(&self.table.frame(0), &mut self.scratch, &mut self.values);
        self.values.iter().map(|value| is_true(*value))
    }

    /// A total of the world.
    pub fn total(&mut self, total: usize) -> f64 {
        let mut value = [f64::NAN];
        self.totals[total].evaluate(&self.table.frame(0), &mut self.scratch, &mut value);
        value[0]
    }
}

/// A missing value is no event.
fn is_true(value: f64) -> bool {
    !value.is_nan() && value != 0.0
}

/// Of whom an expression holds in a year of history, by country.
///
/// # Errors
/// An expression that does not parse or compile.
pub(crate) fn eligible(history: &History, text: &str, year: i16) -> Result<Vec<bool>, EstimateError> {
    let values = in_year(history, &Expression::parse(text)?, year, Axis::UNITS)?;
    Ok(values.into_iter().map(is_true).collect())
}

/// The value of the world in every year of history.
///
/// # Errors
/// An expression that does not parse or compile.
pub(crate) fn past(history: &History, text: &str) -> Result<Vec<(i16, f64)>, EstimateError> {
    let expression = Expression::parse(text)?;
    let years = history.first.0..=history.last.0;
    let one = |year| Ok((year, in_year(history, &expression, year, Axis::WORLD)?[0]));
    years.map(one).collect()
}

fn in_year(
    history: &History,
    expression: &Expression,
    year: i16,
    axis: Axis,
) -> Result<Vec<f64>, EstimateError> {
    let names = NamesOn::new(&history.table, axis);
    let program = Program::compile(expression, &names)?;
    let rows = if axis == Axis::WORLD { 1 } else { history.units.len() };
    let mut values = vec![f64::NAN; rows];
    if let Ok(period) = usize::try_from(year - history.first.0) {
        program.evaluate(&history.table.frame(period), &mut Scratch::default(), &mut values);
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_counted_by_country_and_totals_over_all() {
        let units = [CountryId(2), CountryId(5), CountryId(7)];
        let mut compiled =
            Compiled::new(&units, &["x > 1 & y == 0"], &["world_mean(x > 1)", "world_sum(y)"], &["y"])
                .unwrap();
        assert_eq!(compiled.variables(), ["y", "x"]);
        for (unit, values) in [[0.0, 2.0], [1.0, 3.0], [0.0, f64::NAN]].iter().enumerate() {
            compiled.set(unit, values);
        }
        compiled.ready();
        assert_eq!(
            compiled.holds(0).collect::<Vec<_>>(),
            [true, false, false],
            "what is missing is no event"
        );
        compiled.set(2, &[0.0, 0.0]);
        compiled.ready();
        assert_eq!((compiled.total(0), compiled.total(1)), (2.0 / 3.0, 1.0));
        assert_eq!(compiled.column(0), [0.0, 1.0, 0.0]);
    }
}
