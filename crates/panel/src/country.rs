//! A country and the codes it carried, spell by spell.
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{PanelError, Year};

/// Stable id of a country: its Gleditsch-Ward number. Ids, never positions, are what files hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CountryId(pub u16);

impl CountryId {
    /// The country with Gleditsch-Ward number `gw`.
    pub const fn new(gw: u16) -> Self {
        Self(gw)
    }

    /// The Gleditsch-Ward number.
    pub const fn gw(self) -> u16 {
        self.0
    }
}

impl fmt::Display for CountryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GW {}", self.0)
    }
}

/// An ISO 3166-1 alpha-3 code: three capital letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Iso3([u8; 3]);

impl Iso3 {
    /// Reads three letters, in either case; a [`PanelError::UnknownCountry`] for anything else.
    pub fn new(text: &str) -> Result<Self, PanelError> {
        match text.to_ascii_uppercase().as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_uppercase) => Ok(Self([a, b, c])),
            _ => Err(PanelError::UnknownCountry {
                text: text.to_owned(),
                suggestion: ": an ISO3 code is three letters".to_owned(),
            }),
        }
    }

    /// The three letters.
    pub fn as_str(&self) -> &str {
        // The constructor lets ASCII capitals through and nothing else.
        std::str::from_utf8(&self.0).unwrap_or("???")
    }
}

impl fmt::Display for Iso3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl TryFrom<String> for Iso3 {
    type Error = PanelError;
    fn try_from(text: String) -> Result<Self, PanelError> {
        Self::new(&text)
    }
}

impl From<Iso3> for String {
    fn from(code: Iso3) -> String {
        code.to_string()
    }
}

/// Years in which a country existed under one name and one set of codes.
///
/// A year belongs to a spell when the state existed on any day of it; where codes change within a year the
/// year belongs to the later spell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeSpell {
    /// First year.
    pub first: Year,
    /// Last year; none = still exists.
    pub last: Option<Year>,
    /// Name in use.
    pub name: String,
    /// ISO 3166-1 alpha-3, where the state has one.
    pub iso3: Option<Iso3>,
    /// UN M49 number, which is also ISO 3166-1 numeric.
    pub m49: Option<u16>,
    /// Gleditsch-Ward number.
    pub gw: u16,
    /// Correlates of War number, in the years in which COW counts the state.
    pub cow: Option<u16>,
    /// VIEWS `country_id`.
    pub views: Option<u16>,
}

impl CodeSpell {
    /// Whether the spell holds in `year`.
    pub fn contains(&self, year: Year) -> bool {
        self.first <= year && self.last.is_none_or(|last| year <= last)
    }
}

/// A country: a state at some time since 1946, or a territory that sources list apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Country {
    /// Stable id.
    pub id: CountryId,
    /// Present or last name.
    pub name: String,
    /// Continent.
    pub continent: String,
    /// Region within the continent.
    pub region: String,
    /// Latest capital's latitude and longitude, degrees north and east.
    pub capital: Option<(f64, f64)>,
    /// Whether the Gleditsch-Ward lists count it as a state (microstates included); a territory that sources
    /// list apart (Western Sahara, Puerto Rico) carries codes and values but never "exists".
    pub state: bool,
    /// Spells of names and codes, earliest first.
    pub spells: Vec<CodeSpell>,
}

impl Country {
    /// The spell that holds in `year`.
    pub fn spell(&self, year: Year) -> Option<&CodeSpell> {
        self.spells.iter().find(|spell| spell.contains(year))
    }

    /// Whether the state existed on any day of `year`.
    pub fn exists(&self, year: Year) -> bool {
        self.state && self.spell(year).is_some()
    }

    /// Whether the state or territory is one of today's.
    pub fn is_present_day(&self) -> bool {
        self.spells.iter().any(|spell| spell.last.is_none())
    }

    /// The code of the latest spell that has one.
    pub fn iso3(&self) -> Option<Iso3> {
        self.spells.iter().rev().find_map(|spell| spell.iso3)
    }

    /// The UN M49 number of the latest spell that has one.
    pub fn m49(&self) -> Option<u16> {
        self.spells.iter().rev().find_map(|spell| spell.m49)
    }
}
