//! Published results beside our nearest figures, never calibrated to.

use std::collections::BTreeMap;

use forefend_report::{ComparisonRow, Quantity, Unit};
use forefend_runs::parts::mean;
use forefend_strategy::evidence::Use;
use forefend_strategy::outcome::{Counterpart, lower_first};

use super::Compared;
use crate::Material;
use crate::acting::Acting;
use crate::evidence::published;
use crate::names::upper_first;

/// Published results, each beside our nearest figure where the world names one.
pub(super) fn comparisons(material: &Material<'_>, compared: &Compared) -> Vec<ComparisonRow> {
    let outcomes = &material.prepared.outcomes;
    let found = outcomes
        .counterparts()
        .iter()
        .filter_map(|one| Some((one.id.as_str(), nearest(material, compared, one)?)));
    let found: BTreeMap<&str, (Quantity, String)> = found.collect();
    let rows = material.prepared.measures.evidence.iter().filter(|row| row.purpose == Use::ComparisonOnly);
    rows.map(|row| {
        let ours = row.beside.as_ref().and_then(|id| found.get(id.as_str()));
        let words = ours.map(|(_, words)| words.as_str()).unwrap_or_default();
        ComparisonRow {
            claim: format!("{}: {}, {}", upper_first(&row.measure), row.acts_on, row.quantity),
            published: match (row.value, row.low, row.high) {
                (Some(value), ..) => format!("{} ({})", published(value, &row.unit), row.interval),
                (None, Some(low), Some(high)) => {
                    format!("{} to {} {}", published(low, &row.unit), published(high, &row.unit), row.unit)
                }
                _ => row.interval.clone(),
            },
            source: format!("{}, {}", row.source, row.locator),
            ours: ours.map(|(quantity, _)| quantity.clone()),
            note: [words, row.note.as_str()].join(" ").trim().to_owned(),
        }
    })
    .collect()
}

/// An outcome with the reference against that with a portfolio, and what that rests on: under the first setting in which the
/// portfolio moves it.
fn nearest(
    material: &Material<'_>,
    compared: &Compared,
    counterpart: &Counterpart,
) -> Option<(Quantity, String)> {
    let prepared = material.prepared;
    let Counterpart { id, portfolio, outcome: at, .. } = counterpart;
    let portfolio = prepared.alternatives().iter().find(|one| one.id == *portfolio)?;
    let mut settings = prepared.appraisal.setting.iter();
    let setting = settings.find(|setting| compared.moves(&portfolio.id, *at, &setting.id))?;
    let against = *compared.means.get(&(portfolio.id.clone(), setting.id.clone()))?.get(at)?;
    let change = mean(&compared.reference[at]) / against - 1.0;
    let outcome = material.outcome(*at);
    let quantity =
        material.ledger.quantity(&format!("derived/{id}/{}", outcome.id), change, Unit::Share).signed();
    let words = format!(
        "Ours: {} of \u{201c}{}\u{201d} against \u{201c}{}\u{201d} ({}), on {}.",
        lower_first(&outcome.title),
        prepared.reference().title,
        portfolio.title,
        lower_first(&setting.title),
        Acting::on(material, &portfolio.id, *at, setting).words()
    );
    Some((quantity, words))
}
