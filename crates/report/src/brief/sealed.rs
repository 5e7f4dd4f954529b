//! Forecasts held out and opened once: what they were worth, and what may be called a forecast since.

use super::{BaselineScore, Sentence, SkillVerdict};
use crate::number::Quantity;
use serde::{Deserialize, Serialize};

/// The section that opens the track record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sealed {
    /// In plain words, without scores: how many of those named came. For page one.
    pub plain: Sentence,
    /// What was done.
    pub basis: String,
    /// What must stand beside every number of it.
    pub reservation: String,
    /// One row an outcome x horizon.
    pub rows: Vec<SealedRow>,
    /// Scores published elsewhere on the same cases, not recomputed.
    pub published: Vec<SealedPublished>,
    /// What may be called a forecast in this report, and what not, one sentence an outcome.
    pub labels: Vec<String>,
}

/// Sealed chances of one outcome at one horizon.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SealedRow {
    /// What was forecast.
    pub outcome: String,
    /// Horizon as printed.
    pub horizon: String,
    /// Forecasts.
    pub n: u64,
    /// Of them, those in which it happened.
    pub happened: u64,
    /// Brier score.
    pub model: Quantity,
    /// Brier scores of the rivals sealed with them.
    pub rivals: Vec<BaselineScore>,
    /// Brier score minus that of the better rival, with interval.
    pub difference: Quantity,
    /// What it comes to, by Brier and by log score against both rivals.
    pub verdict: SkillVerdict,
}

/// A score published elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SealedPublished {
    /// What was forecast.
    pub outcome: String,
    /// Whose forecast.
    pub name: String,
    /// Its Brier score as printed there.
    pub score: String,
    /// Where it was read.
    pub source: String,
}

impl Sealed {
    /// Rows by outcome, in their order.
    pub fn by_outcome(&self) -> Vec<(&str, &[SealedRow])> {
        let groups = self.rows.chunk_by(|a, b| a.outcome == b.outcome);
        groups.map(|rows| (rows[0].outcome.as_str(), rows)).collect()
    }
}
