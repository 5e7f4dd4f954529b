//! What a run for the pages of countries records, and which unit is asked for.

use forefend_panel::{CountryId, Panel};
use forefend_simulate::Model;
use forefend_simulate::model::Declared;
use forefend_simulate::spec::Axis;

use crate::error::AssessError;
use crate::scenarios::Prepared;

/// The variable that the world is anchored on: the level of conflict.
pub(super) fn outcome(model: &Model) -> Result<&Declared, AssessError> {
    let anchor = model.frame.anchor.as_ref();
    let of_anchor = |declared: &&Declared| {
        declared.spec.indicator.as_ref().is_some_and(|indicator| indicator.as_ref() == anchor)
    };
    model.variables.iter().find(of_anchor).ok_or_else(|| AssessError::Declaration {
        place: "simulation.toml, anchor".to_owned(),
        message: format!(
            "no variable has `indicator = \"{anchor}\"`, so there is nothing to say of a country; declare one in threats/"
        ),
    })
}

/// Variables by country that a series settles and that are more than yes or no.
pub(super) fn of_series(model: &Model, names: impl Fn(&str) -> bool) -> Vec<&Declared> {
    let wanted = |declared: &&Declared| {
        let spec = &declared.spec;
        spec.axis == Axis::Country
            && spec.indicator.is_some()
            && spec.classes.is_empty()
            && names(declared.name())
    };
    model.variables.iter().filter(wanted).collect()
}

/// Names of what is recorded: the outcome, and every variable that a series settles.
pub(super) fn names(model: &Model) -> Result<Vec<String>, AssessError> {
    let outcome = outcome(model)?.name().to_owned();
    let others =
        of_series(model, |name| name != outcome).into_iter().map(|declared| declared.name().to_owned());
    Ok(std::iter::once(outcome.clone()).chain(others).collect())
}

/// Position of the country among the simulated ones.
pub(super) fn position(prepared: &Prepared, panel: &Panel, unit: CountryId) -> Result<usize, AssessError> {
    let units = &prepared.plan.units;
    units.binary_search(&unit).map_err(|_| {
        let name = panel.roster().get(unit).map_or_else(|| unit.to_string(), |country| country.name.clone());
        AssessError::Declaration {
            place: "country".to_owned(),
            message: format!(
                "{name} is not simulated: `{}` has no value for it in {}; `forefend data describe {} --country CODE` shows \
                 whom the series covers",
                prepared.model.frame.anchor.as_ref(),
                prepared.plan.anchor,
                prepared.model.frame.anchor.as_ref()
            ),
        }
    })
}
