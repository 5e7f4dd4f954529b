//! What `forefend journal score` reads: the facts of an entry (`A`), a table of forecasts (`B`), the score book of sealed
//! forecasts (`C`); the first byte says which.
use std::collections::BTreeMap;

use forefend_journal::{BOOK, Entry, SealedBook, read_table};
use forefend_simulate::WorldFiles;

/// A small table of forecasts.
pub const TABLE: &str = "country,gw,period,forecast,persistence,climatology\nUSA,2,2026,0.25,0.333333,0.5\n";

/// Reads one input.
pub fn read(data: &[u8]) {
    let Some((&which, content)) = data.split_first() else { return };
    match which.wrapping_sub(b'A') % 3 {
        0 => {
            let table = ("in_conflict.csv".to_owned(), TABLE.as_bytes().to_vec());
            let files = BTreeMap::from([("entry.json".to_owned(), content.to_vec()), table]);
            let _ = Entry::read("entry", "annual-2026-11-000000000000", files);
        }
        1 => {
            let _ = read_table("table", content, "2025".parse().expect("a year"));
        }
        _ => {
            let _ = SealedBook::read(&WorldFiles::new("world", []).with(BOOK, content));
        }
    }
}
