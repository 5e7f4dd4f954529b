//! FaIR 2.2: emissions to global temperature (Smith et al. 2018; Leach et al. 2021), with calibration 1.4.1 (Smith et al. 2024).
//!
//! The Finite-amplitude Impulse Response model, version 2.2.5, written anew from its published equations and its reference
//! source (Apache-2.0): a gas cycle whose lifetimes depend on the state ([`gas_cycle`]), the lifetime of methane
//! ([`methane`]), forcing of gases ([`meinshausen2020`]) and of everything else ([`forcing`]), and an energy balance of three
//! layers ([`energy_balance`]). What no member of the ensemble changes is computed once for a scenario ([`Scenario`]); then
//! each [`Member`] runs by itself ([`run`]), members in parallel ([`ensemble`]).
//!
//! Steps are years. Emissions belong to a year (FaIR's time point 1750.5 is the year 1750); concentrations, forcings and
//! temperatures to its bounds, so that n years have n + 1 of these, from the first of January of the first year on.
//! Stochastic variability is off: whoever wants weather adds it outside.

pub mod emissions;
pub mod energy_balance;
pub mod ensemble;
pub mod error;
pub mod forcing;
pub mod gas;
pub mod gas_cycle;
pub mod meinshausen2020;
pub mod member;
pub mod methane;
pub mod minor_gases;
pub mod run;
pub mod scenario;

pub use self::emissions::{Emissions, SPECIES, Species};
pub use self::energy_balance::EnergyBalance;
pub use self::ensemble::{above, percentile, temperatures};
pub use self::error::FairError;
pub use self::member::Member;
pub use self::run::{Climate, run};
pub use self::scenario::{NaturalForcing, Scenario};

/// The year before which nothing has changed: runs begin here.
pub const FIRST_YEAR: i32 = 1750;
