//! What is not known: an honest report says so on its first page.

use forefend_report::{Confidence, Judgement, Label, Sentence, Topic, verbatim};
use forefend_simulate::spec::Status;

use super::count;
use crate::acting::{Acting, assumed_effects};
use crate::appraisal::lower_first;
use crate::material::Material;
use crate::names::some;

/// Threats without a model that are named.
const NAMES: usize = 4;

pub(super) fn judgements(material: &Material<'_>) -> Vec<Judgement> {
    [gaps(material), assumed(material)].into_iter().flatten().collect()
}

fn judgement(headline: String, sentence: Sentence, link: &str) -> Judgement {
    Judgement {
        topic: Topic::Unknown,
        headline,
        sentence,
        label: Label::Observed,
        confidence: Confidence::High,
        confidence_reason: String::new(),
        link: Some(link.to_owned()),
    }
}

/// Threats without a model.
fn gaps(material: &Material<'_>) -> Option<Judgement> {
    let threats = &material.prepared.model.threats;
    let unmodelled = threats.iter().filter(|threat| threat.status != Status::Modelled);
    let names: Vec<String> = unmodelled.map(|threat| verbatim(&lower_first(&threat.title))).collect();
    let silent = names.len();
    (silent > 0).then(|| {
        let text = format!(
            "{{0}} of {{1}} have none: {}. Silence about them is no reassurance.",
            some(&names, NAMES)
        );
        let quantities = vec![
            count(material, "world/threats/without_model", silent),
            count(material, "world/threats/listed", threats.len()),
        ];
        judgement("Threats without a model".to_owned(), Sentence::with(text, quantities), "threats")
    })
}

/// Effects of measures that nobody has published.
fn assumed(material: &Material<'_>) -> Option<Judgement> {
    let (assumed, all) = assumed_effects(material)?;
    let names: Vec<String> =
        assumed.iter().map(|row| verbatim(&format!("{} ({})", row.measure, row.acts_on))).collect();
    (!names.is_empty()).then(|| {
        let text = format!(
            "{{0}} of {{1}} effects in this run are assumptions: {}. Whatever rests on one is marked {}.",
            some(&names, NAMES),
            verbatim(Acting::of(assumed.clone()).weakest())
        );
        let quantities = vec![
            count(material, "world/effects/assumed", assumed.len()),
            count(material, "world/effects/used", all),
        ];
        judgement("What measures do".to_owned(), Sentence::with(text, quantities), "measures")
    })
}
