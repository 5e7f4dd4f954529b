//! Links that are switched together: the model with and without them, for the page and for the API.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use forefend_assess::{EffectSettings, SwitchedLinks, switch_links};
use forefend_panel::Panel;
use forefend_simulate::WorldFiles;

use crate::computed::Computed;
use crate::problem::Problem;
use crate::quiet::Quiet;

/// Futures that links are switched in: enough for a sign, few enough to wait for.
pub const DRAWS: u64 = 100;

/// Ids in a list with commas, each once, in the order given.
pub fn listed(text: &str) -> impl Iterator<Item = &str> {
    let ids = || text.split(',').map(str::trim).filter(|id| !id.is_empty());
    let is_first = move |(at, id): &(usize, &str)| !ids().take(*at).any(|before| before == *id);
    ids().enumerate().filter(is_first).map(|(_, id)| id)
}

/// Most who wait for links to be switched: each takes one of the few threads that draw pages.
const MOST_WAITING: usize = 2;
/// Answers that are kept.
const MOST_KEPT: usize = 32;
/// Seconds after which to ask again.
const LATER: u32 = 10;

/// What switched links do, computed one after the other and kept by the links' ids.
#[derive(Debug)]
pub struct Switched {
    kept: Computed<String, Arc<SwitchedLinks>>,
    waiting: AtomicUsize,
}

impl Default for Switched {
    fn default() -> Self {
        Self { kept: Computed::up_to(MOST_KEPT), waiting: AtomicUsize::new(0) }
    }
}

impl Switched {
    /// What the links `ids` do together.
    ///
    /// # Errors
    /// [`Problem::mistake`] with what is wrong in them: an id of no link, changes that exclude each other; [`Problem::busy`] where others
    /// wait already.
    pub fn effects(
        &self,
        (world, panel): (&WorldFiles, &Panel),
        ids: &[&str],
    ) -> Result<Arc<SwitchedLinks>, Problem> {
        let _place = Waiting::among(&self.waiting)?;
        self.kept.get(ids.join(","), || {
            let settings = EffectSettings { seed: 1, draws: DRAWS, as_of: None, to: None };
            let made = switch_links(world, panel, settings, ids, &Quiet);
            made.map(Arc::new).map_err(|error| Problem::mistake(error.to_string()))
        })
    }
}

/// A place among those who compute or wait, given back when it is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn among(waiting: &'a AtomicUsize) -> Result<Self, Problem> {
        let place = Self(waiting);
        match waiting.fetch_add(1, Ordering::Relaxed) > MOST_WAITING {
            true => {
                Err(Problem::busy("links are being switched for others; ask again in some seconds", LATER))
            }
            false => Ok(place),
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
