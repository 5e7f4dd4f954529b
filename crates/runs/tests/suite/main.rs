//! Runs as a user of the crate meets them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[cfg(unix)]
mod hostile_runs;
mod resume;
mod shards;

use forefend_fixtures::{every_kind, small as common};
