//! The declarations of `world/indicators.toml`.
use forefend_panel::Indicator;
use serde::Deserialize;

use crate::SourcesError;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Declarations {
    indicator: Vec<Indicator>,
}

/// Reads the declarations; a [`SourcesError::Declaration`] with line and column when something is off.
pub(crate) fn indicators(text: &str) -> Result<Vec<Indicator>, SourcesError> {
    toml::from_str(text)
        .map(|declared: Declarations| declared.indicator)
        .map_err(|error| SourcesError::Declaration { file: "indicators.toml", reason: error.to_string() })
}
