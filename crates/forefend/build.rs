//! Tells the program which commit it is built from, so that a run's manifest names its code. A tree that differs from
//! its commit gets a digest of its sources too: a run made by other code must not pass for finished.

use std::hash::{DefaultHasher, Hasher as _};
use std::path::Path;
use std::process::Command;

/// Enters names and contents of the sources below `folder`.
fn enter(folder: &Path, digest: &mut DefaultHasher) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            enter(&path, digest);
        } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "toml") {
            digest.write(path.to_string_lossy().as_bytes());
            digest.write(&std::fs::read(&path).unwrap_or_default());
        }
    }
}

fn git(arguments: &[&str]) -> Option<String> {
    // Without optional locks: a status that refreshed the index would make every build the first.
    let output = Command::new("git").arg("--no-optional-locks").args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn main() {
    println!("cargo::rerun-if-changed=../../.git/HEAD");
    println!("cargo::rerun-if-changed=../../.git/index");
    println!("cargo::rerun-if-changed=../");
    let version = env!("CARGO_PKG_VERSION");
    let code = match git(&["rev-parse", "--short=10", "HEAD"]) {
        Some(commit) => {
            let changed =
                git(&["status", "--porcelain", "--untracked-files=no"]).is_some_and(|s| !s.is_empty());
            let mut digest = DefaultHasher::new();
            enter(Path::new(".."), &mut digest);
            let changed = if changed { format!(", changed {:08x}", digest.finish() as u32) } else { String::new() };
            format!("{version} ({commit}{changed})")
        }
        None => version.to_owned(),
    };
    println!("cargo::rustc-env=FOREFEND_CODE={code}");
}
