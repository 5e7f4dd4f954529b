//! An engine that answers when it is told to, so that a test sees what waits.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use forefend_assess::Question;
use forefend_serve::Problem;
use forefend_serve::whatif::{Engine, Inquiring};

/// Answers one turn for every step it is given, and notes the turns.
#[derive(Debug, Clone, Default)]
pub struct StandingIn(Arc<Inside>);

#[derive(Debug, Default)]
struct Inside {
    steps: Mutex<usize>,
    given: Condvar,
    asked: Mutex<Vec<String>>,
    begun: AtomicUsize,
    turns: Mutex<Vec<(String, u64)>>,
}

impl StandingIn {
    /// Lets so many more turns end.
    pub fn step(&self, turns: usize) {
        *self.0.steps.lock().unwrap() += turns;
        self.0.given.notify_all();
    }

    /// What was made ready.
    pub fn asked(&self) -> Vec<String> {
        self.0.asked.lock().unwrap().clone()
    }

    /// How many turns have begun.
    pub fn begun(&self) -> usize {
        self.0.begun.load(Ordering::SeqCst)
    }

    /// What has ended: the text of each question and its draws.
    pub fn turns(&self) -> Vec<(String, u64)> {
        self.0.turns.lock().unwrap().clone()
    }
}

impl Engine for StandingIn {
    fn world(&self) -> String {
        "standing in".to_owned()
    }

    fn check(&self, _: &Question) -> Result<Option<Box<dyn Inquiring>>, Problem> {
        Ok(None)
    }

    fn ask(&self, question: &Question) -> Result<Box<dyn Inquiring>, Problem> {
        match question.toml.as_str() {
            "panic" => panic!("asked to"),
            "mistake" => Err(Problem::mistake("a mistake").at_line(Some(3))),
            text => {
                self.0.asked.lock().unwrap().push(text.to_owned());
                Ok(Box::new(Turn { inside: Arc::clone(&self.0), text: text.to_owned() }))
            }
        }
    }

    fn work_ahead(&self, _: u64, _: &AtomicBool) -> bool {
        false
    }
}

struct Turn {
    inside: Arc<Inside>,
    text: String,
}

impl Inquiring for Turn {
    fn answer(&mut self, draws: u64, stop: &AtomicBool) -> Result<Option<String>, Problem> {
        self.inside.begun.fetch_add(1, Ordering::SeqCst);
        let mut steps = self.inside.steps.lock().unwrap();
        while *steps == 0 && !stop.load(Ordering::Relaxed) {
            (steps, _) = self.inside.given.wait_timeout(steps, Duration::from_millis(5)).unwrap();
        }
        if stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        *steps -= 1;
        self.inside.turns.lock().unwrap().push((self.text.clone(), draws));
        Ok(Some(format!("{{\"draws\":{draws}}}")))
    }
}
