//! Expressions compiled to operations on whole columns.

use std::collections::BTreeMap;

use crate::error::{EstimateError, suggestion};
use crate::evaluate;
use crate::expression::{Binary, Expression, Function, Node, Place};

/// Most steps of compiling one expression; nested windows multiply.
const MOST_STEPS: usize = 100_000;

/// Names that a text may use, and the numbers by which the frame knows them.
pub trait Names {
    /// Number of the column called `name`.
    fn column(&self, name: &str) -> Option<usize>;
    /// Number of the network called `name`.
    fn network(&self, name: &str) -> Option<usize>;
    /// Every known name of a column or network, for "did you mean".
    fn known(&self) -> Vec<String>;
}

/// One period of a block of data: rows are the draws of the block times the units, units fastest.
pub trait Frame {
    /// Number of rows.
    fn rows(&self) -> usize;
    /// Values of a column `lag` periods ago, one a row; missing is NaN.
    fn column(&self, column: usize, lag: usize) -> &[f64];
    /// Weighted sum over the neighbours, in the network of `lag` periods ago, of `values` (one a row).
    fn neighbours(&self, network: usize, lag: usize, values: &[f64], out: &mut [f64]);
    /// Sum over the units of each draw, skipping NaN (NaN when all are missing), written to all its rows.
    fn world_sum(&self, values: &[f64], out: &mut [f64]);
    /// Mean over the units of each draw, skipping NaN (NaN when all are missing), written to all its rows.
    fn world_mean(&self, values: &[f64], out: &mut [f64]);
}

/// Buffers for [`Program::evaluate`] and [`Recipe`](crate::Recipe), reused so that evaluation allocates nothing
/// after the first call of each kind. One thread each.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(crate) registers: Vec<Vec<f64>>,
    pub(crate) spare: Vec<f64>,
    pub(crate) factors: Vec<f64>,
    pub(crate) variables: Vec<Vec<f64>>,
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
    fn constant(value: f64) -> Self {
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
    Neighbours { network: usize, lag: usize, values: Operand },
    WorldSum(Operand),
    WorldMean(Operand),
}

impl Operation {
    fn operands_mut(&mut self) -> Vec<&mut Operand> {
        match self {
            Self::Copy(a)
            | Self::Negate(a)
            | Self::Not(a)
            | Self::Call(_, a)
            | Self::Neighbours { values: a, .. }
            | Self::WorldSum(a)
            | Self::WorldMean(a) => vec![a],
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
    /// Operations with the register that receives each result; the last writes to the output.
    pub(crate) steps: Vec<(Operation, usize)>,
    pub(crate) registers: usize,
    maximum_lag: usize,
}

impl Program {
    /// Compiles `expression` against the names of a data set.
    ///
    /// # Errors
    /// [`EstimateError::UnknownName`] and [`EstimateError::UnknownNetwork`] with a suggestion;
    /// [`EstimateError::TooLarge`] when nested windows multiply beyond the limit.
    pub fn compile(expression: &Expression, names: &dyn Names) -> Result<Self, EstimateError> {
        let mut compiler =
            Compiler { names, operations: Vec::new(), known: BTreeMap::new(), steps: 0, maximum_lag: 0 };
        let result = compiler.compile(&expression.root, 0)?;
        // The result of an operation is made last by construction, except for bare columns and constants.
        if !matches!(result, Operand::Result(last) if last + 1 == compiler.operations.len()) {
            compiler.operations.push(Operation::Copy(result));
        }
        let (steps, registers) = allocate(compiler.operations);
        Ok(Self { steps, registers, maximum_lag: compiler.maximum_lag })
    }

    /// Greatest lag at which a column or network is read, in periods.
    pub fn maximum_lag(&self) -> usize {
        self.maximum_lag
    }
}

struct Compiler<'a> {
    names: &'a dyn Names,
    operations: Vec<Operation>,
    known: BTreeMap<Operation, usize>,
    steps: usize,
    maximum_lag: usize,
}

type Compiled = Result<Operand, EstimateError>;

impl Compiler<'_> {
    fn compile(&mut self, node: &Node, lag: usize) -> Compiled {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return Err(EstimateError::TooLarge {
                what: "operations after windows are written out",
                limit: MOST_STEPS,
            });
        }
        match node {
            Node::Number(value) => Ok(Operand::constant(*value)),
            Node::Name(name, place) => self.column(name, *place, lag),
            Node::Lag(inner, more) => self.compile(inner, lag + more),
            Node::Mean(inner, periods) => self.window(inner, lag, *periods),
            Node::Negate(a) => {
                let a = self.compile(a, lag)?;
                Ok(self.push(Operation::Negate(a)))
            }
            Node::Not(a) => {
                let a = self.compile(a, lag)?;
                Ok(self.push(Operation::Not(a)))
            }
            Node::Call(function, a) => {
                let a = self.compile(a, lag)?;
                Ok(self.push(Operation::Call(*function, a)))
            }
            Node::Binary(operator, a, b) => {
                let (a, b) = (self.compile(a, lag)?, self.compile(b, lag)?);
                Ok(self.push(Operation::Binary(*operator, a, b)))
            }
            Node::If(condition, yes, no) => {
                let condition = self.compile(condition, lag)?;
                let (yes, no) = (self.compile(yes, lag)?, self.compile(no, lag)?);
                Ok(self.push(Operation::If(condition, yes, no)))
            }
            Node::Neighbours(values, name, place) => {
                let network = self.network(name, *place)?;
                self.maximum_lag = self.maximum_lag.max(lag);
                let values = self.compile(values, lag)?;
                Ok(self.push(Operation::Neighbours { network, lag, values }))
            }
            Node::WorldSum(a) => {
                let a = self.compile(a, lag)?;
                Ok(self.push(Operation::WorldSum(a)))
            }
            Node::WorldMean(a) => {
                let a = self.compile(a, lag)?;
                Ok(self.push(Operation::WorldMean(a)))
            }
        }
    }

    /// Mean of `node` at lags `lag..lag + periods`, added from the latest to the earliest.
    fn window(&mut self, node: &Node, lag: usize, periods: usize) -> Compiled {
        let mut total = self.compile(node, lag)?;
        for back in 1..periods {
            let value = self.compile(node, lag + back)?;
            total = self.push(Operation::Binary(Binary::Add, total, value));
        }
        if periods == 1 {
            return Ok(total);
        }
        Ok(self.push(Operation::Binary(Binary::Divide, total, Operand::constant(periods as f64))))
    }

    fn column(&mut self, name: &str, place: Place, lag: usize) -> Compiled {
        let Some(column) = self.names.column(name) else {
            let known = self.names.known();
            let suggestion = suggestion(name, known.iter().map(String::as_str));
            return Err(EstimateError::UnknownName { position: place.0, name: name.to_owned(), suggestion });
        };
        self.maximum_lag = self.maximum_lag.max(lag);
        Ok(Operand::Column { column, lag })
    }

    fn network(&self, name: &str, place: Place) -> Result<usize, EstimateError> {
        self.names.network(name).ok_or_else(|| {
            let known = self.names.known();
            let suggestion = suggestion(name, known.iter().map(String::as_str));
            EstimateError::UnknownNetwork { position: place.0, name: name.to_owned(), suggestion }
        })
    }

    /// The result of `operation`: folded when its inputs are constants, shared when it was made before.
    fn push(&mut self, operation: Operation) -> Operand {
        if let Some(value) = evaluate::fold(operation) {
            return Operand::constant(value);
        }
        let number = *self.known.entry(operation).or_insert_with(|| {
            self.operations.push(operation);
            self.operations.len() - 1
        });
        Operand::Result(number)
    }
}

/// Gives each result a register that is free until its last reader, so that few buffers stay in cache.
fn allocate(mut operations: Vec<Operation>) -> (Vec<(Operation, usize)>, usize) {
    let mut last_reader = vec![0; operations.len()];
    for (number, operation) in operations.iter_mut().enumerate() {
        for operand in operation.operands_mut() {
            if let Operand::Result(made) = *operand {
                last_reader[made] = number;
            }
        }
    }
    let mut register_of = vec![0; operations.len()];
    let mut free: Vec<usize> = Vec::new();
    let mut registers = 0;
    let mut steps = Vec::with_capacity(operations.len());
    for (number, mut operation) in operations.into_iter().enumerate() {
        // The target is taken before the inputs are freed: an operation never writes to what it reads.
        let target = free.pop().unwrap_or_else(|| {
            registers += 1;
            registers - 1
        });
        register_of[number] = target;
        for operand in operation.operands_mut() {
            if let Operand::Result(made) = *operand {
                *operand = Operand::Result(register_of[made]);
                if last_reader[made] == number && !free.contains(&register_of[made]) {
                    free.push(register_of[made]);
                }
            }
        }
        steps.push((operation, target));
    }
    (steps, registers)
}
