//! Links that are switched together: the model with and without them, for the page and for the API.

use forefend_assess::{EffectSettings, SwitchedLinks, switch_links};

use crate::problem::Problem;
use crate::quiet::Quiet;
use crate::workbench::Workbench;

/// Futures that links are switched in: enough for a sign, few enough to wait for.
pub const DRAWS: u64 = 100;

/// Ids in a list with commas, each once, in the order given.
pub fn listed(text: &str) -> impl Iterator<Item = &str> {
    let ids = || text.split(',').map(str::trim).filter(|id| !id.is_empty());
    let is_first = move |(at, id): &(usize, &str)| !ids().take(*at).any(|before| before == *id);
    ids().enumerate().filter(is_first).map(|(_, id)| id)
}

/// What the links `ids` do together.
///
/// # Errors
/// [`Problem::mistake`] with what is wrong in them: an id of no link, changes that exclude each other.
pub fn effects(workbench: &Workbench, ids: &[&str]) -> Result<SwitchedLinks, Problem> {
    let settings = EffectSettings { seed: 1, draws: DRAWS, as_of: None, to: None };
    switch_links(&workbench.world, &workbench.panel, settings, ids, &Quiet)
        .map_err(|error| Problem::mistake(error.to_string()))
}
