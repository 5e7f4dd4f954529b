//! A portfolio at the cost of the reference: the same actions, each measure with a declared part of the money.

use std::collections::BTreeMap;

use forefend_simulate::WorldFiles;
use serde::Deserialize;
use toml::Spanned;

use super::limit::{Limit, LimitRules};
use super::{Portfolio, Role};
use crate::error::StrategyError;

/// What the version at equal cost is called: the portfolio's id with this after it.
pub const AT_COST: &str = "-at-cost";

/// `[equal_cost]`: how the money that the reference costs in a year is divided.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EqualCost {
    /// Part of each measure, above 0, together up to 1. A measure that is not named is left out.
    pub parts: Spanned<BTreeMap<String, f64>>,
    /// Part of what stands anyway that is kept, everywhere alike.
    #[serde(default = "whole")]
    pub standing: Spanned<f64>,
    /// False: it is not part of an assessment.
    #[serde(default = "super::yes")]
    pub in_report: bool,
}

fn whole() -> Spanned<f64> {
    Spanned::new(0..0, 1.0)
}

impl Portfolio {
    /// Whether it is a version at the cost of the reference.
    pub fn is_at_equal_cost(&self) -> bool {
        self.standing.is_some()
    }

    /// The version at equal cost, where one is declared.
    ///
    /// # Errors
    /// Parts that are none, or more than the whole; a measure that no action deploys.
    pub(super) fn at_equal_cost(&self, world: &WorldFiles) -> Result<Option<Self>, StrategyError> {
        let Some(equal) = &self.equal_cost else { return Ok(None) };
        let parts = equal.parts.as_ref();
        let refuse = |message: String| {
            Err(StrategyError::Declaration { place: world.at(&self.file, equal.parts.span()), message })
        };
        if self.role == Role::Reference {
            return refuse("the reference has its own cost; take [equal_cost] out".to_owned());
        }
        if let Some((measure, part)) = parts.iter().find(|(_, part)| !(**part > 0.0 && **part <= 1.0)) {
            return refuse(format!("the part of `{measure}` is {part}; give a number above 0, up to 1"));
        }
        let sum: f64 = parts.values().sum();
        if sum > 1.0 + 1e-9 {
            return refuse(format!(
                "parts add up to {sum}, which overruns the budget; they are parts of one whole"
            ));
        }
        let standing = *equal.standing.as_ref();
        if !(0.0..=1.0).contains(&standing) {
            let place = world.at(&self.file, equal.standing.span());
            let message = format!("standing = {standing}; give a number from 0 to 1");
            return Err(StrategyError::Declaration { place, message });
        }
        let mut limits = Vec::new();
        for (measure, part) in parts {
            let Some(action) = self.action.iter().find(|action| action.measure.as_ref() == measure) else {
                return refuse(format!("no action deploys `{measure}`; add one, or take its part out"));
            };
            let own = self.limit.iter().find(|limit| limit.measure.as_ref() == measure);
            let limit = own.cloned().unwrap_or_else(|| Limit {
                measure: action.measure.clone(),
                rules: LimitRules::default(),
                from: None,
                until: None,
            });
            let rules = LimitRules { budget: None, part_of_today: Some(*part), ..limit.rules };
            limits.push(Limit { rules, from: None, until: None, ..limit });
        }
        let kept = |measure: &Spanned<String>| parts.contains_key(measure.as_ref());
        Ok(Some(Self {
            id: format!("{}{AT_COST}", self.id),
            title: format!("{}, at equal cost", self.title),
            summary: format!(
                "{} Here at the cost of the reference: no measure may spend more than its part of it.",
                self.summary
            ),
            action: self.action.iter().filter(|action| kept(&action.measure)).cloned().collect(),
            limit: limits,
            in_report: equal.in_report,
            yearly_budget: None,
            equal_cost: None,
            standing: Some(standing),
            ..self.clone()
        }))
    }
}
