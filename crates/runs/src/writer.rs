//! A run being written, carried on, or found finished.

use std::path::{Component, Path, PathBuf};

use crate::check::{Found, check_draws, found};
use crate::file::{partial, read_regular, sweep, write_file};
use crate::lock::{self, RunLock};
use crate::manifest::Manifest;
use crate::sums::{MANIFEST, MOST_TEXT, Sums};
use forefend_panel::digest;
use forefend_panel::files::{sync_folder, sync_folders};
use forefend_simulate::SimulateError;

/// Name of the file of fitted parameters.
pub(crate) const PARAMETERS: &str = "parameters.json";

/// How a run began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// Nothing of it was there.
    New,
    /// A process stopped before it was finished; what it completed is kept.
    Resumed,
    /// It is there under its final name: its parts are kept as they were cut, and none that is whole is written.
    Finished,
}

/// A run being written: a folder `NAME.partial` that takes its final name only when everything is in it. It stays
/// where the process fails or is killed, and the next writer of the same manifest carries it on.
///
/// # Examples
/// ```
/// use forefend_runs::{Begun, Manifest, RunWriter};
///
/// let runs = tempfile::tempdir()?;
/// let (verb, parameters) = ("project".to_owned(), forefend_panel::digest(b"{}"));
/// let manifest = Manifest { verb, parameters, draws: 10, block: 10, ..Manifest::default() };
/// // A process that stops here leaves a folder that the next one carries on.
/// drop(RunWriter::start(runs.path(), &manifest, "{}")?);
/// let writer = RunWriter::start(runs.path(), &manifest, "{}")?;
/// assert!(matches!(writer.begun(), Begun::Resumed));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct RunWriter {
    /// Where files are written: the partial folder, or the finished one.
    folder: PathBuf,
    target: PathBuf,
    id: String,
    begun: Begun,
    parameters: String,
    /// Draws in a block of the parts that stand in `folder`.
    block: u64,
    /// One process at a time.
    _lock: RunLock,
}

impl RunWriter {
    /// Starts, carries on or finds the run of `manifest` under `runs` (created where absent). `parameters` is the
    /// text of `parameters.json`; where the run has one, that is kept.
    ///
    /// # Errors
    /// [`SimulateError::Run`] when the folder cannot be written or another process writes the run;
    /// [`SimulateError::Mismatch`] when the unfinished run there was started otherwise (another block size), or the run is
    /// larger than a run may be.
    pub fn start(runs: &Path, manifest: &Manifest, parameters: &str) -> Result<Self, SimulateError> {
        if let Some(message) = manifest.refusal() {
            return Err(SimulateError::Mismatch { message });
        }
        let name = manifest.folder_name();
        let target = runs.join(&name);
        let temporary = partial(&target);
        let unwritable = |path: &Path, error: std::io::Error| {
            SimulateError::run(path, format!("cannot write here ({error}); choose another folder with --out"))
        };
        std::fs::create_dir_all(runs).map_err(|e| unwritable(runs, e))?;
        let lock = RunLock::take(&runs.join(format!("{name}.lock")))?;
        lock::clear(runs);
        for place in [&target, &temporary] {
            if std::fs::symlink_metadata(place).is_ok_and(|found| !found.is_dir()) {
                let words = "this stands in the place of a run and is no folder; take it away, or choose another --out";
                return Err(SimulateError::run(place, words));
            }
        }
        let begun = if target.exists() {
            Begun::Finished
        } else if temporary.join(MANIFEST).exists() {
            Begun::Resumed
        } else {
            Begun::New
        };
        let folder = if begun == Begun::Finished { target.clone() } else { temporary };
        let (parameters, block) = match begun {
            Begun::New => {
                // Without a manifest nothing in it can be trusted.
                if folder.exists() {
                    std::fs::remove_dir_all(&folder).map_err(|e| unwritable(&folder, e))?;
                }
                std::fs::create_dir_all(&folder).map_err(|e| unwritable(runs, e))?;
                begin(&folder, manifest, parameters)?;
                (parameters.to_owned(), manifest.block)
            }
            Begun::Resumed | Begun::Finished => {
                let block = check(&folder, manifest, begun)?;
                sweep(&folder)?;
                let stored = stored_parameters(&folder, manifest)?;
                if !Sums::read(&folder).has(MANIFEST) {
                    // The manifest, or the list, is not as it was written; both say what was asked for again.
                    begin(&folder, &Manifest { block, ..manifest.clone() }, &stored)?;
                }
                (stored, block)
            }
        };
        let id = manifest.id();
        Ok(Self { folder, target, id, begun, parameters, block, _lock: lock })
    }

    /// The run's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How it began.
    pub fn begun(&self) -> Begun {
        self.begun
    }

    /// Where the run stands now.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Draws in a block of this run. A run found finished keeps the blocks it was cut into, whatever is asked for now:
    /// parts of two sizes in one folder would count draws twice.
    pub fn block(&self) -> u64 {
        self.block
    }

    /// Reads every part that the run must hold, as it stands now: what is missing and what is damaged. Nothing is
    /// changed; simulating makes it.
    pub fn found(&self, manifest: &Manifest) -> Found {
        found(&self.folder, &Manifest { block: self.block, ..manifest.clone() })
    }

    /// Checks that the whole run's parts hold every draw once, before anything is summarised. That each is what was
    /// written, to the byte, simulating and merging have seen to.
    ///
    /// # Errors
    /// [`SimulateError::Run`] naming the part that is damaged, or the folder whose draws do not add up.
    pub fn check_draws(&self, manifest: &Manifest) -> Result<(), SimulateError> {
        check_draws(&self.folder, &Manifest { block: self.block, ..manifest.clone() })
    }

    /// The stored fitted parameters: what the run's values are made with, whenever they are made.
    pub fn parameters(&self) -> &str {
        &self.parameters
    }

    /// Folder of one scenario now.
    pub fn scenario(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes a file of the run and seals it; one that holds these bytes already is left alone.
    ///
    /// # Errors
    /// [`SimulateError::Run`], also for a name that leads out of the run.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), SimulateError> {
        let inside = Path::new(name);
        let path = self.folder.join(inside);
        if !inside.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(SimulateError::run(
                &path,
                "this place lies outside the run; delete the shard that names it",
            ));
        }
        if !read_regular(&path, MOST_TEXT).is_ok_and(|found| found == bytes) {
            write_file(&path, bytes)?;
        }
        Sums::enter(&self.folder, name, bytes)
    }

    /// A text that an earlier process has written into the run; none where it is not there, or not as it was written.
    pub fn read(&self, name: &str) -> Option<String> {
        let bytes = Sums::read(&self.folder).check(&self.folder, name).ok()?;
        String::from_utf8(bytes).ok()
    }

    /// What is left of the run of `manifest` after an error, in words; nothing to say of one that was finished before.
    /// Where the error `comes_again` with the same command and draws are missing, no command could ever finish what is
    /// there (a mended world is another run): it is removed.
    pub fn left(&self, manifest: &Manifest, comes_again: bool) -> Option<String> {
        if self.begun == Begun::Finished {
            return None;
        }
        let Found { missing, all, .. } = found(&self.folder, manifest);
        let folder = self.folder.display();
        if comes_again && missing > 0 {
            return Some(match std::fs::remove_dir_all(&self.folder) {
                Ok(()) => "nothing of the run is kept, as the same command would end here again".to_owned(),
                Err(error) => {
                    format!("no command can finish {folder}: delete it (it cannot be removed: {error})")
                }
            });
        }
        Some(format!(
            "{} of {all} simulated draws are kept in {folder}; the same command carries the run on",
            all - missing
        ))
    }

    /// Gives the run its final name.
    ///
    /// # Errors
    /// [`SimulateError::Run`].
    pub fn finish(self) -> Result<PathBuf, SimulateError> {
        if self.begun != Begun::Finished {
            let failed = |error| SimulateError::run(&self.target, format!("cannot finish the run ({error})"));
            // A run under its final name is believed to hold its parts.
            sync_folders(&self.folder);
            std::fs::rename(&self.folder, &self.target).map_err(failed)?;
            if let Some(runs) = self.target.parent() {
                sync_folder(runs);
            }
        }
        Ok(self.target.clone())
    }
}

/// Writes the list of a run, its parameters and its manifest. Without a manifest the next process begins anew, so it comes
/// last.
fn begin(folder: &Path, manifest: &Manifest, parameters: &str) -> Result<(), SimulateError> {
    let text = serde_json::to_string_pretty(manifest).map_err(|error| SimulateError::run(folder, error))?;
    let texts = [(PARAMETERS, parameters), (MANIFEST, text.as_str())];
    Sums::begin(folder, &texts)?;
    texts.iter().try_for_each(|(name, text)| write_file(&folder.join(name), text.as_bytes()))
}

/// Compares the manifest that stands in `folder` with the one asked for. A finished run may have been cut into
/// other blocks: its values are the same. Gives the draws in a block of what is there.
fn check(folder: &Path, manifest: &Manifest, begun: Begun) -> Result<u64, SimulateError> {
    let there = Manifest::read(folder)?;
    let differences = there.differences(manifest);
    let forgiven = |key: &str| key == "command" || (begun == Begun::Finished && !Manifest::matters(key));
    let Some((key, old, new)) = differences.into_iter().find(|(key, ..)| !forgiven(key)) else {
        return Ok(there.block);
    };
    let what = if begun == Begun::Finished { "found there" } else { "resumed" };
    let remedy = if key == "block" {
        format!("run with --block {old}, or delete the folder")
    } else {
        "delete the folder".to_owned()
    };
    Err(SimulateError::Mismatch {
        message: format!(
            "{}: this run cannot be {what}: its `{key}` is {old}, now it is {new}; {remedy}",
            folder.display()
        ),
    })
}

/// The text of a run's `parameters.json`, checked against its manifest.
pub(crate) fn stored_parameters(folder: &Path, manifest: &Manifest) -> Result<String, SimulateError> {
    let path = folder.join(PARAMETERS);
    let damaged = |words: String| {
        SimulateError::run(&path, format!("{words}; delete the run's folder and run its command again"))
    };
    let unreadable = |error: &dyn std::fmt::Display| damaged(format!("cannot read ({error})"));
    let bytes = read_regular(&path, MOST_TEXT).map_err(|error| unreadable(&error))?;
    let text = String::from_utf8(bytes).map_err(|error| unreadable(&error))?;
    if digest(text.as_bytes()) != manifest.parameters {
        return Err(damaged("these are not the parameters that the manifest names".to_owned()));
    }
    Ok(text)
}
