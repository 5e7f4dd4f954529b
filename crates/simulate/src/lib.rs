//! The joint ensemble: identities, equations, luck, levers, recording and runs.
//!
//! A model is declared in TOML ([`spec`]), read and cross-checked ([`load`]), put on the panel as of a date
//! ([`history`]), fitted ([`fitted`]), made ready ([`plan`]) and run in blocks of draws ([`memory`]). The crate
//! `forefend-runs` keeps what comes out as a directory of Parquet parts.

pub mod axes;
mod block;
mod ensemble;
mod error;
mod errors;
pub mod explain;
mod exponential;
pub mod fitted;
pub mod history;
pub mod load;
pub mod luck;
mod meaning;
pub mod memory;
pub mod name;
pub mod normal;
pub mod order;
pub mod place;
pub mod plan;
pub mod policy;
mod reduced;
pub mod residual;
pub mod spec;
pub mod world;
pub mod world_shock;

pub use ensemble::{Ensemble, blocks};
pub use error::{SimulateError, suggestion};
pub use fitted::Fitted;
pub use history::History;
pub use load::Model;
pub use meaning::YEARS;
pub use memory::deployed_column;
pub use plan::Plan;
pub use policy::{
    Amount, Budget, ClosedLoop, Deployment, Effect, Limited, Limits, PastRule, Policy, Trigger,
};
pub use world::WorldFiles;
