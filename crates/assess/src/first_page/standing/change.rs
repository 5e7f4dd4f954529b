//! What changed from the year before the last observed one.

use forefend_report::{Judgement, Quantity, Topic, Unit};

use super::{Observed, fact};
use crate::first_page::count;
use crate::material::Material;
use crate::names::{name, some, upper_first};
use crate::telling::{Change, Part};

/// What began, grew, eased and ended, and how much more or less it came to; none without a year before.
pub(super) fn change(material: &Material<'_>, observed: &Observed<'_>, told: &Change) -> Option<Judgement> {
    observed.values.get(1)?;
    let anchor = material.anchor();
    let (then, now) = (observed.at_least(1, 1), observed.at_least(0, 1));
    let states = observed.counted(1);
    let query = |year: i16| format!("observed/world/{year}/{states}");
    let mut parts = vec![
        ("moves", Part::Text(moves(material, observed, told))),
        ("now", Part::Number(count(material, &query(anchor), now))),
        ("then", Part::Number(count(material, &query(anchor - 1), then))),
    ];
    let mut headline = told.states.of(now as f64, then as f64).text(&material.clock);
    if let Some((now, then)) = observed.total(0).zip(observed.total(1)) {
        // The noun stands in the words.
        let bare = |year, value| {
            let traced = observed.traced(material, "world", year, value)?;
            Some(Part::Number(Quantity { unit: Unit::Number, ..traced }))
        };
        parts.extend(bare(anchor, now).map(|part| ("amount", part)));
        parts.extend(bare(anchor - 1, then).map(|part| ("amount_then", part)));
        if let Some(words) = &told.amount {
            headline = format!("{headline}, {}", words.of(now, then).text(&material.clock));
        }
    }
    Some(fact(Topic::Change, headline, told.words.sentence(&material.clock, &parts)))
}

/// The moves that there were, each with its countries, in one text.
fn moves(material: &Material<'_>, observed: &Observed<'_>, told: &Change) -> String {
    let number = |id: &str| observed.levels.ids.iter().position(|known| known == id);
    let moved = told.moves.iter().filter_map(|one| {
        let among = |ids: &[toml::Spanned<String>], value: f64| {
            let level = observed.levels.of(value);
            level.is_some() && ids.iter().any(|id| number(id.as_ref()) == level)
        };
        let is_move = |unit: &usize| {
            among(&one.from, observed.values[1][*unit]) && among(&one.to, observed.values[0][*unit])
        };
        let names = names(material, observed, (0..observed.units()).filter(is_move).collect());
        (!names.is_empty()).then(|| format!("{} {}", one.words, some(&names, told.names)))
    });
    let moved: Vec<String> = moved.collect();
    upper_first(&if moved.is_empty() { told.none.clone() } else { moved.join("; ") })
}

/// Names, the hardest hit first, in whichever of the two years.
fn names(material: &Material<'_>, observed: &Observed<'_>, mut units: Vec<usize>) -> Vec<String> {
    let size = |unit: usize| [0, 1].map(|back| observed.amount(back, unit)).into_iter().fold(0.0, f64::max);
    units.sort_by(|&a, &b| size(b).total_cmp(&size(a)).then(a.cmp(&b)));
    units.into_iter().map(|unit| name(material.panel, material.plan().units[unit])).collect()
}
