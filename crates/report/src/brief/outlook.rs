//! The outlook: fans, countries, lists of risks, organisations.

use super::{Background, Band, RiskList, Sentence};
use crate::number::{Quantity, Unit, null_is_nan, nulls_are_nan};
use serde::{Deserialize, Serialize};

/// Everything the outlook chapter shows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Outlook {
    /// Opening sentences under the chapter title.
    pub summary: Vec<Sentence>,
    /// Figures of the world, in the order of the world's files.
    pub fans: Vec<Fan>,
    /// What is told of countries, in words; none where the world tells nothing of them, and then there is no map.
    #[serde(default)]
    pub words: Option<CountryWords>,
    /// One row a country.
    pub countries: Vec<CountryOutlook>,
    /// Year shown on the map, for example 2030.
    pub map_year: i32,
    /// Lists of countries at risk, as many as the world's files declare, in their order.
    pub lists: Vec<RiskList>,
}

/// Words of the map and of the table of countries, as the world's files put them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CountryWords {
    /// What the map is, for who does not see it.
    pub map: String,
    /// Heading above it.
    pub heading: String,
    /// What its probability is of, without a full stop.
    pub note: String,
    /// Names of the levels on which a country stands, the lowest first; also the last parts of the queries of their chances.
    pub levels: Vec<String>,
    /// Head of the column of each chance: of every level but the lowest.
    pub chances: Vec<String>,
    /// Head of the column of the chance that the lowest level is left by the last year.
    pub first: String,
    /// Head of the column of the expected amount; none where the world counts none.
    pub amount: Option<String>,
    /// Head of the column of the years on the lowest level; none where the world counts none.
    pub calm: Option<String>,
}

/// A series with its past and, where a model exists, its projected spread.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fan {
    /// Stable id, used for anchors: lower case, hyphens.
    pub id: String,
    /// Title as printed.
    pub title: String,
    /// Unit of all values.
    pub unit: Unit,
    /// Query prefix; a cell's query is `<prefix>/<year>/<statistic>`, statistic one of observed, p05 ... p95, mean.
    pub query: String,
    /// Measured values, any order.
    pub observed: Vec<Point>,
    /// Simulated or given values, any order; empty means "no model yet".
    pub projected: Vec<Band>,
    /// Last year that is a nowcast on missing data; later years are projections.
    pub nowcast_until: Option<i32>,
    /// Vertical axis.
    pub axis: Axis,
    /// What the projected part is.
    pub spread: Spread,
    /// One line under the figure: source, or what to note.
    pub note: String,
}

impl Fan {
    /// Unit and axis for the caption, in brackets: "US$ per person", "deaths, logarithmic axis"; a unit that the title
    /// says already is not said twice.
    pub fn unit_note(&self) -> String {
        let unit = self.unit.name();
        let said = self.title.to_lowercase().contains(&unit.to_lowercase());
        let parts =
            [if said { "" } else { unit }, if self.axis == Axis::Log { "logarithmic axis" } else { "" }];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

/// Vertical axis of a fan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Axis {
    /// Linear, from zero where the data is near zero.
    #[default]
    Linear,
    /// Logarithmic; values at or below zero are not drawn.
    Log,
}

/// What the projected part of a [`Fan`] is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spread {
    /// 50% and 90% bands over draws.
    Bands,
    /// One path without uncertainty (its values are in `p50`); the text says whose it is, for example "path of" its source.
    PathOnly(String),
    /// Observed line only; the text says why there is no band: "no model yet", printed where the text does not begin with "observed
    /// only".
    NoModel(String),
}

/// One measured value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Calendar year.
    pub year: i32,
    /// Value in the fan's unit; `NaN` where missing.
    #[serde(deserialize_with = "null_is_nan")]
    pub value: f64,
}

/// Outlook of one country.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountryOutlook {
    /// ISO 3166-1 alpha-3 code; `XKX` for Kosovo.
    pub iso3: String,
    /// UN M49 code; 0 where there is none.
    pub m49: u16,
    /// Name as printed.
    pub name: String,
    /// Region as printed.
    pub region: String,
    /// Number of the level in the last observed year, 0 for the lowest (see [`CountryWords::levels`]).
    pub level: Option<u8>,
    /// Whole years since the level was last above the lowest.
    pub calm_years: Option<u32>,
    /// Probabilities by year.
    pub by_year: Vec<CountryYear>,
    /// Probability of at least one onset by the last year.
    pub onset_cumulative: Option<Quantity>,
    /// Expected amount from the first year after the nowcast to the last year.
    pub expected_amount: Option<Quantity>,
    /// Query prefix; a cell's query is `<prefix>/<year>/<level>`.
    pub query: String,
    /// What is known of it beside its chances; none in a run made before that was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub background: Option<Background>,
}

/// Probabilities of one country in one year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountryYear {
    /// Calendar year.
    pub year: i32,
    /// Probability of each level but the lowest, or one above it, 0 to 1; `NaN` where missing.
    #[serde(deserialize_with = "nulls_are_nan")]
    pub chances: Vec<f64>,
}

impl CountryYear {
    /// The chance that the lowest level is left: what the map shows.
    pub fn chance(&self) -> f64 {
        self.chances.first().copied().unwrap_or(f64::NAN)
    }
}

/// Outlook over the members of a regional organisation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrganisationOutlook {
    /// Short name, for example "ECOWAS".
    pub id: String,
    /// Full name.
    pub name: String,
    /// Number of members in the run.
    pub members: u32,
    /// Share of members that it holds for in the last observed year.
    pub now: Option<Quantity>,
    /// The share in `year`, median with 90% interval.
    pub share: Option<Quantity>,
    /// Year of `share`.
    pub year: i32,
    /// Where the membership comes from, with "from general knowledge" where that is so.
    pub note: String,
}
