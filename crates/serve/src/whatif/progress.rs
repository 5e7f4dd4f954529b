//! How far a what-if is, as readers are told.

use std::sync::Arc;

use serde_json::json;

use super::keep::Keeping;
use super::steps::{FIRST, REFINED};
use crate::problem::Problem;

/// How far a what-if is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It waits for its turn.
    Waiting,
    /// A first look or the first answer is there, the whole one is not.
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
    /// All of it as JSON on one line; `look` says that the answer so far is on too few draws to judge by.
    pub fn json(&self) -> String {
        let mut facts = json!({
            "id": self.id, "state": self.state.word(), "label": "scenario", "draws": self.draws, "of": REFINED,
            "look": self.answer.is_some() && self.draws < FIRST,
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
