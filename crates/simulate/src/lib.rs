//! The joint ensemble: identities, equations, luck, levers, recording and runs.
//!
//! A model is declared in TOML ([`spec`]), read and cross-checked ([`load`]) into a [`Model`], put on the panel as of a date
//! ([`history`]), fitted ([`fitted`]), made ready ([`plan`]) and run in blocks of draws ([`memory`]). The crate
//! `forefend-runs` keeps what comes out as a directory of Parquet parts.
//!
//! ```
//! use std::sync::Mutex;
//!
//! use forefend_panel::{Availability, CountryId, Indicator, Month, Panel, Year};
//! use forefend_simulate::memory::simulate_in_memory;
//! use forefend_simulate::{CompiledPolicy, Ensemble, Model, Plan, WorldFiles};
//!
//! // A world in two files: people grow by 10 % a year.
//! let simulation = r#"
//! anchor = "people"
//! as_of = "2020-12"
//! history_from = 2015
//! horizon = 2022
//! record_country = ["people"]
//! record_world = ["all"]
//! "#;
//! let driver = r#"
//! id = "population"
//! title = "Population"
//! status = "modelled"
//! why = "an example"
//!
//! [[variable]]
//! name = "people"
//! title = "People"
//! unit = "persons"
//! kind = "identity"
//! indicator = "people"
//! expression = "1.1 * lag(people)"
//!
//! [[variable]]
//! name = "all"
//! title = "People, world"
//! unit = "persons"
//! axis = "world"
//! kind = "identity"
//! expression = "world_sum(people)"
//! "#;
//! let file = |path: &str, text: &str| (path.to_owned(), text.as_bytes().to_vec());
//! let world =
//!     WorldFiles::new("world", [file("simulation.toml", simulation), file("drivers/population.toml", driver)]);
//!
//! // Two countries of 100 people, known to 2020.
//! let mut builder = Panel::builder();
//! builder.add_indicator(Indicator::synthetic("people"))?;
//! for (gw, name) in [(500, "Uganda"), (501, "Kenya")] {
//!     builder.add_state(gw, name)?;
//!     for year in 2015..=2020 {
//!         builder.set("people", CountryId(gw), Year(year), 100.0)?;
//!     }
//! }
//! let panel = builder.build()?;
//!
//! // One door from the model to a plan, then ten draws of 2021 and 2022.
//! let model = Model::load(&world)?;
//! let as_of = panel.as_of(Month::new(Year(2020), 12)?, Availability::Observed);
//! let plan = Plan::estimated(&model, &as_of, Year(2022))?.plan;
//! let ensemble = Ensemble { seed: 1, draws: 10, block: 5, deterministic: false };
//! let last = Mutex::new(Vec::new());
//! simulate_in_memory(&plan, &CompiledPolicy::default(), ensemble, &|_first_draw, recorded| {
//!     // Two years a draw.
//!     let of_2022 = recorded.column("world", "all")?.iter().skip(1).step_by(2);
//!     last.lock().unwrap().extend(of_2022.copied());
//!     Ok(())
//! })?;
//! let last = last.into_inner()?;
//! assert!(last.len() == 10 && last.iter().all(|people| (people - 242.0).abs() < 1e-9));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod axes;
mod block;
pub mod climate;
mod engine;
mod ensemble;
mod equation;
mod error;
pub mod estimated;
pub mod explain;
mod exponential;
pub mod fitted;
mod grading;
pub mod history;
pub mod load;
pub mod luck;
pub mod memory;
pub mod model;
pub mod name;
pub use forefend_threats::normal;
pub mod order;
pub mod place;
pub mod plan;
pub mod policy;
pub mod process;
pub mod residual;
pub mod spec;
pub mod switch;
mod switches;
pub mod table;
pub mod travel;
pub mod world;
pub mod world_shock;

pub use engine::ENGINE;
pub use ensemble::{Ensemble, blocks};
pub use error::{MEND_AND_RUN, SimulateError};
pub use estimated::Estimated;
pub use fitted::Fitted;
pub use history::History;
pub use model::Model;
pub use plan::Plan;
pub use policy::{
    Amount, Budget, ClosedLoop, CompiledPolicy, Deployment, Effect, Limited, Limits, Mark, PastRule, Policy,
    Trigger, deployed_column,
};
pub use switches::Switches;
pub use world::WorldFiles;
