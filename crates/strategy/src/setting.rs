//! Settings of the deep uncertainties, as declared.

use forefend_simulate::WorldFiles;
use forefend_simulate::name::{is_folder_name, no_folder_name};
use serde::Deserialize;

use crate::error::StrategyError;

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
}

/// `appraisal.toml`: the years compared and the settings of the deep uncertainties.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appraisal {
    /// First year in which portfolios may differ and totals are taken.
    pub from: i16,
    /// Settings; the first one leads, none is averaged away.
    pub setting: Vec<Setting>,
}

/// Most settings: each is a set of futures of every alternative.
const MOST_SETTINGS: usize = 100;

/// Reads `appraisal.toml`.
///
/// # Errors
/// Syntax; no setting; a discount outside [0, 1]; an id that is no folder name, or there twice.
///
/// # Examples
/// ```
/// use forefend_simulate::WorldFiles;
///
/// let world = WorldFiles::new("world", forefend_world::files());
/// let appraisal = forefend_strategy::setting::load(&world)?;
/// // Each setting is shown; none is averaged away.
/// assert!(appraisal.setting.len() > 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn load(world: &WorldFiles) -> Result<Appraisal, StrategyError> {
    const PATH: &str = "appraisal.toml";
    let appraisal: Appraisal = world.parse(PATH)?;
    let refuse = |text: &str, message: String| {
        Err(StrategyError::Declaration { place: world.at_text(PATH, text), message })
    };
    if appraisal.setting.is_empty() {
        return refuse("", "at least one [[setting]] is needed".to_owned());
    }
    if appraisal.setting.len() > MOST_SETTINGS {
        return refuse("", format!("more than {MOST_SETTINGS} settings; take some out"));
    }
    for (position, setting) in appraisal.setting.iter().enumerate() {
        let quoted = format!("\"{}\"", setting.id);
        if !(0.0..=1.0).contains(&setting.discount) {
            return refuse(&quoted, format!("setting `{}`: discount must lie in [0, 1]", setting.id));
        }
        if !is_folder_name(&setting.id) {
            return refuse(&quoted, no_folder_name("setting", &setting.id));
        }
        // Each setting's futures stand in a folder named after it: two of one name would be taken for one another.
        if appraisal.setting[..position].iter().any(|other| other.id == setting.id) {
            return refuse(&quoted, format!("setting `{}` is declared twice; rename one", setting.id));
        }
    }
    Ok(appraisal)
}
