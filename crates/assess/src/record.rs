//! The track record as the report prints it: losses as plainly as wins.

use forefend_report::{
    Band, BaselineScore, Confidence, Point, ReliabilityBin, ReliabilityCurve, Replay, ReplayOrigin, ScoreRow,
    Sentence, SkillRow, SkillVerdict, TrackRecord as Chapter, Unit,
};
use forefend_track::{Comparison, Quantiles, Score, SkillRow as Scored, TrackRecord, Verdict, WorldShare};

use crate::Material;

pub(crate) fn verdict_words(verdict: Verdict) -> SkillVerdict {
    match verdict {
        Verdict::Better => SkillVerdict::Skill,
        Verdict::Tie => SkillVerdict::Tie,
        Verdict::Worse => SkillVerdict::Worse,
    }
}

fn score_words(score: Score) -> String {
    let direction = if score.lower_wins() { "lower" } else { "higher" };
    let name = match score {
        Score::Brier => "Brier score",
        Score::Log => "Log score",
        other => other.words(),
    };
    format!("{name} ({direction} is better)")
}

fn horizon_words((from, to): (i16, i16)) -> String {
    if from == to { format!("{from} years") } else { format!("{from}-{to} years") }
}

/// The chapter; without a record it says "not scored for this model".
pub(crate) fn brief(material: &Material<'_>) -> Chapter {
    let Some(record) = material.record else {
        return Chapter {
            scored_for_this_model: false,
            sealed: crate::sealed::brief(material),
            summary: vec![Sentence::plain("This run was made without a track record: no skill is claimed.")],
            rows: Vec::new(),
            reliability: Vec::new(),
            replay: None,
        };
    };
    Chapter {
        scored_for_this_model: true,
        sealed: crate::sealed::brief(material),
        summary: summary(material, record),
        rows: record.skill.iter().map(|row| skill_row(material, row)).collect(),
        reliability: if record.reliability.is_empty() {
            Vec::new()
        } else {
            vec![reliability(material, record)]
        },
        replay: record.world_share().map(|share| replay(material, share)),
    }
}

fn skill_row(material: &Material<'_>, row: &Scored) -> SkillRow {
    let is_event = row.by(Score::Brier).is_some();
    SkillRow {
        outcome: row.title.clone(),
        horizon: horizon_words(row.years_ahead),
        n: row.cases as u64,
        came: is_event.then_some(row.events as u64),
        verdict: verdict_words(row.verdict()),
        origins: origins(&row.origins),
        scores: row.scores.iter().map(|compared| score_row(material, row, compared)).collect(),
    }
}

fn score_row(material: &Material<'_>, row: &Scored, compared: &Comparison) -> ScoreRow {
    let (from, to) = row.years_ahead;
    let query = format!("track/{}/{from}-{to}/{}", row.target, compared.score.id());
    let quantity =
        |name: &str, value: f64| material.ledger.quantity(&format!("{query}/{name}"), value, Unit::Score);
    let ends = [compared.interval.lower, compared.interval.upper];
    let name = format!("{query}/difference");
    ScoreRow {
        score: score_words(compared.score),
        model: quantity("model", compared.model),
        baselines: compared
            .baselines
            .iter()
            .map(|baseline| BaselineScore {
                name: baseline.baseline.words().to_owned(),
                score: quantity(baseline.baseline.id(), baseline.score),
            })
            .collect(),
        best: compared.best.words().to_owned(),
        difference: material.ledger.interval(&name, compared.difference, ends, Unit::Score).signed(),
        verdict: verdict_words(compared.verdict),
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

fn replay(material: &Material<'_>, share: &WorldShare) -> Replay {
    let query = "track/world_share";
    let mut observed = std::collections::BTreeMap::new();
    let paths = share.origins.iter().map(|path| {
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

/// The row of a target whose horizon holds the first year of the lists, counted from the last observed outcome; the
/// nearest there is where none does.
fn at_window<'a>(material: &Material<'_>, record: &'a TrackRecord, target: &'a str) -> Option<&'a Scored> {
    record.skill_at(target, material.window().start() - material.anchor())
}

/// Confidence in the lists, ruled by the skill record of this very model, in words without scores and rivals.
pub(crate) fn confidence(material: &Material<'_>, target: &str) -> (Confidence, String) {
    let Some(row) = material.record.and_then(|record| at_window(material, record, target)) else {
        return (Confidence::Low, "not tested for this model.".to_owned());
    };
    let proper = || row.scores.iter().filter(|compared| compared.score.lower_wins());
    let won = proper().filter(|compared| compared.verdict.has_skill()).count();
    let (confidence, what) = match (won, proper().count()) {
        (0, _) => (Confidence::Low, "no better than a rule of thumb"),
        (won, all) if won == all => (Confidence::Moderate, "better than every rule of thumb"),
        _ => (Confidence::Low, "only partly better than a rule of thumb"),
    };
    (confidence, format!("on past years, {} ahead, {what}.", horizon_words(row.years_ahead)))
}

/// What a reader of a figure must know of the skill on it, in words; nothing where it is no target.
pub(crate) fn fan_caveat(material: &Material<'_>, variable: &str) -> String {
    let Some(record) = material.record else { return "Not scored for this model.".to_owned() };
    let of = |skill: bool| -> Vec<String> {
        let rows = record.skill_on(variable).filter(|row| row.verdict().has_skill() == skill);
        rows.map(|row| horizon_words(row.years_ahead)).collect()
    };
    match (of(true).as_slice(), of(false).as_slice()) {
        ([], []) => String::new(),
        (_, []) => "On past years better than a simple rule at every horizon scored.".to_owned(),
        ([], _) => {
            "No skill: on past years a simple rule did as well or better at every horizon scored.".to_owned()
        }
        (with, without) => {
            format!(
                "On past years better than a simple rule {} ahead; no skill {} ahead.",
                list(with),
                list(without)
            )
        }
    }
}

fn list(items: &[String]) -> String {
    items.join(", ")
}

/// What a list of states at risk is worth against the best simple rivals, at the scored horizon nearest to its own.
pub(crate) fn list_skill(material: &Material<'_>, list: &str) -> String {
    let target = if list == "ongoing" { "in_conflict" } else { list };
    let Some(record) = material.record else { return "Not scored for this model.".to_owned() };
    let Some(row) = at_window(material, record, target) else {
        return "Nothing like it is scored.".to_owned();
    };
    let words = row.scores.iter().filter(|compared| compared.score.lower_wins());
    let words =
        words.map(|compared| format!("{} by {} score", compared.verdict.words(), compared.score.words()));
    format!(
        "Against simple rivals, on \u{201c}{}\u{201d} {} ahead: {}.",
        row.title,
        horizon_words(row.years_ahead),
        words.collect::<Vec<_>>().join(", ")
    )
}

/// Skill at the horizon of the lists on states in conflict, and on new conflict, in one sentence.
pub(crate) fn headline(material: &Material<'_>) -> Sentence {
    let Some(record) = material.record else {
        return Sentence::plain(
            "Not scored for this model: read every number as a projection without a record.",
        );
    };
    let onset = record.skill_on("onset").next();
    let (Some(conflict), Some(onset)) = (at_window(material, record, "in_conflict"), onset) else {
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
        let (brier, log) = (row.by(Score::Brier)?, row.by(Score::Log)?);
        for compared in [brier, log] {
            let (from, to) = row.years_ahead;
            for (which, value) in [("model", compared.model), ("best", compared.rival())] {
                let id = compared.score.id();
                let query = format!("track/{}/{from}-{to}/{id}/{which}", row.target);
                quantities.push(material.ledger.quantity(&query, value, Unit::Score));
            }
        }
        Some(format!(
            "{name} {} ahead it was {} its best simple rival, \u{201c}{}\u{201d}, by Brier score ({{{}:bare}} against \
             {{{}:bare}}) and {} it by log score ({{{}:bare}} against {{{}:bare}})",
            horizon_words(row.years_ahead),
            words(brier),
            brier.best.words(),
            start,
            start + 1,
            words(log),
            start + 2,
            start + 3,
        ))
    };
    let parts = [part(conflict, "for states in conflict"), part(onset, "for new conflict")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let text = format!("Scored on past origins: {}.", parts.join("; "));
    Sentence::with(text, quantities)
}

fn summary(material: &Material<'_>, record: &TrackRecord) -> Vec<Sentence> {
    let mut sentences = vec![Sentence::plain(record.basis.clone()), headline(material)];
    sentences.extend(record.world_share().map(|share| share_sentence(material, share)));
    if let Some(deaths) = record.world_amount("world_deaths") {
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

fn share_sentence(material: &Material<'_>, share: &WorldShare) -> Sentence {
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
    let first = |row: &&Scored| row.scores.first().is_none_or(|score| !score.verdict.has_skill());
    let lost = record.skill.iter().filter(first).count();
    let quantity = |name: &str, value: usize| {
        material.ledger.quantity(&format!("track/{name}"), value as f64, Unit::Count)
    };
    Sentence::with(
        "On {0} of {1} scored outcomes and horizons the model has no skill over its best simple rival (Brier score, CRPS \
         or interval score): there a one-line rule does as well."
            .to_owned(),
        vec![quantity("without_skill", lost), quantity("scored", record.skill.len())],
    )
}
