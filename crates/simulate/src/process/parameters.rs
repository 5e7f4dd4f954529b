//! The parameters of a declared process: each number inside its range, or an error with its line.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Range, RangeInclusive};

use toml::{Spanned, Value};

use crate::error::SimulateError;
use crate::name::shown;
use crate::table::WorldTable;
use crate::world::{WorldFiles, YEARS};
use forefend_panel::suggestion;

/// The parameters that an analyst gave to one process. What a kind asks for by name must be there; what is left at the end,
/// nobody asked for.
pub struct Parameters<'a> {
    /// The process.
    pub process: &'a str,
    /// `file:line` of the process.
    pub place: String,
    /// What was given.
    pub given: &'a BTreeMap<String, Spanned<Value>>,
    /// `file:line` of a stretch of the file.
    pub at: &'a dyn Fn(Range<usize>) -> String,
    /// Name of the listed axis of the process, and the ids of its units in row order; empty where it has none.
    pub axis: &'a str,
    /// See `axis`.
    pub units: &'a [String],
    /// The files of the world.
    pub world: &'a WorldFiles,
    /// Names asked for so far.
    pub asked: BTreeSet<&'static str>,
}

impl<'a> Parameters<'a> {
    /// A number inside `range`.
    ///
    /// # Errors
    /// Where it is missing, no number, or outside; with file, line and remedy.
    pub fn number(&mut self, name: &'static str, range: RangeInclusive<f64>) -> Result<f64, SimulateError> {
        let wanted = format!("a number {}", words(&range));
        let value = self.value(name, &wanted)?;
        number(value.get_ref(), &range).ok_or_else(|| self.wrong(name, value, &wanted))
    }

    /// Two numbers inside `range`, the lower first.
    ///
    /// # Errors
    /// As [`Parameters::number`].
    pub fn interval(
        &mut self,
        name: &'static str,
        range: RangeInclusive<f64>,
    ) -> Result<[f64; 2], SimulateError> {
        let wanted = format!("[LOW, HIGH] {}, the lower first", words(&range));
        let value = self.value(name, &wanted)?;
        let list = value.get_ref().as_array().map_or(&[][..], Vec::as_slice);
        match list.iter().map(|value| number(value, &range)).collect::<Option<Vec<f64>>>().as_deref() {
            Some(&[low, high]) if low <= high => Ok([low, high]),
            _ => Err(self.wrong(name, value, &wanted)),
        }
    }

    /// A year.
    ///
    /// # Errors
    /// As [`Parameters::number`].
    pub fn year(&mut self, name: &'static str) -> Result<i16, SimulateError> {
        let wanted = format!("a year from {} to {}", YEARS[0], YEARS[1]);
        let value = self.value(name, &wanted)?;
        year(value.get_ref()).ok_or_else(|| self.wrong(name, value, &wanted))
    }

    /// A list of years, each once and in order.
    ///
    /// # Errors
    /// As [`Parameters::number`].
    pub fn years(&mut self, name: &'static str) -> Result<Vec<i16>, SimulateError> {
        let wanted = format!("a list of years from {} to {}, in order", YEARS[0], YEARS[1]);
        let value = self.value(name, &wanted)?;
        let list = value.get_ref().as_array().map(|list| list.iter().map(year).collect::<Option<Vec<i16>>>());
        let ordered = list.flatten().filter(|years| years.windows(2).all(|pair| pair[0] < pair[1]));
        ordered.ok_or_else(|| self.wrong(name, value, &wanted))
    }

    /// A number inside `range` for each unit of the listed axis, in row order: `name = { "UNIT" = NUMBER, ... }`.
    ///
    /// # Errors
    /// As [`Parameters::number`].
    pub fn by_unit(
        &mut self,
        name: &'static str,
        range: RangeInclusive<f64>,
    ) -> Result<Vec<f64>, SimulateError> {
        let wanted = format!("a table with a number {} for each unit of `{}`", words(&range), self.axis);
        let value = self.value(name, &wanted)?;
        let table = value.get_ref().as_table().ok_or_else(|| self.wrong(name, value, &wanted))?;
        if let Some(unknown) = table.keys().find(|key| !self.units.contains(key)) {
            return Err(SimulateError::Unknown {
                place: (self.at)(value.span()),
                what: "unit",
                name: shown(unknown),
                suggestion: suggestion(unknown, self.units.iter().map(String::as_str)),
            });
        }
        let of_unit = |unit: &String| {
            table.get(unit).and_then(|value| number(value, &range)).ok_or_else(|| {
                self.refuse(
                    (self.at)(value.span()),
                    format!("`{name}` needs {wanted}; mend that of `{unit}`"),
                )
            })
        };
        self.units.iter().map(of_unit).collect()
    }

    /// A text.
    ///
    /// # Errors
    /// As [`Parameters::number`].
    pub fn text(&mut self, name: &'static str) -> Result<&'a str, SimulateError> {
        let value = self.value(name, "a text")?;
        value.get_ref().as_str().ok_or_else(|| self.wrong(name, value, "a text"))
    }

    /// A table of the world: `name = "tables/FILE.csv"`, or `name = "snapshot/FILE.parquet"`. It counts in the digests of the
    /// world and of the score book.
    ///
    /// # Errors
    /// As [`Parameters::number`]; a file that is not in the world, or is no table.
    ///
    /// # Examples
    /// A process that reads rates by age: `parameters.table("rates")?.numbers("rate")?`.
    pub fn table(&mut self, name: &'static str) -> Result<WorldTable, SimulateError> {
        let path = self.text(name)?;
        let value = self.value(name, "a text")?;
        match WorldTable::read(self.world, path) {
            Ok(Ok(table)) => Ok(table),
            Ok(Err(wanted)) => {
                let message = format!("{name} = {}; {wanted}", shown(&value.get_ref().to_string()));
                Err(self.refuse((self.at)(value.span()), message))
            }
            Err(SimulateError::MissingFile { .. }) => {
                let message = format!("{name} = {}: no such file in the world", shown(path));
                Err(self.refuse((self.at)(value.span()), format!("{message}; add it or name another")))
            }
            Err(error) => Err(error),
        }
    }

    /// An error about a parameter whose value this kind cannot use.
    pub fn unusable(&self, name: &str, wanted: &str) -> SimulateError {
        match self.given.get(name) {
            Some(value) => self.wrong(name, value, wanted),
            None => self.refuse(self.place.clone(), format!("it needs the parameter `{name}`: {wanted}")),
        }
    }

    /// Refuses parameters that nobody asked for.
    ///
    /// # Errors
    /// [`SimulateError::Unknown`] with the nearest name.
    pub fn finish(self) -> Result<(), SimulateError> {
        match self.given.iter().find(|(name, _)| !self.asked.contains(name.as_str())) {
            None => Ok(()),
            Some((name, value)) => Err(SimulateError::Unknown {
                place: (self.at)(value.span()),
                what: "parameter",
                name: shown(name),
                suggestion: suggestion(name, self.asked.iter().copied()),
            }),
        }
    }

    fn value(&mut self, name: &'static str, wanted: &str) -> Result<&'a Spanned<Value>, SimulateError> {
        self.asked.insert(name);
        let missing =
            || self.refuse(self.place.clone(), format!("it needs the parameter `{name}`: {wanted}"));
        self.given.get(name).ok_or_else(missing)
    }

    fn wrong(&self, name: &str, value: &Spanned<Value>, wanted: &str) -> SimulateError {
        let given = shown(&value.get_ref().to_string());
        self.refuse((self.at)(value.span()), format!("{name} = {given}; give {wanted}"))
    }

    fn refuse(&self, place: String, message: String) -> SimulateError {
        SimulateError::Declaration { place, message: format!("process `{}`: {message}", self.process) }
    }
}

fn number(value: &Value, range: &RangeInclusive<f64>) -> Option<f64> {
    let number = value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64))?;
    range.contains(&number).then_some(number)
}

fn year(value: &Value) -> Option<i16> {
    value
        .as_integer()
        .and_then(|year| i16::try_from(year).ok())
        .filter(|year| (YEARS[0]..=YEARS[1]).contains(year))
}

fn words(range: &RangeInclusive<f64>) -> String {
    match range.end().is_finite() {
        true => format!("from {} to {}", range.start(), range.end()),
        false => format!("of {} or more", range.start()),
    }
}
