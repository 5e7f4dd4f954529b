//! Expressions compiled to operations on whole columns.

use forefend_panel::network::Adjacency;

use crate::compile::Compiler;
use crate::error::EstimateError;
use crate::expression::{Along, Binary, Expression, Function, OverWorld};

/// The axis that the values of a column run along: what one row is.
///
/// Data sets number their axes; [`Axis::UNITS`] is the one of a data set's own units (countries in the simulation)
/// and [`Axis::WORLD`] has a single unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Axis(pub usize);

impl Axis {
    /// The first axis: the units of a table, the countries of a simulation.
    pub const UNITS: Self = Self(0);
    /// One value for everything; read from any other axis without a word, as it is the same for every unit.
    pub const WORLD: Self = Self(1);
}

/// A named set of links between the units of two axes, or of one axis with itself (a network).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relation {
    /// Number by which the frame knows it.
    pub number: usize,
    /// Its two axes: as declared, values of the second reach the first; a reader on the second gets the reverse.
    pub axes: [Axis; 2],
}

/// Names that a text may use, and the numbers by which the frame knows them.
pub trait Names {
    /// Number of the column called `name`.
    fn column(&self, name: &str) -> Option<usize>;
    /// Axis of a column.
    fn axis_of(&self, _column: usize) -> Axis {
        Axis::UNITS
    }
    /// The relation (or network) called `name`.
    fn relation(&self, name: &str) -> Option<Relation>;
    /// Axis that the reader is on: texts compile to one value for each of its units.
    fn reader(&self) -> Axis {
        Axis::UNITS
    }
    /// What an axis is called, for messages.
    fn axis_name(&self, axis: Axis) -> String {
        if axis == Axis::WORLD { "world".to_owned() } else { "unit".to_owned() }
    }
    /// Every known name of a column or relation, for "did you mean".
    fn known(&self) -> Vec<String>;
}

/// The names of a data set as a reader on another axis sees them.
pub struct NamesOn<'a> {
    names: &'a dyn Names,
    reader: Axis,
}

impl<'a> NamesOn<'a> {
    /// `names` read from `reader`.
    pub fn new(names: &'a dyn Names, reader: Axis) -> Self {
        Self { names, reader }
    }
}

impl Names for NamesOn<'_> {
    fn column(&self, name: &str) -> Option<usize> {
        self.names.column(name)
    }
    fn axis_of(&self, column: usize) -> Axis {
        self.names.axis_of(column)
    }
    fn relation(&self, name: &str) -> Option<Relation> {
        self.names.relation(name)
    }
    fn reader(&self) -> Axis {
        self.reader
    }
    fn axis_name(&self, axis: Axis) -> String {
        self.names.axis_name(axis)
    }
    fn known(&self) -> Vec<String> {
        self.names.known()
    }
}

/// One period of a block of data: on every axis the rows are the draws of the block times the axis's units, units
/// fastest.
pub trait Frame {
    /// Number of rows of an axis; that of the world is the number of draws.
    fn rows(&self, axis: Axis) -> usize;
    /// Values of a column `lag` periods ago; missing is NaN. One a row of its axis, or one a unit for values that are
    /// the same in all draws.
    fn column(&self, column: usize, lag: usize) -> &[f64];
    /// The links of a relation `lag` periods ago, as declared or reversed; none where nothing is known that early.
    fn links(&self, relation: usize, reversed: bool, lag: usize) -> Option<&Adjacency>;
}

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
    maximum_lag: usize,
    columns: Vec<(usize, usize)>,
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
    /// Compiles `expression` against the names of a data set, for a reader on [`Names::reader`].
    ///
    /// # Errors
    /// [`EstimateError::UnknownName`] and [`EstimateError::UnknownNetwork`] with a suggestion;
    /// [`EstimateError::OtherAxis`] where a column of another axis is read without naming how;
    /// [`EstimateError::TooLarge`] when nested windows multiply beyond the limit.
    pub fn compile(expression: &Expression, names: &dyn Names) -> Result<Self, EstimateError> {
        let compiled = Compiler::new(names).whole(&expression.root)?;
        let mut columns: Vec<(usize, usize)> = Vec::new();
        let mut steps = compiled.steps;
        for operand in steps.iter_mut().flat_map(|step| step.operation.operands_mut()) {
            if let Operand::Column { column, lag } = *operand {
                columns.push((column, lag));
            }
        }
        columns.sort_unstable();
        columns.dedup();
        let registers = allocate(&mut steps);
        Ok(Self { steps, registers, axis: names.reader(), maximum_lag: compiled.maximum_lag, columns })
    }

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

/// Gives each result a register that is free until its last reader, so that few buffers stay in cache.
fn allocate(steps: &mut [Step]) -> usize {
    let mut last_reader = vec![0; steps.len()];
    for (number, step) in steps.iter_mut().enumerate() {
        for operand in step.operation.operands_mut() {
            if let Operand::Result(made) = *operand {
                last_reader[made] = number;
            }
        }
    }
    let mut register_of = vec![0; steps.len()];
    let mut free: Vec<usize> = Vec::new();
    let mut registers = 0;
    for (number, step) in steps.iter_mut().enumerate() {
        // The target is taken before the inputs are freed: an operation never writes to what it reads.
        let target = free.pop().unwrap_or_else(|| {
            registers += 1;
            registers - 1
        });
        register_of[number] = target;
        step.target = target;
        for operand in step.operation.operands_mut() {
            if let Operand::Result(made) = *operand {
                *operand = Operand::Result(register_of[made]);
                if last_reader[made] == number && !free.contains(&register_of[made]) {
                    free.push(register_of[made]);
                }
            }
        }
    }
    registers
}
