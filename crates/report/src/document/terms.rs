//! The glossary: what the words of a report mean, in plain sentences.

use super::{Block, Part, Table};
use crate::brief::Sentence;

/// Terms with their meaning. Of two that begin alike the longer stands first, so that it is found first.
pub(super) const TERMS: [(&str, &str); 16] = [
    ("nowcast", "An estimate for a time that has passed and whose data are not yet out."),
    ("projection", "What the model gives for years ahead. It has not earned the word forecast."),
    ("scenario", "What the model gives if a policy were followed."),
    ("confidence", "How good the grounds are. It is told apart from how likely something is."),
    ("portfolio", "A set of measures with where, when and how much."),
    ("reference", "The portfolio that all others are compared with: policy as it is today."),
    (
        "setting",
        "One answer to questions that no data settle, such as how much of a published effect is real.",
    ),
    ("regret", "What is lost by a choice against the best choice, once it is known how things are."),
    ("median", "The middle: half of the futures lie above it."),
    (
        "Brier score",
        "The mean squared distance between a stated chance and what came (0 or 1). Lower is better.",
    ),
    ("skill", "Better than the best simple rule on the same past cases, beyond chance."),
    (
        "grade",
        "Reliability of a source (A to F) and credibility of what it says (1 to 6). F6: neither can be judged.",
    ),
    ("trigger", "What would have to be seen before something is begun, changed or ended."),
    ("draw", "One simulated future."),
    (
        "log points",
        "Growth on the logarithmic scale, on which rises and falls add up: 0.02 is a rise of about 2%, −0.1 a fall of about 10%.",
    ),
    (
        "log odds",
        "A share on the scale of odds (10% is 1 to 9), and of it the logarithm, so that it stays between 0 and 100%: 0.1 more lifts 10% to about 11%, and 50% to 52.5%.",
    ),
];

/// The anchor of a term.
pub(super) fn anchor(term: &str) -> String {
    format!("term-{}", term.to_lowercase().replace(' ', "-"))
}

/// The part of a document.
pub(super) fn glossary() -> Part {
    let mut part = Part::new("glossary", "Glossary");
    let row = |(term, meaning): (&str, &str)| vec![Sentence::plain(term), Sentence::plain(meaning)];
    part.blocks.push(Block::Table(Table {
        caption: "Terms".to_owned(),
        head: ["Term", "Meaning"].map(str::to_owned).to_vec(),
        rows: TERMS.into_iter().map(row).collect(),
    }));
    part
}
