//! Simulating the blocks of one scenario that are not there yet.

use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use forefend_simulate::memory::{Branch, simulate_branches};
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
    let branch = Branch { plan, policy };
    simulate_scenarios(&[Scenario { branch, folder }], ensemble, shard, progress)
}

/// A scenario of a run.
#[derive(Debug, Clone, Copy)]
pub struct Scenario<'a> {
    /// What is simulated and recorded.
    pub branch: Branch<'a>,
    /// Where its parts stand.
    pub folder: &'a Path,
}

/// Simulates scenarios of one model, each block of draws in all of them at once: the parts are those of [`simulate_shard`] of each, to
/// the byte, and cost what differs from the first. Memory is what a block of all scenarios records. `progress` is told the number of
/// draws done so far, summed over scenarios.
///
/// # Errors
/// As [`simulate`].
pub fn simulate_scenarios(
    scenarios: &[Scenario<'_>],
    ensemble: Ensemble,
    shard: Shard,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<(), SimulateError> {
    for Scenario { folder, .. } in scenarios {
        std::fs::create_dir_all(folder).map_err(|error| {
            SimulateError::run(folder, format!("cannot create ({error}); choose another --out"))
        })?;
    }
    let runs: Vec<String> = scenarios.iter().map(|scenario| run_of(scenario.folder)).collect();
    let places: Vec<(Place<'_>, Deployed)> = scenarios
        .iter()
        .zip(&runs)
        .map(|(scenario, run)| (Place { folder: scenario.folder, run }, Deployed::of(scenario.branch.policy)))
        .collect();
    let done = AtomicU64::new(0);
    let first_failed = AtomicU64::new(u64::MAX);
    let one = |block: &Range<u64>| -> Result<(), SimulateError> {
        let mut told = |scenarios: usize| {
            let draws = scenarios as u64 * (block.end - block.start);
            progress(done.fetch_add(draws, Ordering::Relaxed) + draws);
        };
        write_block((scenarios, &places), ensemble, block, &mut told)
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

/// Makes the parts of a block that are not there, and tells how many scenarios are done whenever some are.
fn write_block(
    (scenarios, places): (&[Scenario<'_>], &[(Place<'_>, Deployed)]),
    ensemble: Ensemble,
    block: &Range<u64>,
    done: &mut dyn FnMut(usize),
) -> Result<(), SimulateError> {
    let complete = |at: &usize| {
        let (place, deployed) = &places[*at];
        is_complete(*place, scenarios[*at].branch.plan, deployed, block)
    };
    let missing: Vec<usize> = (0..scenarios.len()).filter(|at| !complete(at)).collect();
    done(scenarios.len() - missing.len());
    // One scenario costs least by itself; several cost what differs from the first of all, which need not be missing.
    let follow = missing.len() > 1 && missing[0] > 0;
    let simulated: Vec<usize> = follow.then_some(0).into_iter().chain(missing.iter().copied()).collect();
    let branches: Vec<Branch<'_>> = simulated.iter().map(|at| scenarios[*at].branch).collect();
    let recorded = simulate_branches(&branches, ensemble.chance(), block)?;
    for (at, recorded) in simulated.into_iter().zip(&recorded).skip(usize::from(follow)) {
        let (place, deployed) = &places[at];
        write_parts(*place, scenarios[at].branch.plan, deployed, block, recorded)?;
        done(1);
    }
    Ok(())
}
