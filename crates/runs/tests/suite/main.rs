//! Runs as a user of the crate meets them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "the world of the simulation's own tests, of which these need a part")]
#[path = "../../../simulate/tests/suite/common.rs"]
mod common;
#[allow(dead_code, reason = "as above")]
#[path = "../../../simulate/tests/suite/every_kind.rs"]
mod every_kind;
#[cfg(unix)]
mod hostile_runs;
mod resume;
mod shards;
