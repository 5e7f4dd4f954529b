//! How far a choice among portfolios depends on what nobody knows and on what is valued.

use super::Sentence;
use crate::number::Quantity;
use serde::{Deserialize, Serialize};

/// Robustness, returns and commissioners of one appraisal.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Robustness over settings, an outcome each.
    pub robust: Vec<RobustTable>,
    /// What money brings, under the leading setting.
    pub returns: Vec<ReturnRow>,
    /// What each alternative has standing of the measures that it deploys otherwise than the reference, under the leading setting.
    #[serde(default)]
    pub deployed: Vec<DeployedRow>,
    /// How each commissioner ranks.
    pub commissioners: Vec<CommissionerRow>,
    /// Where commissioners agree, where they cannot, and who dissents.
    pub council: Vec<Sentence>,
}

impl Decision {
    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.robust.is_empty() && self.returns.is_empty() && self.commissioners.is_empty()
    }
}

/// Portfolios by every robustness metric in one outcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RobustTable {
    /// Id of the outcome.
    pub outcome: String,
    /// Title of the outcome.
    pub title: String,
    /// Whether it is the outcome that sentences lead with: its table is printed, of the others the verdict.
    pub leads: bool,
    /// Names of the portfolios, the reference first: the columns.
    pub portfolios: Vec<String>,
    /// The metrics: the rows.
    pub metrics: Vec<MetricRow>,
    /// How many metrics put which portfolio first, and how far they agree.
    pub verdict: Sentence,
}

/// One metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MetricRow {
    /// Words for the metric.
    pub title: String,
    /// Its number of each portfolio; the largest is the most robust.
    pub values: Vec<Quantity>,
    /// Whether each portfolio stands first by it; none does where all are alike.
    pub first: Vec<bool>,
}

/// What a portfolio brings for its money in one outcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReturnRow {
    /// Name of the portfolio.
    pub portfolio: String,
    /// Title of the outcome.
    pub outcome: String,
    /// What it costs more than the reference; less where below 0.
    pub cost: Quantity,
    /// Gain for each US$ bn more, or loss for each saved; above 0 where more money goes with a better outcome.
    pub value: Quantity,
}

/// How much of a measure stands: what rules, triggers and budgets come to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeployedRow {
    /// Name of the portfolio.
    pub portfolio: String,
    /// Title of the measure.
    pub measure: String,
    /// Its unit.
    pub unit: String,
    /// Mean over futures and appraised years of what stands in the world in a year.
    pub mean: Quantity,
    /// The same of the reference.
    pub today: Quantity,
    /// Share of futures in which anything of it stands in any appraised year.
    pub any: Quantity,
}

/// One commissioner's ranking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CommissionerRow {
    /// Stable id.
    pub id: String,
    /// Name as printed.
    pub title: String,
    /// What they value and believe.
    pub summary: String,
    /// Portfolios, the best first.
    pub order: Vec<Placed>,
    /// What a reader must know of this ranking; empty where nothing.
    pub notes: Vec<String>,
}

/// A portfolio in a commissioner's ranking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Placed {
    /// Id of the portfolio.
    pub id: String,
    /// Name of the portfolio.
    pub portfolio: String,
    /// What it is worth to them against the reference, in shares of what the reference has.
    pub score: Quantity,
    /// Share of futures in which it is worth more; none of the reference.
    pub better: Option<Quantity>,
    /// Titles of the principles that they require and that it breaks.
    pub breaks: Vec<String>,
}
