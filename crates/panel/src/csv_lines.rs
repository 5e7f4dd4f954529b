//! The line on which a record of a CSV file stands.

/// Line numbers of records, in the order in which a [`csv::Reader`] gives them.
///
/// The reader's own count is one short from the first line that ends in CR LF on, and counts the empty lines before a
/// record as part of it.
#[derive(Debug)]
pub struct CsvLines<'a> {
    content: &'a [u8],
    counted: usize,
    breaks: usize,
}

impl<'a> CsvLines<'a> {
    /// For the file whose bytes are `content`, all that the reader was given.
    pub fn of(content: &'a [u8]) -> Self {
        Self { content, counted: 0, breaks: 0 }
    }

    /// The line, from 1, on which `record` begins: the record just read, after which the reader stands at byte `end`.
    pub fn line(&mut self, end: u64, record: &csv::StringRecord) -> usize {
        let end = usize::try_from(end).unwrap_or(usize::MAX).min(self.content.len());
        let read = self.content.get(self.counted..end).unwrap_or_default();
        self.breaks += breaks(read);
        self.counted = self.counted.max(end);
        let own = usize::from(self.content[..end].ends_with(b"\n"));
        let inside: usize = record.iter().map(|cell| breaks(cell.as_bytes())).sum();
        (1 + self.breaks).saturating_sub(own + inside).max(1)
    }
}

fn breaks(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_that_an_editor_shows() {
        for (text, wanted) in [
            ("a,b\n1,2\n3,4", vec![2, 3]),
            ("a,b\r\n1,2\r\n\r\n3,4\r\n5,6\r\n", vec![2, 4, 5]),
            ("a,b\n\n\n1,2\n# note\n3,4\n", vec![4, 6]),
            ("a,b\n\"1\n1\",2\n3,4\n", vec![2, 4]),
        ] {
            let mut lines = CsvLines::of(text.as_bytes());
            let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
            let mut record = csv::StringRecord::new();
            let mut found = Vec::new();
            reader.headers().unwrap();
            while reader.read_record(&mut record).unwrap() {
                found.push(lines.line(reader.position().byte(), &record));
            }
            assert_eq!(found, wanted, "{text:?}");
        }
    }
}
