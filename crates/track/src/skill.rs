//! Scores of the model and of its rivals on the same cases, and what the difference comes to.

use forefend_score::{
    Bootstrap, Interval, ScoreError, brier_scores, log_scores, mean_score, paired_difference,
};
use serde::{Deserialize, Serialize};

use crate::baseline::Baseline;
use crate::cases::Case;
use crate::error::TrackError;
use crate::ranking::{self, Measure};
use crate::target::Target;
use crate::verdict::{Score, Verdict};

/// Floor of the log score. Smoothed probabilities never come near it.
pub(crate) const FLOOR: f64 = 1e-9;

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
    /// What is compared.
    pub score: Score,
    /// The model's score.
    pub model: f64,
    /// The baselines' scores.
    pub baselines: Vec<BaselineScore>,
    /// The baseline with the best score on these cases: the choice, made after the fact, favours the rival.
    pub best: Baseline,
    /// Score of the model minus that of the best baseline.
    pub difference: f64,
    /// 90 % interval of the difference, resampling whole blocks (countries, as a rule; of the world: origins).
    pub interval: Interval,
    /// What it comes to.
    pub verdict: Verdict,
}

impl Comparison {
    /// The best baseline's score.
    pub fn rival(&self) -> f64 {
        let best = self.baselines.iter().find(|rival| rival.baseline == self.best);
        best.map_or(f64::NAN, |best| best.score)
    }
}

/// Skill on one target, some years ahead, pooled over origins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SkillRow {
    /// Name of the target.
    pub target: String,
    /// Its title.
    pub title: String,
    /// Years ahead, first and last.
    pub years_ahead: (i16, i16),
    /// Origins with at least one case.
    pub origins: Vec<i16>,
    /// Forecasts scored.
    pub cases: usize,
    /// Of them, those in which the event came true (of an amount: in which it was not nothing).
    pub events: usize,
    /// Blocks that intervals resample.
    pub blocks: usize,
    /// What the blocks are: `countries`; `pairs of countries`, both directions together; `units` that belong to no country;
    /// `origins` of a world target.
    pub block_words: String,
    /// The comparisons, proper scores first: Brier and log, CRPS of log1p and CRPS, or the interval score.
    pub scores: Vec<Comparison>,
    /// Of a value: the share of cases that the model's 80 % band held; none of other kinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage_80: Option<f64>,
}

impl SkillRow {
    /// The comparison on one score; none where it does not exist (an AUC where nothing happened).
    pub fn by(&self, score: Score) -> Option<&Comparison> {
        self.scores.iter().find(|comparison| comparison.score == score)
    }

    /// The verdict of the row: skill where every proper score (not a ranking) has it; worse where any is worse than its
    /// rival's.
    pub fn verdict(&self) -> Verdict {
        let proper = self.scores.iter().filter(|comparison| comparison.score.lower_wins());
        let verdicts: Vec<Verdict> = proper.map(|comparison| comparison.verdict).collect();
        if verdicts.contains(&Verdict::Worse) {
            Verdict::Worse
        } else if verdicts.is_empty() || verdicts.contains(&Verdict::Tie) {
            Verdict::Tie
        } else {
            Verdict::Better
        }
    }
}

/// Scores the cases of one event and horizon; none without cases.
pub(crate) fn skill_row(
    (target, block_words): (&Target, &str),
    years_ahead: (i16, i16),
    by_origin: &[(i16, Vec<Case>)],
    seed: u64,
) -> Result<Option<SkillRow>, TrackError> {
    let cases: Vec<Case> = by_origin.iter().flat_map(|(_, cases)| cases.iter().copied()).collect();
    if cases.is_empty() {
        return Ok(None);
    }
    let happened: Vec<bool> = cases.iter().map(|case| case.happened).collect();
    let blocks: Vec<u64> = cases.iter().map(|case| case.block).collect();
    let settings = Bootstrap::with_seed(seed);
    let plain = Rivals::of(&cases, false);
    let smoothed = Rivals::of(&cases, true).without(Baseline::Persistence);
    let brier = |p: &[f64]| brier_scores(p, &happened);
    let log = |p: &[f64]| log_scores(p, &happened, FLOOR);
    let mut scores = vec![
        by_score(Score::Brier, &plain, &brier, &blocks, settings)?,
        by_score(Score::Log, &smoothed, &log, &blocks, settings)?,
    ];
    for (score, measure) in [(Score::Auc, Measure::Auc), (Score::AveragePrecision, Measure::AveragePrecision)]
    {
        scores.extend(by_ranking((score, measure), &plain, &happened, &blocks, settings)?);
    }
    Ok(Some(SkillRow {
        target: target.id().to_owned(),
        title: target.title.clone(),
        years_ahead,
        origins: by_origin.iter().filter(|(_, cases)| !cases.is_empty()).map(|(origin, _)| *origin).collect(),
        cases: cases.len(),
        events: happened.iter().filter(|happened| **happened).count(),
        blocks: distinct(blocks),
        block_words: block_words.to_owned(),
        scores,
        coverage_80: None,
    }))
}

/// How many different values there are.
pub(crate) fn distinct<T: Ord>(values: Vec<T>) -> usize {
    ascending(values).len()
}

/// The different values, ascending.
pub(crate) fn ascending<T: Ord>(mut values: Vec<T>) -> Vec<T> {
    values.sort_unstable();
    values.dedup();
    values
}

/// Forecasts of model and baselines, one a case.
struct Rivals {
    model: Vec<f64>,
    baselines: Vec<(Baseline, Vec<f64>)>,
}

impl Rivals {
    fn of(cases: &[Case], smoothed: bool) -> Self {
        let each = |of: &dyn Fn(&Case) -> f64| cases.iter().map(of).collect::<Vec<f64>>();
        let share = |share: crate::baseline::Share| if smoothed { share.smoothed() } else { share.value() };
        Self {
            model: each(&|case| if smoothed { case.model.smoothed } else { case.model.plain }),
            baselines: vec![
                (Baseline::History, each(&|case| share(case.history))),
                (Baseline::Persistence, each(&|case| f64::from(u8::from(case.persistence)))),
                (Baseline::Climatology, each(&|case| share(case.climatology))),
                (Baseline::Transitions, each(&|case| share(case.transitions))),
                (Baseline::PersistenceToBase, each(&|case| case.base)),
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

type CaseScores = Result<Vec<f64>, ScoreError>;

fn by_score(
    name: Score,
    rivals: &Rivals,
    score: &dyn Fn(&[f64]) -> CaseScores,
    blocks: &[u64],
    settings: Bootstrap,
) -> Result<Comparison, TrackError> {
    let each: Result<Vec<(Baseline, Vec<f64>)>, ScoreError> =
        rivals.baselines.iter().map(|(baseline, p)| Ok((*baseline, score(p)?))).collect();
    compare(name, &score(&rivals.model)?, &each?, blocks, settings)
}

/// The model's scores of each case against those of every baseline; smaller is better.
pub(crate) fn compare<B: Ord>(
    name: Score,
    model: &[f64],
    each: &[(Baseline, Vec<f64>)],
    blocks: &[B],
    settings: Bootstrap,
) -> Result<Comparison, TrackError> {
    let mut baselines = Vec::new();
    for (baseline, scores) in each {
        baselines.push(BaselineScore { baseline: *baseline, score: mean_score(scores)? });
    }
    let best = best(&baselines, true);
    let difference = paired_difference(model, &each[best].1, blocks, settings)?;
    Ok(Comparison {
        score: name,
        model: mean_score(model)?,
        best: baselines[best].baseline,
        baselines,
        difference: difference.mean,
        interval: difference.interval,
        verdict: Verdict::of(difference.interval, true),
    })
}

/// The same of scores that each case holds: the model's first, then those of `rivals` in their order.
pub(crate) fn compare_columns<C, const N: usize>(
    name: Score,
    rivals: &[Baseline],
    cases: &[&C],
    of: fn(&C) -> [f64; N],
    blocks: &[u64],
    settings: Bootstrap,
) -> Result<Comparison, TrackError> {
    let column = |at: usize| cases.iter().map(|case| of(case)[at]).collect::<Vec<f64>>();
    let each: Vec<(Baseline, Vec<f64>)> =
        rivals.iter().enumerate().map(|(at, rival)| (*rival, column(at + 1))).collect();
    compare(name, &column(0), &each, blocks, settings)
}

fn by_ranking(
    (score, measure): (Score, Measure),
    rivals: &Rivals,
    happened: &[bool],
    blocks: &[u64],
    settings: Bootstrap,
) -> Result<Option<Comparison>, TrackError> {
    let Some(model) = measure.of(&rivals.model, happened)? else { return Ok(None) };
    let mut baselines = Vec::new();
    for (baseline, probabilities) in &rivals.baselines {
        let score = measure.of(probabilities, happened)?.unwrap_or(f64::NAN);
        baselines.push(BaselineScore { baseline: *baseline, score });
    }
    let best = best(&baselines, false);
    let both = (rivals.model.as_slice(), rivals.baselines[best].1.as_slice());
    let Some(interval) = ranking::difference(measure, both, happened, blocks, settings)? else {
        return Ok(None);
    };
    Ok(Some(Comparison {
        score,
        model,
        best: baselines[best].baseline,
        difference: model - baselines[best].score,
        baselines,
        interval,
        verdict: Verdict::of(interval, false),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baseline::Share;
    use crate::cases::Chance;
    use crate::units::UnitId;

    /// Four cases worked by hand, thrice: Brier of the model (0.04 + 0.04 + 0.09 + 0.01) / 4, of persistence 1/4.
    #[test]
    fn scores_and_the_best_baseline_of_a_case_worked_by_hand() {
        let case = |unit, happened, model, persistence| Case {
            unit: UnitId(unit),
            block: unit,
            ahead: 1,
            happened,
            model: Chance::of(model as f64, 10),
            history: Share { hits: 5, n: 10 },
            climatology: Share { hits: 4, n: 10 },
            transitions: Share { hits: 3, n: 10 },
            base: 0.5,
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
        let target = "id = 'c'\ntitle = 'c'\nkind = 'event'\nvariable = 'c'\nobserved = 'c'\nat_least = 1";
        let target: Target = toml::from_str(target).unwrap();
        let row = skill_row((&target, "countries"), (1, 3), &[(2000, cases), (2005, Vec::new())], 1)
            .unwrap()
            .unwrap();
        assert_eq!((row.cases, row.events, row.blocks, row.origins.clone()), (12, 6, 12, vec![2000]));
        let brier = row.by(Score::Brier).unwrap();
        assert!((brier.model - 0.045).abs() < 1e-12);
        assert_eq!((brier.best, row.verdict()), (Baseline::History, Verdict::Better));
        assert!((brier.difference - (0.045 - 0.25)).abs() < 1e-12 && brier.rival() == 0.25);
        assert_eq!(brier.verdict, Verdict::Better);
        // Smoothed: 9/12, 9/12 (of 3/12), 8/12, 10/12 (of 2/12).
        let expected = -(2.0 * libm::log(0.75) + libm::log(8.0 / 12.0) + libm::log(10.0 / 12.0)) / 4.0;
        let log = row.by(Score::Log).unwrap();
        assert!((log.model - expected).abs() < 1e-12);
        assert_eq!(log.baselines.len(), 4, "persistence has no log score");
        let auc = row.by(Score::Auc).unwrap();
        assert_eq!((auc.model, auc.best, auc.difference), (1.0, Baseline::Persistence, 0.25));
        assert!(skill_row((&target, "countries"), (1, 3), &[(2000, Vec::new())], 1).unwrap().is_none());
    }
}
