//! Parquet: the table reader, and a snapshot of which one file is replaced by the input.
//!
//! The first byte chooses the file, in order of name.
#![no_main]
use std::collections::BTreeMap;
use std::sync::OnceLock;

use bytes::Bytes;
use forefend_fuzz::{ask, panel};
use forefend_panel::{Panel, Table};
use libfuzzer_sys::fuzz_target;

fn snapshot() -> &'static BTreeMap<String, Vec<u8>> {
    static SNAPSHOT: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
    SNAPSHOT.get_or_init(|| panel().to_files().expect("a panel can be written"))
}

fuzz_target!(
    init: {
        // The parquet crate may panic on damaged bytes; the reader catches that and makes it an error. The hook that
        // libfuzzer installs would end the process all the same; without it only a panic that nobody catches does.
        std::panic::set_hook(Box::new(|panic| {
            if std::env::var_os("SHOW_PANICS").is_some() {
                eprintln!("{panic}\n{}", std::backtrace::Backtrace::force_capture());
            }
        }));
    },
    |data: &[u8]| {
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
);
