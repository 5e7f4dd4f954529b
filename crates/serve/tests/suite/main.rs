//! The workbench on a small world: what it answers, whom it lets in, what it survives.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod api;
mod asked;
mod chosen;
mod commands;
mod doors;
mod hostile;
mod killed;
mod pages;
mod replayed;
mod standing_in;
mod whatifs;
