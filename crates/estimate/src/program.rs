//! Expressions compiled to operations on whole columns.

use crate::expression::{Along, Binary, Function, OverWorld};
use crate::frame::Axis;

/// Buffers for [`Program::evaluate`] and [`Recipe`](crate::Recipe), reused so that evaluation allocates nothing
/// after the first call of each kind. One thread each.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(crate) registers: Vec<Register>,
    pub(crate) spare: Vec<f64>,
    pub(crate) output: Vec<f64>,
    pub(crate) factors: Vec<f64>,
    pub(crate) variables: Vec<Vec<f64>>,
    pub(crate) products: Vec<Vec<f64>>,
}

/// A buffer that grows and never shrinks, so that values by unit and by row can take turns in it for nothing.
#[derive(Debug, Default)]
pub(crate) struct Register {
    values: Vec<f64>,
    width: usize,
}

impl Register {
    /// Room for `width` values, whatever they are.
    pub(crate) fn room(&mut self, width: usize) -> &mut [f64] {
        if self.values.len() < width {
            self.values.resize(width, 0.0);
        }
        self.width = width;
        &mut self.values[..width]
    }

    pub(crate) fn values(&self) -> &[f64] {
        &self.values[..self.width]
    }
}

impl Scratch {
    /// Empty buffers.
    pub fn new() -> Self {
        Self::default()
    }
}

/// Where an operation finds a value. Constants are kept as bits so that operations can be compared and ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Operand {
    Constant(u64),
    Column {
        column: usize,
        lag: usize,
    },
    /// While compiling: number of the operation. In a finished program: register.
    Result(usize),
}

impl Operand {
    pub(crate) fn constant(value: f64) -> Self {
        Self::Constant(value.to_bits())
    }
}

/// One pass over the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Operation {
    Copy(Operand),
    Negate(Operand),
    Not(Operand),
    Call(Function, Operand),
    Binary(Binary, Operand, Operand),
    If(Operand, Operand, Operand),
    Along {
        along: Along,
        relation: usize,
        reversed: bool,
        lag: usize,
        values: Operand,
    },
    /// Over the units of each draw: from any axis to the world.
    OverWorld(OverWorld, Operand),
    /// From the world to every unit of an axis.
    Spread(Operand),
}

impl Operation {
    pub(crate) fn operands(self) -> [Option<Operand>; 3] {
        match self {
            Self::Copy(a)
            | Self::Negate(a)
            | Self::Not(a)
            | Self::Call(_, a)
            | Self::Along { values: a, .. }
            | Self::OverWorld(_, a)
            | Self::Spread(a) => [Some(a), None, None],
            Self::Binary(_, a, b) => [Some(a), Some(b), None],
            Self::If(a, b, c) => [Some(a), Some(b), Some(c)],
        }
    }

    pub(crate) fn operands_mut(&mut self) -> Vec<&mut Operand> {
        match self {
            Self::Copy(a)
            | Self::Negate(a)
            | Self::Not(a)
            | Self::Call(_, a)
            | Self::Along { values: a, .. }
            | Self::OverWorld(_, a)
            | Self::Spread(a) => vec![a],
            Self::Binary(_, a, b) => vec![a, b],
            Self::If(a, b, c) => vec![a, b, c],
        }
    }
}

/// A compiled expression: a list of column operations, with lags pushed down to the columns, constants folded
/// and repeated parts computed once.
///
/// A value of a row depends on that row's inputs (and, through networks and world sums, on the rows of the same
/// draw) only, by the same operations in the same order however draws are grouped into blocks.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    /// The last writes to the output.
    pub(crate) steps: Vec<Step>,
    pub(crate) registers: usize,
    /// Axis of the output.
    pub(crate) axis: Axis,
    pub(crate) maximum_lag: usize,
    /// Every (column, lag) read, sorted, each once.
    pub(crate) columns: Vec<(usize, usize)>,
}

/// One operation of a program, the axis of its result, and the register that receives it. Sums over units of a
/// constant also need the axis they run over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Step {
    pub operation: Operation,
    pub axis: Axis,
    pub source: Axis,
    pub target: usize,
}

impl Program {
    /// Greatest lag at which a column or network is read, in periods.
    pub fn maximum_lag(&self) -> usize {
        self.maximum_lag
    }

    /// Whether a value depends on other units than its own: through a relation, or the whole world.
    pub fn reads_other_units(&self) -> bool {
        let crosses =
            |step: &Step| matches!(step.operation, Operation::Along { .. } | Operation::OverWorld(..));
        self.steps.iter().any(crosses)
    }

    /// Periods at the start of a table in which a sum along links reads what lies before the first: as no neighbour is
    /// known there, the sum would be 0 instead of missing.
    pub(crate) fn blind_periods(&self) -> usize {
        let along = self.steps.iter().any(|step| matches!(step.operation, Operation::Along { .. }));
        if along { self.maximum_lag } else { 0 }
    }

    /// Axis that the program has one value a unit of.
    pub fn axis(&self) -> Axis {
        self.axis
    }

    /// Every (column, lag) read, sorted, each once.
    pub fn reads(&self) -> &[(usize, usize)] {
        &self.columns
    }
}
