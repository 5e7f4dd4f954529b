//! One process writes a run at a time.
//!
//! Design: a lock of the operating system on a file beside the run, not a file with a process id in it: the system
//! lets go of it however the process ends, so that a run stopped by `kill -9` can be carried on at once. The file
//! itself means nothing and is taken away with the lock.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::error::SimulateError;

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
        loop {
            let file =
                OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(failed)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    return Err(SimulateError::run(
                        path,
                        "another process is writing this run; wait until it has ended, or choose another --out",
                    ));
                }
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
            // Whoever held the lock before may have taken the file away while this process waited for it.
            if is_the_file_at(&file, path) {
                return Ok(Self { path: path.to_owned(), file });
            }
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
