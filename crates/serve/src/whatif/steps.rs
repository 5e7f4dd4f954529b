//! Draws of an answer as it grows.

/// Draws of a first look, told while the first answer is still simulated.
pub const LOOK: u64 = 24;
/// Draws of the first answer.
pub const FIRST: u64 = 100;
/// Draws of the whole answer.
pub const REFINED: u64 = 1000;
