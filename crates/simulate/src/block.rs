//! A block of draws: run start to end on one thread, column by column, then forgotten.

use forefend_estimate::{Frame, Scratch};
use forefend_panel::Year;

use crate::error::SimulateError;
use crate::fitted::FittedEquation;
use crate::luck::{Luck, Stream};
use crate::plan::{Plan, Rule, Step};
use crate::policy::{CompiledAmount, CompiledPolicy};
use crate::spec::LeverScale;

/// State of a block: for every variable the current and past periods, rows = draws x units (unit fastest).
pub(crate) struct State<'a> {
    plan: &'a Plan,
    rows: usize,
    period: usize,
    /// Periods kept, the current one included.
    depth: usize,
    /// `[variable][slot]` with `slot = period modulo depth`.
    columns: Vec<Vec<Vec<f64>>>,
}

impl<'a> State<'a> {
    fn new(plan: &'a Plan, depth: usize, draws: usize) -> Self {
        let units = plan.units.len();
        let rows = draws * units;
        let mut columns = vec![vec![vec![f64::NAN; rows]; depth]; plan.names.len()];
        for (variable, slots) in columns.iter_mut().enumerate() {
            for back in 0..depth.min(plan.launch_period + 1) {
                // Simulated period 0 lies one after launch: lag `back + 1` seen from there.
                let values = plan.past(&plan.names[variable], plan.launch_period - back);
                let slot = slot(depth, 0, back + 1);
                for draw in slots[slot].chunks_exact_mut(units) {
                    draw.copy_from_slice(values);
                }
            }
        }
        Self { plan, rows, period: 0, depth, columns }
    }

    fn take(&mut self, variable: usize) -> Vec<f64> {
        let slot = slot(self.depth, self.period, 0);
        std::mem::take(&mut self.columns[variable][slot])
    }

    fn put(&mut self, variable: usize, values: Vec<f64>) {
        let slot = slot(self.depth, self.period, 0);
        self.columns[variable][slot] = values;
    }
}

/// Ring position of the value `lag` periods before `period`. With depth 1 nothing reads the past.
fn slot(depth: usize, period: usize, lag: usize) -> usize {
    (period + depth - lag % depth) % depth
}

impl Frame for State<'_> {
    fn rows(&self) -> usize {
        self.rows
    }
    fn column(&self, column: usize, lag: usize) -> &[f64] {
        &self.columns[column][slot(self.depth, self.period, lag)]
    }
    fn neighbours(&self, network: usize, _lag: usize, values: &[f64], out: &mut [f64]) {
        let units = self.plan.units.len();
        for (values, out) in values.chunks_exact(units).zip(out.chunks_exact_mut(units)) {
            self.plan.networks[network].sum_over_neighbours(values, out);
        }
    }
    fn world_sum(&self, values: &[f64], out: &mut [f64]) {
        self.over_world(values, out, false);
    }
    fn world_mean(&self, values: &[f64], out: &mut [f64]) {
        self.over_world(values, out, true);
    }
}

impl State<'_> {
    fn over_world(&self, values: &[f64], out: &mut [f64], mean: bool) {
        let units = self.plan.units.len();
        for (values, out) in values.chunks_exact(units).zip(out.chunks_exact_mut(units)) {
            let (mut sum, mut n) = (0.0, 0.0);
            for &value in values.iter().filter(|value| !value.is_nan()) {
                sum += value;
                n += 1.0;
            }
            out.fill(if mean { sum / n } else { sum });
        }
    }
}

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
        runner.deploy(period)?;
        for index in 0..plan.steps.len() {
            runner.step(index, period, year)?;
        }
        runner.record(period, &mut recorded);
    }
    Ok(recorded)
}

struct Runner<'a> {
    plan: &'a Plan,
    policy: &'a CompiledPolicy,
    seed: u64,
    first: u64,
    state: State<'a>,
    scratch: Scratch,
    /// Parameters by step, then draw.
    parameters: Vec<Vec<Vec<f64>>>,
    /// Effects by effect, then draw.
    effects: Vec<Vec<f64>>,
    /// Amounts of this period by deployment: (portfolio, reference), one a row.
    amounts: Vec<[Vec<f64>; 2]>,
    column: Vec<f64>,
    /// Design columns of the step at hand, column-major.
    design: Vec<f64>,
}

impl<'a> Runner<'a> {
    fn new(plan: &'a Plan, policy: &'a CompiledPolicy, seed: u64, first: u64, draws: usize) -> Self {
        let of_draws = |value: &dyn Fn(u64) -> Vec<f64>| (0..draws as u64).map(|d| value(first + d)).collect();
        let parameters = plan
            .steps
            .iter()
            .map(|step| match &step.rule {
                Rule::Linear { equation, .. } | Rule::Multinomial { equation, .. } => {
                    of_draws(&|draw| equation.parameters(&plan.names[step.variable], seed, draw))
                }
                Rule::Path(_) | Rule::Identity { .. } => Vec::new(),
            })
            .collect();
        let effects = policy
            .effects
            .iter()
            .map(|effect| (0..draws as u64).map(|d| effect.effect.in_draw(seed, first + d)).collect())
            .collect();
        let state = State::new(plan, policy.depth.max(plan.depth()), draws);
        let rows = state.rows;
        Self {
            plan,
            policy,
            seed,
            first,
            state,
            scratch: Scratch::default(),
            parameters,
            effects,
            amounts: vec![[vec![0.0; rows], vec![0.0; rows]]; policy.deployments.len()],
            column: vec![0.0; rows],
            design: Vec::new(),
        }
    }

    /// Amounts deployed this period: rules read the draw's own past.
    fn deploy(&mut self, period: usize) -> Result<(), SimulateError> {
        for (index, deployment) in self.policy.deployments.iter().enumerate() {
            let both = [&deployment.amount, &deployment.reference];
            for (slot, parts) in self.amounts[index].iter_mut().zip(both) {
                slot.fill(0.0);
                for part in parts {
                    add_part(part, &self.state, period, &mut self.scratch, &mut self.column, slot);
                }
            }
        }
        Ok(())
    }

    fn step(&mut self, index: usize, period: usize, year: Year) -> Result<(), SimulateError> {
        let step = &self.plan.steps[index];
        let units = self.plan.units.len();
        let mut out = self.state.take(step.variable);
        match &step.rule {
            Rule::Path(path) => {
                let values = &path[period * units..(period + 1) * units];
                out.chunks_exact_mut(units).for_each(|draw| draw.copy_from_slice(values));
            }
            Rule::Identity { program, bounds } => {
                program.evaluate(&self.state, &mut self.scratch, &mut out);
                self.multiply(step.variable, *bounds, &mut out);
            }
            Rule::Linear { .. } => self.linear(index, year, &mut out),
            Rule::Multinomial { .. } => self.multinomial(index, year, &mut out),
        }
        self.apply_condition(step, &mut out);
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
                message: "look for a hole in a series it reads (`fill`), or a logarithm of nothing".to_owned(),
            });
        }
        self.state.put(step.variable, out);
        Ok(())
    }

    fn apply_condition(&mut self, step: &Step, out: &mut [f64]) {
        if let Some((program, otherwise)) = &step.condition {
            program.evaluate(&self.state, &mut self.scratch, &mut self.column);
            for (slot, _) in out.iter_mut().zip(&self.column).filter(|(_, holds)| **holds != 1.0) {
                *slot = *otherwise;
            }
        }
    }

    /// Adds the linear predictors of a step to `eta`, one a block of parameters (a class of a multinomial).
    fn predictor(&mut self, index: usize, eta: &mut [Vec<f64>]) {
        let (Rule::Linear { recipe, .. } | Rule::Multinomial { recipe, .. }) = &self.plan.steps[index].rule
        else {
            return;
        };
        let (units, columns) = (self.plan.units.len(), recipe.columns());
        self.design.resize(columns * self.state.rows, 0.0);
        recipe.evaluate(&self.state, &mut self.scratch, &mut self.design);
        for (j, column) in self.design.chunks_exact(self.state.rows).enumerate() {
            for (block, eta) in eta.iter_mut().enumerate() {
                let draws = eta.chunks_exact_mut(units).zip(column.chunks_exact(units));
                for ((eta, x), beta) in draws.zip(&self.parameters[index]) {
                    let beta = beta[block * columns + j];
                    for (eta, x) in eta.iter_mut().zip(x) {
                        *eta += beta * x;
                    }
                }
            }
        }
    }

    /// Total shift of the levers of a variable, one a row; nothing when no effect acts on it.
    fn shift(&self, variable: usize, scale: LeverScale) -> Option<Vec<f64>> {
        let units = self.plan.units.len();
        let mut total: Option<Vec<f64>> = None;
        let acting = |e: &&crate::policy::CompiledEffect| e.variable == variable && e.scale == scale;
        for (position, effect) in self.policy.effects.iter().enumerate().filter(|(_, e)| acting(e)) {
            let [amount, reference] = &self.amounts[effect.deployment];
            let saturation = effect.effect.saturation;
            let total = total.get_or_insert_with(|| vec![0.0; self.state.rows]);
            for (row, slot) in total.iter_mut().enumerate() {
                let difference = amount[row].min(saturation) - reference[row].min(saturation);
                *slot += self.effects[position][row / units] * difference;
            }
        }
        let [low, high] = self.policy.effects.iter().find(|e| acting(e)).map(|e| e.bounds)?;
        total.iter_mut().flatten().for_each(|shift| *shift = shift.clamp(low, high));
        total
    }

    /// Applies the multiplier levers of an identity. Nothing is touched where the shift is nothing, so that
    /// the bounds hold what policy moves and not what the identity says.
    fn multiply(&self, variable: usize, bounds: Option<[f64; 2]>, out: &mut [f64]) {
        let Some(shift) = self.shift(variable, LeverScale::Multiplier) else { return };
        let [low, high] = bounds.unwrap_or([f64::NEG_INFINITY, f64::INFINITY]);
        for (value, shift) in out.iter_mut().zip(&shift).filter(|(_, shift)| **shift != 0.0) {
            *value = (*value * libm::exp(*shift)).clamp(low, high);
        }
    }

    fn linear(&mut self, index: usize, year: Year, out: &mut [f64]) {
        let step = &self.plan.steps[index];
        let Rule::Linear { equation, bounds, .. } = &step.rule else { return };
        let mut eta = vec![vec![0.0; self.state.rows]];
        self.predictor(index, &mut eta);
        let mean = &eta[0];
        let shift = self.shift(step.variable, LeverScale::Additive);
        let name = &self.plan.names[step.variable];
        let (own, common) = (Stream::named(name), Stream::named(&format!("{name}/common")));
        let units = self.plan.units.len();
        for (d, draw) in out.chunks_exact_mut(units).enumerate() {
            let id = self.first + d as u64;
            let shared = equation.common.as_ref().map_or(0.0, |quantiles| {
                quantiles.value(Luck::at(self.seed, id, i32::from(year.0), 0, common).nth(0))
            });
            for (u, slot) in draw.iter_mut().enumerate() {
                let row = d * units + u;
                let unit = u64::from(self.plan.units[u].0);
                let luck = Luck::at(self.seed, id, i32::from(year.0), unit, own).nth(0);
                let centre = mean[row] + shared;
                *slot = with_error(equation, *bounds, centre, luck, shift.as_ref().map_or(0.0, |s| s[row]));
            }
        }
    }

    fn multinomial(&mut self, index: usize, year: Year, out: &mut [f64]) {
        let step = &self.plan.steps[index];
        let Rule::Multinomial { equation, .. } = &step.rule else { return };
        let classes = &equation.fit.classes;
        let mut eta = vec![vec![0.0; self.state.rows]; classes.len() - 1];
        self.predictor(index, &mut eta);
        if let Some(shift) = self.shift(step.variable, LeverScale::LogHazard) {
            for eta in &mut eta {
                eta.iter_mut().zip(&shift).for_each(|(eta, shift)| *eta += shift);
            }
        }
        let stream = Stream::named(&self.plan.names[step.variable]);
        let units = self.plan.units.len();
        let mut odds = vec![0.0; eta.len()];
        for (row, slot) in out.iter_mut().enumerate() {
            let unit = u64::from(self.plan.units[row % units].0);
            let draw = self.first + (row / units) as u64;
            let luck = Luck::at(self.seed, draw, i32::from(year.0), unit, stream).nth(0);
            for (odds, eta) in odds.iter_mut().zip(&eta) {
                *odds = libm::exp(eta[row].clamp(-700.0, 700.0));
            }
            *slot = classes[choose(&odds, luck)];
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
        for (out, [amount, _]) in deployed.iter_mut().zip(&self.amounts) {
            let totals: Vec<f64> = amount.chunks_exact(units).map(|draw| draw.iter().sum()).collect();
            into(out, &totals, 1, 1);
        }
    }
}

fn add_part(
    part: &CompiledAmount,
    state: &State<'_>,
    period: usize,
    scratch: &mut Scratch,
    column: &mut [f64],
    out: &mut [f64],
) {
    let units = state.plan.units.len();
    match part {
        CompiledAmount::Schedule(values) => {
            let values = &values[period * units..(period + 1) * units];
            for draw in out.chunks_exact_mut(units) {
                draw.iter_mut().zip(values).for_each(|(slot, value)| *slot += value);
            }
        }
        CompiledAmount::Rule(program, amount) => {
            program.evaluate(state, scratch, column);
            for (slot, _) in out.iter_mut().zip(column.iter()).filter(|(_, holds)| **holds == 1.0) {
                *slot += amount[period];
            }
        }
    }
}

/// Mean, error inside the bounds, then the policy shift: luck meets the reference path, the shift moves
/// the outcome from there, so that more shift never gives less.
fn with_error(
    equation: &FittedEquation,
    bounds: Option<[f64; 2]>,
    mean: f64,
    luck: f64,
    shift: f64,
) -> f64 {
    let Some(residual) = &equation.residual else { return mean + shift };
    match bounds {
        None => mean + residual.value(luck) + shift,
        Some([low, high]) => {
            let undisturbed = mean + residual.truncated(luck, low - mean, high - mean);
            (undisturbed + shift).clamp(low, high)
        }
    }
}

/// Inversion: position of the class whose cumulated probability passes `luck`; `odds` are those of the
/// classes after the first against the first.
fn choose(odds: &[f64], luck: f64) -> usize {
    let total = 1.0 + odds.iter().sum::<f64>();
    let mut threshold = 1.0;
    for (class, odds) in odds.iter().enumerate() {
        if luck * total <= threshold {
            return class;
        }
        threshold += odds;
    }
    odds.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{choose, slot};

    #[test]
    fn the_ring_keeps_as_many_periods_as_its_depth() {
        assert_eq!([slot(3, 0, 0), slot(3, 0, 1), slot(3, 0, 2), slot(3, 4, 1)], [0, 2, 1, 0]);
    }

    proptest! {
        #[test]
        fn a_higher_hazard_on_the_same_luck_never_gives_a_lower_class(
            a in 0.001..5.0f64, b in 0.001..5.0f64, factor in 1.0..10.0f64, luck in 0.0..1.0f64,
        ) {
            prop_assert!(choose(&[a * factor, b * factor], luck) >= choose(&[a, b], luck));
        }
    }
}
