//! What a series has one value a year of: the world, a country, a pair, a group of a country's people, a listed thing.
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::CountryId;

/// A unit of an axis. It is its own stable id: Gleditsch-Ward numbers and the words of a declaration, never a position.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Unit {
    /// The world as a whole.
    World,
    /// A country.
    Country(CountryId),
    /// Two countries: the smaller number first on an axis of undirected pairs, origin and destination on a directed one.
    Pair(CountryId, CountryId),
    /// A group of a country's people: one level of each list in the order of the lists' names, `0-14/female`.
    Group(CountryId, String),
    /// One of a list (an organisation, a facility), by its id.
    Listed(String),
}

impl Unit {
    /// The countries that it is made of: one, two, or none of the world and of a listed unit.
    pub fn countries(&self) -> impl Iterator<Item = CountryId> + use<> {
        let (one, other) = match self {
            Unit::World | Unit::Listed(_) => (None, None),
            Unit::Country(country) | Unit::Group(country, _) => (Some(*country), None),
            Unit::Pair(a, b) => (Some(*a), Some(*b)),
        };
        one.into_iter().chain(other)
    }

    /// The unit as bytes of a digest. A country has the two bytes of its number, and the world those of 0.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        match self {
            Unit::World => 0_u16.to_le_bytes().to_vec(),
            Unit::Country(country) => country.0.to_le_bytes().to_vec(),
            other => format!("{other}\n").into_bytes(),
        }
    }
}

impl From<CountryId> for Unit {
    fn from(country: CountryId) -> Self {
        Unit::Country(country)
    }
}

impl fmt::Display for Unit {
    /// The id in words: `GW 500`, `GW 2-GW 20`, `GW 500/0-14/female`, the id of a listed unit.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unit::World => write!(out, "the world"),
            Unit::Country(country) => write!(out, "{country}"),
            Unit::Pair(a, b) => write!(out, "{a}-{b}"),
            Unit::Group(country, group) => write!(out, "{country}/{group}"),
            Unit::Listed(id) => write!(out, "{id}"),
        }
    }
}
