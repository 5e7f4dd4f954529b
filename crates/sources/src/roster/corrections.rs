//! The hand-made additions to the code lists.
use serde::Deserialize;

use crate::SourcesError;

pub(super) const FILE: &str = "roster/corrections.toml";

/// Everything in `corrections.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Corrections {
    pub(super) microstate: Vec<Microstate>,
    pub(super) territory: Vec<Territory>,
    pub(super) country: Vec<CountryCorrection>,
    pub(super) spell: Vec<SpellCorrection>,
    pub(crate) neighbour: Vec<Neighbours>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Microstate {
    pub(super) gw: u16,
    pub(super) iso3: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Territory {
    pub(super) gw: u16,
    pub(super) name: String,
    pub(super) iso3: String,
    pub(super) m49: u16,
    pub(super) continent: String,
    pub(super) region: String,
    pub(super) capital: (f64, f64),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CountryCorrection {
    pub(super) gw: u16,
    pub(super) name: String,
    pub(super) continent: Option<String>,
    pub(super) region: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SpellCorrection {
    pub(super) gw: u16,
    pub(super) first: Option<i16>,
    pub(super) last: Option<i16>,
    pub(super) name: Option<String>,
    pub(super) iso3: Option<String>,
    pub(super) m49: Option<u16>,
    pub(super) cow: Option<u16>,
    pub(super) views: Option<u16>,
}

/// Land borders between `a` and each of `b`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Neighbours {
    pub(crate) a: u16,
    pub(crate) b: Vec<u16>,
}

/// The corrections that ship with this crate.
pub(crate) fn corrections() -> Result<Corrections, SourcesError> {
    toml::from_str(include_str!("corrections.toml"))
        .map_err(|error| SourcesError::Declaration { file: FILE, reason: error.to_string() })
}
