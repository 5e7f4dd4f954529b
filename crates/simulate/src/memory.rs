//! Simulating without files: what is recorded goes to the caller, block by block.

use rayon::prelude::*;

use crate::block::run_block;
use crate::error::SimulateError;
use crate::plan::Plan;
use crate::policy::{CompiledPolicy, Policy};
use crate::run::Ensemble;

pub use crate::block::Recorded;

/// Simulates every draw and hands each block's recorded values to `visit` with the number of its first draw. Blocks
/// run in parallel on the current rayon pool and arrive in any order; nothing is kept.
///
/// # Errors
/// The first error of any block, in block order.
pub fn simulate_in_memory(
    plan: &Plan,
    policy: &Policy,
    ensemble: Ensemble,
    visit: &(dyn Fn(u64, &Recorded) + Sync),
) -> Result<(), SimulateError> {
    let policy = CompiledPolicy::compile(policy, plan)?;
    let size = ensemble.block.max(1);
    let blocks: Vec<u64> = (0..ensemble.draws).step_by(size as usize).collect();
    let of_block = |&first: &u64| {
        let draws = size.min(ensemble.draws - first) as usize;
        run_block(plan, &policy, ensemble.chance(), first, draws).map(|recorded| visit(first, &recorded))
    };
    let results: Vec<Result<(), SimulateError>> = blocks.par_iter().map(of_block).collect();
    results.into_iter().collect()
}
