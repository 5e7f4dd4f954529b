//! The numbers this engine rests on: gates and bars.
//!
//! A *gate* is a number that a correct implementation reproduces from its source; missing it fails the run. A *bar* is
//! a level to clear, such as a peer's score: it is met, not met, or a tie, and never fails the run. What is expected is
//! declared in `gates.toml` ([`Gates`]) and nowhere else; how it is computed is a function in the [`Registry`], which
//! never sees what is expected; [`verify`] brings the two together.
//!
//! A new gate is an entry in `gates.toml` and, when its computation is new, a function in the file of its family under
//! `checks/`, named in [`checks::registry`].

pub mod checks;
mod context;
mod error;
mod gates;
mod registry;
mod run;
mod show;
mod verdict;

pub use context::{Context, Sources};
pub use error::VerifyError;
pub use gates::{Check, Direction, Expectation, Gates, Kind, Open, Rule};
pub use registry::{Computation, Registry};
pub use run::{Counts, Finding, Outcome, Selection, verify};
pub use show::{list, summary, table};
pub use verdict::{Judged, Measured, Verdict, judge};
