//! What is recommended, as the world's files declare it. What it costs and brings is read from the appraisal of the same run.

use serde::{Deserialize, Serialize};

/// One recommendation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommendation {
    /// Stable id.
    pub id: String,
    /// The area that it belongs to, as printed.
    pub area: String,
    /// What is to be done, one sentence without full stop.
    pub action: String,
    /// Who would have to do it.
    pub owner: String,
    /// Titles of the measures that it consists of.
    pub measures: Vec<String>,
    /// Id of the portfolio whose appraisal stands beside it.
    pub portfolio: String,
    /// Id of the outcome that it is to better.
    pub outcome: String,
    /// What would have to be seen before it is begun, ended or changed.
    pub trigger: String,
    /// Whether it is policy already.
    pub status: Adoption,
    /// How that is known.
    pub basis: String,
}

/// Whether a recommendation is policy already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Adoption {
    /// It is.
    Adopted,
    /// Some of it is.
    Partly,
    /// It is not.
    Not,
}

impl Adoption {
    /// The word as printed.
    pub fn text(self) -> &'static str {
        match self {
            Self::Adopted => "adopted",
            Self::Partly => "partly adopted",
            Self::Not => "not adopted",
        }
    }
}
