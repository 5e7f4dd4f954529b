//! A table read from Parquet or CSV: columns by name, and errors that name file, row and column.
use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::PanelError;
use crate::dictionary_page::check_dictionaries;
use crate::guard::guarded;
pub(crate) use crate::missing::is_missing;
use crate::suggest::did_you_mean;
use crate::whole_reads::WholeReads;

#[derive(Debug, Clone)]
enum Column {
    Text(Vec<Option<String>>),
    Number(Vec<f64>),
    /// Neither words nor numbers, with what the reader said: an error for whoever asks for it.
    Other(String),
}

/// Named columns of equal length. Rows are numbered from 1 in messages, the header not counted.
#[derive(Debug, Clone)]
pub struct Table {
    file: String,
    names: Vec<String>,
    columns: Vec<Column>,
    rows: usize,
}

impl Table {
    /// Reads a Parquet file held in memory. Numbers of every width become `f64` (NaN for null). A column of
    /// neither words nor numbers is an error only for whoever asks for it.
    /// [`PanelError::Unreadable`] when the bytes are not Parquet, are cut short or damaged.
    pub fn from_parquet(file: &str, content: Bytes) -> Result<Self, PanelError> {
        guarded(
            || Self::decoded(file, content),
            |words| PanelError::Unreadable { file: file.to_owned(), reason: format!("damaged: {words}") },
        )
    }

    fn decoded(file: &str, content: Bytes) -> Result<Self, PanelError> {
        let unreadable = |reason: String| PanelError::Unreadable { file: file.to_owned(), reason };
        let reader = ParquetRecordBatchReaderBuilder::try_new(WholeReads(content.clone()))
            .and_then(|builder| {
                check_dictionaries(&Arc::new(WholeReads(content)), builder.metadata())?;
                builder.with_batch_size(1 << 16).build()
            })
            .map_err(|error| unreadable(error.to_string()))?;
        let schema = reader_schema(&reader);
        one_column_a_name(file, schema.iter().map(|(name, _)| name.as_str()))?;
        let mut table = Self {
            file: file.to_owned(),
            columns: schema.iter().map(|(_, text)| empty(*text)).collect(),
            names: schema.into_iter().map(|(name, _)| name).collect(),
            rows: 0,
        };
        for batch in reader {
            let batch = batch.map_err(|error| unreadable(error.to_string()))?;
            table.rows += batch.num_rows();
            for (column, array) in table.columns.iter_mut().zip(batch.columns()) {
                if let Err(error) = append(column, array) {
                    *column = Column::Other(error.to_string());
                }
            }
        }
        Ok(table)
    }

    /// Reads CSV with a header. Only the columns in `select` are kept (all when empty). Errors:
    /// [`PanelError::MissingColumn`], [`PanelError::Unreadable`] for ragged rows or broken input.
    pub fn from_csv(file: &str, input: impl std::io::Read, select: &[&str]) -> Result<Self, PanelError> {
        let unreadable =
            |error: csv::Error| PanelError::Unreadable { file: file.to_owned(), reason: error.to_string() };
        let mut reader = csv::Reader::from_reader(input);
        let header: Vec<String> = reader
            .headers()
            .map_err(unreadable)?
            .iter()
            .map(|name| name.trim_start_matches('\u{feff}').to_owned())
            .collect();
        let mut kept = Vec::new();
        for (at, name) in header.iter().enumerate() {
            if select.is_empty() || select.contains(&name.as_str()) {
                kept.push((at, name.clone()));
            }
        }
        one_column_a_name(file, kept.iter().map(|(_, name)| name.as_str()))?;
        if let Some(absent) = select.iter().find(|name| !header.iter().any(|h| h == *name)) {
            return Err(missing_column(file, absent, &header));
        }
        let mut columns: Vec<Vec<Option<String>>> = vec![Vec::new(); kept.len()];
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).map_err(unreadable)? {
            for (column, (at, _)) in columns.iter_mut().zip(&kept) {
                let text = record.get(*at).unwrap_or("").trim();
                column.push((!is_missing(text)).then(|| text.to_owned()));
            }
        }
        Ok(Self {
            file: file.to_owned(),
            rows: columns.first().map_or(0, Vec::len),
            names: kept.into_iter().map(|(_, name)| name).collect(),
            columns: columns.into_iter().map(Column::Text).collect(),
        })
    }

    /// File name, for messages.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// True without rows.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Column names in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// "file, row n" for the row at position `at` (from 0).
    pub fn place(&self, at: usize) -> String {
        format!("{}, row {}", self.file, at + 1)
    }

    fn column(&self, name: &str) -> Result<&Column, PanelError> {
        self.names
            .iter()
            .position(|known| known == name)
            .map(|at| &self.columns[at])
            .ok_or_else(|| missing_column(&self.file, name, &self.names))
    }

    /// An error about the cell at row position `at`.
    pub fn bad_cell(&self, at: usize, column: &str, text: &str, expected: &'static str) -> PanelError {
        PanelError::BadCell {
            file: self.file.clone(),
            row: at + 1,
            column: column.to_owned(),
            text: text.to_owned(),
            expected,
        }
    }

    /// The error for a column of neither words nor numbers.
    fn other(&self, name: &str, reason: &str) -> PanelError {
        let reason = format!("column `{name}`: {reason}");
        PanelError::Unreadable { file: self.file.clone(), reason }
    }

    /// A column as numbers, NaN where missing. [`PanelError::MissingColumn`], [`PanelError::BadCell`].
    pub fn numbers(&self, name: &str) -> Result<Vec<f64>, PanelError> {
        match self.column(name)? {
            Column::Number(values) => Ok(values.clone()),
            Column::Other(reason) => Err(self.other(name, reason)),
            Column::Text(cells) => cells
                .iter()
                .enumerate()
                .map(|(at, cell)| match cell {
                    None => Ok(f64::NAN),
                    Some(text) => text.parse().map_err(|_| self.bad_cell(at, name, text, "a number")),
                })
                .collect(),
        }
    }

    /// A column as whole numbers of type `T`, none where missing. [`PanelError::MissingColumn`],
    /// [`PanelError::BadCell`] for a fraction or a number `T` cannot hold.
    pub fn integers<T: TryFrom<i64>>(&self, name: &str) -> Result<Vec<Option<T>>, PanelError> {
        self.numbers(name)?
            .into_iter()
            .enumerate()
            .map(|(at, value)| {
                if value.is_nan() {
                    return Ok(None);
                }
                // Beyond 2^53 a number has lost its last digits on the way here.
                let exact = value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0;
                let whole = exact.then_some(value as i64);
                whole
                    .and_then(|whole| T::try_from(whole).ok())
                    .map(Some)
                    .ok_or_else(|| self.bad_cell(at, name, &value.to_string(), "a whole number in range"))
            })
            .collect()
    }

    /// Like [`Table::integers`], but a missing cell is a [`PanelError::BadCell`].
    pub fn whole<T: TryFrom<i64>>(&self, name: &str) -> Result<Vec<T>, PanelError> {
        self.integers(name)?
            .into_iter()
            .enumerate()
            .map(|(at, cell)| cell.ok_or_else(|| self.bad_cell(at, name, "", "a whole number")))
            .collect()
    }

    /// A column as text, none where missing. [`PanelError::MissingColumn`]; [`PanelError::BadCell`] when the
    /// column holds numbers.
    pub fn texts(&self, name: &str) -> Result<Vec<Option<&str>>, PanelError> {
        match self.column(name)? {
            Column::Text(cells) => Ok(cells.iter().map(Option::as_deref).collect()),
            Column::Other(reason) => Err(self.other(name, reason)),
            Column::Number(values) => {
                let first = values.first().map(f64::to_string).unwrap_or_default();
                Err(self.bad_cell(0, name, &first, "text"))
            }
        }
    }

    /// Like [`Table::texts`], but a missing cell is a [`PanelError::BadCell`].
    pub fn words(&self, name: &str) -> Result<Vec<&str>, PanelError> {
        self.texts(name)?
            .into_iter()
            .enumerate()
            .map(|(at, cell)| cell.ok_or_else(|| self.bad_cell(at, name, "", "text")))
            .collect()
    }
}

/// Refuses two columns of one name: neither may be taken for the other.
fn one_column_a_name<'a>(file: &str, names: impl Iterator<Item = &'a str>) -> Result<(), PanelError> {
    let mut seen = BTreeSet::new();
    for name in names.filter(|name| !name.is_empty()) {
        if !seen.insert(name) {
            let reason = format!("two columns are named `{name}`; rename one");
            return Err(PanelError::Unreadable { file: file.to_owned(), reason });
        }
    }
    Ok(())
}

fn missing_column(file: &str, column: &str, names: &[String]) -> PanelError {
    let mut present = names.iter().take(12).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > 12 {
        present.push_str(&format!(" and {} more", names.len() - 12));
    }
    PanelError::MissingColumn {
        file: file.to_owned(),
        column: column.to_owned(),
        suggestion: did_you_mean(column, names.iter().map(String::as_str)),
        present,
    }
}

fn reader_schema(reader: &impl arrow::array::RecordBatchReader) -> Vec<(String, bool)> {
    let is_text = |data_type: &DataType| match data_type {
        DataType::Dictionary(_, values) => !values.is_numeric(),
        other => !other.is_numeric() && *other != DataType::Boolean,
    };
    reader.schema().fields().iter().map(|field| (field.name().clone(), is_text(field.data_type()))).collect()
}

fn empty(text: bool) -> Column {
    if text { Column::Text(Vec::new()) } else { Column::Number(Vec::new()) }
}

fn append(column: &mut Column, array: &ArrayRef) -> Result<(), arrow::error::ArrowError> {
    match column {
        Column::Other(_) => {}
        Column::Text(cells) => {
            let array = cast(array, &DataType::Utf8)?;
            cells.extend(array.as_string::<i32>().iter().map(|cell| cell.map(str::to_owned)));
        }
        Column::Number(values) => {
            let array = cast(array, &DataType::Float64)?;
            let array = array.as_primitive::<Float64Type>();
            values.extend((0..array.len()).map(
                |at| {
                    if array.is_null(at) { f64::NAN } else { array.value(at) }
                },
            ));
        }
    }
    Ok(())
}
