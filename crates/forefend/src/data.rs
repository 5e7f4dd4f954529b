//! `forefend data`: the figures that the model rests on.

mod build;
mod check;
mod describe;
mod describe_monthly;
mod list;
pub mod table;

use forefend_panel::{Month, Panel};
use serde_json::to_string_pretty;

use crate::cli::Global;
use crate::cli::data::{DataCommand, Source};
use crate::failure::Failure;

/// Runs a verb of `forefend data`.
pub fn run(global: &Global, command: &DataCommand) -> Result<(), Failure> {
    match command {
        DataCommand::List(arguments) => list::list(global, arguments),
        DataCommand::Describe(arguments) => describe::describe(global, arguments),
        DataCommand::Check(arguments) => check::check(global, arguments),
        DataCommand::Build(arguments) => build::build(global, arguments),
    }
}

/// A panel and the month that ages are counted to.
struct Loaded {
    panel: Panel,
    as_of: Month,
}

fn load(source: &Source) -> Result<Loaded, Failure> {
    let world = crate::input::world(source.world.as_deref())?;
    Ok(Loaded { panel: crate::input::panel(&world)?, as_of: as_of(source)? })
}

/// The same with values outside their bounds, which every other verb refuses.
fn load_to_check(source: &Source) -> Result<Loaded, Failure> {
    let world = crate::input::world(source.world.as_deref())?;
    let panel = world.panel_to_check()?;
    crate::input::tell_notes(&panel);
    Ok(Loaded { panel, as_of: as_of(source)? })
}

fn as_of(source: &Source) -> Result<Month, Failure> {
    source.as_of.map_or_else(crate::input::this_month, Ok)
}

pub fn json(facts: &impl serde::Serialize) -> Result<String, Failure> {
    to_string_pretty(facts).map_err(|error| Failure::files(format!("cannot write JSON ({error})")))
}
