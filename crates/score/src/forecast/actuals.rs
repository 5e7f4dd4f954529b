//! What came: one number a unit and month.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use forefend_panel::{Month, Table};

use super::{CellId, UNITS};
use crate::{ScoreError, Situation};

/// Observed outcomes.
#[derive(Debug, Clone, PartialEq)]
pub struct Actuals {
    /// Name of the unit's column.
    pub unit: String,
    /// Name of the outcome's column.
    pub outcome: String,
    values: BTreeMap<CellId, f64>,
}

impl Actuals {
    /// Reads Parquet or CSV files (columns `month_id`, the unit, the outcome) into one set. The outcome is the column
    /// `outcome` where not named; a file with one column left over means that one.
    ///
    /// # Errors
    /// A file that cannot be read; a missing column; a month that is none; a value that is missing, infinite or below 0; a cell given twice
    /// with different values (the same value twice is let pass: later releases repeat earlier months).
    pub fn read(paths: &[PathBuf], outcome: Option<&str>) -> Result<Self, ScoreError> {
        let mut all: Option<Self> = None;
        for path in paths {
            let actuals = all.get_or_insert_with(|| Self {
                unit: String::new(),
                outcome: String::new(),
                values: BTreeMap::new(),
            });
            actuals.add(path, outcome)?;
        }
        all.ok_or(ScoreError::Empty { what: "the list of files with actuals", needed: 1 })
    }

    /// From values already at hand.
    pub fn of(unit: &str, values: impl IntoIterator<Item = (CellId, f64)>) -> Self {
        Self { unit: unit.to_owned(), outcome: "outcome".to_owned(), values: values.into_iter().collect() }
    }

    fn add(&mut self, path: &Path, outcome: Option<&str>) -> Result<(), ScoreError> {
        let file = path.display().to_string();
        let bytes = std::fs::read(path)
            .map_err(|error| ScoreError::Unopened { file: file.clone(), reason: error.to_string() })?;
        let table = if file.ends_with(".csv") {
            Table::from_csv(&file, bytes.as_slice(), &[])
        } else {
            Table::from_parquet(&file, bytes.into())
        };
        let wrong = |error: forefend_panel::PanelError| ScoreError::Table(error.to_string());
        let table = table.map_err(wrong)?;
        let unit = unit_column(path, table.names())?;
        let outcome = outcome_column(path, table.names(), outcome)?;
        if !self.unit.is_empty() && self.unit != unit {
            let message = format!("has units `{unit}`, the file before it `{}`; score them apart", self.unit);
            return Err(ScoreError::bad_file(path, message));
        }
        let months = table.whole::<i32>("month_id").map_err(wrong)?;
        let units = table.whole::<u32>(&unit).map_err(wrong)?;
        let values = table.numbers(&outcome).map_err(wrong)?;
        for (row, &value) in values.iter().enumerate() {
            if !(value.is_finite() && value >= 0.0) {
                let message =
                    format!("row {}: {outcome} is {value}; an actual is a number from 0 up", row + 1);
                return Err(ScoreError::bad_file(path, message));
            }
            if !(1..=12 * 300).contains(&months[row]) {
                let message = format!(
                    "row {}: month_id {} is no month (1 is January 1980); number months as VIEWS does",
                    row + 1,
                    months[row]
                );
                return Err(ScoreError::bad_file(path, message));
            }
            let cell = CellId { month: Month::from_views_id(months[row]), unit: units[row] };
            if let Some(before) = self.values.insert(cell, value).filter(|before| *before != value) {
                let message = format!(
                    "row {}: {cell} is {value}, but {before} before; keep one release of the data",
                    row + 1
                );
                return Err(ScoreError::bad_file(path, message));
            }
        }
        (self.unit, self.outcome) = (unit, outcome);
        Ok(())
    }

    /// The outcome of a cell.
    pub fn get(&self, cell: CellId) -> Option<f64> {
        self.values.get(&cell).copied()
    }

    /// Every cell of one month, units ascending.
    pub fn of_month(&self, month: Month) -> impl Iterator<Item = (CellId, f64)> {
        let first = CellId { month, unit: 0 };
        let last = CellId { month, unit: u32::MAX };
        self.values.range(first..=last).map(|(cell, value)| (*cell, *value))
    }

    /// First and last month; none where there are no actuals.
    pub fn months(&self) -> Option<(Month, Month)> {
        Some((self.values.first_key_value()?.0.month, self.values.last_key_value()?.0.month))
    }

    /// The situation of a cell, from its own twelve months before.
    pub fn situation(&self, cell: CellId, now: f64) -> Situation {
        let before = (1..=12).map(|back| self.get(CellId { month: cell.month + -back, ..cell }));
        Situation::of(now, before)
    }
}

/// The column of the unit among `names`.
pub(super) fn unit_column(path: &Path, names: &[String]) -> Result<String, ScoreError> {
    UNITS
        .iter()
        .find(|unit| names.iter().any(|name| name == *unit))
        .map(|unit| (*unit).to_owned())
        .ok_or_else(|| {
            let message =
                format!("has no column for the unit ({}); it has {}", UNITS.join(" or "), names.join(", "));
            ScoreError::bad_file(path, message)
        })
}

/// The column asked for, `outcome`, or the only one left over.
pub(super) fn outcome_column(
    path: &Path,
    names: &[String],
    asked: Option<&str>,
) -> Result<String, ScoreError> {
    let known = ["month_id", "draw"];
    let left: Vec<&String> = names
        .iter()
        .filter(|name| {
            !known.contains(&name.as_str()) && !UNITS.contains(&name.as_str()) && !name.starts_with("__")
        })
        .collect();
    let wanted = asked.unwrap_or("outcome");
    match (left.iter().find(|name| **name == wanted), asked, left.as_slice()) {
        (Some(name), _, _) => Ok((*name).clone()),
        (None, None, [only]) => Ok((*only).clone()),
        _ => {
            let near = forefend_panel::nearest(wanted, left.iter().map(|name| name.as_str()));
            let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            let message =
                format!("has no column `{wanted}`; it has {}{near} (--outcome names it)", names.join(", "));
            Err(ScoreError::bad_file(path, message))
        }
    }
}
