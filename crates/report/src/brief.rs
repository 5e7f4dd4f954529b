//! What the report is made from: plain data that the program fills and `report.json` repeats.
//!
//! # Design
//! A number is never a bare `f64` in a sentence or a table: it is a [`Quantity`] that carries its unit, its interval
//! and the query it came from. Long series ([`Fan`], [`CountryOutlook`]) hold plain numbers and one query prefix, from
//! which each cell's query is built (`<prefix>/<year>/<statistic>`). `NaN` means "no data": it is written to JSON as
//! `null` and read back as `NaN`.

mod appraisal;
mod background;
mod band;
mod cascade;
mod chart;
mod country;
mod decision;
mod element;
mod first_page;
mod home;
mod list;
mod outbreak;
mod outlook;
mod recommendation;
mod record;
mod replayed;
mod sealed;
mod threat;
mod tolls;

pub use appraisal::*;
pub use background::*;
pub use band::*;
pub use cascade::*;
pub use chart::*;
pub use country::*;
pub use decision::*;
pub use element::*;
pub use first_page::*;
pub use home::*;
pub use list::*;
pub use outbreak::*;
pub use outlook::*;
pub use recommendation::*;
pub use record::*;
pub use replayed::*;
pub use sealed::*;
pub use threat::*;
pub use tolls::*;

use crate::number::Quantity;
use serde::{Deserialize, Serialize};

/// Version of the layout of a [`Brief`] in JSON: a reader of `report.json` refuses any other.
pub const BRIEF_SCHEMA: u32 = 1;

/// Everything one report says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    /// [`BRIEF_SCHEMA`] when it was made; 0 of one made before there was any.
    #[serde(default)]
    pub schema: u32,
    /// Title of the report, for example "Security outlook to 2040".
    pub title: String,
    /// One line under the title: what the report is.
    pub subtitle: String,
    /// Which run the numbers come from.
    pub run: RunFacts,
    /// What it means for one country; none where none was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<Home>,
    /// What a reader in a hurry takes away.
    pub first_page: FirstPage,
    /// Figures, map and lists of what may come.
    pub outlook: Outlook,
    /// Alternatives against the reference portfolio on the same luck.
    pub appraisal: Appraisal,
    /// Principles that judge the portfolios (rows of the principles table).
    pub principles: Vec<Principle>,
    /// How well this very model has done in the past.
    pub record: TrackRecord,
    /// All threats of the mission, modelled or not.
    pub threats: Vec<Threat>,
    /// How often several of them come together; none where the world counts nothing of it.
    #[serde(default)]
    pub joint: Option<JointTail>,
    /// What links do and rest on; none where the world declares none.
    #[serde(default)]
    pub cascades: Option<Cascades>,
    /// Outlook by regional organisation.
    pub organisations: Vec<OrganisationOutlook>,
    /// What is counted of their members, for example "share of members at peace".
    #[serde(default)]
    pub of_members: String,
    /// One section for each [`Element`]; a missing one is an error.
    pub elements: Vec<ElementSection>,
    /// How the engine works, step by step.
    pub method: Vec<MethodStep>,
    /// Series used, with licence and lag.
    pub sources: Vec<Source>,
    /// Known limits.
    pub limits: Vec<Limit>,
    /// What is recommended, as the world declares it.
    #[serde(default)]
    pub recommendations: Vec<Recommendation>,
}

/// Identity of the run behind the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunFacts {
    /// Run id, also the first part of every trace.
    pub id: String,
    /// The command as typed.
    pub command: String,
    /// Seed of the luck.
    pub seed: u64,
    /// Number of draws.
    pub draws: u64,
    /// The month whose data the run was allowed to see, for example "December 2022".
    pub as_of: String,
    /// Digest (hex) of the data snapshot.
    pub data_digest: String,
    /// Digest (hex) of the world files.
    pub world_digest: String,
    /// Version of the code, for example "0.1.0 (3f2a9c1)".
    pub code_version: String,
    /// Date the run was made, ISO 8601, as told by the program.
    pub created: String,
    /// First simulated year (2023).
    pub first_year: i32,
    /// Last year that is a *nowcast on missing data* (2026).
    pub nowcast_until: i32,
    /// Last simulated year (2040).
    pub last_year: i32,
    /// Why nowcast years are on missing data, for example "outcomes end in December 2022".
    pub nowcast_reason: String,
}

/// Text with traced numbers in it.
///
/// Placeholders: `{0}` prints quantity 0 with its interval, `{0:bare}` without, `{0:phia}` as a yardstick word with
/// the number ("likely, 62%"), or as the number alone inside one of the yardstick's deliberate gaps. `{{` and `}}` print a
/// brace: text that comes from a file of the world goes through [`verbatim`], so that it is never read as a placeholder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sentence {
    /// The text with placeholders.
    pub template: String,
    /// The quantities the placeholders name.
    #[serde(default)]
    pub quantities: Vec<Quantity>,
}

impl Sentence {
    /// A sentence without numbers of the run; braces in it are braces.
    pub fn plain(text: impl AsRef<str>) -> Self {
        Self { template: verbatim(text.as_ref()), quantities: Vec::new() }
    }

    /// This sentence and the next, whose placeholders go on counting.
    #[must_use]
    pub fn followed_by(mut self, next: &Self) -> Self {
        let carried = self.quantities.len();
        self.template.push(' ');
        let mut rest = next.template.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            self.template.push_str(before);
            self.template.push('{');
            let digits = after.bytes().take_while(u8::is_ascii_digit).count();
            match after[..digits].parse::<usize>() {
                Ok(index) => self.template.push_str(&(carried + index).to_string()),
                // A brace that is doubled is text.
                Err(_) => self.template.push_str(&after[..usize::from(after.starts_with('{'))]),
            }
            rest = &after[digits.max(usize::from(after.starts_with('{')))..];
        }
        self.template.push_str(rest);
        self.quantities.extend(next.quantities.iter().cloned());
        self
    }

    /// A sentence with placeholders `{0}`, `{1}`, ...
    pub fn with(template: impl Into<String>, quantities: Vec<Quantity>) -> Self {
        Self { template: template.into(), quantities }
    }
}

/// The text as part of a template that prints just this text.
pub fn verbatim(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

/// What kind of statement a number is. Printed beside it, always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// Measured in the world.
    Observed,
    /// Simulated for a year that has passed, because outcomes are missing.
    Nowcast,
    /// What the model gives for years ahead; not scored at this horizon.
    Projection,
    /// What the model gives if a policy were followed.
    Scenario,
    /// A projection whose horizon has a skill record for this very model.
    Forecast,
    /// Rests on an assumption, not on evidence.
    Assumption,
    /// From what experts were asked.
    Elicited,
}

impl Label {
    /// The label as printed.
    pub fn text(self) -> &'static str {
        match self {
            Self::Observed => "observed",
            Self::Nowcast => "nowcast on missing data",
            Self::Projection => "projection",
            Self::Scenario => "scenario",
            Self::Forecast => "forecast",
            Self::Assumption => "assumption",
            Self::Elicited => "elicited",
        }
    }

    /// Class name for the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::Observed => "observed",
            Self::Nowcast => "nowcast",
            Self::Projection => "projection",
            Self::Scenario => "scenario",
            Self::Forecast => "forecast",
            Self::Assumption => "assumption",
            Self::Elicited => "elicited",
        }
    }
}

/// One step of the method.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MethodStep {
    /// Short title.
    pub title: String,
    /// What is done and why.
    pub text: Sentence,
}

/// One data series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// What the series measures.
    pub series: String,
    /// Who made it, with edition.
    pub source: String,
    /// Licence of the original.
    pub licence: String,
    /// Units and years covered.
    pub coverage: String,
    /// Release lag, for example "6 months".
    pub lag: String,
}

/// One known limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Limit {
    /// What goes wrong or is missing.
    pub problem: String,
    /// Why.
    pub cause: String,
    /// What the reader or the engine does about it.
    pub mitigation: String,
}
