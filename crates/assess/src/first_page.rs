//! The first page: where things stand, what changed, what may come, how good earlier warnings were, what the alternatives
//! would buy, and what is not known. Every sentence is made from numbers of the run, of the data that it read, and of the
//! evidence that acts in it, in the words of the world's files; none needs a word of statistics.

mod ahead;
mod alternatives;
mod events;
mod standing;
mod turns;
mod unknown;
mod warnings;

use forefend_report::{FirstPage, Judgement, Outlook, Quantity, Sentence, Threat, Unit, Worst};

use crate::appraisal::Compared;
use crate::counts::Counts;
use crate::error::AssessError;
use crate::fans::Fans;
use crate::material::Material;
use crate::names::upper_first;
use standing::Observed;

pub(crate) fn first_page(
    material: &Material<'_>,
    fans: &Fans,
    (outlook, counts): (&Outlook, &Counts),
    compared: &Compared,
    threats: &[Threat],
) -> Result<FirstPage, AssessError> {
    let mut judgements = all_but_alternatives(material, fans, outlook)?;
    judgements.extend(events::judgement(threats));
    judgements.extend(alternatives::judgements(material, compared));
    // Topics are printed in their own order; within one, judgements stand as they were made.
    judgements.sort_by_key(|judgement| judgement.topic);
    let country = material.telling().country.as_ref();
    let told = country.and_then(|country| country.standing.as_ref());
    Ok(FirstPage {
        known: known(material),
        standing: told.map(|told| told.title.text(&material.clock)),
        worst: worst(material, counts),
        judgements,
    })
}

/// The table of the worst.
pub(crate) fn worst(material: &Material<'_>, counts: &Counts) -> Option<Worst> {
    standing::table(material, &Observed::read(material)?, counts)
}

/// Every judgement but what the alternatives would buy.
pub(crate) fn all_but_alternatives(
    material: &Material<'_>,
    fans: &Fans,
    outlook: &Outlook,
) -> Result<Vec<Judgement>, AssessError> {
    let mut judgements = Vec::new();
    if let Some(observed) = Observed::read(material) {
        judgements.extend(standing::judgements(material, &observed));
    }
    judgements.extend(ahead::judgements(material, fans, outlook)?);
    // What was held out and opened once says more than what is looked back on.
    judgements.extend(crate::sealed::judgement(material));
    judgements.extend(warnings::judgements(material));
    judgements.extend(unknown::judgements(material));
    Ok(judgements)
}

/// To when outcomes are known, and what the years after that are.
pub(crate) fn known(material: &Material<'_>) -> Vec<Sentence> {
    let (anchor, present, last) = (material.anchor(), material.present, material.plan().horizon.0);
    let month = material.as_of.month();
    let since = 12 * i32::from(month.year().0 - anchor) + i32::from(month.of_year()) - 12;
    let told = material.telling().known.as_ref().map(|known| known.text(&material.clock));
    let mut sentences = vec![Sentence::plain(
        told.unwrap_or_else(|| format!("What is known of outcomes ends in December {anchor}.")),
    )];
    if since > 0 {
        let months = if since == 1 { "month".to_owned() } else { format!("{since} months") };
        sentences
            .push(Sentence::plain(format!("What has happened in the {months} since is not in this report.")));
    }
    let simulated = match present - anchor {
        ..=0 => String::new(),
        1 => format!("{present} is simulated; "),
        _ => format!("{} to {present} are simulated; ", anchor + 1),
    };
    sentences.push(Sentence::plain(upper_first(&format!(
        "{simulated}{} to {last} is a projection: what comes if policy stays as it is.",
        present + 1
    ))));
    sentences
}

/// A whole number in full.
fn count(material: &Material<'_>, query: &str, value: usize) -> Quantity {
    material.ledger.quantity(query, value as f64, Unit::Count)
}
