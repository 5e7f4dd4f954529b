//! `home.toml` as written: what is told of a country of one's own (docs/home.md).

mod read;

use forefend_strategy::outcome::Better;
use serde::Deserialize;
use toml::Spanned;

/// The file of a world that says what is told of a home.
pub(crate) const FILE: &str = "home.toml";

/// The file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HomeFile {
    /// Variable by country: GDP per head.
    pub income: Spanned<String>,
    /// Variable by country: people.
    pub population: Spanned<String>,
    /// Network of neighbours; a state has none where absent.
    pub network: Option<Spanned<String>>,
    /// Harm at home by cause.
    #[serde(default)]
    pub harm: Vec<Harm>,
    /// What portfolios change at home.
    #[serde(default)]
    pub change: Vec<Change>,
    /// How far outbreaks elsewhere are; not told where absent.
    pub arrival: Option<Arrival>,
    /// Exposure by a series of pairs.
    #[serde(default)]
    pub tie: Vec<Tie>,
    /// Exposure by a variable of neighbours.
    #[serde(default)]
    pub neighbour: Vec<Neighbour>,
    /// Exposure by a series of home's own.
    #[serde(default)]
    pub series: Vec<OwnSeries>,
    /// What cannot be measured.
    #[serde(default)]
    pub gap: Vec<Gap>,
}

/// One cause of harm at home.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Harm {
    /// Stable name.
    pub id: String,
    /// Words for a table.
    pub title: String,
    /// What counts, in words.
    pub event: String,
    /// Variable by country.
    pub variable: Spanned<String>,
    /// It happens in a year in which the variable is so much or more.
    pub at_least: f64,
    /// Whether the variable counts deaths.
    #[serde(default)]
    pub deaths: bool,
    /// Whether somebody means it: a register then looks two years ahead instead of five.
    #[serde(default)]
    pub malicious: bool,
    /// Variable by country: log loss of output in the year.
    pub loss: Option<Spanned<String>>,
    /// Variable by country: what the harm adds to growth of output, log points a year; with it the loss is followed to the horizon.
    pub growth: Option<Spanned<String>>,
}

/// How years are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HomeYears {
    /// Added up.
    Sum,
    /// Their mean.
    Mean,
    /// Mean yearly growth from the year before the first to the last.
    Growth,
}

/// Something that portfolios change at home.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Stable name.
    pub id: String,
    /// Words for a table.
    pub title: String,
    /// Variables by country, added up.
    pub variables: Vec<Spanned<String>>,
    /// How years are put together.
    pub years: HomeYears,
    /// `deaths`, `people`, `points` or any other word.
    pub unit: String,
    /// Which direction is better.
    pub better: Better,
}

/// Outbreaks elsewhere.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrival {
    /// Words for a table.
    pub title: String,
    /// What home can do alone.
    #[serde(default)]
    pub alone: String,
    /// What it can do only with others.
    #[serde(default)]
    pub others: String,
}

/// Which flows of a series by pair count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Flow {
    /// In both directions.
    Both,
    /// From the partner to home.
    In,
    /// From home to the partner.
    Out,
}

/// How flows are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Told {
    /// Those with states in conflict as a share of all.
    Share,
    /// Those with states in conflict, added up.
    Sum,
    /// The number of partners in conflict.
    Count,
}

/// Exposure by a series of pairs: how much of it is with states in conflict.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tie {
    /// Stable name.
    pub id: String,
    /// Words for a table.
    pub title: String,
    /// Series by pair.
    pub series: Spanned<String>,
    /// Which flows count.
    pub flow: Flow,
    /// How they are told.
    pub told: Told,
    /// Unit of a sum.
    #[serde(default)]
    pub unit: String,
    /// What home can do alone.
    #[serde(default)]
    pub alone: String,
    /// What it can do only with others.
    #[serde(default)]
    pub others: String,
}

/// Exposure by a variable of the states next door, added up.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Neighbour {
    /// Stable name.
    pub id: String,
    /// Words for a table.
    pub title: String,
    /// Variable by country.
    pub variable: Spanned<String>,
    /// Its unit.
    pub unit: String,
    /// What home can do alone.
    #[serde(default)]
    pub alone: String,
    /// What it can do only with others.
    #[serde(default)]
    pub others: String,
}

/// Exposure by the last value of a series of home's own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnSeries {
    /// Stable name.
    pub id: String,
    /// Words for a table.
    pub title: String,
    /// Series by country.
    pub series: Spanned<String>,
    /// Its unit.
    pub unit: String,
    /// What home can do alone.
    #[serde(default)]
    pub alone: String,
    /// What it can do only with others.
    #[serde(default)]
    pub others: String,
}

/// What cannot be measured.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// Stable name.
    pub id: String,
    /// Words for a table.
    pub title: String,
    /// Why it cannot.
    pub why: String,
}
