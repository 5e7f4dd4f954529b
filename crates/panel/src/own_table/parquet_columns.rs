//! Columns of a user's Parquet file: its names and number of rows first, then those columns that are asked for.
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Decimal128Type, Float64Type, Int64Type, UInt64Type};
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};

use super::column::Column;
use super::csv_text::check_names;
use super::limits::{MOST_BYTES, MOST_ROWS, too_many_bytes, too_many_rows};
use crate::PanelError;
use crate::dictionary_page::check_dictionaries_of;
use crate::guard::guarded;
use crate::whole_reads::WholeReads;

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
        let metadata = footer(file, &content)?;
        let names: Vec<String> =
            metadata.schema().fields().iter().map(|field| field.name().trim().to_owned()).collect();
        check_names(&names).map_err(|message| wrong(file, message))?;
        let groups = metadata.metadata().row_groups().iter().map(|group| group.num_rows());
        let rows =
            groups.fold(0_i64, i64::saturating_add).max(metadata.metadata().file_metadata().num_rows());
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
        guarded(|| self.decoded(file, at), |words| unreadable(file, &format!("damaged: {words}")))
    }

    fn decoded(&self, file: &str, at: &[usize]) -> Result<Vec<Column>, PanelError> {
        let metadata = footer(file, &self.content)?;
        let schema = metadata.schema().clone();
        let mut growing = Vec::new();
        for &at in at {
            growing.push(Growing::of(schema.field(at).data_type()).ok_or_else(|| {
                let (name, kind) = (schema.field(at).name(), schema.field(at).data_type());
                wrong(file, format!("column `{name}` is of type {kind}, neither numbers nor words; write it as one of these"))
            })?);
        }
        let failed = |error: &dyn std::fmt::Display| unreadable(file, &error.to_string());
        let builder =
            ParquetRecordBatchReaderBuilder::new_with_metadata(WholeReads(self.content.clone()), metadata);
        let parquet = builder.parquet_schema();
        let asked = |leaf: usize| at.contains(&parquet.get_column_root_idx(leaf));
        check_dictionaries_of(&Arc::new(WholeReads(self.content.clone())), builder.metadata(), &asked)
            .map_err(|error| failed(&error))?;
        let mask = ProjectionMask::roots(parquet, at.iter().copied());
        let reader = builder.with_projection(mask).with_batch_size(BATCH).build();
        // The columns of a batch stand in the order of the file.
        let mut order: Vec<usize> = (0..at.len()).collect();
        order.sort_by_key(|&asked| at[asked]);
        let (mut rows, mut bytes) = (0, 0);
        for batch in reader.map_err(|error| failed(&error))? {
            let batch = batch.map_err(|error| failed(&error))?;
            rows += batch.num_rows();
            if rows > self.rows {
                return Err(unreadable(file, "it has more rows than its footer says"));
            }
            for (&asked, array) in order.iter().zip(batch.columns()) {
                bytes += growing[asked].append(array).map_err(|error| failed(&error))?;
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
    /// What holds a type's values without loss; none for a type that is neither number nor word.
    pub(super) fn of(kind: &DataType) -> Option<Self> {
        Some(match kind {
            DataType::Boolean => Self::Flags(Vec::new()),
            DataType::Null => Self::Texts(Vec::new()),
            DataType::Decimal128(_, 0) => Self::Whole(Vec::new()),
            kind if kind.is_integer() => Self::Whole(Vec::new()),
            kind if kind.is_numeric() => Self::Numbers(Vec::new(), 0),
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Self::Texts(Vec::new()),
            DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => Self::Texts(Vec::new()),
            DataType::Dictionary(_, values) => Self::of(values)?,
            _ => return None,
        })
    }

    /// Adds a batch, and says how many bytes of text that were.
    pub(super) fn append(&mut self, array: &ArrayRef) -> Result<usize, arrow::error::ArrowError> {
        let array = plain(array)?;
        match self {
            Self::Texts(cells) => {
                let array = cast(&array, &DataType::LargeUtf8)?;
                let texts = array.as_string::<i64>();
                cells.extend(texts.iter().map(|cell| cell.map(|text| text.trim().to_owned())));
                return Ok(texts.values().len() + std::mem::size_of::<Option<String>>() * array.len());
            }
            Self::Flags(flags) => flags.extend(array.as_boolean().iter()),
            Self::Numbers(numbers, nulls) => {
                let array = cast(&array, &DataType::Float64)?;
                *nulls += array.null_count();
                numbers.extend(
                    array.as_primitive::<Float64Type>().iter().map(|value| value.unwrap_or(f64::NAN)),
                );
            }
            Self::Whole(values) => match array.data_type() {
                DataType::UInt64 => {
                    values
                        .extend(array.as_primitive::<UInt64Type>().iter().map(|value| value.map(i128::from)));
                }
                DataType::Decimal128(..) => values.extend(array.as_primitive::<Decimal128Type>().iter()),
                _ => {
                    let array = cast(&array, &DataType::Int64)?;
                    values
                        .extend(array.as_primitive::<Int64Type>().iter().map(|value| value.map(i128::from)));
                }
            },
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

/// An array without its dictionary, and a moment without its time zone: the moment in UTC, which needs no table of zones.
fn plain(array: &ArrayRef) -> Result<ArrayRef, arrow::error::ArrowError> {
    match array.data_type() {
        DataType::Dictionary(_, values) => plain(&cast(array, values)?),
        DataType::Timestamp(unit, Some(_)) => {
            let data = array.to_data().into_builder().data_type(DataType::Timestamp(*unit, None)).build()?;
            Ok(arrow::array::make_array(data))
        }
        _ => Ok(Arc::clone(array)),
    }
}

fn footer(file: &str, content: &Bytes) -> Result<ArrowReaderMetadata, PanelError> {
    guarded(
        || {
            ArrowReaderMetadata::load(&WholeReads(content.clone()), ArrowReaderOptions::new())
                .map_err(|error| unreadable(file, &error.to_string()))
        },
        |words| unreadable(file, &format!("damaged: {words}")),
    )
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
