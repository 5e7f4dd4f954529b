//! What a run is made of.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::file::read_regular;
use crate::shard::Shard;
use crate::sums::MANIFEST;
use forefend_panel::digest;
use forefend_simulate::{SimulateError, Switches, blocks};

/// Most bytes of a manifest.
const MOST_BYTES: u64 = 16 << 20;

/// What the shards of a run divide among themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Split {
    /// Blocks of draws: every shard has every scenario.
    #[default]
    Draws,
    /// Whole scenarios (the origins of a backtest): every shard has all draws of its own.
    Scenarios,
}

/// A recorded table: one row a year, draw and unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableOf {
    /// Name of the axis, also the start of the names of its parts.
    pub axis: String,
    /// Units of the axis; 0 where scenarios differ in it.
    pub units: u64,
    /// Recorded variables.
    pub variables: Vec<String>,
}

/// Outcomes that a user brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brought {
    /// Name of the file, without its folder.
    pub file: String,
    /// SHA-256 of the file; the run keeps it as `outcomes.csv`.
    pub sha256: String,
}

/// What a run is made of. The hash of what can change a value is the run's id: the same inputs give the same
/// id and the same bits.
///
/// # Examples
/// ```
/// use forefend_runs::Manifest;
///
/// let run = Manifest { seed: 1, draws: 1000, block: 100, ..Manifest::default() };
/// // How the work is cut is no part of what a run is; its seed is.
/// assert_eq!(run.id(), Manifest { block: 50, ..run.clone() }.id());
/// assert_ne!(run.id(), Manifest { seed: 2, ..run.clone() }.id());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The verb that makes the run.
    pub verb: String,
    /// SHA-256 of the declared world files.
    pub world: String,
    /// Links and a scenario switched in it.
    #[serde(default, skip_serializing_if = "Switches::is_empty")]
    pub switches: Switches,
    /// Other courses of the world that its summary looks at too: the run of each, by scenario.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub courses: BTreeMap<String, String>,
    /// SHA-256 of the panel's content.
    pub data: String,
    /// Outcomes that a user brought; what they say is part of `data`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcomes: Option<Brought>,
    /// Version of the program.
    pub code: String,
    /// Month as of which the panel was read, `YYYY-MM`.
    pub as_of: String,
    /// Seed of all luck.
    pub seed: u64,
    /// Number of draws of the whole run.
    pub draws: u64,
    /// Draws in a block: cuts the parts and changes no value; no part of the id.
    pub block: u64,
    /// First simulated year.
    pub first_year: i16,
    /// Last simulated year.
    pub horizon: i16,
    /// SHA-256 of `parameters.json`, the fitted parameters.
    pub parameters: String,
    /// Folders of the scenarios.
    pub scenarios: Vec<String>,
    /// Recorded tables of each scenario.
    pub tables: Vec<TableOf>,
    /// Those of every scenario but the first, where they record less; empty where all record the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables_of_others: Vec<TableOf>,
    /// Portfolios by id: `world`, or the SHA-256 of a file from elsewhere.
    pub portfolios: BTreeMap<String, String>,
    /// Past origins that are scored; none without a track record.
    pub origins: Vec<i16>,
    /// Years ahead that are scored.
    pub years_ahead: i16,
    /// Every draw is its mean.
    pub deterministic: bool,
    /// The country that the run is told for (ISO3); what it records follows from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<String>,
    /// What shards divide.
    pub split: Split,
    /// What was asked for; no part of the id.
    pub command: String,
    /// The shard this folder holds; none for the whole run. No part of the id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
    /// The folder of the world on this machine, for commands that can be run; in no file.
    #[serde(skip)]
    pub world_folder: Option<PathBuf>,
}

/// Keys that change no value.
const NO_PART_OF_THE_ID: [&str; 3] = ["block", "command", "shard"];

impl Manifest {
    /// The run's id: twelve hexadecimal digits of the manifest's SHA-256, without `block`, `command` and `shard`.
    pub fn id(&self) -> String {
        let essence = Self { block: 0, command: String::new(), shard: None, ..self.clone() };
        let text = serde_json::to_string(&essence).unwrap_or_default();
        digest(text.as_bytes())[..12].to_owned()
    }

    /// Name of the run's folder: the id, and which shard it holds.
    pub fn folder_name(&self) -> String {
        match self.shard {
            None => self.id(),
            Some(Shard { index, count }) => format!("{}.shard-{index}-of-{count}", self.id()),
        }
    }

    /// Reads the manifest of a run's folder, and checks it before anything of it is believed.
    ///
    /// # Errors
    /// [`SimulateError::Run`] when it is missing, no regular file, does not parse, or says what no run can have.
    pub fn read(folder: &Path) -> Result<Self, SimulateError> {
        let path = folder.join(MANIFEST);
        let bytes = read_regular(&path, MOST_BYTES).map_err(|error| {
            SimulateError::run(&path, format!("cannot read ({error}); give the folder of a run"))
        })?;
        let manifest: Self = serde_json::from_slice(&bytes).map_err(|error| {
            SimulateError::run(
                &path,
                format!("not a manifest of this version ({error}); delete the run's folder and run its command again"),
            )
        })?;
        match manifest.refusal() {
            None => Ok(manifest),
            Some(words) => {
                let words = format!("{words}; delete the run's folder and run its command again");
                Err(SimulateError::run(&path, words))
            }
        }
    }

    /// Keys in which two manifests differ, with both values as they stand in the files.
    pub fn differences(&self, other: &Self) -> Vec<(String, String, String)> {
        let keys = |manifest: &Self| match serde_json::to_value(manifest) {
            Ok(serde_json::Value::Object(map)) => map,
            _ => serde_json::Map::new(),
        };
        let (ours, theirs) = (keys(self), keys(other));
        let mut all: Vec<&String> = ours.keys().chain(theirs.keys()).collect();
        all.sort();
        all.dedup();
        let words =
            |value: Option<&serde_json::Value>| value.map_or("absent".to_owned(), ToString::to_string);
        let differing = all.into_iter().filter(|key| ours.get(*key) != theirs.get(*key));
        differing.map(|key| (key.clone(), words(ours.get(key)), words(theirs.get(key)))).collect()
    }

    /// The shard, whole where the folder holds the whole run.
    pub fn shard(&self) -> Shard {
        self.shard.unwrap_or(Shard::WHOLE)
    }

    /// Scenarios and blocks of draws that this shard holds.
    pub fn holds(&self) -> (&[String], Vec<Range<u64>>) {
        let blocks = blocks(self.draws, self.block);
        match self.split {
            Split::Draws => {
                let mine = self.shard().range(blocks.len() as u64);
                (&self.scenarios, blocks[mine.start as usize..mine.end as usize].to_vec())
            }
            Split::Scenarios => {
                let mine = self.shard().range(self.scenarios.len() as u64);
                (&self.scenarios[mine.start as usize..mine.end as usize], blocks)
            }
        }
    }

    /// Recorded tables of one scenario.
    pub fn tables_of(&self, scenario: &str) -> &[TableOf] {
        let first = self.scenarios.first().is_some_and(|first| first == scenario);
        if first || self.tables_of_others.is_empty() { &self.tables } else { &self.tables_of_others }
    }

    /// Whether `key` can change a value.
    pub(crate) fn matters(key: &str) -> bool {
        !NO_PART_OF_THE_ID.contains(&key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_depends_on_what_can_change_a_value_and_on_nothing_else() {
        let manifest = Manifest { draws: 100, block: 50, ..Manifest::default() };
        let shard = Some(Shard { index: 2, count: 5 });
        let other = Manifest { block: 7, command: "other".to_owned(), shard, ..manifest.clone() };
        assert_eq!(manifest.id(), other.id());
        assert_eq!(other.folder_name(), format!("{}.shard-2-of-5", manifest.id()));
        assert_ne!(manifest.id(), Manifest { seed: 2, ..manifest.clone() }.id());
        let keys: Vec<String> = manifest.differences(&other).into_iter().map(|(key, ..)| key).collect();
        assert_eq!(keys, ["block", "command", "shard"]);
        assert!(keys.iter().all(|key| !Manifest::matters(key)) && Manifest::matters("seed"));
    }

    #[test]
    fn more_shards_than_blocks_leave_some_empty() {
        let manifest = |index| Manifest {
            draws: 130,
            block: 64,
            shard: Some(Shard { index, count: 5 }),
            ..Manifest::default()
        };
        let blocks: Vec<_> = (1..=5).map(|index| manifest(index).holds().1).collect();
        assert_eq!(blocks.concat(), [0..64, 64..128, 128..130]);
        assert!(blocks.iter().any(Vec::is_empty));
    }
}
