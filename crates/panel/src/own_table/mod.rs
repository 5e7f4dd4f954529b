//! Tables that users bring: one strict reader for every verb.
//!
//! CSV with a header, the same packed by gzip, or Parquet, told apart by their first bytes and never by their name. Blanks
//! around names are taken away; two columns of one name are refused. Only the columns asked for are read, so that another one
//! of a type nobody needs stops nothing. What a column is, numbers or text, is decided by all of its cells: the words for
//! "missing" ([`MISSING_WORDS`]) hold among numbers only, and are counted. Whole numbers keep all their digits.
mod arrays;
mod column;
mod csv_text;
mod limits;
mod parquet_columns;

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

pub use arrays::{BadValue, real_numbers, whole_numbers};
use column::Column;
pub use column::Kind;
use csv_text::CsvText;
use limits::{MOST_BYTES, MOST_CELLS, too_many_bytes, too_many_cells};
use parquet_columns::ParquetFile;

use crate::suggest::nearest;
use crate::{Month, PanelError};

/// A user's table, of which the columns that were loaded can be asked for. Rows count from 0 here, and by their lines in
/// messages.
///
/// # Examples
/// ```
/// use forefend_panel::OwnTable;
///
/// let mut table = OwnTable::of("deaths.csv", b"place,deaths\nnorth,3\nsouth,NA\n".to_vec())?;
/// table.load(&["deaths"])?;
/// let deaths = table.numbers("deaths")?;
/// assert!(deaths[0] == 3.0 && deaths[1].is_nan());
/// assert_eq!(table.missing("deaths")["NA"], 1);
/// // A name that is not there is told with the one that was meant.
/// assert!(table.load(&["death"]).unwrap_err().to_string().contains("did you mean `deaths`?"));
/// # Ok::<(), forefend_panel::PanelError>(())
/// ```
#[derive(Debug)]
pub struct OwnTable {
    file: String,
    source: Source,
    columns: BTreeMap<String, Column>,
    /// The line on which each row begins; none for Parquet, which has no lines.
    lines: Vec<usize>,
}

#[derive(Debug)]
enum Source {
    Csv(CsvText),
    Parquet(ParquetFile),
}

impl OwnTable {
    /// Opens a file: names and number of rows are known, no column is loaded yet.
    ///
    /// # Errors
    /// [`PanelError::Unopened`]; [`PanelError::BadRow`] with file and line for what is no table, or one larger than is read.
    pub fn open(path: &Path) -> Result<Self, PanelError> {
        let file = path.display().to_string();
        let unopened =
            |error: std::io::Error| PanelError::Unopened { file: file.clone(), reason: error.to_string() };
        let opened = std::fs::File::open(path).map_err(unopened)?;
        let kind = opened.metadata().map_err(unopened)?;
        if is_device(&kind) {
            return Err(unopened(std::io::Error::other("it is a device, not a file or a pipe")));
        }
        if kind.len() > MOST_BYTES as u64 {
            return Err(too_many_bytes(&file));
        }
        // A pipe says no length, and may have no end.
        let mut content = Vec::new();
        opened.take(MOST_BYTES as u64 + 1).read_to_end(&mut content).map_err(unopened)?;
        Self::of(&file, content)
    }

    /// The same of a file's content; `file` is what messages call it.
    ///
    /// # Errors
    /// As [`OwnTable::open`].
    pub fn of(file: &str, content: Vec<u8>) -> Result<Self, PanelError> {
        let content = if content.starts_with(&[0x1f, 0x8b]) { unpacked(file, &content)? } else { content };
        if content.len() > MOST_BYTES {
            return Err(too_many_bytes(file));
        }
        let source = if content.starts_with(b"PAR1") {
            Source::Parquet(ParquetFile::open(file, content.into())?)
        } else {
            Source::Csv(CsvText::check(file, content)?)
        };
        Ok(Self { file: file.to_owned(), source, columns: BTreeMap::new(), lines: Vec::new() })
    }

    /// What messages call the file.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Names of all columns, in their order.
    pub fn names(&self) -> &[String] {
        match &self.source {
            Source::Csv(text) => &text.names,
            Source::Parquet(file) => &file.names,
        }
    }

    /// Whether there is a column of this name.
    pub fn has(&self, name: &str) -> bool {
        self.names().iter().any(|known| known == name)
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        match &self.source {
            Source::Csv(text) => text.rows,
            Source::Parquet(file) => file.rows,
        }
    }

    /// True without rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Loads columns, those not yet loaded.
    ///
    /// # Errors
    /// [`PanelError::BadRow`]: a column that is not there (with the nearest name), or that holds neither numbers nor words.
    pub fn load(&mut self, names: &[&str]) -> Result<(), PanelError> {
        let mut wanted: Vec<(&str, usize)> = Vec::new();
        for &name in names {
            let at =
                self.names().iter().position(|known| known == name).ok_or_else(|| self.no_column(name))?;
            if !self.columns.contains_key(name) && wanted.iter().all(|(known, _)| *known != name) {
                wanted.push((name, at));
            }
        }
        let count = self.columns.len() + wanted.len();
        if self.len().saturating_mul(count) > MOST_CELLS {
            return Err(too_many_cells(&self.file, self.len(), count));
        }
        let at: Vec<usize> = wanted.iter().map(|(_, at)| *at).collect();
        let columns = match &self.source {
            _ if at.is_empty() => return Ok(()),
            Source::Parquet(file) => file.columns(&self.file, &at)?,
            Source::Csv(text) => {
                let (columns, lines) = text.cells(&self.file, &at)?;
                self.lines = lines;
                let filled = |column: Vec<String>| Column::of_texts(column.into_iter().map(Some).collect());
                columns.into_iter().map(filled).collect()
            }
        };
        self.columns.extend(wanted.into_iter().map(|(name, _)| name.to_owned()).zip(columns));
        Ok(())
    }

    /// The error for a column that is not there.
    pub fn no_column(&self, name: &str) -> PanelError {
        let known = || self.names().iter().map(String::as_str).filter(|name| !name.is_empty());
        let meant =
            nearest(name, known()).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        self.wrong(format!("no column `{name}`{meant} (columns: {})", self.shown_names()))
    }

    /// The names of the first columns, for messages.
    pub fn shown_names(&self) -> String {
        let names = self.names();
        let mut shown = names.iter().take(12).cloned().collect::<Vec<_>>().join(", ");
        if names.len() > 12 {
            shown.push_str(", ...");
        }
        shown
    }

    /// "FILE:LINE" of a row of CSV; "FILE, row N" of Parquet, which has no lines.
    pub fn place(&self, row: usize) -> String {
        match self.lines.get(row) {
            Some(line) => format!("{}:{line}", self.file),
            None => format!("{}, row {}", self.file, row + 1),
        }
    }

    /// An error about a row.
    pub fn bad_row(&self, row: usize, message: impl Into<String>) -> PanelError {
        PanelError::BadRow { place: self.place(row), message: message.into() }
    }

    /// An error about the file.
    pub fn wrong(&self, message: impl Into<String>) -> PanelError {
        PanelError::BadRow { place: self.file.clone(), message: message.into() }
    }

    fn column(&self, name: &str) -> Result<&Column, PanelError> {
        self.columns.get(name).ok_or_else(|| self.no_column(name))
    }

    /// What the cells of a loaded column are.
    ///
    /// # Errors
    /// [`PanelError::BadRow`] for a column that was not loaded.
    pub fn kind(&self, name: &str) -> Result<Kind, PanelError> {
        Ok(self.column(name)?.kind)
    }

    /// A column as numbers, NaN where missing; flags are 1 and 0.
    ///
    /// # Errors
    /// [`PanelError::BadRow`] at the first cell that is no number.
    pub fn numbers(&self, name: &str) -> Result<&[f64], PanelError> {
        let column = self.column(name)?;
        if column.kind != Kind::Text {
            return Ok(&column.numbers);
        }
        let first = column.odd.or_else(|| column.texts.iter().position(Option::is_some)).unwrap_or(0);
        let text = column.text(first).unwrap_or_default();
        Err(self.bad_row(first, not_a_number(name, &text)))
    }

    /// The row of the first cell that is no number in a column of text of which most cells are numbers.
    pub fn first_odd(&self, name: &str) -> Option<usize> {
        self.columns.get(name)?.odd
    }

    /// The cell as written (a number as short as it reads back the same); none where missing.
    pub fn text(&self, name: &str, row: usize) -> Option<String> {
        self.columns.get(name)?.text(row)
    }

    /// Whether the cells of a column are told apart as they are written: text, flags, and codes such as `01`.
    pub fn is_written(&self, name: &str) -> bool {
        self.columns.get(name).is_some_and(|column| !column.texts.is_empty())
    }

    /// Words for "missing" in a loaded column, and how many cells say each.
    pub fn missing(&self, name: &str) -> BTreeMap<String, usize> {
        self.columns.get(name).map(|column| column.missing.clone()).unwrap_or_default()
    }

    /// A column as whole numbers, none where missing. What lies within a thousand-millionth of a whole number is rounded.
    ///
    /// # Errors
    /// [`PanelError::BadRow`] at the first cell that is something else, or that `T` cannot hold.
    pub fn integers<T: TryFrom<i128>>(&self, name: &str) -> Result<Vec<Option<T>>, PanelError> {
        let column = self.column(name)?;
        let one = |row: usize| match column.whole(row) {
            Ok(value) => {
                let fits = T::try_from(value).map(Some);
                fits.map_err(|_| self.bad_row(row, format!("column `{name}`: {value} is out of range")))
            }
            Err(None) => Ok(None),
            Err(Some(text)) => Err(self
                .bad_row(row, format!("column `{name}`: `{text}` is not a whole number; correct the cell"))),
        };
        (0..self.len()).map(one).collect()
    }

    /// Like [`OwnTable::integers`], with an error for a cell that is missing too.
    ///
    /// # Errors
    /// As [`OwnTable::integers`].
    pub fn whole<T: TryFrom<i128>>(&self, name: &str) -> Result<Vec<T>, PanelError> {
        let values = self.integers(name)?.into_iter().enumerate();
        let there = |(row, value): (usize, Option<T>)| {
            value.ok_or_else(|| {
                self.bad_row(row, format!("column `{name}` is missing; every row needs a whole number"))
            })
        };
        values.map(there).collect()
    }

    /// VIEWS month numbers of the column `month_id`. Where the file has columns `year` and `month` too, each row must say
    /// the same month by both.
    ///
    /// # Errors
    /// [`PanelError::BadRow`] at the first row without a month, with one outside 1980 to 2279, or that contradicts itself.
    pub fn months(&mut self) -> Result<Vec<Month>, PanelError> {
        self.load(&["month_id"])?;
        let numbers: Vec<i64> = self.whole("month_id")?;
        let beside: Vec<&str> = ["year", "month"].into_iter().filter(|name| self.has(name)).collect();
        self.load(&beside)?;
        let beside = |name: &str| match self.kind(name) {
            Ok(Kind::Numbers) => self.integers::<i64>(name),
            _ => Ok(vec![None; self.len()]),
        };
        let (years, of_year) = (beside("year")?, beside("month")?);
        let month = |(row, number): (usize, &i64)| {
            let month = views_month(*number).ok_or_else(|| {
                self.bad_row(
                    row,
                    format!("month_id {number} is no month (1 is January 1980); number months as VIEWS does"),
                )
            })?;
            contradiction(month, years[row], of_year[row])
                .map_or(Ok(month), |words| Err(self.bad_row(row, words)))
        };
        numbers.iter().enumerate().map(month).collect()
    }
}

/// The month of a VIEWS number from 1980 to 2279; none for any other number.
pub fn views_month(number: i64) -> Option<Month> {
    let number = i32::try_from(number).ok().filter(|number| (1..=12 * 300).contains(number))?;
    Some(Month::from_views_id(number))
}

/// What is wrong with a row that gives its month by `month_id`, and by year and month beside it too; none where all agree. A
/// `month` that is the month_id again is no contradiction.
pub fn contradiction(month: Month, year: Option<i64>, of_year: Option<i64>) -> Option<String> {
    let (id, own) = (i64::from(month.views_id()), i64::from(month.of_year()));
    let other_year = year.is_some_and(|year| year != i64::from(month.year().0));
    let other_month = of_year.is_some_and(|of_year| of_year != own && of_year != id);
    let named = [("year", year), ("month", of_year)].map(|(name, value)| Some(format!("{name} {}", value?)));
    let beside: Vec<String> = named.into_iter().flatten().collect();
    (other_year || other_month).then(|| {
        format!("month_id {id} is {month}, but the row also says {}; correct one of them", beside.join(", "))
    })
}

/// What to say of a cell that should be a number.
pub(crate) fn not_a_number(column: &str, text: &str) -> String {
    let digits = text.chars().any(|c| c.is_ascii_digit());
    let comma = digits && text.contains(',') && text.replace(',', "").parse::<f64>().is_ok();
    let remedy = if comma {
        "write 1234.5: a point before decimals, nothing between thousands"
    } else {
        "correct the cell or leave it empty"
    };
    format!("column `{column}`: `{text}` is not a number; {remedy}")
}

/// Whether an opened file is a device such as `/dev/zero`, which has no end and no memory of what it gave.
fn is_device(file: &std::fs::Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        file.file_type().is_char_device() || file.file_type().is_block_device()
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        false
    }
}

/// The content of a file packed by gzip, up to what is held.
fn unpacked(file: &str, packed: &[u8]) -> Result<Vec<u8>, PanelError> {
    let mut bytes = Vec::new();
    let mut reader = flate2::read::MultiGzDecoder::new(packed).take(MOST_BYTES as u64 + 1);
    let read = reader.read_to_end(&mut bytes);
    read.map_err(|error| PanelError::BadRow {
        place: file.to_owned(),
        message: format!("cannot be unpacked ({error}); fetch or pack it again"),
    })?;
    if bytes.len() > MOST_BYTES { Err(too_many_bytes(file)) } else { Ok(bytes) }
}
