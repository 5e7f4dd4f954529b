//! `links.toml` as written, checked against the model.

use std::collections::BTreeSet;

use crate::error::SimulateError;
use crate::model::{DeclaredCorrelation, Model};
use crate::name::{is_folder_name, no_folder_name};
use crate::spec::{Correlation, Family, LinksFile};
use crate::switch::LINKS;
use crate::world::WorldFiles;

/// The correlations of a world, each between two equations that have a common shock.
///
/// # Errors
/// Whatever is wrong in the file, with file and line.
pub(super) fn correlations(
    model: &Model,
    world: &WorldFiles,
) -> Result<Vec<DeclaredCorrelation>, SimulateError> {
    let file: LinksFile = world.optional(LINKS)?;
    let mut ids: BTreeSet<&str> = BTreeSet::new();
    let all = file.link.iter().map(|one| &one.id).chain(file.correlation.iter().map(|one| &one.id));
    for id in all {
        let (place, text) = (world.at(LINKS, id.span()), id.as_ref().as_str());
        if !is_folder_name(text) {
            return Err(SimulateError::Declaration { place, message: no_folder_name("link", text) });
        }
        if !ids.insert(text) {
            let message = format!("`{text}` is declared twice; give each link and correlation its own id");
            return Err(SimulateError::Declaration { place, message });
        }
    }
    let mut pairs = BTreeSet::new();
    let mut found = Vec::new();
    for spec in &file.correlation {
        check(model, world, spec)?;
        let declared = DeclaredCorrelation { spec: spec.clone(), place: world.at(LINKS, spec.id.span()) };
        if !pairs.insert(declared.names().map(str::to_owned)) {
            let [a, b] = declared.names();
            let message = format!("the shocks of `{a}` and `{b}` are correlated twice; take one out");
            return Err(SimulateError::Declaration { place: declared.place, message });
        }
        found.push(declared);
    }
    Ok(found)
}

fn check(model: &Model, world: &WorldFiles, spec: &Correlation) -> Result<(), SimulateError> {
    let refuse =
        |span, message: String| Err(SimulateError::Declaration { place: world.at(LINKS, span), message });
    for name in &spec.between {
        let at = model.known(name.as_ref(), || world.at(LINKS, name.span()))?;
        let variable = &model.variables[at].spec;
        if !(variable.family == Some(Family::Linear) && variable.common_shock) {
            let message = format!(
                "`{}` has no common shock that could be correlated; name a linear equation with `common_shock = true`",
                name.as_ref()
            );
            return refuse(name.span(), message);
        }
    }
    if spec.between[0].as_ref() == spec.between[1].as_ref() {
        return refuse(spec.between[1].span(), "a shock goes with itself; name two variables".to_owned());
    }
    match &spec.value {
        Some(value) if value.as_ref().abs() >= 1.0 || value.as_ref().is_nan() => {
            refuse(value.span(), format!("value = {}; give a number between -1 and 1", value.as_ref()))
        }
        Some(_) if spec.source.is_none() => refuse(
            spec.id.span(),
            "a `value` needs a `source`; write \"assumption\" where it has none".to_owned(),
        ),
        _ => Ok(()),
    }
}
