//! Rows of one file of draws, batch by batch: Parquet as a stream, CSV from memory.

use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field};
use arrow::record_batch::RecordBatch;
use forefend_panel::{
    BadValue, OwnTable, WholeReads, check_dictionaries_of, contradiction, guarded, real_numbers, views_month,
    whole_numbers,
};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use super::CellId;
use super::columns::{Columns, Fixed};
use crate::ScoreError;

/// Rows decoded at a time.
const BATCH: usize = 1 << 16;
/// The same where a row is a list of draws.
const LISTS: usize = 1 << 8;
/// Most draws of a file of lists: a list is decoded as a whole, however long it is.
const MOST_LISTED: i64 = 200_000_000;

/// One draw of one cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Row {
    pub(super) cell: CellId,
    pub(super) draw: i64,
    pub(super) outcome: f64,
}

/// Reads those columns of a file of draws that are needed.
pub(super) struct RowReader {
    path: PathBuf,
    source: Source,
    columns: Columns,
    fixed: Fixed,
    read: usize,
}

enum Source {
    Parquet(Box<ParquetRecordBatchReader>),
    Table(Box<OwnTable>),
}

/// The numbers of a batch, one a row of the file; the outcomes are one a row, or a list of draws.
struct Batch {
    month: Vec<i64>,
    unit: Vec<i64>,
    draw: Option<Vec<i64>>,
    /// Year and month of the year, where the file has them beside the month's number.
    beside: [Option<Vec<i64>>; 2],
    outcome: Vec<f64>,
    /// Where each row's list of draws ends; none where a row is a draw.
    ends: Option<Vec<usize>>,
}

impl RowReader {
    /// Opens the file; rows come with [`RowReader::next`].
    pub(super) fn open(path: &Path) -> Result<Self, ScoreError> {
        let unopened = |error: std::io::Error| ScoreError::Unopened {
            file: path.display().to_string(),
            reason: error.to_string(),
        };
        let mut file = File::open(path).map_err(unopened)?;
        let fixed = Fixed::of(path)?;
        let mut start = Vec::new();
        let parquet = file.metadata().map_err(unopened)?.is_file() && {
            (&file).take(4).read_to_end(&mut start).map_err(unopened)?;
            file.rewind().map_err(unopened)?;
            start == b"PAR1"
        };
        let (source, columns) = if parquet {
            let broken =
                |words: String| ScoreError::bad_file(path, format!("is no whole Parquet file ({words})"));
            guarded(|| parquet_source(path, file, &fixed), broken)?
        } else {
            table_source(path, &fixed)?
        };
        Ok(Self { path: path.to_owned(), source, columns, fixed, read: 0 })
    }

    /// Name of the unit's column.
    pub(super) fn unit(&self) -> &str {
        &self.columns.unit
    }

    /// Number of rows that the file says it has.
    pub(super) fn rows(&self) -> usize {
        self.columns.rows
    }

    /// Replaces `rows` by those of the next batch; false at the end of the file.
    pub(super) fn next(&mut self, rows: &mut Vec<Row>) -> Result<bool, ScoreError> {
        rows.clear();
        let Some(batch) = self.batch()? else { return Ok(false) };
        let mut start = 0;
        for at in 0..batch.month.len() {
            let cell = self.cell(&batch, at)?;
            let end = batch.ends.as_ref().map_or(at + 1, |ends| ends[at]);
            for (number, &outcome) in batch.outcome[start..end].iter().enumerate() {
                if !(outcome.is_finite() && outcome >= 0.0) {
                    let name = &self.columns.outcome;
                    return self.wrong(at, format!("{name} is {outcome}; a draw is a number from 0 up"));
                }
                let draw = batch.draw.as_ref().map_or(number as i64, |draws| draws[at]);
                rows.push(Row { cell, draw, outcome });
            }
            start = end;
        }
        self.read += batch.month.len();
        Ok(true)
    }

    fn cell(&self, batch: &Batch, at: usize) -> Result<CellId, ScoreError> {
        let (number, unit) = (batch.month[at], batch.unit[at]);
        let (Some(month), Ok(unit)) = (views_month(number), u32::try_from(unit)) else {
            let message = format!(
                "month_id {number}, {} {unit}: no such cell (month_id 1 is January 1980)",
                self.unit()
            );
            return self.wrong(at, message);
        };
        let [year, of_year] = batch.beside.each_ref().map(|values| values.as_ref().map(|values| values[at]));
        match contradiction(month, year, of_year) {
            Some(words) => self.wrong(at, words),
            None => Ok(CellId { month, unit }),
        }
    }

    fn batch(&mut self) -> Result<Option<Batch>, ScoreError> {
        match &mut self.source {
            Source::Parquet(reader) => {
                let broken =
                    |words: String| ScoreError::bad_file(&self.path, format!("is damaged ({words})"));
                let next = || reader.next().transpose().map_err(|error| broken(error.to_string()));
                let Some(batch) = guarded(next, broken)? else { return Ok(None) };
                self.of_parquet(&batch).map(Some)
            }
            Source::Table(table) if self.read > 0 || table.is_empty() => Ok(None),
            Source::Table(table) => {
                let whole = |name: &str| table.whole::<i64>(name).map_err(ScoreError::from);
                let or_fixed = |name: &str, fixed: Option<i64>| match (table.has(name), fixed) {
                    (false, Some(fixed)) => Ok(vec![fixed; table.len()]),
                    _ => whole(name),
                };
                let outcome = table.numbers(&self.columns.outcome)?.to_vec();
                let batch = Batch {
                    month: or_fixed("month_id", self.fixed.month)?,
                    unit: or_fixed(&self.columns.unit, self.fixed.unit_of(&self.columns.unit))?,
                    draw: Some(or_fixed("draw", self.fixed.draw)?),
                    // The table has compared them.
                    beside: [None, None],
                    outcome,
                    ends: None,
                };
                self.agrees(&batch)?;
                Ok(Some(batch))
            }
        }
    }

    fn of_parquet(&self, batch: &RecordBatch) -> Result<Batch, ScoreError> {
        let rows = batch.num_rows();
        let whole = |name: &str| -> Result<Option<Vec<i64>>, ScoreError> {
            let Some(array) = self.array(batch, name) else { return Ok(None) };
            whole_numbers(array).map(Some).or_else(|bad| self.bad(name, bad, "a whole number"))
        };
        let or_fixed = |name: &str, fixed: Option<i64>| {
            whole(name).map(|found| found.or_else(|| Some(vec![fixed?; rows])).unwrap_or_default())
        };
        let unit = self.columns.unit.as_str();
        let outcome = self.array(batch, &self.columns.outcome);
        let outcome = outcome.ok_or_else(|| ScoreError::bad_file(&self.path, "has no outcome"))?;
        let (outcome, ends) = if is_list(outcome.data_type()) {
            let (outcome, ends) = self.lists(outcome)?;
            (outcome, Some(ends))
        } else {
            let name = &self.columns.outcome;
            (real_numbers(outcome).or_else(|bad| self.bad(name, bad, "a number"))?, None)
        };
        let draw = if ends.is_some() { None } else { Some(or_fixed("draw", self.fixed.draw)?) };
        // Beside the month's number words may stand, which nothing is compared with.
        let beside =
            ["year", "month"].map(|name| self.array(batch, name).and_then(|array| whole_numbers(array).ok()));
        let batch = Batch {
            month: or_fixed("month_id", self.fixed.month)?,
            unit: or_fixed(unit, self.fixed.unit_of(unit))?,
            draw,
            beside,
            outcome,
            ends,
        };
        self.agrees(&batch)?;
        Ok(batch)
    }

    /// Refuses rows that say something else than the folder in which the file lies.
    fn agrees(&self, batch: &Batch) -> Result<(), ScoreError> {
        let unit = self.columns.unit.as_str();
        let none = Vec::new();
        let compared = [
            ("month_id", self.fixed.month, &batch.month),
            (unit, self.fixed.unit_of(unit), &batch.unit),
            ("draw", self.fixed.draw, batch.draw.as_ref().unwrap_or(&none)),
        ];
        for (name, fixed, values) in compared {
            let Some(fixed) = fixed else { continue };
            if let Some(at) = values.iter().position(|value| *value != fixed) {
                let message = format!(
                    "{name} is {}, but the file lies in a folder {name}={fixed}; correct one of them",
                    values[at]
                );
                return self.wrong(at, message);
            }
        }
        Ok(())
    }

    /// The draws of lists, one after the other, and where each list ends.
    fn lists(&self, array: &ArrayRef) -> Result<(Vec<f64>, Vec<usize>), ScoreError> {
        let name = &self.columns.outcome;
        let kind = DataType::LargeList(Arc::new(Field::new("item", DataType::Float64, true)));
        let array = cast(array, &kind)
            .map_err(|error| ScoreError::bad_file(&self.path, format!("column `{name}`: {error}")))?;
        let lists = array.as_list::<i64>();
        let (mut draws, mut ends) = (Vec::new(), Vec::new());
        for at in 0..lists.len() {
            let list = (!lists.is_null(at)).then(|| lists.value(at)).filter(|list| !list.is_empty());
            let Some(list) = list else { return self.wrong(at, format!("{name} is missing")) };
            match real_numbers(&list) {
                Ok(values) => draws.extend(values),
                Err(_) => return self.wrong(at, format!("a draw in the list of {name} is missing")),
            }
            ends.push(draws.len());
        }
        Ok((draws, ends))
    }

    /// The column called `name`, blanks around it in the file or not.
    fn array<'a>(&self, batch: &'a RecordBatch, name: &str) -> Option<&'a ArrayRef> {
        let at = batch.schema().fields().iter().position(|field| field.name().trim() == name)?;
        Some(batch.column(at))
    }

    fn bad<T>(&self, name: &str, bad: BadValue, wanted: &str) -> Result<T, ScoreError> {
        self.wrong(
            bad.row,
            match bad.text {
                None => format!("{name} is missing"),
                Some(text) => format!("{name} is `{text}`, which is not {wanted}; correct it"),
            },
        )
    }

    fn wrong<T>(&self, at: usize, message: String) -> Result<T, ScoreError> {
        match &self.source {
            Source::Table(table) => Err(table.bad_row(self.read + at, message).into()),
            Source::Parquet(_) => {
                Err(ScoreError::bad_file(&self.path, format!("row {}: {message}", self.read + at + 1)))
            }
        }
    }
}

fn is_list(kind: &DataType) -> bool {
    matches!(kind, DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..))
}

fn parquet_source(path: &Path, file: File, fixed: &Fixed) -> Result<(Source, Columns), ScoreError> {
    let broken = |words: &dyn std::fmt::Display| {
        ScoreError::bad_file(path, format!("is no whole Parquet file ({words})"))
    };
    let again = file.try_clone().map_err(|error| broken(&error))?;
    let builder =
        ParquetRecordBatchReaderBuilder::try_new(WholeReads(file)).map_err(|error| broken(&error))?;
    let schema = builder.schema().clone();
    let names: Vec<String> = schema.fields().iter().map(|field| field.name().trim().to_owned()).collect();
    let rows = usize::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(usize::MAX);
    let listed =
        |name: &str| schema.fields().iter().any(|f| f.name().trim() == name && is_list(f.data_type()));
    let columns = Columns::find(path, &names, fixed, rows, &listed)?;
    let wanted: Vec<usize> = (0..names.len()).filter(|&at| columns.reads(&names[at])).collect();
    let parquet = builder.parquet_schema();
    let asked = |leaf: usize| wanted.contains(&parquet.get_column_root_idx(leaf));
    check_dictionaries_of(&Arc::new(WholeReads(again)), builder.metadata(), &asked)
        .map_err(|error| broken(&error))?;
    let mask = ProjectionMask::roots(parquet, wanted.iter().copied());
    let batch = if listed(&columns.outcome) { LISTS } else { BATCH };
    let mut draws = 0_i64;
    for group in builder.metadata().row_groups() {
        for (leaf, column) in group.columns().iter().enumerate() {
            if names[parquet.get_column_root_idx(leaf)] == columns.outcome {
                draws = draws.saturating_add(column.num_values());
            }
        }
    }
    if batch == LISTS && draws > MOST_LISTED {
        let message = format!("holds more than {MOST_LISTED} draws in lists; split it into several files");
        return Err(ScoreError::bad_file(path, message));
    }
    let inner = builder.with_batch_size(batch).with_projection(mask).build();
    Ok((Source::Parquet(Box::new(inner.map_err(|error| broken(&error))?)), columns))
}

fn table_source(path: &Path, fixed: &Fixed) -> Result<(Source, Columns), ScoreError> {
    let mut table = OwnTable::open(path)?;
    let columns = Columns::find(path, table.names(), fixed, table.len(), &|_| false)?;
    let names: Vec<String> = table.names().iter().filter(|name| columns.reads(name)).cloned().collect();
    table.load(&names.iter().map(String::as_str).collect::<Vec<_>>())?;
    if table.has("month_id") {
        table.months()?;
    }
    Ok((Source::Table(Box::new(table)), columns))
}
