//! The simulation as a user of the crate meets it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod axes;
mod bad_axes;
mod bad_delays;
mod bad_meanings;
mod bad_worlds;
mod before_existence;
mod branches;
mod closed_loop;
mod common;
mod delays;
mod dyads;
mod engine;
mod errors;
mod every_kind;
mod headcount;
mod joint;
mod levers;
mod pandemics;
mod panel_axes;
mod paths;
mod policy_on_axes;
mod probability;
mod processes;
mod proliferation;
mod stored;
mod switches;
mod truth;
