//! How good earlier warnings were, in plain hit rates.

use forefend_report::{Confidence, Judgement, Label, Quantity, Sentence, Topic, Unit};
use forefend_track::Coverage;

use super::join;
use crate::Material;
use crate::past::{Hits, PastLists};

pub(super) fn judgements(material: &Material<'_>) -> Vec<Judgement> {
    if material.record.is_none() {
        let text = "This run was made without looking back: nothing is known of how good its warnings are.";
        return vec![judgement("Not tested", Sentence::plain(text), Confidence::Low)];
    }
    let lists = [
        ("onset", "new conflict", "saw it"),
        ("escalation", "escalation to war", "were at war in some year"),
        ("ongoing", "conflict that goes on", "were still in conflict"),
    ];
    let mut found: Vec<Judgement> = Vec::new();
    for words in lists {
        let first = found.is_empty();
        found.extend(named(material, words, first));
    }
    found.extend(ranges(material));
    found
}

fn judgement(headline: &str, sentence: Sentence, confidence: Confidence) -> Judgement {
    Judgement {
        topic: Topic::Record,
        headline: headline.to_owned(),
        sentence,
        label: Label::Observed,
        confidence,
        confidence_reason: String::new(),
        link: Some("record".to_owned()),
    }
}

/// "Of ten states named for new conflict, five saw it."
fn named(material: &Material<'_>, (id, event, saw): (&str, &str, &str), first: bool) -> Option<Judgement> {
    let past = PastLists::of(material, id)?;
    let (hits, (from, to)) = (past.hits(), past.origins());
    let Hits { lists, named, came, by_chance, all } = hits;
    let count = |name: &str, value: f64| past.count(material, name, value);
    let looks = match (first, lists) {
        (false, _) => String::new(),
        (true, 1) => format!("Run on what was known at the end of {from}, it would have made such a list. "),
        (true, _) => format!(
            "Run on what was known at the end of {lists} past years, {from} to {to}, it would have made such lists. "
        ),
    };
    let text = format!(
        "{looks}Of {{0}} states named {{1}} {saw} {}; by chance {{2}} would have. It came in {{3}} states not named.",
        past.years(),
    );
    let quantities = vec![
        count("named", named as f64),
        count("came", came as f64),
        count("by_chance", by_chance),
        count("not_named", (all - came) as f64),
    ];
    let headline = format!("Of ten names for {event}, {} came true", words(hits.of_ten()));
    Some(judgement(&headline, Sentence::with(text, quantities), Confidence::Moderate))
}

fn words(number: usize) -> String {
    let words = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "all ten"];
    words.get(number).map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

/// How often what came lay inside the ranges that should hold nine times in ten.
fn ranges(material: &Material<'_>) -> Option<Judgement> {
    let record = material.record?;
    let share = record
        .world_share()
        .map(|share| ("world_share", "the share of states in conflict", &share.model_coverage));
    let deaths = record.world_amount("world_deaths");
    let deaths = deaths.map(|deaths| ("world_deaths", "the world's battle deaths", &deaths.model_coverage));
    let found: Vec<(&str, &str, &Coverage)> = [share, deaths].into_iter().flatten().collect();
    if found.is_empty() {
        return None;
    }
    let parts: Vec<String> = found
        .iter()
        .enumerate()
        .map(|(at, (_, what, _))| format!("{{{at}:bare}} of the time for {what}"))
        .collect();
    let quantities: Vec<Quantity> = found
        .iter()
        .map(|(id, _, held)| {
            material.ledger.quantity(&format!("track/{id}/coverage_90"), held.band_90, Unit::Share)
        })
        .collect();
    let narrow: Vec<String> = found
        .iter()
        .filter(|(_, _, held)| held.band_90 < NARROW)
        .map(|(_, what, _)| (*what).to_owned())
        .collect();
    let (headline, warning) = match narrow.is_empty() {
        true => ("Its ranges held", String::new()),
        false => (
            "Some of its ranges were too narrow",
            format!(" Read the ranges for {} as too narrow.", join(&narrow)),
        ),
    };
    let text = format!("Ranges meant to hold nine times in ten held {}.{warning}", join(&parts));
    Some(judgement(headline, Sentence::with(text, quantities), Confidence::Moderate))
}

/// A range that should hold nine times in ten and held less often than this is called too narrow.
const NARROW: f64 = 0.85;
