//! Rows of one file of draws, batch by batch: Parquet as a stream, CSV from memory.

use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::path::{Path, PathBuf};

use forefend_panel::columns::{Batches, Cells, ParquetTable};
use forefend_panel::{BadValue, OwnTable, contradiction, real_numbers, views_month, whole_numbers};

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
    Parquet(Box<Stream>),
    Table(Box<OwnTable>),
}

/// Batches of a Parquet file, and the names of their columns.
struct Stream {
    batches: Batches<File>,
    names: Vec<String>,
}

impl Stream {
    /// The cells of the column called `name`, where there is one.
    fn cells<'a>(&self, batch: &'a [Cells], name: &str) -> Option<&'a Cells> {
        Some(&batch[self.names.iter().position(|known| known == name)?])
    }
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
        let (source, columns) =
            if parquet { parquet_source(path, file, &fixed)? } else { table_source(path, &fixed)? };
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
            Source::Parquet(stream) => {
                let next = stream.batches.next_batch();
                let broken = |words| ScoreError::bad_file(&self.path, format!("is damaged ({words})"));
                let Some(batch) = next.map_err(broken)? else { return Ok(None) };
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

    fn of_parquet(&self, batch: &[Cells]) -> Result<Batch, ScoreError> {
        let Source::Parquet(stream) = &self.source else {
            return Err(ScoreError::bad_file(&self.path, "is no Parquet file"));
        };
        let unit = self.columns.unit.as_str();
        let outcome = stream.cells(batch, &self.columns.outcome);
        let outcome = outcome.ok_or_else(|| ScoreError::bad_file(&self.path, "has no outcome"))?;
        let rows = outcome.ends().map_or(outcome.len(), <[usize]>::len);
        let whole = |name: &str| -> Result<Option<Vec<i64>>, ScoreError> {
            let Some(cells) = stream.cells(batch, name) else { return Ok(None) };
            whole_numbers(cells).map(Some).or_else(|bad| self.bad(name, bad, "a whole number"))
        };
        let or_fixed = |name: &str, fixed: Option<i64>| {
            whole(name).map(|found| found.or_else(|| Some(vec![fixed?; rows])).unwrap_or_default())
        };
        let (outcome, ends) = match outcome.ends() {
            Some(ends) => (self.lists(outcome, ends)?, Some(ends.to_vec())),
            None => {
                let name = &self.columns.outcome;
                (real_numbers(outcome).or_else(|bad| self.bad(name, bad, "a number"))?, None)
            }
        };
        let draw = if ends.is_some() { None } else { Some(or_fixed("draw", self.fixed.draw)?) };
        // Beside the month's number words may stand, which nothing is compared with.
        let beside = ["year", "month"]
            .map(|name| stream.cells(batch, name).and_then(|cells| whole_numbers(cells).ok()));
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

    /// The draws of all lists, one after the other; each list has some.
    fn lists(&self, draws: &Cells, ends: &[usize]) -> Result<Vec<f64>, ScoreError> {
        let name = &self.columns.outcome;
        let starts = std::iter::once(0).chain(ends.iter().copied());
        if let Some(at) = starts.zip(ends).position(|(start, end)| start == *end) {
            return self.wrong(at, format!("{name} is missing"));
        }
        real_numbers(draws).or_else(|bad| {
            let at = ends.partition_point(|end| *end <= bad.row);
            match bad.text {
                None => self.wrong(at, format!("a draw in the list of {name} is missing")),
                Some(text) => {
                    self.wrong(at, format!("the list of {name} holds `{text}`, which is not a number"))
                }
            }
        })
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

fn parquet_source(path: &Path, file: File, fixed: &Fixed) -> Result<(Source, Columns), ScoreError> {
    let broken = |words| ScoreError::bad_file(path, format!("is no whole Parquet file ({words})"));
    let table = ParquetTable::open(file).map_err(broken)?;
    let names: Vec<String> = table.columns().iter().map(|column| column.name.trim().to_owned()).collect();
    let rows = usize::try_from(table.rows()).unwrap_or(usize::MAX);
    let listed =
        |name: &str| table.columns().iter().any(|column| column.name.trim() == name && column.is_list());
    let columns = Columns::find(path, &names, fixed, rows, &listed)?;
    let wanted: Vec<usize> = (0..names.len()).filter(|&at| columns.reads(&names[at])).collect();
    let lists = || {
        table
            .columns()
            .iter()
            .zip(&names)
            .filter(|(column, name)| **name == columns.outcome && column.is_list())
    };
    let draws = lists().map(|(column, _)| table.values_of(column)).fold(0, i64::saturating_add);
    if draws > MOST_LISTED {
        let message = format!("holds more than {MOST_LISTED} draws in lists; split it into several files");
        return Err(ScoreError::bad_file(path, message));
    }
    let rows = if lists().next().is_some() { LISTS } else { BATCH };
    let names = wanted.iter().map(|&at| names[at].clone()).collect();
    let stream = Stream { batches: table.batches(&wanted, rows), names };
    Ok((Source::Parquet(Box::new(stream)), columns))
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
