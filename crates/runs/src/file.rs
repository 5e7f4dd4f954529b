//! Files that are either complete or absent.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::name::PARTIAL;
use forefend_panel::files::{Temporary, replace};
use forefend_simulate::SimulateError;

/// Writes the file at `path`, which is afterwards whole or as it was ([`replace`]). What is no regular file (a device, a pipe)
/// is written into; a link to a regular file is refused, because what it points at was not named.
///
/// # Errors
/// [`SimulateError::Run`] with the path and what to do.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), SimulateError> {
    let failed =
        |error| SimulateError::run(path, format!("cannot write ({error}); choose another folder with --out"));
    let link = path.symlink_metadata().is_ok_and(|found| found.is_symlink());
    let there = path.metadata();
    if there.as_ref().is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        let mut opened = OpenOptions::new().write(true).open(path).map_err(failed)?;
        return opened.write_all(bytes).and_then(|()| opened.flush()).map_err(failed);
    }
    if link {
        let words =
            "is a link; nothing is written through it: give --out the file itself, or remove the link";
        return Err(SimulateError::run(path, words.to_owned()));
    }
    replace(path, bytes).map_err(failed)
}

/// The name beside `path` under which a run grows before it is renamed: one for all processes, so that the next carries
/// on; a lock keeps them apart.
pub(crate) fn partial(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(PARTIAL);
    path.with_file_name(name)
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
///
/// # Errors
/// [`SimulateError::Run`] at anything that is neither a regular file nor a folder: a link leads out of the run, and a pipe
/// has no end.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>, SimulateError> {
    let unreadable = |error| SimulateError::run(folder, format!("cannot read the run ({error})"));
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let (path, kind) = (entry.path(), entry.file_type().map_err(unreadable)?);
        if kind.is_dir() {
            found.extend(files(&path)?);
        } else if kind.is_file() {
            found.push(path);
        } else {
            return Err(SimulateError::run(
                &path,
                "a run holds regular files and folders only; take this away",
            ));
        }
    }
    found.sort();
    Ok(found)
}

/// The bytes of a regular file that is no link, at most `most` of them.
pub(crate) fn read_regular(path: &Path, most: u64) -> std::io::Result<Vec<u8>> {
    let found = std::fs::symlink_metadata(path)?;
    if !found.is_file() {
        return Err(std::io::Error::other("this is no regular file"));
    }
    if found.len() > most {
        return Err(std::io::Error::other(format!("{} bytes are more than it may have", found.len())));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Makes `to` the same file as `from`: a hard link where the file system can, a copy elsewhere. Whether it is a link.
pub(crate) fn link_or_copy(from: &Path, to: &Path) -> Result<bool, SimulateError> {
    let failed = |error| SimulateError::run(to, format!("cannot write ({error}); choose another --out"));
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    if std::fs::hard_link(from, to).is_ok() {
        return Ok(true);
    }
    let (temporary, mut file) = Temporary::beside(to).map_err(failed)?;
    let copied = File::open(from).and_then(|mut from| std::io::copy(&mut from, &mut file));
    copied.and_then(|_| file.sync_all()).and_then(|()| temporary.rename(to)).map_err(failed)?;
    Ok(false)
}
