//! What Arrow notes in a Parquet file's footer because Parquet has no word for it: which whole numbers are spans of time.
//!
//! pandas, pyarrow, polars and DuckDB write a span of time (`timedelta64`) as plain whole numbers of nanoseconds or so; only
//! the note `ARROW:schema` tells. It is a schema of Arrow's IPC format (a FlatBuffer) in base64. Read is no more of it than
//! the names and types of its fields; where it is not as it should be, nothing is known.

/// The key of the note.
pub(super) const NOTE: &str = "ARROW:schema";
/// Number of a schema among the messages, and of a duration among the types (Arrow's `Message.fbs`, `Schema.fbs`).
const SCHEMA: u8 = 1;
const DURATION: u8 = 18;

/// Positions of the fields that are spans of time, with their names.
pub(super) fn spans_of_time(note: &str) -> Vec<(usize, String)> {
    let bytes = from_base64(note).unwrap_or_default();
    // A message begins with its length, behind a mark in newer files.
    let body = match bytes.get(..4) {
        Some([0xff, 0xff, 0xff, 0xff]) => bytes.get(8..),
        _ => bytes.get(4..),
    };
    body.and_then(|body| fields(&Buffer(body))).unwrap_or_default()
}

fn fields(buffer: &Buffer<'_>) -> Option<Vec<(usize, String)>> {
    let message = buffer.follow(0)?;
    if buffer.byte(buffer.field(message, 1)?)? != SCHEMA {
        return None;
    }
    let schema = buffer.follow(buffer.field(message, 2)?)?;
    let list = buffer.follow(buffer.field(schema, 1)?)?;
    let mut found = Vec::new();
    for at in 0..buffer.word(list)?.min(buffer.0.len() / 4) {
        let field = buffer.follow(list + 4 + 4 * at)?;
        if buffer.byte(buffer.field(field, 2)?)? == DURATION {
            let name = buffer.follow(buffer.field(field, 0)?)?;
            let text = buffer.0.get(name + 4..)?.get(..buffer.word(name)?)?;
            found.push((at, std::str::from_utf8(text).ok()?.to_owned()));
        }
    }
    Some(found)
}

/// A FlatBuffer: numbers lie lowest byte first, places are counted from where they are noted.
struct Buffer<'a>(&'a [u8]);

impl Buffer<'_> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.0.get(at).copied()
    }

    fn word(&self, at: usize) -> Option<usize> {
        let word = self.0.get(at..at.checked_add(4)?)?;
        Some(u32::from_le_bytes(word.try_into().ok()?) as usize)
    }

    fn half(&self, at: usize) -> Option<usize> {
        let half = self.0.get(at..at.checked_add(2)?)?;
        Some(usize::from(u16::from_le_bytes(half.try_into().ok()?)))
    }

    /// The place that is noted at `at`.
    fn follow(&self, at: usize) -> Option<usize> {
        at.checked_add(self.word(at)?).filter(|place| *place < self.0.len())
    }

    /// The place of a field of the table at `table`, where it has it.
    fn field(&self, table: usize, number: usize) -> Option<usize> {
        // The table begins with the way back to the list of its fields' places.
        let back = self.word(table)? as u32 as i32;
        let places = i64::try_from(table).ok()?.checked_sub(i64::from(back))?;
        let places = usize::try_from(places).ok()?;
        let slot = 4 + 2 * number;
        if slot + 2 > self.half(places)? {
            return None;
        }
        match self.half(places.checked_add(slot)?)? {
            0 => None,
            offset => Some(table + offset),
        }
    }
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0_u32, 0);
    for digit in text.trim_end_matches('=').bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        held = (held << 6 | u32::from(value)) & 0xf_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// From pyarrow 26: `pa.schema([("n", pa.int64()), ("took", pa.duration("s"))])`, as it writes it.
    const NOTED: &str = "/////7AAAAAQAAAAAAAKAAwABgAFAAgACgAAAAABBAAMAAAACAAIAAAABAAIAAAABAAAAAIAAABIAAAABAAAAND///8AAAESEAAAABwAAAAEAAAAAAAAAAQAAAB0b29rAAAGAAgABgAGAAAAAAAAABAAFAAIAAYABwAMAAAAEAAQAAAAAAABAhAAAAAcAAAABAAAAAAAAAABAAAAbgAAAAgADAAIAAcACAAAAAAAAAFAAAAAAAAAAA==";

    #[test]
    fn spans_of_time_are_found_among_the_fields() {
        assert_eq!(spans_of_time(NOTED), [(1, "took".to_owned())]);
        assert_eq!(from_base64("Zm9yZWZlbmQ=").unwrap(), b"forefend");
    }

    proptest! {
        #[test]
        fn a_damaged_note_says_nothing_and_ends_nothing(at in 0..NOTED.len(), sign in "[A-Za-z0-9+/= ]", keep in 0..NOTED.len()) {
            let mut note = NOTED.to_owned();
            note.replace_range(at..=at, &sign);
            let _ = spans_of_time(&note);
            let _ = spans_of_time(&note[..keep]);
        }
    }
}
