//! Pages of a column whose claims are checked before they are believed.
use parquet::basic::Encoding;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::schema::types::ColumnDescriptor;

/// Refuses pages for which the parquet crate (60.1) would make room before it reads what is in them: a dictionary of more
/// entries than it has bytes, and lengths of more texts than the column has values. A few damaged bytes in a file of a
/// kilobyte ask for gigabytes. The first was found by the fuzz target `run_files`.
pub(super) struct CheckedPages {
    pages: Box<dyn PageReader>,
    /// Values that the column can have.
    most: u64,
    /// Whether a page begins with levels of repetition, and of definition.
    has_levels: [bool; 2],
}

impl CheckedPages {
    /// The pages of a column that can have `most` values.
    pub(super) fn new(pages: Box<dyn PageReader>, column: &ColumnDescriptor, most: u64) -> Self {
        Self { pages, most, has_levels: [column.max_rep_level() > 0, column.max_def_level() > 0] }
    }

    fn check(&self, page: &Page) -> Result<()> {
        let refuse = |what: &str, has: usize, claims: u64| {
            Err(ParquetError::General(format!("a {what} of {has} bytes claims {claims} entries")))
        };
        match page {
            Page::DictionaryPage { buf, num_values, .. } if *num_values as usize > buf.len() => {
                refuse("dictionary", buf.len(), u64::from(*num_values))
            }
            Page::DataPage { buf, encoding, .. } if counts_texts(*encoding) => {
                match texts(values_of(buf, self.has_levels)) {
                    Some(texts) if texts > self.most => refuse("page", buf.len(), texts),
                    _ => Ok(()),
                }
            }
            Page::DataPageV2 { buf, encoding, rep_levels_byte_len, def_levels_byte_len, .. }
                if counts_texts(*encoding) =>
            {
                let levels = (*rep_levels_byte_len as usize).saturating_add(*def_levels_byte_len as usize);
                match texts(buf.get(levels..).unwrap_or_default()) {
                    Some(texts) if texts > self.most => refuse("page", buf.len(), texts),
                    _ => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }
}

/// Whether a page of this encoding says itself how many texts it holds.
fn counts_texts(encoding: Encoding) -> bool {
    matches!(encoding, Encoding::DELTA_LENGTH_BYTE_ARRAY | Encoding::DELTA_BYTE_ARRAY)
}

/// What follows the levels of a page, each of which begin with their length in four bytes.
fn values_of(mut page: &[u8], has_levels: [bool; 2]) -> &[u8] {
    for _ in has_levels.into_iter().filter(|has| *has) {
        let Some((length, rest)) = page.split_first_chunk::<4>() else { return &[] };
        page = rest.get(u32::from_le_bytes(*length) as usize..).unwrap_or_default();
    }
    page
}

/// The third number of a list of numbers that are stored as differences: how many there are. None where there is no such
/// number, which the parquet crate refuses itself.
fn texts(values: &[u8]) -> Option<u64> {
    let mut bytes = values.iter();
    let mut number = || {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = bytes.next()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        Some(u64::MAX)
    };
    number()?;
    number()?;
    number()
}

impl Iterator for CheckedPages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for CheckedPages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.pages.get_next_page()?;
        page.iter().try_for_each(|page| self.check(page))?;
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }

    fn at_record_boundary(&mut self) -> Result<bool> {
        self.pages.at_record_boundary()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_counted_behind_the_levels() {
        // Blocks of 128, 4 to a block, 300 lengths.
        let lengths = [0x80, 0x01, 0x04, 0xac, 0x02, 0x00];
        assert_eq!(texts(&lengths), Some(300));
        assert_eq!(texts(&lengths[..4]), None, "cut short");
        assert_eq!(texts(&[0xff; 40]), Some(u64::MAX));
        let behind = [&[2, 0, 0, 0, 9, 9][..], &lengths].concat();
        assert_eq!(values_of(&behind, [false, true]), lengths);
        assert_eq!(values_of(&behind, [false, false]), behind);
        assert_eq!(values_of(&[9, 0, 0, 0, 1], [true, false]), [0_u8; 0], "cut short");
    }
}
