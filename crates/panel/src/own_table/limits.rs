//! How large a user's file may be. A few kilobytes on disk can stand for a billion rows, so this is asked before anything is read.
use crate::PanelError;

/// Most rows of one file: 20 million.
pub(super) const MOST_ROWS: usize = 20_000_000;
/// Most bytes of text held of one file: 2 GiB, unpacked.
pub(super) const MOST_BYTES: usize = 2 << 30;

/// The error for a file with more rows than are read; `rows` where the file says how many.
pub(super) fn too_many_rows(file: &str, rows: Option<i64>) -> PanelError {
    let rows = rows.map_or_else(|| "more".to_owned(), |rows| format!("{rows} rows, more"));
    PanelError::BadRow {
        place: file.to_owned(),
        message: format!("has {rows} than the {MOST_ROWS} that are read of one file; give the rows that are needed"),
    }
}

/// The error for a file with more text than is held.
pub(super) fn too_many_bytes(file: &str) -> PanelError {
    PanelError::BadRow {
        place: file.to_owned(),
        message: format!(
            "holds more than {} GiB of text, which is not read; write it as Parquet, of which only the columns asked for \
             are read, or give the rows that are needed",
            MOST_BYTES >> 30
        ),
    }
}
