//! Several links switched at once: the model as the world declares it beside the model with all of them the other way.

use forefend_panel::Panel;
use forefend_simulate::{Model, Switches, WorldFiles};
use serde::Serialize;

use super::{EffectSettings, compared, describe_links, world_values};
use crate::error::AssessError;
use crate::options::month_of;
use crate::progress::Progress;

/// What links do together to one variable of the world by one year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SwitchedEffect {
    /// The variable.
    pub variable: String,
    /// The year.
    pub year: i16,
    /// Median over futures of the model as declared.
    pub declared: f64,
    /// Median over the same futures with the links switched.
    pub switched: f64,
    /// Mean of switched less declared, future by future.
    pub difference: f64,
    /// Its Monte Carlo standard error.
    pub standard_error: f64,
}

/// What differs where links are switched together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SwitchedLinks {
    /// Month as of which the figures were read.
    pub as_of: String,
    /// Seed of all luck.
    pub seed: u64,
    /// Number of futures.
    pub draws: u64,
    /// What was switched off and is on as declared, each once, in file order.
    pub off: Vec<String>,
    /// What was switched on and is off as declared.
    pub on: Vec<String>,
    /// By variable and year.
    pub effect: Vec<SwitchedEffect>,
}

/// Runs the model as declared and with each of the links `ids` the other way than declared, all at once and on the same luck, and tells
/// what differs in the variables of the world. An id given twice counts once.
///
/// # Errors
/// An id of no link, with one that is near it; links whose changes exclude each other; whatever a file, a fit or a run reports.
pub fn switch_links(
    world: &WorldFiles,
    panel: &Panel,
    settings: EffectSettings,
    ids: &[&str],
    progress: &dyn Progress,
) -> Result<SwitchedLinks, AssessError> {
    let model = Model::load(world)?;
    model.check_indicators(world, panel)?;
    let as_of = month_of(settings.as_of, &model)?;
    let declared = describe_links(world)?.links;
    let named = declared.iter().filter(|link| ids.contains(&link.id.as_str()));
    let (on, off): (Vec<_>, Vec<_>) = named.partition(|link| !link.on);
    let [on, mut off] = [on, off].map(|all| all.into_iter().map(|link| link.id.clone()).collect::<Vec<_>>());
    // What is no link is refused where switches are read, with the ids that there are.
    let known = |id: &str| declared.iter().any(|link| link.id == id);
    off.extend(ids.iter().filter(|id| !known(id)).map(|id| (*id).to_owned()));
    let switches = Switches { scenario: None, without: off.clone(), with: on.clone() };
    let other = Model::load(&world.clone().switched(&switches)?)?;
    progress.advance("running", "as declared", 0, 2);
    let plain = world_values(&model, panel, as_of, settings)?;
    progress.advance("running", "switched", 1, 2);
    let switched = world_values(&other, panel, as_of, settings)?;
    let effect = compared("", &switched, &plain).into_iter().map(|row| SwitchedEffect {
        variable: row.variable,
        year: row.year,
        declared: row.without,
        switched: row.with,
        difference: row.difference,
        standard_error: row.standard_error,
    });
    let EffectSettings { seed, draws, .. } = settings;
    Ok(SwitchedLinks { as_of: as_of.to_string(), seed, draws, off, on, effect: effect.collect() })
}
