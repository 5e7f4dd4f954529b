//! The track record as the report prints it: losses as plainly as wins.

mod said;

use forefend_report::{
    Band, BaselineScore, Point, ReliabilityBin, ReliabilityCurve, Replay, ReplayOrigin, ScoreRow, Sentence,
    SkillRow, SkillVerdict, TrackRecord as Chapter, Unit, wilson,
};
use forefend_track::{Calibration, Comparison, Quantiles, Score, SkillRow as Scored, Verdict, WorldShare};

use crate::material::Material;
use crate::telling;

pub(crate) use said::{NARROW, challenge, confidence, fan_caveat, held, list_skill, unscored};

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

/// "1 year", "5 years", "2-3 years".
pub(crate) fn horizon_words((from, to): (i16, i16)) -> String {
    match (from, to) {
        (1, 1) => "1 year".to_owned(),
        (from, to) if from == to => format!("{from} years"),
        (from, to) => format!("{from}-{to} years"),
    }
}

/// The chapter but for what was sealed, which the caller adds; without a record it says so, and why.
pub(crate) fn brief(material: &Material<'_>) -> Chapter {
    let Some(record) = material.record else {
        return Chapter {
            scored_for_this_model: false,
            sealed: None,
            summary: vec![Sentence::plain(format!(
                "Not scored {}: no skill is claimed.{}",
                material.unscored.words(),
                material.unscored.remedy()
            ))],
            rows: Vec::new(),
            reliability: Vec::new(),
            replay: None,
        };
    };
    let told = material.telling().record.as_ref();
    let curve = told.and_then(|told| told.reliability.as_ref()).filter(|_| !record.reliability.is_empty());
    let figure = told.and_then(|told| told.replay.as_ref()).zip(record.world_share());
    Chapter {
        scored_for_this_model: true,
        sealed: None,
        summary: said::summary(material, record),
        rows: record.skill.iter().map(|row| skill_row(material, row)).collect(),
        reliability: curve
            .map(|curve| reliability(material, (&curve.id, &curve.title), &record.reliability))
            .into_iter()
            .chain(record.calibration.iter().map(|of| calibration(material, of)))
            .collect(),
        replay: figure.map(|(told, share)| replay(material, share, told)),
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

/// Of an event that no file gives a title of its own.
fn calibration(material: &Material<'_>, of: &Calibration) -> ReliabilityCurve {
    let title = format!("{}, {} ahead", of.title, horizon_words(of.years_ahead));
    reliability(material, (&of.target, &title), &of.bins)
}

fn reliability(
    material: &Material<'_>,
    (id, title): (&str, &str),
    bins: &[forefend_score::ReliabilityBin],
) -> ReliabilityCurve {
    let query = format!("track/reliability/{id}");
    let bins = bins.iter().filter(|bin| bin.cases > 0).enumerate();
    let bins = bins
        .map(|(index, bin)| {
            // Too narrow here, since years of one country are not independent.
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
    ReliabilityCurve { title: title.to_owned(), bins, query: material.ledger.prefix(&query) }
}

/// What a figure shows of quantiles of which no mean is kept: the median stands for it.
pub(crate) fn band(year: i16, quantiles: &Quantiles) -> Band {
    let Quantiles { p05, p25, p50, p75, p95 } = *quantiles;
    Band { p05, p25, p75, p95, ..Band::path(i32::from(year), p50) }
}

fn replay(material: &Material<'_>, share: &WorldShare, told: &telling::Replayed) -> Replay {
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
        title: told.title.clone(),
        unit: Unit::Share,
        observed: observed.into_iter().map(|(year, value)| Point { year: i32::from(year), value }).collect(),
        origins,
        query: material.ledger.prefix(query),
        note: told.note.clone(),
    }
}
