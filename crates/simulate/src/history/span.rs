//! The years that history spans, and where simulation starts.

use std::collections::BTreeMap;

use forefend_panel::{AsOf, Year};

use crate::axes::values;
use crate::error::SimulateError;
use crate::model::Model;
use crate::spec::Kind;

/// Years of a history: see the fields of [`super::History`].
pub(super) struct Span {
    pub first: Year,
    pub last: Year,
    pub launch: Year,
    pub anchor: Year,
}

impl Span {
    /// What the series of `model` span as of the date: from `history_from` to the last value of any of them, with the launch
    /// where the earliest of them ends.
    ///
    /// # Errors
    /// [`SimulateError::Declaration`] for a series that has no value yet, and for years in the wrong order.
    pub fn of(model: &Model, as_of: &AsOf<'_>, horizon: Year) -> Result<Self, SimulateError> {
        let (anchor, ends) = Self::ends(model, as_of)?;
        let last = ends.iter().copied().max().unwrap_or(anchor).max(anchor);
        let launch = ends.iter().copied().min().unwrap_or(anchor).min(anchor);
        let span = Self { first: Year(model.frame.history_from), last, launch, anchor };
        span.check(as_of, horizon)?;
        Ok(span)
    }

    /// The last year of the anchor series, and that of every other series with observed values.
    fn ends(model: &Model, as_of: &AsOf<'_>) -> Result<(Year, Vec<Year>), SimulateError> {
        let anchor_name: &str = model.frame.anchor.as_ref();
        let missing = |what: &str| SimulateError::Declaration {
            place: format!("series `{what}`"),
            message: format!("no value at all as of {}; choose a later --as-of or origin", as_of.month()),
        };
        let anchor = as_of.last_year(anchor_name)?.ok_or_else(|| missing(anchor_name))?;
        let mut ends = Vec::new();
        for (name, stand_in) in observed_indicators(model) {
            match as_of.last_year(&name)? {
                Some(year) => ends.push(year),
                None if stand_in => {}
                None => return Err(missing(&name)),
            }
        }
        for variable in model.variables.iter().filter(|v| v.spec.kind != Kind::Path && !v.values.is_empty()) {
            ends.push(values::last_year(variable, as_of)?.ok_or_else(|| missing(variable.name()))?);
        }
        Ok((anchor, ends))
    }

    /// Something must be left to simulate, and something to start from.
    fn check(&self, as_of: &AsOf<'_>, horizon: Year) -> Result<(), SimulateError> {
        let (first, launch) = (self.first, self.launch);
        if horizon <= launch {
            return Err(SimulateError::Declaration {
                place: "--to".to_owned(),
                message: format!(
                    "{horizon} is observed as of {}: the simulation begins after {launch}; give a later year, up to 2100",
                    as_of.month()
                ),
            });
        }
        if first > launch {
            return Err(SimulateError::Declaration {
                place: "simulation.toml, history_from".to_owned(),
                message: format!(
                    "{first} lies after {launch}, the last year known as of {}; give an earlier one, or a later --as-of",
                    as_of.month()
                ),
            });
        }
        Ok(())
    }
}

/// The indicators that hold observed values of non-path variables, and the anchor; with each whether all its variables
/// have a stand-in for the time before it begins.
fn observed_indicators(model: &Model) -> BTreeMap<String, bool> {
    let mut names = BTreeMap::from([(model.frame.anchor.as_ref().clone(), false)]);
    for variable in model.variables.iter().filter(|variable| variable.spec.kind != Kind::Path) {
        if let Some(name) = &variable.spec.indicator {
            let all = names.entry(name.as_ref().clone()).or_insert(true);
            *all = *all && variable.spec.stand_in.is_some();
        }
    }
    names
}
