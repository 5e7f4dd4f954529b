//! Processes: what computes the values of a simulated year, one step after the other.
//!
//! A [`Process`] is compiled once and shared by all blocks. It begins once for a set of draws; what comes of that
//! ([`Running`]) owns all that belongs to those draws alone: their parameters, shocks, clocks. Then it advances year by
//! year, and writes its outputs. What is the same for every process stays outside, in the block: where an output applies
//! and its value elsewhere, observed values that override, the check for values that are no numbers, and recording.
//!
//! A process looks up its luck (`Luck::at(chance, draw, year, unit, stream).nth(k)`) and never consumes it, reads no clock,
//! and sums in a fixed order. Then it has the same bits in any block, on any thread.

mod choice;
mod delay;
mod identity;
mod linear;
mod multinomial;
mod path;
mod predictor;
mod shock;

use std::fmt::Debug;

use forefend_estimate::{Axis, Frame, Recipe, Scratch, is_true};
use forefend_panel::Year;

pub(crate) use self::delay::Delay;
pub(crate) use self::identity::Identity;
pub(crate) use self::linear::Linear;
pub(crate) use self::multinomial::{Multinomial, Outcome};
pub(crate) use self::path::Path;
pub(crate) use self::predictor::Predictor;
use crate::equation::FittedEquation;
use crate::luck::{Chance, LuckOfUnits};
use crate::spec::LeverScale;

/// What computes the outputs of one step, compiled and the same for all draws.
pub(crate) trait Process: Debug + Send + Sync {
    /// Columns that it reads, each with how many years back.
    fn reads(&self) -> Vec<(usize, usize)>;

    /// Begins for a set of draws.
    fn begin(&self, draws: Draws) -> Box<dyn Running + '_>;

    /// Where to look when an output is no number.
    fn remedy(&self) -> &'static str {
        "look for a hole in a series it reads (`fill`), a logarithm of nothing, or an average over no unit"
    }

    /// The fit and the terms of a process that is a fitted equation.
    fn equation(&self) -> Option<(&FittedEquation, &Recipe)> {
        None
    }
}

/// A process in a set of draws, at some year.
pub(crate) trait Running {
    /// Computes the outputs of the year after the last. `out` has a column for each output, with whatever it held long
    /// ago; afterwards it has one value a row (draws x units of the output's axis, unit fastest), or one a unit where
    /// all draws have the same.
    fn advance(&mut self, turn: &Turn<'_>, work: &mut Workspace, out: &mut [Vec<f64>]);
}

/// Draws that are computed side by side.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Draws {
    /// Where their luck comes from.
    pub chance: Chance,
    /// Number of the first.
    pub first: u64,
    /// How many there are.
    pub number: usize,
}

impl Draws {
    /// The number of every draw.
    pub fn ids(self) -> std::ops::Range<u64> {
        self.first..self.first + self.number as u64
    }
}

/// The state that a process reads: columns of this and earlier years, links, and units.
pub(crate) trait Now: Frame {
    /// Stable ids of the units of an axis.
    fn ids(&self, axis: Axis) -> &[u64];
    /// Whether a column is the same in all draws.
    fn is_path(&self, column: usize) -> bool;
}

/// What policy does this year.
pub(crate) trait Levers {
    /// Total shift of the levers of a variable on one scale, one a row; nothing when no effect acts on it.
    fn shift(&self, variable: usize, scale: LeverScale) -> Option<Vec<f64>>;
}

/// A year as a process meets it.
pub(crate) struct Turn<'a> {
    /// The year.
    pub year: Year,
    /// Its number from the first simulated one on, from 0.
    pub period: usize,
    /// What there is to read.
    pub now: &'a dyn Now,
    /// What policy does.
    pub levers: &'a dyn Levers,
    /// By output: 1 in rows where it applies, empty where it applies everywhere. Other rows may hold anything.
    pub holds: &'a [Vec<f64>],
}

impl Turn<'_> {
    /// Whether the first output applies in a row.
    fn applies(&self, row: usize) -> bool {
        self.holds[0].get(row).is_none_or(|holds| is_true(*holds))
    }
}

/// Room to work in, shared by the processes of a block so that it stays in cache. What it holds means nothing to whoever
/// comes next.
#[derive(Default)]
pub(crate) struct Workspace {
    /// Of expressions.
    pub scratch: Scratch,
    /// Linear predictors, one a block of parameters (a class of a multinomial).
    predictors: Vec<Vec<f64>>,
    /// Groups of the error by expression, then row.
    groups: Vec<Vec<f64>>,
    /// 1 in rows that have the second of two world shocks.
    second: Vec<f64>,
    /// Luck of all units, and of those of one draw.
    luck_of_units: LuckOfUnits,
    luck: Vec<f64>,
}

/// Makes values by unit into values by row, one set for every draw.
pub(crate) fn widen(values: &mut Vec<f64>, rows: usize) {
    let units = values.len().max(1);
    values.reserve(rows.saturating_sub(values.len()));
    while values.len() < rows {
        values.extend_from_within(..units.min(rows - values.len()));
    }
}
