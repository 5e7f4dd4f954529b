//! Pages of a column whose claims are checked before they are believed.
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};

/// Refuses a dictionary that claims more entries than it has bytes.
///
/// The parquet crate (60.1) makes room for as many entries as the header of a dictionary page claims before it reads
/// one, so a few damaged bytes in a file of a kilobyte ask for gigabytes. Found by the fuzz target `run_files`.
pub(super) struct CheckedPages(pub Box<dyn PageReader>);

impl Iterator for CheckedPages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for CheckedPages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.0.get_next_page()?;
        if let Some(Page::DictionaryPage { buf, num_values, .. }) = &page
            && *num_values as usize > buf.len()
        {
            let words = format!("a dictionary of {} bytes claims {num_values} entries", buf.len());
            return Err(ParquetError::General(words));
        }
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.0.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.0.skip_next_page()
    }

    fn at_record_boundary(&mut self) -> Result<bool> {
        self.0.at_record_boundary()
    }
}
