//! What a user's file must be before it is read as a table: text in UTF-8, commas, one name for each column, quotes that close.

use std::collections::BTreeMap;

use forefend_panel::{CsvLines, PanelError};

use crate::failure::Failure;

/// The bytes of a CSV file with the names in its header trimmed, or what is wrong with them.
pub fn checked(file: &str, bytes: Vec<u8>) -> Result<Vec<u8>, Failure> {
    check_text(file, &bytes)?;
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(bytes.as_slice());
    let mut record = csv::StringRecord::new();
    let read = |error: csv::Error| Failure::data(format!("{file}: cannot be read as CSV ({error})"));
    if !reader.read_record(&mut record).map_err(read)? {
        return Err(Failure::data(format!("{file}: is empty; --data takes a CSV file with a header")));
    }
    let header: Vec<String> =
        record.iter().map(|name| name.trim_start_matches('\u{feff}').trim().to_owned()).collect();
    check_header(file, &header, &record)?;
    let body = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX).min(bytes.len());
    let mut lines = CsvLines::of(&bytes);
    lines.line(body as u64, &record);
    let mut last = 1;
    while reader.read_record(&mut record).map_err(read)? {
        last = lines.line(reader.position().byte(), &record);
        if record.len() != header.len() {
            return Err(Failure::data(format!(
                "{file}:{last}: {} cell(s), but the header has {}{}",
                record.len(),
                header.len(),
                if inside_quotes(&bytes) { "; a quotation mark that opens there does not close" } else { "" }
            )));
        }
    }
    if inside_quotes(&bytes) {
        // The last line break is part of the open cell, not the end of the row.
        let last = last + usize::from(bytes.ends_with(b"\n"));
        return Err(Failure::data(format!(
            "{file}:{last}: a quotation mark opens in this row and does not close before the end of the file"
        )));
    }
    if header.iter().map(String::as_str).eq(reader_header(&bytes).iter()) {
        return Ok(bytes);
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    let written = writer.write_record(&header).ok().and_then(|()| writer.into_inner().ok());
    let mut trimmed = written.unwrap_or_default();
    // Lines are counted in these bytes: a header over several lines keeps their number.
    let breaks = |bytes: &[u8]| bytes.iter().filter(|&&byte| byte == b'\n').count();
    let missing = breaks(&bytes[..body]).saturating_sub(breaks(&trimmed));
    trimmed.extend(std::iter::repeat_n(b'\n', missing));
    trimmed.extend_from_slice(&bytes[body..]);
    Ok(trimmed)
}

fn reader_header(bytes: &[u8]) -> csv::StringRecord {
    csv::Reader::from_reader(bytes).headers().cloned().unwrap_or_default()
}

fn check_text(file: &str, bytes: &[u8]) -> Result<(), Failure> {
    if let Err(error) = std::str::from_utf8(bytes) {
        let line = 1 + bytes[..error.valid_up_to()].iter().filter(|&&byte| byte == b'\n').count();
        return Err(Failure::data(format!(
            "{file}:{line}: is not UTF-8 text (Latin-1, or a spreadsheet?); save it as CSV in UTF-8"
        )));
    }
    Ok(())
}

/// One name for each column, and columns that commas separate.
fn check_header(file: &str, header: &[String], record: &csv::StringRecord) -> Result<(), Failure> {
    if let [only] = header {
        for (mark, name) in [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")] {
            if only.contains(mark) {
                return Err(Failure::data(format!(
                    "{file}:1: columns are separated by {name}; save it with commas (and decimal points)"
                )));
            }
        }
    }
    if record.get(0).is_some_and(|first| first.trim_start_matches('\u{feff}').starts_with('#')) {
        return Err(Failure::data(format!(
            "{file}:1: begins with a comment (#); the first line must be the header: remove the lines above it"
        )));
    }
    let mut seen = BTreeMap::new();
    for (at, name) in header.iter().enumerate() {
        if let Some(earlier) = seen.insert(name.as_str(), at + 1).filter(|_| !name.is_empty()) {
            return Err(Failure::data(format!(
                "{file}:1: columns {earlier} and {} are both named `{name}`; rename one",
                at + 1
            )));
        }
    }
    Ok(())
}

/// Whether a quoted cell is still open at the end. A quotation mark opens a cell only where the cell begins, as for the
/// reader.
fn inside_quotes(bytes: &[u8]) -> bool {
    let (mut inside, mut start) = (false, true);
    let mut at = if bytes.starts_with(&[0xef, 0xbb, 0xbf]) { 3 } else { 0 };
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

/// What is wrong with a Parquet file, without the cures that are those of a snapshot.
pub fn not_parquet(file: &str, error: PanelError) -> Failure {
    let PanelError::Unreadable { reason, .. } = error else { return error.into() };
    let compression = [("lz4", "lz4"), ("brotli", "brotli")];
    let disabled = reason.contains("Disabled feature");
    match compression.into_iter().find(|(feature, _)| disabled && reason.contains(feature)) {
        Some((_, name)) => Failure::data(format!(
            "{file}: Parquet packed by {name} is not supported; write it with snappy, gzip or zstd, or as CSV"
        )),
        None => {
            Failure::data(format!("{file}: cannot be read as Parquet ({reason}); fetch or write it again"))
        }
    }
}

/// The content of a file packed by gzip.
pub fn unpacked(file: &str, packed: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(packed), &mut bytes);
    read.map_err(|error| Failure::data(format!("{file}: cannot be unpacked ({error}); fetch it again")))?;
    Ok(bytes)
}

/// The line on which each record of a CSV file begins. The table has been read from the same bytes: nothing here fails.
pub fn lines(content: &[u8]) -> Vec<usize> {
    let mut lines = CsvLines::of(content);
    let mut reader = csv::Reader::from_reader(content);
    let mut record = csv::StringRecord::new();
    let mut found = Vec::new();
    if reader.headers().is_ok() {
        while reader.read_record(&mut record).unwrap_or(false) {
            found.push(lines.line(reader.position().byte(), &record));
        }
    }
    found
}
