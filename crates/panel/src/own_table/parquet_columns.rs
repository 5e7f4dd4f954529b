//! Columns of a user's Parquet file: its names and number of rows first, then those columns that are asked for.
use bytes::Bytes;

use super::column::Column;
use super::csv_text::check_names;
use super::limits::{MOST_BYTES, MOST_ROWS, too_many_bytes, too_many_rows};
use crate::PanelError;
use crate::columns::{BadParquet, Cells, Kind, ParquetTable};

/// Rows decoded at a time.
const BATCH: usize = 1 << 14;

/// A Parquet file of which only the footer has been read.
#[derive(Debug)]
pub(super) struct ParquetFile {
    content: Bytes,
    pub(super) names: Vec<String>,
    pub(super) rows: usize,
}

/// Cells of one column as they come, batch by batch.
pub(super) enum Growing {
    Texts(Vec<Option<String>>),
    Numbers(Vec<f64>, usize),
    Whole(Vec<Option<i128>>),
    Flags(Vec<Option<bool>>),
}

impl ParquetFile {
    /// Reads the footer.
    ///
    /// # Errors
    /// [`PanelError::BadRow`] naming the file: not whole, two columns of one name, more rows than are read.
    pub(super) fn open(file: &str, content: Bytes) -> Result<Self, PanelError> {
        let table = footer(file, &content)?;
        let names: Vec<String> = table.columns().iter().map(|column| column.name.trim().to_owned()).collect();
        check_names(&names).map_err(|message| wrong(file, message))?;
        let rows = table.group_rows().fold(0_i64, i64::saturating_add).max(table.rows());
        match usize::try_from(rows) {
            Ok(rows) if rows <= MOST_ROWS => Ok(Self { content, names, rows }),
            Ok(_) => Err(too_many_rows(file, Some(rows))),
            Err(_) => Err(unreadable(file, &format!("it claims {rows} rows"))),
        }
    }

    /// The columns at the given positions.
    ///
    /// # Errors
    /// [`PanelError::BadRow`]: damaged; a column of lists, structures or other things that are neither number nor word.
    pub(super) fn columns(&self, file: &str, at: &[usize]) -> Result<Vec<Column>, PanelError> {
        let table = footer(file, &self.content)?;
        let mut growing = Vec::new();
        for &at in at {
            let column = &table.columns()[at];
            let of = if column.is_list() { None } else { Growing::of(column.kind) };
            growing.push(of.ok_or_else(|| {
                let kind = if column.is_list() { "lists" } else { column.kind.words() };
                let name = &column.name;
                wrong(
                    file,
                    format!(
                        "column `{name}` holds {kind}, neither numbers nor words; write it as one of these"
                    ),
                )
            })?);
        }
        let failed = |error: BadParquet| unreadable(file, &error.to_string());
        let (mut rows, mut bytes) = (0, 0);
        let mut batches = table.batches(at, BATCH);
        while let Some(batch) = batches.next_batch().map_err(failed)? {
            rows += batch.first().map_or(0, Cells::len);
            if rows > self.rows {
                return Err(unreadable(file, "it has more rows than its footer says"));
            }
            for (growing, cells) in growing.iter_mut().zip(&batch) {
                bytes += growing.append(cells).map_err(failed)?;
            }
            if bytes > MOST_BYTES {
                return Err(too_many_bytes(file));
            }
        }
        if rows < self.rows && !at.is_empty() {
            return Err(unreadable(file, "it has fewer rows than its footer says"));
        }
        Ok(growing.into_iter().map(Growing::whole).collect())
    }
}

impl Growing {
    /// What holds a kind's values without loss; none for one that is neither number nor word.
    pub(super) fn of(kind: Kind) -> Option<Self> {
        Some(match kind {
            Kind::Flag => Self::Flags(Vec::new()),
            Kind::Whole | Kind::Unsigned | Kind::Decimal(0) => Self::Whole(Vec::new()),
            Kind::Real | Kind::Decimal(_) => Self::Numbers(Vec::new(), 0),
            Kind::Text | Kind::Day | Kind::Moment { .. } | Kind::Missing => Self::Texts(Vec::new()),
            Kind::Other(_) => return None,
        })
    }

    /// Adds a batch, and says how many bytes of text that were.
    pub(super) fn append(&mut self, cells: &Cells) -> Result<usize, BadParquet> {
        match self {
            Self::Texts(grown) => {
                let texts = cells.texts()?;
                let mut bytes = std::mem::size_of::<Option<String>>() * texts.len();
                grown.extend(texts.into_iter().map(|cell| {
                    bytes += cell.as_ref().map_or(0, String::len);
                    cell.map(|text| text.trim().to_owned())
                }));
                return Ok(bytes);
            }
            Self::Flags(flags) => flags.extend(cells.flags()?),
            Self::Numbers(numbers, nulls) => {
                *nulls += cells.missing();
                numbers.extend(cells.reals()?);
            }
            Self::Whole(values) => values.extend(cells.wholes()?),
        }
        Ok(0)
    }

    pub(super) fn whole(self) -> Column {
        match self {
            Self::Texts(cells) => Column::of_texts(cells),
            Self::Numbers(numbers, nulls) => Column::of_numbers(numbers, nulls),
            Self::Whole(values) => Column::of_whole(&values),
            Self::Flags(flags) => Column::of_flags(&flags),
        }
    }
}

fn footer(file: &str, content: &Bytes) -> Result<ParquetTable<Bytes>, PanelError> {
    ParquetTable::of_bytes(content.clone()).map_err(|error| unreadable(file, &error.to_string()))
}

fn wrong(file: &str, message: String) -> PanelError {
    PanelError::BadRow { place: file.to_owned(), message }
}

fn unreadable(file: &str, reason: &str) -> PanelError {
    let packed = [("lz4", "lz4"), ("brotli", "brotli")];
    let packed = packed
        .into_iter()
        .find(|(feature, _)| reason.contains("Disabled feature") && reason.contains(feature));
    wrong(
        file,
        match packed {
            Some((_, name)) => {
                format!(
                    "Parquet packed by {name} is not supported; write it with snappy, gzip or zstd, or as CSV"
                )
            }
            None => format!("cannot be read as Parquet ({reason}); fetch or write it again"),
        },
    )
}
