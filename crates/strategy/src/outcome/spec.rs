//! Outcomes and groups as an analyst writes them.

use serde::{Deserialize, Serialize};
use toml::Spanned;

/// Which direction of an outcome is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// Less is better.
    Less,
    /// More is better.
    More,
    /// Neither: a difference is told and not judged.
    Neither,
}

impl Better {
    /// What turns a difference into a gain: 1 or -1; none where it is not judged.
    pub fn sign(self) -> Option<f64> {
        match self {
            Self::More => Some(1.0),
            Self::Less => Some(-1.0),
            Self::Neither => None,
        }
    }
}

/// How the units of an axis become one number a year. With a weight w, and a value v of each unit of the group:
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OverUnits {
    /// The sum of v.
    Sum,
    /// The mean of v.
    Mean,
    /// The sum of w v, divided by the sum of w.
    #[serde(rename = "weighted mean")]
    WeightedMean,
    /// The share of units (of the sum of w, where there is a weight) in which v is not 0.
    Share,
    /// 1 where v is not 0 in any unit, else 0.
    Any,
    /// The greatest v.
    Max,
}

/// How the numbers of the appraised years become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OverYears {
    /// Their sum.
    Sum,
    /// That of the last year.
    Last,
    /// Their mean.
    Mean,
    /// 1 where any is not 0, else 0.
    Any,
    /// The greatest.
    Peak,
}

/// What an outcome is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    /// An expression over recorded variables.
    #[default]
    Value,
    /// US dollars spent on measures.
    Cost,
}

/// One `[[outcome]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OutcomeSpec {
    pub id: Spanned<String>,
    pub title: String,
    pub noun: Option<String>,
    pub fewer: Option<String>,
    pub unit: String,
    #[serde(default)]
    pub kind: Kind,
    pub axis: Option<Spanned<String>>,
    pub value: Option<Spanned<String>>,
    pub units: Option<Spanned<OverUnits>>,
    pub weight: Option<Spanned<String>>,
    pub years: Option<Spanned<OverYears>>,
    pub group: Option<Spanned<String>>,
    pub by_country: Option<Spanned<String>>,
    pub better: Better,
}

/// One `[[group]]`: units chosen by one of `rank` (with `lowest` or `highest`), `where`, `units` and `regions`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupSpec {
    pub id: Spanned<String>,
    /// Words for a reader of the file and for messages.
    pub title: String,
    pub axis: Option<Spanned<String>>,
    pub rank: Option<Spanned<String>>,
    pub lowest: Option<Spanned<f64>>,
    pub highest: Option<Spanned<f64>>,
    /// Share of units at that end that is left out first.
    pub after: Option<Spanned<f64>>,
    #[serde(rename = "where")]
    pub condition: Option<Spanned<String>>,
    pub units: Option<Vec<Spanned<String>>>,
    pub regions: Option<Vec<Spanned<String>>>,
    /// File inside the world.
    #[serde(skip)]
    pub file: String,
}

/// One `[[counterpart]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CounterpartSpec {
    pub id: Spanned<String>,
    pub portfolio: Spanned<String>,
    pub outcome: Spanned<String>,
}

/// `outcomes.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OutcomeFile {
    pub lead: Option<Spanned<String>>,
    pub through: Option<Spanned<String>>,
    #[serde(default)]
    pub group: Vec<GroupSpec>,
    #[serde(default)]
    pub outcome: Vec<OutcomeSpec>,
    #[serde(default)]
    pub counterpart: Vec<CounterpartSpec>,
}

/// What the file of a driver or threat says of outcomes, beside what the model reads of it.
#[derive(Debug, Deserialize)]
pub(super) struct OfElement {
    #[serde(default)]
    pub group: Vec<GroupSpec>,
    #[serde(default)]
    pub outcome: Vec<OutcomeSpec>,
}
