//! What is known of one country beside its chances: why, its past, its drivers, whom it is exposed to, what was said of it before.

use serde::{Deserialize, Serialize};

use super::Reason;
use crate::number::{Quantity, Unit, null_is_nan};

/// The background of one country.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Background {
    /// What moves the odds that the lowest level is left in the first year not known, the strongest first; positive raises them.
    pub reasons: Vec<Reason>,
    /// Observed levels, in order; years without a value are in none.
    pub spells: Vec<Spell>,
    /// Series that drivers declare.
    pub drivers: Vec<KnownFigure>,
    /// Other series by country.
    pub others: Vec<KnownFigure>,
    /// Neighbours by name.
    pub neighbours: Vec<NextDoor>,
    /// Ties to states above the lowest level.
    pub ties: Vec<KnownFigure>,
    /// Where it stood on the lists of past origins; none where no list was scored in this run.
    pub lists: Option<Vec<PastMention>>,
}

/// Years on one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spell {
    /// First year.
    pub first: i32,
    /// Last year.
    pub last: i32,
    /// Number of the level, 0 for the lowest.
    pub level: u8,
}

/// A value last known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KnownFigure {
    /// Name as printed.
    pub title: String,
    /// Unit of both values.
    pub unit: Unit,
    /// Calendar year.
    pub year: i32,
    /// Its value then.
    #[serde(deserialize_with = "null_is_nan")]
    pub value: f64,
    /// Year and value ten years before; none where it is not known.
    pub before: Option<(i32, f64)>,
    /// Among the states with a value in the same year.
    pub rank: Option<Rank>,
    /// More of it, in words; may be empty.
    #[serde(default)]
    pub detail: String,
    /// Query prefix; a value's query is `<prefix>/<year>`.
    pub query: String,
}

impl KnownFigure {
    /// The last value, traced.
    pub fn last(&self) -> Quantity {
        Quantity::new(self.value, self.unit.clone(), format!("{}/{}", self.query, self.year))
    }

    /// The value ten years before, traced.
    pub fn earlier(&self) -> Option<(i32, Quantity)> {
        let (year, value) = self.before?;
        Some((year, Quantity::new(value, self.unit.clone(), format!("{}/{year}", self.query))))
    }
}

/// A place among others, 1 the highest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rank {
    /// One more than there are with a higher value.
    pub place: usize,
    /// How many have the same value, with itself.
    pub alike: usize,
    /// How many there are.
    pub all: usize,
}

impl Rank {
    /// Of `own` among `values`, which hold it.
    pub fn of(own: f64, values: impl Iterator<Item = f64> + Clone) -> Self {
        Self {
            place: 1 + values.clone().filter(|value| *value > own).count(),
            alike: values.clone().filter(|value| *value == own).count().max(1),
            all: values.count(),
        }
    }

    /// "3 of 180"; "3= of 180" where others have the same value.
    pub fn words(self) -> String {
        format!("{}{} of {}", self.place, if self.alike > 1 { "=" } else { "" }, self.all)
    }
}

/// A neighbour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextDoor {
    /// ISO 3166-1 alpha-3 code.
    pub iso3: String,
    /// Name as printed.
    pub name: String,
    /// Number of its level in the last observed year.
    pub level: Option<u8>,
}

/// A country's name on a list made at a past origin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PastMention {
    /// Title of the list.
    pub list: String,
    /// Last year that was known.
    pub origin: i32,
    /// First and last year in which it could come.
    pub years: (i32, i32),
    /// What it was given.
    pub chance: Quantity,
    /// Whether it came.
    pub came: bool,
}

#[cfg(test)]
mod tests {
    use super::Rank;

    #[test]
    fn equal_values_share_a_place_and_say_so() {
        let values = [5.0, 3.0, 3.0, 1.0];
        let words = |own: f64| Rank::of(own, values.into_iter()).words();
        assert_eq!(
            (words(5.0), words(3.0), words(1.0)),
            ("1 of 4".into(), "2= of 4".into(), "4 of 4".into())
        );
    }
}
