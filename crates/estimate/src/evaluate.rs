//! Running compiled operations over the rows of a frame.
//!
//! Truth is 1.0 and falsehood 0.0; anything that is not zero counts as true. A missing input (NaN) gives a missing
//! result, except in the branch that `if` does not take.

use std::sync::OnceLock;

use crate::along::along;
use crate::expression::{Binary, Function, OverWorld};
use crate::frame::{Axis, Frame};
use crate::program::{Operand, Operation, Program, Register, Scratch, Step};

impl Program {
    /// Writes the value of every row of the program's axis to `out` (length `frame.rows(axis)`; rows beyond the
    /// shorter are left).
    pub fn evaluate(&self, frame: &dyn Frame, scratch: &mut Scratch, out: &mut [f64]) {
        let rows = frame.rows(self.axis).min(out.len());
        let mut values = std::mem::take(&mut scratch.output);
        self.evaluate_narrow(frame, scratch, &mut values);
        repeat(&values, &mut out[..rows]);
        scratch.output = values;
    }

    /// The same values into `out`, which is made as long as needed: one for every row, or, when nothing that the
    /// expression reads differs between draws, one for every unit, which holds in all draws.
    pub fn evaluate_narrow(&self, frame: &dyn Frame, scratch: &mut Scratch, out: &mut Vec<f64>) {
        if scratch.registers.len() < self.registers {
            scratch.registers.resize_with(self.registers, Register::default);
        }
        let Some((last, steps)) = self.steps.split_last() else { return };
        for step in steps {
            // The buffer is taken out while the others are read; an operation never reads its own target.
            let mut buffer = std::mem::take(&mut scratch.registers[step.target]);
            let width = width(*step, frame, scratch);
            run(*step, frame, scratch, buffer.room(width));
            scratch.registers[step.target] = buffer;
        }
        out.resize(width(*last, frame, scratch), 0.0);
        run(*last, frame, scratch, out);
    }
}

/// Writes `values` (one a row, or one a unit) to every row.
pub(crate) fn repeat(values: &[f64], out: &mut [f64]) {
    for out in out.chunks_mut(values.len().max(1)) {
        out.copy_from_slice(&values[..out.len()]);
    }
}

/// How many values an operation has: one a unit where its inputs are the same in every draw, else one a row.
fn width(step: Step, frame: &dyn Frame, scratch: &Scratch) -> usize {
    let draws = frame.rows(Axis::WORLD).max(1);
    let units = frame.rows(step.source) / draws;
    let differs = |operand: Operand| match source(operand, frame, scratch) {
        Source::One(_) => false,
        Source::Many(values) => values.len() > units,
    };
    let rows = frame.rows(step.axis);
    if step.operation.operands().into_iter().flatten().any(differs) { rows } else { rows / draws }
}

/// A column of values, or one value for every row.
#[derive(Clone, Copy)]
pub(crate) enum Source<'a> {
    One(f64),
    Many(&'a [f64]),
}

impl Source<'_> {
    fn copy_to(self, out: &mut [f64]) {
        match self {
            Self::One(value) => out.fill(value),
            Self::Many(values) => repeat(values, out),
        }
    }
}

fn run(step: Step, frame: &dyn Frame, scratch: &mut Scratch, out: &mut [f64]) {
    let operation = step.operation;
    // What crosses rows needs a whole column even for a constant; it is borrowed from a spare buffer.
    if let Operation::Along { values, .. } | Operation::OverWorld(_, values) | Operation::Spread(values) =
        operation
    {
        let mut spare = std::mem::take(&mut scratch.spare);
        let column: &[f64] = match source(values, frame, scratch) {
            Source::Many(values) => values,
            Source::One(value) => {
                spare.clear();
                spare.resize(frame.rows(step.source) / frame.rows(Axis::WORLD).max(1), value);
                &spare
            }
        };
        match operation {
            Operation::Along { along: how, relation, reversed, lag, .. } => {
                // Before the first period nothing is known: missing, rather than an empty sum of 0.
                match frame.links(relation, reversed, lag) {
                    Some(links) => along(how, links, column, out),
                    None => out.fill(f64::NAN),
                }
            }
            Operation::OverWorld(OverWorld::Sum, _) => over_units(column, out, |sum, _| sum),
            Operation::OverWorld(OverWorld::Mean, _) => over_units(column, out, |sum, n| sum / n),
            Operation::OverWorld(OverWorld::Highest, _) => extreme_of_units(column, out, |a, b| a > b),
            Operation::OverWorld(OverWorld::Lowest, _) => extreme_of_units(column, out, |a, b| a < b),
            _ => spread(column, out),
        }
        scratch.spare = spare;
        return;
    }
    let value = |operand| source(operand, frame, scratch);
    match operation {
        Operation::Copy(a) => value(a).copy_to(out),
        Operation::Negate(a) => each(value(a), out, |a| -a),
        Operation::Not(a) => each(value(a), out, |a| present(a, a, truth(a == 0.0))),
        Operation::Call(function, a) => call(function, value(a), out),
        Operation::Binary(operator, a, b) => binary(operator, value(a), value(b), out),
        Operation::If(condition, yes, no) => choose(value(condition), value(yes), value(no), out),
        Operation::Along { .. } | Operation::OverWorld(..) | Operation::Spread(_) => {}
    }
}

fn source<'a>(operand: Operand, frame: &'a dyn Frame, scratch: &'a Scratch) -> Source<'a> {
    match operand {
        Operand::Constant(bits) => Source::One(f64::from_bits(bits)),
        Operand::Column { column, lag } => Source::Many(frame.column(column, lag)),
        Operand::Result(register) => Source::Many(scratch.registers[register].values()),
    }
}

/// The value of an operation on constants, by the code that runs over columns, so that both give the same bits.
/// Sums over units are not folded: how many units there are is not known before a frame is.
pub(crate) fn fold(operation: Operation) -> Option<f64> {
    let constant = |operand: Operand| match operand {
        Operand::Constant(bits) => Some(Source::One(f64::from_bits(bits))),
        _ => None,
    };
    let mut out = [0.0];
    match operation {
        Operation::Negate(a) => each(constant(a)?, &mut out, |a| -a),
        Operation::Not(a) => each(constant(a)?, &mut out, |a| present(a, a, truth(a == 0.0))),
        Operation::Call(function, a) => call(function, constant(a)?, &mut out),
        Operation::Binary(operator, a, b) => binary(operator, constant(a)?, constant(b)?, &mut out),
        Operation::If(condition, yes, no) => {
            choose(constant(condition)?, constant(yes)?, constant(no)?, &mut out)
        }
        _ => return None,
    }
    Some(out[0])
}

/// One value a draw over the values of its units that are not missing; missing when all are.
fn over_units(values: &[f64], out: &mut [f64], finish: impl Fn(f64, f64) -> f64) {
    if values.is_empty() {
        // No units: nothing is there, whatever the register held before.
        return out.fill(f64::NAN);
    }
    let units = (values.len() / out.len().max(1)).max(1);
    let mut draws = values.chunks_exact(units);
    let mut slots = out.chunks_exact_mut(4);
    // Four draws side by side, as each addition waits for the one before it.
    for slots in &mut slots {
        let four = [(); 4].map(|()| draws.next().unwrap_or_default());
        slots.copy_from_slice(&sums(four).map(|(sum, n)| if n > 0.0 { finish(sum, n) } else { f64::NAN }));
    }
    for (draw, slot) in draws.zip(slots.into_remainder()) {
        let [(sum, n)] = sums([draw]);
        *slot = if n > 0.0 { finish(sum, n) } else { f64::NAN };
    }
}

/// Sum and number of the values of each of some draws, unit after unit.
fn sums<const N: usize>(draws: [&[f64]; N]) -> [(f64, f64); N] {
    let units = draws.iter().map(|draw| draw.len()).min().unwrap_or(0);
    let draws = draws.map(|draw| &draw[..units]);
    let mut sums = [(0.0, 0.0); N];
    for unit in 0..units {
        for (draw, (sum, n)) in draws.iter().zip(&mut sums) {
            let value = draw[unit];
            // Adding nothing instead of a branch.
            *sum += if value.is_nan() { 0.0 } else { value };
            *n += truth(!value.is_nan());
        }
    }
    sums
}

/// The greatest or smallest value of each draw's units; missing when all are.
fn extreme_of_units(values: &[f64], out: &mut [f64], beyond: fn(f64, f64) -> bool) {
    if values.is_empty() {
        return out.fill(f64::NAN);
    }
    let units = (values.len() / out.len().max(1)).max(1);
    for (draw, slot) in values.chunks_exact(units).zip(out) {
        let present = draw.iter().copied().filter(|value| !value.is_nan());
        *slot = present.reduce(|a, b| if beyond(b, a) { b } else { a }).unwrap_or(f64::NAN);
    }
}

/// Each draw's value to all its units.
fn spread(values: &[f64], out: &mut [f64]) {
    let units = (out.len() / values.len().max(1)).max(1);
    for (value, units) in values.iter().zip(out.chunks_exact_mut(units)) {
        units.fill(*value);
    }
}

/// Whether a value counts as true: anything but 0 and missing (`docs/formula.md`).
pub fn is_true(value: f64) -> bool {
    value.abs() > 0.0
}

fn truth(value: bool) -> f64 {
    if value { 1.0 } else { 0.0 }
}

/// `value`, or missing unless both inputs are present.
fn present(a: f64, b: f64, value: f64) -> f64 {
    if a.is_nan() || b.is_nan() { f64::NAN } else { value }
}

fn each(a: Source, out: &mut [f64], function: impl Fn(f64) -> f64) {
    match a {
        Source::One(a) => out.fill(function(a)),
        Source::Many(a) => out.iter_mut().zip(a).for_each(|(out, &a)| *out = function(a)),
    }
}

fn both(a: Source, b: Source, out: &mut [f64], function: impl Fn(f64, f64) -> f64) {
    match (a, b) {
        (Source::Many(a), Source::Many(b)) if a.len() == b.len() => {
            out.iter_mut().zip(a).zip(b).for_each(|((out, &a), &b)| *out = function(a, b));
        }
        (Source::Many(a), Source::Many(b)) => {
            let units = a.len().min(b.len()).max(1);
            for (draw, out) in out.chunks_exact_mut(units).enumerate() {
                let (a, b) = (of_draw(a, draw, units), of_draw(b, draw, units));
                out.iter_mut().zip(a).zip(b).for_each(|((out, &a), &b)| *out = function(a, b));
            }
        }
        (Source::Many(a), Source::One(b)) => {
            out.iter_mut().zip(a).for_each(|(out, &a)| *out = function(a, b))
        }
        (Source::One(a), Source::Many(b)) => {
            out.iter_mut().zip(b).for_each(|(out, &b)| *out = function(a, b))
        }
        (Source::One(a), Source::One(b)) => out.fill(function(a, b)),
    }
}

/// The units of one draw, from values by row or by unit.
fn of_draw(values: &[f64], draw: usize, units: usize) -> &[f64] {
    if values.len() == units { values } else { &values[draw * units..(draw + 1) * units] }
}

/// How many whole numbers have their `log1p` kept.
const COUNTS: usize = 256;

/// `log1p` of 0, 1, 2, ... made on first use.
fn counts_log1p() -> &'static [f64; COUNTS] {
    static KEPT: OnceLock<[f64; COUNTS]> = OnceLock::new();
    KEPT.get_or_init(|| std::array::from_fn(|count| libm::log1p(count as f64)))
}

/// `libm::log1p` to the bit. Its commonest argument is a count (years of peace, deaths), which is looked up: that took
/// a fifth of the time of a conflict model.
fn log1p(values: &[f64], out: &mut [f64]) {
    let kept = counts_log1p();
    for (values, out) in values.chunks(64).zip(out.chunks_mut(64)) {
        let mut all = true;
        for (&value, slot) in values.iter().zip(out.iter_mut()) {
            // Adding 2^52 leaves a small whole number in the lowest bits; whether it was one is asked of the bits, so
            // that -0 does not count as 0.
            let count = (value + (1u64 << 52) as f64).to_bits() as usize % COUNTS;
            all &= (count as i32 as f64).to_bits() == value.to_bits();
            *slot = kept[count];
        }
        if !all {
            values.iter().zip(out).for_each(|(&value, slot)| *slot = libm::log1p(value));
        }
    }
}

fn call(function: Function, a: Source, out: &mut [f64]) {
    match function {
        Function::Log => each(a, out, libm::log),
        Function::Log1p => match a {
            Source::One(a) => out.fill(libm::log1p(a)),
            Source::Many(a) => log1p(a, out),
        },
        Function::Log10 => each(a, out, libm::log10),
        Function::Exp => each(a, out, libm::exp),
        Function::Sqrt => each(a, out, f64::sqrt),
        Function::Abs => each(a, out, f64::abs),
    }
}

pub(crate) fn binary(operator: Binary, a: Source, b: Source, out: &mut [f64]) {
    match operator {
        Binary::Add => both(a, b, out, |a, b| a + b),
        Binary::Subtract => both(a, b, out, |a, b| a - b),
        Binary::Multiply => both(a, b, out, |a, b| a * b),
        Binary::Divide => both(a, b, out, |a, b| a / b),
        Binary::Power => both(a, b, out, power),
        Binary::Equal => both(a, b, out, |a, b| present(a, b, truth(a == b))),
        Binary::NotEqual => both(a, b, out, |a, b| present(a, b, truth(a != b))),
        Binary::Less => both(a, b, out, |a, b| present(a, b, truth(a < b))),
        Binary::LessEqual => both(a, b, out, |a, b| present(a, b, truth(a <= b))),
        Binary::Greater => both(a, b, out, |a, b| present(a, b, truth(a > b))),
        Binary::GreaterEqual => both(a, b, out, |a, b| present(a, b, truth(a >= b))),
        Binary::And => both(a, b, out, |a, b| present(a, b, truth(a != 0.0 && b != 0.0))),
        Binary::Or => both(a, b, out, |a, b| present(a, b, truth(a != 0.0 || b != 0.0))),
        Binary::Minimum => both(a, b, out, |a, b| present(a, b, if b < a { b } else { a })),
        Binary::Maximum => both(a, b, out, |a, b| present(a, b, if b > a { b } else { a })),
    }
}

fn power(a: f64, b: f64) -> f64 {
    // A square is the commonest power and one multiplication; C's pow would also give missing ^ 0 = 1.
    if b == 2.0 { a * a } else { present(a, b, libm::pow(a, b)) }
}

fn choose(condition: Source, yes: Source, no: Source, out: &mut [f64]) {
    let many = [condition, yes, no].into_iter().filter_map(|source| match source {
        Source::Many(values) => Some(values.len()),
        Source::One(_) => None,
    });
    let units = many.min().unwrap_or(out.len()).max(1);
    for (draw, out) in out.chunks_exact_mut(units).enumerate() {
        let [condition, yes, no] = [condition, yes, no].map(|source| match source {
            Source::Many(values) => Source::Many(of_draw(values, draw, units)),
            one => one,
        });
        let rows = out.iter_mut();
        match (condition, yes, no) {
            (Source::One(condition), yes, no) => {
                let branch = if condition == 0.0 { no } else { yes };
                if condition.is_nan() { out.fill(f64::NAN) } else { branch.copy_to(out) }
            }
            (Source::Many(condition), Source::One(yes), Source::One(no)) => {
                rows.zip(condition).for_each(|(slot, &condition)| *slot = select(condition, yes, no));
            }
            (Source::Many(condition), Source::Many(yes), Source::One(no)) => {
                let rows = rows.zip(condition).zip(yes);
                rows.for_each(|((slot, &condition), &yes)| *slot = select(condition, yes, no));
            }
            (Source::Many(condition), Source::One(yes), Source::Many(no)) => {
                let rows = rows.zip(condition).zip(no);
                rows.for_each(|((slot, &condition), &no)| *slot = select(condition, yes, no));
            }
            (Source::Many(condition), Source::Many(yes), Source::Many(no)) => {
                let rows = rows.zip(condition).zip(yes).zip(no);
                rows.for_each(|(((slot, &condition), &yes), &no)| *slot = select(condition, yes, no));
            }
        }
    }
}

/// One of two values that are both at hand: without a branch, as conditions are hard to predict.
fn select(condition: f64, yes: f64, no: f64) -> f64 {
    let branch = if condition == 0.0 { no } else { yes };
    if condition.is_nan() { f64::NAN } else { branch }
}
