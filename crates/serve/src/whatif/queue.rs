//! The queue of what-ifs and the thread that answers them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use forefend_assess::Question;
use serde_json::json;
use tokio::sync::watch;

use super::body::{Body, id_of};
use super::engine::{Engine, Inquiring};
use super::keep::Keeping;
use super::turns::Turns;
use crate::problem::Problem;

/// Draws of the first answer.
pub const FIRST: u64 = 100;
/// Draws of the whole answer.
pub const REFINED: u64 = 1000;
/// Draws after which a refinement lets first answers of others go before.
const STEP: u64 = 150;
/// Most what-ifs that wait.
const MOST_WAITING: usize = 128;
/// Most answers that are kept.
const MOST_KEPT: usize = 128;
/// What-ifs that are answered in about a second, for the time after which to ask again.
const A_SECOND: usize = 4;

/// How far a what-if is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It waits for its turn.
    Waiting,
    /// The first answer is there, the whole one is not.
    Refining,
    /// All draws are there.
    Done,
    /// It cannot be answered.
    Failed,
    /// Nobody waited for it any more.
    Dropped,
}

impl State {
    /// The word in answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Refining => "refining",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Dropped => "dropped",
        }
    }
}

/// How far a what-if is, with its answer so far.
#[derive(Debug, Clone)]
pub struct Progress {
    /// Its id.
    pub id: String,
    /// How far it is.
    pub state: State,
    /// Draws of the answer so far.
    pub draws: u64,
    /// The answer so far, as JSON.
    pub answer: Option<Arc<str>>,
    /// Why it failed.
    pub problem: Option<Problem>,
    /// The run that it is kept as, where that was asked for.
    pub keeping: Option<Keeping>,
}

impl Progress {
    /// All of it as JSON on one line.
    pub fn json(&self) -> String {
        let mut facts = json!({
            "id": self.id, "state": self.state.word(), "label": "scenario", "draws": self.draws, "of": REFINED,
            "problem": self.problem, "kept": self.keeping.as_ref().map(Keeping::facts),
        })
        .to_string();
        // The answer is text already: it is put in as it is.
        facts.pop();
        format!("{facts},\"answer\":{}}}", self.answer.as_deref().unwrap_or("null"))
    }

    /// Whether nothing more comes.
    pub fn is_final(&self) -> bool {
        let keeps = matches!(self.keeping, Some(Keeping::Making));
        matches!(self.state, State::Done | State::Failed | State::Dropped) && !keeps
    }
}

struct Job {
    question: Question,
    asker: String,
    /// Pages that wait for it.
    pages: BTreeSet<String>,
    cancel: Arc<AtomicBool>,
    told: watch::Sender<Progress>,
    inquiry: Option<Box<dyn Inquiring>>,
    /// Draws that it has been answered on, told or not.
    reached: u64,
}

#[derive(Default)]
struct Queue {
    jobs: BTreeMap<String, Job>,
    first: Turns,
    refine: Turns,
    /// Those that have ended, the oldest first.
    ended: VecDeque<String>,
    begun: bool,
}

/// What-ifs that wait, are answered, or were.
#[derive(Clone)]
pub struct WhatIfs {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Box<dyn Engine>,
    world: String,
    queue: Mutex<Queue>,
    wake: Condvar,
    /// Set while somebody waits: work ahead stops for it.
    wanted: AtomicBool,
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
        let inquiry = if known { None } else { self.inner.engine.check(&body.question)? };
        let mut queue = self.inner.lock();
        if known && let Some(job) = queue.jobs.get_mut(&id) {
            job.pages.insert(body.page);
            let told = job.told.borrow().clone();
            return Ok(told);
        }
        let waiting = queue.first.waiting() + queue.refine.waiting();
        if waiting >= MOST_WAITING {
            let seconds = (waiting / A_SECOND) as u32;
            return Err(Problem::busy(
                format!("{waiting} what-ifs wait; ask again in {seconds} seconds"),
                seconds,
            ));
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
        let (question, cancel) = (body.question, Arc::default());
        let (sender, _) = watch::channel(told.clone());
        queue.ended.retain(|other| *other != id);
        queue.first.drop_out(&id);
        queue.first.add(&asker, &id);
        queue.jobs.insert(id, Job { question, asker, pages, cancel, told: sender, inquiry, reached: 0 });
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
        if ended || !job.pages.is_empty() {
            return true;
        }
        job.cancel.store(true, Ordering::Relaxed);
        job.told.send_modify(|told| told.state = State::Dropped);
        queue.jobs.remove(id);
        queue.first.drop_out(id);
        queue.refine.drop_out(id);
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
        (queue.first.waiting() + queue.refine.waiting(), queue.ended.len())
    }
}

/// A turn of a what-if, taken out of the queue.
struct Turn {
    id: String,
    question: Question,
    inquiry: Option<Box<dyn Inquiring>>,
    cancel: Arc<AtomicBool>,
    draws: u64,
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers one what-if after the other, and works ahead while there is none.
    fn work(&self) {
        let mut ahead = true;
        loop {
            let mut queue = self.lock();
            if let Some(turn) = queue.take() {
                drop(queue);
                self.answer(turn);
                continue;
            }
            self.wanted.store(false, Ordering::Relaxed);
            if !ahead {
                drop(self.wake.wait(queue));
                continue;
            }
            drop(queue);
            let more =
                std::panic::catch_unwind(AssertUnwindSafe(|| self.engine.work_ahead(REFINED, &self.wanted)));
            ahead = more.unwrap_or(false);
        }
    }

    fn answer(&self, mut turn: Turn) {
        let found = std::panic::catch_unwind(AssertUnwindSafe(|| {
            let mut inquiry = match turn.inquiry.take() {
                Some(inquiry) => inquiry,
                None => self.engine.ask(&turn.question)?,
            };
            let answer = inquiry.answer(turn.draws, &turn.cancel)?;
            Ok((inquiry, answer))
        }));
        let found = found.unwrap_or_else(|_| {
            Err(Problem::failed("the answer could not be made; please report what was asked"))
        });
        let mut queue = self.lock();
        let Queue { jobs, refine, ended, .. } = &mut *queue;
        // One that was dropped and asked for again is another job, with a flag of its own.
        let job = jobs.get_mut(&turn.id).filter(|job| Arc::ptr_eq(&job.cancel, &turn.cancel));
        let Some(job) = job else { return };
        let id = turn.id;
        match found {
            Ok((inquiry, answer)) => {
                let done = turn.draws >= REFINED;
                // Between the first answer and the whole one nothing is told: an answer that moves is hard to read.
                if done || turn.draws <= FIRST {
                    job.told.send_modify(|told| {
                        told.state = if done { State::Done } else { State::Refining };
                        told.draws = turn.draws;
                        told.answer = answer.map(Arc::from);
                    });
                }
                if done {
                    ended.push_back(id);
                } else {
                    job.inquiry = Some(inquiry);
                    match turn.draws {
                        ..=FIRST => refine.add(&job.asker, &id),
                        _ => refine.go_on(&job.asker, &id),
                    }
                }
            }
            Err(problem) => {
                job.told.send_modify(|told| (told.state, told.problem) = (State::Failed, Some(problem)));
                ended.push_back(id);
            }
        }
        while ended.len() > MOST_KEPT {
            let Some(oldest) = ended.pop_front() else { break };
            jobs.remove(&oldest);
        }
    }
}

impl Queue {
    /// The next turn: first answers before refinements.
    fn take(&mut self) -> Option<Turn> {
        loop {
            let (id, first) = match self.first.next() {
                Some(id) => (id, true),
                None => (self.refine.next()?, false),
            };
            let Some(job) = self.jobs.get_mut(&id) else { continue };
            let inquiry = job.inquiry.take();
            let draws = if first { FIRST } else { (job.reached + STEP).min(REFINED) };
            job.reached = draws;
            return Some(Turn {
                id,
                question: job.question.clone(),
                inquiry,
                cancel: Arc::clone(&job.cancel),
                draws,
            });
        }
    }
}
