//! A block of draws: run start to end on one thread, column by column, then forgotten.

mod branch;
mod deploy;
mod kept;
mod recorded;
mod state;
mod subset;

use std::sync::Arc;

use forefend_estimate::{Axis, Frame, is_true};
use forefend_panel::Year;

pub use self::branch::Branch;
use self::branch::Lead;
use self::deploy::Deployer;
use self::kept::Nothing;
pub use self::kept::{Followed, Follower, KeptBranch};
pub use self::recorded::Recorded;
use self::state::State;
use self::subset::Subset;
use crate::error::SimulateError;
use crate::luck::Chance;
use crate::plan::{Output, Plan, Step};
use crate::process::{Draws, Running, Turn, Workspace, widen};

/// Draws computed side by side: enough to share the cost of an operation, few enough that their columns stay in
/// cache. Of several branches fewer, as each keeps its own state of all of them: memory is that of these draws in all branches.
/// Changes no value.
const SIDE_BY_SIDE: usize = 16;
const OF_BRANCHES: usize = 8;

/// Values that are looked through together.
const CHUNK: usize = 64;

/// Runs draws `first..first + draws` of every branch and gives what each one's plan records. The branches have the same luck; the first
/// is computed as a whole, of the others what may differ from it ([`branch`]).
pub(crate) fn run_block(
    branches: &[Branch<'_>],
    chance: Chance,
    first: u64,
    draws: usize,
) -> Result<Vec<Arc<Recorded>>, SimulateError> {
    // Settings under which a portfolio does the same are one branch.
    let mut different: Vec<Branch<'_>> = Vec::new();
    let mut number = Vec::with_capacity(branches.len());
    for branch in branches {
        let known = different.iter().position(|other| branch.does_as(other));
        number.push(known.unwrap_or(different.len()));
        different.extend(known.is_none().then_some(*branch));
    }
    let recorded = run_different(&different, chance, first, draws)?;
    let recorded: Vec<Arc<Recorded>> = recorded.into_iter().map(Arc::new).collect();
    Ok(number.into_iter().map(|number| Arc::clone(&recorded[number])).collect())
}

/// The same of branches that differ.
fn run_different(
    branches: &[Branch<'_>],
    chance: Chance,
    first: u64,
    draws: usize,
) -> Result<Vec<Recorded>, SimulateError> {
    let Some((lead, others)) = branches.split_first() else { return Ok(Vec::new()) };
    let room = |branch: &Branch<'_>| Recorded::new(branch.plan, branch.policy, draws);
    let mut recorded: Vec<Recorded> = branches.iter().map(room).collect();
    // The first branch is computed as a whole, so that what of it is needed is asked of nobody.
    let needed: Vec<Vec<bool>> =
        branches.iter().map(|branch| branch.plan.needed(branch.policy.reads())).collect();
    let mut work = Workspace::default();
    let together = if others.is_empty() { SIDE_BY_SIDE } else { OF_BRANCHES };
    for start in (0..draws).step_by(together) {
        let here = Draws { chance, first: first + start as u64, number: together.min(draws - start) };
        let mut runners = Runner::all(branches, &needed, here);
        for (period, year) in Year::range(lead.plan.first, lead.plan.horizon).enumerate() {
            for runner in &mut runners {
                runner.state.period = period;
                runner.deployer.deploy(&runner.state, period, &mut work.scratch);
                runner.find_moved();
            }
            let Some((lead, others)) = runners.split_first_mut() else { continue };
            for index in 0..lead.plan.steps.len() {
                others.iter_mut().try_for_each(|other| other.fork(index, &*lead))?;
                lead.step(index, year, &mut work)?;
                others.iter_mut().try_for_each(|other| other.follow(index, &*lead, year, &mut work))?;
            }
            let tables = runners.iter().zip(&mut recorded);
            tables.for_each(|(runner, recorded)| runner.record(start, period, recorded));
        }
    }
    Ok(recorded)
}

/// A branch in a set of draws, at some year.
struct Runner<'a> {
    plan: &'a Plan,
    state: State<'a>,
    deployer: Deployer<'a>,
    /// The process of each step; none while it has been that of the first branch in all years.
    running: Vec<Option<Box<dyn Running>>>,
    /// By step: whether anything that is recorded or decided depends on it, and whether policy moves it this year.
    needed: &'a [bool],
    moved: Vec<bool>,
    /// Columns that the step at hand writes, and by output where it applies: see [`Turn::holds`].
    out: Vec<Vec<f64>>,
    holds: Vec<Vec<f64>>,
}

impl<'a> Runner<'a> {
    fn step(&mut self, index: usize, year: Year, work: &mut Workspace) -> Result<(), SimulateError> {
        let step = &self.plan.steps[index];
        self.out.clear();
        self.out.extend(step.outputs.iter().map(|output| self.state.take(output.column)));
        if step.declared {
            self.out.iter_mut().for_each(Vec::clear);
        }
        evaluate_conditions(step, &self.state, work, &mut self.holds);
        let turn = Turn {
            year,
            period: self.state.period,
            now: &self.state,
            levers: &self.deployer,
            wires: &step.wires,
            holds: &self.holds,
        };
        let Some(running) = &mut self.running[index] else { return Ok(()) };
        running.advance(&turn, work, &mut self.out);
        for (number, output) in step.outputs.iter().enumerate() {
            let mut out = std::mem::take(&mut self.out[number]);
            self.check_length(output, year, out.len())?;
            otherwise(output, &self.holds[number], &mut out);
            observed(output, self.state.period, self.plan, &mut out);
            self.check(step, output, year, &out)?;
            self.state.put(output.column, out);
        }
        Ok(())
    }

    /// Computes a step with one output, of which only the units at `places` can differ from those of `lead`. Policy moves nothing of it.
    fn step_of_some(
        &mut self,
        index: usize,
        places: Vec<usize>,
        lead: &impl Lead,
        year: Year,
        work: &mut Workspace,
    ) -> Result<(), SimulateError> {
        let step = &self.plan.steps[index];
        let (Some(running), [output]) = (&mut self.running[index], step.outputs.as_slice()) else {
            return self.step(index, year, work);
        };
        let Some(theirs) = lead.values(output.column, 0) else { return self.step(index, year, work) };
        let mut whole = self.state.take(output.column);
        let subset = Subset::new(&self.state, index, output.axis, places);
        evaluate_conditions(step, &subset, work, &mut self.holds);
        let (period, holds, wires) = (self.state.period, &self.holds, &step.wires);
        let turn = Turn { year, period, now: &subset, levers: &Nothing, wires, holds };
        self.out.resize_with(self.out.len().max(1), Vec::new);
        running.advance(&turn, work, &mut self.out[..1]);
        otherwise(output, &self.holds[0], &mut self.out[0]);
        subset.laid_over(theirs, &self.out[0], &mut whole);
        observed(output, period, self.plan, &mut whole);
        self.check(step, output, year, &whole)?;
        self.state.put(output.column, whole);
        Ok(())
    }

    /// A process has written every output, whole.
    fn check_length(&self, output: &Output, year: Year, found: usize) -> Result<(), SimulateError> {
        let (units, rows) = (self.plan.ids(output.axis).len(), self.state.rows(output.axis));
        if found == units || found == rows {
            return Ok(());
        }
        Err(SimulateError::NotANumber {
            variable: self.plan.names[output.column].clone(),
            unit: "every unit".to_owned(),
            year: i32::from(year.0),
            message: format!(
                "its process wrote {found} values where {units} (one a unit) or {rows} (one a row) belong; mend its `advance`"
            ),
        })
    }

    /// Every value is a number. Of an organisation before its first member there is none; every other hole is a fault.
    fn check(&self, step: &Step, output: &Output, year: Year, out: &[f64]) -> Result<(), SimulateError> {
        let units = self.plan.ids(output.axis).len();
        let excused = |row: usize| self.plan.is_memberless(output.axis, row % units, self.state.period);
        match first_not_finite(out, excused) {
            None => Ok(()),
            Some(row) => Err(SimulateError::NotANumber {
                variable: self.plan.names[output.column].clone(),
                unit: self.unit_name(output.axis, row % units),
                year: i32::from(year.0),
                message: step.process.remedy().to_owned(),
            }),
        }
    }

    fn unit_name(&self, axis: Axis, unit: usize) -> String {
        if axis == Axis::UNITS {
            self.plan.units[unit].to_string()
        } else {
            self.plan.axes.units(axis).labels[unit].clone()
        }
    }

    /// Copies the period's recorded values of the draws at hand, the first of which is number `start` of the block.
    fn record(&self, start: usize, period: usize, recorded: &mut Recorded) {
        for (records, table) in self.plan.record.iter().zip(recorded.tables_mut()) {
            let units = self.plan.ids(records.axis).len();
            let (own, deployed) = table.split_at_mut(records.columns.len());
            for (out, &variable) in own.iter_mut().zip(&records.columns) {
                self.copy(self.state.column(variable, 0), units, (start, period), out);
            }
            // Only two tables have room for what is deployed: totals in the world's, marks in that of countries.
            if records.axis == Axis::WORLD {
                for (out, totals) in deployed.iter_mut().zip(self.deployer.totals()) {
                    self.copy(&totals, 1, (start, period), out);
                }
            } else {
                for (out, marks) in deployed.iter_mut().zip(self.deployer.marks()) {
                    self.copy(&marks, units, (start, period), out);
                }
            }
        }
    }

    /// Copies values by row, or by unit for every draw, to their place among (draw, period, unit).
    fn copy(&self, values: &[f64], units: usize, (start, period): (usize, usize), out: &mut [f64]) {
        for draw in 0..self.state.draws {
            let values =
                if values.len() == units { values } else { &values[draw * units..(draw + 1) * units] };
            let at = ((start + draw) * self.plan.periods() + period) * units;
            out[at..at + units].copy_from_slice(values);
        }
    }
}

/// Where each output of a step applies, into `all`: rows where it does not need not be computed.
fn evaluate_conditions(step: &Step, now: &dyn Frame, work: &mut Workspace, all: &mut Vec<Vec<f64>>) {
    all.resize_with(step.outputs.len().max(all.len()), Vec::new);
    for (output, holds) in step.outputs.iter().zip(all) {
        holds.clear();
        if let Some((program, _)) = &output.condition {
            holds.resize(now.rows(output.axis), 0.0);
            program.evaluate(now, &mut work.scratch, holds);
        }
    }
}

/// Position of the first value that is missing or infinite and not excused. Whole chunks first: without a branch for each value.
fn first_not_finite(values: &[f64], excused: impl Fn(usize) -> bool) -> Option<usize> {
    let found = |chunk: &[f64]| chunk.iter().fold(false, |any, value| any | !value.is_finite());
    let chunk = values.chunks(CHUNK).position(found)?;
    let rest = values.iter().enumerate().skip(chunk * CHUNK);
    rest.filter(|(_, value)| !value.is_finite()).map(|(row, _)| row).find(|row| !excused(*row))
}

/// The declared value where an output does not apply.
fn otherwise(output: &Output, holds: &[f64], out: &mut Vec<f64>) {
    if let Some((_, otherwise)) = &output.condition {
        widen(out, holds.len());
        for (slot, _) in out.iter_mut().zip(holds).filter(|(_, holds)| !is_true(**holds)) {
            *slot = *otherwise;
        }
    }
}

/// What was observed, in the place of what was computed.
fn observed(output: &Output, period: usize, plan: &Plan, out: &mut [f64]) {
    if let Some(known) = &output.known {
        let units = plan.ids(output.axis).len();
        let values = &known[period * units..(period + 1) * units];
        for draw in out.chunks_exact_mut(units) {
            for (slot, &value) in draw.iter_mut().zip(values).filter(|(_, value)| !value.is_nan()) {
                *slot = value;
            }
        }
    }
}
