//! Two models on the same cases: the scores of one minus those of the other.
//!
//! A case is an origin, a state (or the world) and a year that both models spoke of, with an outcome on which both panels
//! agree. What only one has is counted and left out, so that a difference is one of models and not of samples.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use forefend_panel::{Panel, Year};
use forefend_score::{
    Bootstrap, Interval, ScoreError, brier_scores, log_scores, mean_score, paired_difference,
};
use forefend_simulate::Model;
use serde::Serialize;

use crate::cases::cases;
use crate::error::TrackError;
use crate::rolling::{Origin, Scoring};
use crate::settings::TrackSettings;
use crate::skill::{FLOOR, distinct};
use crate::target::{Target, TargetKind, Targets};
use crate::verdict::{Score, Verdict};
use crate::world_amount::amount_path;
use crate::world_share::{LEAST_ORIGINS, share_path};

/// Forecasts of one model, as [`crate::simulate_origin`] has left them.
pub struct Side<'a> {
    /// The model.
    pub model: &'a Model,
    /// Its figures.
    pub panel: &'a Panel,
    /// What is scored.
    pub targets: &'a Targets,
    /// Origins, draws and seed: the same for both.
    pub settings: &'a TrackSettings,
    /// Folder of the forecast of an origin.
    pub folder: &'a dyn Fn(Year) -> PathBuf,
}

/// Paired skill of two models.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairedSkill {
    /// A row a target, band of years ahead and score.
    pub rows: Vec<PairedRow>,
    /// Targets of both, with what could be paired.
    pub targets: Vec<TargetPaired>,
    /// Targets that only the first has.
    pub only_first: Vec<String>,
    /// Targets that only the second has.
    pub only_second: Vec<String>,
    /// Targets of one name that ask different things in the two worlds.
    pub asked_otherwise: Vec<String>,
}

/// One score of both models.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairedRow {
    /// Name of the target.
    pub target: String,
    /// Its title in the first world.
    pub title: String,
    /// Years ahead, first and last.
    pub years_ahead: (i16, i16),
    /// What is compared; smaller is better.
    pub score: Score,
    /// Mean of the first model.
    pub first: f64,
    /// Mean of the second.
    pub second: f64,
    /// First minus second.
    pub difference: f64,
    /// 90 % interval of the difference, resampling whole blocks (countries, as a rule; of the world: origins).
    pub interval: Interval,
    /// What it comes to for the first: better, a tie, worse.
    pub verdict: Verdict,
    /// Cases paired.
    pub cases: usize,
    /// Of them, those in which what came is not nothing.
    pub events: usize,
    /// Blocks resampled.
    pub blocks: usize,
    /// What they are: `countries`, `pairs of countries`, `units` or `origins`.
    pub block_words: &'static str,
}

/// What of a target could be paired.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct TargetPaired {
    /// Name of the target.
    pub target: String,
    /// Cases of both with one outcome.
    pub paired: usize,
    /// Cases that only the first speaks of.
    pub only_first: usize,
    /// Cases that only the second speaks of.
    pub only_second: usize,
    /// Cases of both of whose outcome the two panels do not agree.
    pub outcomes_differ: usize,
    /// States (Gleditsch-Ward numbers) of which only the first speaks; none on an axis of other units.
    pub states_only_first: Vec<u16>,
    /// States of which only the second speaks.
    pub states_only_second: Vec<u16>,
}

/// Origin, unit (of a sum or share of all 0) and years ahead.
pub(crate) type Key = (i16, u64, i16);

/// What came, and the model's scores in the order of [`scores`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scored {
    /// What intervals resample it with.
    block: u64,
    came: f64,
    scores: Vec<f64>,
}

/// Scored cases of one target.
pub(crate) type Cases = BTreeMap<Key, Scored>;

/// Compares the forecasts of two models from the same origins.
///
/// # Errors
/// Any [`TrackError`]: a folder without its forecast, a panel without an outcome.
pub fn compare(first: &Side<'_>, second: &Side<'_>) -> Result<PairedSkill, TrackError> {
    let ours = Scoring::new(first.model, first.panel, first.targets, first.settings)?;
    let theirs = Scoring::new(second.model, second.panel, second.targets, second.settings)?;
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let mut skill = PairedSkill {
        rows: Vec::new(),
        targets: Vec::new(),
        only_first: missing(first.targets, second.targets),
        only_second: missing(second.targets, first.targets),
        asked_otherwise: Vec::new(),
    };
    for (position, target) in first.targets.all.iter().enumerate() {
        let found = second.targets.all.iter().position(|other| other.id() == target.id());
        match found.map(|other| (other, target.asks_the_same(&second.targets.all[other]))) {
            Some((other, true)) => pairs.push((position, other)),
            Some((_, false)) => skill.asked_otherwise.push(target.id().to_owned()),
            None => {}
        }
    }
    let positions = |of: fn(&(usize, usize)) -> usize| pairs.iter().map(of).collect::<Vec<usize>>();
    let ours_cases = all_cases(&ours, first.folder, &positions(|pair| pair.0))?;
    let theirs_cases = all_cases(&theirs, second.folder, &positions(|pair| pair.1))?;
    for ((pair, one), other_cases) in pairs.iter().zip(ours_cases).zip(theirs_cases) {
        let (target, other) = (&first.targets.all[pair.0], &second.targets.all[pair.1]);
        let (common, told) = common(target, &one, &other_cases);
        skill.targets.push(told);
        let words = ours.units[pair.0].block_words();
        let both = other.bands();
        for band in target.bands().into_iter().filter(|band| both.contains(band)) {
            skill.rows.extend(rows((target, words), band, &common, first.settings.seed)?);
        }
    }
    Ok(skill)
}

fn missing(of: &Targets, among: &Targets) -> Vec<String> {
    let has = |id: &str| among.all.iter().any(|other| other.id() == id);
    of.all.iter().map(|target| target.id()).filter(|id| !has(id)).map(str::to_owned).collect()
}

/// Cases of the targets at `positions`, each over all origins; one origin's draws are held at a time.
fn all_cases(
    scoring: &Scoring<'_>,
    folder: &dyn Fn(Year) -> PathBuf,
    positions: &[usize],
) -> Result<Vec<Cases>, TrackError> {
    let mut all = vec![Cases::new(); positions.len()];
    for &origin in &scoring.settings.origins {
        let read = scoring.read(origin, &folder(origin))?;
        for (cases, &position) in all.iter_mut().zip(positions) {
            if scoring.targets.all[position].scored_from(origin.0) {
                cases.extend(of_origin(scoring, &read, position)?);
            }
        }
    }
    Ok(all)
}

/// Scores of a kind, in their order; of each, smaller is better.
fn scores(kind: TargetKind) -> &'static [Score] {
    match kind {
        TargetKind::Event => &[Score::Brier, Score::Log],
        TargetKind::Amount => &[Score::CrpsLog1p, Score::Crps],
        TargetKind::Value => &[Score::Crps, Score::IntervalScore80],
        TargetKind::WorldShare => &[Score::IntervalScore],
        TargetKind::WorldAmount => &[Score::CrpsLog1p],
    }
}

/// Cases of every target from one origin.
pub(crate) fn all_of_origin(scoring: &Scoring<'_>, read: &Origin) -> Result<Vec<Cases>, TrackError> {
    let of = |position: usize| match scoring.targets.all[position].scored_from(read.forecast.origin.0) {
        true => of_origin(scoring, read, position),
        false => Ok(Cases::new()),
    };
    (0..scoring.targets.all.len()).map(of).collect()
}

fn of_origin(scoring: &Scoring<'_>, read: &Origin, position: usize) -> Result<Cases, TrackError> {
    let (forecast, target) = (&read.forecast, &scoring.targets.all[position]);
    let origin = forecast.origin.0;
    let mut found = Cases::new();
    let mut add = |(unit, block): (u64, u64), ahead: i16, came: f64, scores: Vec<f64>| {
        found.insert((origin, unit, ahead), Scored { block, came, scores });
    };
    let whole = (0, u64::from(origin.unsigned_abs()));
    if let Some(event) = &scoring.events[position] {
        for band in target.bands() {
            let cases = cases(forecast, event, &scoring.units[position], band);
            let happened: Vec<bool> = cases.iter().map(|case| case.happened).collect();
            let of = |smoothed: bool| -> Vec<f64> {
                let chance = cases.iter().map(|case| case.model);
                chance.map(|chance| if smoothed { chance.smoothed } else { chance.plain }).collect()
            };
            if cases.is_empty() {
                continue;
            }
            let both: Result<[Vec<f64>; 2], ScoreError> = brier_scores(&of(false), &happened)
                .and_then(|brier| Ok([brier, log_scores(&of(true), &happened, FLOOR)?]));
            let [brier, log] = both?;
            for ((case, brier), log) in cases.iter().zip(brier).zip(log) {
                add(
                    (case.unit.0, case.block),
                    case.ahead,
                    f64::from(u8::from(case.happened)),
                    vec![brier, log],
                );
            }
        }
    }
    for case in &read.amounts[position] {
        add((case.unit.0, case.block), case.ahead, case.came, vec![case.log[0], case.plain[0]]);
    }
    for case in &read.values[position] {
        add((case.unit.0, case.block), case.ahead, case.came, vec![case.crps[0], case.interval[0]]);
    }
    if let Some(came) = &scoring.came[position] {
        if target.kind == TargetKind::WorldShare {
            for year in share_path(forecast, position, came)?.years {
                let score = year.model.interval_score(year.observed)?;
                add(whole, year.year - origin, year.observed, vec![score]);
            }
        }
        if target.kind == TargetKind::WorldAmount {
            for year in amount_path(forecast, position, came)?.years {
                add(whole, year.year - origin, year.observed, vec![year.model_crps]);
            }
        }
    }
    Ok(found)
}

/// Cases of both with the same outcome, as (key, first, second), and what is left out.
pub(crate) type Common<'a> = Vec<(Key, &'a Scored, &'a Scored)>;

pub(crate) fn common<'a>(target: &Target, ours: &'a Cases, theirs: &'a Cases) -> (Common<'a>, TargetPaired) {
    let mut told = TargetPaired { target: target.id().to_owned(), ..TargetPaired::default() };
    let mut common = Common::new();
    for (key, one) in ours {
        match theirs.get(key) {
            None => told.only_first += 1,
            // Of the world, what came is that of the states each has: a sum of another order may differ in its last bits.
            Some(other) if (one.came - other.came).abs() > 1e-12 * one.came.abs() => {
                told.outcomes_differ += 1
            }
            Some(other) => common.push((*key, one, other)),
        }
    }
    told.only_second = theirs.keys().filter(|key| !ours.contains_key(key)).count();
    let states = |cases: &Cases| {
        cases.keys().filter_map(|(_, unit, _)| u16::try_from(*unit).ok()).collect::<BTreeSet<u16>>()
    };
    let (ours, theirs) = (states(ours), states(theirs));
    told.states_only_first = ours.difference(&theirs).copied().collect();
    told.states_only_second = theirs.difference(&ours).copied().collect();
    told.paired = common.len();
    (common, told)
}

/// The rows of a target so many years ahead; none without cases, or of the world with too few origins.
pub(crate) fn rows(
    (target, words): (&Target, &'static str),
    (from, to): (i16, i16),
    common: &Common<'_>,
    seed: u64,
) -> Result<Vec<PairedRow>, TrackError> {
    let inside: Vec<&(Key, &Scored, &Scored)> =
        common.iter().filter(|((_, _, ahead), ..)| (from..=to).contains(ahead)).collect();
    let world = matches!(target.kind, TargetKind::WorldShare | TargetKind::WorldAmount);
    let blocks: Vec<u64> = inside.iter().map(|(_, one, _)| one.block).collect();
    let many = distinct(blocks.clone());
    if inside.is_empty() || (world && many < LEAST_ORIGINS) {
        return Ok(Vec::new());
    }
    let events = inside.iter().filter(|(_, one, _)| one.came > 0.0).count();
    let row = |(at, score): (usize, &Score)| -> Result<PairedRow, TrackError> {
        let first: Vec<f64> = inside.iter().map(|(_, one, _)| one.scores[at]).collect();
        let second: Vec<f64> = inside.iter().map(|(_, _, other)| other.scores[at]).collect();
        let difference = paired_difference(&first, &second, &blocks, Bootstrap::with_seed(seed))?;
        Ok(PairedRow {
            target: target.id().to_owned(),
            title: target.title.clone(),
            years_ahead: (from, to),
            score: *score,
            first: mean_score(&first)?,
            second: mean_score(&second)?,
            difference: difference.mean,
            interval: difference.interval,
            verdict: Verdict::of(difference.interval, true),
            cases: inside.len(),
            events,
            blocks: many,
            block_words: if world { "origins" } else { words },
        })
    };
    scores(target.kind).iter().enumerate().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target() -> Target {
        toml::from_str("id = 'c'\ntitle = 'c'\nkind = 'event'\nvariable = 'c'\nobserved = 'c'\nat_least = 1")
            .unwrap()
    }

    /// Three states: one of the first alone, one of whose outcome the two do not agree, and one of both.
    #[test]
    fn what_only_one_has_and_what_came_otherwise_is_counted_and_left_out() {
        let scored = |came, brier| Scored { block: 1, came, scores: vec![brier, 2.0 * brier] };
        let ours: Cases = [
            ((2000, 1, 1), scored(1.0, 0.25)),
            ((2000, 2, 1), scored(0.0, 0.25)),
            ((2000, 3, 1), scored(1.0, 0.5)),
            ((2000, 3, 2), scored(0.0, 0.25)),
        ]
        .into();
        let theirs: Cases = [
            ((2000, 2, 1), scored(1.0, 0.25)),
            ((2000, 3, 1), scored(1.0, 0.25)),
            ((2000, 3, 2), scored(0.0, 0.25)),
            ((2000, 4, 1), scored(0.0, 0.0)),
        ]
        .into();
        let (common, told) = common(&target(), &ours, &theirs);
        let expected = TargetPaired {
            target: "c".to_owned(),
            paired: 2,
            only_first: 1,
            only_second: 1,
            outcomes_differ: 1,
            states_only_first: vec![1],
            states_only_second: vec![4],
        };
        assert_eq!(told, expected);
        let rows = rows((&target(), "countries"), (1, 3), &common, 1).unwrap();
        assert_eq!(rows.iter().map(|row| row.score).collect::<Vec<_>>(), [Score::Brier, Score::Log]);
        let brier = &rows[0];
        assert_eq!((brier.first, brier.second, brier.difference), (0.375, 0.25, 0.125));
        assert_eq!((brier.cases, brier.events, brier.blocks), (2, 1, 1));
        assert!(self::rows((&target(), "countries"), (4, 6), &common, 1).unwrap().is_empty());
    }

    #[test]
    fn another_bound_is_another_question_and_another_variable_is_not() {
        let (one, mut other) = (target(), target());
        other.variable = toml::Spanned::new(0..0, "d".to_owned());
        other.bands = vec![[1, 1]];
        assert!(one.asks_the_same(&other));
        other.at_least = Some(2.0);
        assert!(!one.asks_the_same(&other));
    }
}
