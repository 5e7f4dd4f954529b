//! The thread that answers: one what-if after the other, first looks of all before first answers, these before refinements, and work
//! ahead while nobody waits.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use forefend_assess::Question;

use super::engine::Inquiring;
use super::parts::placed;
use super::progress::State;
use super::queue::{Inner, Queue};
use super::steps::{REFINED, Stage, is_told};
use crate::problem::Problem;

/// Most answers that are kept.
const MOST_KEPT: usize = 128;

/// A turn of a what-if, taken out of the queue.
struct Turn {
    id: String,
    question: Question,
    in_parts: bool,
    inquiry: Option<Box<dyn Inquiring>>,
    /// Set where nobody waits for it any more, and after the first look where somebody else waits for one.
    stop: Arc<AtomicBool>,
    stage: Stage,
    draws: u64,
}

impl Inner {
    /// Answers one what-if after the other, and works ahead while there is none.
    pub(super) fn work(&self) {
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
                None => {
                    let asked = self.engine.ask(&turn.question);
                    asked.map_err(|problem| placed(problem, &turn.question.toml, turn.in_parts))?
                }
            };
            let answer = inquiry.answer(turn.draws, &turn.stop)?;
            Ok((inquiry, answer))
        }));
        let found = found.unwrap_or_else(|_| {
            Err(Problem::failed("the answer could not be made; please report what was asked"))
        });
        let mut queue = self.lock();
        let Queue { jobs, turns, ended, going, .. } = &mut *queue;
        *going = None;
        // One that was dropped and asked for again is another job, with a flag of its own.
        let job = jobs.get_mut(&turn.id).filter(|job| Arc::ptr_eq(&job.stop, &turn.stop));
        let Some(job) = job else { return };
        let id = turn.id;
        match found {
            // It let somebody go before, and goes on from the draws it has.
            Ok((inquiry, None)) => {
                job.inquiry = Some(inquiry);
                turns[turn.stage as usize].go_on(&job.asker, &id);
            }
            Ok((inquiry, Some(answer))) => {
                job.reached = turn.draws;
                let next = Stage::of(job.reached);
                if is_told(turn.draws) {
                    job.told.send_modify(|told| {
                        told.state = if next.is_none() { State::Done } else { State::Refining };
                        told.draws = turn.draws;
                        told.answer = Some(Arc::from(answer));
                    });
                }
                match next {
                    None => ended.push_back(id),
                    Some(next) => {
                        job.inquiry = Some(inquiry);
                        match next == turn.stage {
                            true => turns[next as usize].go_on(&job.asker, &id),
                            false => turns[next as usize].add(&job.asker, &id),
                        }
                    }
                }
            }
            Err(problem) => {
                job.told.send_modify(|told| (told.state, told.problem) = (State::Failed, Some(problem)));
                ended.push_back(id);
            }
        }
        while ended.len() > MOST_KEPT {
            let is_free = |id: &String| jobs.get(id).is_none_or(|job| !job.is_being_kept());
            let Some(oldest) = ended.iter().position(is_free).and_then(|at| ended.remove(at)) else { break };
            jobs.remove(&oldest);
        }
    }
}

impl Queue {
    /// The next turn: first looks before first answers, and these before refinements.
    fn take(&mut self) -> Option<Turn> {
        for stage in Stage::ALL {
            while let Some(id) = self.turns[stage as usize].next() {
                let Some(job) = self.jobs.get_mut(&id) else { continue };
                let (inquiry, question, in_parts) = (job.inquiry.take(), job.question.clone(), job.in_parts);
                // A flag of this turn: one that stopped an earlier one is set for good.
                job.stop = Arc::default();
                let (stop, draws) = (Arc::clone(&job.stop), stage.draws(job.reached));
                self.going = (stage != Stage::Look).then(|| Arc::clone(&stop));
                return Some(Turn { id, question, in_parts, inquiry, stop, stage, draws });
            }
        }
        None
    }
}
