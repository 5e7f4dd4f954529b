//! Entries that the own file of a threat or driver may carry: lists, figures, ranges, numbers; and what members of organisations are counted by.

use serde::Deserialize;
use toml::Spanned;

use super::words::Words;

/// In which years of the window the event must happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Years {
    /// In at least one.
    Any,
    /// In every one.
    Every,
}

/// `[[list]]`: countries most at risk of one event in the window.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct List {
    /// File inside the world that declares it.
    #[serde(skip)]
    pub file: String,
    /// Stable name: lower case, hyphens.
    pub id: Spanned<String>,
    /// Title as printed.
    pub title: Words,
    /// Who is eligible, and what the event is.
    pub rule: Words,
    /// The event of a year: an expression of recorded variables by country, without lags.
    pub event: Spanned<String>,
    /// In which years of the window it must happen.
    pub years: Years,
    /// Who can be listed: an expression of the last observed year and those before; everybody where absent.
    pub eligible: Option<Spanned<String>>,
    /// The multinomial equation whose terms are the reasons; no reasons where absent.
    pub explained_by: Option<Spanned<String>>,
    /// The class of it whose odds they move; the first above the reference where absent.
    pub class: Option<Spanned<f64>>,
    /// Most rows.
    #[serde(default = "rows")]
    pub rows: usize,
    /// The scored target nearest to it: skill, confidence and what came of earlier lists are those of this target.
    pub target: Option<Spanned<String>>,
    /// A score book of its own (docs/mass_killing.md): says what was measured instead of the target.
    pub book: Option<Spanned<String>>,
    /// One line under the list.
    pub note: Option<Words>,
    /// The head of it as a judgement of page one.
    pub judgement: Option<Head>,
    /// What came of such lists, on page one.
    pub hits: Option<Came>,
}

impl List {
    /// Name of the scored target nearest to it.
    pub fn target(&self) -> Option<&str> {
        self.target.as_ref().map(|target| target.as_ref().as_str())
    }
}

fn rows() -> usize {
    forefend_track::LISTED
}

/// `[list.judgement]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Head {
    /// Bold lead-in.
    pub headline: Words,
    /// What stands before the names.
    pub lead: Words,
    /// Names that are printed.
    #[serde(default = "three")]
    pub names: usize,
}

fn three() -> usize {
    3
}

/// `[list.hits]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Came {
    /// What they were named for: "new conflict".
    pub event: String,
    /// What those for which it came did: "saw it".
    pub came: String,
}

/// Vertical axis of a figure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Scale {
    /// Linear.
    #[default]
    Linear,
    /// Logarithmic.
    Log,
}

/// Which chapter a figure stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum With {
    /// The outlook.
    Outlook,
    /// The driver that declares the variable, which shows it anyhow: the entry adds words.
    Driver,
}

/// `[[fan]]`: a world variable over the years.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fan {
    /// File inside the world that declares it.
    #[serde(skip)]
    pub file: String,
    /// A variable of the world, which is recorded; or the name of what `expression` gives.
    pub variable: Spanned<String>,
    /// What gives it, where it is no variable: an expression with `world_sum`, `world_mean` or the like around recorded
    /// variables by country, without lags.
    pub expression: Option<Spanned<String>>,
    /// The unit of an axis that it shows, where it is no variable of the world.
    pub one_of: Option<OneOf>,
    /// Title; the variable's where absent.
    pub title: Option<Words>,
    /// Unit; the variable's where absent.
    pub unit: Option<String>,
    /// Vertical axis.
    #[serde(default)]
    pub axis: Scale,
    /// Where it stands; with the driver where a driver's own file carries it, else in the outlook.
    pub with: Option<With>,
    /// Id of the driver whose own file carries it.
    #[serde(skip)]
    pub driver: Option<String>,
    /// One line under it.
    pub note: Option<Words>,
    /// Page one: from the last observed value to the map's year and to the horizon.
    pub course: Option<Course>,
    /// Page one: how likely it is above the last observed value next year.
    pub exceeds: Option<Exceeds>,
}

impl Fan {
    /// Which chapter it stands in.
    pub fn with(&self) -> With {
        let own = if self.driver.is_some() { With::Driver } else { With::Outlook };
        self.with.unwrap_or(own)
    }
}

/// One unit of a recorded variable on an axis of `axes.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OneOf {
    /// The variable.
    pub variable: Spanned<String>,
    /// The unit, by its label.
    pub unit: Spanned<String>,
}

/// `[fan.course]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Course {
    /// Headline where the last observed value lies inside the interval.
    pub same: Words,
    /// Headline where the median falls below it.
    pub less: Words,
    /// Headline where the median rises above it.
    pub more: Words,
    /// Numbers: `now`, `then`, `later`; text: `last`, the last observed year.
    pub words: Words,
}

/// `[fan.exceeds]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Exceeds {
    /// Bold lead-in.
    pub headline: Words,
    /// Numbers: `now`, `then`, `above`; text: `last`, the last observed year.
    pub words: Words,
    /// Why one can be little sure of it; text: `tested`, what the track record says.
    pub reason: Words,
}

/// `[[range]]`: a target of the world whose ranges are compared with what came.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Range {
    /// File inside the world that declares it.
    #[serde(skip)]
    pub file: String,
    /// A target of kind `world-share` or `world-amount`.
    pub target: Spanned<String>,
    /// At the head of a sentence of the track record.
    pub title: String,
    /// Inside a sentence of page one: "the share of states in conflict".
    pub name: String,
}

/// `[[number]]`: the number that stands for a threat.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Number {
    /// File inside the world that declares it.
    #[serde(skip)]
    pub file: String,
    /// Id of the threat; that of the file where a threat's own file carries it.
    pub threat: Option<Spanned<String>>,
    /// Id of the driver whose own file carries it, instead of a threat.
    #[serde(skip)]
    pub driver: Option<String>,
    /// A recorded variable of the world.
    pub variable: Spanned<String>,
    /// What it is.
    pub title: String,
}

/// `[organisation]`: what members of the organisations of `organisations.toml` are counted by.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Organisations {
    /// Name of the number in queries.
    pub id: Spanned<String>,
    /// The event of a year: an expression of recorded variables by country, without lags.
    pub event: Spanned<String>,
    /// What the table shows: "share of members in conflict".
    pub title: String,
    /// Numbers and text: `share`, `organisation`.
    pub most: Words,
    /// Where the membership comes from.
    #[serde(default)]
    pub note: String,
}
