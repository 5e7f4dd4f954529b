//! The months ahead, computed when they are first asked for.

use std::sync::{Arc, Mutex, PoisonError};

use forefend_panel::Panel;
use forefend_simulate::WorldFiles;
use forefend_watch::{FILE, Outlook, Settings, Target, outlook};

use crate::problem::Problem;

/// Months ahead.
pub const HORIZON: usize = 12;
/// Seed of all luck, as the program's own.
const SEED: u64 = 1;

/// What was computed, by target.
#[derive(Debug, Default)]
pub struct Watched(Mutex<Vec<(Target, Arc<Outlook>)>>);

impl Watched {
    /// The outlook on `target`: one computes, others wait for it.
    ///
    /// # Errors
    /// [`Problem::conflict`] for a world that says nothing of the months ahead.
    pub fn of(&self, (world, panel): (&WorldFiles, &Panel), target: Target) -> Result<Arc<Outlook>, Problem> {
        let mut computed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, said)) = computed.iter().find(|(known, _)| *known == target) {
            return Ok(Arc::clone(said));
        }
        let none = |words: String| {
            Problem::conflict(format!("this world says nothing of the months ahead ({words})"))
        };
        let text = world.text(FILE).map_err(|error| none(error.to_string()))?;
        let settings =
            Settings::parse(&format!("world/{FILE}"), text).map_err(|error| none(error.to_string()))?;
        let series = panel.monthly().find(|one| one.declaration().id == target.id());
        let last = series.and_then(|series| series.last_month());
        let last = last.ok_or_else(|| none("its data hold no month".to_owned()))?;
        let said = outlook(panel, last, target, &settings, HORIZON, SEED);
        let (_, said) = said.map_err(|error| none(error.to_string()))?;
        let said = Arc::new(said);
        computed.push((target, Arc::clone(&said)));
        Ok(said)
    }
}
