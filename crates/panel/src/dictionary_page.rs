//! The size that a dictionary page claims, checked before anything is allocated for it.
use std::sync::Arc;

use parquet::column::page::{Page, PageReader as _};
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::ChunkReader;
use parquet::file::serialized_reader::SerializedPageReader;

/// Checks that no dictionary of a Parquet file claims more entries than it has bytes.
///
/// The parquet crate (60.1) makes room for as many entries as the header of a dictionary page claims before it reads
/// one, so a few damaged bytes in a file of a kilobyte ask for gigabytes. Found by the fuzz target `run_files`.
///
/// # Errors
/// A page that cannot be read, or one that claims too much.
pub fn check_dictionaries<R: ChunkReader + 'static>(
    input: &Arc<R>,
    metadata: &ParquetMetaData,
) -> Result<(), ParquetError> {
    check_dictionaries_of(input, metadata, &|_| true)
}

/// The same for those columns of the file, numbered from 0, that `asked` names: what is not read may be in any state.
///
/// # Errors
/// As [`check_dictionaries`].
pub fn check_dictionaries_of<R: ChunkReader + 'static>(
    input: &Arc<R>,
    metadata: &ParquetMetaData,
    asked: &dyn Fn(usize) -> bool,
) -> Result<(), ParquetError> {
    for group in metadata.row_groups() {
        let rows = usize::try_from(group.num_rows())?;
        for (_, column) in group.columns().iter().enumerate().filter(|(leaf, _)| asked(*leaf)) {
            let mut pages = SerializedPageReader::new(Arc::clone(input), column, rows, None)?;
            // A dictionary is the first page of its column; looking does not decompress it.
            if !pages.peek_next_page()?.is_some_and(|page| page.is_dict) {
                continue;
            }
            if let Some(Page::DictionaryPage { buf, num_values, .. }) = pages.get_next_page()?
                && num_values as usize > buf.len()
            {
                let words = format!("a dictionary of {} bytes claims {num_values} entries", buf.len());
                return Err(ParquetError::General(words));
            }
        }
    }
    Ok(())
}
