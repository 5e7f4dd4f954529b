//! The track record as the report prints it: losses as plainly as wins.

use forefend_report::{
    Band, BaselineScore, Confidence, Point, ReliabilityBin, ReliabilityCurve, Replay, ReplayOrigin, Sentence,
    SkillRow, SkillVerdict, TrackRecord as Chapter, Unit,
};
use forefend_track::{Baseline, Comparison, Outcome, Quantiles, SkillRow as Scored, TrackRecord, Verdict};

use crate::Material;

fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::InConflict => "State in armed conflict",
        Outcome::AtWar => "State at war",
        Outcome::Onset => "New conflict within five years, states at peace for two",
    }
}

pub(crate) fn outcome_id(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::InConflict => "in_conflict",
        Outcome::AtWar => "at_war",
        Outcome::Onset => "onset",
    }
}

fn baseline_words(baseline: Baseline) -> &'static str {
    match baseline {
        Baseline::History => "share of the last 30 years",
        Baseline::Persistence => "stays as it was",
        Baseline::Climatology => "world average",
        Baseline::Transitions => "what usually followed",
    }
}

pub(crate) fn baseline_id(baseline: Baseline) -> &'static str {
    match baseline {
        Baseline::History => "history",
        Baseline::Persistence => "persistence",
        Baseline::Climatology => "climatology",
        Baseline::Transitions => "transitions",
    }
}

pub(crate) fn verdict_id(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Better => "better",
        Verdict::Tie => "tie",
        Verdict::Worse => "worse",
    }
}

fn verdict_words(verdict: Verdict) -> SkillVerdict {
    match verdict {
        Verdict::Better => SkillVerdict::Better,
        // A tie with a one-line rule is no skill.
        Verdict::Tie => SkillVerdict::NoSkill,
        Verdict::Worse => SkillVerdict::Worse,
    }
}

fn horizon_words((from, to): (i16, i16)) -> String {
    if from == to { format!("{from} years") } else { format!("{from}-{to} years") }
}

/// The chapter; without a record it says "not scored for this model".
pub(crate) fn brief(material: &Material<'_>) -> Chapter {
    let Some(record) = material.record else {
        return Chapter {
            scored_for_this_model: false,
            summary: vec![Sentence::plain("This run was made without a track record: no skill is claimed.")],
            rows: Vec::new(),
            reliability: Vec::new(),
            replay: None,
        };
    };
    let mut rows = Vec::new();
    for row in &record.skill {
        rows.push(skill_row(material, row, "brier", "Brier score (lower is better)", &row.brier));
        rows.push(skill_row(material, row, "log", "Log score (lower is better)", &row.log));
        if let Some(auc) = &row.auc {
            rows.push(skill_row(material, row, "auc", "AUC (higher is better)", auc));
        }
    }
    Chapter {
        scored_for_this_model: true,
        summary: summary(material, record),
        rows,
        reliability: vec![reliability(material, record)],
        replay: Some(replay(material, record)),
    }
}

fn skill_row(
    material: &Material<'_>,
    row: &Scored,
    id: &str,
    score: &str,
    compared: &Comparison,
) -> SkillRow {
    let (from, to) = row.years_ahead;
    let query = format!("track/{}/{from}-{to}/{id}", outcome_id(row.outcome));
    let quantity =
        |name: &str, value: f64| material.ledger.quantity(&format!("{query}/{name}"), value, Unit::Score);
    let ends = [compared.interval.lower, compared.interval.upper];
    let name = format!("{query}/difference");
    SkillRow {
        outcome: outcome_words(row.outcome).to_owned(),
        horizon: horizon_words(row.years_ahead),
        score: score.to_owned(),
        model: quantity("model", compared.model),
        baselines: compared
            .baselines
            .iter()
            .map(|baseline| BaselineScore {
                name: baseline_words(baseline.baseline).to_owned(),
                score: quantity(&format!("{:?}", baseline.baseline).to_lowercase(), baseline.score),
            })
            .collect(),
        difference: material.ledger.interval(&name, compared.difference, ends, Unit::Score).signed(),
        n: row.cases as u64,
        verdict: verdict_words(compared.verdict),
        origins: origins(&row.origins),
    }
}

fn origins(years: &[i16]) -> String {
    match (years.first(), years.last()) {
        (Some(first), Some(last)) if first != last => format!("{} origins, {first}-{last}", years.len()),
        (Some(only), _) => format!("origin {only}"),
        _ => String::new(),
    }
}

fn reliability(material: &Material<'_>, record: &TrackRecord) -> ReliabilityCurve {
    let query = "track/reliability/in_conflict";
    let bins = record.reliability.iter().filter(|bin| bin.cases > 0).enumerate();
    let bins = bins
        .map(|(index, bin)| {
            let (low, high) = wilson(bin.events as f64, bin.cases as f64);
            material.ledger.enter(&format!("{query}/{index}/stated"), bin.stated);
            material.ledger.enter(&format!("{query}/{index}"), bin.frequency());
            ReliabilityBin {
                predicted: bin.stated,
                observed: bin.frequency(),
                low,
                high,
                n: bin.cases as u64,
            }
        })
        .collect();
    ReliabilityCurve {
        title: "State in armed conflict, one to five years ahead".to_owned(),
        bins,
        query: material.ledger.prefix(query),
    }
}

/// 90 % interval of a share (Wilson 1927); too narrow here, since years of one country are not independent.
fn wilson(events: f64, cases: f64) -> (f64, f64) {
    const Z: f64 = 1.645;
    let share = events / cases;
    let centre = (share + Z * Z / (2.0 * cases)) / (1.0 + Z * Z / cases);
    let half =
        Z / (1.0 + Z * Z / cases) * (share * (1.0 - share) / cases + Z * Z / (4.0 * cases * cases)).sqrt();
    ((centre - half).max(0.0), (centre + half).min(1.0))
}

fn band(year: i16, quantiles: &Quantiles) -> Band {
    let Quantiles { p05, p25, p50, p75, p95 } = *quantiles;
    Band { year: i32::from(year), p05, p25, p50, p75, p95, mean: p50 }
}

fn replay(material: &Material<'_>, record: &TrackRecord) -> Replay {
    let query = "track/world_share";
    let mut observed = std::collections::BTreeMap::new();
    let paths = record.world_share.origins.iter().map(|path| {
        for year in &path.years {
            observed.insert(year.year, year.observed);
            let cells = [
                ("p05", year.model.p05),
                ("p25", year.model.p25),
                ("p50", year.model.p50),
                ("p75", year.model.p75),
                ("p95", year.model.p95),
                ("observed", year.observed),
            ];
            for (name, value) in cells {
                material.ledger.enter(&format!("{query}/{}/{}/{name}", path.origin, year.year), value);
            }
        }
        ReplayOrigin {
            origin: i32::from(path.origin),
            bands: path.years.iter().map(|year| band(year.year, &year.model)).collect(),
        }
    });
    let origins = paths.collect();
    Replay {
        title: "Share of states in armed conflict: what the model would have said, and what came".to_owned(),
        unit: Unit::Share,
        observed: observed.into_iter().map(|(year, value)| Point { year: i32::from(year), value }).collect(),
        origins,
        query: material.ledger.prefix(query),
        note: "Each fan starts at an origin after which the model saw nothing. Shares are of the states simulated \
               at that origin."
            .to_owned(),
    }
}

/// The row of an outcome whose horizon holds the first year of the lists, counted from the last observed
/// outcome; the nearest there is where none does.
fn at_window<'a>(material: &Material<'_>, record: &'a TrackRecord, outcome: Outcome) -> Option<&'a Scored> {
    let ahead = material.window().start() - material.anchor();
    let holds = |row: &&Scored| (row.years_ahead.0..=row.years_ahead.1).contains(&ahead);
    record.skill_on(outcome).find(holds).or_else(|| record.skill_on(outcome).last())
}

/// Confidence in the lists, ruled by the skill record of this very model.
pub(crate) fn confidence(material: &Material<'_>, outcome: Outcome) -> (Confidence, String) {
    let row = material.record.and_then(|record| at_window(material, record, outcome));
    match row {
        None => (Confidence::Low, "Not scored for this model.".to_owned()),
        Some(row) => {
            let horizon = horizon_words(row.years_ahead);
            let best = baseline_words(row.brier.best);
            let words = |what: &str| {
                format!("Scored {horizon} ahead on revised data: {what} \u{201c}{best}\u{201d}.")
            };
            match (row.brier.verdict.has_skill(), row.log.verdict.has_skill()) {
                (true, true) => (Confidence::Moderate, words("better than")),
                (false, true) => (Confidence::Low, words("no skill by Brier score, some by log score, over")),
                (true, false) => {
                    (Confidence::Low, words("some skill by Brier score, none by log score, over"))
                }
                (false, false) => (Confidence::Low, words("no skill over")),
            }
        }
    }
}

/// What a reader of the world share must know beside it.
pub(crate) fn world_share_caveat(material: &Material<'_>) -> &'static str {
    match material.record.map(|record| record.world_share.verdict) {
        Some(Verdict::Better) => "",
        Some(_) => {
            " On this quantity the model has no skill over a random walk, and its bands have been too narrow."
        }
        None => " Not scored for this model.",
    }
}

/// What a reader of battle deaths must know beside them.
pub(crate) fn deaths_caveat(material: &Material<'_>) -> &'static str {
    match material.record.and_then(|record| record.world_deaths.as_ref()).map(|deaths| deaths.verdict) {
        Some(Verdict::Better) => "",
        Some(_) => " Here too it has no skill over a random walk, and bands that have been too narrow.",
        None => " Battle deaths are not scored for this model.",
    }
}

/// Skill at the horizon of the lists on states in conflict, and on new conflict, in one sentence.
pub(crate) fn headline(material: &Material<'_>) -> Sentence {
    let Some(record) = material.record else {
        return Sentence::plain(
            "Not scored for this model: read every number as a projection without a record.",
        );
    };
    let onset = record.skill_on(Outcome::Onset).next();
    let (Some(conflict), Some(onset)) = (at_window(material, record, Outcome::InConflict), onset) else {
        return Sentence::plain("Nothing could be scored: no skill is claimed.");
    };
    let mut quantities = Vec::new();
    let mut part = |row: &Scored, name: &str| {
        let words = |compared: &Comparison| match compared.verdict {
            Verdict::Better => "better than",
            Verdict::Tie => "no better than",
            Verdict::Worse => "worse than",
        };
        let start = quantities.len();
        for (id, compared) in [("brier", &row.brier), ("log", &row.log)] {
            let best = compared.baselines.iter().find(|baseline| baseline.baseline == compared.best);
            let values = [("model", compared.model), ("best", best.map_or(f64::NAN, |best| best.score))];
            let (from, to) = row.years_ahead;
            for (which, value) in values {
                let query = format!("track/{}/{from}-{to}/{id}/{which}", outcome_id(row.outcome));
                quantities.push(material.ledger.quantity(&query, value, Unit::Score));
            }
        }
        format!(
            "{name} {} ahead it was {} its best simple rival, \u{201c}{}\u{201d}, by Brier score ({{{}:bare}} against \
             {{{}:bare}}) and {} it by log score ({{{}:bare}} against {{{}:bare}})",
            horizon_words(row.years_ahead),
            words(&row.brier),
            baseline_words(row.brier.best),
            start,
            start + 1,
            words(&row.log),
            start + 2,
            start + 3,
        )
    };
    let text = format!(
        "Scored on past origins: {}; {}.",
        part(conflict, "for states in conflict"),
        part(onset, "for new conflict")
    );
    Sentence::with(text, quantities)
}

fn summary(material: &Material<'_>, record: &TrackRecord) -> Vec<Sentence> {
    let mut sentences =
        vec![Sentence::plain(record.basis.clone()), headline(material), share_sentence(material, record)];
    if let Some(deaths) = &record.world_deaths {
        let quantity = |name: &str, value: f64, unit: Unit| {
            material.ledger.quantity(&format!("track/world_deaths/{name}"), value, unit)
        };
        sentences.push(Sentence::with(
            "World battle deaths: the 90% bands held {0:bare}; the CRPS of their logarithm is {1:bare}, a random \
             walk's {2:bare} (lower is better).",
            vec![
                quantity("coverage_90", deaths.model_coverage.band_90, Unit::Share),
                quantity("crps/model", deaths.model_crps, Unit::Score),
                quantity("crps/random_walk", deaths.random_walk_crps, Unit::Score),
            ],
        ));
    }
    sentences
}

fn share_sentence(material: &Material<'_>, record: &TrackRecord) -> Sentence {
    let share = &record.world_share;
    let quantity = |name: &str, value: f64, unit: Unit| {
        material.ledger.quantity(&format!("track/world_share/{name}"), value, unit)
    };
    let verdict = match share.verdict {
        Verdict::Better => "better than",
        Verdict::Tie => "not better than",
        Verdict::Worse => "worse than",
    };
    let narrow = if share.model_coverage.band_90 < 0.85 { "; read them as too narrow" } else { "" };
    Sentence::with(
        format!(
            "The 90% bands of the world share held {{0:bare}} of what came, where 90% was due{narrow}. Their interval \
             score {{1:bare}} (lower is better) is {verdict} a random walk's {{2:bare}}."
        ),
        vec![
            quantity("coverage_90", share.model_coverage.band_90, Unit::Share),
            quantity("interval_score/model", share.model_score, Unit::Score),
            quantity("interval_score/random_walk", share.random_walk_score, Unit::Score),
        ],
    )
}

/// The challenge to our own numbers: where the record is weakest.
pub(crate) fn challenge(material: &Material<'_>) -> Sentence {
    let Some(record) = material.record else { return headline(material) };
    let lost = record.skill.iter().filter(|row| !row.brier.verdict.has_skill()).count();
    let quantity = |name: &str, value: usize| {
        material.ledger.quantity(&format!("track/{name}"), value as f64, Unit::Count)
    };
    Sentence::with(
        "On {0} of {1} scored outcomes and horizons the model has no skill over its best simple rival (Brier \
         score): there a one-line rule does as well."
            .to_owned(),
        vec![quantity("without_skill", lost), quantity("scored", record.skill.len())],
    )
}
