//! The joint ensemble: identities, equations, luck, levers, recording and runs.
//!
//! A model is declared in TOML ([`spec`]), read and cross-checked ([`load`]), put on the panel as of a date
//! ([`history`]), fitted ([`fitted`]), made ready ([`plan`]) and run in blocks of draws ([`run`]). What comes
//! out is a directory of Parquet parts ([`parts`]).

pub mod axes;
mod block;
mod engine;
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
pub mod parts;
pub mod place;
pub mod plan;
pub mod policy;
mod record;
mod reduced;
pub mod residual;
pub mod run;
pub mod spec;
pub mod world;
pub mod world_shock;

pub use engine::ENGINE;
pub use error::SimulateError;
pub use fitted::Fitted;
pub use history::History;
pub use load::Model;
pub use parts::Parts;
pub use plan::Plan;
pub use policy::{
    Amount, Budget, ClosedLoop, Deployment, Effect, Limited, Limits, PastRule, Policy, Trigger,
};
pub use record::{deployed_column, recorded_tables};
pub use run::{Begun, Ensemble, Manifest, RunWriter, Shard, simulate, simulate_shard};
pub use world::WorldFiles;
