//! The files of drivers and threats: what each says beside its variables.

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::{Grade, Process, Variable};

/// Whether an element of the model is computed, shown as data only, or absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// Simulated jointly with everything else.
    #[serde(rename = "modelled")]
    Modelled,
    /// Observed values are shown; nothing is simulated.
    #[serde(rename = "index only")]
    IndexOnly,
    /// Not in the model; the file says why.
    #[serde(rename = "not modelled")]
    NotModelled,
}

/// One file under `world/drivers/`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Driver {
    /// Stable name; also the element of the mission that the driver belongs to.
    pub id: String,
    /// Words for a heading.
    pub title: String,
    /// What the model does with it.
    pub status: Status,
    /// One or two sentences: what is modelled how, or why not.
    pub why: String,
    /// Series that the report shows as observed, whatever the status.
    #[serde(default)]
    pub index: Vec<Index>,
    /// Variables of the joint simulation.
    #[serde(default)]
    pub variable: Vec<Variable>,
    /// Processes of several outputs, which write variables of kind `process`.
    #[serde(default)]
    pub process: Vec<Process>,
    /// Targets: read and checked by whoever scores.
    #[serde(default)]
    pub target: Vec<IgnoredAny>,
    /// Figures, ranges, numbers and limits: read and checked by whoever reports.
    #[serde(default)]
    pub fan: Vec<IgnoredAny>,
    /// See `fan`.
    #[serde(default)]
    pub range: Vec<IgnoredAny>,
    /// See `fan`.
    #[serde(default)]
    pub number: Vec<IgnoredAny>,
    /// See `fan`.
    #[serde(default)]
    pub limit: Vec<IgnoredAny>,
    /// Outcomes and their groups: read and checked by whoever appraises portfolios.
    #[serde(default)]
    pub outcome: Vec<IgnoredAny>,
    /// See `outcome`.
    #[serde(default)]
    pub group: Vec<IgnoredAny>,
}

/// An observed series shown in the report without a model behind it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// Indicator of the panel.
    pub indicator: Spanned<String>,
    /// Words for a heading.
    pub title: String,
    /// Indicator to weight countries by when the series is by country; unweighted mean where absent.
    pub weight: Option<Spanned<String>>,
}

/// One file under `world/threats/`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threat {
    /// Stable name.
    pub id: String,
    /// Words for a heading.
    pub title: String,
    /// What the model does with it.
    pub status: Status,
    /// One or two sentences: what is modelled how, or why not.
    pub why: String,
    /// What would count as the event.
    pub event: String,
    /// What data would settle whether it happened.
    pub resolution: String,
    /// Cascades: annotations of what formulas read, or of what is missing.
    #[serde(default)]
    pub links: Vec<Link>,
    /// Observed series to show, of a threat that is index only.
    #[serde(default)]
    pub index: Vec<Index>,
    /// Variables of the joint simulation.
    #[serde(default)]
    pub variable: Vec<Variable>,
    /// Processes of several outputs, which write variables of kind `process`.
    #[serde(default)]
    pub process: Vec<Process>,
    /// Targets: read and checked by whoever scores.
    #[serde(default)]
    pub target: Vec<IgnoredAny>,
    /// Lists, figures, ranges, numbers and limits: read and checked by whoever reports.
    #[serde(default)]
    pub list: Vec<IgnoredAny>,
    /// See `list`.
    #[serde(default)]
    pub fan: Vec<IgnoredAny>,
    /// See `list`.
    #[serde(default)]
    pub range: Vec<IgnoredAny>,
    /// See `list`.
    #[serde(default)]
    pub number: Vec<IgnoredAny>,
    /// See `list`.
    #[serde(default)]
    pub limit: Vec<IgnoredAny>,
    /// Events whose chance is told: read and checked by whoever reports.
    #[serde(default)]
    pub chance: Vec<IgnoredAny>,
    /// How large a year can be: read and checked by whoever reports.
    pub exceedance: Option<IgnoredAny>,
    /// Outcomes and their groups: read and checked by whoever appraises portfolios.
    #[serde(default)]
    pub outcome: Vec<IgnoredAny>,
    /// See `outcome`.
    #[serde(default)]
    pub group: Vec<IgnoredAny>,
}

/// A cascade between this threat and another element.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// Element the influence comes from.
    pub from: Option<String>,
    /// Element the influence goes to.
    pub to: Option<String>,
    /// The influence in words.
    pub what: String,
    /// Where this is known from: `"fitted"`, `"definition"`, `"assumption"`, or a source that was read.
    pub source: String,
    /// Grade of that source, as of evidence: `"B2"` where fitted, `"F6"` for an assumption.
    pub grade: Spanned<Grade>,
}
