//! What a run is asked for.

use std::path::PathBuf;

use forefend_panel::{AsOf, Availability, CountryId, Month, Panel, Year};
use forefend_runs::Shard;
use forefend_simulate::Model;
use forefend_simulate::luck::Chance;
use forefend_track::TrackSettings;

use crate::error::AssessError;

/// What a run is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// Seed of all luck.
    pub seed: u64,
    /// Number of draws.
    pub draws: u64,
    /// Draws in a block.
    pub block: u64,
    /// Every draw is its mean: a mode for tests.
    pub deterministic: bool,
    /// Which of the shards of the run is made here; an assessment is always whole.
    pub shard: Shard,
    /// Month to read the panel as of; the world's own where absent.
    pub as_of: Option<Month>,
    /// Last simulated year; the world's own where absent.
    pub to: Option<Year>,
    /// The command as typed, for the manifest.
    pub command: String,
    /// Version of the program.
    pub code: String,
    /// Date of the run, told by the caller: the engine does not read the clock.
    pub created: String,
    /// Folder that runs are written under.
    pub runs: PathBuf,
    /// A country of the user's own ([`crate::home_country`]): what it all means for it is told too.
    pub home: Option<CountryId>,
    /// Rolling origins of the track record; none leaves it out ("not scored in this run").
    pub track: Option<TrackSettings>,
}

impl Options {
    /// Where luck comes from.
    pub(crate) fn chance(&self) -> Chance {
        if self.deterministic { Chance::Mean } else { Chance::Seeded(self.seed) }
    }

    pub(crate) fn month(&self, model: &Model) -> Result<Month, AssessError> {
        month_of(self.as_of, model)
    }

    pub(crate) fn as_of_text(&self, model: &Model) -> String {
        self.month(model).map_or_else(|_| model.frame.as_of.clone(), |month| month.to_string())
    }

    pub(crate) fn as_of<'a>(&self, model: &Model, panel: &'a Panel) -> Result<AsOf<'a>, AssessError> {
        Ok(panel.as_of(self.month(model)?, Availability::Published))
    }

    /// The last simulated year: any after the last observed one ([`History::build`](forefend_simulate::History::build) sees to
    /// that) for which paths are published.
    pub(crate) fn horizon(&self, model: &Model) -> Result<Year, AssessError> {
        let horizon = self.to.unwrap_or(Year(model.frame.horizon));
        if horizon > Year(2100) {
            return Err(AssessError::Declaration {
                place: "--to".to_owned(),
                message: format!("published paths end in 2100; give a year up to it, not {horizon}"),
            });
        }
        Ok(horizon)
    }
}

/// The month asked for, or that of the world.
pub(crate) fn month_of(asked: Option<Month>, model: &Model) -> Result<Month, AssessError> {
    let parse = || {
        model.frame.as_of.parse::<Month>().map_err(|error| AssessError::Declaration {
            place: "simulation.toml, as_of".to_owned(),
            message: error.to_string(),
        })
    };
    asked.map_or_else(parse, Ok)
}
