//! Declared processes: science with several outputs.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::Lever;

/// A process of the joint simulation: a kind of science wired to the variables that it reads and writes.
///
/// ```toml
/// [[process]]
/// name = "outbreak"
/// title = "A novel respiratory epidemic"
/// kind = "outbreak"
/// reads = { people = "people_by_age" }
/// writes = { infected = "outbreak_infected", deaths = "outbreak_deaths", began = "outbreak_began" }
/// parameters = { reproduction = [1.5, 3.0] }
/// ```
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Process {
    /// Stable name, unique among processes and variables: it keys the luck and the parameters.
    pub name: Spanned<String>,
    /// Words for a heading.
    pub title: String,
    /// Which science: one of the kinds that the program knows.
    pub kind: Spanned<String>,
    /// The variable that each input reads, by input.
    #[serde(default)]
    pub reads: BTreeMap<String, Spanned<String>>,
    /// The variable that each output writes, by output; each is a `[[variable]]` of kind `process`.
    #[serde(default)]
    pub writes: BTreeMap<String, Spanned<String>>,
    /// Numbers of the science.
    #[serde(default)]
    pub parameters: BTreeMap<String, Spanned<toml::Value>>,
    /// What policy can move inside it; each names its `input`.
    #[serde(default)]
    pub lever: Vec<Lever>,
}
