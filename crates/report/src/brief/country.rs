//! What the page of one country is made from.

use super::{ArrivalChart, Fan, Point, ReplayedSection};
use serde::{Deserialize, Serialize};

/// A page about one country.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountryPage {
    /// Its name.
    pub title: String,
    /// Its ISO3 code; used in the name of the file.
    pub iso3: String,
    /// One line under the title: region, and to when the data go.
    pub subtitle: String,
    /// What a reader must know before the first number.
    pub warning: String,
    /// What the page comes to, a sentence each.
    pub summary: Vec<String>,
    /// Chances of the levels by year.
    pub chances: Chances,
    /// Series of the country with their spread.
    pub fans: Vec<Fan>,
    /// An outbreak elsewhere, and when it is here.
    #[serde(default)]
    pub outbreak: Option<ComesHere>,
    /// Tables by section.
    pub sections: Vec<ReplayedSection>,
    /// Facts about the run: name and value.
    pub facts: Vec<(String, String)>,
}

/// An outbreak that comes to a country.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComesHere {
    /// When it is here.
    pub said: String,
    /// First cases against distance, this country marked.
    pub chart: ArrivalChart,
}

/// The chance of each level above the lowest by year, after the years observed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Chances {
    /// Title as printed.
    pub title: String,
    /// Observed years: the number of the level, 0 for the lowest.
    pub observed: Vec<Point>,
    /// The chance of each level above the lowest, 0 to 1, in their order.
    pub lines: Vec<ChanceLine>,
    /// Year, and the 90 % interval of how often the first of them came where past looks gave such a chance.
    pub came: Vec<(i32, f64, f64)>,
    /// One line under the figure.
    pub note: String,
}

/// The chance of one level.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ChanceLine {
    /// Name of the level.
    pub level: String,
    /// Its chance by year.
    pub points: Vec<Point>,
}
