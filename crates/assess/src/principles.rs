//! The verdicts of the principles, as the report prints them.

mod constraint;

use forefend_report::{Principle, PrincipleValue, PrincipleVerdict};
use forefend_runs::parts::mean;
use forefend_runs::{Parts, RunWriter};
use forefend_strategy::appraise::Difference;
use forefend_strategy::outcome::{Better, OutcomeAt};
use forefend_strategy::principle::{Asks, Judged, Verdict, verdict};

use self::constraint::Rules;
use crate::Material;
use crate::appraisal::{Compared, unit};
use crate::error::AssessError;

/// Judges what was compared, and what follows for a decision.
///
/// # Errors
/// When a part of the run is missing or damaged.
pub(crate) fn judge(
    material: &Material<'_>,
    compared: &mut Compared,
    reference: &Parts,
    writer: &RunWriter,
) -> Result<(), AssessError> {
    let judged = principles(material, compared, reference, writer)?;
    compared.decide(material, judged);
    Ok(())
}

/// Every principle with each portfolio's value and verdict.
///
/// # Errors
/// When a part of the run is missing or damaged.
fn principles(
    material: &Material<'_>,
    compared: &Compared,
    reference: &Parts,
    writer: &RunWriter,
) -> Result<Vec<Principle>, AssessError> {
    let rules = Rules::new(material, compared, reference, writer)?;
    let constraints = material.prepared.principles.iter().filter_map(|one| match &one.asks {
        Asks::Constraint(asked) => Some(asked),
        Asks::Objective { .. } => None,
    });
    let mut of_constraints = rules.values(&constraints.collect::<Vec<_>>())?.into_iter();
    let mut told = Vec::new();
    for one in &material.prepared.principles {
        let (measure, values) = match &one.asks {
            Asks::Objective { outcome, better, every_setting } => {
                let title = &material.outcome(*outcome).title;
                let measure = format!("{title}, difference from the reference, median and 90% interval");
                (measure, objective(material, compared, (*outcome, *better, *every_setting)))
            }
            Asks::Constraint(asked) => {
                (constraint::words(material, asked), of_constraints.next().unwrap_or_default())
            }
        };
        let (id, name, sentence) = (one.id.clone(), one.title.clone(), one.sentence.clone());
        told.push(Principle { id, name, sentence, measure, values });
    }
    Ok(told)
}

/// Each portfolio under an objective: the reference's total, and differences from it.
fn objective(
    material: &Material<'_>,
    compared: &Compared,
    (at, better, every_setting): (OutcomeAt, Better, bool),
) -> Vec<PrincipleValue> {
    let (prepared, outcome) = (material.prepared, material.outcome(at));
    let total = mean(&compared.reference[&at]);
    let query = format!("reference/total/{}/mean", outcome.id);
    let mut values = vec![PrincipleValue {
        portfolio: prepared.reference().id.clone(),
        value: Some(material.ledger.quantity(&query, total, unit(outcome))),
        verdict: PrincipleVerdict::NotApplicable,
        place: String::new(),
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
            verdict: match verdict(better, every_setting, &differences) {
                Verdict::Honoured => PrincipleVerdict::Meets,
                Verdict::Offended => PrincipleVerdict::Fails,
                Verdict::CannotTell => PrincipleVerdict::Unclear,
            },
            place: String::new(),
            reason: reason(&differences, every_setting),
        });
    }
    values
}

/// A portfolio under a constraint.
fn value(portfolio: &str, judged: Option<Judged>) -> PrincipleValue {
    let (verdict, place, reason) = match judged {
        Some(Judged::Pass(words)) => (PrincipleVerdict::Meets, String::new(), words),
        Some(Judged::Fail { place, words }) => (PrincipleVerdict::Fails, place, words),
        Some(Judged::NotMeasurable(why)) => (PrincipleVerdict::NotMeasurable, String::new(), why),
        None => {
            let words = "the reference, which others are held against".to_owned();
            (PrincipleVerdict::NotApplicable, String::new(), words)
        }
    };
    PrincipleValue { portfolio: portfolio.to_owned(), value: None, verdict, place, reason }
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
