//! Flat tables in Parquet: one module that reads and writes every one of them, column by column.
//!
//! Design: the parquet crate without its `arrow` feature. Our tables are flat, of whole numbers, doubles, flags and text;
//! Arrow's arrays, casts and kernels were half of a cold build. What users bring (pandas, pyarrow, R, DuckDB, Spark) is told
//! apart by [`Kind`]; a column of anything else is an error for whoever asks for it, and for nobody else.
//!
//! Bytes of others are not believed: reading past the end, a dictionary that claims more entries than it has bytes, columns
//! of different lengths and panics of the parquet crate are errors ([`BadParquet`]).
mod cells;
mod kind;
mod moment;
mod pages;
mod read;
mod write;

pub use cells::Cells;
pub use kind::{Column, Kind};
pub use read::{Batches, ParquetTable};
pub use write::{Layout, TableWriter, Written, table_bytes};

/// Why bytes are no Parquet table, or a table cannot be written, in words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadParquet(String);

impl From<parquet::errors::ParquetError> for BadParquet {
    fn from(error: parquet::errors::ParquetError) -> Self {
        Self(error.to_string())
    }
}

impl BadParquet {
    fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}
