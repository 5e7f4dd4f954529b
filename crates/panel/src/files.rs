//! Files on a disk that are either complete or absent: the one atomic write.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Writes `bytes` to a temporary file of its own beside `path`, flushes it to the disk, then renames it; folders on the way
/// are made. A file that was there hands its mode on.
///
/// ```
/// # fn main() -> std::io::Result<()> {
/// let folder = std::env::temp_dir().join(format!("forefend-{}", std::process::id()));
/// forefend_panel::files::replace(&folder.join("a.txt"), b"whole")?;
/// assert_eq!(std::fs::read(folder.join("a.txt"))?, b"whole");
/// # std::fs::remove_dir_all(folder)
/// # }
/// ```
///
/// # Errors
/// What the system says; the file that was there is then as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let there = path.metadata();
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    clean(path);
    let (temporary, mut file) = Temporary::beside(path)?;
    if let Ok(there) = there {
        file.set_permissions(there.permissions())?;
    }
    file.write_all(bytes).and_then(|()| file.sync_all())?;
    temporary.rename(path)
}

/// A file that grows beside its place, `NAME.PROCESS-COUNTER.partial`: two processes that write one file do not meet, and
/// the last to finish wins. Its maker holds a lock on it, so that one left by a process that was killed is known by its
/// being free.
#[derive(Debug)]
pub struct Temporary {
    path: PathBuf,
    renamed: bool,
}

impl Temporary {
    /// A new, empty file beside `path`, to be read and written.
    ///
    /// # Errors
    /// What the system says.
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
    ///
    /// # Errors
    /// What the system says.
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

fn ending(path: &Path, end: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(end);
    path.with_file_name(name)
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
pub fn sync_folder(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

/// The same for `folder` and every folder below it.
pub fn sync_folders(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            sync_folders(&entry.path());
        }
    }
    sync_folder(folder);
}

/// Whether the opened `file` is the one that stands at `path` now.
#[cfg(unix)]
pub fn is_the_file_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(ours), Ok(there)) => (ours.dev(), ours.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

/// Whether a file stands at `path`: which one cannot be told here.
#[cfg(not(unix))]
pub fn is_the_file_at(_: &File, path: &Path) -> bool {
    path.exists()
}
