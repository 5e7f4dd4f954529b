//! All countries, and the way from every code list in the field to one id.
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::suggest::did_you_mean;
use crate::{CodeList, CodeSpell, Country, CountryId, Iso3, PanelError, Year};

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

    /// Ids of the states that existed on any day of `year`, ascending.
    pub fn existing(&self, year: Year) -> Vec<CountryId> {
        self.iter().filter(|country| country.exists(year)).map(|country| country.id).collect()
    }

    fn by_code(&self, year: Year, matches: impl Fn(&CodeSpell) -> bool) -> Option<&Country> {
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

    /// A country by what a person types: an ISO3 code, a name (present or past, case ignored) or a
    /// Gleditsch-Ward number. A country of today goes before one that is gone.
    /// [`PanelError::UnknownCountry`] with the nearest name otherwise.
    pub fn find(&self, text: &str) -> Result<&Country, PanelError> {
        let asked = text.trim();
        let by_number = || {
            let number = asked.strip_prefix("GW ").unwrap_or(asked).parse().ok()?;
            self.get(CountryId(number))
        };
        let named = |country: &&Country| {
            country.name.eq_ignore_ascii_case(asked)
                || country.spells.iter().any(|spell| spell.name.eq_ignore_ascii_case(asked))
        };
        let coded =
            |country: &&Country| country.iso3().is_some_and(|code| code.as_str().eq_ignore_ascii_case(asked));
        by_number()
            .or_else(|| self.present_day_iso3(asked))
            .or_else(|| self.iter().find(coded))
            .or_else(|| self.iter().filter(|c| c.is_present_day()).find(named))
            .or_else(|| self.iter().find(named))
            .ok_or_else(|| self.unknown(asked))
    }

    /// The country that a source means in `year`: an ISO3 code or a name of that year, else of today's
    /// countries (carried back in time), or a number of the code list `numbers`, in the same order.
    /// [`PanelError::UnknownCountry`] with the nearest name, or with the years of a country that is gone.
    pub fn in_year(&self, text: &str, numbers: CodeList, year: Year) -> Result<&Country, PanelError> {
        let asked = text.trim();
        let digits = asked.strip_prefix("GW ").unwrap_or(asked);
        if let Ok(number) = digits.parse::<u16>() {
            return self.by_number(number, numbers, year);
        }
        let named = |spell: &CodeSpell| spell.name.eq_ignore_ascii_case(asked);
        let of_today = |country: &&Country| {
            country.is_present_day()
                && (country.name.eq_ignore_ascii_case(asked) || country.spells.iter().any(named))
        };
        self.by_iso3(asked, year)
            .or_else(|| self.present_day_iso3(asked))
            .or_else(|| self.by_code(year, named))
            .or_else(|| self.iter().find(of_today))
            .ok_or_else(|| match self.find(asked) {
                Ok(country) => gone(asked, country, year),
                Err(error) => error,
            })
    }

    fn by_number(&self, number: u16, list: CodeList, year: Year) -> Result<&Country, PanelError> {
        let code = |spell: &CodeSpell| match list {
            CodeList::Gw => Some(spell.gw),
            CodeList::Cow => spell.cow,
            CodeList::M49 => spell.m49,
            CodeList::Views => spell.views,
        };
        let latest = |country: &&Country| country.spells.iter().rev().find_map(code) == Some(number);
        self.by_code(year, |spell| code(spell) == Some(number))
            .or_else(|| self.iter().filter(|country| country.is_present_day()).find(latest))
            .ok_or_else(|| match self.iter().find(latest) {
                Some(country) => gone(&number.to_string(), country, year),
                None => PanelError::UnknownCountry {
                    text: number.to_string(),
                    suggestion: format!(": no country has this {} number in {year}", list.words()),
                },
            })
    }

    pub(crate) fn into_countries(self) -> BTreeMap<CountryId, Country> {
        self.countries
    }

    fn unknown(&self, asked: &str) -> PanelError {
        let codes: Vec<Iso3> = self.iter().filter_map(Country::iso3).collect();
        let names = self.iter().map(|country| country.name.as_str());
        let suggestion = did_you_mean(asked, names);
        // A code is near to a mistyped code only: it would be near to any long name that holds its letters.
        let suggestion = if suggestion.is_empty() && asked.len() <= 4 {
            did_you_mean(asked, codes.iter().map(Iso3::as_str))
        } else {
            suggestion
        };
        PanelError::UnknownCountry { text: asked.to_owned(), suggestion }
    }
}

/// The error about a country that is asked for outside its years.
fn gone(asked: &str, country: &Country, year: Year) -> PanelError {
    let first = country.spells.first().map_or(year, |spell| spell.first);
    let last = country.spells.iter().filter_map(|spell| spell.last).max().unwrap_or(year);
    PanelError::UnknownCountry {
        text: asked.to_owned(),
        suggestion: format!(" in {year}: {} existed from {first} to {last}", country.name),
    }
}
