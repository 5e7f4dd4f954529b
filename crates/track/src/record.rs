//! The track record: every score, and what it belongs to.

use forefend_score::ReliabilityBin;
use serde::{Deserialize, Serialize};

use crate::outcome::Outcome;
use crate::settings::Fingerprint;
use crate::skill::SkillRow;
use crate::world_deaths::WorldDeaths;
use crate::world_share::WorldShare;

/// What every page that prints a score of this record must say.
pub const BASIS: &str = "Pseudo out-of-sample on revised data: at each origin the model was fitted and run as if nothing \
later were known, but on series as corrected since, and with a form chosen by people who knew what came. The present \
form of the conflict equation was chosen on outcomes before 1990; four earlier ones had been scored on these origins.";

/// Measured skill of one model over rolling origins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrackRecord {
    /// World, data and code that were scored.
    pub fingerprint: Fingerprint,
    /// What kind of record this is ([`BASIS`]).
    pub basis: String,
    /// Origins, ascending.
    pub origins: Vec<i16>,
    /// Years ahead, where observed.
    pub horizon_years: i16,
    /// Draws at each origin.
    pub draws: u64,
    /// Seed.
    pub seed: u64,
    /// Last year in which the outcome is observed.
    pub observed_until: i16,
    /// Skill on countries, by outcome and years ahead.
    pub skill: Vec<SkillRow>,
    /// The share of states in conflict.
    pub world_share: WorldShare,
    /// Battle deaths in the world; none where the model does not record `world_deaths` or the panel has no
    /// `conflict_deaths` to score it against.
    pub world_deaths: Option<WorldDeaths>,
    /// Reliability of the probability of conflict one to five years ahead, bins of a tenth.
    pub reliability: Vec<ReliabilityBin>,
}

impl TrackRecord {
    /// Skill on one outcome, the nearest years first.
    pub fn skill_on(&self, outcome: Outcome) -> impl Iterator<Item = &SkillRow> {
        self.skill.iter().filter(move |row| row.outcome == outcome)
    }
}
