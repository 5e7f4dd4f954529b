//! Files of a run: a part (`A`), the manifest (`B`), the stored parameters (`C`); the first byte says which. What a manifest says
//! is used only where it was believed: then its names lie in one folder, and nothing that it counts is too much to count.
use std::path::Path;

use super::{file, folder};
use forefend_runs::parameters_from;
use forefend_runs::{Manifest, Parts};

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
                let _ = manifest.command_for(folder());
                let (scenarios, blocks) = manifest.holds();
                let parts = scenarios.len() * blocks.len() * manifest.tables.len();
                assert!(parts <= 2_000_000, "a manifest that names {parts} parts was believed");
                let axes = manifest.tables.iter().map(|table| &table.axis);
                for name in scenarios.iter().chain(axes).chain(manifest.portfolios.keys()) {
                    let one = Path::new(name).components().count() == 1;
                    assert!(one && !name.contains(['/', '\\', '.']), "{name} was believed to be a name");
                }
            }
        }
        _ => {
            let text = String::from_utf8_lossy(content);
            let _ = parameters_from(&text, Path::new("parameters.json"));
        }
    }
}
