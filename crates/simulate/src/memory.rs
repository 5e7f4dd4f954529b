//! Simulating without files: what is recorded goes to the caller, block by block.

use std::ops::Range;

use rayon::prelude::*;

use crate::block::run_block;
use crate::ensemble::Ensemble;
use crate::error::SimulateError;
use crate::luck::Chance;
use crate::plan::Plan;
use crate::policy::CompiledPolicy;

pub use crate::block::Recorded;

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
    run_block(plan, policy, chance, block.start, (block.end - block.start) as usize)
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
