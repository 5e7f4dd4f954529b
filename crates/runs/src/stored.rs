//! Runs that stand in a folder of runs: what there is, and taking one away.

use std::path::{Path, PathBuf};

use crate::lock::RunLock;
use crate::manifest::Manifest;
use crate::name::{PARTIAL, is_folder_of_a_run};
use forefend_simulate::SimulateError;

/// Whether a run is complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It has its name: everything is in it.
    Finished,
    /// A process stopped before it was finished; the same command carries it on.
    Stopped,
    /// A process is writing it now.
    BeingWritten,
}

/// A run in its folder.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Name of the folder: id, shard, and `.partial` where it is not finished.
    pub name: String,
    /// The folder.
    pub folder: PathBuf,
    /// What it is made of; none where the manifest is missing, or of another version of the program.
    pub manifest: Option<Manifest>,
    /// Whether it is complete.
    pub state: State,
    /// Bytes of its files; one that shares its bytes with a shard is counted in both.
    pub bytes: u64,
}

/// The runs that stand in `runs`, in name order; none where there is no such folder. Links and whatever has no run's name
/// are left out.
///
/// # Errors
/// [`SimulateError::Run`] where a folder cannot be read.
pub fn stored(runs: &Path) -> Result<Vec<Stored>, SimulateError> {
    if !runs.exists() {
        return Ok(Vec::new());
    }
    let unreadable =
        |error| SimulateError::run(runs, format!("cannot read ({error}); name its parent with --out"));
    let mut found = Vec::new();
    for entry in std::fs::read_dir(runs).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_folder_of_a_run(&name) && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            found.push(describe(runs, name)?);
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// The run called `name` in `runs`.
///
/// # Errors
/// [`SimulateError::Mismatch`] where the name is none of a run, or the folder none of a run's own: a link, a file, a folder
/// without a manifest.
pub fn find(runs: &Path, name: &str) -> Result<Stored, SimulateError> {
    let refused = |words: String| Err(SimulateError::Mismatch { message: words });
    if !is_folder_of_a_run(name) {
        return refused(format!(
            "`{}` is no name of a run; `forefend run list` prints them",
            name.escape_debug()
        ));
    }
    let folder = runs.join(name);
    let Ok(metadata) = std::fs::symlink_metadata(&folder) else {
        return refused(format!(
            "no run `{name}` in {}; `forefend run list --out {}` prints those there are",
            runs.display(),
            runs.parent().filter(|out| *out != Path::new("")).unwrap_or(Path::new(".")).display()
        ));
    };
    // A process that was killed at once leaves a folder without one.
    if !metadata.is_dir() || !(has_manifest(&folder) || name.ends_with(PARTIAL)) {
        let what = if metadata.is_dir() { "holds no manifest.json" } else { "is no folder of its own" };
        return refused(format!(
            "{} {what}, so it is no run; look at it and delete it by hand",
            folder.display()
        ));
    }
    describe(runs, name.to_owned())
}

/// Takes a run away, its manifest last, so that one that is left half removed is still known as a run.
///
/// # Errors
/// [`SimulateError::Run`] where another process is writing it, or a file cannot be deleted.
pub fn remove(run: &Stored) -> Result<(), SimulateError> {
    let _lock = RunLock::take(&lock_of(&run.folder))?;
    let failed =
        |path: &Path, error| SimulateError::run(path, format!("cannot delete ({error}); remove it by hand"));
    let manifest = run.folder.join("manifest.json");
    let entries = std::fs::read_dir(&run.folder).map_err(|error| failed(&run.folder, error))?;
    for entry in entries {
        let entry = entry.map_err(|error| failed(&run.folder, error))?;
        let path = entry.path();
        if path == manifest {
            continue;
        }
        // A link is deleted, not what it leads to.
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let gone = if is_folder { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
        gone.map_err(|error| failed(&path, error))?;
    }
    if std::fs::symlink_metadata(&manifest).is_ok() {
        std::fs::remove_file(&manifest).map_err(|error| failed(&manifest, error))?;
    }
    std::fs::remove_dir(&run.folder).map_err(|error| failed(&run.folder, error))
}

fn describe(runs: &Path, name: String) -> Result<Stored, SimulateError> {
    let folder = runs.join(&name);
    let lock = lock_of(&folder);
    let state = if lock.exists() && RunLock::take(&lock).is_err() {
        State::BeingWritten
    } else if name.ends_with(PARTIAL) {
        State::Stopped
    } else {
        State::Finished
    };
    let manifest = if has_manifest(&folder) { Manifest::read(&folder).ok() } else { None };
    let bytes = size(&folder)?;
    Ok(Stored { name, folder, manifest, state, bytes })
}

/// Whether the folder holds a manifest that is a file of its own: a link or a pipe is not read.
fn has_manifest(folder: &Path) -> bool {
    std::fs::symlink_metadata(folder.join("manifest.json")).is_ok_and(|found| found.is_file())
}

/// The lock of a run, finished or not.
fn lock_of(folder: &Path) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    folder.with_file_name(format!("{}.lock", name.strip_suffix(PARTIAL).unwrap_or(&name)))
}

/// Bytes of the files below `folder`; what a link leads to is not counted.
fn size(folder: &Path) -> Result<u64, SimulateError> {
    let unreadable = |error| SimulateError::run(folder, format!("cannot read the run ({error})"));
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        // Of a link this is the metadata of the link itself.
        let metadata = entry.metadata().map_err(unreadable)?;
        bytes += if metadata.is_dir() { size(&entry.path())? } else { metadata.len() };
    }
    Ok(bytes)
}
