//! What a comparison comes to, and the names of scores, each in the one set of words that every table prints.

use forefend_score::Interval;
use serde::{Deserialize, Serialize};

/// The model against the best of its baselines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The interval of the difference lies wholly on the model's side.
    Better,
    /// The interval holds zero.
    Tie,
    /// The interval lies wholly on the baseline's side.
    Worse,
}

impl Verdict {
    /// From the interval of model minus baseline; `lower_wins` for Brier, log and interval scores.
    pub(crate) fn of(interval: Interval, lower_wins: bool) -> Self {
        let below = interval.upper < 0.0;
        if !below && interval.lower <= 0.0 {
            Self::Tie
        } else if below == lower_wins {
            Self::Better
        } else {
            Self::Worse
        }
    }

    /// The words that every table prints: `skill`, `no skill (tie)` or `no skill (worse)`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Better => "skill",
            Self::Tie => "no skill (tie)",
            Self::Worse => "no skill (worse)",
        }
    }

    /// Whether the model adds anything to its rivals. A tie is no skill: the simpler forecast does as well.
    pub fn has_skill(self) -> bool {
        self == Self::Better
    }
}

/// A score or measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Score {
    /// Brier score, 0 (perfect) to 1.
    Brier,
    /// Log score in nats of smoothed shares, `(hits + 1) / (n + 2)`.
    Log,
    /// Area under the ROC curve; 0.5 is no ranking.
    Auc,
    /// Average precision; no skill is the base rate.
    AveragePrecision,
    /// CRPS in the unit of the amount.
    Crps,
    /// CRPS of log1p of the amount: 0.1 is about one tenth of it.
    CrpsLog1p,
    /// 90 % interval score of a share.
    IntervalScore,
    /// 80 % interval score of a value.
    IntervalScore80,
}

impl Score {
    /// The name in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Brier => "brier",
            Self::Log => "log",
            Self::Auc => "auc",
            Self::AveragePrecision => "average_precision",
            Self::Crps => "crps",
            Self::CrpsLog1p => "crps_log1p",
            Self::IntervalScore => "interval_score",
            Self::IntervalScore80 => "interval_score_80",
        }
    }

    /// The name in tables.
    pub fn words(self) -> &'static str {
        match self {
            Self::Brier => "Brier",
            Self::Log => "log",
            Self::Auc => "AUC",
            Self::AveragePrecision => "average precision",
            Self::Crps => "CRPS",
            Self::CrpsLog1p => "CRPS of log1p",
            Self::IntervalScore => "interval score",
            Self::IntervalScore80 => "80 % interval score",
        }
    }

    /// Whether smaller is better.
    pub fn lower_wins(self) -> bool {
        !matches!(self, Self::Auc | Self::AveragePrecision)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_needs_the_whole_interval_on_one_side() {
        let of = |lower, upper| Interval { lower, upper, level: 0.9 };
        assert_eq!(Verdict::of(of(-0.2, -0.1), true), Verdict::Better);
        assert_eq!(Verdict::of(of(-0.2, 0.0), true), Verdict::Tie);
        assert_eq!(Verdict::of(of(0.1, 0.2), true), Verdict::Worse);
        assert_eq!(Verdict::of(of(0.1, 0.2), false), Verdict::Better);
        assert_eq!(
            [Verdict::Better, Verdict::Tie, Verdict::Worse].map(Verdict::has_skill),
            [true, false, false]
        );
    }
}
