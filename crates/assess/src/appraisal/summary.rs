//! Sentences that open the chapter on measures.

use forefend_report::{Quantity, Sentence, verbatim};
use forefend_strategy::evidence::Evidence;
use forefend_strategy::outcome::lower_first;
use forefend_strategy::portfolio::Portfolio;

use super::Compared;
use crate::Material;
use crate::acting::{Acting, Reach};
use crate::evidence::published;

/// What "at equal cost" promises, beside costs that are not equal.
const AT_COST: &str = "At equal cost is a plan, at the central cost of each measure and for no more than the reference costs. What is \
    spent is drawn, and costs are skewed: its mean can lie above the plan, and money that finds no use in a future is not spent.";
/// Costs that are told one by one.
const TOLD: usize = 4;

/// What each alternative changes in the leading outcome and what it costs; what costs rest on; what may be counted twice.
pub(super) fn summary(material: &Material<'_>, compared: &Compared) -> Vec<Sentence> {
    let outcomes = &material.prepared.outcomes;
    let sentence = |alternative: &Portfolio| {
        let told = [outcomes.lead(), outcomes.cost()].into_iter().flatten();
        let told: Option<Vec<Quantity>> =
            told.map(|at| compared.quantity(material, &alternative.id, at)).collect();
        let told = told.filter(|told| !told.is_empty())?;
        let places = if told.len() > 1 { "{0} and {1}" } else { "{0}" };
        Some(Sentence::with(format!("{}: {places}.", verbatim(&alternative.title)), told))
    };
    let told: Vec<Sentence> = material.prepared.alternatives().iter().filter_map(sentence).collect();
    let mut sentences = Vec::new();
    if !told.is_empty() {
        // What holds of all of them is said once.
        sentences.push(Sentence::plain(format!(
            "Against {} over the appraised years, median and 90% interval of paired differences; {}:",
            lower_first(&material.prepared.reference().title),
            lower_first(&material.prepared.appraisal.setting[0].title)
        )));
    }
    sentences.extend(told);
    sentences.extend(outcomes.cost().and_then(|_| costs(material)));
    if material.prepared.alternatives().iter().any(Portfolio::is_at_equal_cost) {
        sentences.push(Sentence::plain(AT_COST));
    }
    sentences.extend(overlap(material));
    sentences
}

/// What the costs rest on, beside them.
fn costs(material: &Material<'_>) -> Option<Sentence> {
    let measures = &material.prepared.measures;
    let rows = measures.measures.iter().filter_map(|m| measures.row(m.cost.evidence.as_ref(), "").ok());
    let rows: Vec<&Evidence> = rows.collect();
    if rows.len() > TOLD {
        return Some(Sentence::plain(format!(
            "Costs of {} measures rest on {}; each is told below, under what the measures rest on. They are not discounted.",
            rows.len(),
            Acting::of(rows).words()
        )));
    }
    let words = |row: &Evidence| {
        let value = row
            .value
            .map_or_else(String::new, |value| format!(" {} {}", published(value, &row.unit), row.unit));
        let source = if row.is_assumption() { "an assumption".to_owned() } else { row.source.clone() };
        format!("{},{value} ({source}, {})", row.quantity, row.grade.text())
    };
    let words: Vec<String> = rows.into_iter().map(words).collect();
    let text = format!("Costs rest on: {}. They are not discounted.", words.join("; "));
    (!words.is_empty()).then(|| Sentence::plain(text))
}

/// Where a measure moves the leading outcome both through another and by an effect of its own, part may be counted twice.
fn overlap(material: &Material<'_>) -> Option<Sentence> {
    let prepared = material.prepared;
    let (through, lead) = (prepared.outcomes.through()?, prepared.outcomes.lead()?);
    let [through, lead] = [through, lead].map(|at| prepared.outcomes.get(at));
    let (by_way, own) = (Reach::of(&prepared.model, through), Reach::of(&prepared.model, lead));
    let doubled = prepared.measures.measures.iter().filter(|measure| {
        let through = by_way.rows(&prepared.measures, measure);
        let own = own.rows(&prepared.measures, measure);
        !through.is_empty() && own.iter().any(|row| through.iter().all(|other| other.id != row.id))
    });
    let titles: Vec<String> = doubled.map(|measure| lower_first(&measure.title)).collect();
    // "deaths" takes an article here; "the level of conflict" has one.
    let article = if lead.noun.starts_with("the ") { "" } else { "the " };
    let text = format!(
        "Of {}, one effect acts on {} and another on {}: where both are on, part of {article}{} may be counted twice.",
        titles.join(" and of "),
        through.noun,
        lead.noun,
        lead.noun
    );
    (!titles.is_empty()).then(|| Sentence::plain(text))
}
