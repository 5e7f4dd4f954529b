//! The outcome of a model that declares no targets: the level that its anchor series observes.

use forefend_simulate::Model;
use forefend_simulate::spec::Family;

use crate::error::TrackError;

/// Whether runs of `model` keep the variable by country.
pub(crate) fn is_recorded(model: &Model, name: &str) -> bool {
    model.frame.record_country.iter().any(|known| known.as_ref() == name)
}

/// The variable whose level is scored: multinomial, observed in the anchor series, and recorded.
pub(crate) fn outcome_variable(model: &Model) -> Result<&str, TrackError> {
    let anchor = model.frame.anchor.as_ref();
    model
        .variables
        .iter()
        .filter(|variable| variable.spec.family == Some(Family::Multinomial))
        .filter(|variable| variable.spec.indicator.as_ref().is_some_and(|name| name.as_ref() == anchor))
        .map(|variable| variable.name())
        .find(|name| is_recorded(model, name))
        .ok_or_else(|| TrackError::NoOutcome { anchor: anchor.clone() })
}
