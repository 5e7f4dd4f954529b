//! Who carries a measure in a portfolio, as declared: `[[basis]]`.

use std::collections::BTreeMap;

use forefend_panel::suggestion;
use serde::Deserialize;
use toml::Spanned;

use super::{Portfolio, Scope};
use crate::error::StrategyError;
use crate::measure::Measure;

/// One `[[basis]]`: who carries what a measure costs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarriedBy {
    /// The measure.
    pub measure: Spanned<String>,
    /// Organisation that carries it, instead of the one that the measure names.
    pub carried_by: Option<Spanned<String>>,
    /// Parts of the cost by state (ISO3), each from 0 and together up to 1; what is left is spread over others.
    #[serde(default)]
    pub shares: BTreeMap<String, Spanned<f64>>,
    /// Where shares are from, with their year: words for a reader of the file.
    #[serde(default)]
    pub source: String,
}

impl Portfolio {
    /// The organisation that carries a measure: the portfolio's word before the measure's own.
    pub fn carrier<'a>(&'a self, measure: &'a Measure) -> Option<&'a str> {
        let own = self.basis_of(&measure.id).and_then(|basis| basis.carried_by.as_ref());
        let general = measure.basis.as_ref().and_then(|basis| basis.carried_by.as_ref());
        own.or(general).map(|name| name.as_ref().as_str())
    }

    /// Parts of a measure's cost by state (ISO3); empty where the portfolio does not say.
    pub fn shares(&self, measure: &str) -> Vec<(&str, f64)> {
        let basis = self.basis_of(measure).into_iter();
        basis
            .flat_map(|basis| &basis.shares)
            .map(|(state, share)| (state.as_str(), *share.as_ref()))
            .collect()
    }

    /// Whether the portfolio says who carries a measure.
    pub fn says_who_carries(&self, measure: &str) -> bool {
        self.basis_of(measure).is_some()
    }

    fn basis_of(&self, measure: &str) -> Option<&CarriedBy> {
        self.basis.iter().find(|basis| basis.measure.as_ref() == measure)
    }
}

impl Scope<'_> {
    /// Measures, organisations and states must be known, and shares parts of one whole.
    pub(super) fn check_basis(&self) -> Result<(), StrategyError> {
        for (position, basis) in self.portfolio.basis.iter().enumerate() {
            self.measure(&basis.measure)?;
            let same = |other: &CarriedBy| other.measure.as_ref() == basis.measure.as_ref();
            if self.portfolio.basis[..position].iter().any(same) {
                let message =
                    format!("`{}` has two [[basis]] tables; put them into one", basis.measure.as_ref());
                return self.refuse(&basis.measure, message);
            }
            if let Some(name) = &basis.carried_by {
                self.check_organisation(name, &self.place(name))?;
            }
            let mut sum = 0.0;
            for (state, share) in &basis.shares {
                sum += self.amount(&format!("the share of {state}"), share)?;
                let found = self.context.as_of.roster().find(state);
                found.or_else(|error| self.refuse(share, error.to_string()))?;
                if sum > 1.0 + 1e-9 {
                    return self.refuse(
                        share,
                        format!(
                            "shares of `{}` add up to more than 1; they are parts of its cost",
                            basis.measure.as_ref()
                        ),
                    );
                }
            }
        }
        for measure in &self.context.measures.measures {
            if let Some(name) = measure.basis.as_ref().and_then(|basis| basis.carried_by.as_ref()) {
                let place = self.context.world.at("measures.toml", name.span());
                self.check_organisation(name, &place)?;
            }
        }
        Ok(())
    }

    pub(super) fn check_organisation(
        &self,
        name: &Spanned<String>,
        place: &str,
    ) -> Result<(), StrategyError> {
        let known = self.context.as_of.organisations();
        if known.contains(&name.as_ref().as_str()) {
            return Ok(());
        }
        Err(StrategyError::Unknown {
            place: place.to_owned(),
            what: "organisation",
            name: name.as_ref().clone(),
            suggestion: suggestion(name.as_ref(), known),
        })
    }
}
