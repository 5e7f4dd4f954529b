//! The order of steps within a period, derived from what each variable reads.

use forefend_estimate::{Expression, Formula};

use crate::error::SimulateError;
use crate::model::{Declared, Model};
use crate::spec::Kind;

/// Which of a variable's texts count as reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Filling history: the expression for history, or the identity where no indicator holds the data.
    History,
    /// Simulating: identity, right side of the equation, and its condition.
    Simulation,
}

/// Positions of the model's variables such that each comes after what it reads in the same period.
/// Among those that are ready the first by name goes first, so the order depends on names alone.
///
/// # Errors
/// [`SimulateError::Cycle`] naming the variables on it.
pub fn order(model: &Model, phase: Phase) -> Result<Vec<usize>, SimulateError> {
    let reads: Vec<Vec<usize>> =
        model.variables.iter().map(|variable| same_period_reads(model, variable, phase)).collect();
    let mut placed = vec![false; reads.len()];
    let mut sequence = Vec::with_capacity(reads.len());
    while sequence.len() < reads.len() {
        let ready = (0..reads.len()).find(|&v| !placed[v] && reads[v].iter().all(|&read| placed[read]));
        match ready {
            Some(variable) => {
                placed[variable] = true;
                sequence.push(variable);
            }
            None => return Err(cycle(model, &reads, &placed)),
        }
    }
    Ok(sequence)
}

fn same_period_reads(model: &Model, variable: &Declared, phase: Phase) -> Vec<usize> {
    // A probability reads what its equation reads.
    let equation = variable.spec.of.as_ref().filter(|_| phase == Phase::Simulation);
    let variable = equation
        .and_then(|of| model.position(of.as_ref()))
        .map_or(variable, |position| &model.variables[position]);
    let from_data = variable.spec.indicator.is_some();
    let expressions: Vec<&Expression> = match phase {
        Phase::Simulation => {
            let own = [&variable.expression, &variable.condition, &variable.shock_by].into_iter().flatten();
            own.chain(&variable.error_by).collect()
        }
        Phase::History if from_data => Vec::new(),
        Phase::History if variable.spec.kind == Kind::Identity && variable.history.is_none() => {
            variable.expression.iter().collect()
        }
        Phase::History => variable.history.iter().collect(),
    };
    let formula = variable.formula.iter().filter(|_| phase == Phase::Simulation);
    expressions
        .into_iter()
        .flat_map(Expression::references)
        .chain(formula.flat_map(Formula::references))
        .filter(|reference| reference.minimum_lag == 0)
        .filter_map(|reference| model.position(&reference.name))
        .collect()
}

/// Walks unplaced reads until a variable repeats: that stretch is a cycle.
fn cycle(model: &Model, reads: &[Vec<usize>], placed: &[bool]) -> SimulateError {
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
    SimulateError::Cycle {
        place: path.first().map_or_else(String::new, |&v| model.variables[v].place.clone()),
        cycle: path.iter().map(|&v| model.variables[v].name().to_owned()).collect(),
    }
}
