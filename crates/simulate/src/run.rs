//! A run: a directory that holds everything a number in a report resolves to.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::block::run_block;
use crate::error::SimulateError;
use crate::luck::Chance;
use crate::plan::Plan;
use crate::policy::{CompiledPolicy, Policy};
use crate::record::{partial, write_parts};
use crate::world::hex;

/// What a run is made of. The hash of what can change a value is the run's id: the same inputs give the same
/// id and the same bits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// SHA-256 of the declared world files.
    pub world: String,
    /// SHA-256 of the panel's content.
    pub data: String,
    /// Version of the program.
    pub code: String,
    /// Month as of which the panel was read, `YYYY-MM`.
    pub as_of: String,
    /// Seed of all luck.
    pub seed: u64,
    /// Number of draws.
    pub draws: u64,
    /// Draws in a block: cuts the parts and changes no value; no part of the id.
    pub block: u64,
    /// First simulated year.
    pub first_year: i16,
    /// Last simulated year.
    pub horizon: i16,
    /// SHA-256 of `parameters.json`, the fitted parameters.
    pub parameters: String,
    /// Whether the run holds a track record.
    pub track: bool,
    /// What was asked for; no part of the id.
    pub command: String,
}

impl Manifest {
    /// The run's id: twelve hexadecimal digits of the manifest's SHA-256, without `block` and `command`.
    pub fn id(&self) -> String {
        let essence = Self { block: 0, command: String::new(), ..self.clone() };
        let text = serde_json::to_string(&essence).unwrap_or_default();
        digest(text.as_bytes())[..12].to_owned()
    }
}

/// SHA-256 of `bytes` in hexadecimal.
pub fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A run being written: a temporary folder that takes its final name only when everything is in it.
#[derive(Debug)]
pub struct RunWriter {
    temporary: PathBuf,
    target: PathBuf,
    id: String,
}

impl RunWriter {
    /// Starts the run of `manifest` under `folder` (created where absent).
    ///
    /// # Errors
    /// [`SimulateError::Run`] when the folder cannot be written.
    pub fn start(folder: &Path, manifest: &Manifest, parameters: &str) -> Result<Self, SimulateError> {
        let id = manifest.id();
        let target = folder.join(&id);
        let temporary = partial(&target);
        let unwritable = |path: &Path, error: std::io::Error| {
            SimulateError::run(path, format!("cannot write here ({error}); choose another folder with --out"))
        };
        if temporary.exists() {
            std::fs::remove_dir_all(&temporary).map_err(|e| unwritable(&temporary, e))?;
        }
        std::fs::create_dir_all(&temporary).map_err(|e| unwritable(folder, e))?;
        let run = Self { temporary, target, id };
        let text = serde_json::to_string_pretty(manifest)
            .map_err(|error| SimulateError::run(&run.temporary, error))?;
        run.write("manifest.json", text.as_bytes())?;
        run.write("parameters.json", parameters.as_bytes())?;
        Ok(run)
    }

    /// The run's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Folder of one scenario while the run is being written.
    pub fn scenario(&self, name: &str) -> PathBuf {
        self.temporary.join(name)
    }

    /// Writes a file of the run.
    ///
    /// # Errors
    /// [`SimulateError::Run`].
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), SimulateError> {
        write_file(&self.temporary.join(name), bytes)
    }

    /// Gives the run its final name; an earlier run of the same manifest holds the same bits and is
    /// replaced.
    ///
    /// # Errors
    /// [`SimulateError::Run`].
    pub fn finish(self) -> Result<PathBuf, SimulateError> {
        let failed = |error| SimulateError::run(&self.target, format!("cannot finish the run ({error})"));
        if self.target.exists() {
            std::fs::remove_dir_all(&self.target).map_err(failed)?;
        }
        std::fs::rename(&self.temporary, &self.target).map_err(failed)?;
        Ok(self.target.clone())
    }
}

impl Drop for RunWriter {
    fn drop(&mut self) {
        // After `finish` the folder has gone; after an error nothing half-written may stay.
        let _ = std::fs::remove_dir_all(&self.temporary);
    }
}

/// Writes `bytes` to a temporary file beside `path`, then renames it.
///
/// # Errors
/// [`SimulateError::Run`] with the path and what to do.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), SimulateError> {
    let failed =
        |error| SimulateError::run(path, format!("cannot write ({error}); choose another folder with --out"));
    let temporary = partial(path);
    let mut file = std::fs::File::create(&temporary).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)?;
    std::fs::rename(&temporary, path).map_err(failed)
}

/// How many draws, in what blocks, under which seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ensemble {
    /// Seed of all luck.
    pub seed: u64,
    /// Number of draws.
    pub draws: u64,
    /// Draws in a block: changes speed and the cut of the parts, never a value.
    pub block: u64,
    /// Nothing is drawn: every draw is its mean. A mode for tests.
    pub deterministic: bool,
}

impl Ensemble {
    /// Where luck comes from.
    pub fn chance(&self) -> Chance {
        if self.deterministic { Chance::Mean } else { Chance::Seeded(self.seed) }
    }
}

/// Simulates every draw of one scenario and writes its parts into `folder`.
///
/// Blocks run in parallel on the current rayon pool; `progress` is told the number of draws done so far.
///
/// # Errors
/// The first error of any block, in block order.
pub fn simulate(
    plan: &Plan,
    policy: &Policy,
    ensemble: Ensemble,
    folder: &Path,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<(), SimulateError> {
    let policy = CompiledPolicy::compile(policy, plan)?;
    let measures: Vec<String> = policy.deployments.iter().map(|d| d.measure.clone()).collect();
    std::fs::create_dir_all(folder).map_err(|error| {
        SimulateError::run(folder, format!("cannot create ({error}); choose another --out"))
    })?;
    let size = ensemble.block.max(1);
    let blocks: Vec<u64> = (0..ensemble.draws).step_by(size as usize).collect();
    let done = AtomicU64::new(0);
    let results: Vec<Result<(), SimulateError>> = blocks
        .par_iter()
        .map(|&first| {
            let draws = size.min(ensemble.draws - first);
            let recorded = run_block(plan, &policy, ensemble.chance(), first, draws as usize)?;
            write_parts(folder, plan, &measures, first, &recorded)?;
            progress(done.fetch_add(draws, Ordering::Relaxed) + draws);
            Ok(())
        })
        .collect();
    results.into_iter().collect()
}
