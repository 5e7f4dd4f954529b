//! A window of draws as a file of the field.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int32Array, Int64Array};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::record_batch::RecordBatch;
use forefend_panel::Year;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader as _, SerializedFileReader};

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
    let read = std::fs::File::open(place).ok().and_then(|file| {
        let reader = SerializedFileReader::new(file).ok()?;
        reader.metadata().file_metadata().key_value_metadata().cloned()
    });
    let notes = read.into_iter().flatten().filter(|note| note.key != "ARROW:schema");
    notes.filter_map(|note| Some((note.key, note.value?))).collect()
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
    let mut bytes = Vec::new();
    encode(&mut bytes, rows).map_err(|error| ScoreError::Unwritable {
        file: place.display().to_string(),
        reason: error.to_string(),
    })?;
    Ok(bytes)
}

fn encode(bytes: &mut Vec<u8>, rows: &ForecastRows<'_>) -> parquet::errors::Result<()> {
    let field = |name: &str, kind: DataType| Field::new(name, kind, false);
    let schema = Arc::new(Schema::new(vec![
        field("month_id", DataType::Int32),
        field(rows.unit, DataType::Int32),
        field("draw", DataType::Int32),
        field("outcome", if rows.whole { DataType::Int64 } else { DataType::Float64 }),
    ]));
    let notes: Vec<KeyValue> =
        rows.notes.iter().map(|(key, value)| KeyValue::new((*key).to_owned(), value.clone())).collect();
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_max_row_group_row_count(Some(GROUP * rows.per_cell))
        .set_key_value_metadata((!notes.is_empty()).then_some(notes))
        .build();
    let mut writer = ArrowWriter::try_new(bytes, schema.clone(), Some(properties))?;
    for (cells, draws) in rows.cells.chunks(GROUP).zip(rows.draws.chunks(GROUP * rows.per_cell)) {
        let repeat = |of: &dyn Fn(&CellId) -> i32| -> ArrayRef {
            Arc::new(Int32Array::from_iter_values(
                cells.iter().flat_map(|cell| std::iter::repeat_n(of(cell), rows.per_cell)),
            ))
        };
        let numbers = cells.iter().flat_map(|_| 0..rows.per_cell as i32);
        let columns: Vec<ArrayRef> = vec![
            repeat(&|cell| cell.month.views_id()),
            repeat(&|cell| cell.unit as i32),
            Arc::new(Int32Array::from_iter_values(numbers)),
            if rows.whole {
                Arc::new(Int64Array::from_iter_values(draws.iter().map(|draw| *draw as i64)))
            } else {
                Arc::new(Float64Array::from_iter_values(draws.iter().copied()))
            },
        ];
        writer.write(&RecordBatch::try_new(schema.clone(), columns)?)?;
    }
    writer.close()?;
    Ok(())
}
