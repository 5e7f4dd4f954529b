//! A run being written, carried on, or found finished.

use std::path::{Path, PathBuf};

use crate::error::SimulateError;
use crate::run::check::{Found, check_draws, found};
use crate::run::file::{digest, partial, sweep, sync_folder, sync_folders, write_file};
use crate::run::lock::RunLock;
use crate::run::manifest::Manifest;

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
    /// [`SimulateError::Mismatch`] when the unfinished run there was started otherwise (another block size).
    pub fn start(runs: &Path, manifest: &Manifest, parameters: &str) -> Result<Self, SimulateError> {
        let name = manifest.folder_name();
        let target = runs.join(&name);
        let temporary = partial(&target);
        let unwritable = |path: &Path, error: std::io::Error| {
            SimulateError::run(path, format!("cannot write here ({error}); choose another folder with --out"))
        };
        std::fs::create_dir_all(runs).map_err(|e| unwritable(runs, e))?;
        let lock = RunLock::take(&runs.join(format!("{name}.lock")))?;
        let begun = if target.exists() {
            Begun::Finished
        } else if temporary.join("manifest.json").exists() {
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
                write_file(&folder.join("parameters.json"), parameters.as_bytes())?;
                let text =
                    serde_json::to_string_pretty(manifest).map_err(|e| SimulateError::run(&folder, e))?;
                write_file(&folder.join("manifest.json"), text.as_bytes())?;
                (parameters.to_owned(), manifest.block)
            }
            Begun::Resumed | Begun::Finished => {
                let block = check(&folder, manifest, begun)?;
                sweep(&folder)?;
                (stored_parameters(&folder, manifest)?, block)
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

    /// Writes a file of the run; one that holds these bytes already is left alone.
    ///
    /// # Errors
    /// [`SimulateError::Run`].
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), SimulateError> {
        let path = self.folder.join(name);
        if std::fs::read(&path).is_ok_and(|found| found == bytes) {
            return Ok(());
        }
        write_file(&path, bytes)
    }

    /// A text file that an earlier process has written into the run.
    pub fn read(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.folder.join(name)).ok()
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
    let path = folder.join("parameters.json");
    let damaged = |words: String| {
        SimulateError::run(&path, format!("{words}; delete the run's folder and run its command again"))
    };
    let text = std::fs::read_to_string(&path).map_err(|error| damaged(format!("cannot read ({error})")))?;
    if digest(text.as_bytes()) != manifest.parameters {
        return Err(damaged("these are not the parameters that the manifest names".to_owned()));
    }
    Ok(text)
}
