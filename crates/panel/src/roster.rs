//! All countries, and the way from every code list in the field to one id.
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{CodeSpell, Country, CountryId, Iso3, PanelError, Unit, Year};

/// All countries that existed at any time since 1946, with their codes by year.
///
/// Lookups take a year because codes move: COW 260 is Germany until 1989 and COW 255 from 1990, COW 345 is
/// Yugoslavia and then Serbia. When two countries carry a code in the same year, the one whose spell began
/// later is meant.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Roster {
    countries: BTreeMap<CountryId, Country>,
}

impl Roster {
    /// From countries in any order; [`PanelError::DeclaredTwice`] when two share an id,
    /// [`PanelError::BackwardYears`] when a spell ends before it begins.
    pub fn new(countries: impl IntoIterator<Item = Country>) -> Result<Self, PanelError> {
        let mut roster = Self::default();
        for mut country in countries {
            country.spells.sort_by_key(|spell| spell.first);
            for spell in &country.spells {
                if let Some(last) = spell.last.filter(|&last| last < spell.first) {
                    return Err(PanelError::BackwardYears {
                        what: format!("country {} ({})", country.name, country.id),
                        first: spell.first,
                        last,
                    });
                }
            }
            let (id, name) = (country.id, country.name.clone());
            if roster.countries.insert(id, country).is_some() {
                return Err(PanelError::DeclaredTwice { what: "country", name: format!("{name} ({id})") });
            }
        }
        Ok(roster)
    }

    /// The country with this id.
    pub fn get(&self, id: CountryId) -> Option<&Country> {
        self.countries.get(&id)
    }

    /// All countries in order of id, territories that are no states included.
    pub fn iter(&self) -> impl Iterator<Item = &Country> {
        self.countries.values()
    }

    /// Number of countries.
    pub fn len(&self) -> usize {
        self.countries.len()
    }

    /// True when there is no country.
    pub fn is_empty(&self) -> bool {
        self.countries.is_empty()
    }

    /// ISO3 code where the country has one, else `gw` and its number: what files and readers call it inside a longer name.
    pub fn key(&self, id: CountryId) -> String {
        let iso3 = self.get(id).and_then(Country::iso3);
        iso3.map_or_else(|| format!("gw{}", id.0), |iso3| iso3.as_str().to_owned())
    }

    /// What files call a unit: `UGA`, `UGA-KEN`, `UGA/0-14/female`, the id of a listed unit.
    pub fn unit_key(&self, unit: &Unit) -> String {
        match unit {
            Unit::World => "world".to_owned(),
            Unit::Country(country) => self.key(*country),
            Unit::Pair(a, b) => format!("{}-{}", self.key(*a), self.key(*b)),
            Unit::Group(country, group) => format!("{}/{group}", self.key(*country)),
            Unit::Listed(id) => id.clone(),
        }
    }

    /// Ids of the states that existed on any day of `year`, ascending.
    pub fn existing(&self, year: Year) -> Vec<CountryId> {
        self.iter().filter(|country| country.exists(year)).map(|country| country.id).collect()
    }

    pub(crate) fn by_code(&self, year: Year, matches: impl Fn(&CodeSpell) -> bool) -> Option<&Country> {
        self.iter()
            .filter_map(|country| {
                let spell = country.spell(year).filter(|spell| matches(spell))?;
                Some((spell.first, country))
            })
            .max_by_key(|&(first, country)| (first, country.id))
            .map(|(_, country)| country)
    }

    /// The state or territory with this ISO 3166-1 alpha-3 code in `year`.
    pub fn by_iso3(&self, code: &str, year: Year) -> Option<&Country> {
        let code = Iso3::new(code).ok()?;
        self.by_code(year, |spell| spell.iso3 == Some(code))
    }

    /// The state or territory with this Gleditsch-Ward number in `year`.
    pub fn by_gw(&self, code: u16, year: Year) -> Option<&Country> {
        self.by_code(year, |spell| spell.gw == code)
    }

    /// The state or territory with this Correlates of War number in `year`.
    pub fn by_cow(&self, code: u16, year: Year) -> Option<&Country> {
        self.by_code(year, |spell| spell.cow == Some(code))
    }

    /// The state or territory with this UN M49 number in `year`.
    pub fn by_m49(&self, code: u16, year: Year) -> Option<&Country> {
        self.by_code(year, |spell| spell.m49 == Some(code))
    }

    /// The state or territory with this VIEWS `country_id` in `year`.
    pub fn by_views(&self, code: u16, year: Year) -> Option<&Country> {
        self.by_code(year, |spell| spell.views == Some(code))
    }

    /// The country of today with this ISO3 code, for sources that carry today's countries back in time
    /// (UN population 1950 for South Sudan).
    pub fn present_day_iso3(&self, code: &str) -> Option<&Country> {
        let code = Iso3::new(code).ok()?;
        self.iter().find(|country| country.is_present_day() && country.iso3() == Some(code))
    }

    pub(crate) fn into_countries(self) -> BTreeMap<CountryId, Country> {
        self.countries
    }
}
