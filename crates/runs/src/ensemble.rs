//! Simulating the blocks of one scenario that are not there yet.

use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use forefend_simulate::memory::simulate_block;
use forefend_simulate::{CompiledPolicy, Ensemble, Plan, SimulateError};

use crate::record::{Deployed, Place, is_complete, write_parts};
use crate::seal::run_of;
use crate::shard::Shard;

/// Simulates every draw of one scenario and writes its parts into `folder`. Parts that are there and complete are
/// kept: the same block gives the same bits.
///
/// Blocks run in parallel on the current rayon pool; a block is written and forgotten before its thread takes
/// another. `progress` is told the number of draws done so far.
///
/// # Errors
/// The error of the first block, in draw order, that fails.
///
/// # Examples
/// ```
/// use forefend_fixtures::small;
/// use forefend_runs::{Parts, simulate};
/// use forefend_simulate::{CompiledPolicy, Ensemble};
///
/// let panel = small::panel(None);
/// let ready = small::ready(&panel, 2000);
/// let folder = tempfile::tempdir()?;
/// let ensemble = Ensemble { seed: 1, draws: 20, block: 10, deterministic: false };
/// simulate(&ready.plan, &CompiledPolicy::default(), ensemble, folder.path(), &|_draws_done| ())?;
///
/// // One value a draw for each year from 2001 to 2010.
/// let share = Parts::at(folder.path()).world("share")?;
/// assert_eq!((share.len(), share[&2010].len()), (10, 20));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn simulate(
    plan: &Plan,
    policy: &CompiledPolicy,
    ensemble: Ensemble,
    folder: &Path,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<(), SimulateError> {
    simulate_shard(plan, policy, ensemble, Shard::WHOLE, folder, progress)
}

/// The same for the blocks of one shard: luck is keyed by the absolute number of a draw, so a shard's parts are those
/// of the whole run.
///
/// # Errors
/// As [`simulate`].
pub fn simulate_shard(
    plan: &Plan,
    policy: &CompiledPolicy,
    ensemble: Ensemble,
    shard: Shard,
    folder: &Path,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<(), SimulateError> {
    let deployed = Deployed::of(policy);
    std::fs::create_dir_all(folder).map_err(|error| {
        SimulateError::run(folder, format!("cannot create ({error}); choose another --out"))
    })?;
    let run = run_of(folder);
    let place = Place { folder, run: &run };
    let done = AtomicU64::new(0);
    let first_failed = AtomicU64::new(u64::MAX);
    let one = |block: &Range<u64>| -> Result<(), SimulateError> {
        let draws = block.end - block.start;
        if !is_complete(place, plan, &deployed, block) {
            let recorded = simulate_block(plan, policy, ensemble.chance(), block)?;
            write_parts(place, plan, &deployed, block, &recorded)?;
        }
        progress(done.fetch_add(draws, Ordering::Relaxed) + draws);
        Ok(())
    };
    let failures: Vec<(u64, SimulateError)> = shard
        .blocks(ensemble)
        .par_iter()
        .filter_map(|block| {
            // After a failure only blocks before it can still change which error is told.
            if block.start > first_failed.load(Ordering::Relaxed) {
                return None;
            }
            let error = one(block).err()?;
            first_failed.fetch_min(block.start, Ordering::Relaxed);
            Some((block.start, error))
        })
        .collect();
    match failures.into_iter().min_by_key(|(first, _)| *first) {
        Some((_, error)) => Err(error),
        None => Ok(()),
    }
}
