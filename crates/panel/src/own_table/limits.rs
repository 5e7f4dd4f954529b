//! How large a user's file may be. A few kilobytes on disk can stand for a billion rows, so this is asked before anything is read.
use crate::PanelError;

/// Most rows of one file: 20 million.
pub(super) const MOST_ROWS: usize = 20_000_000;
/// Most cells of one file: rows times the columns asked for.
pub(super) const MOST_CELLS: usize = 100_000_000;
/// Most bytes of one file, and of the text in it: 2 GiB, unpacked.
pub(super) const MOST_BYTES: usize = 2 << 30;

/// The error for a file with more rows than are read; `rows` where the file says how many.
pub(super) fn too_many_rows(file: &str, rows: Option<i64>) -> PanelError {
    let rows = rows.map_or_else(|| "more".to_owned(), |rows| format!("{rows} rows, more"));
    PanelError::BadRow {
        place: file.to_owned(),
        message: format!(
            "has {rows} than the {MOST_ROWS} that are read of one file; give the rows that are needed"
        ),
    }
}

/// The error for more cells than are held.
pub(super) fn too_many_cells(file: &str, rows: usize, columns: usize) -> PanelError {
    PanelError::BadRow {
        place: file.to_owned(),
        message: format!(
            "{rows} rows of {columns} columns are more than the {MOST_CELLS} cells that are read at once; give the rows that \
             are needed, or ask for fewer columns"
        ),
    }
}

/// The error for a file with more bytes than are held.
pub(super) fn too_many_bytes(file: &str) -> PanelError {
    PanelError::BadRow {
        place: file.to_owned(),
        message: format!(
            "holds more than {} GiB (unpacked), more than is read at once; give a file with the rows and columns that are \
             needed",
            MOST_BYTES >> 30
        ),
    }
}
