//! Sealed forecasts as the report prints them: they open the track record, and one plain sentence of them stands on page one.

use forefend_journal::{Band, Label as Earned, Model, ScoredRow, SealedBook, SealedScore, Step};
use forefend_panel::Panel;
use forefend_report::{
    BaselineScore, Confidence, Judgement, Label, Sealed, SealedPublished, SealedRow, Sentence, Topic, Unit,
};
use forefend_simulate::WorldFiles;

use crate::error::AssessError;
use crate::material::Material;
use crate::telling::{self, Part};

/// Scores of the sealed forecasts that a world ships; none for a look from the past, which must not show what came after it.
pub(crate) fn scores(
    world: &WorldFiles,
    panel: &Panel,
    is_look_back: bool,
) -> Result<Option<SealedScore>, AssessError> {
    match SealedBook::read(world)?.filter(|_| !is_look_back) {
        Some(book) => Ok(Some(book.scores(panel)?)),
        None => Ok(None),
    }
}

/// The section; none where the world ships no sealed forecast or has no words for it.
pub(crate) fn brief(material: &Material<'_>) -> Option<Sealed> {
    let (sealed, told) = (material.sealed.as_ref()?, material.telling().sealed.as_ref()?);
    let scored = sealed.rows.iter().filter(|row| row.ahead.is_some());
    Some(Sealed {
        plain: plain(material, sealed, told)?,
        basis: sealed.basis.clone(),
        reservation: sealed.reservation.clone(),
        rows: scored.map(|scored| row(material, sealed, scored)).collect(),
        published: sealed
            .published
            .iter()
            .map(|one| SealedPublished {
                outcome: sealed.title(&one.event).to_owned(),
                name: one.name.clone(),
                score: format!("{:.4}", one.brier),
                source: one.source.clone(),
            })
            .collect(),
        labels: labels(material, sealed),
    })
}

fn query(row: &ScoredRow) -> String {
    let Band(from, to) = row.ahead.unwrap_or(Band(0, 0));
    format!("sealed/{}/{from}-{to}", row.event)
}

fn row(material: &Material<'_>, sealed: &SealedScore, row: &ScoredRow) -> SealedRow {
    let query = query(row);
    let quantity =
        |name: &str, value: f64| material.ledger.quantity(&format!("{query}/{name}"), value, Unit::Score);
    let rivals = row
        .against
        .iter()
        .map(|one| BaselineScore { name: one.rival.to_owned(), score: quantity(one.rival, one.brier) });
    let better = row.against.iter().min_by(|a, b| a.brier.total_cmp(&b.brier));
    let difference = better.map_or_else(
        || quantity("difference", f64::NAN),
        |one| {
            let ends = [one.brier_difference.low, one.brier_difference.high];
            let name = format!("{query}/difference");
            material.ledger.interval(&name, one.brier_difference.mean, ends, Unit::Score).signed()
        },
    );
    SealedRow {
        outcome: sealed.title(&row.event).to_owned(),
        horizon: row.horizon(),
        n: row.cells as u64,
        happened: row.happened as u64,
        model: quantity("model", row.brier),
        rivals: rivals.collect(),
        difference,
        verdict: crate::record::verdict_words(row.verdict),
    }
}

/// How many of those named came: no score, no rival.
fn plain(material: &Material<'_>, sealed: &SealedScore, told: &telling::Sealed) -> Option<Sentence> {
    let mut sentences: Vec<Sentence> = Vec::new();
    for event in &told.event {
        let Some(row) = sealed.row(&event.id, None) else { continue };
        let count = |name: &str, value: usize| {
            let query = format!("sealed/{}/{name}", event.id);
            Part::Number(material.ledger.quantity(&query, value as f64, Unit::Count))
        };
        let parts = [
            ("named", count("named", row.hits.named)),
            ("came", count("came", row.hits.came)),
            ("missed", count("missed", row.hits.missed)),
        ];
        sentences.push(event.words.sentence(&material.clock, &parts));
    }
    let all = sentences.into_iter().reduce(|all: Sentence, next| all.followed_by(&next))?;
    Some(all.followed_by(&Sentence::plain(&told.closing)))
}

/// The judgement of page one.
pub(crate) fn judgement(material: &Material<'_>) -> Option<Judgement> {
    let (sealed, told) = (material.sealed.as_ref()?, material.telling().sealed.as_ref()?);
    Some(Judgement {
        topic: Topic::Record,
        headline: told.headline.clone(),
        sentence: plain(material, sealed, told)?,
        label: Label::Observed,
        confidence: Confidence::Moderate,
        confidence_reason: told.reason.clone(),
        link: Some("sealed".to_owned()),
    })
}

/// What may be called a forecast, outcome by outcome, with the years that it means in a run.
fn labels(material: &Material<'_>, sealed: &SealedScore) -> Vec<String> {
    let digest = material.world.digest();
    let model = Model::of_world(&digest);
    let mut sentences = Vec::new();
    for event in &sealed.events {
        for row in sealed.rows.iter().filter(|row| row.event == event.id) {
            let Some(band) = row.ahead else { continue };
            // The months ahead are `forefend watch`'s, whose settings these words cannot know.
            if row.step == Step::Month {
                continue;
            }
            let label = Earned::of(sealed, &event.id, band.1, model).words();
            let (from, to) = (i32::from(material.anchor()) + band.0, i32::from(material.anchor()) + band.1);
            sentences.push(format!("{}, {from} to {to}: {label}.", event.title));
        }
    }
    sentences.push("Everything else in this report, and every later year: projection.".to_owned());
    sentences
}
