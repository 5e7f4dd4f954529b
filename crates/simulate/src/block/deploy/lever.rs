//! From amounts to shifts of levers.

use super::Deployer;
use crate::policy::{CompiledEffect, CompiledLever};
use crate::process::{Levers, Target};
use crate::spec::Combine;

impl Levers for Deployer<'_> {
    /// The effects on one lever combine as it declares, weigh what its weight says and are held inside its bounds; several levers of a variable add
    /// up.
    fn shift(&self, target: Target) -> Option<Vec<f64>> {
        let mut total: Option<Vec<f64>> = None;
        let levers = self.policy.levers.iter().enumerate();
        for (index, lever) in levers.filter(|(_, lever)| lever.target == target) {
            let mut own = match lever.combine {
                Combine::Sum => self.sum(lever, index),
                Combine::Strongest | Combine::Independent => self.combined(lever, index),
            };
            own.iter_mut().zip(&self.weights[index]).for_each(|(shift, weight)| *shift *= weight);
            let [low, high] = lever.bounds;
            own.iter_mut().for_each(|shift| *shift = shift.clamp(low, high));
            match &mut total {
                None => total = Some(own),
                Some(total) => total.iter_mut().zip(&own).for_each(|(total, own)| *total += own),
            }
        }
        total
    }
}

impl Deployer<'_> {
    /// What policy moves this year: targets of levers that an effect reaches with another amount than that of the reference.
    pub fn moved(&self) -> impl Iterator<Item = Target> {
        let levers = self.policy.levers.iter().zip(&self.effects);
        let moved = levers.filter(|(lever, effects)| {
            lever.effects.iter().zip(*effects).any(|(effect, of_draw)| {
                let [amount, reference] = self.reaching(effect);
                let differs = |(amount, reference): (&f64, &f64)| amount != reference;
                of_draw.iter().any(|size| *size != 0.0) && amount.iter().zip(reference).any(differs)
            })
        });
        moved.map(|(lever, _)| lever.target)
    }

    /// The amounts that an effect meets at its lever: of the portfolio and of the reference, one a row.
    fn reaching(&self, effect: &CompiledEffect) -> &[Vec<f64>; 2] {
        match &effect.reach {
            Some((number, _)) => &self.reached[*number],
            None => &self.amounts[effect.deployment],
        }
    }

    /// Sums in the order of the effects, an effect at a time over all rows.
    fn sum(&self, lever: &CompiledLever, index: usize) -> Vec<f64> {
        let units = lever.units;
        let mut total = vec![0.0; self.effects[index].first().map_or(0, Vec::len) * units];
        for (effect, of_draw) in lever.effects.iter().zip(&self.effects[index]) {
            let [amount, reference] = self.reaching(effect);
            let saturation = effect.effect.saturation;
            let draws = total.chunks_exact_mut(units).zip(of_draw);
            let amounts = amount.chunks_exact(units).zip(reference.chunks_exact(units));
            for ((total, size), (amount, reference)) in draws.zip(amounts) {
                for ((slot, amount), reference) in total.iter_mut().zip(amount).zip(reference) {
                    *slot += size * (amount.min(saturation) - reference.min(saturation));
                }
            }
        }
        total
    }

    /// Combines row by row: what all that stands does together, less what all that the reference has standing does together.
    fn combined(&self, lever: &CompiledLever, index: usize) -> Vec<f64> {
        let rows = self.effects[index].first().map_or(0, Vec::len) * lever.units;
        let of_row = |row: usize| {
            let together = |side: usize| {
                let shifts = lever.effects.iter().zip(&self.effects[index]).map(|(effect, of_draw)| {
                    let amount = self.reaching(effect)[side][row];
                    of_draw[row / lever.units] * amount.min(effect.effect.saturation)
                });
                lever.combine.of(shifts)
            };
            together(0) - together(1)
        };
        (0..rows).map(of_row).collect()
    }
}
