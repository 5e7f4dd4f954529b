//! Files of a run: a part (`A`), the manifest (`B`), the stored parameters (`C`); the first byte says which.
#![no_main]
use std::path::Path;
use std::sync::OnceLock;

use forefend_simulate::run::parameters_from;
use forefend_simulate::{Manifest, Parts};
use libfuzzer_sys::fuzz_target;

fn folder() -> &'static Path {
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    FOLDER.get_or_init(|| tempfile::tempdir().expect("a folder for temporary files")).path()
}

fuzz_target!(
    // As in the target `parquet`: panics inside the parquet crate are caught by the reader.
    init: std::panic::set_hook(Box::new(|panic| {
        if std::env::var_os("SHOW_PANICS").is_some() {
            eprintln!("{panic}\n{}", std::backtrace::Backtrace::force_capture());
        }
    })),
    |data: &[u8]| {
        let Some((&which, content)) = data.split_first() else { return };
        match which.wrapping_sub(b'A') % 3 {
            0 => {
                let path = folder().join("country-00000000.parquet");
                std::fs::write(&path, content).expect("a file in that folder");
                let parts = Parts::at(folder());
                let _ = parts.countries(&["conflict"], &mut |_| {});
                let _ = parts.summaries("country", &["conflict"], &mut |_, _| {});
            }
            1 => {
                std::fs::write(folder().join("manifest.json"), content).expect("a file in that folder");
                if let Ok(manifest) = Manifest::read(folder()) {
                    let _ = (manifest.id(), manifest.folder_name(), manifest.differences(&manifest));
                }
            }
            _ => {
                let text = String::from_utf8_lossy(content);
                let _ = parameters_from(&text, Path::new("parameters.json"));
            }
        }
    }
);
