//! Files that are either complete or absent.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::lock::is_the_file_at;
use crate::name::PARTIAL;
use forefend_simulate::SimulateError;

/// Writes `bytes` to a temporary file of its own beside `path`, flushes it to the disk, then renames it. A file that was there
/// hands its mode on. What is no regular file (a device, a pipe) is written into; a link to a regular file is refused, because
/// what it points at was not named.
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
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    clean(path);
    let (temporary, mut file) = Temporary::beside(path).map_err(failed)?;
    if let Ok(there) = there {
        file.set_permissions(there.permissions()).map_err(failed)?;
    }
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)?;
    temporary.rename(path).map_err(failed)
}

/// The name beside `path` under which a run grows before it is renamed: one for all processes, so that the next carries
/// on; a lock keeps them apart.
pub(crate) fn partial(path: &Path) -> PathBuf {
    ending(path, PARTIAL)
}

fn ending(path: &Path, end: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(end);
    path.with_file_name(name)
}

/// A file that grows beside its place, `NAME.PROCESS-COUNTER.partial`: two processes that write one file do not meet, and
/// the last to finish wins. Its maker holds a lock on it, so that one left by a process that was killed is known by its
/// being free.
#[derive(Debug)]
pub(crate) struct Temporary {
    path: PathBuf,
    renamed: bool,
}

impl Temporary {
    /// A new, empty file beside `path`, to be read and written.
    pub fn beside(path: &Path) -> std::io::Result<(Self, File)> {
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        loop {
            let count = COUNTER.fetch_add(1, Ordering::Relaxed);
            let own = ending(path, &format!(".{}-{count}.partial", std::process::id()));
            // Another machine may have a process of the same number.
            let file = match OpenOptions::new().create_new(true).read(true).write(true).open(&own) {
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => continue,
                other => other?,
            };
            // Where the file system has no locks, nothing is lost but that nobody cleans up.
            let _ = file.try_lock();
            // Whoever cleans up may have come between the file and its lock.
            if is_the_file_at(&file, &own) {
                return Ok((Self { path: own, renamed: false }, file));
            }
        }
    }

    /// Gives the file its place.
    pub fn rename(mut self, to: &Path) -> std::io::Result<()> {
        std::fs::rename(&self.path, to)?;
        self.renamed = true;
        Ok(())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.renamed {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Deletes what processes that were killed left beside `path` on their way to it.
fn clean(path: &Path) {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return };
    let name = format!("{}.", name.to_string_lossy());
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let regular = |entry: &std::fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_file());
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten().filter(regular) {
        let found = entry.file_name().to_string_lossy().into_owned();
        let middle = found.strip_prefix(&name).and_then(|rest| rest.strip_suffix(".partial"));
        let numbers = middle.and_then(|middle| middle.split_once('-'));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if numbers.is_some_and(|(process, counter)| is_number(process) && is_number(counter)) {
            let free = File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok());
            if free {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }
}

/// Asks the system to keep the names in `folder` through a loss of power. Where it cannot (a file system without
/// this), nothing is lost but that: a name that did not last is a part that is computed again.
pub(crate) fn sync_folder(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

/// The same for `folder` and every folder below it.
pub(crate) fn sync_folders(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            sync_folders(&entry.path());
        }
    }
    sync_folder(folder);
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
