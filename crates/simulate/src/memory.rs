//! Simulating without files: what is recorded goes to the caller, block by block.

use std::ops::Range;

use rayon::prelude::*;

use crate::block::run_block;
use crate::error::SimulateError;
use crate::plan::Plan;
use crate::policy::{CompiledPolicy, Policy};
use crate::run::{Ensemble, Shard};

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
    let of_block = |block: &Range<u64>| {
        let draws = (block.end - block.start) as usize;
        let recorded = run_block(plan, &policy, ensemble.chance(), block.start, draws)?;
        visit(block.start, &recorded);
        Ok(())
    };
    let results: Vec<Result<(), SimulateError>> =
        ensemble.blocks(Shard::WHOLE).par_iter().map(of_block).collect();
    results.into_iter().collect()
}
