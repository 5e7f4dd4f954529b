//! What a run for the pages of countries records, and which unit is asked for.

use forefend_panel::{CountryId, Panel};
use forefend_simulate::Model;
use forefend_simulate::model::Declared;
use forefend_simulate::spec::Axis;

use crate::error::AssessError;
use crate::scenarios::Prepared;
use crate::telling::Country;

/// Variables by country that a series settles and that are more than yes or no.
pub(crate) fn of_series(model: &Model, names: impl Fn(&str) -> bool) -> Vec<&Declared> {
    let wanted = |declared: &&Declared| {
        let spec = &declared.spec;
        spec.axis == Axis::Country
            && spec.indicator.is_some()
            && spec.classes.is_empty()
            && names(declared.name())
    };
    model.variables.iter().filter(wanted).collect()
}

/// Names of what is recorded: the variable of the levels, every variable that a series settles, and the amount.
pub(super) fn names(model: &Model, country: &Country) -> Vec<String> {
    let level = country.variable.as_ref();
    let series =
        of_series(model, |name| name != level).into_iter().map(|declared| declared.name().to_owned());
    let mut names: Vec<String> = std::iter::once(level.clone()).chain(series).collect();
    let amount = country.amount.as_ref().map(|amount| amount.variable.as_ref().clone());
    if let Some(amount) = amount.filter(|name| !names.contains(name)) {
        names.push(amount);
    }
    names
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
