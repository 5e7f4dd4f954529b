//! What the own file of a threat says of how likely its events are and how large a year can be; and which of them are counted
//! together.

use forefend_report::Label;
use serde::Deserialize;
use toml::Spanned;

/// Years by which a chance is told where its entry names none.
const BY: [i16; 2] = [2030, 2040];

/// One number of the world a year: a variable of the world, or what an expression gives.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measured<'a> {
    /// File inside the world that says so.
    pub file: &'a str,
    /// The name of the entry's own, at which mistakes are told.
    pub variable: Option<&'a Spanned<String>>,
    /// What is in its place.
    pub expression: Option<&'a Spanned<String>>,
}

/// What kind of statement a chance is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Spoken {
    /// Scored at this horizon, with skill.
    Forecast,
    /// What the model gives; not scored, or without skill.
    #[default]
    Projection,
    /// What follows if something is supposed to happen.
    Scenario,
    /// From what experts were asked.
    Elicited,
}

impl Spoken {
    /// As a report prints it.
    pub fn label(self) -> Label {
        match self {
            Self::Forecast => Label::Forecast,
            Self::Projection => Label::Projection,
            Self::Scenario => Label::Scenario,
            Self::Elicited => Label::Elicited,
        }
    }
}

/// `[[chance]]`: an event of the world, and by when.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chance {
    /// File inside the world that declares it.
    #[serde(skip)]
    pub file: String,
    /// Id of the threat whose file it is.
    #[serde(skip)]
    pub threat: String,
    /// Stable name: lower case, hyphens.
    pub id: Spanned<String>,
    /// The event as a sentence without full stop: "War breaks out in three states or more in one year".
    pub title: String,
    /// A variable of the world, which is recorded.
    pub variable: Option<Spanned<String>>,
    /// In its place: an expression with `world_sum` or the like around variables by country, without lags.
    pub expression: Option<Spanned<String>>,
    /// The event is a year in which the number is so large.
    #[serde(default = "one")]
    pub at_least: f64,
    /// Years by which it is told; those after the last simulated year are left out.
    #[serde(default = "by")]
    pub by: Vec<i16>,
    /// The event in the very year, instead of in at least one year after the present up to it.
    #[serde(default)]
    pub in_year: bool,
    /// What kind of statement it is.
    #[serde(default)]
    pub label: Spoken,
    /// The scored target that says what it is worth.
    pub target: Option<Spanned<String>>,
    /// The same in words, where no target does: "no skill: ...".
    #[serde(default)]
    pub skill: String,
    /// Whether its years are counted among those in which several threats come together.
    #[serde(default)]
    pub joint: bool,
    /// The event in the words of page one, in lower case and without full stop; not on page one where absent.
    pub first_page: Option<String>,
}

impl Chance {
    /// What is compared with `at_least`.
    pub fn measured(&self) -> Measured<'_> {
        Measured { file: &self.file, variable: self.variable.as_ref(), expression: self.expression.as_ref() }
    }

    /// Whether a year's number is the event.
    pub fn holds(&self, value: f64) -> bool {
        value >= self.at_least
    }
}

fn one() -> f64 {
    1.0
}

fn by() -> Vec<i16> {
    BY.to_vec()
}

/// `[exceedance]`: how often a year is so large or larger.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Exceedance {
    /// File inside the world that declares it.
    #[serde(skip)]
    pub file: String,
    /// Id of the threat whose file it is.
    #[serde(skip)]
    pub threat: String,
    /// What a year's number is: "Battle deaths in a year, world".
    pub title: String,
    /// Its unit: "deaths", "states", "persons" or other words.
    pub unit: String,
    /// A variable of the world, which is recorded.
    pub variable: Option<Spanned<String>>,
    /// In its place: an expression with `world_sum` or the like around variables by country, without lags.
    pub expression: Option<Spanned<String>>,
    /// One line under the figure.
    #[serde(default)]
    pub note: String,
}

impl Exceedance {
    /// The number of a year.
    pub fn measured(&self) -> Measured<'_> {
        Measured { file: &self.file, variable: self.variable.as_ref(), expression: self.expression.as_ref() }
    }
}

/// `[joint]` of `report.toml`: years in which events of several threats come together.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Joint {
    /// Heading.
    pub title: String,
    /// So many different events or more in one year are told of in words.
    #[serde(default = "three")]
    pub at_least: usize,
    /// Futures in which chances are compared with those of the model without the links that come from a threat; 0 for none.
    #[serde(default = "futures")]
    pub unlinked: u64,
    /// One line under the figure.
    #[serde(default)]
    pub note: String,
}

/// `[outbreak]` of `report.toml`: a disease followed from one place by the travel network, as an example.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Outbreak {
    /// Id of the threat beside which it stands.
    pub threat: Spanned<String>,
    /// What breaks out, as a sentence begins.
    pub event: String,
    /// ISO code of the place where it begins.
    pub origin: Spanned<String>,
    /// Variable by country: people.
    pub population: Spanned<String>,
    /// People whom one infectious person infects where everybody is susceptible.
    pub reproduction: Spanned<f64>,
    /// Mean days from infection until infectious.
    pub latent_days: f64,
    /// Mean days infectious.
    pub infectious_days: f64,
    /// Where these numbers are from.
    pub source: String,
}

fn three() -> usize {
    3
}

fn futures() -> u64 {
    200
}
