//! Simulating without files: what is recorded goes to the caller, block by block.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::block::run_block;
use crate::ensemble::Ensemble;
use crate::error::SimulateError;
use crate::luck::Chance;
use crate::plan::Plan;
use crate::policy::CompiledPolicy;

pub use crate::block::{Branch, Followed, Follower, KeptBranch, Recorded};

/// Simulates the draws of one block on this thread and gives what the plan records.
///
/// # Errors
/// [`SimulateError::NotANumber`] for a value that cannot be simulated.
pub fn simulate_block(
    plan: &Plan,
    policy: &CompiledPolicy,
    chance: Chance,
    block: &Range<u64>,
) -> Result<Recorded, SimulateError> {
    let recorded = simulate_branches(&[Branch { plan, policy }], chance, block)?.into_iter().next();
    Ok(recorded.and_then(Arc::into_inner).unwrap_or_default())
}

/// Simulates the draws of one block on this thread under several policies, and gives what each branch's plan records: the same bits
/// as [`simulate_block`] of each. The first branch is computed as a whole, the others where they differ from it; two that do the same
/// share what they record.
///
/// # Errors
/// [`SimulateError::NotANumber`] for a value that cannot be simulated.
pub fn simulate_branches(
    branches: &[Branch<'_>],
    chance: Chance,
    block: &Range<u64>,
) -> Result<Vec<Arc<Recorded>>, SimulateError> {
    run_block(branches, chance, block.start, (block.end - block.start) as usize)
}

/// Simulates every draw and hands each block's recorded values to `visit` with the number of its first draw. Blocks
/// run in parallel on the current rayon pool and arrive in any order; nothing is kept.
///
/// # Errors
/// The first error of any block or of its visit, in block order.
pub fn simulate_in_memory(
    plan: &Plan,
    policy: &CompiledPolicy,
    ensemble: Ensemble,
    visit: &(dyn Fn(u64, &Recorded) -> Result<(), SimulateError> + Sync),
) -> Result<(), SimulateError> {
    let of_block =
        |block: &Range<u64>| visit(block.start, &simulate_block(plan, policy, ensemble.chance(), block)?);
    let results: Vec<Result<(), SimulateError>> = ensemble.blocks().par_iter().map(of_block).collect();
    results.into_iter().collect()
}
