//! Draws of an answer as it grows.

/// Draws of the first answer.
pub const FIRST: u64 = 100;
/// Draws after which a refinement lets first answers of others go before.
pub(super) const STEP: u64 = 150;
/// Draws of the whole answer.
pub const REFINED: u64 = 1000;
