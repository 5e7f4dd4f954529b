//! Keeping a what-if: the run that the command line would make, with the command that makes it.

use std::path::{Path, PathBuf};

use forefend_assess::{Asked, Options, Question, Questions, appraise};
use forefend_panel::{Panel, Year};
use forefend_runs::{Shard, quoted};
use forefend_simulate::WorldFiles;
use serde_json::{Value, json};

use super::steps::REFINED;
use crate::out_option::out_option;
use crate::problem::Problem;
use crate::quiet::Quiet;

/// A what-if that is kept as a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Id of the run.
    pub run: String,
    /// The command that makes the same run.
    pub command: String,
}

/// How the keeping goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keeping {
    /// The run is being made.
    Making,
    /// It is there.
    Kept(Kept),
    /// It could not be made.
    Failed(Problem),
}

impl Keeping {
    /// As JSON.
    pub fn facts(&self) -> Value {
        match self {
            Self::Making => json!({ "state": "making" }),
            Self::Kept(kept) => json!({ "state": "kept", "run": kept.run, "command": kept.command }),
            Self::Failed(problem) => json!({ "state": "failed", "problem": problem }),
        }
    }
}

/// What a kept what-if is made from.
pub struct Made<'a> {
    /// The world and its panel.
    pub world: (&'a WorldFiles, &'a Panel),
    /// The options of the command line that name the world.
    pub world_options: &'a str,
    /// Seed of all luck.
    pub seed: u64,
    /// Last simulated year, where it is not the world's own.
    pub to: Option<Year>,
    /// Folder of all runs.
    pub runs: &'a Path,
    /// Version of the program.
    pub code: &'a str,
}

/// Refuses what the command line cannot be asked: a change of the evidence is a change of the world.
///
/// # Errors
/// [`Problem::conflict`] with what to do instead.
pub fn asked_on_the_command_line(question: &Question) -> Result<(), Problem> {
    if question.effects.is_empty() && question.discount.is_none() {
        return Ok(());
    }
    Err(Problem::conflict(
        "a what-if with changed evidence or discount is no run of this world; copy the world, change evidence/ or appraisal.toml there, \
         and run `forefend appraise --world DIR --against FILE` (every setting of appraisal.toml is in each run)",
    ))
}

impl Made<'_> {
    /// Makes the run: files are written beside their places and renamed, so that a process killed at any point leaves none that is half
    /// there.
    ///
    /// # Errors
    /// What the appraisal reports.
    pub fn run(&self, question: &Question) -> Result<Kept, Problem> {
        let mut world = self.world.0.clone();
        let name = format!("{}/what-if.toml", self.runs.display());
        world.add_outside(&name, question.toml.clone().into_bytes());
        let to = self.to.map_or(String::new(), |year| format!(" --to {year}"));
        let options = format!("{}{}", self.world_options, out_option(self.runs));
        let command = format!("forefend appraise --seed {} --draws {REFINED}{to}{options}", self.seed);
        let options = Options {
            seed: self.seed,
            draws: REFINED,
            block: 50,
            deterministic: false,
            shard: Shard::WHOLE,
            as_of: None,
            to: self.to,
            command: format!("{command} --against what-if.toml"),
            code: self.code.to_owned(),
            created: String::new(),
            runs: self.runs.to_owned(),
            home: None,
            track: None,
        };
        let portfolios = [name];
        let asked =
            Asked { portfolios: &portfolios, head_to_head: false, by: None, questions: Questions::default() };
        let made = appraise(&mut world, self.world.1, &options, asked, &Quiet).map_err(Problem::failed)?;
        // The portfolio stands in the run: a command that names it there makes the run again.
        let id = made.named.first().map_or("", String::as_str);
        let file: PathBuf = made.ran.folder.join("portfolios").join(format!("{id}.toml"));
        let command = format!("{command} --against {}", quoted(&file.display().to_string()));
        Ok(Kept { run: made.ran.id, command })
    }
}
