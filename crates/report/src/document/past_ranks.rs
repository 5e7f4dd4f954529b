//! Where the names on a list of today stood on the lists that the same model makes from past years.

use std::collections::{BTreeMap, BTreeSet};

use super::chart::Chart;
use crate::brief::*;
use crate::number::{Quantity, Unit};

/// Ranks of today's names by origin; none where fewer than two earlier lists stand beside it.
pub(super) fn of_list(brief: &Brief, list: &RiskList) -> Option<Chart> {
    let mut by_origin: BTreeMap<i32, Vec<(&str, &Quantity)>> = BTreeMap::new();
    for country in &brief.outlook.countries {
        let mentions = country.background.iter().flat_map(|background| background.lists.iter().flatten());
        for mention in mentions.filter(|mention| mention.list == list.title) {
            by_origin.entry(mention.origin).or_default().push((&country.iso3, &mention.chance));
        }
    }
    let past = by_origin.len();
    let top = by_origin.values().map(Vec::len).chain([list.rows.len()]).max().unwrap_or(0);
    let today = list.rows.iter().map(|row| (row.iso3.as_str(), &row.probability)).collect();
    // The list of today is made from the last year observed.
    by_origin.insert(brief.run.first_year - 1, today);
    by_origin.values_mut().for_each(|names| {
        names.sort_by(|a, b| b.1.value.total_cmp(&a.1.value).then_with(|| a.0.cmp(b.0)));
    });
    let line = |row: &RiskRow| RankLine {
        iso3: row.iso3.clone(),
        name: row.name.clone(),
        places: by_origin.iter().map(|(origin, names)| place(*origin, names, (&row.iso3, top))).collect(),
    };
    let mut seen = BTreeSet::new();
    let lines = list.rows.iter().filter(|row| seen.insert(&row.iso3)).map(line).collect();
    (past > 1).then(|| {
        Chart::Ranks(Ranks {
            title: format!("{}: where today's names stood on earlier lists", list.title),
            top,
            lines,
            note: "Years are the last ones known to each list. Lower: not among its first then, or not asked. Codes on the left are \
                   spelt out in the numbers."
                .to_owned(),
        })
    })
}

/// A country on the list of one origin; below its last place, without a value, where it is not on it.
fn place(origin: i32, names: &[(&str, &Quantity)], (iso3, top): (&str, usize)) -> RankPlace {
    match names.iter().position(|(name, _)| *name == iso3) {
        Some(at) => {
            let value = names[at].1;
            let same = names.iter().filter(|(_, other)| other.value == value.value).count();
            RankPlace { year: origin, place: at + 1, shared: same > 1, value: value.clone() }
        }
        None => RankPlace {
            year: origin,
            place: top + 1,
            shared: false,
            value: Quantity::new(f64::NAN, Unit::Probability, ""),
        },
    }
}
