//! A line every so often about work that takes long, for standard error that is no terminal: a log, a pipe, a scheduler.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// How far the work has come.
#[derive(Debug, Clone, Default)]
struct Stand {
    stage: String,
    detail: String,
    done: u64,
    total: u64,
}

/// A thread that writes a line each time a span of time has passed, until it is dropped.
#[derive(Debug)]
pub struct Lines {
    stand: Arc<Mutex<Stand>>,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Lines {
    /// Starts; none where the system allows no further thread, since lines are a courtesy. Nothing is written in the first
    /// `every`, so that short work stays silent.
    pub fn every(every: Duration, write: impl Fn(&str) + Send + 'static) -> Option<Self> {
        let stand = Arc::new(Mutex::new(Stand::default()));
        let (stop, stopped) = channel::<()>();
        let seen = Arc::clone(&stand);
        let lines = move || {
            let mut clock = Clock { every, ticks: 0, stage: String::new(), since: (0, 0) };
            while stopped.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
                let stand = seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
                write(&clock.line(&stand));
            }
        };
        let thread = std::thread::Builder::new().name("progress".to_owned()).spawn(lines).ok()?;
        Some(Self { stand, stop: Some(stop), thread: Some(thread) })
    }

    /// Takes note of how far the work has come.
    pub fn advance(&self, stage: &str, detail: &str, done: u64, total: u64) {
        let mut stand = self.stand.lock().unwrap_or_else(PoisonError::into_inner);
        *stand = Stand { stage: stage.to_owned(), detail: detail.to_owned(), done, total };
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Counts spans: no clock is read.
struct Clock {
    every: Duration,
    ticks: u32,
    /// The stage of the last line, and at which tick, with how much done, it was first seen.
    stage: String,
    since: (u32, u64),
}

impl Clock {
    /// The next line: `simulating 34 % (Withdraw), 3 min so far, about 6 min left`.
    fn line(&mut self, stand: &Stand) -> String {
        self.ticks += 1;
        if self.stage != stand.stage {
            (self.stage, self.since) = (stand.stage.clone(), (self.ticks, stand.done));
        }
        let detail = if stand.detail.is_empty() { String::new() } else { format!(" ({})", stand.detail) };
        let percent = if stand.total > 1 {
            format!(" {} %", 100 * stand.done.min(stand.total) / stand.total)
        } else {
            String::new()
        };
        let stage = if stand.stage.is_empty() { "starting" } else { &stand.stage };
        let (ticks, done) = (self.ticks - self.since.0, stand.done.saturating_sub(self.since.1));
        let left = stand.total.saturating_sub(stand.done);
        let left = match (ticks, done) {
            (0, _) | (_, 0) => String::new(),
            _ => {
                let spans = f64::from(ticks) * left as f64 / done as f64;
                format!(", about {} left", words(self.every.mul_f64(spans.min(1e6))))
            }
        };
        format!("{stage}{percent}{detail}, {} so far{left}", words(self.every * self.ticks))
    }
}

/// A span of time to the minute, or to the second below one.
fn words(span: Duration) -> String {
    match span.as_secs() {
        seconds if seconds < 60 => format!("{seconds} s"),
        seconds => format!("{} min", (seconds + 30) / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_far_the_work_has_come_and_how_long_it_may_take() {
        let mut clock =
            Clock { every: Duration::from_secs(60), ticks: 0, stage: String::new(), since: (0, 0) };
        let stand = |stage: &str, done| Stand {
            stage: stage.to_owned(),
            detail: "Withdraw".to_owned(),
            done,
            total: 1000,
        };
        assert_eq!(clock.line(&stand("simulating", 100)), "simulating 10 % (Withdraw), 1 min so far");
        assert_eq!(
            clock.line(&stand("simulating", 200)),
            "simulating 20 % (Withdraw), 2 min so far, about 8 min left"
        );
        assert_eq!(clock.line(&stand("comparing", 0)), "comparing 0 % (Withdraw), 3 min so far");
        let once = Stand { stage: "fitting".to_owned(), detail: String::new(), done: 0, total: 1 };
        assert_eq!(clock.line(&once), "fitting, 4 min so far");
        assert_eq!(clock.line(&Stand::default()), "starting, 5 min so far");
    }

    #[test]
    fn lines_come_while_the_work_goes_on_and_end_with_it() {
        let (told, heard) = channel();
        let write = move |line: &str| {
            let _ = told.send(line.to_owned());
        };
        let lines = Lines::every(Duration::from_millis(1), write).unwrap();
        lines.advance("simulating", "", 3, 10);
        // Waits for as long as it takes: the first line may still say "starting".
        assert!(heard.iter().any(|line| line.starts_with("simulating 30 %, ")));
        drop(lines);
        assert!(heard.iter().all(|line| !line.is_empty()), "the writer is gone: the list ends");
    }
}
