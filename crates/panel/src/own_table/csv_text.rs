//! What a user's CSV file must be before it is read: text in UTF-8, commas, one name for each column, quotes that close.
use std::collections::BTreeMap;

use super::limits::{MOST_ROWS, too_many_rows};
use crate::PanelError;
use crate::csv_lines::CsvLines;

/// A CSV file whose rows all have as many cells as its header.
#[derive(Debug)]
pub(super) struct CsvText {
    bytes: Vec<u8>,
    /// Names of the columns without blanks around them; a column may have none.
    pub(super) names: Vec<String>,
    /// Number of rows below the header.
    pub(super) rows: usize,
}

impl CsvText {
    /// Checks the whole text.
    ///
    /// # Errors
    /// [`PanelError::BadRow`] with file and line.
    pub(super) fn check(file: &str, mut bytes: Vec<u8>) -> Result<Self, PanelError> {
        if bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        check_text(file, &bytes)?;
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(bytes.as_slice());
        let mut record = csv::StringRecord::new();
        let read = |error: csv::Error| bad(file, None, format!("cannot be read as CSV ({error})"));
        if !reader.read_record(&mut record).map_err(read)? {
            let message = "is empty; give a CSV file with a header, or a Parquet file".to_owned();
            return Err(bad(file, None, message));
        }
        let names: Vec<String> = record.iter().map(|name| name.trim().to_owned()).collect();
        check_header(file, &names)?;
        let mut lines = CsvLines::of(&bytes);
        let (mut last, mut rows) = (lines.line(reader.position().byte(), &record), 0);
        while reader.read_record(&mut record).map_err(read)? {
            last = lines.line(reader.position().byte(), &record);
            rows += 1;
            if rows > MOST_ROWS {
                return Err(too_many_rows(file, None));
            }
            if record.len() != names.len() {
                let open = if inside_quotes(&bytes) {
                    "; a quotation mark that opens there does not close"
                } else {
                    "; a cell that holds a comma stands in quotation marks"
                };
                let message = format!("{} cell(s), but the header has {}{open}", record.len(), names.len());
                return Err(bad(file, Some(last), message));
            }
        }
        if inside_quotes(&bytes) {
            // The last line break is part of the open cell, not the end of the row.
            let last = last + usize::from(bytes.ends_with(b"\n"));
            let message = "a quotation mark opens in this row and does not close before the end of the file";
            return Err(bad(file, Some(last), message.to_owned()));
        }
        Ok(Self { bytes, names, rows })
    }

    /// The cells of the columns at the given positions, blanks around them taken away, row by row, with the line on which
    /// each row begins.
    pub(super) fn cells(
        &self,
        file: &str,
        at: &[usize],
    ) -> Result<(Vec<Vec<String>>, Vec<usize>), PanelError> {
        let mut columns: Vec<Vec<String>> = at.iter().map(|_| Vec::with_capacity(self.rows)).collect();
        let mut found = Vec::with_capacity(self.rows);
        let mut lines = CsvLines::of(&self.bytes);
        let mut reader = csv::Reader::from_reader(self.bytes.as_slice());
        let mut record = csv::StringRecord::new();
        let read = |error: csv::Error| bad(file, None, format!("cannot be read as CSV ({error})"));
        reader.headers().map_err(read)?;
        while reader.read_record(&mut record).map_err(read)? {
            found.push(lines.line(reader.position().byte(), &record));
            for (column, &at) in columns.iter_mut().zip(at) {
                column.push(record.get(at).unwrap_or_default().trim().to_owned());
            }
        }
        Ok((columns, found))
    }
}

fn bad(file: &str, line: Option<usize>, message: String) -> PanelError {
    let place = line.map_or_else(|| file.to_owned(), |line| format!("{file}:{line}"));
    PanelError::BadRow { place, message }
}

fn check_text(file: &str, bytes: &[u8]) -> Result<(), PanelError> {
    let Err(error) = std::str::from_utf8(bytes) else { return Ok(()) };
    let line = 1 + bytes[..error.valid_up_to()].iter().filter(|&&byte| byte == b'\n').count();
    let message = "is not UTF-8 text (Latin-1, or a spreadsheet?); save it as CSV in UTF-8".to_owned();
    Err(bad(file, Some(line), message))
}

/// One name for each column, and columns that commas separate.
fn check_header(file: &str, names: &[String]) -> Result<(), PanelError> {
    let wrong = |message: String| Err(bad(file, Some(1), message));
    if let [only] = names {
        for (mark, name) in [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")] {
            if only.contains(mark) {
                return wrong(format!(
                    "columns are separated by {name}; save it with commas (and decimal points)"
                ));
            }
        }
    }
    if names.first().is_some_and(|first| first.starts_with('#')) {
        let message =
            "begins with a comment (#); the first line must be the header: remove the lines above it";
        return wrong(message.to_owned());
    }
    check_names(names).map_err(|message| bad(file, Some(1), message))
}

/// One name for each column; columns without a name may be several.
pub(super) fn check_names(names: &[String]) -> Result<(), String> {
    let mut seen = BTreeMap::new();
    for (at, name) in names.iter().enumerate() {
        if let Some(earlier) = seen.insert(name.as_str(), at + 1).filter(|_| !name.is_empty()) {
            return Err(format!("columns {earlier} and {} are both named `{name}`; rename one", at + 1));
        }
    }
    Ok(())
}

/// Whether a quoted cell is still open at the end. A quotation mark opens a cell only where the cell begins, as for the
/// reader.
fn inside_quotes(bytes: &[u8]) -> bool {
    let (mut inside, mut start, mut at) = (false, true, 0);
    while let Some(&byte) = bytes.get(at) {
        match (inside, byte) {
            (true, b'"') if bytes.get(at + 1) == Some(&b'"') => at += 1,
            (true, b'"') => inside = false,
            (false, b'"') if start => inside = true,
            _ => {}
        }
        start = !inside && matches!(byte, b',' | b'\n' | b'\r');
        at += 1;
    }
    inside
}
