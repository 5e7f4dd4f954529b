//! Parquet: the table reader, and a snapshot of which one file is replaced by the input.
//!
//! The first byte chooses the file, in order of name.
use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::{ask, panel};
use bytes::Bytes;
use forefend_panel::{Panel, Table};

fn snapshot() -> &'static BTreeMap<String, Vec<u8>> {
    static SNAPSHOT: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
    SNAPSHOT.get_or_init(|| panel().to_files().expect("a panel can be written"))
}

/// Reads one input.
pub fn read(data: &[u8]) {
    let Some((&which, content)) = data.split_first() else { return };
    if let Ok(table) = Table::from_parquet("a.parquet", Bytes::copy_from_slice(content)) {
        for name in table.names().to_vec() {
            let _ = (table.numbers(&name), table.words(&name), table.integers::<i16>(&name));
        }
        // A file that is a table may be part of a snapshot.
        let snapshot = snapshot();
        let at = usize::from(which.wrapping_sub(b'A')) % snapshot.len();
        let mut files = snapshot.clone();
        if let Some(name) = snapshot.keys().nth(at) {
            files.insert(name.clone(), content.to_vec());
        }
        if let Ok(panel) = Panel::from_files(&files) {
            ask(&panel);
            let _ = panel.to_files();
        }
    }
}
