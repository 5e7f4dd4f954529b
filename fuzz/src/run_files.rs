//! Files of a run: a part (`A`), the manifest (`B`), the stored parameters (`C`); the first byte says which.
use std::path::Path;

use super::{file, folder};
use forefend_simulate::run::parameters_from;
use forefend_simulate::{Manifest, Parts};

/// Reads one input.
pub fn read(data: &[u8]) {
    let Some((&which, content)) = data.split_first() else { return };
    match which.wrapping_sub(b'A') % 3 {
        0 => {
            file("country-00000000.parquet", content);
            let parts = Parts::at(folder());
            let _ = parts.countries(&["conflict"], &mut |_| {});
            let _ = parts.summaries("country", &["conflict"], &mut |_, _| {});
        }
        1 => {
            file("manifest.json", content);
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
