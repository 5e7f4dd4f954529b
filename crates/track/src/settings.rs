//! What a track record is made with.

use forefend_panel::Year;
use serde::{Deserialize, Serialize};

use crate::error::TrackError;

/// What a score belongs to: printed with another model, other data or other code it means nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// Digest of the declared world files.
    pub world: String,
    /// Digest of the panel's content.
    pub data: String,
    /// Version of the program.
    pub code: String,
}

/// Origins, horizon, and luck of a track record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackSettings {
    /// Years at whose end a forecast is made.
    pub origins: Vec<Year>,
    /// Years ahead, cut at the last year in which the outcome is observed.
    pub horizon_years: i16,
    /// Simulated futures at each origin.
    pub draws: u64,
    /// Seed of all luck, and of the bootstrap.
    pub seed: u64,
    /// What the scores belong to.
    pub fingerprint: Fingerprint,
}

impl Default for TrackSettings {
    /// Origins 1990, 1995, ..., 2015, up to 13 years ahead, 2,000 draws.
    fn default() -> Self {
        Self {
            origins: [1990, 1995, 2000, 2005, 2010, 2015].map(Year).to_vec(),
            horizon_years: 13,
            draws: 2_000,
            seed: 1,
            fingerprint: Fingerprint::default(),
        }
    }
}

impl TrackSettings {
    /// Checks the settings against the last year in which the outcome is observed.
    pub(crate) fn check(&self, last: Year) -> Result<(), TrackError> {
        let wrong = |message: String| Err(TrackError::Settings { message });
        if self.origins.is_empty() {
            return wrong("no origin; give at least one year".to_owned());
        }
        if self.origins.windows(2).any(|pair| pair[0] >= pair[1]) {
            return wrong("origins must be in ascending order, each once".to_owned());
        }
        if let Some(late) = self.origins.iter().find(|&&origin| origin >= last) {
            return wrong(format!(
                "nothing is observed after origin {late}; the outcome ends in {last}; give earlier origins"
            ));
        }
        if self.horizon_years < 1 || self.draws < 1 {
            return wrong("horizon_years and draws must be at least 1".to_owned());
        }
        Ok(())
    }
}
