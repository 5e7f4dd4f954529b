//! What the track record comes to in words: beside lists and figures, and at the head of its chapter.

use forefend_report::{Confidence, Quantity, Sentence, Unit, verbatim};
use forefend_track::{Comparison, Score, SkillRow as Scored, TrackRecord, Verdict, WorldShare};

use super::horizon_words;
use crate::material::{Material, Unscored};
use crate::telling::Range;

/// A range that should hold nine times in ten and held less often than this is called too narrow.
pub(crate) const NARROW: f64 = 0.85;

/// The row of a target whose horizon holds the first year of the lists, counted from the last observed outcome; the
/// nearest there is where none does.
fn at_window<'a>(material: &Material<'_>, record: &'a TrackRecord, target: &'a str) -> Option<&'a Scored> {
    record.skill_at(target, material.clock.window().start() - material.anchor())
}

/// Confidence in the lists, ruled by the skill record of this very model, in words without scores and rivals.
pub(crate) fn confidence(material: &Material<'_>, target: Option<&str>) -> (Confidence, String) {
    let row = material.record.zip(target).and_then(|(record, target)| at_window(material, record, target));
    let Some(row) = row else {
        let words = match (material.record, target) {
            (None, Some(_)) => material.unscored.words(),
            _ => Unscored::ForThisModel.words(),
        };
        return (Confidence::Low, format!("not tested {words}."));
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

/// That there is no record, and why.
pub(crate) fn unscored(material: &Material<'_>) -> String {
    format!("Not scored {}.", material.unscored.words())
}

/// What a reader of a figure must know of the skill on it, in words; nothing where it is no target.
pub(crate) fn fan_caveat(material: &Material<'_>, variable: &str) -> String {
    let Some(record) = material.record else { return unscored(material) };
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
                with.join(", "),
                without.join(", ")
            )
        }
    }
}

/// What a list of states at risk is worth against the best simple rivals, at the scored horizon nearest to its own.
pub(crate) fn list_skill(material: &Material<'_>, target: Option<&str>) -> String {
    let Some(record) = material.record else { return unscored(material) };
    let Some(row) = target.and_then(|target| at_window(material, record, target)) else {
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

/// Skill on the targets that the report's files put first, at the horizon of the lists, in one sentence.
fn headline(material: &Material<'_>) -> Sentence {
    let Some(record) = material.record else {
        let words = material.unscored.words();
        return Sentence::plain(format!(
            "Not scored {words}: read every number as a projection without a record."
        ));
    };
    let told = material.telling().record.iter().flat_map(|told| &told.headline);
    let rows: Option<Vec<(&Scored, &str)>> = told
        .map(|told| Some((at_window(material, record, told.target.as_ref())?, told.words.as_str())))
        .collect();
    let Some(rows) = rows.filter(|rows| !rows.is_empty()) else {
        return Sentence::plain("Nothing could be scored: no skill is claimed.");
    };
    let mut quantities = Vec::new();
    let parts: Vec<String> =
        rows.iter().filter_map(|(row, words)| compared(material, row, words, &mut quantities)).collect();
    Sentence::with(format!("Scored on past origins: {}.", parts.join("; ")), quantities)
}

/// One target against its best simple rival, by Brier and by log score.
fn compared(
    material: &Material<'_>,
    row: &Scored,
    words: &str,
    quantities: &mut Vec<Quantity>,
) -> Option<String> {
    let verdict = |compared: &Comparison| match compared.verdict {
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
        "{} {} ahead it was {} its best simple rival, \u{201c}{}\u{201d}, by Brier score ({{{}:bare}} against {{{}:bare}}) and {} \
         it by log score ({{{}:bare}} against {{{}:bare}})",
        verbatim(words),
        horizon_words(row.years_ahead),
        verdict(brier),
        brier.best.words(),
        start,
        start + 1,
        verdict(log),
        start + 2,
        start + 3,
    ))
}

/// What opens the chapter: what kind of record it is, the first targets, and the ranges.
pub(super) fn summary(material: &Material<'_>, record: &TrackRecord) -> Vec<Sentence> {
    let mut sentences = vec![Sentence::plain(record.basis.clone())];
    let told = material.telling().record.as_ref();
    if told.is_some_and(|told| !told.headline.is_empty()) || record.skill.is_empty() {
        sentences.push(headline(material));
    }
    for range in &material.telling().range {
        sentences.extend(share(material, record, range).or_else(|| amount(material, record, range)));
    }
    sentences
}

/// The ranges of a share of the world's states.
fn share(material: &Material<'_>, record: &TrackRecord, range: &Range) -> Option<Sentence> {
    let share = record.world_shares.iter().find(|share| share.target == *range.target.as_ref())?;
    let query = share_query(record, share);
    let quantity = |name: &str, value: f64, unit: Unit| {
        material.ledger.quantity(&format!("{query}/{name}"), value, unit)
    };
    let verdict = match share.verdict {
        Verdict::Better => "better than",
        Verdict::Tie => "not better than",
        Verdict::Worse => "worse than",
    };
    let narrow = if share.model_coverage.band_90 < NARROW { "; read them as too narrow" } else { "" };
    Some(Sentence::with(
        format!(
            "The 90% bands of {} held {{0:bare}} of what came, where 90% was due{narrow}. Their interval score {{1:bare}} (lower \
             is better) is {verdict} a random walk's {{2:bare}}.",
            verbatim(&range.title)
        ),
        vec![
            quantity("coverage_90", share.model_coverage.band_90, Unit::Share),
            quantity("interval_score/model", share.model_score, Unit::Score),
            quantity("interval_score/random_walk", share.random_walk_score, Unit::Score),
        ],
    ))
}

/// The ranges of an amount of the world.
fn amount(material: &Material<'_>, record: &TrackRecord, range: &Range) -> Option<Sentence> {
    let target = range.target.as_ref();
    let amount = record.world_amount(target)?;
    let quantity = |name: &str, value: f64, unit: Unit| {
        material.ledger.quantity(&format!("track/{target}/{name}"), value, unit)
    };
    Some(Sentence::with(
        format!(
            "{}: the 90% bands held {{0:bare}}; the CRPS of their logarithm is {{1:bare}}, a random walk's {{2:bare}} (lower is \
             better).",
            verbatim(&range.title)
        ),
        vec![
            quantity("coverage_90", amount.model_coverage.band_90, Unit::Share),
            quantity("crps/model", amount.model_crps, Unit::Score),
            quantity("crps/random_walk", amount.random_walk_crps, Unit::Score),
        ],
    ))
}

/// Where the numbers of a share stand: those of the first have the figure of the chapter.
fn share_query(record: &TrackRecord, share: &WorldShare) -> String {
    match record.world_share().is_some_and(|first| first.target == share.target) {
        true => "track/world_share".to_owned(),
        false => format!("track/{}", share.target),
    }
}

/// How often the 90 % ranges of a target held what came, traced; none where it was not scored.
pub(crate) fn held(material: &Material<'_>, range: &Range) -> Option<Quantity> {
    let record = material.record?;
    let target = range.target.as_ref();
    let share = record.world_shares.iter().find(|share| share.target == *target);
    let (query, held) = match share {
        Some(share) => (share_query(record, share), share.model_coverage.band_90),
        None => (format!("track/{target}"), record.world_amount(target)?.model_coverage.band_90),
    };
    Some(material.ledger.quantity(&format!("{query}/coverage_90"), held, Unit::Share))
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
