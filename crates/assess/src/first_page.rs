//! The first page: where the wars are, what changed, what may come, how good earlier warnings were, what the alternatives
//! would buy, and what is not known. Every sentence is made from numbers of the run, of the data that it read, and of the
//! evidence that acts in it; none needs a word of statistics.

mod ahead;
mod alternatives;
mod unknown;
mod warnings;
mod wars;

use forefend_report::{FirstPage, Outlook, Sentence, Unit};

use crate::Material;
use crate::appraisal::Compared;
use crate::countries::Statistics;
use crate::error::AssessError;
use crate::fans::Fans;

pub(crate) fn first_page(
    material: &Material<'_>,
    fans: &Fans,
    (outlook, statistics): (&Outlook, &Statistics),
    compared: &Compared,
) -> Result<FirstPage, AssessError> {
    let standing = wars::Standing::read(material);
    let mut judgements = Vec::new();
    judgements.extend(standing.as_ref().map(|standing| wars::common(material, standing)));
    judgements.extend(standing.as_ref().and_then(|standing| wars::change(material, standing)));
    judgements.extend(ahead::judgements(material, fans, outlook)?);
    // What was held out and opened once says more than what is looked back on.
    judgements.extend(crate::sealed::judgement(material));
    judgements.extend(warnings::judgements(material));
    for alternative in material.prepared.alternatives() {
        judgements.extend(alternatives::judgement(material, compared, alternative));
    }
    judgements.extend(unknown::judgements(material));
    Ok(FirstPage {
        known: known(material),
        wars: standing.map(|standing| wars::table(material, &standing, statistics)),
        judgements,
    })
}

/// To when outcomes are known, and what the years after that are.
fn known(material: &Material<'_>) -> Vec<Sentence> {
    let (anchor, present, last) = (material.anchor(), material.present, material.plan().horizon.0);
    let month = material.as_of.month();
    let since = 12 * i32::from(month.year().0 - anchor) + i32::from(month.of_year()) - 12;
    let mut sentences =
        vec![Sentence::plain(format!("What is known of armed conflict ends in December {anchor}."))];
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

pub(crate) use crate::evidence::upper_first;

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn join(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The first names, and how many there are beside them.
pub(crate) fn some(names: &[String], most: usize) -> String {
    if names.len() <= most {
        return join(names);
    }
    let mut shown = names[..most].to_vec();
    shown.push(format!("{} more", names.len() - most));
    join(&shown)
}

/// A whole number in full.
pub(crate) fn count(material: &Material<'_>, query: &str, value: usize) -> forefend_report::Quantity {
    material.ledger.quantity(query, value as f64, Unit::Count)
}

#[cfg(test)]
mod tests {
    use super::{join, some};

    #[test]
    fn names_are_joined_and_the_rest_is_counted() {
        let names: Vec<String> = ["A", "B", "C", "D"].map(str::to_owned).to_vec();
        assert_eq!(join(&names[..0]), "");
        assert_eq!(join(&names[..1]), "A");
        assert_eq!(some(&names, 4), "A, B, C and D");
        assert_eq!(some(&names, 2), "A, B and 2 more");
    }
}
