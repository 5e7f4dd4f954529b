//! The lists of states at risk: probabilities, reasons, and what came of such lists before.

use std::collections::BTreeMap;

use forefend_panel::{CountryId, Year};
use forefend_report::{Label, Reason, RiskList, RiskRow, Unit};
use forefend_simulate::explain::{self, explain};

use crate::Material;
use crate::countries::{Standing, Statistics, iso3, name};
use crate::error::AssessError;
use crate::past::PastLists;

/// Rows of a list.
const LISTED: usize = forefend_track::LISTED;
/// Reasons of a row.
const REASONS: usize = 3;
/// Least contribution to the log odds that counts as a reason.
const LEAST: f64 = 0.05;

/// What puts a country on a list, and the event the list is about.
struct ListRule<'a> {
    id: &'a str,
    title: &'a str,
    rule: String,
    counts: &'a [f64],
    eligible: &'a dyn Fn(Standing) -> bool,
    /// Class above the reference whose odds the reasons explain: 0 minor conflict, 1 war.
    class: usize,
}

/// New conflict, escalation, and conflicts that go on.
pub(crate) fn lists(
    material: &Material<'_>,
    statistics: &Statistics,
    standings: &[Standing],
) -> Result<Vec<RiskList>, AssessError> {
    let (window, anchor) = (material.window_words(), material.anchor());
    let rules = [
        ListRule {
            id: "onset",
            title: "New conflict in states at peace",
            rule: format!(
                "States without conflict in {} and {anchor}; the event is 25 or more battle deaths in at least \
                 one year of {window}.",
                anchor - 1
            ),
            counts: &statistics.any_conflict,
            eligible: &|standing| standing.level == 0.0 && standing.years_at_peace >= 2,
            class: 0,
        },
        ListRule {
            id: "escalation",
            title: "Escalation to war",
            rule: format!(
                "States in minor conflict in {anchor}, or out of conflict for less than two years; the event is \
                 1,000 or more battle deaths in at least one year of {window}."
            ),
            counts: &statistics.any_war,
            eligible: &|standing| {
                standing.level == 1.0 || (standing.level == 0.0 && standing.years_at_peace < 2)
            },
            class: 1,
        },
        ListRule {
            id: "ongoing",
            title: "Conflicts that go on",
            rule: format!(
                "States in conflict or at war in {anchor}; the event is 25 or more battle deaths in every year of \
                 {window}."
            ),
            counts: &statistics.all_conflict,
            eligible: &|standing| standing.level > 0.0,
            class: 0,
        },
    ];
    let mut lists = Vec::new();
    for rule in &rules {
        let reasons = explain(&material.prepared.model, material.plan(), "conflict", rule.class)?;
        lists.push(list(material, statistics, standings, rule, &reasons));
    }
    Ok(lists)
}

fn list(
    material: &Material<'_>,
    statistics: &Statistics,
    standings: &[Standing],
    rule: &ListRule<'_>,
    reasons: &BTreeMap<CountryId, Vec<explain::Reason>>,
) -> RiskList {
    let units = &material.plan().units;
    let mut chosen: Vec<usize> =
        (0..units.len()).filter(|&position| (rule.eligible)(standings[position])).collect();
    // Ties in probability are broken by the stable id, so that the list is the same everywhere.
    chosen.sort_by(|&a, &b| rule.counts[b].total_cmp(&rule.counts[a]).then(units[a].cmp(&units[b])));
    chosen.truncate(LISTED);
    let of_rows: Vec<Vec<Reason>> =
        chosen.iter().map(|&position| raising(reasons.get(&units[position]))).collect();
    let shared = shared(&of_rows);
    let past = PastLists::of(material, rule.id);
    let rows = chosen.iter().zip(of_rows).map(|(&position, reasons)| {
        let unit = units[position];
        let code = iso3(material, unit);
        let query = format!("reference/list/{}/{code}", rule.id);
        let probability = rule.counts[position] / statistics.draws;
        RiskRow {
            probability: material.ledger.quantity(&query, probability, Unit::Probability),
            name: name(material, unit),
            iso3: code,
            reasons: own(reasons, &shared),
            named: past.as_ref().map(|past| past.named(unit)),
        }
    });
    let anchor = Year(material.anchor());
    RiskList {
        id: rule.id.to_owned(),
        title: rule.title.to_owned(),
        rule: rule.rule.clone(),
        horizon: material.window_words(),
        label: Label::Projection,
        rows: rows.collect(),
        shared,
        record: past.as_ref().map(|past| past.sentence(material)),
        note: format!(
            "The last outcome the model has seen is of December {anchor}: what has broken out or ended since is not in \
             it. Reasons are the terms of the fitted equation that raise the odds most against the average country-year, \
             on figures of {anchor}. {}",
            crate::record::list_skill(material, rule.id)
        ),
    }
}

/// The reasons that raise the odds, strongest first.
pub(crate) fn raising(reasons: Option<&Vec<explain::Reason>>) -> Vec<Reason> {
    let raising = reasons.into_iter().flatten().filter(|reason| reason.contribution > LEAST);
    raising.map(|reason| Reason { text: reason.words.clone(), contribution: reason.contribution }).collect()
}

/// Reasons that every row of a list has: they tell none from another.
pub(crate) fn shared(rows: &[Vec<Reason>]) -> Vec<String> {
    let [first, rest @ ..] = rows else { return Vec::new() };
    if rest.is_empty() {
        return Vec::new();
    }
    let everywhere = |text: &str| rest.iter().all(|row| row.iter().any(|reason| reason.text == text));
    first.iter().map(|reason| reason.text.clone()).filter(|text| everywhere(text)).collect()
}

/// The strongest reasons of a row, those that all rows have left out.
pub(crate) fn own(reasons: Vec<Reason>, shared: &[String]) -> Vec<Reason> {
    reasons.into_iter().filter(|reason| !shared.contains(&reason.text)).take(REASONS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_rows_share_is_said_once() {
        let row = |texts: &[&str]| -> Vec<Reason> {
            texts.iter().map(|text| Reason { text: (*text).to_owned(), contribution: 1.0 }).collect()
        };
        let rows = [row(&["large", "poor", "young"]), row(&["near", "large"]), row(&["large", "young"])];
        let found = shared(&rows);
        assert_eq!(found, ["large"]);
        let left: Vec<String> = own(rows[0].clone(), &found).into_iter().map(|reason| reason.text).collect();
        assert_eq!(left, ["poor", "young"]);
        assert_eq!(shared(&rows[..1]), Vec::<String>::new(), "one row shares nothing");
        assert_eq!(shared(&[]), Vec::<String>::new());
    }
}
