//! Key judgements: an event, by when, how likely, and in a sentence of its own how sure we are.

use super::{Block, Part};
use crate::brief::*;
use crate::number::{Quantity, Unit};
use crate::text::upper_first;
use serde::{Deserialize, Serialize};

/// Most key judgements of a report.
pub const MOST_JUDGEMENTS: usize = 7;
/// Judgements of countries that lists of risks give, so that events of the world have their place.
const OF_LISTS: usize = 3;

/// One key judgement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeyJudgement {
    /// The event, without full stop.
    pub event: String,
    /// By when: "by 2030", "in 2027-2029".
    pub horizon: String,
    /// How likely, with a 90 % interval.
    pub chance: Quantity,
    /// What kind of statement it is.
    pub label: Label,
    /// How sure we are.
    pub confidence: Confidence,
    /// Why, one sentence.
    pub confidence_reason: Sentence,
    /// The chance in the earlier run and the difference to it; none without one, or where that did not tell it.
    pub change: Option<(Quantity, Quantity)>,
}

impl KeyJudgement {
    /// The judgement, the confidence and the change: each a sentence of its own.
    pub(super) fn sentences(&self) -> (Sentence, Sentence, Option<Sentence>) {
        let told = Sentence::with(
            format!("{}, {}: {{0:phia}}.", verbatim(&self.event), self.horizon),
            vec![self.chance.clone()],
        );
        let reason = &self.confidence_reason;
        let reason = Sentence { template: upper_first(&reason.template), ..reason.clone() };
        let confidence =
            Sentence::plain(format!("Confidence is {}.", self.confidence.word())).followed_by(&reason);
        let change = self.change.as_ref().map(|(before, moved)| match moved.value {
            0.0 => Sentence::with("Unchanged from {0:bare}.", vec![before.clone()]),
            _ => Sentence::with("It was {0:bare}: {1}.", vec![before.clone(), moved.clone()]),
        });
        (told, confidence, change)
    }
}

/// Standard errors on each side of a 90 % interval.
pub const NINETY: f64 = 1.645;

/// 90 % interval of a share (Wilson 1927): `events` of `cases`, which are taken as independent.
///
/// ```
/// let (low, high) = forefend_report::wilson(50.0, 100.0);
/// assert_eq!(forefend_report::wilson(0.0, 37.0).0, 0.0);
/// assert!((low - 0.4189).abs() < 5e-4 && (high - 0.5811).abs() < 5e-4);
/// ```
pub fn wilson(events: f64, cases: f64) -> (f64, f64) {
    let share = events / cases;
    let centre = (share + NINETY * NINETY / (2.0 * cases)) / (1.0 + NINETY * NINETY / cases);
    let half = NINETY / (1.0 + NINETY * NINETY / cases)
        * (share * (1.0 - share) / cases + NINETY * NINETY / (4.0 * cases * cases)).sqrt();
    // At none and at all of them the ends are exact; rounding would leave 7e-18.
    let low = if events == 0.0 { 0.0 } else { (centre - half).max(0.0) };
    (low, if events == cases { 1.0 } else { (centre + half).min(1.0) })
}

/// The share of so many futures with the interval that their number leaves; any other quantity as it is.
pub(super) fn with_interval(chance: &Quantity) -> Quantity {
    match chance.unit {
        Unit::Draws(draws) if chance.low.is_none() && draws > 0 => {
            let cases = draws as f64;
            let (low, high) = wilson((chance.value * cases).round(), cases);
            chance.clone().between(low, high, 90)
        }
        _ => chance.clone(),
    }
}

/// At most [`MOST_JUDGEMENTS`]: the head of each list of risks, up to three; then events that the world puts on page one, then events that
/// are scored, then the rest. A threat is told once, by the nearest year.
pub fn key_judgements(brief: &Brief, previous: Option<&Brief>) -> Vec<KeyJudgement> {
    let mut told: Vec<KeyJudgement> =
        brief.outlook.lists.iter().filter_map(|list| head(brief, list)).take(OF_LISTS).collect();
    let mut threats: Vec<&str> = Vec::new();
    let wanted: [fn(&EventChance) -> bool; 3] =
        [|chance| chance.first_page.is_some(), |chance| chance.scored, |_| true];
    for is_wanted in wanted {
        for threat in brief.threats.iter() {
            let found = threat.chances.iter().find(|chance| is_wanted(chance));
            let event = found.and_then(|chance| event(threat, chance));
            if let Some(event) = event.filter(|_| !threats.contains(&threat.id.as_str())) {
                threats.push(&threat.id);
                told.push(event);
            }
        }
    }
    told.truncate(MOST_JUDGEMENTS);
    for one in &mut told {
        one.change = previous.and_then(|previous| change(previous, &one.chance));
    }
    told
}

/// The most probable row of a list.
fn head(brief: &Brief, list: &RiskList) -> Option<KeyJudgement> {
    let row = list.rows.first()?;
    let link = format!("list-{}", list.id);
    let own = brief.first_page.judgements.iter().find(|judgement| judgement.link.as_ref() == Some(&link));
    let (confidence, reason) = own.map_or((Confidence::Low, "not tested for this model."), |judgement| {
        (judgement.confidence, judgement.confidence_reason.as_str())
    });
    Some(KeyJudgement {
        event: format!("{}, most likely in {}", list.title, row.name),
        horizon: format!("in {}", list.horizon),
        chance: with_interval(&row.probability),
        label: list.label,
        confidence,
        confidence_reason: Sentence::plain(reason),
        change: None,
    })
}

fn event(threat: &Threat, chance: &EventChance) -> Option<KeyJudgement> {
    let (year, share) = chance.by.first()?;
    let sealed = chance.confidence.unwrap_or(Confidence::Low);
    Some(KeyJudgement {
        event: if chance.title.is_empty() { threat.title.clone() } else { chance.title.clone() },
        horizon: chance.when(*year),
        chance: with_interval(share),
        label: chance.label,
        confidence: sealed,
        confidence_reason: chance.skill.clone(),
        change: None,
    })
}

/// The chance in the earlier run and the difference to it, in percentage points.
fn change(previous: &Brief, now: &Quantity) -> Option<(Quantity, Quantity)> {
    let lists = previous.outlook.lists.iter().flat_map(|list| &list.rows).map(|row| &row.probability);
    let events = previous.threats.iter().flat_map(|threat| &threat.chances);
    let events = events.flat_map(|chance| chance.by.iter().map(|(_, share)| share));
    let before = lists.chain(events).find(|before| before.query() == now.query())?;
    let moved = Quantity::new(now.value - before.value, Unit::Points, now.trace.clone()).signed();
    Some((before.clone(), moved))
}

/// The part of a document.
pub(super) fn part(brief: &Brief, previous: Option<&Brief>) -> Part {
    let mut part = Part::new("judgements", "Key judgements");
    for known in &brief.first_page.known {
        part.text(known.clone());
    }
    let told = key_judgements(brief, previous);
    if told.is_empty() {
        part.note("No judgement was made from this run.");
    } else {
        part.blocks.push(Block::Judgements(told));
    }
    part.note(
        "The range in brackets is what the number of futures leaves open (a 90% interval); it is not how wrong the model \
         may be, which the sentence on confidence is about. Words of chance follow the UK yardstick (PHIA).",
    );
    if let Some(previous) = previous {
        part.note(&format!("Changes are told since run {} of {}.", previous.run.id, previous.run.created));
    }
    part
}
