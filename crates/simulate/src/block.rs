//! A block of draws: run start to end on one thread, column by column, then forgotten.

mod deploy;
mod equation;
mod state;

use forefend_estimate::{Frame, Scratch};
use forefend_panel::Year;

use self::deploy::Deployer;
use self::equation::first_shocks;
use self::state::State;
use crate::error::SimulateError;
use crate::plan::{Plan, Rule, Step};
use crate::policy::CompiledPolicy;
use crate::world_shock::GridPoint;

/// What a block recorded, draw by draw in period order.
#[derive(Debug, Default)]
pub(crate) struct Recorded {
    /// `[variable of record_country]`, each (draw, period, unit) flattened, unit fastest.
    pub country: Vec<Vec<f64>>,
    /// `[variable of record_world]` then `[deployment]`, each (draw, period) flattened.
    pub world: Vec<Vec<f64>>,
}

/// Runs draws `first..first + draws` and returns what the plan records.
pub(crate) fn run_block(
    plan: &Plan,
    policy: &CompiledPolicy,
    seed: u64,
    first: u64,
    draws: usize,
) -> Result<Recorded, SimulateError> {
    let mut runner = Runner::new(plan, policy, seed, first, draws);
    let (units, periods) = (plan.units.len(), plan.periods());
    let mut recorded = Recorded {
        country: vec![vec![0.0; draws * periods * units]; plan.record_country.len()],
        world: vec![vec![0.0; draws * periods]; plan.record_world.len() + policy.deployments.len()],
    };
    for (period, year) in Year::range(plan.first, plan.horizon).enumerate() {
        runner.state.period = period;
        runner.deployer.deploy(&runner.state, period, &mut runner.scratch);
        for index in 0..plan.steps.len() {
            runner.step(index, period, year)?;
        }
        runner.record(period, &mut recorded);
    }
    Ok(recorded)
}

struct Runner<'a> {
    plan: &'a Plan,
    seed: u64,
    first: u64,
    state: State<'a>,
    scratch: Scratch,
    /// Parameters by step, then draw.
    parameters: Vec<Vec<Vec<f64>>>,
    deployer: Deployer<'a>,
    /// 1 in rows where the step at hand applies.
    holds: Vec<f64>,
    /// Design columns of the step at hand, column-major.
    design: Vec<f64>,
    /// World shock by step, then draw: its size and persistence, and where it stands.
    shocks: Vec<Vec<(GridPoint, f64)>>,
}

impl<'a> Runner<'a> {
    fn new(plan: &'a Plan, policy: &'a CompiledPolicy, seed: u64, first: u64, draws: usize) -> Self {
        let parameters = plan
            .steps
            .iter()
            .map(|step| match &step.rule {
                Rule::Linear { equation, .. } | Rule::Multinomial { equation, .. } => {
                    equation.parameters(&plan.names[step.variable], seed, first, draws)
                }
                Rule::Path(_) | Rule::Identity { .. } => Vec::new(),
            })
            .collect();
        let state = State::new(plan, policy.depth.max(plan.depth()), draws);
        let rows = state.rows;
        Self {
            plan,
            seed,
            first,
            state,
            scratch: Scratch::default(),
            parameters,
            deployer: Deployer::new(policy, plan.units.len(), seed, first, draws),
            holds: vec![1.0; rows],
            design: Vec::new(),
            shocks: plan.steps.iter().map(|step| first_shocks(plan, step, seed, first, draws)).collect(),
        }
    }

    fn step(&mut self, index: usize, period: usize, year: Year) -> Result<(), SimulateError> {
        let step = &self.plan.steps[index];
        let units = self.plan.units.len();
        let mut out = self.state.take(step.variable);
        self.evaluate_condition(step);
        match &step.rule {
            Rule::Path(path) => {
                let values = &path[period * units..(period + 1) * units];
                out.chunks_exact_mut(units).for_each(|draw| draw.copy_from_slice(values));
            }
            Rule::Identity { program, bounds } => {
                program.evaluate(&self.state, &mut self.scratch, &mut out);
                self.deployer.multiply(step.variable, *bounds, &mut out);
            }
            Rule::Linear { .. } => self.linear(index, year, &mut out),
            Rule::Multinomial { .. } => self.multinomial(index, year, &mut out),
        }
        if let Some((_, otherwise)) = &step.condition {
            for (slot, _) in out.iter_mut().zip(&self.holds).filter(|(_, holds)| **holds != 1.0) {
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
        if let Some(row) = out.iter().position(|value| value.is_nan()) {
            return Err(SimulateError::NotANumber {
                variable: self.plan.names[step.variable].clone(),
                unit: self.plan.units[row % units].to_string(),
                year: i32::from(year.0),
                message: "look for a hole in a series it reads (`fill`), or a logarithm of nothing"
                    .to_owned(),
            });
        }
        self.state.put(step.variable, out);
        Ok(())
    }

    /// Where the step applies, into `holds`: rows where it does not are not computed.
    fn evaluate_condition(&mut self, step: &Step) {
        match &step.condition {
            Some((program, _)) => program.evaluate(&self.state, &mut self.scratch, &mut self.holds),
            None => self.holds.fill(1.0),
        }
    }

    fn record(&self, period: usize, recorded: &mut Recorded) {
        let (units, periods) = (self.plan.units.len(), self.plan.periods());
        let into = |out: &mut [f64], values: &[f64], width: usize, stride: usize| {
            for (d, draw) in values.chunks_exact(stride).enumerate() {
                let start = (d * periods + period) * width;
                out[start..start + width].copy_from_slice(&draw[..width]);
            }
        };
        for (out, &variable) in recorded.country.iter_mut().zip(&self.plan.record_country) {
            into(out, self.state.column(variable, 0), units, units);
        }
        let (world, deployed) = recorded.world.split_at_mut(self.plan.record_world.len());
        for (out, &variable) in world.iter_mut().zip(&self.plan.record_world) {
            into(out, self.state.column(variable, 0), 1, units);
        }
        for (out, totals) in deployed.iter_mut().zip(self.deployer.totals()) {
            into(out, &totals, 1, 1);
        }
    }
}
