//! Reading the parts of a scenario back: in draw order, only the columns asked for.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{Float64Type, Int16Type, UInt16Type, UInt32Type};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::error::SimulateError;

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

/// Values of a world variable: draws in order, by year.
pub type WorldSeries = BTreeMap<i16, Vec<f64>>;

/// The parts of one scenario.
#[derive(Debug, Clone)]
pub struct Parts {
    folder: PathBuf,
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
        let mut series = WorldSeries::new();
        for path in self.files("world-")? {
            each_batch(&path, &["year", variable], |batch| {
                let years = column(batch, "year", &path)?.as_primitive::<Int16Type>().values().clone();
                let values = column(batch, variable, &path)?.as_primitive::<Float64Type>();
                for (year, value) in years.iter().zip(values.values()) {
                    series.entry(*year).or_default().push(*value);
                }
                Ok(())
            })?;
        }
        Ok(series)
    }

    /// Hands every row of the country parts to `visit`, in order of draw, year and country.
    ///
    /// # Errors
    /// [`SimulateError::Run`] naming the part that is missing, damaged or lacks a column.
    pub fn countries(
        &self,
        variables: &[&str],
        visit: &mut dyn FnMut(CountryRow<'_>),
    ) -> Result<(), SimulateError> {
        let mut wanted = vec!["draw", "year", "country"];
        wanted.extend_from_slice(variables);
        let mut row_values = vec![0.0; variables.len()];
        for path in self.files("country-")? {
            each_batch(&path, &wanted, |batch| {
                let draws = column(batch, "draw", &path)?.as_primitive::<UInt32Type>();
                let years = column(batch, "year", &path)?.as_primitive::<Int16Type>();
                let countries = column(batch, "country", &path)?.as_primitive::<UInt16Type>();
                let mut columns = Vec::with_capacity(variables.len());
                for variable in variables {
                    columns.push(column(batch, variable, &path)?.as_primitive::<Float64Type>().values());
                }
                for row in 0..batch.num_rows() {
                    for (slot, values) in row_values.iter_mut().zip(&columns) {
                        *slot = values[row];
                    }
                    visit(CountryRow {
                        draw: draws.value(row),
                        year: years.value(row),
                        country: countries.value(row),
                        values: &row_values,
                    });
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    fn files(&self, prefix: &str) -> Result<Vec<PathBuf>, SimulateError> {
        let unreadable = |error| SimulateError::run(&self.folder, format!("cannot read the run ({error})"));
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&self.folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with(prefix) && name.ends_with(".parquet") {
                files.push(path);
            }
        }
        // File names carry the first draw in eight digits, so name order is draw order.
        files.sort();
        Ok(files)
    }
}

fn each_batch(
    path: &Path,
    wanted: &[&str],
    mut visit: impl FnMut(&RecordBatch) -> Result<(), SimulateError>,
) -> Result<(), SimulateError> {
    let damaged = |error: &dyn std::fmt::Display| {
        SimulateError::run(path, format!("this part is damaged ({error}); delete the run and run again"))
    };
    let file = File::open(path).map_err(|e| damaged(&e))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| damaged(&e))?;
    let mask = ProjectionMask::columns(builder.parquet_schema(), wanted.iter().copied());
    let reader = builder.with_projection(mask).with_batch_size(65_536).build().map_err(|e| damaged(&e))?;
    for batch in reader {
        visit(&batch.map_err(|e| damaged(&e))?)?;
    }
    Ok(())
}

fn column<'a>(batch: &'a RecordBatch, name: &str, path: &Path) -> Result<&'a dyn Array, SimulateError> {
    batch.column_by_name(name).map(AsRef::as_ref).ok_or_else(|| {
        SimulateError::run(path, format!("has no column `{name}`; add it to the record list and run again"))
    })
}

/// Exact quantile of `values` at `p` in [0, 1]: linear between order statistics (Hyndman & Fan 1996,
/// type 7). NaN for no values.
pub fn quantile(values: &[f64], p: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let position = p.clamp(0.0, 1.0) * last as f64;
    let below = position as usize;
    let above = (below + 1).min(last);
    sorted[below] + (position - below as f64) * (sorted[above] - sorted[below])
}

/// Mean of `values`, summed in order. NaN for no values.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}
