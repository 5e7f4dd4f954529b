//! Names of a model: one rule for all, no name twice in a list, and no more of them than a run can hold.

use std::collections::BTreeSet;

use forefend_panel::Month;
use toml::Spanned;

use crate::error::SimulateError;
use crate::model::Model;
use crate::name::{is_folder_name, is_formula_name, no_folder_name, no_formula_name};
use crate::spec::Variable;
use crate::world::WorldFiles;

/// Most variables of a model: each is a column of the history and of every draw.
const MOST_VARIABLES: usize = 2_000;
/// Most entries of a list of a variable, and most networks.
const MOST_LISTED: usize = 100;

/// The id of a driver or threat: `--driver` names it.
pub(super) fn check_id(world: &WorldFiles, path: &str, what: &str, id: &str) -> Result<(), SimulateError> {
    if is_folder_name(id) {
        return Ok(());
    }
    let place = world.at_text(path, &format!("\"{id}\""));
    Err(SimulateError::Declaration { place, message: no_folder_name(what, id) })
}

/// The names of a variable and its levers: columns of a run, and words of formulas and evidence.
pub(super) fn check_variable(world: &WorldFiles, path: &str, spec: &Variable) -> Result<(), SimulateError> {
    let refuse = |name: &Spanned<String>, message: String| {
        Err(SimulateError::Declaration { place: world.at(path, name.span()), message })
    };
    if !is_formula_name(spec.name.as_ref()) {
        return refuse(&spec.name, no_formula_name("variable", spec.name.as_ref()));
    }
    let lists = [
        ("classes", spec.classes.len()),
        ("levers", spec.lever.len()),
        ("series in `sample.observed`", spec.sample.observed.len()),
        ("expressions in `error_by`", spec.error_by.len()),
    ];
    if let Some((what, number)) = lists.into_iter().find(|(_, number)| *number > MOST_LISTED) {
        let message =
            format!("`{}`: {number} {what}, more than {MOST_LISTED}; take fewer", spec.name.as_ref());
        return refuse(&spec.name, message);
    }
    match spec.lever.iter().find(|lever| !is_folder_name(lever.name.as_ref())) {
        None => Ok(()),
        Some(lever) => refuse(&lever.name, no_folder_name("lever", lever.name.as_ref())),
    }
}

/// A model that fits into memory.
pub(super) fn check_size(world: &WorldFiles, variables: &[(Variable, &str)]) -> Result<(), SimulateError> {
    match variables.get(MOST_VARIABLES) {
        None => Ok(()),
        Some((first_too_many, path)) => Err(SimulateError::Declaration {
            place: world.at(path, first_too_many.name.span()),
            message: format!(
                "{} variables are more than a model may have ({MOST_VARIABLES}); take some out",
                variables.len()
            ),
        }),
    }
}

/// What `simulation.toml` lists: a variable recorded twice would be two columns of one name.
pub(super) fn check_lists(model: &Model, world: &WorldFiles) -> Result<(), SimulateError> {
    let frame = &model.frame;
    let refuse = |name: &Spanned<String>, message: String| {
        Err(SimulateError::Declaration { place: world.at("simulation.toml", name.span()), message })
    };
    if let Some(name) = frame.networks.get(MOST_LISTED) {
        return refuse(name, format!("more than {MOST_LISTED} networks; take some out"));
    }
    let of_axes = frame.record.values().map(Vec::as_slice);
    let lists = [&frame.networks[..], &frame.record_country[..], &frame.record_world[..]];
    for list in lists.into_iter().chain(of_axes) {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for name in list {
            if !seen.insert(name.as_ref().as_str()) {
                return refuse(name, format!("`{}` is listed twice; take one out", name.as_ref()));
            }
        }
    }
    let month: Result<Month, _> = frame.as_of.parse();
    if let Err(error) = month {
        let place = world.at_text("simulation.toml", "as_of");
        return Err(SimulateError::Declaration { place, message: error.to_string() });
    }
    if frame.history_from >= frame.horizon {
        return Err(SimulateError::Declaration {
            place: world.at_text("simulation.toml", "history_from"),
            message: format!(
                "history_from = {} does not lie before horizon = {}; mend one",
                frame.history_from, frame.horizon
            ),
        });
    }
    Ok(())
}
