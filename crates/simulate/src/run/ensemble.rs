//! Simulating the blocks of one scenario that are not there yet.

use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use crate::block::run_block;
use crate::error::SimulateError;
use crate::luck::Chance;
use crate::plan::Plan;
use crate::policy::{CompiledPolicy, Policy};
use crate::record::{Place, is_complete, write_parts};
use crate::run::manifest::blocks;
use crate::run::seal::run_of;
use crate::run::shard::Shard;

/// How many draws, in what blocks, under which seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ensemble {
    /// Seed of all luck.
    pub seed: u64,
    /// Number of draws of the whole run.
    pub draws: u64,
    /// Draws in a block: changes speed and the cut of the parts, never a value.
    pub block: u64,
    /// Nothing is drawn: every draw is its mean. A mode for tests.
    pub deterministic: bool,
}

impl Ensemble {
    /// The blocks of draws of a shard.
    pub fn blocks(&self, shard: Shard) -> Vec<Range<u64>> {
        let all = blocks(self.draws, self.block);
        let mine = shard.range(all.len() as u64);
        all[mine.start as usize..mine.end as usize].to_vec()
    }

    /// Where luck comes from.
    pub fn chance(&self) -> Chance {
        if self.deterministic { Chance::Mean } else { Chance::Seeded(self.seed) }
    }

    /// Draws of a shard.
    pub fn draws_of(&self, shard: Shard) -> u64 {
        self.blocks(shard).iter().map(|block| block.end - block.start).sum()
    }
}

/// Simulates every draw of one scenario and writes its parts into `folder`. Parts that are there and complete are
/// kept: the same block gives the same bits.
///
/// Blocks run in parallel on the current rayon pool; a block is written and forgotten before its thread takes
/// another. `progress` is told the number of draws done so far.
///
/// # Errors
/// The error of the first block, in draw order, that fails.
pub fn simulate(
    plan: &Plan,
    policy: &Policy,
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
    policy: &Policy,
    ensemble: Ensemble,
    shard: Shard,
    folder: &Path,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<(), SimulateError> {
    let policy = CompiledPolicy::compile(policy, plan)?;
    let measures: Vec<String> = policy.deployments.iter().map(|d| d.measure.clone()).collect();
    std::fs::create_dir_all(folder).map_err(|error| {
        SimulateError::run(folder, format!("cannot create ({error}); choose another --out"))
    })?;
    let run = run_of(folder);
    let place = Place { folder, run: &run };
    let done = AtomicU64::new(0);
    let first_failed = AtomicU64::new(u64::MAX);
    let one = |block: &Range<u64>| -> Result<(), SimulateError> {
        let draws = block.end - block.start;
        if !is_complete(place, plan, &measures, block) {
            let recorded = run_block(plan, &policy, ensemble.chance(), block.start, draws as usize)?;
            write_parts(place, plan, &measures, block, &recorded)?;
        }
        progress(done.fetch_add(draws, Ordering::Relaxed) + draws);
        Ok(())
    };
    let failures: Vec<(u64, SimulateError)> = ensemble
        .blocks(shard)
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
