//! How many draws there are, and how they are cut into blocks.

use std::ops::Range;

use crate::luck::Chance;

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
    /// The draws cut into blocks.
    pub fn blocks(&self) -> Vec<Range<u64>> {
        blocks(self.draws, self.block)
    }

    /// Where luck comes from.
    pub fn chance(&self) -> Chance {
        if self.deterministic { Chance::Mean } else { Chance::Seeded(self.seed) }
    }
}

/// The draws `0..draws` cut into blocks of `block`, the last one shorter; a block of none counts as one of one.
///
/// # Examples
/// ```
/// assert_eq!(forefend_simulate::blocks(250, 100), [0..100, 100..200, 200..250]);
/// ```
pub fn blocks(draws: u64, block: u64) -> Vec<Range<u64>> {
    let size = block.max(1);
    (0..draws).step_by(size as usize).map(|first| first..draws.min(first + size)).collect()
}
