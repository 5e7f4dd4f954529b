//! The snapshot with another outcome: `acd_level` in the place of the level by place of death, on all 179 units.

use std::collections::BTreeSet;

use forefend_estimate::Formula;
use forefend_panel::{Availability, CountryId, Indicator, Panel, Year};
use forefend_simulate::Model;
use forefend_simulate::spec::Kind;
use toml::Spanned;

use super::LAST;
use super::forecast::ANCHOR;
use crate::checks::country_years::CountryYears;
use crate::context::Context;
use crate::error::VerifyError;

/// First year of the panel.
const FIRST: i16 = 1946;
/// Marks the country-years that may be fitted: states then and the year before.
const EXISTED: &str = "existed_both_years";

/// Growth as it is without deaths: lower in the year after conflict and after war.
const GROWTH: &str = "gdppc_growth ~ lag(gdppc_growth) + mean(lag(gdppc_growth), 10) + lag(log(gdppc)) \
     + I(lag(conflict) == 1) + I(lag(conflict) == 2)";

/// The model with growth that reads the level of conflict and not its deaths, which `acd_level` does not have.
pub(super) fn growth_by_level(mut model: Model) -> Result<Model, VerifyError> {
    let formula = Formula::parse(GROWTH).map_err(|error| VerifyError::computation(error.to_string()))?;
    let growth = formula.response.to_string();
    let found = model.variables.iter_mut().find(|variable| variable.name() == growth);
    let missing = || VerifyError::computation(format!("the model has no variable `{growth}`"));
    found.ok_or_else(missing)?.formula = Some(formula);
    Ok(model)
}

/// A panel in which every unit of the source exists throughout, with the snapshot's covariates, and `acd_level` under the
/// name that `model` reads its outcome by; `model` is made to fit rows of existing states alone, as it does elsewhere.
pub(super) fn acd_panel(context: &Context<'_>, model: &mut Model) -> Result<Panel, VerifyError> {
    let snapshot = context.panel()?;
    let rows = CountryYears::read(context)?;
    let mut builder = Panel::builder();
    for &unit in &rows.units {
        builder.add_state(unit, &format!("unit {unit}"))?;
    }
    for network in model.frame.networks.iter().map(|network| network.as_ref().as_str()) {
        let known = |id: CountryId| rows.units.contains(&id.0);
        let links = snapshot.links(network)?.iter().filter(|link| known(link.from) && known(link.to));
        builder.add_network(network, links.cloned().collect())?;
    }
    for name in [ANCHOR, EXISTED] {
        builder.add_indicator(Indicator::synthetic(name))?;
    }
    for ((unit, year), level) in rows.known("acd_level")? {
        builder.set(ANCHOR, unit, year, level)?;
    }
    let now = snapshot.as_of(Year(LAST).last_month(), Availability::Observed);
    // Two variables may have one series.
    let indicators: BTreeSet<String> = model
        .variables
        .iter()
        .filter_map(|variable| variable.spec.indicator.as_ref().map(|name| name.as_ref().clone()))
        .filter(|name| name != ANCHOR)
        .collect();
    for indicator in &indicators {
        builder.add_indicator(Indicator::synthetic(indicator))?;
        for &unit in &rows.units {
            for year in Year::range(Year(FIRST), Year(LAST)) {
                if let Some(value) = now.observed(indicator, CountryId(unit), year)? {
                    builder.set(indicator, CountryId(unit), year, value)?;
                }
            }
        }
    }
    for &unit in &rows.units {
        let exists = |year| snapshot.roster().get(CountryId(unit)).is_some_and(|state| state.exists(year));
        let both = Year::range(Year(FIRST + 1), Year(LAST)).filter(|&year| exists(year) && exists(year - 1));
        for year in both {
            builder.set(EXISTED, CountryId(unit), year, 1.0)?;
        }
    }
    for variable in model.variables.iter_mut().filter(|variable| variable.spec.kind == Kind::Equation) {
        variable.spec.sample.observed.push(Spanned::new(0..0, EXISTED.to_owned()));
    }
    Ok(builder.build()?)
}
