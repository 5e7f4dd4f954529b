//! What makes a model joint and can be switched: links between elements, correlated shocks, and scenarios.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Spanned, Value};

use super::Grade;

/// `links.toml`; a world may do without.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinksFile {
    /// Links between elements.
    #[serde(default)]
    pub link: Vec<JointLink>,
    /// Shocks that are drawn together.
    #[serde(default)]
    pub correlation: Vec<Correlation>,
}

/// `scenarios.toml`; a world may do without.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenariosFile {
    /// Other courses of what the model does not explain.
    #[serde(default)]
    pub scenario: Vec<Scenario>,
}

/// An influence of one element on another that can be switched: an entry `[[link]]` of `links.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JointLink {
    /// Stable name, by which it is switched.
    pub id: Spanned<String>,
    /// The influence in words.
    pub title: String,
    /// Driver or threat that it comes from.
    pub from: Spanned<String>,
    /// Driver or threat that it goes to.
    pub to: Spanned<String>,
    /// Where the size of the influence is from: `"fitted"` on history, `"definition"`, `"assumption"`, or a source that was read.
    pub source: String,
    /// Grade of that source, as of evidence: `"B2"` where fitted, `"F6"` for an assumption.
    pub grade: Spanned<Grade>,
    /// Whether the files as they stand have it.
    #[serde(default = "on")]
    pub on: bool,
    /// What turns it: off where it is on, on where it is off.
    pub patch: Vec<Patch>,
}

/// Another course of what the model does not explain: an entry `[[scenario]]` of `scenarios.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Stable name, by which it is chosen.
    pub id: Spanned<String>,
    /// The course in words.
    pub title: String,
    /// Where it is from; `"assumption"` where from nowhere.
    pub source: String,
    /// What makes it.
    pub patch: Vec<Patch>,
}

/// Other keys for a declared variable or process. The model it leaves is one like any other, as if its file said so.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patch {
    /// The variable whose keys these are; a patch has this or `process`.
    pub variable: Option<Spanned<String>>,
    /// The process whose keys these are.
    pub process: Option<Spanned<String>>,
    /// Values of keys, put in the place of what is there; a key inside another is written `"parameters.scenario"`.
    #[serde(default)]
    pub set: BTreeMap<String, Value>,
    /// Keys that are taken out.
    #[serde(default)]
    pub unset: Vec<String>,
    /// Terms of the formula that read one of these are taken out.
    #[serde(default)]
    pub without: Vec<String>,
    /// Terms that are added to the formula.
    #[serde(default)]
    pub with: Vec<String>,
}

/// Two variables whose common shocks of a year are drawn together: an entry `[[correlation]]` of `links.toml`.
///
/// The normal scores of both shocks have this correlation (a Gaussian copula); each shock alone is distributed as without it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correlation {
    /// Stable name, by which it is switched.
    pub id: Spanned<String>,
    /// The two shocks in words.
    pub title: String,
    /// Two linear equations with `common_shock = true`.
    pub between: [Spanned<String>; 2],
    /// The correlation, above -1 and below 1. Estimated from the yearly mean residuals of both, and shrunk, where absent.
    pub value: Option<Spanned<f64>>,
    /// Where a `value` is from; `"assumption"` where from nowhere.
    pub source: Option<String>,
    /// Whether it is drawn.
    #[serde(default = "on")]
    pub on: bool,
}

/// What is declared holds unless it says otherwise.
fn on() -> bool {
    true
}
