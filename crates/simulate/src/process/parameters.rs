//! The parameters of a declared process: each number inside its range, or an error with its line.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Range, RangeInclusive};

use toml::{Spanned, Value};

use crate::error::SimulateError;
use crate::name::shown;
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

    /// A list of years, each once and in order.
    ///
    /// # Errors
    /// As [`Parameters::number`].
    pub fn years(&mut self, name: &'static str) -> Result<Vec<i16>, SimulateError> {
        let wanted = "a list of years from 1500 to 2200, in order";
        let value = self.value(name, wanted)?;
        let year = |value: &Value| value.as_integer().filter(|year| (1500..=2200).contains(year));
        let list = value.get_ref().as_array().map(|list| list.iter().map(year).collect::<Option<Vec<i64>>>());
        match list.flatten() {
            Some(years) if years.windows(2).all(|pair| pair[0] < pair[1]) => {
                Ok(years.into_iter().map(|year| year as i16).collect())
            }
            _ => Err(self.wrong(name, value, wanted)),
        }
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

fn words(range: &RangeInclusive<f64>) -> String {
    match range.end().is_finite() {
        true => format!("from {} to {}", range.start(), range.end()),
        false => format!("of {} or more", range.start()),
    }
}
