//! Settings of the deep uncertainties, as declared.

use forefend_simulate::WorldFiles;
use serde::Deserialize;

use crate::error::StrategyError;
use crate::measure::Setting;

/// `appraisal.toml`: the years compared and the settings of the deep uncertainties.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appraisal {
    /// First year in which portfolios may differ and totals are taken.
    pub from: i16,
    /// Settings; the first one leads, none is averaged away.
    pub setting: Vec<Setting>,
}

/// Reads `appraisal.toml`.
///
/// # Errors
/// Syntax; no setting; a discount outside [0, 1].
pub fn load(world: &WorldFiles) -> Result<Appraisal, StrategyError> {
    const PATH: &str = "appraisal.toml";
    let appraisal: Appraisal = world.parse(PATH)?;
    let problem = if appraisal.setting.is_empty() {
        Some("at least one [[setting]] is needed".to_owned())
    } else {
        appraisal
            .setting
            .iter()
            .find(|setting| !(0.0..=1.0).contains(&setting.discount))
            .map(|setting| format!("setting `{}`: discount must lie in [0, 1]", setting.id))
    };
    match problem {
        None => Ok(appraisal),
        Some(message) => Err(StrategyError::Declaration { place: world.at(PATH, 0..0), message }),
    }
}
