//! What measures change, under the element of the mission that they belong to.

use forefend_report::{Element, ElementSection, Label, Sentence, Standing};
use forefend_strategy::evidence::Evidence;
use forefend_strategy::measure::Measure;
use forefend_strategy::outcome::{OutcomeAt, lower_first};

use super::{absent, fact, section};
use crate::Material;
use crate::acting::{Acting, Reach};
use crate::appraisal::Compared;

/// The measures that name this element, in every alternative that deploys them otherwise than the reference; `without` is
/// said where none does.
pub(super) fn measure_section(
    material: &Material<'_>,
    compared: &Compared,
    element: Element,
    without: &str,
) -> ElementSection {
    let prepared = material.prepared;
    let own = |measure: &&Measure| measure.element.eq_ignore_ascii_case(element.title());
    let measures: Vec<&Measure> = prepared.measures.measures.iter().filter(own).collect();
    let (Some(first), Some(leading)) = (measures.first(), prepared.appraisal.setting.first()) else {
        return absent(element, without);
    };
    let mut section =
        section(element, Standing::Modelled, &format!("{}. {}", first.title, grounds(material, &measures)));
    for alternative in prepared.alternatives() {
        let differs = |m: &&Measure| alternative.deploys_otherwise(prepared.reference(), &m.id);
        if !measures.iter().any(differs) {
            continue;
        }
        let others: Vec<String> = prepared
            .measures
            .measures
            .iter()
            .filter(|measure| !own(measure) && differs(measure))
            .map(|measure| lower_first(&measure.title))
            .collect();
        let whole = if others.is_empty() {
            String::new()
        } else {
            format!(" The figures are of the whole portfolio, {} included.", others.join(", "))
        };
        let text = format!("{}: {}{whole}", alternative.title, alternative.summary);
        section.sentences.push(Sentence::plain(text));
        for outcome in reached(material, &measures) {
            // Where the leading setting has no effect on an outcome, the first one that has assumptions on.
            let assumed = prepared.appraisal.setting.iter().find(|setting| setting.assumptions);
            let untouched = compared
                .leading(material, &alternative.id, outcome)
                .is_none_or(|difference| difference.is_nothing());
            let (setting, label) = match assumed.filter(|_| untouched) {
                Some(setting) => (setting, Label::Assumption),
                None => (leading, Label::Scenario),
            };
            if let Some(quantity) = compared.quantity_under(material, &alternative.id, outcome, &setting.id) {
                let name =
                    format!("{}: {}", alternative.title, material.outcome(outcome).title.to_lowercase());
                section.facts.push(fact(name, quantity, label));
            }
        }
    }
    section
}

/// Outcomes that sentences speak of and an effect of these measures reaches.
fn reached(material: &Material<'_>, measures: &[&Measure]) -> Vec<OutcomeAt> {
    let outcomes = &material.prepared.outcomes;
    let reaches = |at: &OutcomeAt| {
        let reach = Reach::of(&material.prepared.model, outcomes.get(*at));
        measures.iter().any(|measure| !reach.rows(&material.prepared.measures, measure).is_empty())
    };
    [outcomes.through(), outcomes.lead()].into_iter().flatten().filter(reaches).collect()
}

/// What the effects of these measures rest on: each row of evidence in use, by what it acts on.
fn grounds(material: &Material<'_>, measures: &[&Measure]) -> String {
    let effects = measures.iter().flat_map(|measure| &measure.effect);
    let names = effects.map(|effect| effect.evidence.as_ref().as_str());
    let mut rows: Vec<_> = names.filter_map(|name| material.prepared.measures.row(name, "").ok()).collect();
    rows.dedup_by(|a, b| a.id == b.id);
    let words = |row: &&Evidence| format!("on {}, {}", row.acts_on, Acting::of(vec![row]).words());
    let words: Vec<String> = rows.iter().map(words).collect();
    match words.is_empty() {
        true => "It has no effect in the model.".to_owned(),
        false => format!("Its effects rest: {}.", words.join("; ")),
    }
}
