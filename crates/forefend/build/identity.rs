//! What names the code of a program: its version, its commit and, where that does not say all, its sources.

use std::hash::{DefaultHasher, Hasher as _};
use std::path::Path;

/// Digest of the sources of a workspace: every crate's, and the versions of all that they depend on.
pub fn digest(workspace: &Path) -> u32 {
    let mut digest = DefaultHasher::new();
    enter(workspace, Path::new("crates"), &mut digest);
    digest.write(&std::fs::read(workspace.join("Cargo.lock")).unwrap_or_default());
    digest.finish() as u32
}

/// Enters names (inside the workspace, so that its place does not matter) and contents of the sources below `folder`.
fn enter(workspace: &Path, folder: &Path, digest: &mut DefaultHasher) {
    let Ok(entries) = std::fs::read_dir(workspace.join(folder)) else { return };
    let mut names: Vec<_> = entries.filter_map(|entry| Some(folder.join(entry.ok()?.file_name()))).collect();
    names.sort();
    for name in names {
        let path = workspace.join(&name);
        if path.is_dir() {
            enter(workspace, &name, digest);
        } else if name.extension().is_some_and(|extension| extension == "rs" || extension == "toml") {
            digest.write(name.to_string_lossy().as_bytes());
            digest.write(&std::fs::read(&path).unwrap_or_default());
        }
    }
}

/// The code's name. A commit alone names a tree that equals it; without a commit, or with changes, only the sources do.
pub fn code(version: &str, commit: Option<&str>, changed: bool, digest: u32) -> String {
    match commit {
        Some(commit) if !changed => format!("{version} ({commit})"),
        Some(commit) => format!("{version} ({commit}, changed {digest:08x})"),
        None => format!("{version} (sources {digest:08x})"),
    }
}
