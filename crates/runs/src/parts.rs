//! Reading the parts of a scenario back: only the columns and years asked for.
//!
//! A part holds a block of draws, its rows in order of year, draw and unit (see [`crate::record`]); parts follow each
//! other in draw order. So for one variable, year and unit the values come in draw order, whatever the blocks.

mod summary;

use std::collections::BTreeMap;
use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};

use forefend_panel::columns::{Cells, ParquetTable};
use forefend_simulate::SimulateError;
use forefend_simulate::world::YEARS;

use crate::MOST_DRAWS;

pub use summary::{Cell, Summary};

/// Rows decoded at a time.
const BATCH: usize = 8_192;

/// The axis without units.
const WORLD: &str = "world";

/// One row of a country part with the variables asked for.
#[derive(Debug, Clone, Copy)]
pub struct CountryRow<'a> {
    /// Draw.
    pub draw: u32,
    /// Year.
    pub year: i16,
    /// Country, by its stable id.
    pub country: u16,
    /// Values in the order of the names asked for.
    pub values: &'a [f64],
}

/// One row of any part with the variables asked for.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Draw.
    pub draw: u32,
    /// Year.
    pub year: i16,
    /// Unit of the axis, by its stable id; 0 for the world.
    pub unit: u64,
    /// Values in the order of the names asked for.
    pub values: &'a [f64],
}

/// Values of a world variable: draws in order, by year.
pub type WorldSeries = BTreeMap<i16, Vec<f64>>;

/// The parts of one scenario.
#[derive(Debug, Clone)]
pub struct Parts {
    folder: PathBuf,
}

/// One part: a block of draws on one axis.
#[derive(Debug, Clone)]
pub struct Part {
    path: PathBuf,
    axis: String,
    /// Its first draw, as its name says.
    first: u64,
}

impl Parts {
    /// The scenario stored in `folder`.
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Values of a world variable by year, in draw order; memory is draws x years numbers.
    ///
    /// # Errors
    /// [`SimulateError::Run`] naming the part that is missing, damaged or lacks the column.
    pub fn world(&self, variable: &str) -> Result<WorldSeries, SimulateError> {
        Ok(self.worlds(&[variable])?.pop().unwrap_or_default())
    }

    /// The same of several world variables, in one pass.
    ///
    /// # Errors
    /// As [`Parts::world`].
    pub fn worlds(&self, variables: &[&str]) -> Result<Vec<WorldSeries>, SimulateError> {
        let mut series = vec![WorldSeries::new(); variables.len()];
        for part in self.blocks(WORLD)? {
            for (series, own) in series.iter_mut().zip(part.worlds(variables)?) {
                own.into_iter().for_each(|(year, values)| series.entry(year).or_default().extend(values));
            }
        }
        Ok(series)
    }

    /// Hands every row of the country parts to `visit`: block by block, and within a block in order of year,
    /// draw and country.
    ///
    /// # Errors
    /// [`SimulateError::Run`] naming the part that is missing, damaged or lacks a column.
    pub fn countries(
        &self,
        variables: &[&str],
        visit: &mut dyn FnMut(CountryRow<'_>),
    ) -> Result<(), SimulateError> {
        for part in self.blocks("country")? {
            part.countries(variables, visit)?;
        }
        Ok(())
    }

    /// The parts of an axis, in draw order.
    ///
    /// # Errors
    /// [`SimulateError::Run`] when the folder cannot be read.
    pub fn blocks(&self, axis: &str) -> Result<Vec<Part>, SimulateError> {
        let unreadable = |error| SimulateError::run(&self.folder, format!("cannot read the run ({error})"));
        let prefix = format!("{axis}-");
        let mut parts = Vec::new();
        for entry in std::fs::read_dir(&self.folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let digits = name.strip_prefix(&prefix).and_then(|rest| rest.strip_suffix(".parquet"));
            let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
            if let Some(first) = digits.and_then(|digits| digits.parse().ok()) {
                parts.push(Part { path, axis: axis.to_owned(), first });
            }
        }
        // File names carry the first draw in eight digits, so name order is draw order.
        parts.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(parts)
    }

    /// The units of an axis, in the order of the rows (one, 0, for the world), and the recorded years.
    ///
    /// # Errors
    /// [`SimulateError::Run`] when there is no part, or the first is damaged.
    pub fn units_and_years(&self, axis: &str) -> Result<(Vec<u64>, Vec<i16>), SimulateError> {
        let parts = self.blocks(axis)?;
        let first = parts.first().ok_or_else(|| {
            SimulateError::run(&self.folder, format!("no part of the axis `{axis}`; run the command again"))
        })?;
        let (mut units, mut years, mut draw) = (Vec::new(), Vec::new(), None);
        first.rows(&[], &mut |row| {
            let of_first_draw = *draw.get_or_insert(row.draw) == row.draw;
            if years.last() != Some(&row.year) {
                years.push(row.year);
            }
            if years.len() == 1 && of_first_draw {
                units.push(row.unit);
            }
        })?;
        Ok((units, years))
    }
}

impl Part {
    /// Hands every row to `visit`, in order of year, draw and unit.
    ///
    /// # Errors
    /// [`SimulateError::Run`] when the part is damaged or lacks a column.
    pub fn rows(&self, variables: &[&str], visit: &mut dyn FnMut(Row<'_>)) -> Result<(), SimulateError> {
        let has_units = self.axis != WORLD;
        let mut wanted = vec!["draw", "year"];
        wanted.extend(has_units.then_some(self.axis.as_str()));
        wanted.extend_from_slice(variables);
        let mut row_values = vec![0.0; variables.len()];
        self.each_batch(&wanted, &(0..usize::MAX), |at, batch| {
            let [years, draws] = [self.whole(&batch[1])?, self.whole(&batch[0])?];
            self.check_keys(at, draws, years)?;
            let units = if has_units { Some(self.ids(&batch[2])?) } else { None };
            let values = &batch[2 + usize::from(has_units)..];
            let columns = values.iter().map(|cells| self.doubles(cells)).collect::<Result<Vec<_>, _>>()?;
            for (row, (draw, year)) in draws.iter().zip(years).enumerate() {
                for (slot, values) in row_values.iter_mut().zip(&columns) {
                    *slot = values[row];
                }
                visit(Row {
                    // A number without a sign, which wraps as it is stored.
                    draw: *draw as u32,
                    year: *year as i16,
                    unit: units.map_or(0, |units| units[row] as u64),
                    values: &row_values,
                });
            }
            Ok(())
        })
    }

    /// Values of world variables by year, in draw order: those of the part's draws.
    ///
    /// # Errors
    /// As [`Part::rows`].
    pub fn worlds(&self, variables: &[&str]) -> Result<Vec<WorldSeries>, SimulateError> {
        let mut series = vec![WorldSeries::new(); variables.len()];
        self.rows(variables, &mut |row| {
            for (series, value) in series.iter_mut().zip(row.values) {
                series.entry(row.year).or_default().push(*value);
            }
        })?;
        Ok(series)
    }

    /// Hands every row of a part of countries to `visit`.
    ///
    /// # Errors
    /// As [`Part::rows`].
    pub fn countries(
        &self,
        variables: &[&str],
        visit: &mut dyn FnMut(CountryRow<'_>),
    ) -> Result<(), SimulateError> {
        let mut other = None;
        self.rows(variables, &mut |row| match u16::try_from(row.unit) {
            Ok(country) => visit(CountryRow { draw: row.draw, year: row.year, country, values: row.values }),
            Err(_) => other = Some(row.unit),
        })?;
        match other {
            None => Ok(()),
            Some(unit) => Err(self.damaged(&format!("{unit} is no country"))),
        }
    }

    /// Draws and years of a batch must be those of a part of this name: readers count by them.
    fn check_keys(&self, at: usize, draws: &[i32], years: &[i32]) -> Result<(), SimulateError> {
        let own = self.first..self.first.saturating_add(MOST_DRAWS);
        let begins = at > 0 || draws.first().is_none_or(|first| u64::from(*first as u32) == self.first);
        if !begins || !draws.iter().all(|draw| own.contains(&u64::from(*draw as u32))) {
            return Err(self.damaged(&"its draws are not those that its name says"));
        }
        match years.iter().find(|year| !(i32::from(YEARS[0])..=i32::from(YEARS[1])).contains(*year)) {
            None => Ok(()),
            Some(year) => Err(self.damaged(&format!("{year} is no year"))),
        }
    }

    fn damaged(&self, error: &dyn std::fmt::Display) -> SimulateError {
        let words =
            format!("this part is damaged ({error}); run the command of the run's manifest.json again");
        SimulateError::run(&self.path, words)
    }

    /// Batches of the columns `wanted`, in their order, of the row groups that hold any of `rows`, each with the number of
    /// its first row.
    fn each_batch(
        &self,
        wanted: &[&str],
        rows: &Range<usize>,
        mut visit: impl FnMut(usize, &[Cells]) -> Result<(), SimulateError>,
    ) -> Result<(), SimulateError> {
        let file = File::open(&self.path).map_err(|error| self.damaged(&error))?;
        let table = ParquetTable::open(file).map_err(|error| self.damaged(&error))?;
        let place = |name: &&str| {
            table.columns().iter().position(|column| column.name == **name).ok_or_else(|| {
                let words = format!("has no column `{name}`; add it to the record list and run again");
                SimulateError::run(&self.path, words)
            })
        };
        let wanted: Vec<usize> = wanted.iter().map(place).collect::<Result<_, _>>()?;
        let (mut groups, mut first, mut start) = (Vec::new(), 0, 0_usize);
        for (index, group) in table.group_rows().enumerate() {
            let group =
                usize::try_from(group).map_err(|_| self.damaged(&format!("it claims {group} rows")))?;
            let end = start.saturating_add(group);
            if start < rows.end && end > rows.start {
                first = if groups.is_empty() { start } else { first };
                groups.push(index);
            }
            start = end;
        }
        let mut batches = table.batches_of(groups, &wanted, BATCH);
        while let Some(batch) = batches.next_batch().map_err(|error| self.damaged(&error))? {
            visit(first, &batch)?;
            first += batch.first().map_or(0, Cells::len);
        }
        Ok(())
    }

    fn doubles<'a>(&self, cells: &'a Cells) -> Result<&'a [f64], SimulateError> {
        cells.doubles().ok_or_else(|| self.damaged(&"a value is missing or no double"))
    }

    fn whole<'a>(&self, cells: &'a Cells) -> Result<&'a [i32], SimulateError> {
        cells.int32s().ok_or_else(|| self.damaged(&"a draw or year is missing or no number of 32 bits"))
    }

    fn ids<'a>(&self, cells: &'a Cells) -> Result<&'a [i64], SimulateError> {
        cells.int64s().ok_or_else(|| self.damaged(&"a unit is missing or no number of 64 bits"))
    }
}

/// Rows of a part, as its footer says; an error in words where the file is absent or has no footer.
pub(crate) fn rows_of(path: &Path) -> Result<u64, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let table = ParquetTable::open(file).map_err(|error| error.to_string())?;
    u64::try_from(table.rows()).map_err(|error| error.to_string())
}

/// Mean of `values`, summed in order. NaN for no values.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}
