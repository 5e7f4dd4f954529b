//! The declared model and its embedded snapshot.
//!
//! The folders beside `src/` are what analysts edit; this crate only carries them into the program.

use include_dir::{Dir, DirEntry, include_dir};

static WORLD: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR");

/// Every file of the world by its path inside it, with `/` between folders.
pub fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    collect(&WORLD, &mut files);
    files
}

fn collect(folder: &Dir<'_>, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(inner) if inner.path().ends_with("src") => {}
            DirEntry::Dir(inner) => collect(inner, files),
            DirEntry::File(file) => {
                let path = file.path().to_string_lossy().replace('\\', "/");
                let own = path == "Cargo.toml" || path.ends_with(".rs");
                if !own {
                    files.push((path, file.contents().to_vec()));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_world_is_embedded_without_the_crate_around_it() {
        let files = super::files();
        let has = |path: &str| files.iter().any(|(name, _)| name == path);
        assert!(
            has("simulation.toml") && has("drivers/globalisation.toml") && has("snapshot/countries.parquet")
        );
        assert!(!has("Cargo.toml") && !files.iter().any(|(name, _)| name.ends_with(".rs")));
    }
}
