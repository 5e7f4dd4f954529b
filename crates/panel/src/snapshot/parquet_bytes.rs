//! Columns to Parquet bytes that are the same for the same content.
use crate::PanelError;
use crate::columns::{Layout, Written, table_bytes};

/// Zstandard level: small files matter more than the second it takes to write them.
const LEVEL: i32 = 19;

/// One Parquet file. `created_by` is fixed and no statistics are kept, so that bytes depend on content only.
pub(super) fn parquet_bytes(file: &str, columns: &[Written]) -> Result<Vec<u8>, PanelError> {
    // Split bytes of doubles compress to about half of what a dictionary reaches on smooth series.
    let layout = Layout {
        zstd: LEVEL,
        made_by: Some("forefend"),
        no_statistics: true,
        plain: &["value"],
        split: &["value"],
        ..Layout::default()
    };
    table_bytes(columns, &layout)
        .map_err(|error| PanelError::Unwritable { path: file.into(), reason: error.to_string() })
}
