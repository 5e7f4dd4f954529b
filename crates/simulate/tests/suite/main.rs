//! The simulation as a user of the crate meets it.

mod bad_worlds;
mod common;
mod engine;
