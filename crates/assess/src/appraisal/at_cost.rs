//! Alternatives at equal cost against each other, as the report prints them.

use std::collections::BTreeMap;

use forefend_report::AtEqualCost;
use forefend_strategy::outcome::OutcomeAt;

use super::{Compared, HeadToHead, unit};
use crate::Material;

/// Every ordered pair of the versions at equal cost in the outcome that sentences lead with, under the first setting in which any
/// two of them differ in it; none where there are not two.
pub(super) fn at_equal_cost(material: &Material<'_>, compared: &Compared) -> Option<AtEqualCost> {
    let prepared = material.prepared;
    let own: Vec<String> = prepared
        .alternatives()
        .iter()
        .filter(|portfolio| portfolio.is_at_equal_cost())
        .map(|portfolio| portfolio.id.clone())
        .collect();
    let at: OutcomeAt = prepared.outcomes.lead()?;
    let outcome = material.outcome(at);
    let mut by_setting: BTreeMap<&str, Vec<&HeadToHead>> = BTreeMap::new();
    for one in &compared.head_to_head {
        if one.row.outcome == outcome.id && own.contains(&one.row.alternative) && own.contains(&one.against) {
            by_setting.entry(&one.row.setting).or_default().push(one);
        }
    }
    let differs = |pairs: &Vec<&HeadToHead>| pairs.iter().any(|one| one.row.p05 != 0.0 || one.row.p95 != 0.0);
    let mut settings = prepared.appraisal.setting.iter();
    let setting = settings.find(|setting| by_setting.get(setting.id.as_str()).is_some_and(differs))?;
    let quantity = |one: &&HeadToHead| {
        let row = &one.row;
        let query =
            format!("head_to_head/{}/{}/{}/{}/p50", row.alternative, one.against, row.outcome, row.setting);
        let told = material.ledger.interval(&query, row.p50, [row.p05, row.p95], unit(outcome)).signed();
        (row.alternative.clone(), one.against.clone(), told)
    };
    Some(AtEqualCost {
        outcome: outcome.title.clone(),
        setting: setting.title.clone(),
        pairs: by_setting[setting.id.as_str()].iter().map(quantity).collect(),
        alternatives: own,
    })
}
