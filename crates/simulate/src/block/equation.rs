//! Equations in a simulated year: predictor, levers, shared and own luck, inversion.

use forefend_estimate::{Frame, Scratch, is_true};
use forefend_panel::Year;

use super::Runner;
use super::choice::choose;
use super::state::State;
use crate::exponential::odds;
use crate::fitted::number;
use crate::luck::{Chance, Luck, Stream};
use crate::plan::{Columns, Plan, Rule, Shared, Step};
use crate::residual::QuantileFunction;
use crate::spec::LeverScale;
use crate::world_shock::{GridPoint, WorldShock};

impl Runner<'_> {
    /// The linear predictors of a step into `self.predictors`, one a block of parameters (a class of a multinomial).
    fn predict(&mut self, index: usize, blocks: usize) {
        let step = &self.plan.steps[index];
        let (Rule::Linear { recipe, columns, .. } | Rule::Multinomial { recipe, columns, .. }) = &step.rule
        else {
            return;
        };
        let (units, width) = (self.plan.ids(step.axis).len(), recipe.columns());
        self.predictors.resize_with(blocks, Vec::new);
        for predictor in &mut self.predictors {
            predictor.resize(self.state.rows(step.axis), 0.0);
        }
        let (plan, state) = (self.plan, &self.state);
        let shared =
            step.shared[state.period].get_or_init(|| share(plan, step, blocks, state, &mut self.scratch));
        recipe.prepare(&shared.columns, state, &mut self.scratch);
        let column = |j: usize| recipe.column(j, &shared.columns, &self.scratch);
        for (draw, own) in self.parameters[index].iter().enumerate() {
            let rows = draw * units..(draw + 1) * units;
            let in_draw = |j: usize| {
                let column = column(j);
                if column.len() == units { column } else { &column[rows.clone()] }
            };
            for (block, predictor) in self.predictors.iter_mut().enumerate() {
                let (beta, sums) = (&own[block * width..(block + 1) * width], &mut predictor[rows.clone()]);
                match shared.sums.get(block) {
                    Some(made) => sums.copy_from_slice(made),
                    None => add_shared(beta, columns, &column, sums),
                }
                let (threes, rest) = columns.own.as_chunks::<3>();
                threes.iter().for_each(|three| add_three(three.map(|j| beta[j]), three.map(in_draw), sums));
                rest.iter().for_each(|&j| add(beta[j], in_draw(j), sums));
            }
        }
    }

    /// Whether the step at hand applies in a row.
    fn applies(&self, row: usize) -> bool {
        self.holds.get(row).is_none_or(|holds| is_true(*holds))
    }

    pub(super) fn linear(&mut self, index: usize, year: Year, out: &mut Vec<f64>) {
        self.predict(index, 1);
        self.add_world_shocks(index, year);
        let step = &self.plan.steps[index];
        let Rule::Linear { equation, bounds, error_by, .. } = &step.rule else { return };
        self.groups.resize_with(error_by.len(), Vec::new);
        for (program, groups) in error_by.iter().zip(&mut self.groups) {
            groups.resize(self.state.rows(step.axis), 0.0);
            program.evaluate(&self.state, &mut self.scratch, groups);
        }
        out.resize(self.predictors[0].len(), 0.0);
        let shift = self.deployer.shift(step.variable, LeverScale::Additive);
        let name = &self.plan.names[step.variable];
        let (own, common) = (Stream::named(name), Stream::named(&format!("{name}/common")));
        let (ids, year) = (self.plan.ids(step.axis), i32::from(year.0));
        self.luck_of_units.set(self.chance, year, ids, own);
        self.luck.resize(ids.len(), 0.0);
        for (d, draw) in out.chunks_exact_mut(ids.len()).enumerate() {
            let id = self.first + d as u64;
            if equation.residual.is_some() || !equation.residual_by.is_empty() {
                self.luck_of_units.in_draw(id, &mut self.luck);
            }
            let luck = || Luck::at(self.chance, id, year, 0, common).nth(0);
            let shared = equation.common.as_ref().map_or(0.0, |errors| errors.drawn(self.chance, luck));
            for (u, slot) in draw.iter_mut().enumerate() {
                let row = d * ids.len() + u;
                if self.applies(row) {
                    let centre = self.predictors[0][row] + shared;
                    let shift = shift.as_ref().map_or(0.0, |shift| shift[row]);
                    let mut levels = self.groups.iter().zip(&equation.residual_by);
                    let own = levels.find_map(|(groups, errors)| errors.get(&number(groups[row])));
                    let residual = own.or(equation.residual.as_ref());
                    *slot = with_error(residual, *bounds, centre, (self.chance, self.luck[u]), shift);
                }
            }
        }
    }

    pub(super) fn multinomial(&mut self, index: usize, year: Year, out: &mut Vec<f64>) {
        let step = &self.plan.steps[index];
        let Rule::Multinomial { equation, of, .. } = &step.rule else { return };
        let classes = &equation.fit.classes;
        self.predict(index, classes.len() - 1);
        if let Some(shift) = self.deployer.shift(*of, LeverScale::LogHazard) {
            for predictor in &mut self.predictors {
                predictor.iter_mut().zip(&shift).for_each(|(eta, shift)| *eta += shift);
            }
        }
        self.add_world_shocks(index, year);
        if *of != step.variable {
            return self.probability(index, out);
        }
        let stream = Stream::named(&self.plan.names[step.variable]);
        let (ids, year) = (self.plan.ids(step.axis), i32::from(year.0));
        out.resize(self.predictors[0].len(), 0.0);
        self.luck_of_units.set(self.chance, year, ids, stream);
        self.luck.resize(ids.len(), 0.0);
        for (d, draw) in out.chunks_exact_mut(ids.len()).enumerate() {
            self.luck_of_units.in_draw(self.first + d as u64, &mut self.luck);
            let rows = d * ids.len()..(d + 1) * ids.len();
            let holds = self.holds.get(rows.clone()).unwrap_or(&[]);
            let log_odds: Vec<&[f64]> = self.predictors.iter().map(|all| &all[rows.clone()]).collect();
            choose(&log_odds, classes, &self.luck, holds, draw);
        }
    }

    /// The probability of any class but the reference, from the log odds at hand.
    fn probability(&mut self, index: usize, out: &mut Vec<f64>) {
        self.predictors.iter_mut().for_each(|predictor| odds(predictor));
        let rows = self.state.rows(self.plan.steps[index].axis);
        out.resize(rows, 0.0);
        for (row, slot) in out.iter_mut().enumerate() {
            let odds = self.predictors.iter().map(|predictor| predictor[row]).sum::<f64>();
            // Without odds / (1 + odds), which is no number where the odds are infinite.
            *slot = 1.0 - 1.0 / (1.0 + odds);
        }
    }

    /// Moves the world shocks of each draw on by a year and adds them to every predictor. In fitted years
    /// the outcome is known, so a shock rests until the last of them.
    fn add_world_shocks(&mut self, index: usize, year: Year) {
        let step = &self.plan.steps[index];
        let (equation, shock_by, of) = match &step.rule {
            Rule::Multinomial { equation, shock_by, of, .. } => (equation, shock_by.as_ref(), *of),
            Rule::Linear { equation, .. } => (equation, None, step.variable),
            Rule::Path(_) | Rule::Delay(_) | Rule::Identity { .. } => return,
        };
        let year = i32::from(year.0);
        let name = &self.plan.names[of];
        // All groups of an equation are fitted on the same years.
        if equation.world_shocks.first().is_none_or(|world| year <= world.last) {
            return;
        }
        for group in 0..equation.world_shocks.len() {
            let stream = world_stream(name, group);
            for (draw, shocks) in self.shocks[index].iter_mut().enumerate() {
                let luck = Luck::at(self.chance, self.first + draw as u64, year, 0, stream);
                let (point, shock) = &mut shocks[group];
                *shock = point.next(*shock, luck.normal(0));
            }
        }
        if let Some(by) = shock_by {
            self.second.resize(self.state.rows(step.axis), 0.0);
            by.evaluate(&self.state, &mut self.scratch, &mut self.second);
        }
        let units = self.plan.ids(step.axis).len();
        for (draw, shocks) in self.shocks[index].iter().enumerate() {
            let rows = draw * units..(draw + 1) * units;
            let first = shocks[0].1;
            for eta in &mut self.predictors {
                match shocks.get(1) {
                    None => eta[rows.clone()].iter_mut().for_each(|eta| *eta += first),
                    Some((_, second)) => {
                        let own = eta[rows.clone()].iter_mut().zip(&self.second[rows.clone()]);
                        own.for_each(|(eta, holds)| *eta += if is_true(*holds) { *second } else { first });
                    }
                }
            }
        }
    }
}

fn add(beta: f64, x: &[f64], sums: &mut [f64]) {
    sums.iter_mut().zip(x).for_each(|(sum, x)| *sum += beta * x);
}

/// The part of a step in the period at hand that is the same in all draws.
fn share(plan: &Plan, step: &Step, blocks: usize, state: &State<'_>, scratch: &mut Scratch) -> Shared {
    let (Rule::Linear { recipe, columns, equation, .. }
    | Rule::Multinomial { recipe, columns, equation, .. }) = &step.rule
    else {
        return Shared::default();
    };
    let shared = recipe.shared(&|variable| plan.is_path[variable], state, scratch);
    let sums = |beta: &[f64]| {
        let mut sums = vec![0.0; plan.ids(step.axis).len()];
        add_shared(beta, columns, &|j| recipe.column(j, &shared, scratch), &mut sums);
        sums
    };
    let blocks = if equation.parameters_fixed { blocks } else { 0 };
    let sums = equation.fit.coefficients.chunks(recipe.columns().max(1)).take(blocks).map(sums).collect();
    Shared { columns: shared, sums }
}

/// Sums of the columns that all draws share, from nothing.
fn add_shared<'a>(beta: &[f64], columns: &Columns, column: &dyn Fn(usize) -> &'a [f64], sums: &mut [f64]) {
    sums.fill(0.0);
    columns.shared.iter().for_each(|&j| add(beta[j], column(j), sums));
}

/// Adds three columns one after the other to sums that are read and written once.
fn add_three(beta: [f64; 3], [x, y, z]: [&[f64]; 3], sums: &mut [f64]) {
    let rows = sums.iter_mut().zip(x).zip(y).zip(z);
    rows.for_each(|(((sum, x), y), z)| *sum = ((*sum + beta[0] * x) + beta[1] * y) + beta[2] * z);
}

fn world_stream(name: &str, group: usize) -> Stream {
    match group {
        0 => Stream::named(&format!("{name}/world")),
        _ => Stream::named(&format!("{name}/world/{group}")),
    }
}

/// Size, persistence and last fitted state of each draw's world shocks, keyed by (seed, draw, name) alone.
pub(super) fn first_shocks(
    plan: &Plan,
    step: &Step,
    chance: Chance,
    first: u64,
    draws: usize,
) -> Vec<Vec<(GridPoint, f64)>> {
    let (equation, of) = match &step.rule {
        Rule::Multinomial { equation, of, .. } => (equation, *of),
        Rule::Linear { equation, .. } => (equation, step.variable),
        Rule::Path(_) | Rule::Delay(_) | Rule::Identity { .. } => return Vec::new(),
    };
    if equation.world_shocks.is_empty() {
        return Vec::new();
    }
    let name = &plan.names[of];
    let streams: Vec<Stream> =
        (0..equation.world_shocks.len()).map(|group| world_stream(name, group)).collect();
    let of_draw = |draw: u64| {
        let start = |(world, stream): (&WorldShock, &Stream)| match chance {
            Chance::Mean => world.mean(),
            Chance::Seeded(_) => {
                let luck = Luck::at(chance, first + draw, 0, 0, *stream);
                world.start(luck.nth(0), luck.normal(1))
            }
        };
        equation.world_shocks.iter().zip(&streams).map(start).collect()
    };
    (0..draws as u64).map(of_draw).collect()
}

/// Mean, error inside the bounds, then the policy shift: luck meets the reference path, the shift moves
/// the outcome from there, so that more shift never gives less.
fn with_error(
    residual: Option<&QuantileFunction>,
    bounds: Option<[f64; 2]>,
    mean: f64,
    (chance, luck): (Chance, f64),
    shift: f64,
) -> f64 {
    let Some(residual) = residual else { return mean + shift };
    let [low, high] = bounds.unwrap_or([f64::NEG_INFINITY, f64::INFINITY]);
    let undisturbed = match (bounds, chance) {
        (None, _) => mean + residual.drawn(chance, || luck),
        (Some(_), Chance::Mean) => (mean + residual.mean()).clamp(low, high),
        (Some(_), Chance::Seeded(_)) => mean + residual.truncated(luck, low - mean, high - mean),
    };
    (undisturbed + shift).clamp(low, high)
}
