//! What a world declares to be switched, checked when the world is read and not first when somebody switches it.

use super::apply::Patching;
use super::{LINKS, SCENARIOS, declared};
use crate::error::SimulateError;
use crate::grading::check_grade;
use crate::model::Model;
use crate::name::{is_folder_name, no_folder_name};
use crate::world::WorldFiles;
use forefend_panel::suggestion;

/// Checks that links lie between elements of the mission that there are, and that every patch can be applied alone. Of a
/// switched world nothing is left to check: its patches were applied.
///
/// # Errors
/// The first mistake, with file and line.
pub(crate) fn check(model: &Model, world: &WorldFiles) -> Result<(), SimulateError> {
    if !world.switches().is_empty() {
        return Ok(());
    }
    let (links, scenarios) = declared(world)?;
    let plain = Patching::new(world);
    let drivers = model.drivers.iter().map(|driver| driver.id.as_str());
    let elements: Vec<&str> = drivers.chain(model.threats.iter().map(|threat| threat.id.as_str())).collect();
    for link in &links.link {
        for end in [&link.from, &link.to] {
            if !elements.contains(&end.as_ref().as_str()) {
                return Err(SimulateError::Unknown {
                    place: world.at(LINKS, end.span()),
                    what: "driver or threat",
                    name: crate::name::shown(end.as_ref()),
                    suggestion: suggestion(end.as_ref(), elements.iter().copied()),
                });
            }
        }
        check_grade(world, LINKS, &link.grade, &link.source)?;
        plain.clone().apply(LINKS, ("link", link.id.as_ref()), &link.patch)?;
    }
    let mut seen = std::collections::BTreeSet::new();
    for scenario in &scenarios.scenario {
        let (id, place) = (scenario.id.as_ref().as_str(), || world.at(SCENARIOS, scenario.id.span()));
        if !is_folder_name(id) {
            return Err(SimulateError::Declaration {
                place: place(),
                message: no_folder_name("scenario", id),
            });
        }
        if !seen.insert(id) {
            let message = format!("scenario `{id}` is declared twice; give each its own id");
            return Err(SimulateError::Declaration { place: place(), message });
        }
        plain.clone().apply(SCENARIOS, ("scenario", id), &scenario.patch)?;
    }
    Ok(())
}
