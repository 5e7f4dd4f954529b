//! Scores of a look ahead and of its rivals on the same cases.

use forefend_score::{
    Bootstrap, Interval, ScoreError, auc, brier_scores, log_scores, mean_interval, mean_score,
    paired_difference,
};
use serde::{Deserialize, Serialize};

use super::cases::ReplayCase;
use super::rivals::ReplayRival;
use crate::error::TrackError;
use crate::skill::distinct;
use crate::verdict::Verdict;

type CaseScores = Result<Vec<f64>, ScoreError>;

/// Floor of the log score; smoothed probabilities never come near it.
const FLOOR: f64 = 1e-9;

/// Which states are scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum States {
    /// Every state simulated.
    All,
    /// Those at peace in the last published year and the year before.
    AtPeace,
}

/// The model minus one rival on one score.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Against {
    /// The rival.
    pub rival: ReplayRival,
    /// Its score.
    pub score: f64,
    /// The model's score minus the rival's; below zero the model is better.
    pub difference: f64,
    /// 90 % interval of the difference, whole countries resampled.
    pub interval: Interval,
    /// What it comes to.
    pub verdict: Verdict,
}

/// The model and all rivals on one score; smaller is better.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReplayScore {
    /// The model's score.
    pub model: f64,
    /// 90 % interval of the model's score, whole countries resampled.
    pub interval: Option<Interval>,
    /// Rivals.
    pub against: Vec<Against>,
}

impl ReplayScore {
    /// The rival with the best score on these cases: chosen after the fact, in the rival's favour.
    pub fn best(&self) -> Option<&Against> {
        self.against.iter().min_by(|a, b| a.score.total_cmp(&b.score))
    }
}

/// Scores of one group of cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReplayRow {
    /// The month looked from (`2008-06`), or `all looks`.
    pub look: String,
    /// Which states.
    pub states: States,
    /// Whole years after the year of the look, first and last; 0 is the year under way then.
    pub years_ahead: (i16, i16),
    /// State-years scored.
    pub cases: usize,
    /// Of them, in conflict.
    pub events: usize,
    /// Countries they come from: what the intervals rest on.
    pub countries: usize,
    /// Brier score.
    pub brier: ReplayScore,
    /// Log score in nats of smoothed probabilities.
    pub log: ReplayScore,
    /// Area under the ROC curve: the model's, then the rivals' in the order of [`ReplayRival::ALL`]; none where (almost)
    /// nothing or everything happened. Larger is better.
    pub auc: Option<Vec<f64>>,
}

/// Scores `cases`; none without any.
pub(crate) fn row(
    look: &str,
    states: States,
    years_ahead: (i16, i16),
    cases: &[ReplayCase],
    seed: u64,
) -> Result<Option<ReplayRow>, TrackError> {
    let wanted = |case: &&ReplayCase| {
        (years_ahead.0..=years_ahead.1).contains(&case.years_ahead)
            && (states == States::All || case.at_peace)
    };
    let cases: Vec<&ReplayCase> = cases.iter().filter(wanted).collect();
    if cases.is_empty() {
        return Ok(None);
    }
    let happened: Vec<bool> = cases.iter().map(|case| case.happened).collect();
    let blocks: Vec<u16> = cases.iter().map(|case| case.unit.0).collect();
    let brier = |p: &[f64]| brier_scores(p, &happened);
    let log = |p: &[f64]| log_scores(p, &happened, FLOOR);
    Ok(Some(ReplayRow {
        look: look.to_owned(),
        states,
        years_ahead,
        cases: cases.len(),
        events: happened.iter().filter(|happened| **happened).count(),
        countries: distinct(blocks.clone()),
        brier: score(&cases, false, &brier, &blocks, seed)?,
        log: score(&cases, true, &log, &blocks, seed)?,
        auc: ranking(&cases, &happened)?,
    }))
}

fn model(cases: &[&ReplayCase], smoothed: bool) -> Vec<f64> {
    cases.iter().map(|case| if smoothed { case.model.smoothed() } else { case.model.value() }).collect()
}

fn rival(cases: &[&ReplayCase], rival: ReplayRival, smoothed: bool) -> Vec<f64> {
    cases.iter().map(|case| case.rival(rival, smoothed)).collect()
}

fn score(
    cases: &[&ReplayCase],
    smoothed: bool,
    score: &dyn Fn(&[f64]) -> CaseScores,
    blocks: &[u16],
    seed: u64,
) -> Result<ReplayScore, TrackError> {
    let settings = Bootstrap::with_seed(seed);
    let own = score(&model(cases, smoothed))?;
    let mut against = Vec::new();
    for name in ReplayRival::ALL {
        let theirs = score(&rival(cases, name, smoothed))?;
        let difference = paired_difference(&own, &theirs, blocks, settings)?;
        against.push(Against {
            rival: name,
            score: mean_score(&theirs)?,
            difference: difference.mean,
            interval: difference.interval,
            verdict: Verdict::of(difference.interval, true),
        });
    }
    Ok(ReplayScore { model: mean_score(&own)?, interval: mean_interval(&own, blocks, settings)?, against })
}

fn ranking(cases: &[&ReplayCase], happened: &[bool]) -> Result<Option<Vec<f64>>, TrackError> {
    let mut all = vec![model(cases, false)];
    all.extend(ReplayRival::ALL.map(|name| rival(cases, name, false)));
    let mut found = Vec::with_capacity(all.len());
    for probabilities in &all {
        match auc(probabilities, happened) {
            Err(ScoreError::OneClass { .. } | ScoreError::Undefined { .. }) => return Ok(None),
            value => found.push(value?),
        }
    }
    Ok(Some(found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baseline::Share;
    use forefend_panel::CountryId;

    fn case(unit: u16, happened: bool, hits: u64) -> ReplayCase {
        ReplayCase {
            unit: CountryId(unit),
            years_ahead: 1,
            at_peace: unit.is_multiple_of(2),
            happened,
            model: Share { hits, n: 1_000 },
            history: Share { hits: 6, n: 30 },
            base: 0.2,
            decline: 0.15,
        }
    }

    /// Two in ten states in conflict. Perfect foresight scores 0 (Brier) and -ln(1001/1002) (log); what always says the
    /// base rate scores 0.2 x 0.8 and the entropy of 0.2.
    #[test]
    fn perfect_foresight_and_climatology_score_as_they_must() {
        let with = |hits: &dyn Fn(bool) -> u64| -> ReplayRow {
            let cases: Vec<ReplayCase> = (0..200).map(|i| case(i, i % 5 == 0, hits(i % 5 == 0))).collect();
            row("2008-06", States::All, (1, 1), &cases, 1).unwrap().unwrap()
        };
        let perfect = with(&|happened| if happened { 1_000 } else { 0 });
        assert_eq!((perfect.cases, perfect.events, perfect.countries), (200, 40, 200));
        assert_eq!((perfect.brier.model, perfect.auc.as_ref().unwrap()[0]), (0.0, 1.0));
        assert!((perfect.log.model + libm::log(1_001.0 / 1_002.0)).abs() < 1e-12);
        assert!(perfect.brier.against.iter().all(|rival| rival.verdict == Verdict::Better));
        let climatology = with(&|_| 200);
        let base = &climatology.brier.against[1];
        assert!((climatology.brier.model - 0.16).abs() < 1e-12 && base.difference.abs() < 1e-12);
        assert_eq!((base.verdict, climatology.auc.as_ref().unwrap()[0]), (Verdict::Tie, 0.5));
        let entropy = -(0.2 * libm::log(0.2) + 0.8 * libm::log(0.8));
        assert!((climatology.log.against[1].score - entropy).abs() < 1e-12);
        assert!((climatology.brier.best().unwrap().score - 0.16).abs() < 1e-12);
    }

    #[test]
    fn the_group_at_peace_and_the_years_asked_for_alone_count() {
        let cases: Vec<ReplayCase> = (0..100).map(|i| case(i, i % 3 == 0, 300)).collect();
        let peace = row("2008-06", States::AtPeace, (1, 14), &cases, 1).unwrap().unwrap();
        assert_eq!((peace.cases, peace.countries), (50, 50));
        assert!(row("2008-06", States::All, (2, 2), &cases, 1).unwrap().is_none());
    }
}
