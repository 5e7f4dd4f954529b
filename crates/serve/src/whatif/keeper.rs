//! The thread that makes kept runs, one after the other: each takes all cores for a while.

use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Mutex, PoisonError};

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
    /// Takes in work for a thread of its own.
    ///
    /// # Errors
    /// [`Problem::busy`] where too much waits.
    pub fn begin(&self, work: impl FnOnce() + Send + 'static) -> Result<(), Problem> {
        let mut sender = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if sender.is_none() {
            let (new, receiver) = sync_channel::<Work>(MOST_WAITING);
            let run = move || {
                for work in receiver {
                    // What panics in one run leaves the others to be made.
                    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
                }
            };
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
