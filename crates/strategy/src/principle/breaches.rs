//! Draws in which a rule is broken, and where.

use std::collections::{BTreeMap, BTreeSet};

use super::Judged;

/// Where a rule was broken, draw by draw. `P` is a kind of place, in a fixed order.
#[derive(Debug, Clone)]
pub struct Breaches<P> {
    /// By place: the first year, and the draws.
    at: BTreeMap<P, (i16, BTreeSet<u32>)>,
}

impl<P> Default for Breaches<P> {
    fn default() -> Self {
        Self { at: BTreeMap::new() }
    }
}

impl<P: Ord> Breaches<P> {
    /// Enters that the rule was broken in a draw and year at a place.
    pub fn add(&mut self, place: P, year: i16, draw: u32) {
        let (first, draws) = self.at.entry(place).or_insert((year, BTreeSet::new()));
        *first = (*first).min(year);
        draws.insert(draw);
    }

    /// Enters those of a block that was looked at apart.
    pub fn extend(&mut self, other: Self) {
        for (place, (year, draws)) in other.at {
            let (first, own) = self.at.entry(place).or_insert((year, BTreeSet::new()));
            *first = (*first).min(year);
            own.extend(draws);
        }
    }

    /// The verdict over `of` draws, in a share `chance` of which the rule may be broken: the place told is the one where it is
    /// broken in most draws, the first of equals. `words` says what the rule saw, `name` what a place is called.
    pub fn judged(&self, of: usize, chance: f64, words: &str, name: impl Fn(&P) -> String) -> Judged {
        let draws = self.at.values().flat_map(|(_, draws)| draws).collect::<BTreeSet<_>>().len();
        let share = draws as f64 / of.max(1) as f64;
        let most =
            self.at.iter().fold(None, |most: Option<(&P, i16, usize)>, (place, (year, draws))| match most {
                Some((_, _, number)) if number >= draws.len() => most,
                _ => Some((place, *year, draws.len())),
            });
        let percent = |number: usize| {
            let share = 100.0 * number as f64 / of.max(1) as f64;
            if share < 1.0 { "under 1%".to_owned() } else { format!("{share:.0}%") }
        };
        match most {
            None => Judged::Pass("broken in no future".to_owned()),
            Some((place, year, number)) => {
                let others = match self.at.len() {
                    1 => String::new(),
                    2 => ", and at another place".to_owned(),
                    places => format!(", and at {} other places", places - 1),
                };
                let place =
                    format!("{}, first in {year}, in {} of futures{others}", name(place), percent(number));
                let words = format!("{words} in {} of futures", percent(draws));
                match share > chance {
                    true => Judged::Fail { place, words },
                    false => Judged::Pass(format!("{words} ({place}), which is allowed")),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_told_is_where_a_rule_is_broken_most() {
        let mut breaches = Breaches::default();
        for (place, year, draw) in [("B", 2031, 0), ("A", 2030, 1), ("B", 2029, 2), ("B", 2030, 2)] {
            breaches.add(place, year, draw);
        }
        let Judged::Fail { place, words } = breaches.judged(10, 0.0, "broken", |p| (*p).to_owned()) else {
            panic!("three draws in ten break it");
        };
        assert_eq!(place, "B, first in 2029, in 20% of futures, and at another place");
        assert_eq!(words, "broken in 30% of futures");
        // As many draws as are allowed are no failure.
        assert!(matches!(breaches.judged(10, 0.3, "broken", |p| (*p).to_owned()), Judged::Pass(_)));
        assert!(matches!(Breaches::<u8>::default().judged(10, 0.0, "", |_| String::new()), Judged::Pass(_)));
    }
}
