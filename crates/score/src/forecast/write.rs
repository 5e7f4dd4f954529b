//! A window of draws as a file of the field.

use std::path::{Path, PathBuf};

use forefend_panel::Year;
use forefend_panel::columns::{BadParquet, Layout, ParquetTable, TableWriter, Written};

use super::CellId;
use crate::{ScoreError, check};

/// Cells of one row group.
const GROUP: usize = 1024;

/// Draws of a window, cell after cell.
#[derive(Debug, Clone, Copy)]
pub struct ForecastRows<'a> {
    /// Name of the unit's column: `country_id` or `priogrid_gid`.
    pub unit: &'a str,
    /// The cells.
    pub cells: &'a [CellId],
    /// Draws a cell, the same for all.
    pub per_cell: usize,
    /// `cells.len() * per_cell` draws, from 0 up.
    pub draws: &'a [f64],
    /// Write outcomes as whole numbers; a draw with a fraction is refused then.
    pub whole: bool,
    /// Key and value pairs for the file's own metadata: what made the draws. Readers of the field leave them alone.
    pub notes: &'a [(&'a str, String)],
}

/// What [`ForecastRows::notes`] said when a file was written, by key; none where the file is not there, is no Parquet file or
/// has no notes.
pub fn notes_of(place: &Path) -> std::collections::BTreeMap<String, String> {
    let table = std::fs::File::open(place).ok().and_then(|file| ParquetTable::open(file).ok());
    let owned = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
    // What Arrow adds in files that it wrote is none of ours.
    table.iter().flat_map(ParquetTable::notes).filter(|(key, _)| *key != "ARROW:schema").map(owned).collect()
}

/// Where a window belongs: `folder/window=Y2023/NAME.parquet`.
pub fn window_place(folder: &Path, window: Year, name: &str) -> PathBuf {
    folder.join(format!("window=Y{window}")).join(format!("{name}.parquet"))
}

/// A window as the bytes of its Parquet file; `place` is how messages name it ([`window_place`]).
///
/// # Errors
/// Draws that are not `per_cell` a cell, missing, infinite or below 0; with `whole`, a fraction.
pub fn window_bytes(place: &Path, rows: &ForecastRows<'_>) -> Result<Vec<u8>, ScoreError> {
    check::non_empty("draws", rows.draws)?;
    check::not_negative("draws", rows.draws)?;
    if rows.draws.len() != rows.cells.len() * rows.per_cell {
        return Err(ScoreError::LengthMismatch {
            left: "draws",
            left_length: rows.draws.len(),
            right: "cells x draws a cell",
            right_length: rows.cells.len() * rows.per_cell,
        });
    }
    if let Some(at) = rows.draws.iter().position(|draw| rows.whole && draw.fract() != 0.0) {
        return Err(ScoreError::Fraction { index: at, value: rows.draws[at] });
    }
    encode(rows).map_err(|error| ScoreError::Unwritable {
        file: place.display().to_string(),
        reason: error.to_string(),
    })
}

fn encode(rows: &ForecastRows<'_>) -> Result<Vec<u8>, BadParquet> {
    let notes = rows.notes.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    let layout = Layout { notes, ..Layout::default() };
    let group = |cells: &[CellId], draws: &[f64]| {
        let repeat = |name: &str, of: fn(&CellId) -> i32| {
            Written::int32(name, cells.iter().flat_map(|cell| std::iter::repeat_n(of(cell), rows.per_cell)))
        };
        [
            repeat("month_id", |cell| cell.month.views_id()),
            repeat(rows.unit, |cell| cell.unit as i32),
            Written::int32("draw", cells.iter().flat_map(|_| 0..rows.per_cell as i32)),
            if rows.whole {
                Written::int64("outcome", draws.iter().map(|draw| *draw as i64))
            } else {
                Written::double("outcome", draws.iter().copied())
            },
        ]
    };
    let mut writer = TableWriter::new(Vec::new(), &group(&[], &[]), &layout)?;
    for (cells, draws) in rows.cells.chunks(GROUP).zip(rows.draws.chunks(GROUP * rows.per_cell)) {
        writer.group(&group(cells, draws))?;
    }
    writer.finish()
}
