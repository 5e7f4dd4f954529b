//! One process writes a run at a time.
//!
//! Design: a lock of the operating system on a file beside the run, not a file with a process id in it: the system
//! lets go of it however the process ends, so that a run stopped by `kill -9` can be carried on at once. The file
//! itself means nothing and is taken away with the lock.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use forefend_simulate::SimulateError;

use crate::name::is_run_name;

/// How often a lock is tried whose file is taken away meanwhile.
const TRIES: u32 = 1_000;
/// How often, and how long, a lock that is held is waited for.
const MOMENTS: u32 = 5;
const MOMENT: std::time::Duration = std::time::Duration::from_millis(5);

/// Held while a run is written.
#[derive(Debug)]
pub(crate) struct RunLock {
    path: PathBuf,
    file: File,
}

impl RunLock {
    /// Locks the run whose lock file is `path`.
    pub fn take(path: &Path) -> Result<Self, SimulateError> {
        let failed = |error| SimulateError::run(path, format!("cannot lock ({error}); choose another --out"));
        for tried in 0..TRIES {
            // To open a pipe is to wait, and a link leads elsewhere.
            if std::fs::symlink_metadata(path).is_ok_and(|found| !found.is_file()) {
                let words = "this stands in the place of a lock and is no regular file; take it away, or choose another --out";
                return Err(SimulateError::run(path, words));
            }
            let file =
                OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(failed)?;
            match file.try_lock() {
                // Whoever held the lock before may have taken the file away while this process waited for it.
                Ok(()) if is_the_file_at(&file, path) => return Ok(Self { path: path.to_owned(), file }),
                Ok(()) => {}
                // It may be held for a moment by one that clears it away.
                Err(TryLockError::WouldBlock) if tried < MOMENTS => std::thread::sleep(MOMENT),
                Err(TryLockError::WouldBlock) => {
                    return Err(SimulateError::run(
                        path,
                        "another process is writing this run; wait until it has ended, or choose another --out",
                    ));
                }
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
        }
        Err(SimulateError::run(
            path,
            "cannot lock (the file does not stay in its place); choose another --out",
        ))
    }
}

/// Takes away the locks in `runs` that nobody holds: of processes that were killed, or that could not take them away.
pub(crate) fn clear(runs: &Path) {
    for entry in std::fs::read_dir(runs).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        let of_a_run = name.strip_suffix(".lock").is_some_and(is_run_name);
        if !of_a_run || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        let Ok(file) = OpenOptions::new().write(true).open(&path) else { continue };
        if file.metadata().is_ok_and(|found| found.len() == 0)
            && file.try_lock().is_ok()
            && is_the_file_at(&file, &path)
        {
            drop(RunLock { path, file });
        }
    }
}

#[cfg(unix)]
pub(super) fn is_the_file_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(ours), Ok(there)) => (ours.dev(), ours.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
pub(super) fn is_the_file_at(_: &File, path: &Path) -> bool {
    path.exists()
}

impl Drop for RunLock {
    fn drop(&mut self) {
        // The name goes while the lock is held: nobody can hold a lock on it that we do not see.
        let _ = std::fs::remove_file(&self.path);
        let _ = self.file.unlock();
    }
}
