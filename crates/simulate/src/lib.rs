//! The joint ensemble: identities, equations, luck, levers, recording and runs.
//!
//! A model is declared in TOML ([`spec`]), read and cross-checked ([`load`]) into a [`Model`], put on the panel as of a date
//! ([`history`]), fitted ([`fitted`]), made ready ([`plan`]) and run in blocks of draws ([`memory`]). The crate
//! `forefend-runs` keeps what comes out as a directory of Parquet parts.

pub mod axes;
mod block;
mod engine;
mod ensemble;
mod equation;
mod error;
pub mod estimated;
pub mod explain;
mod exponential;
pub mod fitted;
pub mod history;
pub mod load;
pub mod luck;
pub mod memory;
pub mod model;
pub mod name;
pub mod normal;
pub mod order;
pub mod place;
pub mod plan;
pub mod policy;
pub mod process;
pub mod residual;
pub mod spec;
pub mod world;
pub mod world_shock;

pub use engine::ENGINE;
pub use ensemble::{Ensemble, blocks};
pub use error::SimulateError;
pub use estimated::Estimated;
pub use fitted::Fitted;
pub use history::History;
pub use model::Model;
pub use plan::Plan;
pub use policy::{
    Amount, Budget, ClosedLoop, CompiledPolicy, Deployment, Effect, Limited, Limits, PastRule, Policy,
    Trigger, deployed_column,
};
pub use world::WorldFiles;
