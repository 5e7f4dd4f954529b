//! Reading a table: its columns first, then batches of those that are asked for.
use bytes::Bytes;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::DataType;
use parquet::file::reader::{ChunkReader, FileReader as _, SerializedFileReader};

use super::BadParquet;
use super::cells::{Cells, Values};
use super::kind::Column;
use super::pages::CheckedPages;
use crate::guard::guarded;
use crate::whole_reads::WholeReads;

/// A Parquet file of which only the footer has been read.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use forefend_panel::columns::{Layout, ParquetTable, Written, table_bytes};
/// let bytes = table_bytes(&[Written::int16("year", [1990, 1991]), Written::text("who", [Some("a"), None])], &Layout::default())?;
/// let table = ParquetTable::of_bytes(bytes.into())?;
/// assert_eq!(table.rows(), 2);
/// let mut batches = table.batches(&[1], 1 << 16);
/// let cells = batches.next_batch()?.ok_or("no batch")?;
/// assert_eq!(cells[0].texts()?, [Some("a".to_owned()), None]);
/// # Ok(())
/// # }
/// ```
pub struct ParquetTable<R: ChunkReader + 'static> {
    reader: SerializedFileReader<WholeReads<R>>,
    columns: Vec<Column>,
}

impl ParquetTable<Bytes> {
    /// A file held in memory.
    ///
    /// # Errors
    /// As [`ParquetTable::open`].
    pub fn of_bytes(content: Bytes) -> Result<Self, BadParquet> {
        Self::open(content)
    }
}

impl<R: ChunkReader + 'static> ParquetTable<R> {
    /// Reads the footer.
    ///
    /// # Errors
    /// Bytes that are no Parquet file, are cut short or damaged.
    pub fn open(input: R) -> Result<Self, BadParquet> {
        whole(|| {
            let reader = SerializedFileReader::new(WholeReads(input))?;
            let columns = Column::all(reader.metadata().file_metadata().schema_descr());
            Ok(Self { reader, columns })
        })
    }

    /// The columns, in the order of the file.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Rows that the footer claims; negative in a damaged file.
    pub fn rows(&self) -> i64 {
        self.reader.metadata().file_metadata().num_rows()
    }

    /// Rows that the footer claims for each group.
    pub fn group_rows(&self) -> impl Iterator<Item = i64> {
        self.reader.metadata().row_groups().iter().map(|group| group.num_rows())
    }

    /// Values of a column over all groups as the footer claims: of a column of lists, their entries.
    pub fn values_of(&self, column: &Column) -> i64 {
        let groups = self.reader.metadata().row_groups().iter();
        groups.map(|group| group.column(column.leaf).num_values()).fold(0, i64::saturating_add)
    }

    /// Notes in the footer, by key.
    pub fn notes(&self) -> impl Iterator<Item = (&str, &str)> {
        let notes = self.reader.metadata().file_metadata().key_value_metadata();
        notes.into_iter().flatten().filter_map(|note| Some((note.key.as_str(), note.value.as_deref()?)))
    }

    /// Batches of the columns at the positions `wanted`, in that order, of at most `rows` rows each.
    pub fn batches(self, wanted: &[usize], rows: usize) -> Batches<R> {
        let groups = (0..self.reader.num_row_groups()).collect();
        self.batches_of(groups, wanted, rows)
    }

    /// The same of some groups only.
    pub fn batches_of(self, groups: Vec<usize>, wanted: &[usize], rows: usize) -> Batches<R> {
        let wanted = wanted.iter().map(|&at| self.columns[at].clone()).collect();
        Batches { reader: self.reader, wanted, groups: groups.into_iter(), open: Vec::new(), left: 0, rows }
    }
}

/// Batches of the columns asked for, group after group.
pub struct Batches<R: ChunkReader + 'static> {
    reader: SerializedFileReader<WholeReads<R>>,
    wanted: Vec<Column>,
    groups: std::vec::IntoIter<usize>,
    /// Readers of the group at hand, in the order of `wanted`.
    open: Vec<ColumnReader>,
    /// Rows of the group at hand that are not read yet.
    left: usize,
    rows: usize,
}

impl<R: ChunkReader + 'static> Batches<R> {
    /// The next cells of every column, equally many rows of each; none at the end.
    ///
    /// # Errors
    /// Damaged bytes, and a column that has fewer or more rows than its group claims.
    pub fn next_batch(&mut self) -> Result<Option<Vec<Cells>>, BadParquet> {
        whole(|| self.decode())
    }

    fn decode(&mut self) -> Result<Option<Vec<Cells>>, BadParquet> {
        while self.left == 0 {
            let Some(group) = self.groups.next() else { return Ok(None) };
            self.enter(group)?;
        }
        let rows = self.left.min(self.rows.max(1));
        self.left -= rows;
        let mut batch = Vec::with_capacity(self.wanted.len());
        for (column, reader) in self.wanted.iter().zip(&mut self.open) {
            let (found, cells) = cells(column, reader, rows)?;
            if found != rows {
                return Err(BadParquet::new(format!(
                    "column `{}` has fewer rows than its footer says",
                    column.name
                )));
            }
            // Another one would be of no group.
            if self.left == 0 && self::cells(column, reader, 1)?.0 > 0 {
                return Err(BadParquet::new(format!(
                    "column `{}` has more rows than its footer says",
                    column.name
                )));
            }
            batch.push(cells);
        }
        Ok(Some(batch))
    }

    fn enter(&mut self, group: usize) -> Result<(), BadParquet> {
        let reader = self.reader.get_row_group(group)?;
        let rows = reader.metadata().num_rows();
        self.left = usize::try_from(rows).map_err(|_| BadParquet::new(format!("it claims {rows} rows")))?;
        self.open.clear();
        for column in &self.wanted {
            let pages = CheckedPages(reader.get_column_page_reader(column.leaf)?);
            let described = reader.metadata().schema_descr().column(column.leaf);
            self.open.push(get_column_reader(described, Box::new(pages)));
        }
        Ok(())
    }
}

/// At most `rows` rows of a column, and how many they are.
fn cells(column: &Column, reader: &mut ColumnReader, rows: usize) -> Result<(usize, Cells), BadParquet> {
    match reader {
        ColumnReader::BoolColumnReader(reader) => levels(column, reader, rows, Values::Flags),
        ColumnReader::Int32ColumnReader(reader) => levels(column, reader, rows, Values::Int32),
        ColumnReader::Int64ColumnReader(reader) => levels(column, reader, rows, Values::Int64),
        ColumnReader::Int96ColumnReader(reader) => levels(column, reader, rows, Values::Int96),
        ColumnReader::FloatColumnReader(reader) => levels(column, reader, rows, Values::Float),
        ColumnReader::DoubleColumnReader(reader) => levels(column, reader, rows, Values::Double),
        ColumnReader::ByteArrayColumnReader(reader) => levels(column, reader, rows, Values::Bytes),
        ColumnReader::FixedLenByteArrayColumnReader(reader) => levels(column, reader, rows, Values::Fixed),
    }
}

fn levels<T: DataType>(
    column: &Column,
    reader: &mut ColumnReaderImpl<T>,
    rows: usize,
    of: fn(Vec<T::T>) -> Values,
) -> Result<(usize, Cells), BadParquet> {
    let (mut values, mut definitions, mut repetitions) = (Vec::new(), Vec::new(), Vec::new());
    let (mut found, mut more) = (0, true);
    // A reader may stop at the end of a page.
    while more && found < rows {
        let read =
            reader.read_records(rows - found, Some(&mut definitions), Some(&mut repetitions), &mut values)?;
        found += read.0;
        more = read.0 > 0;
    }
    let stored = values.len();
    let has_value = |level: &i16| *level == column.top;
    let Some(entry) = column.list else {
        let all = column.top == 0 || stored == definitions.len();
        let present = (!all).then(|| definitions.iter().map(has_value).collect());
        return Ok((found, Cells { kind: column.kind, values: of(values), present, ends: None }));
    };
    let (mut ends, mut present) = (Vec::with_capacity(found), Vec::new());
    for (definition, repetition) in definitions.iter().zip(&repetitions) {
        if *repetition == 0 {
            ends.push(present.len());
        }
        if *definition >= entry {
            present.push(has_value(definition));
        }
        if let Some(end) = ends.last_mut() {
            *end = present.len();
        }
    }
    let present = if stored == present.len() { None } else { Some(present) };
    Ok((found, Cells { kind: column.kind, values: of(values), present, ends: Some(ends) }))
}

/// A panic of the parquet crate is an error of the file.
fn whole<T>(read: impl FnOnce() -> Result<T, BadParquet>) -> Result<T, BadParquet> {
    guarded(read, |words| BadParquet::new(format!("damaged: {words}")))
}
