//! A path: values known beforehand, the same in all draws.

use std::sync::Arc;

use super::{Draws, Process, Running, Turn, Workspace};
use crate::equation::Calibrated;

/// Values given from outside.
#[derive(Debug)]
pub(crate) struct Path {
    /// Year-major over simulated years x units; longer where a lever may bring it forward.
    pub values: Vec<f64>,
    /// Number of units.
    pub units: usize,
}

impl Process for Path {
    fn begin(self: Arc<Self>, _draws: Draws, _calibrated: &Arc<Calibrated>) -> Box<dyn Running> {
        Box::new(self)
    }
}

/// Nothing of a path belongs to a draw.
impl Running for Arc<Path> {
    fn advance(&mut self, turn: &Turn<'_>, _work: &mut Workspace, out: &mut [Vec<f64>]) {
        out[0].clear();
        out[0].extend_from_slice(&self.values[turn.period * self.units..(turn.period + 1) * self.units]);
    }
}
