//! What a series is: title, unit, source, licence, and when its values become known.
use serde::{Deserialize, Serialize};

use crate::{Fill, Month, Year};

/// The axis of units along which an indicator varies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Axis {
    /// One value a year.
    World,
    /// One value a country and year.
    Country,
    /// One value a year and unit of an axis that the panel declares ([`PanelAxis`](crate::PanelAxis)).
    Declared(String),
}

impl Axis {
    /// The name in files and messages.
    pub fn word(&self) -> &str {
        match self {
            Axis::World => "world",
            Axis::Country => "country",
            Axis::Declared(name) => name,
        }
    }
}

impl From<String> for Axis {
    fn from(word: String) -> Self {
        match word.as_str() {
            "world" => Axis::World,
            "country" => Axis::Country,
            _ => Axis::Declared(word),
        }
    }
}

impl From<Axis> for String {
    fn from(axis: Axis) -> Self {
        axis.word().to_owned()
    }
}

/// Whether the series reports what was, or also what its publisher expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Observations and estimates of past years only.
    #[default]
    Observed,
    /// A published path: estimates up to the vintage's year, projections after it.
    Path {
        /// The month of publication.
        vintage: Month,
    },
}

/// Values that are possible, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Bounds {
    /// Smallest possible value.
    pub lower: Option<f64>,
    /// Largest possible value.
    pub upper: Option<f64>,
}

impl Bounds {
    /// Whether `value` is finite and inside.
    pub fn allow(&self, value: f64) -> bool {
        value.is_finite()
            && self.lower.is_none_or(|lower| value >= lower)
            && self.upper.is_none_or(|upper| value <= upper)
    }

    /// The value moved to the nearer bound when outside.
    pub fn clamp(&self, value: f64) -> f64 {
        let value = self.lower.map_or(value, |lower| value.max(lower));
        self.upper.map_or(value, |upper| value.min(upper))
    }

    /// For messages: "0 to 1", "at least 0", "finite".
    pub fn words(&self) -> String {
        match (self.lower, self.upper) {
            (Some(lower), Some(upper)) => format!("{lower} to {upper}"),
            (Some(lower), None) => format!("at least {lower}"),
            (None, Some(upper)) => format!("at most {upper}"),
            (None, None) => "finite".to_owned(),
        }
    }
}

fn yes() -> bool {
    true
}

fn country() -> Axis {
    Axis::Country
}

/// The code list that numbers in a country column belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CodeList {
    /// Gleditsch-Ward.
    #[default]
    Gw,
    /// Correlates of War.
    Cow,
    /// UN M49, the same as ISO 3166-1 numeric.
    M49,
    /// VIEWS `country_id`.
    Views,
}

impl CodeList {
    /// The name for messages.
    pub const fn words(self) -> &'static str {
        match self {
            CodeList::Gw => "Gleditsch-Ward",
            CodeList::Cow => "Correlates of War",
            CodeList::M49 => "M49",
            CodeList::Views => "VIEWS",
        }
    }
}

/// The columns of a CSV file that hold a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Columns {
    /// Header of the column of countries; not read for a world series.
    pub country: String,
    /// Header of the column of years.
    pub year: String,
    /// Header of the column of values.
    pub value: String,
    /// What a number in the country column means.
    pub codes: CodeList,
    /// Of pairs: header of the column of the first country (the origin of a directed pair).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_a: Option<String>,
    /// Of pairs: header of the column of the second country (the destination).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_b: Option<String>,
    /// Of listed units: header of the column of their ids, where it is not the name of the axis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

impl Default for Columns {
    fn default() -> Self {
        Self {
            country: "country".to_owned(),
            year: "year".to_owned(),
            value: "value".to_owned(),
            codes: CodeList::Gw,
            country_a: None,
            country_b: None,
            unit: None,
        }
    }
}

/// A declared series. Declarations live in `world/indicators.toml`; the snapshot keeps a copy of those it
/// was built with. A series with `csv` is no part of the snapshot: it is read from the world's own file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Name used in formulas and files.
    pub id: String,
    /// Title for readers.
    pub title: String,
    /// Unit of the values.
    pub unit: String,
    /// Axis of units; by country unless declared otherwise.
    #[serde(default = "country")]
    pub axis: Axis,
    /// Who made the series.
    pub source: String,
    /// How to cite it; the source where absent.
    #[serde(default)]
    pub citation: String,
    /// Where it is described.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Licence of the original source.
    pub licence: String,
    /// Whether the licence asks that what is derived carries the same licence.
    #[serde(default)]
    pub share_alike: bool,
    /// Months from the end of a year to the publication of its value.
    pub release_lag_months: u32,
    /// Whether the series exists here in one revised vintage, so that a replay uses values corrected later.
    #[serde(default = "yes")]
    pub revised: bool,
    /// Observed, or a published path.
    #[serde(default)]
    pub kind: Kind,
    /// Snapshot file it belongs to; the path of its CSV file for a world's own series.
    #[serde(default)]
    pub file: String,
    /// CSV file inside the world that holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub csv: Option<String>,
    /// Columns of that file, where their headers are not `country`, `year` and `value`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<Columns>,
    /// First year taken from the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Year>,
    /// Last year taken from the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Year>,
    /// How gaps are filled unless a caller asks otherwise.
    #[serde(default)]
    pub fill: Fill,
    /// Possible values.
    #[serde(default)]
    pub bounds: Bounds,
    /// What a reader must know before using it.
    #[serde(default)]
    pub note: String,
}

/// A thousand years: longer lags mean "never published" just as well, and cannot overflow a calendar.
const LONGEST_LAG: u32 = 12_000;

impl Indicator {
    /// Months from the end of a year to the publication of its value.
    pub fn release_lag(&self) -> i32 {
        self.release_lag_months.min(LONGEST_LAG) as i32
    }

    /// A minimal observed country series without lag, for tests and synthetic panels.
    pub fn synthetic(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            title: id.to_owned(),
            unit: "1".to_owned(),
            axis: Axis::Country,
            source: "synthetic".to_owned(),
            citation: "synthetic".to_owned(),
            url: None,
            licence: "CC0-1.0".to_owned(),
            share_alike: false,
            release_lag_months: 0,
            revised: false,
            kind: Kind::Observed,
            file: "country_year_synthetic.parquet".to_owned(),
            csv: None,
            columns: None,
            first: None,
            last: None,
            fill: Fill::None,
            bounds: Bounds::default(),
            note: String::new(),
        }
    }
}
