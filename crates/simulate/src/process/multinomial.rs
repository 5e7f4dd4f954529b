//! A multinomial equation: log odds of every class against the first, shifted by levers and by what the world shares, and
//! one uniform number that picks the class by inversion. Or, without that number, the probability of leaving the first.

use std::sync::Arc;

use forefend_estimate::{Program, Recipe};

use super::choice::choose;
use super::shock::WorldShocks;
use super::{Draws, Predictor, Process, Running, Target, Turn, Workspace};
use crate::equation::{Calibrated, FittedEquation};
use crate::exponential::odds;
use crate::luck::Stream;
use crate::spec::LeverScale;

/// What a step says of the odds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The class that luck falls on.
    Class,
    /// The probability of any class but the reference.
    Probability,
}

/// A fitted multinomial equation, compiled.
#[derive(Debug)]
pub(crate) struct Multinomial {
    /// The variable of the equation, whose levers these are: of a probability, that of the equation it belongs to.
    pub variable: usize,
    /// The name of that variable, which keys parameters, shocks and luck.
    pub name: String,
    pub predictor: Predictor,
    /// Which of two world shocks a row has; none where there is one.
    pub shock_by: Option<Program>,
    pub outcome: Outcome,
}

/// The equation in a set of draws.
#[derive(Clone)]
struct RunningMultinomial {
    multinomial: Arc<Multinomial>,
    draws: Draws,
    /// By draw.
    parameters: Vec<Vec<f64>>,
    shocks: WorldShocks,
    luck: Stream,
}

impl Process for Multinomial {
    fn reads(&self) -> Vec<(usize, usize)> {
        let shock = self.shock_by.iter().flat_map(Program::reads).copied();
        self.predictor.reads().into_iter().chain(shock).collect()
    }

    fn is_by_row(&self) -> bool {
        self.predictor.is_by_row() && !self.shock_by.iter().any(Program::reads_other_units)
    }

    fn begin(self: Arc<Self>, draws: Draws, _calibrated: &Arc<Calibrated>) -> Box<dyn Running> {
        let shocks = &self.predictor.equation.world_shocks;
        Box::new(RunningMultinomial {
            multinomial: Arc::clone(&self),
            draws,
            parameters: self.predictor.parameters(&self.name, draws),
            shocks: WorldShocks::begin(shocks, &self.name, draws),
            luck: Stream::named(&self.name),
        })
    }

    fn equation(&self) -> Option<(&FittedEquation, &Recipe)> {
        Some((&self.predictor.equation, &self.predictor.recipe))
    }
}

impl Running for RunningMultinomial {
    fn advance(&mut self, turn: &Turn<'_>, work: &mut Workspace, out: &mut [Vec<f64>]) {
        let predictor = &self.multinomial.predictor;
        let classes = &predictor.equation.fit.classes;
        predictor.predict(&self.parameters, classes.len() - 1, turn, work);
        if let Some(shift) =
            turn.levers.shift(Target::Variable(self.multinomial.variable, LeverScale::LogHazard))
        {
            for predictor in &mut work.predictors {
                predictor.iter_mut().zip(&shift).for_each(|(eta, shift)| *eta += shift);
            }
        }
        // The first class is the reference; the others are numbered from 1.
        for (class, predictor) in work.predictors.iter_mut().enumerate() {
            if let Some(shift) = turn.levers.shift(Target::Class(self.multinomial.variable, class + 1)) {
                predictor.iter_mut().zip(&shift).for_each(|(eta, shift)| *eta += shift);
            }
        }
        self.shocks.advance((predictor, self.multinomial.shock_by.as_ref()), turn, work);
        let out = &mut out[0];
        out.resize(turn.now.rows(predictor.axis), 0.0);
        match self.multinomial.outcome {
            Outcome::Class => self.choose(turn, work, out),
            Outcome::Probability => probability(&mut work.predictors, out),
        }
    }
}

impl RunningMultinomial {
    /// The class of every row, from the log odds at hand.
    fn choose(&self, turn: &Turn<'_>, work: &mut Workspace, out: &mut [f64]) {
        let predictor = &self.multinomial.predictor;
        let ids = turn.now.ids(predictor.axis);
        work.luck_of_units.set(self.draws.chance, i32::from(turn.year.0), ids, self.luck);
        for (d, (id, draw)) in self.draws.ids().zip(out.chunks_exact_mut(ids.len())).enumerate() {
            let luck = work.luck_of_units.in_draw(id);
            let rows = d * ids.len()..(d + 1) * ids.len();
            let holds = turn.holds[0].get(rows.clone()).unwrap_or(&[]);
            let log_odds: Vec<&[f64]> = work.predictors.iter().map(|all| &all[rows.clone()]).collect();
            choose(&log_odds, &predictor.equation.fit.classes, luck, holds, draw);
        }
    }
}

/// The probability of any class but the reference, from log odds, which are lost.
fn probability(log_odds: &mut [Vec<f64>], out: &mut [f64]) {
    log_odds.iter_mut().for_each(|log_odds| odds(log_odds));
    for (row, slot) in out.iter_mut().enumerate() {
        let odds = log_odds.iter().map(|odds| odds[row]).sum::<f64>();
        // Without odds / (1 + odds), which is no number where the odds are infinite.
        *slot = 1.0 - 1.0 / (1.0 + odds);
    }
}
