//! Lists of countries at risk.

use super::{Label, Sentence};
use crate::number::{Quantity, null_is_nan};
use serde::{Deserialize, Serialize};

/// A list of countries most at risk of one event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RiskList {
    /// Stable id, as declared.
    pub id: String,
    /// Title as printed.
    pub title: String,
    /// The event and what data would settle it.
    pub rule: String,
    /// Years the probability covers, for example "2027-2030".
    pub horizon: String,
    /// What kind of statement it is.
    pub label: Label,
    /// Rows, most probable first.
    pub rows: Vec<RiskRow>,
    /// Reasons that every row has, said once instead of in each.
    #[serde(default)]
    pub shared: Vec<String>,
    /// What came of the names on such lists made at past origins; none where nothing like it was scored.
    #[serde(default)]
    pub record: Option<Sentence>,
    /// One line under the list.
    pub note: String,
}

impl RiskList {
    /// Whether any row has an interval to print.
    pub fn has_intervals(&self) -> bool {
        self.rows.iter().any(|row| row.probability.interval().is_some())
    }

    /// Whether the rows say what came of earlier lists.
    pub fn has_record(&self) -> bool {
        self.rows.iter().any(|row| row.named.is_some())
    }

    /// Whether some reasons raise the risk and others lower it.
    pub fn has_both_kinds(&self) -> bool {
        let contributions =
            || self.rows.iter().flat_map(|row| &row.reasons).map(|reason| reason.contribution);
        contributions().any(|c| c < 0.0) && contributions().any(|c| c >= 0.0)
    }
}

/// One country on a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RiskRow {
    /// ISO 3166-1 alpha-3 code.
    pub iso3: String,
    /// Name as printed.
    pub name: String,
    /// Probability with its 90% parameter interval.
    pub probability: Quantity,
    /// Why, strongest first.
    pub reasons: Vec<Reason>,
    /// How often the state stood on such a list before, and what came; none where nothing like it was scored.
    #[serde(default)]
    pub named: Option<Named>,
}

/// How often a state stood on a list made at past origins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Lists that there are.
    pub lists: u32,
    /// Lists that it stood on.
    pub times: u32,
    /// Of them, those after which it came.
    pub came: u32,
}

impl Named {
    /// In words, for a column whose head says of which lists: "6 of 6, never came".
    pub fn words(self) -> String {
        let Self { lists, times, came } = self;
        self.came_words(&format!("{times} of {lists}"), (times, came))
    }

    /// In words, for a sentence: "on 6 of 6 past lists, never came".
    pub fn sentence(self) -> String {
        let Self { lists, times, came } = self;
        self.came_words(&format!("on {times} of {lists} past lists"), (times, came))
    }

    fn came_words(self, on: &str, counts: (u32, u32)) -> String {
        match counts {
            (0, _) => on.replacen('0', "none", 1),
            (_, 0) => format!("{on}, never came"),
            (1, 1) => format!("{on}, and it came"),
            (times, came) if came == times => format!("{on}, came each time"),
            (_, 1) => format!("{on}, came once"),
            (_, 2) => format!("{on}, came twice"),
            (_, came) => format!("{on}, came {came} times"),
        }
    }
}

/// One term's contribution, in words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// For example "low income".
    pub text: String,
    /// Contribution to the log-odds against the average country at risk; positive raises the risk.
    #[serde(deserialize_with = "null_is_nan")]
    pub contribution: f64,
}
