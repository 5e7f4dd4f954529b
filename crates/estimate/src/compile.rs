//! From the tree of an expression to operations on columns: lags pushed down, constants folded, repeated parts
//! shared, and every value on one axis.

use std::collections::BTreeMap;

use crate::error::EstimateError;
use crate::evaluate;
use crate::expression::{Along, Binary, Expression, Node, OverWorld, Place, indicator_name};
use crate::frame::{Axis, Names, Relation};
use crate::program::{Operand, Operation, Program, Step};
use forefend_panel::did_you_mean;

/// Most steps of compiling one expression; nested windows multiply.
const MOST_STEPS: usize = 100_000;

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

/// Operations in order, with results numbered by position.
struct Compiled {
    steps: Vec<Step>,
    maximum_lag: usize,
}

/// An operand with its axis (none for a constant) and a column it comes from, for messages.
#[derive(Debug, Clone)]
struct Value {
    operand: Operand,
    axis: Option<Axis>,
    /// With its place in the text, and whether it came here over all units of an axis.
    column: Option<(String, usize, bool)>,
}

struct Compiler<'a> {
    names: &'a dyn Names,
    steps: Vec<Step>,
    known: BTreeMap<(Operation, Axis, Axis), usize>,
    work: usize,
    maximum_lag: usize,
}

type Compiles = Result<Value, EstimateError>;

impl<'a> Compiler<'a> {
    fn new(names: &'a dyn Names) -> Self {
        Self { names, steps: Vec::new(), known: BTreeMap::new(), work: 0, maximum_lag: 0 }
    }

    /// Compiles a tree to one value a unit of the reader's axis.
    fn whole(mut self, root: &Node) -> Result<Compiled, EstimateError> {
        let reader = self.names.reader();
        let value = self.compile(root, 0, reader)?;
        let value = self.onto(value, reader)?;
        // The result of an operation is made last by construction, except for bare columns and constants.
        if !matches!(value.operand, Operand::Result(last) if last + 1 == self.steps.len()) {
            let operation = Operation::Copy(value.operand);
            self.steps.push(Step { operation, axis: reader, source: reader, target: 0 });
        }
        Ok(Compiled { steps: self.steps, maximum_lag: self.maximum_lag })
    }

    /// Compiles a node whose reader is on `reader`, which decides only what constants count over.
    fn compile(&mut self, node: &Node, lag: usize, reader: Axis) -> Compiles {
        self.work += 1;
        if self.work > MOST_STEPS {
            return Err(EstimateError::TooLarge {
                what: "operations after windows are written out",
                limit: MOST_STEPS,
            });
        }
        match node {
            Node::Number(value) => Ok(Value { operand: Operand::constant(*value), axis: None, column: None }),
            Node::Name(name, place) => self.column(name, *place, lag),
            Node::Is(name, text, place) => self.column(&indicator_name(name, text), *place, lag),
            Node::Lag(inner, more) => self.compile(inner, lag + more, reader),
            Node::Mean(inner, periods) => self.window(inner, lag, *periods, reader),
            Node::Negate(a) => self.one(a, lag, reader, Operation::Negate),
            Node::Not(a) => self.one(a, lag, reader, Operation::Not),
            Node::Call(function, a) => self.one(a, lag, reader, |a| Operation::Call(*function, a)),
            Node::Binary(operator, a, b) => {
                let (a, b) = (self.compile(a, lag, reader)?, self.compile(b, lag, reader)?);
                self.two(*operator, a, b)
            }
            Node::If(condition, yes, no) => {
                let values = [condition, yes, no].map(|part| self.compile(part, lag, reader));
                let [condition, yes, no] = values;
                let (axis, values) = self.agree(vec![condition?, yes?, no?])?;
                let [condition, yes, no] = [0, 1, 2].map(|i: usize| values[i].operand);
                Ok(self.push(Operation::If(condition, yes, no), axis, &values))
            }
            Node::Along(along, values, name, place) => {
                self.along(*along, values, (name, *place), lag, reader)
            }
            Node::OverWorld(over, a) => self.over_world(a, lag, reader, *over),
        }
    }

    fn one(
        &mut self,
        a: &Node,
        lag: usize,
        reader: Axis,
        operation: impl Fn(Operand) -> Operation,
    ) -> Compiles {
        let a = self.compile(a, lag, reader)?;
        let (axis, operation) = (a.axis, operation(a.operand));
        Ok(self.push(operation, axis, &[a]))
    }

    fn two(&mut self, operator: Binary, a: Value, b: Value) -> Compiles {
        let (axis, values) = self.agree(vec![a, b])?;
        Ok(self.push(Operation::Binary(operator, values[0].operand, values[1].operand), axis, &values))
    }

    /// Mean of `node` at lags `lag..lag + periods`, added from the latest to the earliest.
    fn window(&mut self, node: &Node, lag: usize, periods: usize, reader: Axis) -> Compiles {
        let mut total = self.compile(node, lag, reader)?;
        for back in 1..periods {
            let value = self.compile(node, lag + back, reader)?;
            total = self.two(Binary::Add, total, value)?;
        }
        if periods == 1 {
            return Ok(total);
        }
        let count = Value { operand: Operand::constant(periods as f64), axis: None, column: None };
        self.two(Binary::Divide, total, count)
    }

    /// Values of other units along a relation. What they are of says which way the relation is read; a constant
    /// counts what the reader is linked to.
    fn along(
        &mut self,
        along: Along,
        values: &Node,
        (name, place): (&str, Place),
        lag: usize,
        reader: Axis,
    ) -> Compiles {
        let relation = self.relation(name, place)?;
        let [to, from] = relation.axes;
        if along == Along::Neighbours && to != from {
            return Err(EstimateError::NotANetwork { position: place.0, name: name.to_owned() });
        }
        self.maximum_lag = self.maximum_lag.max(lag);
        let inner_reader = if reader == from && to != from { to } else { from };
        let values = self.compile(values, lag, inner_reader)?;
        let source = values.axis.filter(|axis| *axis != Axis::WORLD).unwrap_or(inner_reader);
        let reversed = match source {
            axis if axis == from => false,
            axis if axis == to => true,
            axis => return Err(self.other_axis(&values, axis, inner_reader)),
        };
        let result = if reversed { from } else { to };
        // A constant stays one: the frame spreads it over the source's rows. A world value is spread first.
        let values = if values.axis == Some(Axis::WORLD) { self.onto(values, source)? } else { values };
        let operand = values.operand;
        let operation = Operation::Along { along, relation: relation.number, reversed, lag, values: operand };
        Ok(self.push_from(operation, result, source, &[values]))
    }

    fn over_world(&mut self, a: &Node, lag: usize, reader: Axis, how: OverWorld) -> Compiles {
        let over = if reader == Axis::WORLD { Axis::UNITS } else { reader };
        let a = self.compile(a, lag, over)?;
        let (source, operation) = (a.axis.unwrap_or(over), Operation::OverWorld(how, a.operand));
        Ok(self.push_from(operation, Axis::WORLD, source, &[a]))
    }

    fn column(&mut self, name: &str, place: Place, lag: usize) -> Compiles {
        let Some(column) = self.names.column(name) else {
            let known = self.names.known();
            let suggestion = did_you_mean(name, known.iter().map(String::as_str));
            return Err(EstimateError::UnknownName { position: place.0, name: name.to_owned(), suggestion });
        };
        self.maximum_lag = self.maximum_lag.max(lag);
        Ok(Value {
            operand: Operand::Column { column, lag },
            axis: Some(self.names.axis_of(column)),
            column: Some((name.to_owned(), place.0, false)),
        })
    }

    fn relation(&self, name: &str, place: Place) -> Result<Relation, EstimateError> {
        self.names.relation(name).ok_or_else(|| {
            let known = self.names.known();
            let suggestion = did_you_mean(name, known.iter().map(String::as_str));
            EstimateError::UnknownNetwork { position: place.0, name: name.to_owned(), suggestion }
        })
    }

    /// Brings values that meet in one operation onto one axis: those of the world are spread.
    fn agree(&mut self, values: Vec<Value>) -> Result<(Option<Axis>, Vec<Value>), EstimateError> {
        let own = values.iter().filter_map(|value| value.axis).find(|axis| *axis != Axis::WORLD);
        let Some(axis) = own else {
            let world = values.iter().find_map(|value| value.axis);
            return Ok((world, values));
        };
        let values = values.into_iter().map(|value| self.onto(value, axis)).collect::<Result<_, _>>()?;
        Ok((Some(axis), values))
    }

    fn onto(&mut self, value: Value, axis: Axis) -> Compiles {
        match value.axis {
            None => Ok(value),
            Some(own) if own == axis => Ok(value),
            Some(Axis::WORLD) => {
                let operation = Operation::Spread(value.operand);
                Ok(self.push_from(operation, axis, Axis::WORLD, &[value]))
            }
            Some(own) => Err(self.other_axis(&value, own, axis)),
        }
    }

    fn other_axis(&self, value: &Value, own: Axis, reader: Axis) -> EstimateError {
        let (name, position, _) = value.column.clone().unwrap_or_else(|| ("this value".to_owned(), 1, true));
        EstimateError::OtherAxis {
            position,
            name,
            axis: self.names.axis_name(own).into(),
            reader: self.names.axis_name(reader).into(),
        }
    }

    fn push(&mut self, operation: Operation, axis: Option<Axis>, from: &[Value]) -> Value {
        let axis = axis.unwrap_or(Axis::WORLD);
        self.push_from(operation, axis, axis, from)
    }

    /// The result of `operation`: folded when its inputs are constants, shared when it was made before.
    fn push_from(&mut self, operation: Operation, axis: Axis, source: Axis, from: &[Value]) -> Value {
        // A column that stands here as it is can be on the wrong axis; one inside world_mean() cannot.
        let columns = from.iter().filter_map(|value| value.column.clone());
        let column = columns.min_by_key(|(.., aggregated)| *aggregated);
        let column = column.map(|(name, place, over)| (name, place, over || axis != source));
        if let Some(value) = evaluate::fold(operation) {
            return Value { operand: Operand::constant(value), axis: None, column };
        }
        let number = *self.known.entry((operation, axis, source)).or_insert_with(|| {
            self.steps.push(Step { operation, axis, source, target: 0 });
            self.steps.len() - 1
        });
        Value { operand: Operand::Result(number), axis: Some(axis), column }
    }
}
