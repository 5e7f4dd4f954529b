//! The order of steps within a period, derived from what each reads.

use forefend_estimate::{Expression, Formula, Reference};

use crate::error::SimulateError;
use crate::model::{Declared, DeclaredProcess, Model};
use crate::spec::Kind;

/// What is computed at once: a variable that moves by itself, or a declared process with all that it writes.
#[derive(Debug, Clone, Copy)]
pub enum Work<'a> {
    /// A variable with its position in the model.
    Variable(usize, &'a Declared),
    /// A process with its position in the model.
    Process(usize, &'a DeclaredProcess),
}

/// Variables and processes such that each comes after what it reads in the same simulated year.
/// Among those that are ready the first by name goes first, so the order depends on names alone.
///
/// # Errors
/// [`SimulateError::Cycle`] naming what lies on it.
pub fn in_a_year(model: &Model) -> Result<Vec<Work<'_>>, SimulateError> {
    let moves =
        model.variables.iter().enumerate().filter(|(_, variable)| variable.spec.kind != Kind::Process);
    let mut all: Vec<Work<'_>> =
        moves.map(|(position, variable)| Work::Variable(position, variable)).collect();
    all.extend(
        model.processes.iter().enumerate().map(|(position, process)| Work::Process(position, process)),
    );
    all.sort_by_key(|work| work.name());
    let mut writer = vec![0; model.variables.len()];
    for (number, work) in all.iter().enumerate() {
        work.writes(model).for_each(|position| writer[position] = number);
    }
    let reads = |work: &Work<'_>| work.reads(model).into_iter().map(|position| writer[position]).collect();
    let reads: Vec<Vec<usize>> = all.iter().map(reads).collect();
    let sorted = sorted(&reads).map_err(|cycle| error(cycle.into_iter().map(|at| all[at])))?;
    Ok(sorted.into_iter().map(|at| all[at]).collect())
}

/// Positions of the variables such that the history of each comes after those that it is computed from.
///
/// # Errors
/// [`SimulateError::Cycle`] naming the variables on it.
pub fn in_history(model: &Model) -> Result<Vec<usize>, SimulateError> {
    let reads = |variable: &Declared| {
        let from_data = variable.spec.indicator.is_some();
        let own = if variable.spec.kind == Kind::Identity { &variable.expression } else { &None };
        let text = variable.history.as_ref().or(own.as_ref()).filter(|_| !from_data);
        same_period(model, text.into_iter().flat_map(Expression::references)).collect()
    };
    let reads: Vec<Vec<usize>> = model.variables.iter().map(reads).collect();
    let work = |position: usize| Work::Variable(position, &model.variables[position]);
    sorted(&reads).map_err(|cycle| error(cycle.into_iter().map(work)))
}

impl<'a> Work<'a> {
    /// The name of the variable or process.
    pub fn name(&self) -> &'a str {
        match self {
            Self::Variable(_, variable) => variable.name(),
            Self::Process(_, process) => process.name(),
        }
    }

    fn place(&self) -> &'a str {
        match self {
            Self::Variable(_, variable) => &variable.place,
            Self::Process(_, process) => &process.place,
        }
    }

    /// Positions of the variables that it writes.
    pub(crate) fn writes(&self, model: &Model) -> impl Iterator<Item = usize> {
        let (own, process) = match self {
            Self::Variable(position, _) => (Some(*position), None),
            Self::Process(_, process) => (None, Some(process)),
        };
        let names = process.into_iter().flat_map(|process| &process.writes);
        own.into_iter().chain(names.filter_map(|name| model.position(name)))
    }

    /// Positions of the variables that it reads in the same year. A probability reads what its equation reads.
    fn reads(&self, model: &Model) -> Vec<usize> {
        match self {
            Self::Variable(_, variable) => {
                let of = variable.spec.of.as_ref().and_then(|of| model.position(of.as_ref()));
                let variable = of.map_or(*variable, |position| &model.variables[position]);
                let own = [&variable.expression, &variable.offset, &variable.condition, &variable.shock_by];
                let own = own.into_iter().flatten();
                let of_error = variable.error_by.iter().chain(&variable.error_shared);
                let texts = own.chain(of_error).flat_map(Expression::references);
                let formula = variable.formula.iter().flat_map(Formula::references);
                same_period(model, texts.chain(formula)).collect()
            }
            Self::Process(_, process) => {
                let inputs = process.reads_now().filter_map(|name| model.position(name));
                let outputs =
                    self.writes(model).filter_map(|position| model.variables[position].condition.as_ref());
                inputs.chain(same_period(model, outputs.flat_map(Expression::references))).collect()
            }
        }
    }
}

/// Positions of the variables that are read without a lag.
fn same_period(model: &Model, read: impl Iterator<Item = Reference>) -> impl Iterator<Item = usize> {
    read.filter(|read| read.minimum_lag == 0).filter_map(|read| model.position(&read.name))
}

/// Numbers such that each comes after those it reads, the lowest first among those that are ready.
///
/// # Errors
/// The numbers along a cycle, the first repeated at the end.
fn sorted(reads: &[Vec<usize>]) -> Result<Vec<usize>, Vec<usize>> {
    let mut placed = vec![false; reads.len()];
    let mut sequence = Vec::with_capacity(reads.len());
    while sequence.len() < reads.len() {
        let ready = (0..reads.len()).find(|&v| !placed[v] && reads[v].iter().all(|&read| placed[read]));
        let next = ready.ok_or_else(|| cycle(reads, &placed))?;
        placed[next] = true;
        sequence.push(next);
    }
    Ok(sequence)
}

/// Walks unplaced reads until one repeats: that stretch is a cycle.
fn cycle(reads: &[Vec<usize>], placed: &[bool]) -> Vec<usize> {
    let mut path: Vec<usize> = placed.iter().position(|&done| !done).into_iter().collect();
    while let Some(&last) = path.last() {
        let Some(&next) = reads[last].iter().find(|&&read| !placed[read]) else { break };
        if let Some(start) = path.iter().position(|&seen| seen == next) {
            path.drain(..start);
            path.push(next);
            break;
        }
        path.push(next);
    }
    path
}

fn error<'a>(cycle: impl Iterator<Item = Work<'a>>) -> SimulateError {
    let cycle: Vec<Work<'_>> = cycle.collect();
    SimulateError::Cycle {
        place: cycle.first().map_or_else(String::new, |work| work.place().to_owned()),
        cycle: cycle.iter().map(|work| work.name().to_owned()).collect(),
    }
}
