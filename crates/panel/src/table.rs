//! A table read from Parquet or CSV: columns by name, and errors that name file, row and column.
use std::collections::BTreeSet;

use crate::PanelError;
#[cfg(feature = "files")]
use crate::columns::{self, BadParquet, Cells, Kind, ParquetTable};
pub(crate) use crate::missing::is_missing;
use crate::suggest::did_you_mean;

#[derive(Debug, Clone)]
enum Column {
    Text(Vec<Option<String>>),
    Number(Vec<f64>),
    /// Neither words nor numbers, with what it is: an error for whoever asks for it.
    #[cfg(feature = "files")]
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
    /// Reads a Parquet file held in memory. Numbers of every width become `f64` (NaN for null), flags 1 and 0. A column of
    /// neither words nor numbers is an error only for whoever asks for it.
    /// [`PanelError::Unreadable`] when the bytes are not Parquet, are cut short or damaged.
    #[cfg(feature = "files")]
    pub fn from_parquet(file: &str, content: bytes::Bytes) -> Result<Self, PanelError> {
        let unreadable =
            |error: BadParquet| PanelError::Unreadable { file: file.to_owned(), reason: error.to_string() };
        let parquet = ParquetTable::of_bytes(content).map_err(unreadable)?;
        let names: Vec<String> = parquet.columns().iter().map(|column| column.name.clone()).collect();
        one_column_a_name(file, names.iter().map(String::as_str))?;
        // A column that cannot be read as cells is not decoded: nobody is served by it, and its bytes may be anything.
        let mut columns: Vec<Column> = parquet.columns().iter().map(empty).collect();
        let wanted: Vec<usize> =
            (0..columns.len()).filter(|&at| !matches!(columns[at], Column::Other(_))).collect();
        let mut rows = 0;
        let mut batches = parquet.batches(&wanted, 1 << 16);
        while let Some(batch) = batches.next_batch().map_err(unreadable)? {
            rows += batch.first().map_or(0, Cells::len);
            for (&at, cells) in wanted.iter().zip(&batch) {
                if let Err(error) = append(&mut columns[at], cells) {
                    columns[at] = Column::Other(error.to_string());
                }
            }
        }
        Ok(Self { file: file.to_owned(), names, columns, rows })
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
    #[cfg(feature = "files")]
    fn other(&self, name: &str, reason: &str) -> PanelError {
        let reason = format!("column `{name}`: {reason}");
        PanelError::Unreadable { file: self.file.clone(), reason }
    }

    /// A column as numbers, NaN where missing. [`PanelError::MissingColumn`], [`PanelError::BadCell`].
    pub fn numbers(&self, name: &str) -> Result<Vec<f64>, PanelError> {
        match self.column(name)? {
            Column::Number(values) => Ok(values.clone()),
            #[cfg(feature = "files")]
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
            #[cfg(feature = "files")]
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

/// What holds the cells of a column.
#[cfg(feature = "files")]
fn empty(column: &columns::Column) -> Column {
    match column.kind {
        _ if column.is_list() => Column::Other("it holds lists".to_owned()),
        Kind::Other(words) => Column::Other(format!("it holds {words}")),
        Kind::Moment { zoned: true, .. } => Column::Other("it holds moments with a time zone".to_owned()),
        Kind::Text | Kind::Day | Kind::Moment { .. } | Kind::Missing => Column::Text(Vec::new()),
        Kind::Whole | Kind::Unsigned | Kind::Decimal(_) | Kind::Real | Kind::Flag => {
            Column::Number(Vec::new())
        }
    }
}

#[cfg(feature = "files")]
fn append(column: &mut Column, cells: &Cells) -> Result<(), BadParquet> {
    match column {
        Column::Other(_) => {}
        Column::Text(texts) => texts.extend(cells.texts()?),
        Column::Number(values) if cells.kind() == Kind::Flag => {
            let number = |flag: Option<bool>| flag.map_or(f64::NAN, |flag| f64::from(u8::from(flag)));
            values.extend(cells.flags()?.into_iter().map(number));
        }
        Column::Number(values) => values.extend(cells.reals()?),
    }
    Ok(())
}
