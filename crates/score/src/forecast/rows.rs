//! Rows of one Parquet file of draws, batch by batch.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use arrow::record_batch::RecordBatch;
use forefend_panel::{Month, WholeReads, check_dictionaries, guarded};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use super::CellId;
use super::actuals::{outcome_column, unit_column};
use crate::ScoreError;

const BATCH: usize = 1 << 16;

/// One draw of one cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Row {
    pub(super) cell: CellId,
    pub(super) draw: i64,
    pub(super) outcome: f64,
}

/// Reads the four columns of a file of draws.
pub(super) struct RowReader {
    path: PathBuf,
    inner: ParquetRecordBatchReader,
    names: [String; 4],
    read: usize,
}

impl RowReader {
    /// Opens the file; rows come with [`RowReader::next`].
    pub(super) fn open(path: &Path) -> Result<Self, ScoreError> {
        let file = File::open(path).map_err(|error| ScoreError::Unopened {
            file: path.display().to_string(),
            reason: error.to_string(),
        })?;
        let broken =
            |words: String| ScoreError::bad_file(path, format!("is no whole Parquet file ({words})"));
        guarded(
            || {
                let again = file.try_clone().map_err(|error| broken(error.to_string()))?;
                let builder = ParquetRecordBatchReaderBuilder::try_new(WholeReads(file))
                    .map_err(|error| broken(error.to_string()))?
                    .with_batch_size(BATCH);
                check_dictionaries(&Arc::new(WholeReads(again)), builder.metadata())
                    .map_err(|error| broken(error.to_string()))?;
                let all: Vec<String> =
                    builder.schema().fields().iter().map(|field| field.name().clone()).collect();
                for needed in ["month_id", "draw"] {
                    if !all.iter().any(|name| name == needed) {
                        let message = format!(
                            "has no column `{needed}`; a forecast has month_id, country_id or priogrid_gid, draw, \
                             outcome, a row a draw; it has {}",
                            all.join(", ")
                        );
                        return Err(ScoreError::bad_file(path, message));
                    }
                }
                let unit = unit_column(path, &all)?;
                let outcome = outcome_column(path, &all, None)?;
                let names = ["month_id".to_owned(), unit, "draw".to_owned(), outcome];
                let mask =
                    ProjectionMask::columns(builder.parquet_schema(), names.iter().map(String::as_str));
                let inner =
                    builder.with_projection(mask).build().map_err(|error| broken(error.to_string()))?;
                Ok(Self { path: path.to_owned(), inner, names, read: 0 })
            },
            broken,
        )
    }

    /// Name of the unit's column.
    pub(super) fn unit(&self) -> &str {
        &self.names[1]
    }

    /// Replaces `rows` by those of the next batch; false at the end of the file.
    pub(super) fn next(&mut self, rows: &mut Vec<Row>) -> Result<bool, ScoreError> {
        rows.clear();
        let path = self.path.clone();
        let broken = |words: String| ScoreError::bad_file(&path, format!("is damaged ({words})"));
        let batch =
            guarded(|| self.inner.next().transpose().map_err(|error| broken(error.to_string())), broken)?;
        let Some(batch) = batch else { return Ok(false) };
        let (month, unit) = (self.whole(&batch, 0)?, self.whole(&batch, 1)?);
        let (draw, outcome) = (self.whole(&batch, 2)?, self.numbers(&batch)?);
        for at in 0..batch.num_rows() {
            let cell = self.cell(month[at], unit[at], at)?;
            rows.push(Row { cell, draw: draw[at], outcome: outcome[at] });
        }
        self.read += batch.num_rows();
        Ok(true)
    }

    fn cell(&self, month: i64, unit: i64, at: usize) -> Result<CellId, ScoreError> {
        match (i32::try_from(month), u32::try_from(unit)) {
            (Ok(month), Ok(unit)) if (1..=12 * 300).contains(&month) => {
                Ok(CellId { month: Month::from_views_id(month), unit })
            }
            _ => self.wrong(
                at,
                format!(
                    "month_id {month}, {} {unit}: no such cell (month_id 1 is January 1980)",
                    self.unit()
                ),
            ),
        }
    }

    fn whole(&self, batch: &RecordBatch, column: usize) -> Result<Vec<i64>, ScoreError> {
        let array = self.column(batch, column, &DataType::Int64)?;
        Ok(array.as_primitive::<Int64Type>().values().to_vec())
    }

    fn numbers(&self, batch: &RecordBatch) -> Result<Vec<f64>, ScoreError> {
        let array = self.column(batch, 3, &DataType::Float64)?;
        let values = array.as_primitive::<Float64Type>().values();
        match values.iter().position(|value| !(value.is_finite() && *value >= 0.0)) {
            Some(at) => {
                let value = values[at];
                self.wrong(at, format!("{} is {value}; a draw is a number from 0 up", self.names[3]))
            }
            None => Ok(values.to_vec()),
        }
    }

    fn column(
        &self,
        batch: &RecordBatch,
        column: usize,
        kind: &DataType,
    ) -> Result<arrow::array::ArrayRef, ScoreError> {
        let name = &self.names[column];
        let found = batch.column_by_name(name);
        let found =
            found.ok_or_else(|| ScoreError::bad_file(&self.path, format!("has no column `{name}`")))?;
        let array = cast(found, kind)
            .map_err(|error| ScoreError::bad_file(&self.path, format!("column `{name}`: {error}")))?;
        match (0..array.len()).find(|&at| array.is_null(at)) {
            Some(at) if array.null_count() > 0 => self.wrong(at, format!("{name} is missing")),
            _ => Ok(array),
        }
    }

    fn wrong<T>(&self, at: usize, message: String) -> Result<T, ScoreError> {
        Err(ScoreError::bad_file(&self.path, format!("row {}: {message}", self.read + at + 1)))
    }
}
