//! How well this very model has done in the past.

use super::{Band, Point, Sealed, Sentence};
use crate::number::{Quantity, Unit, null_is_nan};
use serde::{Deserialize, Serialize};

/// The track record chapter.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TrackRecord {
    /// Whether the score book's hashes match this run; `false` prints "no track record in this run".
    pub scored_for_this_model: bool,
    /// Forecasts held out and opened once; it opens the chapter.
    #[serde(default)]
    pub sealed: Option<Sealed>,
    /// Opening sentences.
    pub summary: Vec<Sentence>,
    /// One row an outcome x horizon.
    pub rows: Vec<SkillRow>,
    /// Reliability of probabilities, one curve an outcome or horizon.
    pub reliability: Vec<ReliabilityCurve>,
    /// World share in conflict: what the model would have said, and what came.
    pub replay: Option<Replay>,
}

/// Model and baselines on one outcome at one horizon.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SkillRow {
    /// What was forecast, for example "state in conflict".
    pub outcome: String,
    /// Horizon as printed, for example "1 year".
    pub horizon: String,
    /// Number of forecasts scored.
    pub n: u64,
    /// Of them, those in which it came; none where the outcome is no event.
    pub came: Option<u64>,
    /// What it comes to over all proper scores.
    pub verdict: SkillVerdict,
    /// Forecast origins, for example "2001-2018".
    pub origins: String,
    /// The scores, the leading one first.
    pub scores: Vec<ScoreRow>,
}

impl SkillRow {
    /// The score that stands in the short table.
    pub fn leading(&self) -> Option<&ScoreRow> {
        self.scores.first()
    }
}

/// Model and baselines by one score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreRow {
    /// Name of the score, with direction, for example "Brier score (lower is better)".
    pub score: String,
    /// The model's score.
    pub model: Quantity,
    /// Baselines' scores.
    pub baselines: Vec<BaselineScore>,
    /// Name of the best baseline.
    pub best: String,
    /// Model minus the best baseline, with interval.
    pub difference: Quantity,
    /// What it comes to by this score.
    pub verdict: SkillVerdict,
}

/// A baseline's score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BaselineScore {
    /// For example "last year's level" or "base rate".
    pub name: String,
    /// Its score.
    pub score: Quantity,
}

/// Verdict on skill over the best baseline, from the interval of the difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkillVerdict {
    /// Interval wholly on the better side.
    Skill,
    /// Interval holds zero: a one-line rule does as well.
    Tie,
    /// Interval wholly on the worse side.
    Worse,
}

impl SkillVerdict {
    /// The verdict as printed.
    pub fn text(self) -> &'static str {
        match self {
            Self::Skill => "skill",
            Self::Tie => "no skill (tie)",
            Self::Worse => "no skill (worse)",
        }
    }

    /// Its class in the page's style.
    pub fn class(self) -> &'static str {
        match self {
            Self::Skill => "better",
            Self::Tie => "tie",
            Self::Worse => "worse",
        }
    }
}

/// Predicted against observed frequency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReliabilityCurve {
    /// Title as printed, for example "In conflict, 1 year ahead".
    pub title: String,
    /// Bins, any order.
    pub bins: Vec<ReliabilityBin>,
    /// Query prefix; a bin's query is `<prefix>/<index>`.
    pub query: String,
}

/// One bin of a reliability curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ReliabilityBin {
    /// Mean predicted probability, 0 to 1.
    #[serde(deserialize_with = "null_is_nan")]
    pub predicted: f64,
    /// Observed frequency, 0 to 1.
    #[serde(deserialize_with = "null_is_nan")]
    pub observed: f64,
    /// Lower end of the 90% interval of the observed frequency; `NaN` for none.
    #[serde(deserialize_with = "null_is_nan")]
    pub low: f64,
    /// Upper end.
    #[serde(deserialize_with = "null_is_nan")]
    pub high: f64,
    /// Forecasts in the bin.
    pub n: u64,
}

/// Pseudo-forecasts from past origins beside what came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Replay {
    /// Title as printed.
    pub title: String,
    /// Unit of all values.
    pub unit: Unit,
    /// What came.
    pub observed: Vec<Point>,
    /// What the model would have said, one path an origin.
    pub origins: Vec<ReplayOrigin>,
    /// Query prefix; a cell's query is `<prefix>/<origin>/<year>/<statistic>`.
    pub query: String,
    /// One line under the figure.
    pub note: String,
}

/// One origin of a replay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReplayOrigin {
    /// Last year the model was allowed to see.
    pub origin: i32,
    /// Quantiles for the years after it.
    pub bands: Vec<Band>,
}
