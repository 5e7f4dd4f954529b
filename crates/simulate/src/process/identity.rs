//! An identity: an expression of other variables, without luck.

use std::sync::Arc;

use forefend_estimate::Program;

use super::{Draws, Process, Running, Target, Turn, Workspace, widen};
use crate::equation::Calibrated;
use crate::spec::LeverScale;

/// A compiled expression.
#[derive(Debug)]
pub(crate) struct Identity {
    /// The variable, whose levers these are.
    pub variable: usize,
    /// What it is.
    pub program: Program,
    /// Bounds of what policy moves.
    pub bounds: Option<[f64; 2]>,
}

impl Process for Identity {
    fn reads(&self) -> Vec<(usize, usize)> {
        self.program.reads().to_vec()
    }

    fn is_by_row(&self) -> bool {
        !self.program.reads_other_units()
    }

    fn begin(self: Arc<Self>, _draws: Draws, _calibrated: &Arc<Calibrated>) -> Box<dyn Running> {
        Box::new(self)
    }
}

/// Nothing of an identity belongs to a draw.
impl Running for Arc<Identity> {
    fn advance(&mut self, turn: &Turn<'_>, work: &mut Workspace, out: &mut [Vec<f64>]) {
        let out = &mut out[0];
        self.program.evaluate_narrow(turn.now, &mut work.scratch, out);
        let Some(shift) = turn.levers.shift(Target::Variable(self.variable, LeverScale::Multiplier)) else {
            return;
        };
        widen(out, shift.len());
        let [low, high] = self.bounds.unwrap_or([f64::NEG_INFINITY, f64::INFINITY]);
        // Nothing is touched where the shift is nothing, so that the bounds hold what policy moves and not what the
        // identity says.
        for (value, shift) in out.iter_mut().zip(&shift).filter(|(_, shift)| **shift != 0.0) {
            *value = (*value * libm::exp(*shift)).clamp(low, high);
        }
    }
}
