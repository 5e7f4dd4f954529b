//! Opening source files: CSV, gzipped CSV, Parquet.
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use forefend_panel::{PanelError, Table};

use crate::SourcesError;

/// The columns `select` of a CSV file below `data`; a name ending in `.gz` is unpacked on the way.
pub(crate) fn csv(data: &Path, file: &str, select: &[&str]) -> Result<Table, SourcesError> {
    let input = BufReader::new(open(data, file)?);
    let table = if file.ends_with(".gz") {
        Table::from_csv(file, MultiGzDecoder::new(input), select)
    } else {
        Table::from_csv(file, input, select)
    };
    Ok(table?)
}

/// A Parquet file below `data`.
pub(crate) fn parquet(data: &Path, file: &str) -> Result<Table, SourcesError> {
    Ok(Table::from_parquet(file, bytes(data, file)?.into())?)
}

/// All bytes of a file below `data`.
pub(crate) fn bytes(data: &Path, file: &str) -> Result<Vec<u8>, SourcesError> {
    let mut content = Vec::new();
    open(data, file)?.read_to_end(&mut content).map_err(|error| unopened(data, file, &error))?;
    Ok(content)
}

fn open(data: &Path, file: &str) -> Result<File, SourcesError> {
    File::open(data.join(file)).map_err(|error| unopened(data, file, &error))
}

fn unopened(data: &Path, file: &str, error: &std::io::Error) -> SourcesError {
    SourcesError::Unopened { path: data.join(file), reason: error.to_string() }
}

/// Walks through a CSV file too large to hold: `each` gets the row number (from 1) and the cells of the
/// columns `select`, in that order.
pub(crate) fn walk_csv<const N: usize>(
    data: &Path,
    file: &str,
    select: [&str; N],
    mut each: impl FnMut(usize, [&str; N]) -> Result<(), SourcesError>,
) -> Result<(), SourcesError> {
    let unreadable =
        |error: csv::Error| PanelError::Unreadable { file: file.to_owned(), reason: error.to_string() };
    let mut reader = csv::Reader::from_reader(MultiGzDecoder::new(BufReader::new(open(data, file)?)));
    let header = reader.headers().map_err(unreadable)?.clone();
    let mut columns = [0; N];
    for (column, name) in columns.iter_mut().zip(select) {
        match header.iter().position(|known| known == name) {
            Some(at) => *column = at,
            None => return Err(missing_column(file, &header, name)),
        }
    }
    let mut record = csv::StringRecord::new();
    let mut row = 0;
    while reader.read_record(&mut record).map_err(unreadable)? {
        row += 1;
        each(row, columns.map(|at| record.get(at).unwrap_or("")))?;
    }
    Ok(())
}

fn missing_column(file: &str, header: &csv::StringRecord, name: &str) -> SourcesError {
    let line: Vec<&str> = header.iter().collect();
    match Table::from_csv(file, line.join(",").as_bytes(), &[name]) {
        Err(error) => error.into(),
        Ok(_) => SourcesError::Contradiction {
            place: file.to_owned(),
            what: format!("the header hides column `{name}`"),
        },
    }
}

/// A cell as a number, or the standard message.
pub(crate) fn number<T: std::str::FromStr>(
    file: &str,
    row: usize,
    column: &str,
    text: &str,
) -> Result<T, SourcesError> {
    text.parse().map_err(|_| {
        PanelError::BadCell {
            file: file.to_owned(),
            row,
            column: column.to_owned(),
            text: text.to_owned(),
            expected: "a number",
        }
        .into()
    })
}
