//! A block of draws: run start to end on one thread, column by column, then forgotten.

mod choice;
mod delay;
mod deploy;
mod equation;
mod state;

use forefend_estimate::{Axis, Frame, Scratch, is_true};
use forefend_panel::Year;

use self::delay::Moved;
use self::deploy::Deployer;
use self::equation::first_shocks;
use self::state::State;
use crate::error::SimulateError;
use crate::luck::{Chance, LuckOfUnits};
use crate::plan::{Plan, Rule, Step};
use crate::policy::CompiledPolicy;
use crate::world_shock::GridPoint;

/// Draws computed side by side: enough to share the cost of an operation, few enough that their columns stay in
/// cache. Changes no value.
const SIDE_BY_SIDE: usize = 16;

/// Values that are looked through together.
const CHUNK: usize = 64;

/// What a block recorded, draw by draw in period order.
#[derive(Debug, Default)]
pub struct Recorded {
    /// `[variable]` recorded by country, each (draw, period, unit) flattened, unit fastest.
    pub country: Vec<Vec<f64>>,
    /// `[variable]` recorded for the world, then `[deployment]`, each (draw, period) flattened.
    pub world: Vec<Vec<f64>>,
    /// `[axis][variable]` of the axes declared, in the plan's order.
    pub elsewhere: Vec<Vec<Vec<f64>>>,
}

impl Recorded {
    fn new(plan: &Plan, policy: &CompiledPolicy, draws: usize) -> Self {
        let columns = |(axis, variables): &(Axis, Vec<usize>), more: usize| {
            vec![vec![0.0; draws * plan.periods() * plan.ids(*axis).len()]; variables.len() + more]
        };
        Self {
            country: columns(&plan.record[0], 0),
            world: columns(&plan.record[1], policy.deployments.len()),
            elsewhere: plan.record[2..].iter().map(|axis| columns(axis, 0)).collect(),
        }
    }
}

/// Runs draws `first..first + draws` and returns what the plan records.
pub(crate) fn run_block(
    plan: &Plan,
    policy: &CompiledPolicy,
    chance: Chance,
    first: u64,
    draws: usize,
) -> Result<Recorded, SimulateError> {
    let mut recorded = Recorded::new(plan, policy, draws);
    let mut scratch = Scratch::default();
    for start in (0..draws).step_by(SIDE_BY_SIDE) {
        let here = SIDE_BY_SIDE.min(draws - start);
        let mut runner = Runner::new(plan, policy, chance, first + start as u64, here);
        std::mem::swap(&mut runner.scratch, &mut scratch);
        for (period, year) in Year::range(plan.first, plan.horizon).enumerate() {
            runner.state.period = period;
            runner.deployer.deploy(&runner.state, period, &mut runner.scratch);
            for index in 0..plan.steps.len() {
                runner.step(index, period, year)?;
            }
            runner.record(start, period, &mut recorded);
        }
        std::mem::swap(&mut runner.scratch, &mut scratch);
    }
    Ok(recorded)
}

struct Runner<'a> {
    plan: &'a Plan,
    chance: Chance,
    first: u64,
    state: State<'a>,
    scratch: Scratch,
    /// Parameters by step, then draw.
    parameters: Vec<Vec<Vec<f64>>>,
    deployer: Deployer<'a>,
    /// 1 in rows where the step at hand applies; empty when it applies everywhere.
    holds: Vec<f64>,
    /// Groups of the error of the step at hand by expression, then row.
    groups: Vec<Vec<f64>>,
    /// Linear predictors of the step at hand, one a block of parameters.
    predictors: Vec<Vec<f64>>,
    /// Luck of all units at the step at hand, and of those of one draw.
    luck_of_units: LuckOfUnits,
    luck: Vec<f64>,
    /// World shocks by step, draw and group of rows: size and persistence, and where each stands.
    shocks: Vec<Vec<Vec<(GridPoint, f64)>>>,
    /// 1 in rows that have the second of two world shocks.
    second: Vec<f64>,
    /// By step: years lost and years won in each row; empty while nothing has moved them.
    moved: Vec<Vec<Moved>>,
}

impl<'a> Runner<'a> {
    fn new(plan: &'a Plan, policy: &'a CompiledPolicy, chance: Chance, first: u64, draws: usize) -> Self {
        let parameters = plan
            .steps
            .iter()
            .map(|step| match &step.rule {
                Rule::Linear { equation, .. } => {
                    equation.parameters(&plan.names[step.variable], chance, first, draws)
                }
                Rule::Multinomial { equation, of, .. } => {
                    equation.parameters(&plan.names[*of], chance, first, draws)
                }
                Rule::Path(_) | Rule::Delay(_) | Rule::Identity { .. } => Vec::new(),
            })
            .collect();
        Self {
            plan,
            chance,
            first,
            state: State::new(plan, policy.depth, draws),
            scratch: Scratch::default(),
            parameters,
            deployer: Deployer::new(policy, chance, first, draws),
            holds: Vec::new(),
            groups: Vec::new(),
            predictors: Vec::new(),
            luck_of_units: LuckOfUnits::default(),
            luck: Vec::new(),
            shocks: plan.steps.iter().map(|step| first_shocks(plan, step, chance, first, draws)).collect(),
            second: Vec::new(),
            moved: vec![Vec::new(); plan.steps.len()],
        }
    }

    fn step(&mut self, index: usize, period: usize, year: Year) -> Result<(), SimulateError> {
        let step = &self.plan.steps[index];
        let units = self.plan.ids(step.axis).len();
        let mut out = self.state.take(step.variable);
        self.evaluate_condition(step);
        match &step.rule {
            Rule::Path(path) => {
                out.clear();
                out.extend_from_slice(&path[period * units..(period + 1) * units]);
            }
            Rule::Identity { program, bounds } => {
                program.evaluate_narrow(&self.state, &mut self.scratch, &mut out);
                self.deployer.multiply(step.variable, *bounds, &mut out);
            }
            Rule::Delay(rule) => self.delay(index, rule, &mut out),
            Rule::Linear { .. } => self.linear(index, year, &mut out),
            Rule::Multinomial { .. } => self.multinomial(index, year, &mut out),
        }
        if let Some((_, otherwise)) = &step.condition {
            widen(&mut out, self.holds.len());
            for (slot, _) in out.iter_mut().zip(&self.holds).filter(|(_, holds)| !is_true(**holds)) {
                *slot = *otherwise;
            }
        }
        if let Some(known) = &step.known {
            let values = &known[period * units..(period + 1) * units];
            for draw in out.chunks_exact_mut(units) {
                for (slot, &value) in draw.iter_mut().zip(values).filter(|(_, value)| !value.is_nan()) {
                    *slot = value;
                }
            }
        }
        // Of an organisation before its first member there is no value; every other hole is a fault.
        let excused = |row: usize| self.plan.is_memberless(step.axis, row % units, period);
        if let Some(row) = first_not_finite(&out, excused) {
            let message = match &step.rule {
                Rule::Delay(_) => {
                    "a delay holds the value before the first simulated year, and there is none; give it `history`, or \
                     its lever `meanwhile`"
                }
                _ => {
                    "look for a hole in a series it reads (`fill`), a logarithm of nothing, or an average over no unit"
                }
            };
            return Err(SimulateError::NotANumber {
                variable: self.plan.names[step.variable].clone(),
                unit: self.unit_name(step.axis, row % units),
                year: i32::from(year.0),
                message: message.to_owned(),
            });
        }
        self.state.put(step.variable, out);
        Ok(())
    }

    fn unit_name(&self, axis: Axis, unit: usize) -> String {
        if axis == Axis::UNITS {
            self.plan.units[unit].to_string()
        } else {
            self.plan.axes.units(axis).labels[unit].clone()
        }
    }

    /// Where the step applies, into `holds`: rows where it does not are not computed.
    fn evaluate_condition(&mut self, step: &Step) {
        self.holds.clear();
        if let Some((program, _)) = &step.condition {
            self.holds.resize(self.state.rows(step.axis), 0.0);
            program.evaluate(&self.state, &mut self.scratch, &mut self.holds);
        }
    }

    /// Copies the period's recorded values of the draws at hand, the first of which is number `start` of the block.
    fn record(&self, start: usize, period: usize, recorded: &mut Recorded) {
        let tables = [&mut recorded.country, &mut recorded.world].into_iter().chain(&mut recorded.elsewhere);
        for ((axis, variables), columns) in self.plan.record.iter().zip(tables) {
            let units = self.plan.ids(*axis).len();
            for (out, &variable) in columns.iter_mut().zip(variables) {
                self.copy(self.state.column(variable, 0), units, (start, period), out);
            }
        }
        let deployed = recorded.world.iter_mut().skip(self.plan.record[1].1.len());
        for (out, totals) in deployed.zip(self.deployer.totals()) {
            self.copy(&totals, 1, (start, period), out);
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

/// Position of the first value that is missing or infinite and not excused. Whole chunks first: without a branch for each value.
fn first_not_finite(values: &[f64], excused: impl Fn(usize) -> bool) -> Option<usize> {
    let found = |chunk: &[f64]| chunk.iter().fold(false, |any, value| any | !value.is_finite());
    let chunk = values.chunks(CHUNK).position(found)?;
    let rest = values.iter().enumerate().skip(chunk * CHUNK);
    rest.filter(|(_, value)| !value.is_finite()).map(|(row, _)| row).find(|row| !excused(*row))
}

/// Makes values by unit into values by row, one set for every draw.
fn widen(values: &mut Vec<f64>, rows: usize) {
    let units = values.len().max(1);
    values.reserve(rows.saturating_sub(values.len()));
    while values.len() < rows {
        values.extend_from_within(..units.min(rows - values.len()));
    }
}
