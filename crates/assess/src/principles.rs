//! The verdicts of the principles, as the report prints them.

use forefend_report::{Principle, PrincipleValue, PrincipleVerdict};
use forefend_runs::parts::mean;
use forefend_strategy::appraise::Difference;
use forefend_strategy::principle::{Verdict, verdict};

use crate::Material;
use crate::appraisal::{Compared, unit};

/// Every principle with each portfolio's value and verdict.
pub(crate) fn principles(material: &Material<'_>, compared: &Compared) -> Vec<Principle> {
    let prepared = material.prepared;
    let one = |principle: &forefend_strategy::principle::Principle| {
        let at = principle.outcome;
        let outcome = material.outcome(at);
        let total = mean(&compared.reference[&at]);
        let query = format!("reference/total/{}/mean", outcome.id);
        let mut values = vec![PrincipleValue {
            portfolio: prepared.reference().id.clone(),
            value: Some(material.ledger.quantity(&query, total, unit(outcome))),
            verdict: PrincipleVerdict::NotApplicable,
            reason: "the reference: total over the appraised years".to_owned(),
        }];
        for alternative in prepared.alternatives() {
            let settings = prepared.appraisal.setting.iter();
            let differences: Vec<Difference> = settings
                .filter_map(|s| compared.differences.get(&(alternative.id.clone(), at, s.id.clone())))
                .copied()
                .collect();
            values.push(PrincipleValue {
                portfolio: alternative.id.clone(),
                value: compared.quantity(material, &alternative.id, at),
                verdict: match verdict(principle, &differences) {
                    Verdict::Honoured => PrincipleVerdict::Meets,
                    Verdict::Offended => PrincipleVerdict::Fails,
                    Verdict::CannotTell => PrincipleVerdict::Unclear,
                },
                reason: reason(&differences, principle.every_setting),
            });
        }
        Principle {
            id: principle.id.clone(),
            name: principle.title.clone(),
            question: principle.question.clone(),
            measure: format!("{}, difference from the reference, median and 90% interval", outcome.title),
            values,
        }
    };
    prepared.principles.iter().map(one).collect()
}

/// Positions of the principles that an alternative offends.
pub(crate) fn broken(material: &Material<'_>, compared: &Compared, alternative: &str) -> Vec<usize> {
    let prepared = material.prepared;
    let offends = |principle: &forefend_strategy::principle::Principle| {
        let of = |s: &forefend_strategy::measure::Setting| {
            compared.differences.get(&(alternative.to_owned(), principle.outcome, s.id.clone())).copied()
        };
        let differences: Vec<Difference> = prepared.appraisal.setting.iter().filter_map(of).collect();
        verdict(principle, &differences) == Verdict::Offended
    };
    let positions = prepared.principles.iter().enumerate().filter(|(_, principle)| offends(principle));
    positions.map(|(at, _)| at).collect()
}

/// Shares of futures by setting, in words; no number where no active effect reaches the outcome.
fn reason(differences: &[Difference], every: bool) -> String {
    let asked = if every { differences } else { &differences[..differences.len().min(1)] };
    let words = |d: &Difference| {
        if d.is_nothing() {
            return "nothing changes in this setting".to_owned();
        }
        format!("less in {:.0}% of futures, more in {:.0}%", 100.0 * d.share_less, 100.0 * d.share_more)
    };
    let each: Vec<String> = asked.iter().map(words).collect();
    if each.len() > 1 { format!("by setting, in order: {}", each.join("; ")) } else { each.concat() }
}
