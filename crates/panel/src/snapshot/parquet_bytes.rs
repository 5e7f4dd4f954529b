//! Columns to Parquet bytes that are the same for the same content.
use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::record_batch::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

use crate::PanelError;

/// Zstandard level: small files matter more than the second it takes to write them.
const LEVEL: i32 = 19;

/// One Parquet file. `created_by` is fixed and no statistics are kept, so that bytes depend on content only.
pub(super) fn parquet_bytes(file: &str, columns: Vec<(&str, ArrayRef)>) -> Result<Vec<u8>, PanelError> {
    write(columns).map_err(|error| PanelError::Unwritable { path: file.into(), reason: error.to_string() })
}

fn write(columns: Vec<(&str, ArrayRef)>) -> Result<Vec<u8>, ParquetError> {
    // Split bytes of doubles compress to about half of what a dictionary reaches on smooth series.
    let value = ColumnPath::from("value");
    let properties = WriterProperties::builder()
        .set_created_by("forefend".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(LEVEL)?))
        .set_statistics_enabled(EnabledStatistics::None)
        .set_column_dictionary_enabled(value.clone(), false)
        .set_column_encoding(value, Encoding::BYTE_STREAM_SPLIT)
        .build();
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, array)| (name, Arc::clone(&array), array.null_count() > 0)),
    )?;
    let mut out = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut out, batch.schema(), Some(properties))?;
    writer.write(&batch)?;
    writer.close()?;
    Ok(out)
}
