//! The mission's elements and threats: what is modelled, what is not, and why.

use super::{Fan, Label, Sentence};
use crate::number::Quantity;
use serde::{Deserialize, Serialize};

/// The mission's elements; the report holds one section for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Element {
    /// Driver: globalisation.
    Globalisation,
    /// Driver: demographic change.
    DemographicChange,
    /// Driver: poverty and inequality.
    PovertyAndInequality,
    /// Driver: climate change.
    ClimateChange,
    /// Driver: science and technology.
    ScienceAndTechnology,
    /// The list of threats.
    Threats,
    /// The principles that judge the answer.
    Principles,
    /// Measure: conflict prevention.
    ConflictPrevention,
    /// Measure: intervention in conflict environments.
    Intervention,
    /// Measure: regional security organisations.
    RegionalOrganisations,
    /// Measure: nuclear non-proliferation.
    NonProliferation,
    /// Measure: global biosecurity.
    Biosecurity,
    /// The warning: what happens if nothing changes.
    Warning,
    /// The call to action: what could be done, and what it would bring.
    CallToAction,
    /// The challenge: what is not known, and what a reader should try to refute.
    Challenge,
}

impl Element {
    /// Drivers, in the order of the report.
    pub const DRIVERS: [Self; 5] = [
        Self::Globalisation,
        Self::DemographicChange,
        Self::PovertyAndInequality,
        Self::ClimateChange,
        Self::ScienceAndTechnology,
    ];

    /// All elements in the order of the report.
    pub const ALL: [Element; 15] = [
        Self::Globalisation,
        Self::DemographicChange,
        Self::PovertyAndInequality,
        Self::ClimateChange,
        Self::ScienceAndTechnology,
        Self::Threats,
        Self::Principles,
        Self::ConflictPrevention,
        Self::Intervention,
        Self::RegionalOrganisations,
        Self::NonProliferation,
        Self::Biosecurity,
        Self::Warning,
        Self::CallToAction,
        Self::Challenge,
    ];

    /// Value of `data-element` and of the anchor.
    pub fn id(self) -> &'static str {
        match self {
            Self::Globalisation => "globalisation",
            Self::DemographicChange => "demographic-change",
            Self::PovertyAndInequality => "poverty-and-inequality",
            Self::ClimateChange => "climate-change",
            Self::ScienceAndTechnology => "science-and-technology",
            Self::Threats => "threats",
            Self::Principles => "principles",
            Self::ConflictPrevention => "conflict-prevention",
            Self::Intervention => "intervention",
            Self::RegionalOrganisations => "regional-organisations",
            Self::NonProliferation => "non-proliferation",
            Self::Biosecurity => "biosecurity",
            Self::Warning => "warning",
            Self::CallToAction => "call-to-action",
            Self::Challenge => "challenge",
        }
    }

    /// Title as printed.
    pub fn title(self) -> &'static str {
        match self {
            Self::Globalisation => "Globalisation",
            Self::DemographicChange => "Demographic change",
            Self::PovertyAndInequality => "Poverty and inequality",
            Self::ClimateChange => "Climate change",
            Self::ScienceAndTechnology => "Science and technology",
            Self::Threats => "Threats",
            Self::Principles => "Principles",
            Self::ConflictPrevention => "Conflict prevention",
            Self::Intervention => "Intervention in conflict environments",
            Self::RegionalOrganisations => "Regional security organisations",
            Self::NonProliferation => "Nuclear non-proliferation",
            Self::Biosecurity => "Global biosecurity",
            Self::Warning => "Warning",
            Self::CallToAction => "Call to action",
            Self::Challenge => "Challenge",
        }
    }
}

/// What the report says about one element.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ElementSection {
    /// Which element.
    pub element: Element,
    /// How far the engine speaks about it.
    pub standing: Standing,
    /// Why it stands so, or what comes next; printed after the standing.
    pub why: String,
    /// What is said, with traced numbers.
    pub sentences: Vec<Sentence>,
    /// Labelled numbers.
    pub facts: Vec<Fact>,
    /// Figures.
    pub fans: Vec<Fan>,
    /// What stands beside it under headings of its own: a driver that is no element of the mission.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<Beside>,
}

/// A section under a heading of its own within an element's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Beside {
    /// The anchor on the page.
    pub id: String,
    /// The heading.
    pub title: String,
    /// What stands under it; its own `beside` is not printed.
    pub section: ElementSection,
}

/// How far the engine speaks about an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Simulated in this run.
    Modelled,
    /// Observed figures only; prints "no model yet".
    IndexOnly,
    /// Prints "no model yet".
    NoModel,
    /// Prints "no data".
    NoData,
    /// Prints "no skill".
    NoSkill,
}

impl Standing {
    /// The words as printed.
    pub fn text(self) -> &'static str {
        match self {
            Self::Modelled => "modelled in this run",
            Self::IndexOnly => "index only, no model yet",
            Self::NoModel => "no model yet",
            Self::NoData => "no data",
            Self::NoSkill => "no skill",
        }
    }
}

/// A labelled number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is, with year.
    pub name: String,
    /// The number.
    pub quantity: Quantity,
    /// What kind of statement it is.
    pub label: Label,
}
