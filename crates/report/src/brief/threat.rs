//! What the report says of each threat, and of years in which several come together.

use serde::{Deserialize, Serialize};

use super::{Confidence, Fact, Label, Outbreak, Sentence};
use crate::number::{Quantity, Unit};

/// One threat of the mission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Threat {
    /// Stable id.
    pub id: String,
    /// Title as printed.
    pub title: String,
    /// How far it is modelled.
    pub status: ThreatStatus,
    /// Why, in one sentence.
    pub why: String,
    /// What data would settle it; empty where nothing is resolved.
    pub resolution: String,
    /// One number of the run about it, with what it is.
    pub number: Option<Fact>,
    /// How likely its events are, by when.
    #[serde(default)]
    pub chances: Vec<EventChance>,
    /// How often a year is how large.
    #[serde(default)]
    pub exceedance: Option<Exceedance>,
    /// An outbreak followed by the travel network; none of threats that do not travel.
    #[serde(default)]
    pub outbreak: Option<Outbreak>,
    /// What can be done about it: measures and what their effects rest on; empty where no measure reaches it.
    #[serde(default)]
    pub levers: String,
}

/// How far a threat is modelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThreatStatus {
    /// Simulated.
    Modelled,
    /// Observed figures only.
    IndexOnly,
    /// Neither.
    NotModelled,
}

impl ThreatStatus {
    /// The status as printed.
    pub fn text(self) -> &'static str {
        match self {
            Self::Modelled => "modelled",
            Self::IndexOnly => "index only",
            Self::NotModelled => "not modelled",
        }
    }
}

/// How likely an event of a threat is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventChance {
    /// The event, without full stop.
    pub title: String,
    /// What kind of statement it is.
    pub label: Label,
    /// By which year, and how likely; the first year that counts is the one after the present.
    pub by: Vec<(i32, Quantity)>,
    /// Whether it is told of the very year, instead of any year up to it.
    pub in_year: bool,
    /// What is known of its worth.
    pub skill: Sentence,
    /// Whether past outcomes were scored for it.
    #[serde(default)]
    pub scored: bool,
    /// How sure one can be of it; none in a report made before that was told.
    #[serde(default)]
    pub confidence: Option<Confidence>,
    /// The event in the words of page one; none where it does not stand there.
    #[serde(default)]
    pub first_page: Option<String>,
}

impl EventChance {
    /// "by 2030", or "in 2030" where it is told of the very year.
    pub fn when(&self, year: i32) -> String {
        format!("{} {year}", if self.in_year { "in" } else { "by" })
    }
}

/// The share of simulated years in which a number is so large or larger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exceedance {
    /// Stable id, for anchors.
    pub id: String,
    /// What a year's number is.
    pub title: String,
    /// Its unit.
    pub unit: Unit,
    /// First and last year counted.
    pub years: (i32, i32),
    /// Value, and the share of years of all draws that reach it; values rise.
    pub points: Vec<(f64, f64)>,
    /// Query prefix; a point's query is `<prefix>/<value>`.
    pub query: String,
    /// One line under the figure.
    pub note: String,
}

/// How often events of several threats come in one year, against the same events put together by chance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JointTail {
    /// Heading.
    pub title: String,
    /// The events that are counted: the threat, and the event.
    pub events: Vec<(String, String)>,
    /// By number of events in a year, from 0.
    pub rows: Vec<JointRow>,
    /// What it comes to.
    pub words: Sentence,
    /// One line under the figure.
    pub note: String,
}

/// Years in which so many different events come or more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JointRow {
    /// Number of events.
    pub events: usize,
    /// Share of simulated years, with an interval over futures.
    pub joint: Quantity,
    /// The same where each event comes from a future of its own, with an interval over permutations.
    pub apart: Quantity,
}
