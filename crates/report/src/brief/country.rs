//! What the page of one country is made from.

use super::{Fan, Point, ReplayedSection};
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
    /// Chances of conflict by year.
    pub chances: Chances,
    /// Series of the country with their spread.
    pub fans: Vec<Fan>,
    /// Tables by section.
    pub sections: Vec<ReplayedSection>,
    /// Facts about the run: name and value.
    pub facts: Vec<(String, String)>,
}

/// The chance of conflict and of war by year, after the years observed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Chances {
    /// Title as printed.
    pub title: String,
    /// Observed years: 0 peace, 1 conflict, 2 war.
    pub observed: Vec<Point>,
    /// Chance of conflict, 0 to 1.
    pub conflict: Vec<Point>,
    /// Chance of war, 0 to 1.
    pub war: Vec<Point>,
    /// Year, and the 90 % interval of how often conflict came where past looks gave such a chance.
    pub came: Vec<(i32, f64, f64)>,
    /// One line under the figure.
    pub note: String,
}
