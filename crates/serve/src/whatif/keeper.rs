//! The thread that makes kept runs, one after the other: each takes all cores for a while.

use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Mutex, PoisonError};

use super::keep::Kept;
use crate::problem::Problem;

/// Most runs that wait.
const MOST_WAITING: usize = 8;
/// Seconds after which to ask again.
const LATER: u32 = 60;

type Work = Box<dyn FnOnce() + Send>;

/// Makes one run after the other.
#[derive(Debug, Default)]
pub struct Keeper(Mutex<Option<SyncSender<Work>>>);

impl Keeper {
    /// Takes in a run to be made on a thread of its own; `told` hears what came of it. One that panics has failed like any other, and
    /// leaves the others to be made.
    ///
    /// # Errors
    /// [`Problem::busy`] where too much waits.
    pub fn begin(
        &self,
        make: impl FnOnce() -> Result<Kept, Problem> + Send + 'static,
        told: impl FnOnce(Result<Kept, Problem>) + Send + 'static,
    ) -> Result<(), Problem> {
        let work = move || {
            let made = std::panic::catch_unwind(std::panic::AssertUnwindSafe(make));
            told(made.unwrap_or_else(|_| {
                Err(Problem::failed("the run could not be made; please report what was asked"))
            }));
        };
        let mut sender = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if sender.is_none() {
            let (new, receiver) = sync_channel::<Work>(MOST_WAITING);
            let run = move || receiver.into_iter().for_each(|work| work());
            let started = std::thread::Builder::new().name("kept-runs".to_owned()).spawn(run);
            started.map_err(|error| Problem::failed(format!("cannot start a thread ({error})")))?;
            *sender = Some(new);
        }
        let Some(sender) = sender.as_ref() else { return Err(Problem::failed("no thread makes runs")) };
        match sender.try_send(Box::new(work)) {
            Ok(()) => Ok(()),
            Err(TrySendError::Full(_)) => Err(Problem::busy(
                format!("{MOST_WAITING} runs wait to be made; ask again in a minute"),
                LATER,
            )),
            Err(TrySendError::Disconnected(_)) => {
                Err(Problem::failed("the thread that makes runs has ended; start the server again"))
            }
        }
    }
}
