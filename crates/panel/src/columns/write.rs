//! Writing a table: columns by name, row group by row group.
use std::io::Write;
use std::sync::Arc;

use parquet::basic::{Compression, Encoding, IntType, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnPath, Type};

use super::BadParquet;

/// How a table is packed; no value depends on it.
#[derive(Debug, Clone, Default)]
pub struct Layout<'a> {
    /// Level of Zstandard, 1 to 22; 0 means 3.
    pub zstd: i32,
    /// What the file says made it; the parquet crate's own words where there is none.
    pub made_by: Option<&'a str>,
    /// Extremes of each column in the footer are left out.
    pub no_statistics: bool,
    /// Columns, or all of them (`*`), that are not looked up in a dictionary: their values seldom repeat.
    pub plain: &'a [&'a str],
    /// Columns of whole numbers that rise by small steps, stored as differences.
    pub delta: &'a [&'a str],
    /// Columns of doubles of which the first bytes are stored together, then the second.
    pub split: &'a [&'a str],
    /// Notes in the footer, by key.
    pub notes: Vec<(String, String)>,
}

impl Layout<'_> {
    fn properties(&self) -> Result<WriterProperties, BadParquet> {
        let level = if self.zstd == 0 { 3 } else { self.zstd };
        let mut properties =
            WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::try_new(level)?));
        if let Some(made_by) = self.made_by {
            properties = properties.set_created_by(made_by.to_owned());
        }
        if self.no_statistics {
            properties = properties.set_statistics_enabled(EnabledStatistics::None);
        }
        for name in self.plain {
            properties = match *name {
                "*" => properties.set_dictionary_enabled(false),
                name => properties.set_column_dictionary_enabled(ColumnPath::from(name), false),
            };
        }
        let delta = self.delta.iter().map(|name| (name, Encoding::DELTA_BINARY_PACKED));
        let split = self.split.iter().map(|name| (name, Encoding::BYTE_STREAM_SPLIT));
        for (name, encoding) in delta.chain(split) {
            properties = properties.set_column_encoding(ColumnPath::from(*name), encoding);
        }
        let notes: Vec<KeyValue> =
            self.notes.iter().map(|(key, value)| KeyValue::new(key.clone(), value.clone())).collect();
        Ok(properties.set_key_value_metadata((!notes.is_empty()).then_some(notes)).build())
    }
}

/// Values as they are stored, those of missing cells left out.
#[derive(Debug, Clone)]
enum Stored {
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Double(Vec<f64>),
    Flags(Vec<bool>),
    Texts(Vec<ByteArray>),
}

/// A column to be written: a name, and a cell a row, missing where it is none.
#[derive(Debug, Clone)]
pub struct Written {
    name: String,
    of: Option<LogicalType>,
    stored: Stored,
    /// 1 for a cell with a value; none where all have one.
    levels: Option<Vec<i16>>,
}

/// A constructor for each type of cell.
macro_rules! written {
    ($($name:ident, $cell:ty, $stored:ident, $of:expr, $convert:expr;)*) => {$(
        #[doc = concat!("A column of `", stringify!($cell), "`; it may have missing cells in the file only where one is none.")]
        pub fn $name<T: Into<Option<$cell>>>(name: &str, cells: impl IntoIterator<Item = T>) -> Self {
            let convert: fn($cell) -> _ = $convert;
            let (values, levels) = gathered(cells.into_iter().map(|cell| cell.into().map(convert)));
            Self { name: name.to_owned(), of: $of, stored: Stored::$stored(values), levels }
        }
    )*};
}

impl Written {
    written! {
        int16, i16, Int32, integer(16, true), i32::from;
        int32, i32, Int32, None, |cell| cell;
        int64, i64, Int64, None, |cell| cell;
        uint16, u16, Int32, integer(16, false), i32::from;
        uint32, u32, Int32, integer(32, false), |cell| cell as i32;
        uint64, u64, Int64, integer(64, false), |cell| cell as i64;
        double, f64, Double, None, |cell| cell;
        flag, bool, Flags, None, |cell| cell;
    }

    /// A column of doubles that are all there, taken as they lie.
    pub fn doubles(name: &str, values: Vec<f64>) -> Self {
        Self { name: name.to_owned(), of: None, stored: Stored::Double(values), levels: None }
    }

    /// A column of text.
    pub fn text<'a, T: Into<Option<&'a str>>>(name: &str, cells: impl IntoIterator<Item = T>) -> Self {
        let cells = cells.into_iter().map(|cell| cell.into().map(ByteArray::from));
        let (values, levels) = gathered(cells);
        Self { name: name.to_owned(), of: Some(LogicalType::String), stored: Stored::Texts(values), levels }
    }

    /// The name of a column of doubles; none of another.
    pub fn double_name(&self) -> Option<&str> {
        matches!(self.stored, Stored::Double(_)).then_some(&self.name)
    }

    fn rows(&self) -> usize {
        self.levels.as_ref().map_or_else(|| self.stored.len(), Vec::len)
    }

    fn field(&self) -> Result<Type, BadParquet> {
        let physical = match self.stored {
            Stored::Int32(_) => Physical::INT32,
            Stored::Int64(_) => Physical::INT64,
            Stored::Double(_) => Physical::DOUBLE,
            Stored::Flags(_) => Physical::BOOLEAN,
            Stored::Texts(_) => Physical::BYTE_ARRAY,
        };
        let repetition = if self.levels.is_some() { Repetition::OPTIONAL } else { Repetition::REQUIRED };
        let field = Type::primitive_type_builder(&self.name, physical).with_repetition(repetition);
        Ok(field.with_logical_type(self.of.clone()).build()?)
    }
}

impl Stored {
    fn len(&self) -> usize {
        match self {
            Self::Int32(values) => values.len(),
            Self::Int64(values) => values.len(),
            Self::Double(values) => values.len(),
            Self::Flags(values) => values.len(),
            Self::Texts(values) => values.len(),
        }
    }
}

fn integer(bit_width: i8, is_signed: bool) -> Option<LogicalType> {
    Some(LogicalType::Integer(IntType { bit_width, is_signed }))
}

/// The values that are there, and the level of each cell where one is not.
fn gathered<T>(cells: impl Iterator<Item = Option<T>>) -> (Vec<T>, Option<Vec<i16>>) {
    let (mut values, mut levels) = (Vec::with_capacity(cells.size_hint().0), None);
    let mut rows = 0;
    for cell in cells {
        match cell {
            Some(value) => values.push(value),
            None => {
                levels.get_or_insert_with(|| vec![1_i16; rows]).push(0);
                rows += 1;
                continue;
            }
        }
        if let Some(levels) = &mut levels {
            levels.push(1);
        }
        rows += 1;
    }
    (values, levels)
}

/// A table being written.
pub struct TableWriter<W: Write + Send> {
    file: SerializedFileWriter<W>,
}

impl<W: Write + Send> TableWriter<W> {
    /// Begins a table; its columns are those of `first`, the first row group, which is not written yet.
    ///
    /// # Errors
    /// Columns or a layout that cannot be, and a sink that fails.
    pub fn new(sink: W, first: &[Written], layout: &Layout<'_>) -> Result<Self, BadParquet> {
        let fields =
            first.iter().map(|column| column.field().map(Arc::new)).collect::<Result<Vec<_>, _>>()?;
        let schema = Type::group_type_builder("schema").with_fields(fields).build()?;
        let file = SerializedFileWriter::new(sink, Arc::new(schema), Arc::new(layout.properties()?))?;
        Ok(Self { file })
    }

    /// Writes a row group: the columns that the table began with, each with as many rows.
    ///
    /// # Errors
    /// Other columns, different lengths, and a sink that fails.
    pub fn group(&mut self, columns: &[Written]) -> Result<(), BadParquet> {
        let mut group = self.file.next_row_group()?;
        for column in columns {
            let mut writer =
                group.next_column()?.ok_or_else(|| BadParquet::new("more columns than it began with"))?;
            let levels = column.levels.as_deref();
            match (writer.untyped(), &column.stored) {
                (ColumnWriter::Int32ColumnWriter(to), Stored::Int32(values)) => {
                    to.write_batch(values, levels, None)?
                }
                (ColumnWriter::Int64ColumnWriter(to), Stored::Int64(values)) => {
                    to.write_batch(values, levels, None)?
                }
                (ColumnWriter::DoubleColumnWriter(to), Stored::Double(values)) => {
                    to.write_batch(values, levels, None)?
                }
                (ColumnWriter::BoolColumnWriter(to), Stored::Flags(values)) => {
                    to.write_batch(values, levels, None)?
                }
                (ColumnWriter::ByteArrayColumnWriter(to), Stored::Texts(values)) => {
                    to.write_batch(values, levels, None)?
                }
                _ => {
                    return Err(BadParquet::new(format!(
                        "column `{}` is of another type than it began with",
                        column.name
                    )));
                }
            };
            writer.close()?;
        }
        group.close()?;
        Ok(())
    }

    /// Writes the footer and gives the sink back.
    ///
    /// # Errors
    /// A sink that fails.
    pub fn finish(self) -> Result<W, BadParquet> {
        Ok(self.file.into_inner()?)
    }
}

/// A table as the bytes of a Parquet file, in one row group: the same columns give the same bytes.
///
/// # Errors
/// Columns of different lengths, or of one name; a layout that cannot be.
pub fn table_bytes(columns: &[Written], layout: &Layout<'_>) -> Result<Vec<u8>, BadParquet> {
    let rows = columns.first().map_or(0, Written::rows);
    let mut writer = TableWriter::new(Vec::new(), columns, layout)?;
    if rows > 0 {
        writer.group(columns)?;
    }
    writer.finish()
}
