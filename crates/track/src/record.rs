//! The track record: every score, and what it belongs to.

use forefend_score::ReliabilityBin;
use serde::{Deserialize, Serialize};

use crate::past_list::PastList;
use crate::settings::Fingerprint;
use crate::skill::SkillRow;
use crate::world_amount::WorldAmount;
use crate::world_share::WorldShare;

/// What every page that prints a score of this record must say.
pub const BASIS: &str = "Pseudo out-of-sample on revised data: at each origin the model was fitted and run as if nothing \
later were known, but on series as corrected since, and with a form chosen by people who knew what came.";

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
    /// Skill by target and years ahead.
    pub skill: Vec<SkillRow>,
    /// Shares of the world's states, one a target.
    pub world_shares: Vec<WorldShare>,
    /// Amounts of the world, one a target.
    pub world_amounts: Vec<WorldAmount>,
    /// Reliability of the probability of conflict one to five years ahead, bins of a tenth.
    pub reliability: Vec<ReliabilityBin>,
    /// The same of every other event, over its own years ahead; empty in a record made before that was kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calibration: Vec<Calibration>,
    /// Lists of states by target and origin, with what came of every name.
    #[serde(default)]
    pub lists: Vec<PastList>,
}

/// Stated probability against observed frequency of one event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Name of the target.
    pub target: String,
    /// Its title.
    pub title: String,
    /// Years after the origin, first and last.
    pub years_ahead: (i16, i16),
    /// Bins of a tenth.
    pub bins: Vec<ReliabilityBin>,
}

impl TrackRecord {
    /// Skill on one target, the nearest years first.
    pub fn skill_on<'a>(&'a self, target: &'a str) -> impl Iterator<Item = &'a SkillRow> {
        self.skill.iter().filter(move |row| row.target == target)
    }

    /// The row of a target that holds so many years ahead; the last there is where none does.
    pub fn skill_at<'a>(&'a self, target: &'a str, ahead: i16) -> Option<&'a SkillRow> {
        let holds = |row: &&SkillRow| (row.years_ahead.0..=row.years_ahead.1).contains(&ahead);
        self.skill_on(target).find(holds).or_else(|| self.skill_on(target).last())
    }

    /// Past lists of one target, the earliest origin first.
    pub fn lists_of<'a>(&'a self, target: &'a str) -> impl Iterator<Item = &'a PastList> {
        self.lists.iter().filter(move |list| list.target == target)
    }

    /// The share of states in conflict.
    pub fn world_share(&self) -> Option<&WorldShare> {
        self.world_shares.first()
    }

    /// An amount of the world by the name of its target.
    pub fn world_amount(&self, target: &str) -> Option<&WorldAmount> {
        self.world_amounts.iter().find(|amount| amount.target == target)
    }
}
