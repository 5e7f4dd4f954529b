//! Looks from past months, computed when they are first asked for.

use std::sync::Arc;

use forefend_assess::{Replayings, replay};
use forefend_panel::{Month, Panel, Year};
use forefend_simulate::{Model, WorldFiles};
use forefend_track::Fingerprint;
use forefend_track::replay::ReplaySettings;

use crate::computed::Computed;
use crate::problem::Problem;
use crate::quiet::Quiet;

/// Seed of all luck, as the program's own.
const SEED: u64 = 1;
/// Most looks that are kept.
const MOST: usize = 16;

/// A look that was asked for.
#[derive(Debug)]
pub struct Looked {
    /// What was said, and what came.
    pub found: Replayings,
    /// The command that gives the same.
    pub command: String,
}

/// Looks that were computed, by month and draws.
#[derive(Debug)]
pub struct Looks(Computed<(Month, u64), Arc<Looked>>);

impl Default for Looks {
    fn default() -> Self {
        Self(Computed::up_to(MOST))
    }
}

impl Looks {
    /// What would have been said in a month, on so many draws, and what came: one computes, others wait for it. `options` name the world
    /// and the output folder in commands.
    ///
    /// # Errors
    /// [`Problem::conflict`] for a month from which nothing can be said, or after which nothing is known yet.
    pub fn of(
        &self,
        (world, panel): (&WorldFiles, &Panel),
        (options, code): (&str, &str),
        (month, draws): (Month, u64),
    ) -> Result<Arc<Looked>, Problem> {
        self.0.get((month, draws), || {
        let to = last_known(world, panel)?.unwrap_or(month.year());
        let command = format!(
            "forefend replay --as-of {month} --to {to} --seed {SEED} --draws {draws} --others {month}{options}"
        );
        let settings = ReplaySettings {
            as_of: month,
            to,
            others: Vec::new(),
            draws,
            seed: SEED,
            fingerprint: Fingerprint::default(),
        };
        let found = replay(world, panel, &settings, (&command, code), &Quiet)
            .map_err(|error| Problem::conflict(error.to_string()))?;
        Ok(Arc::new(Looked { found, command }))
        })
    }
}

/// The last year whose outcome is known.
fn last_known(world: &WorldFiles, panel: &Panel) -> Result<Option<Year>, Problem> {
    let model = Model::load(world).map_err(Problem::failed)?;
    let coverage = panel.coverage(model.frame.anchor.as_ref()).map_err(Problem::failed)?;
    Ok(coverage.last)
}
