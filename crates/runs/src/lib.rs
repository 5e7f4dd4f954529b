//! Runs: directories that hold everything a number in a report resolves to.
//!
//! Design: a run grows in `ID.partial` and takes its name when everything is in it. What stands in the partial
//! folder is complete file by file, because every file is written beside its place, flushed and then renamed; so a
//! run that was stopped, by an error, Ctrl-C or `kill -9`, is carried on by the same command. Luck is keyed by the
//! absolute number of a draw, so a shard is nothing but a range of blocks, and merging is nothing but putting the
//! parts of all shards into one folder.
//!
//! The simulation itself ([`forefend_simulate`]) knows none of this: it hands over blocks of draws.

mod believed;
mod check;
mod command;
mod ensemble;
mod file;
mod lock;
mod manifest;
mod merge;
mod name;
mod parameters;
pub mod parts;
mod record;
mod seal;
mod shard;
pub mod stored;
mod sums;
mod writer;

pub use believed::MOST_DRAWS;
pub use check::{Found, found};
pub use command::quoted;
pub use ensemble::{Scenario, simulate, simulate_scenarios, simulate_shard};
pub use file::write_file;
pub use manifest::{Brought, Manifest, Split, TableOf};
pub use merge::{Merged, merge};
pub use parameters::{parameters_from, parameters_text};
pub use parts::Parts;
pub use record::recorded_tables;
pub use shard::Shard;
pub use sums::sealed;
pub use writer::{Begun, RunWriter};
