//! The queue of what-ifs: what is taken in, superseded, found again and dropped.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use forefend_assess::Question;
use tokio::sync::watch;

use super::body::{Body, id_of};
use super::engine::{Engine, Inquiring};
use super::keep::Keeping;
use super::parts::placed;
use super::progress::{Progress, State};
use super::steps::Stage;
use super::turns::Turns;
use crate::problem::Problem;

/// Most what-ifs that wait.
const MOST_WAITING: usize = 128;
/// Seconds after which to ask again: a whole answer, which makes room, takes about as long.
const LATER: u32 = 10;

/// A what-if in the queue.
pub(super) struct Job {
    pub(super) question: Question,
    /// Whether its portfolio came in parts.
    pub(super) in_parts: bool,
    pub(super) asker: String,
    /// Pages that wait for it.
    pub(super) pages: BTreeSet<String>,
    /// Stops the turn that it has, if any.
    pub(super) stop: Arc<AtomicBool>,
    pub(super) told: watch::Sender<Progress>,
    pub(super) inquiry: Option<Box<dyn Inquiring>>,
    /// Draws that it has been answered on, told or not.
    pub(super) reached: u64,
}

impl Job {
    /// Whether a run is being made of it, which whoever asked will want to hear of.
    pub(super) fn is_being_kept(&self) -> bool {
        matches!(self.told.borrow().keeping, Some(Keeping::Making))
    }
}

/// What waits, in turns, and what has ended.
#[derive(Default)]
pub(super) struct Queue {
    pub(super) jobs: BTreeMap<String, Job>,
    /// By stage.
    pub(super) turns: [Turns; Stage::ALL.len()],
    /// Those that have ended, the oldest first.
    pub(super) ended: VecDeque<String>,
    /// Stops the turn under way, where it may be stopped for a first look.
    pub(super) going: Option<Arc<AtomicBool>>,
    begun: bool,
}

impl Queue {
    /// How many wait.
    fn waiting(&self) -> usize {
        self.turns.iter().map(Turns::waiting).sum()
    }

    /// One waits no longer.
    fn drop_out(&mut self, id: &str) {
        self.turns.iter_mut().for_each(|turns| turns.drop_out(id));
    }
}

/// What-ifs that wait, are answered, or were.
#[derive(Clone)]
pub struct WhatIfs {
    inner: Arc<Inner>,
}

/// What the queue and the thread that answers share.
pub(super) struct Inner {
    pub(super) engine: Box<dyn Engine>,
    world: String,
    pub(super) queue: Mutex<Queue>,
    pub(super) wake: Condvar,
    /// Set while somebody waits: work ahead stops for it.
    pub(super) wanted: AtomicBool,
}

impl std::fmt::Debug for WhatIfs {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("WhatIfs").field("engine", &self.inner.engine).finish_non_exhaustive()
    }
}

impl WhatIfs {
    /// None yet.
    pub fn new(engine: Box<dyn Engine>) -> Self {
        let world = engine.world();
        let (queue, wake, wanted) = (Mutex::default(), Condvar::new(), AtomicBool::new(false));
        Self { inner: Arc::new(Inner { engine, world, queue, wake, wanted }) }
    }

    /// Starts the thread that answers, where it does not run: it works ahead from then on.
    pub fn begin(&self) {
        let mut queue = self.inner.lock();
        if !queue.begun {
            let inner = Arc::clone(&self.inner);
            queue.begun =
                std::thread::Builder::new().name("what-ifs".to_owned()).spawn(move || inner.work()).is_ok();
        }
    }

    /// Takes in a what-if asked for by `client`, and drops the one it supersedes.
    ///
    /// # Errors
    /// What is wrong in it; [`Problem::busy`] where too many wait.
    pub fn ask(&self, body: Body, client: &str) -> Result<Progress, Problem> {
        let id = id_of(&body.question, &self.inner.world);
        if let Some(older) = body.supersedes.as_ref().filter(|older| **older != id) {
            self.leave(older, &body.page);
        }
        let found = self.inner.lock().jobs.get(&id).map(|job| job.told.borrow().state);
        let known = matches!(found, Some(State::Waiting | State::Refining | State::Done));
        let in_parts = body.in_parts;
        let checked = if known { Ok(None) } else { self.inner.engine.check(&body.question) };
        let inquiry = checked.map_err(|problem| placed(problem, &body.question.toml, in_parts))?;
        let mut queue = self.inner.lock();
        // Another page may have asked the same while this one's was checked.
        let going = |job: &&mut Job| job.told.borrow().state != State::Failed;
        if let Some(job) = queue.jobs.get_mut(&id).filter(going) {
            job.pages.insert(body.page);
            let told = job.told.borrow().clone();
            return Ok(told);
        }
        let waiting = queue.waiting();
        if waiting >= MOST_WAITING {
            let words = format!("{waiting} what-ifs wait; ask again in {LATER} seconds");
            return Err(Problem::busy(words, LATER));
        }
        let told = Progress {
            id: id.clone(),
            state: State::Waiting,
            draws: 0,
            answer: None,
            problem: None,
            keeping: None,
        };
        let asker = format!("{client}/{}", body.page);
        let pages = BTreeSet::from([body.page]);
        let (question, stop) = (body.question, Arc::default());
        let (sender, _) = watch::channel(told.clone());
        queue.ended.retain(|other| *other != id);
        queue.drop_out(&id);
        queue.turns[Stage::Look as usize].add(&asker, &id);
        queue
            .jobs
            .insert(id, Job { question, in_parts, asker, pages, stop, told: sender, inquiry, reached: 0 });
        if let Some(going) = &queue.going {
            going.store(true, Ordering::Relaxed);
        }
        self.inner.wanted.store(true, Ordering::Relaxed);
        drop(queue);
        self.begin();
        self.inner.wake.notify_all();
        Ok(told)
    }

    /// How far a what-if is, and how to hear of more; none where there is none of this id.
    pub fn find(&self, id: &str) -> Option<watch::Receiver<Progress>> {
        self.inner.lock().jobs.get(id).map(|job| job.told.subscribe())
    }

    /// What a what-if asks.
    pub fn question(&self, id: &str) -> Option<Question> {
        self.inner.lock().jobs.get(id).map(|job| job.question.clone())
    }

    /// A page waits no longer for a what-if; where no other does, it is dropped. False where there is none of this id.
    pub fn leave(&self, id: &str, page: &str) -> bool {
        let mut queue = self.inner.lock();
        let Some(job) = queue.jobs.get_mut(id) else { return false };
        job.pages.remove(page);
        let ended = matches!(job.told.borrow().state, State::Done | State::Failed);
        if ended || job.is_being_kept() || !job.pages.is_empty() {
            return true;
        }
        job.stop.store(true, Ordering::Relaxed);
        job.told.send_modify(|told| told.state = State::Dropped);
        queue.jobs.remove(id);
        queue.drop_out(id);
        true
    }

    /// Tells how the keeping of a what-if goes.
    pub fn keeping(&self, id: &str, keeping: Keeping) {
        if let Some(job) = self.inner.lock().jobs.get(id) {
            job.told.send_modify(|told| told.keeping = Some(keeping));
        }
    }

    /// How many wait, and how many answers are kept.
    pub fn counts(&self) -> (usize, usize) {
        let queue = self.inner.lock();
        (queue.waiting(), queue.ended.len())
    }
}

impl Inner {
    pub(super) fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
