//! Where the tests find the source data, the declarations and the snapshot.
use std::path::{Path, PathBuf};

/// The workspace root.
pub fn root() -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).to_owned()
}

/// The declarations of the indicators.
pub fn declarations() -> String {
    std::fs::read_to_string(root().join("world/indicators.toml")).unwrap()
}

/// The changes of memberships.
pub fn changes() -> String {
    std::fs::read_to_string(root().join("world/memberships.toml")).unwrap()
}

/// The folder of source data (`FOREFEND_DATA`, else `../shared/data` beside the workspace). None, said aloud,
/// when it is absent; a failure instead where `FOREFEND_REQUIRE_DATA=1`.
pub fn data() -> Option<PathBuf> {
    let folder =
        std::env::var_os("FOREFEND_DATA").map_or_else(|| root().join("../shared/data"), PathBuf::from);
    if folder.join("README.md").exists() {
        return Some(folder);
    }
    let required = std::env::var("FOREFEND_REQUIRE_DATA").is_ok_and(|value| value == "1");
    assert!(!required, "FOREFEND_REQUIRE_DATA=1, but there is no source data at {}", folder.display());
    eprintln!("skipped: no source data at {}", folder.display());
    None
}
