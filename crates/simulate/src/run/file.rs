//! Files that are either complete or absent.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::SimulateError;
use crate::world::hex;

/// SHA-256 of `bytes` in hexadecimal.
pub fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Writes `bytes` to a temporary file beside `path`, flushes it to the disk, then renames it.
///
/// # Errors
/// [`SimulateError::Run`] with the path and what to do.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), SimulateError> {
    let failed =
        |error| SimulateError::run(path, format!("cannot write ({error}); choose another folder with --out"));
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let temporary = partial(path);
    let mut file = std::fs::File::create(&temporary).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)?;
    std::fs::rename(&temporary, path).map_err(failed)
}

/// The temporary name beside `path` under which a file or folder grows before it is renamed.
pub(crate) fn partial(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    path.with_file_name(name)
}

/// Asks the system to keep the names in `folder` through a loss of power. Where it cannot (a file system without
/// this), nothing is lost but that: a name that did not last is a part that is computed again.
pub(crate) fn sync_folder(folder: &Path) {
    let _ = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
}

/// Deletes what a stopped process left half-written below `folder`.
pub(crate) fn sweep(folder: &Path) -> Result<(), SimulateError> {
    for path in files(folder)? {
        if path.extension().is_some_and(|extension| extension == "partial") {
            std::fs::remove_file(&path)
                .map_err(|error| SimulateError::run(&path, format!("cannot delete ({error})")))?;
        }
    }
    Ok(())
}

/// Every file below `folder`, in name order.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>, SimulateError> {
    let unreadable = |error| SimulateError::run(folder, format!("cannot read the run ({error})"));
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    found.sort();
    Ok(found)
}

/// Makes `to` the same file as `from`: a hard link where the file system can, a copy elsewhere.
pub(crate) fn link_or_copy(from: &Path, to: &Path) -> Result<(), SimulateError> {
    let failed = |error| SimulateError::run(to, format!("cannot write ({error}); choose another --out"));
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    if std::fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    let temporary = partial(to);
    std::fs::copy(from, &temporary).map_err(failed)?;
    let flushed = std::fs::File::open(&temporary).and_then(|file| file.sync_all());
    flushed.and_then(|()| std::fs::rename(&temporary, to)).map_err(failed)
}
