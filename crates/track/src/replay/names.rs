//! Countries by name: new conflicts that were on the list, those that were missed, and false alarms.

use forefend_panel::{Roster, Year};
use serde::{Deserialize, Serialize};

use super::tally::Tally;
use super::{Least, at_peace};
use crate::observed::Observed;

/// A state at peace at the look, what it was given, and what came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Named {
    /// Name of the state.
    pub country: String,
    /// Probability of conflict in at least one year of the window.
    pub probability: f64,
    /// Its rank among the states at peace, from 1.
    pub rank: usize,
    /// First year of the event in the window: on the first level above the lowest, or worse.
    pub first_event: Option<i16>,
    /// First year on the worst level in the window.
    pub first_worst: Option<i16>,
}

/// New conflict in states at peace, in one window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Names {
    /// First and last year of the window.
    pub window: (i16, i16),
    /// States at peace at the look whose whole window is observed.
    pub states: usize,
    /// New conflicts that came, `n`; the list is the `n` states at peace with the highest probability.
    pub onsets: usize,
    /// Sum of the probabilities: what the model expected.
    pub expected: f64,
    /// On the list, and conflict came; the highest probability first.
    pub caught: Vec<Named>,
    /// Not on the list, and conflict came; the lowest probability first.
    pub missed: Vec<Named>,
    /// On the list, and no conflict came; the highest probability first.
    pub false_alarms: Vec<Named>,
    /// Not on the list, and no conflict came; the highest probability first.
    #[serde(default)]
    pub quiet: Vec<Named>,
    /// States that began after the look and were in conflict in the window: nobody was asked about them.
    pub born_later: Vec<String>,
}

/// The window from the first year not published at the look to `until`.
pub(crate) fn names(tally: &Tally, levels: &Observed, roster: &Roster, least: Least, until: Year) -> Names {
    let first = tally.anchor + 1;
    let mut all: Vec<Named> = Vec::new();
    for (position, &unit) in tally.units.iter().enumerate() {
        let path: Option<Vec<f64>> = Year::range(first, until).map(|year| levels.level(unit, year)).collect();
        let (Some(path), Some(true)) = (path, at_peace(levels, unit, tally.anchor)) else { continue };
        let since = |least: f64| {
            let found = path.iter().position(|level| *level >= least);
            found.map(|years| first.0 + years as i16)
        };
        all.push(Named {
            country: roster.get(unit).map_or_else(|| unit.0.to_string(), |country| country.name.clone()),
            probability: f64::from(tally.count_by(position, until)) / tally.draws as f64,
            rank: 0,
            first_event: since(least.event),
            first_worst: since(least.worst),
        });
    }
    all.sort_by(|a, b| b.probability.total_cmp(&a.probability).then_with(|| a.country.cmp(&b.country)));
    for (at, named) in all.iter_mut().enumerate() {
        named.rank = at + 1;
    }
    let onsets = all.iter().filter(|named| named.first_event.is_some()).count();
    let expected = all.iter().map(|named| named.probability).sum();
    let states = all.len();
    let (listed, rest) = all.split_at(onsets.min(states));
    let of = |group: &[Named], came: bool| -> Vec<Named> {
        group.iter().filter(|named| named.first_event.is_some() == came).cloned().collect()
    };
    let mut missed = of(rest, true);
    missed.reverse();
    Names {
        window: (first.0, until.0),
        states,
        onsets,
        expected,
        caught: of(listed, true),
        missed,
        false_alarms: of(listed, false),
        quiet: of(rest, false),
        born_later: born_later(tally, levels, roster, until),
    }
}

fn born_later(tally: &Tally, levels: &Observed, roster: &Roster, until: Year) -> Vec<String> {
    let mut found = Vec::new();
    for country in roster.iter().filter(|country| tally.units.binary_search(&country.id).is_err()) {
        let years = Year::range(tally.anchor + 1, until).filter(|&year| country.exists(year));
        let conflict = |year: Year| levels.level(country.id, year).is_some_and(|level| level > 0.0);
        if years.filter(|&year| conflict(year)).count() > 0 {
            found.push(country.name.clone());
        }
    }
    found
}
