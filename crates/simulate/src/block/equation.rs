//! Equations in a simulated year: predictor, levers, shared and own luck, inversion.

use forefend_panel::Year;

use super::Runner;
use crate::fitted::FittedEquation;
use crate::luck::{Luck, Stream};
use crate::plan::{Plan, Rule, Step};
use crate::spec::LeverScale;
use crate::world_shock::GridPoint;

impl Runner<'_> {
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

    pub(super) fn linear(&mut self, index: usize, year: Year, out: &mut [f64]) {
        let step = &self.plan.steps[index];
        let Rule::Linear { equation, bounds, .. } = &step.rule else { return };
        let mut eta = vec![vec![0.0; self.state.rows]];
        self.predictor(index, &mut eta);
        let mean = &eta[0];
        let shift = self.deployer.shift(step.variable, LeverScale::Additive);
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
                if self.holds[row] != 1.0 {
                    continue;
                }
                let unit = u64::from(self.plan.units[u].0);
                let luck = Luck::at(self.seed, id, i32::from(year.0), unit, own).nth(0);
                let centre = mean[row] + shared;
                *slot = with_error(equation, *bounds, centre, luck, shift.as_ref().map_or(0.0, |s| s[row]));
            }
        }
    }

    pub(super) fn multinomial(&mut self, index: usize, year: Year, out: &mut [f64]) {
        let step = &self.plan.steps[index];
        let Rule::Multinomial { equation, .. } = &step.rule else { return };
        let classes = &equation.fit.classes;
        let mut eta = vec![vec![0.0; self.state.rows]; classes.len() - 1];
        self.predictor(index, &mut eta);
        if let Some(shift) = self.deployer.shift(step.variable, LeverScale::LogHazard) {
            for eta in &mut eta {
                eta.iter_mut().zip(&shift).for_each(|(eta, shift)| *eta += shift);
            }
        }
        self.add_world_shock(index, year, &mut eta);
        let stream = Stream::named(&self.plan.names[step.variable]);
        let units = self.plan.units.len();
        let mut odds = vec![0.0; eta.len()];
        for (row, slot) in out.iter_mut().enumerate().filter(|(row, _)| self.holds[*row] == 1.0) {
            let unit = u64::from(self.plan.units[row % units].0);
            let draw = self.first + (row / units) as u64;
            let luck = Luck::at(self.seed, draw, i32::from(year.0), unit, stream).nth(0);
            for (odds, eta) in odds.iter_mut().zip(&eta) {
                *odds = libm::exp(eta[row].clamp(-700.0, 700.0));
            }
            *slot = classes[choose(&odds, luck)];
        }
    }

    /// Moves the world shock of each draw on by a year and adds it to every class's log odds. In fitted years
    /// the outcome is known, so the shock rests until the last of them.
    fn add_world_shock(&mut self, index: usize, year: Year, eta: &mut [Vec<f64>]) {
        let step = &self.plan.steps[index];
        let Rule::Multinomial { equation, .. } = &step.rule else { return };
        if equation.world_shock.as_ref().is_none_or(|world| i32::from(year.0) <= world.last) {
            return;
        }
        let stream = world_stream(&self.plan.names[step.variable]);
        let (year, units) = (i32::from(year.0), self.plan.units.len());
        for (draw, (point, shock)) in self.shocks[index].iter_mut().enumerate() {
            let luck = Luck::at(self.seed, self.first + draw as u64, year, 0, stream);
            *shock = point.next(*shock, luck.normal(0));
            for eta in eta.iter_mut() {
                eta[draw * units..(draw + 1) * units].iter_mut().for_each(|eta| *eta += *shock);
            }
        }
    }
}

fn world_stream(name: &str) -> Stream {
    Stream::named(&format!("{name}/world"))
}

/// Size, persistence and last fitted state of each draw's world shock, keyed by (seed, draw, name) alone.
pub(super) fn first_shocks(
    plan: &Plan,
    step: &Step,
    seed: u64,
    first: u64,
    draws: usize,
) -> Vec<(GridPoint, f64)> {
    let Rule::Multinomial { equation, .. } = &step.rule else { return Vec::new() };
    let Some(world) = &equation.world_shock else { return Vec::new() };
    let stream = world_stream(&plan.names[step.variable]);
    let of_draw = |draw: u64| {
        let luck = Luck::at(seed, first + draw, 0, 0, stream);
        world.start(luck.nth(0), luck.normal(1))
    };
    (0..draws as u64).map(of_draw).collect()
}

/// Mean, error inside the bounds, then the policy shift: luck meets the reference path, the shift moves
/// the outcome from there, so that more shift never gives less.
fn with_error(equation: &FittedEquation, bounds: Option<[f64; 2]>, mean: f64, luck: f64, shift: f64) -> f64 {
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

    use super::choose;

    proptest! {
        #[test]
        fn a_higher_hazard_on_the_same_luck_never_gives_a_lower_class(
            a in 0.001..5.0f64, b in 0.001..5.0f64, factor in 1.0..10.0f64, luck in 0.0..1.0f64,
        ) {
            prop_assert!(choose(&[a * factor, b * factor], luck) >= choose(&[a, b], luck));
        }
    }
}
