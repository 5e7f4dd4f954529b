//! The call to action: what the alternatives would change.

use forefend_report::{Element, ElementSection, Sentence, Standing, Unit, verbatim};
use forefend_strategy::outcome::{Better, OutcomeAt, lower_first};

use super::section;
use crate::Material;
use crate::appraisal::Compared;

/// What each alternative changes in the leading outcome, what it costs, and how sure one can be of the sign.
pub(super) fn call(material: &Material<'_>, compared: &Compared) -> ElementSection {
    let mut section = section(
        Element::CallToAction,
        Standing::Modelled,
        "What the alternatives would change under the leading setting, and how sure one can be of the sign.",
    );
    let outcomes = &material.prepared.outcomes;
    let Some(lead) = outcomes.lead() else { return section };
    for alternative in material.prepared.alternatives() {
        let told = |at: OutcomeAt| compared.quantity(material, &alternative.id, at);
        let (Some(change), Some(leading)) = (told(lead), compared.leading(material, &alternative.id, lead))
        else {
            continue;
        };
        let mut quantities = vec![change];
        quantities.extend(outcomes.cost().and_then(told));
        let places = if quantities.len() > 1 { "{0} and {1}" } else { "{0}" };
        let mut text = format!(
            "{}: {places} against {}",
            verbatim(&alternative.title),
            verbatim(&lower_first(&material.prepared.reference().title))
        );
        let outcome = outcomes.get(lead);
        if let Some([better, _]) = leading.shares(outcome.better) {
            let query = format!("difference/{}/{}/leading/better", alternative.id, outcome.id);
            let word = if outcome.better == Better::More { "more" } else { &outcome.fewer };
            text.push_str(&format!(
                "; {word} {} in {{{}:bare}} of futures",
                verbatim(&outcome.noun),
                quantities.len()
            ));
            quantities.push(material.ledger.quantity(&query, better, Unit::Draws(material.draws)));
        }
        section.sentences.push(Sentence::with(format!("{text}."), quantities));
    }
    section
}
