//! What variables may say about axes.

use std::collections::BTreeSet;

use forefend_panel::Panel;
use toml::Spanned;

use crate::error::SimulateError;
use crate::model::{Declared, DeclaredAxis, Model, Source};
use crate::spec::Axis;
use crate::world::WorldFiles;
use forefend_panel::suggestion;

/// Names of every network and relation that formulas of `model` may use.
pub(super) fn relation_names(model: &Model) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = names_of(&model.frame.networks).map(str::to_owned).collect();
    names.extend(model.relations.iter().map(|relation| relation.name.clone()));
    for axis in &model.axes {
        match axis.source {
            Source::Listed(_) => {}
            Source::Pairs(_) | Source::Panel => {
                names.extend(["", "_a", "_b"].map(|side| format!("{}{side}", axis.name)));
            }
            Source::Product(_) | Source::Memberships => {
                names.insert(axis.name.clone());
            }
        }
    }
    names
}

fn names_of(list: &[Spanned<String>]) -> impl Iterator<Item = &str> {
    list.iter().map(|name| name.as_ref().as_str())
}

/// Checks axes of variables, of what they read and of what is recorded.
pub(super) fn check(model: &Model, world: &WorldFiles) -> Result<(), SimulateError> {
    for variable in &model.variables {
        check_variable(variable, &model.axes)?;
    }
    for axis in &model.axes {
        if let Source::Pairs(Some(network)) = &axis.source
            && !names_of(&model.frame.networks).any(|known| known == network)
        {
            return Err(SimulateError::Unknown {
                place: world.at("axes.toml", 0..0),
                what: "network",
                name: network.clone(),
                suggestion: suggestion(network, names_of(&model.frame.networks)),
            });
        }
    }
    let place = |name: &Spanned<String>| world.at("simulation.toml", name.span());
    let frame = &model.frame;
    for (axis, names) in [(Axis::Country, &frame.record_country), (Axis::World, &frame.record_world)] {
        recorded(model, &axis, names, &place)?;
    }
    for (axis, names) in &frame.record {
        let Some(first) = names.first() else { continue };
        known_axis(&model.axes, axis, || place(first))?;
        recorded(model, &Axis::Declared(axis.clone()), names, &place)?;
    }
    Ok(())
}

fn check_variable(variable: &Declared, axes: &[DeclaredAxis]) -> Result<(), SimulateError> {
    let spec = &variable.spec;
    let declaration = |message: &str| {
        Err(SimulateError::Declaration {
            place: variable.place.clone(),
            message: format!("`{}`: {message}", variable.name()),
        })
    };
    if let Axis::Declared(name) = &spec.axis {
        let of_panel = axes.iter().any(|axis| axis.name == *name && axis.panel.is_some());
        if spec.indicator.is_some() && !of_panel {
            return declaration(
                "`indicator` needs an axis of the panel; say `panel = \"AXIS\"` of this axis in axes.toml, or use `values = \"FILE.csv\"`",
            );
        }
        if spec.indicator.is_some() && spec.values.is_some() {
            return declaration("`indicator` and `values` both say where its values are; remove one");
        }
    } else if spec.values.is_some() {
        return declaration("`values` is for an axis declared in axes.toml; use `indicator`");
    }
    if spec.axis != Axis::Country && !spec.sample.observed.is_empty() {
        return declaration("`sample.observed` names series by country; leave it out");
    }
    Ok(())
}

/// Fails unless `axes` declare `name`.
pub(super) fn known_axis(
    axes: &[DeclaredAxis],
    name: &str,
    place: impl Fn() -> String,
) -> Result<(), SimulateError> {
    let known = || axes.iter().map(|axis| axis.name.as_str());
    if known().any(|axis| axis == name) {
        return Ok(());
    }
    Err(SimulateError::Unknown {
        place: place(),
        what: "axis",
        name: name.to_owned(),
        suggestion: suggestion(name, known().chain(["country", "world"])),
    })
}

fn recorded(
    model: &Model,
    axis: &Axis,
    names: &[Spanned<String>],
    place: &dyn Fn(&Spanned<String>) -> String,
) -> Result<(), SimulateError> {
    for name in names {
        let position = model.known(name.as_ref(), || place(name))?;
        let own = &model.variables[position].spec.axis;
        if own != axis {
            return Err(SimulateError::Declaration {
                place: place(name),
                message: format!(
                    "`{}` is on axis `{}`, not `{}`; move it to the list of its own axis",
                    name.as_ref(),
                    own.name(),
                    axis.name()
                ),
            });
        }
    }
    Ok(())
}

/// Checks that every indicator is on the axis of the variable it belongs to.
pub(super) fn check_indicator_axes(model: &Model, panel: &Panel) -> Result<(), SimulateError> {
    for variable in &model.variables {
        let Some(name) = &variable.spec.indicator else { continue };
        let own = &panel.indicator(name.as_ref())?.axis;
        let wanted = model.panel_axis(&variable.spec.axis);
        if wanted.as_ref() != Some(own) {
            let own = own.word();
            return Err(SimulateError::Declaration {
                place: variable.place.clone(),
                message: format!(
                    "`{}`: indicator `{}` is on axis `{own}`, the variable on `{}`; give both the same",
                    variable.name(),
                    name.as_ref(),
                    wanted.as_ref().map_or(variable.spec.axis.name(), forefend_panel::Axis::word)
                ),
            });
        }
    }
    Ok(())
}
