//! The science of the mechanistic threats: epidemics and the network that they travel, proliferation, disputes between states.
//!
//! Numbers in, numbers out: nothing here knows a panel, a world, a draw's luck or a file. A process of the joint simulation
//! (`forefend-simulate`, folder `process/`) brings inputs and luck, and a gate of `forefend-verify` brings source figures.
//! Sums run in a fixed order and `libm` computes `exp` and `log`, so that results are the same bits everywhere.

pub mod elicited;
pub mod epidemic;
pub mod extremes;
pub mod network;
pub mod normal;
pub mod pandemic;
