//! Who answers: a session in memory, or whatever stands in for one in a test.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use forefend_assess::{AssessError, Inquiry, Question, Session, SessionOptions, UNNAMED};
use forefend_panel::Panel;
use forefend_simulate::WorldFiles;

use crate::problem::Problem;
use crate::quiet::Quiet;

/// Draws of the reference that are laid down at once while nobody waits.
const LAID: u64 = 50;
/// Most actions of a what-if. Each takes up to some 24 kB while it waits, so that all that may wait take about 0.3 GB.
const MOST_ACTIONS: usize = 100;

/// Who answers questions.
pub trait Engine: Send + Sync + std::fmt::Debug {
    /// What identifies the world that is asked, so that answers of another are none of this.
    fn world(&self) -> String;

    /// Makes a question ready; none where it is too early to say what is wrong in it.
    ///
    /// # Errors
    /// What is wrong in the question.
    fn check(&self, question: &Question) -> Result<Option<Box<dyn Inquiring>>, Problem>;

    /// The same, waiting for whatever is not there yet.
    ///
    /// # Errors
    /// What is wrong in the question, or in the world.
    fn ask(&self, question: &Question) -> Result<Box<dyn Inquiring>, Problem>;

    /// Works ahead for up to so many draws while nobody waits: true where more is left to do.
    fn work_ahead(&self, draws: u64, stop: &AtomicBool) -> bool;
}

/// A question that is being answered.
pub trait Inquiring: Send {
    /// The answer on the draws `0..draws` as JSON; none where `stop` was set, and only there. What was simulated stays for the next time.
    ///
    /// # Errors
    /// What the simulation reports.
    fn answer(&mut self, draws: u64, stop: &AtomicBool) -> Result<Option<String>, Problem>;
}

/// Answers from memory: the world is fitted when it is first asked.
#[derive(Debug)]
pub struct FromMemory {
    world: WorldFiles,
    panel: Arc<Panel>,
    options: SessionOptions,
    session: OnceLock<Arc<Session>>,
    /// One thread opens the session, the others wait for it.
    opening: Mutex<()>,
    ahead: Mutex<u64>,
}

impl FromMemory {
    /// Of a world that is fitted later.
    pub fn new(world: WorldFiles, panel: Arc<Panel>, options: SessionOptions) -> Self {
        let (session, opening, ahead) = (OnceLock::new(), Mutex::new(()), Mutex::new(0));
        Self { world, panel, options, session, opening, ahead }
    }

    fn session(&self) -> Result<&Arc<Session>, Problem> {
        let _alone = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(session) = self.session.get() {
            return Ok(session);
        }
        let opened = Session::open(self.world.clone(), Arc::clone(&self.panel), &self.options, &Quiet);
        let opened = opened.map_err(Problem::failed)?;
        Ok(self.session.get_or_init(|| Arc::new(opened)))
    }
}

impl Engine for FromMemory {
    fn world(&self) -> String {
        format!("{} {} {:?}", self.world.digest(), self.options.seed, self.options.to)
    }

    fn check(&self, question: &Question) -> Result<Option<Box<dyn Inquiring>>, Problem> {
        self.session.get().map(|session| asked(session, question)).transpose()
    }

    fn ask(&self, question: &Question) -> Result<Box<dyn Inquiring>, Problem> {
        asked(self.session()?, question)
    }

    fn work_ahead(&self, draws: u64, stop: &AtomicBool) -> bool {
        let Ok(session) = self.session() else { return false };
        let mut ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        let next = (*ahead + LAID).min(draws);
        match session.lay(next, stop) {
            Ok(true) => *ahead = next,
            Ok(false) => return true,
            Err(_) => return false,
        }
        // Without room for more nothing more can be laid down.
        *ahead < draws && session.laid().0 >= next
    }
}

fn asked(session: &Arc<Session>, question: &Question) -> Result<Box<dyn Inquiring>, Problem> {
    let inquiry = session.ask(question).map_err(|error| mistake(&error))?;
    let actions = inquiry.portfolio().action.len();
    if actions > MOST_ACTIONS {
        return Err(Problem::mistake(format!(
            "{actions} actions are more than the {MOST_ACTIONS} that a what-if may have; `forefend appraise --against FILE` takes more"
        )));
    }
    Ok(Box::new(OfSession { session: Arc::clone(session), inquiry }))
}

/// What is wrong in a question, with the line of the portfolio where the message names one.
fn mistake(error: &AssessError) -> Problem {
    let text = error.to_string();
    let line = text.split_once(&format!("{UNNAMED}:")).and_then(|(_, rest)| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    });
    Problem::mistake(text).at_line(line)
}

struct OfSession {
    session: Arc<Session>,
    inquiry: Inquiry,
}

impl Inquiring for OfSession {
    fn answer(&mut self, draws: u64, stop: &AtomicBool) -> Result<Option<String>, Problem> {
        let found = self.session.answer(&mut self.inquiry, draws, stop);
        let found = found.map_err(Problem::failed)?;
        let text = |answer| serde_json::to_string(&answer).map_err(Problem::failed);
        found.map(text).transpose()
    }
}
