//! Scores of the model and of its rivals on the same cases, and what the difference comes to.

use forefend_score::{
    Bootstrap, Interval, ScoreError, auc, block_bootstrap, brier_scores, log_scores, mean_score,
    paired_difference,
};
use serde::{Deserialize, Serialize};

use crate::baseline::Baseline;
use crate::cases::Case;
use crate::error::TrackError;
use crate::outcome::Outcome;

/// Floor of the log score. Smoothed probabilities never come near it.
const FLOOR: f64 = 1e-9;

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

/// A baseline's score.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BaselineScore {
    /// The baseline.
    pub baseline: Baseline,
    /// Its score on the same cases.
    pub score: f64,
}

/// The model against its baselines on one score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The model's score.
    pub model: f64,
    /// The baselines' scores.
    pub baselines: Vec<BaselineScore>,
    /// The baseline with the best score on these cases: the choice, made after the fact, favours the rival.
    pub best: Baseline,
    /// Score of the model minus that of the best baseline.
    pub difference: f64,
    /// 90 % interval of the difference, resampling whole countries.
    pub interval: Interval,
    /// What it comes to.
    pub verdict: Verdict,
}

/// Skill on one outcome, some years ahead, pooled over origins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SkillRow {
    /// What was forecast.
    pub outcome: Outcome,
    /// Years ahead, first and last.
    pub years_ahead: (i16, i16),
    /// Origins with at least one case.
    pub origins: Vec<i16>,
    /// Forecasts scored.
    pub cases: usize,
    /// Of them, those in which the outcome came true.
    pub events: usize,
    /// Countries they come from: what the intervals rest on.
    pub countries: usize,
    /// Brier score, 0 (perfect) to 1; smaller is better.
    pub brier: Comparison,
    /// Log score in nats of smoothed shares, `(hits + 1) / (n + 2)`; smaller is better. Without persistence.
    pub log: Comparison,
    /// Area under the ROC curve; larger is better, 0.5 is no ranking. None where (almost) nothing or
    /// everything happened.
    pub auc: Option<Comparison>,
}

/// Scores the cases of one outcome and horizon; none without cases.
pub(crate) fn skill_row(
    outcome: Outcome,
    years_ahead: (i16, i16),
    by_origin: &[(i16, Vec<Case>)],
    seed: u64,
) -> Result<Option<SkillRow>, TrackError> {
    let cases: Vec<Case> = by_origin.iter().flat_map(|(_, cases)| cases.iter().copied()).collect();
    if cases.is_empty() {
        return Ok(None);
    }
    let happened: Vec<bool> = cases.iter().map(|case| case.happened).collect();
    let blocks: Vec<u16> = cases.iter().map(|case| case.unit.0).collect();
    let mut countries = blocks.clone();
    countries.sort_unstable();
    countries.dedup();
    let settings = Bootstrap::with_seed(seed);
    let plain = Rivals::of(&cases, |share| share.value());
    let smoothed = Rivals::of(&cases, |share| share.smoothed()).without(Baseline::Persistence);
    let brier = |p: &[f64]| brier_scores(p, &happened);
    let log = |p: &[f64]| log_scores(p, &happened, FLOOR);
    let ranked = match by_ranking(&plain, &happened, &blocks, settings) {
        // Nothing or everything happened, or in so few countries that a resample often lacks one kind.
        Err(TrackError::Score(ScoreError::OneClass { .. } | ScoreError::Undefined { .. })) => None,
        found => Some(found?),
    };
    Ok(Some(SkillRow {
        outcome,
        years_ahead,
        origins: by_origin.iter().filter(|(_, cases)| !cases.is_empty()).map(|(origin, _)| *origin).collect(),
        cases: cases.len(),
        events: happened.iter().filter(|happened| **happened).count(),
        countries: countries.len(),
        brier: by_score(&plain, &brier, &blocks, settings)?,
        log: by_score(&smoothed, &log, &blocks, settings)?,
        auc: ranked,
    }))
}

/// Probabilities of model and baselines, one a case.
struct Rivals {
    model: Vec<f64>,
    baselines: Vec<(Baseline, Vec<f64>)>,
}

impl Rivals {
    fn of(cases: &[Case], value: impl Fn(crate::baseline::Share) -> f64) -> Self {
        let each = |of: &dyn Fn(&Case) -> f64| cases.iter().map(of).collect::<Vec<f64>>();
        Self {
            model: each(&|case| value(case.model)),
            baselines: vec![
                (Baseline::History, each(&|case| value(case.history))),
                (Baseline::Persistence, each(&|case| f64::from(u8::from(case.persistence)))),
                (Baseline::Climatology, each(&|case| value(case.climatology))),
                (Baseline::Transitions, each(&|case| value(case.transitions))),
            ],
        }
    }

    fn without(mut self, left_out: Baseline) -> Self {
        self.baselines.retain(|(baseline, _)| *baseline != left_out);
        self
    }
}

/// The best of scored baselines: position in the list. The first of equals.
fn best(scores: &[BaselineScore], lower_wins: bool) -> usize {
    let mut best = 0;
    for (at, score) in scores.iter().enumerate() {
        let better =
            if lower_wins { score.score < scores[best].score } else { score.score > scores[best].score };
        if better {
            best = at;
        }
    }
    best
}

type CaseScores = Result<Vec<f64>, forefend_score::ScoreError>;

fn by_score(
    rivals: &Rivals,
    score: &dyn Fn(&[f64]) -> CaseScores,
    blocks: &[u16],
    settings: Bootstrap,
) -> Result<Comparison, TrackError> {
    let model = score(&rivals.model)?;
    let mut each = Vec::new();
    let mut baselines = Vec::new();
    for (baseline, probabilities) in &rivals.baselines {
        let scores = score(probabilities)?;
        baselines.push(BaselineScore { baseline: *baseline, score: mean_score(&scores)? });
        each.push(scores);
    }
    let best = best(&baselines, true);
    let difference = paired_difference(&model, &each[best], blocks, settings)?;
    Ok(Comparison {
        model: mean_score(&model)?,
        best: baselines[best].baseline,
        baselines,
        difference: difference.mean,
        interval: difference.interval,
        verdict: Verdict::of(difference.interval, true),
    })
}

fn by_ranking(
    rivals: &Rivals,
    happened: &[bool],
    blocks: &[u16],
    settings: Bootstrap,
) -> Result<Comparison, TrackError> {
    let model = auc(&rivals.model, happened)?;
    let mut baselines = Vec::new();
    for (baseline, probabilities) in &rivals.baselines {
        baselines.push(BaselineScore { baseline: *baseline, score: auc(probabilities, happened)? });
    }
    let best = best(&baselines, false);
    let rival = &rivals.baselines[best].1;
    let interval = block_bootstrap(blocks, settings, |positions| {
        let outcomes: Vec<bool> = positions.iter().map(|&at| happened[at]).collect();
        let of = |scores: &[f64]| {
            let scores: Vec<f64> = positions.iter().map(|&at| scores[at]).collect();
            auc(&scores, &outcomes).ok()
        };
        Some(of(&rivals.model)? - of(rival)?)
    })?;
    Ok(Comparison {
        model,
        best: baselines[best].baseline,
        difference: model - baselines[best].score,
        baselines,
        interval,
        verdict: Verdict::of(interval, false),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baseline::Share;
    use forefend_panel::CountryId;

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

    /// Four cases worked by hand, thrice: Brier of the model (0.04 + 0.04 + 0.09 + 0.01) / 4, of persistence 1/4.
    #[test]
    fn scores_and_the_best_baseline_of_a_case_worked_by_hand() {
        let case = |unit, happened, model, persistence| Case {
            unit: CountryId(unit),
            happened,
            model: Share { hits: model, n: 10 },
            history: Share { hits: 5, n: 10 },
            climatology: Share { hits: 4, n: 10 },
            transitions: Share { hits: 3, n: 10 },
            persistence,
        };
        let cases: Vec<Case> = (0..3)
            .flat_map(|i| {
                [
                    case(4 * i, true, 8, true),
                    case(4 * i + 1, false, 2, false),
                    case(4 * i + 2, true, 7, false),
                    case(4 * i + 3, false, 1, false),
                ]
            })
            .collect();
        let row =
            skill_row(Outcome::InConflict, (1, 3), &[(2000, cases), (2005, Vec::new())], 1).unwrap().unwrap();
        assert_eq!((row.cases, row.events, row.countries, row.origins), (12, 6, 12, vec![2000]));
        assert!((row.brier.model - 0.045).abs() < 1e-12);
        assert_eq!(row.brier.best, Baseline::History);
        assert!((row.brier.difference - (0.045 - 0.25)).abs() < 1e-12);
        assert_eq!(row.brier.verdict, Verdict::Better);
        // Smoothed: 9/12, 9/12 (of 3/12), 8/12, 10/12 (of 2/12).
        let expected = -(2.0 * libm::log(0.75) + libm::log(8.0 / 12.0) + libm::log(10.0 / 12.0)) / 4.0;
        assert!((row.log.model - expected).abs() < 1e-12);
        assert_eq!(row.log.baselines.len(), 3, "persistence has no log score");
        let auc = row.auc.unwrap();
        assert_eq!((auc.model, auc.best, auc.difference), (1.0, Baseline::Persistence, 0.25));
        assert!(skill_row(Outcome::AtWar, (1, 3), &[(2000, Vec::new())], 1).unwrap().is_none());
    }
}
