//! The months ahead, computed once a target: in the background when the server starts, or when they are first asked for.

use std::sync::{Arc, Mutex, PoisonError};

use forefend_panel::Panel;
use forefend_simulate::WorldFiles;
use forefend_watch::{FILE, Outlook, Settings, Target, outlook};

use crate::problem::Problem;

/// Months ahead.
pub const HORIZON: usize = 12;
/// Seed of all luck, as the program's own.
const SEED: u64 = 1;

/// What was computed, by target in the order of [`Target::ALL`]: a target that is being computed keeps nobody from another.
#[derive(Debug, Default)]
pub struct Watched([Mutex<Option<Arc<Outlook>>>; Target::ALL.len()]);

impl Watched {
    /// The outlook on `target`: one computes, others wait for it.
    ///
    /// # Errors
    /// [`Problem::conflict`] for a world that says nothing of the months ahead.
    pub fn of(&self, (world, panel): (&WorldFiles, &Panel), target: Target) -> Result<Arc<Outlook>, Problem> {
        let at = Target::ALL.iter().position(|other| *other == target).unwrap_or_default();
        let mut computed = self.0[at].lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(said) = &*computed {
            return Ok(Arc::clone(said));
        }
        let none = |words: String| nothing(&words);
        let settings = settings(world)?;
        let series = panel.monthly().find(|one| one.declaration().id == target.id());
        let last = series.and_then(|series| series.last_month());
        let last = last.ok_or_else(|| none("its data hold no month".to_owned()))?;
        let said = outlook(panel, last, target, &settings, HORIZON, SEED);
        let (_, said) = said.map_err(|error| none(error.to_string()))?;
        let said = Arc::new(said);
        *computed = Some(Arc::clone(&said));
        Ok(said)
    }

    /// Whether the outlook on `target` is there already.
    #[cfg(test)]
    pub fn is_known(&self, target: Target) -> bool {
        let at = Target::ALL.iter().position(|other| *other == target).unwrap_or_default();
        self.0[at].try_lock().is_ok_and(|computed| computed.is_some())
    }
}

/// What the world says of how the months ahead are forecast.
///
/// # Errors
/// [`Problem::conflict`] where it says nothing, or nothing that can be read.
pub fn settings(world: &WorldFiles) -> Result<Settings, Problem> {
    let text = world.text(FILE).map_err(|error| nothing(&error.to_string()))?;
    Settings::parse(&format!("world/{FILE}"), text).map_err(|error| nothing(&error.to_string()))
}

fn nothing(words: &str) -> Problem {
    Problem::conflict(format!("this world says nothing of the months ahead ({words})"))
}
