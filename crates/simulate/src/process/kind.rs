//! Kinds of processes: what each reads, writes and lets policy move.

use std::fmt::Debug;
use std::ops::RangeInclusive;
use std::sync::Arc;

use super::{Parameters, Process};
use crate::error::SimulateError;
use crate::spec::{Axis, LeverScale};

/// A kind of process, as its file of science declares it.
pub struct Kind {
    /// What it reads: a process numbers its inputs in this order.
    pub inputs: &'static [Input],
    /// What it writes, in the order of the columns that it is given.
    pub outputs: &'static [Output],
    /// What policy can move, numbered in this order.
    pub levers: &'static [Moved],
    /// Reads the parameters.
    pub declare: fn(&mut Parameters<'_>) -> Result<Arc<dyn Process>, SimulateError>,
}

/// Something that a process reads.
pub struct Input {
    /// Its name in `reads`.
    pub name: &'static str,
    /// The axis of the variable.
    pub on: On,
    /// How many years back: from the nearest to the farthest. From 0 where the same year is read, which comes before the
    /// process then.
    pub lags: RangeInclusive<usize>,
}

/// Something that a process writes.
pub struct Output {
    /// Its name in `writes`.
    pub name: &'static str,
    /// The axis of the variable.
    pub on: On,
}

/// Something inside a process that policy can move, and on which scale.
pub struct Moved {
    /// Its name in a lever's `input`.
    pub name: &'static str,
    /// The axis that shifts are along.
    pub on: On,
    /// How a shift enters.
    pub scale: LeverScale,
}

/// What there is one value of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// The world.
    World,
    /// A country.
    Country,
    /// A unit of an axis that `axes.toml` lists in a file (`units`), or whose units a series lists (`panel` alone): the same
    /// axis wherever a kind says so.
    Listed,
}

impl On {
    /// Whether `axis` is one of this sort.
    pub fn allows(self, axis: &Axis) -> bool {
        match self {
            Self::World => *axis == Axis::World,
            Self::Country => *axis == Axis::Country,
            Self::Listed => matches!(axis, Axis::Declared(_)),
        }
    }

    /// What to write as `axis`.
    pub fn words(self) -> &'static str {
        match self {
            Self::World => "axis = \"world\"",
            Self::Country => "axis = \"country\"",
            Self::Listed => "an axis of axes.toml whose `units` a file lists",
        }
    }
}

impl Debug for Kind {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let inputs = self.inputs.iter().map(|input| input.name);
        let outputs = self.outputs.iter().map(|output| output.name);
        out.debug_list().entries(inputs).entries(outputs).finish()
    }
}
