//! What came: one number a unit and month.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use forefend_panel::{Month, OwnTable};

use super::CellId;
use super::columns::{outcome_column, unit_column};
use crate::{ScoreError, Situation};

/// Observed outcomes.
#[derive(Debug, Clone, PartialEq)]
pub struct Actuals {
    /// Name of the unit's column.
    pub unit: String,
    /// Name of the outcome's column.
    pub outcome: String,
    /// Cells that a later file gives again, with the same value.
    pub repeated: usize,
    values: BTreeMap<CellId, f64>,
}

impl Actuals {
    /// Reads Parquet or CSV files (columns `month_id`, the unit, the outcome) into one set. The outcome is the column
    /// `outcome` where not named; a file with one column left over means that one. Columns `year` and `month` beside
    /// `month_id` must say the same month.
    ///
    /// # Errors
    /// A file that cannot be read; a missing column; a month that is none; a value that is missing, infinite or below 0; a cell
    /// twice in one file, or in two with different values. The same value in two files is let pass and counted: later releases
    /// repeat earlier months.
    pub fn read(paths: &[PathBuf], outcome: Option<&str>) -> Result<Self, ScoreError> {
        let mut all: Option<Self> = None;
        for path in paths {
            let actuals = all.get_or_insert_with(|| Self {
                unit: String::new(),
                outcome: String::new(),
                repeated: 0,
                values: BTreeMap::new(),
            });
            actuals.add(path, outcome)?;
        }
        all.ok_or(ScoreError::Empty { what: "the list of files with actuals", needed: 1 })
    }

    /// From values already at hand.
    pub fn of(unit: &str, values: impl IntoIterator<Item = (CellId, f64)>) -> Self {
        let (unit, outcome) = (unit.to_owned(), "outcome".to_owned());
        Self { unit, outcome, repeated: 0, values: values.into_iter().collect() }
    }

    fn add(&mut self, path: &Path, outcome: Option<&str>) -> Result<(), ScoreError> {
        let mut table = OwnTable::open(path)?;
        let unit = unit_column(path, table.names())?;
        let outcome = outcome_column(path, table.names(), outcome)?;
        if !self.unit.is_empty() && self.unit != unit {
            let message = format!("has units `{unit}`, the file before it `{}`; score them apart", self.unit);
            return Err(ScoreError::bad_file(path, message));
        }
        table.load(&[unit.as_str(), outcome.as_str()])?;
        let months = table.months()?;
        let units = table.whole::<u32>(&unit)?;
        let values = table.numbers(&outcome)?;
        let mut own = BTreeMap::new();
        for (row, &value) in values.iter().enumerate() {
            let wrong = |message: String| Err(table.bad_row(row, message).into());
            if !(value.is_finite() && value >= 0.0) {
                let found = if value.is_nan() { "missing".to_owned() } else { value.to_string() };
                return wrong(format!("{outcome} is {found}; an actual is a number from 0 up"));
            }
            let cell = CellId { month: months[row], unit: units[row] };
            if let Some(earlier) = own.insert(cell, row) {
                return wrong(format!("{cell} stands at {} too; keep one row", table.place(earlier)));
            }
            if let Some(before) = self.values.insert(cell, value) {
                if before != value {
                    return wrong(format!(
                        "{cell} is {value}, but {before} in a file before it; keep one release of the data"
                    ));
                }
                self.repeated += 1;
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
