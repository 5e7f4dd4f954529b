//! From amounts to shifts of levers.

use super::Deployer;
use crate::block::widen;
use crate::policy::{CompiledEffect, CompiledLever};
use crate::spec::Combine;
use crate::spec::LeverScale;

impl Deployer<'_> {
    /// Total shift of the levers of a variable, one a row; nothing when no effect acts on it. The effects on one
    /// lever combine as it declares and are held inside its bounds; several levers of a variable add up.
    pub fn shift(&self, variable: usize, scale: LeverScale) -> Option<Vec<f64>> {
        let mut total: Option<Vec<f64>> = None;
        let levers = self.policy.levers.iter().enumerate();
        for (index, lever) in levers.filter(|(_, l)| l.variable == variable && l.scale == scale) {
            let mut own = match lever.combine {
                Combine::Sum => self.sum(lever, index),
                Combine::Strongest | Combine::Independent => self.combined(lever, index),
            };
            let [low, high] = lever.bounds;
            own.iter_mut().for_each(|shift| *shift = shift.clamp(low, high));
            match &mut total {
                None => total = Some(own),
                Some(total) => total.iter_mut().zip(&own).for_each(|(total, own)| *total += own),
            }
        }
        total
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

    /// Combines row by row.
    fn combined(&self, lever: &CompiledLever, index: usize) -> Vec<f64> {
        let rows = self.effects[index].first().map_or(0, Vec::len) * lever.units;
        let of_row = |row: usize| {
            let shifts = lever.effects.iter().zip(&self.effects[index]).map(|(effect, of_draw)| {
                let [amount, reference] = self.reaching(effect);
                let saturation = effect.effect.saturation;
                of_draw[row / lever.units] * (amount[row].min(saturation) - reference[row].min(saturation))
            });
            lever.combine.of(shifts)
        };
        (0..rows).map(of_row).collect()
    }

    /// Applies the multiplier levers of an identity. Nothing is touched where the shift is nothing, so that
    /// the bounds hold what policy moves and not what the identity says.
    pub fn multiply(&self, variable: usize, bounds: Option<[f64; 2]>, out: &mut Vec<f64>) {
        let Some(shift) = self.shift(variable, LeverScale::Multiplier) else { return };
        widen(out, shift.len());
        let [low, high] = bounds.unwrap_or([f64::NEG_INFINITY, f64::INFINITY]);
        for (value, shift) in out.iter_mut().zip(&shift).filter(|(_, shift)| **shift != 0.0) {
            *value = (*value * libm::exp(*shift)).clamp(low, high);
        }
    }
}
