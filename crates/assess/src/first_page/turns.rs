//! Under which assumptions the answer on an alternative turns, and who would decide otherwise.

use forefend_report::{Confidence, Judgement, Label, Sentence, Topic};
use forefend_strategy::portfolio::Portfolio;

use super::alternatives::toll;
use crate::appraisal::Compared;
use crate::material::Material;
use crate::names::join;

/// What each of the alternatives `told` does to the leading outcome under every setting, in words, where that differs from the
/// leading setting; then what the commissioners say. None where there is one setting and nobody judges.
pub(super) fn judgement(
    material: &Material<'_>,
    compared: &Compared,
    told: &[&Portfolio],
) -> Option<Judgement> {
    let (settings, lead) = (&material.prepared.appraisal.setting, material.prepared.outcomes.lead()?);
    let outcome = material.outcome(lead);
    let under = |alternative: &Portfolio| -> Option<(String, Vec<(String, &str)>)> {
        let words = settings.iter().filter_map(|setting| {
            let key = (alternative.id.clone(), lead, setting.id.clone());
            Some((toll(*compared.differences.get(&key)?, outcome), setting.title.as_str()))
        });
        let mut words = words.collect::<Vec<_>>().into_iter();
        let (first, _) = words.next()?;
        Some((first.clone(), words.filter(|(other, _)| *other != first).collect()))
    };
    let (mut holds, mut turns): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for alternative in told {
        let Some((first, others)) = under(alternative) else { continue };
        if others.is_empty() {
            holds.push(format!("{} ({first})", alternative.title));
            continue;
        }
        let others = others.iter().map(|(words, setting)| format!("{words} under \u{201c}{setting}\u{201d}"));
        turns.push(format!("{}: {}", alternative.title, join(&others.collect::<Vec<_>>())));
    }
    let mut text = Vec::new();
    if settings.len() > 1 && !turns.is_empty() {
        text.push(format!("{}.", turns.join("; ")));
    }
    if settings.len() > 1 && !holds.is_empty() {
        text.push(format!("The same under every setting: {}.", join(&holds)));
    }
    // The first of the council's sentences says whom most put first, the next ones who dissents.
    let council = &compared.brief.decision.council;
    let spoken = if council.len() > 1 { council.first() } else { None };
    let sentence = match (text.is_empty(), spoken) {
        (true, None) => return None,
        (true, Some(spoken)) => spoken.clone(),
        (false, None) => Sentence::plain(text.join(" ")),
        (false, Some(spoken)) => Sentence::plain(text.join(" ")).followed_by(spoken),
    };
    Some(Judgement {
        topic: Topic::Alternatives,
        headline: match (turns.is_empty(), text.is_empty()) {
            (_, true) => "Who would decide what".to_owned(),
            (true, _) => "Whatever is assumed of effects, the answer stays".to_owned(),
            (false, _) => "Where the answer turns".to_owned(),
        },
        sentence,
        label: Label::Scenario,
        confidence: Confidence::Low,
        confidence_reason: "no setting has a probability that anybody agrees on.".to_owned(),
        link: Some("measures".to_owned()),
    })
}
