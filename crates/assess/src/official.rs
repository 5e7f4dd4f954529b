//! The probabilities of a report in official words, and INFORM classes: a table beside the report (docs/appraisal.md).
//!
//! Words say how likely; how sure we are stands in a column of its own, as the standards ask. The matrix of the National Risk
//! Register is a file of its own, of a run with a home: it scores deaths and likelihood for one state.

use forefend_report::{Brief, Quantity, Unit, icd203, phia};
use forefend_threats::inform::Class;

use crate::Material;
use crate::error::AssessError;
use crate::home::register;
use crate::ledger::cell;

/// The file of a run.
pub(crate) const FILE: &str = "official.csv";
/// The INFORM Risk index, where a world's panel has it.
const INFORM: &str = "inform_risk";

/// Every probability of the key judgements and threats with the words of PHIA and ICD 203, then the INFORM class of each country in
/// the last year known.
///
/// # Errors
/// What the panel cannot give.
pub(crate) fn csv(material: &Material<'_>, brief: &Brief) -> Result<String, AssessError> {
    let mut text = String::from("scale,subject,by,value,phia,icd203,class,confidence,query\n");
    for judgement in &brief.first_page.judgements {
        let confidence =
            format!("Confidence is {}: {}", judgement.confidence.word(), judgement.confidence_reason);
        for quantity in judgement.sentence.quantities.iter().filter(|quantity| is_chance(quantity)) {
            text.push_str(&chance(&judgement.headline, "", quantity, &confidence));
        }
    }
    for (threat, event) in brief.threats.iter().flat_map(|t| t.chances.iter().map(move |event| (t, event))) {
        let subject = format!("{}: {}", threat.title, event.title);
        let known = event.skill.text()?;
        for (year, quantity) in &event.by {
            text.push_str(&chance(&subject, &year.to_string(), quantity, &known));
        }
    }
    text.push_str(&classes(material)?);
    let register = if brief.home.is_some() { register::FILE } else { register::NEEDS_HOME };
    Ok(text + &format!("National Risk Register,,,,,,,{},\n", cell(register)))
}

fn is_chance(quantity: &Quantity) -> bool {
    matches!(quantity.unit, Unit::Probability | Unit::Draws(_))
}

fn chance(subject: &str, by: &str, quantity: &Quantity, confidence: &str) -> String {
    let words = phia(quantity.value).words();
    format!(
        "probability,{},{by},{},{words},{},,{},{}\n",
        cell(subject),
        quantity.value,
        icd203(quantity.value).join(" or "),
        cell(confidence),
        cell(&quantity.trace)
    )
}

/// Nothing where the panel has no such index.
fn classes(material: &Material<'_>) -> Result<String, AssessError> {
    let mut text = String::new();
    if material.panel.indicator(INFORM).is_err() {
        return Ok(text);
    }
    let Some(last) = material.as_of.last_year(INFORM)? else { return Ok(text) };
    let roster = material.panel.roster();
    for unit in &material.plan().units {
        let Some(risk) = material.as_of.observed(INFORM, *unit, last)? else { continue };
        let (country, class) = (roster.key(*unit), Class::of(risk).word());
        text.push_str(&format!("INFORM Risk,{},{last},{risk},,,{class},,\n", cell(&country)));
    }
    Ok(text)
}
