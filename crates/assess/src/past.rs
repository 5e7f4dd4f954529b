//! What came of the lists that this very model would have made at past origins.

use forefend_panel::CountryId;
use forefend_report::{Named, Quantity, Sentence, Unit};
use forefend_track::PastList;

use crate::material::Material;
use crate::telling::List;

/// The past lists that stand beside a list of the report.
pub(crate) struct PastLists<'a> {
    id: &'a str,
    lists: Vec<&'a PastList>,
}

/// Names on all past lists, and what came of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Hits {
    /// Lists.
    pub lists: usize,
    /// Names on them.
    pub named: usize,
    /// Names for which it came.
    pub came: usize,
    /// Names for which it would have come, on average, had as many been picked by chance among the states asked.
    pub by_chance: f64,
    /// States for which it came, on a list or not.
    pub all: usize,
}

impl Hits {
    /// Of ten names, so many came, rounded.
    pub fn of_ten(self) -> usize {
        (10 * self.came + self.named / 2) / self.named.max(1)
    }
}

impl<'a> PastLists<'a> {
    /// Those of the target that a list names; none where nothing like it was scored.
    pub fn of(material: &'a Material<'_>, list: &'a List) -> Option<Self> {
        let lists: Vec<&PastList> = material.record?.lists_of(list.target()?).collect();
        (!lists.is_empty()).then_some(Self { id: list.id.as_ref(), lists })
    }

    /// How often a state stood on them, and what came.
    pub fn named(&self, unit: CountryId) -> Named {
        let names = self.lists.iter().filter_map(|list| list.named.iter().find(|name| name.unit == unit.0));
        let came: Vec<bool> = names.map(|name| name.came).collect();
        Named {
            lists: self.lists.len() as u32,
            times: came.len() as u32,
            came: came.iter().filter(|came| **came).count() as u32,
        }
    }

    /// All names together.
    pub fn hits(&self) -> Hits {
        let mut hits = Hits { lists: self.lists.len(), named: 0, came: 0, by_chance: 0.0, all: 0 };
        for list in &self.lists {
            hits.named += list.named.len();
            hits.came += list.named.iter().filter(|name| name.came).count();
            hits.by_chance += list.named.len() as f64 * list.came as f64 / list.asked.max(1) as f64;
            hits.all += list.came;
        }
        hits
    }

    /// First and last origin.
    pub fn origins(&self) -> (i16, i16) {
        let origins = || self.lists.iter().map(|list| list.origin);
        (origins().min().unwrap_or_default(), origins().max().unwrap_or_default())
    }

    /// Years in which it could come: "within five years", "three years on".
    pub fn years(&self) -> String {
        match self.lists[0].years_ahead {
            (from, to) if from == to => format!("{} on", years(to)),
            (_, to) => format!("within {}", years(to)),
        }
    }

    /// Which lists they are, in a sentence beside names that stood on some.
    pub fn when(&self) -> String {
        let (number, (first, last)) = (self.lists.len(), self.origins());
        let after = self.years();
        match number {
            1 => format!("The past list is of {first}, with what came {after}."),
            _ => format!("The {number} past lists are from {first} to {last}, each with what came {after}."),
        }
    }

    /// A count of the past lists, traced.
    pub fn count(&self, material: &Material<'_>, name: &str, value: f64) -> Quantity {
        material.ledger.quantity(&format!("track/lists/{}/{name}", self.id), value, Unit::Count)
    }

    /// What came of the names, in one sentence beside the list of today.
    pub fn sentence(&self, material: &Material<'_>) -> Sentence {
        let (hits, (first, last)) = (self.hits(), self.origins());
        let lists = match hits.lists {
            1 => format!("The list of {first}"),
            n => format!("The {n} lists made the same way from {first} to {last}"),
        };
        let text = format!(
            "{lists} held {{0}} names; it came for {{1}} of them {}. Picked by chance, as many names would have held {{2}}.",
            self.years()
        );
        Sentence::with(
            text,
            vec![
                self.count(material, "named", hits.named as f64),
                self.count(material, "came", hits.came as f64),
                self.count(material, "by_chance", hits.by_chance),
            ],
        )
    }
}

fn years(years: i16) -> String {
    let words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    match usize::try_from(years).ok().and_then(|at| words.get(at)) {
        Some(&"one") => "one year".to_owned(),
        Some(word) => format!("{word} years"),
        None => format!("{years} years"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forefend_track::PastName;

    fn list(origin: i16, named: &[(u16, bool)], asked: usize, came: usize) -> PastList {
        let name = |&(unit, came)| PastName { unit, probability: 0.5, came };
        let named = named.iter().map(name).collect();
        PastList { target: "onset".to_owned(), origin, years_ahead: (1, 5), named, asked, came }
    }

    #[test]
    fn names_are_counted_by_state_and_in_all() {
        let lists =
            [list(1990, &[(1, false), (2, true)], 10, 4), list(1995, &[(1, false), (3, true)], 20, 5)];
        let past = PastLists { id: "onset", lists: lists.iter().collect() };
        assert_eq!(past.named(CountryId(1)), Named { lists: 2, times: 2, came: 0 });
        assert_eq!(past.named(CountryId(3)).sentence(), "on 1 of 2 past lists, and it came");
        assert_eq!(past.named(CountryId(9)).words(), "none of 2");
        let hits = past.hits();
        assert_eq!((hits.named, hits.came, hits.all, hits.of_ten()), (4, 2, 9, 5));
        assert!((hits.by_chance - (2.0 * 0.4 + 2.0 * 0.25)).abs() < 1e-12);
        assert_eq!((past.origins(), past.years()), ((1990, 1995), "within five years".to_owned()));
        assert_eq!(
            past.when(),
            "The 2 past lists are from 1990 to 1995, each with what came within five years."
        );
        let one = PastLists { id: "onset", lists: lists[..1].iter().collect() };
        assert_eq!(one.when(), "The past list is of 1990, with what came within five years.");
    }
}
