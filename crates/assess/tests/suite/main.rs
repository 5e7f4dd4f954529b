//! The library on worlds of its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod budgets;
mod climate;
mod climate_jointly;
mod deaths;
mod drought;
mod links_off;
mod outcomes;
mod outcomes_page;
mod outcomes_refused;
mod principles;
mod refused;
mod what_if;
