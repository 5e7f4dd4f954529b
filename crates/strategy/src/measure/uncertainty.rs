//! Settings of the deep uncertainties: which effects act, and how far.

use serde::Deserialize;
use toml::Spanned;

use crate::evidence::Evidence;

/// One setting of the deep uncertainties that the appraisal never averages over.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// Stable name, also the name of the scenario's folder.
    pub id: String,
    /// Words for a table.
    pub title: String,
    /// Causal discount on published effects, in [0, 1].
    pub discount: f64,
    /// False switches every effect graded F6 off.
    pub assumptions: bool,
    /// What every effect that is on is multiplied by, published or assumed: 1 where absent. Above 1 it is stronger than
    /// published.
    #[serde(default = "as_it_is")]
    pub strength: f64,
    /// Effects that are off whatever else is said: ids of evidence, for those that are contested.
    #[serde(default)]
    pub without: Vec<Spanned<String>>,
}

/// Effects as the discount leaves them.
const fn as_it_is() -> f64 {
    1.0
}

impl Setting {
    /// Whether an effect that rests on `row` acts.
    pub fn is_on(&self, row: &Evidence) -> bool {
        let left_out = self.without.iter().any(|id| *id.as_ref() == row.id);
        !left_out && (self.assumptions || !row.is_assumption())
    }
}
