//! How good earlier warnings were, in plain hit rates.

use forefend_report::{Confidence, Judgement, Label, Quantity, Sentence, Topic, verbatim};

use crate::material::Material;
use crate::names::join;
use crate::past::{Hits, PastLists};
use crate::record::{NARROW, held};
use crate::telling::{Came, List, Range};

pub(super) fn judgements(material: &Material<'_>) -> Vec<Judgement> {
    if material.record.is_none() {
        let text = "This run was made without looking back: nothing is known of how good its warnings are.";
        return vec![judgement("Not tested", Sentence::plain(text), Confidence::Low)];
    }
    let mut found: Vec<Judgement> = Vec::new();
    for list in &material.telling().list {
        let first = found.is_empty();
        found.extend(list.hits.as_ref().and_then(|told| named(material, list, told, first)));
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
fn named(material: &Material<'_>, list: &List, told: &Came, first: bool) -> Option<Judgement> {
    let past = PastLists::of(material, list)?;
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
        "{looks}Of {{0}} states named {{1}} {} {}; by chance {{2}} would have. It came in {{3}} states not named.",
        verbatim(&told.came),
        past.years(),
    );
    let quantities = vec![
        count("named", named as f64),
        count("came", came as f64),
        count("by_chance", by_chance),
        count("not_named", (all - came) as f64),
    ];
    let headline = format!("Of ten names for {}, {} came true", told.event, words(hits.of_ten()));
    Some(judgement(&headline, Sentence::with(text, quantities), Confidence::Moderate))
}

fn words(number: usize) -> String {
    let words = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "all ten"];
    words.get(number).map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

/// How often what came lay inside the ranges that should hold nine times in ten.
fn ranges(material: &Material<'_>) -> Option<Judgement> {
    let scored = |range| Some((range, held(material, range)?));
    let found: Vec<(&Range, Quantity)> = material.telling().range.iter().filter_map(scored).collect();
    if found.is_empty() {
        return None;
    }
    let part = |(at, (range, _)): (usize, &(&Range, Quantity))| {
        format!("{{{at}:bare}} of the time for {}", verbatim(&range.name))
    };
    let parts: Vec<String> = found.iter().enumerate().map(part).collect();
    let narrow = found.iter().filter(|(_, held)| held.value < NARROW);
    let narrow: Vec<String> = narrow.map(|(range, _)| verbatim(&range.name)).collect();
    let (headline, warning) = match narrow.is_empty() {
        true => ("Its ranges held", String::new()),
        false => (
            "Some of its ranges were too narrow",
            format!(" Read the ranges for {} as too narrow.", join(&narrow)),
        ),
    };
    let text = format!("Ranges meant to hold nine times in ten held {}.{warning}", join(&parts));
    let quantities = found.into_iter().map(|(_, held)| held).collect();
    Some(judgement(headline, Sentence::with(text, quantities), Confidence::Moderate))
}
