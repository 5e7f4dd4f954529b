//! Persistence to base rate: a state's present fading into a mix of its own and the world's past.
//!
//! `p = w s + v b + (1 - w - v) g` for the present `s` (0 or 1), the state's 30-year share `b` and the world's `g`. The
//! weights are the least-squares ones of every earlier origin at the same number of years ahead.

use std::collections::BTreeMap;

use forefend_panel::Year;

use crate::baseline::{Share, past_share};
use crate::truth::Truth;
use crate::units::{UnitId, Units};

/// Fewest observed years of a state that weights are fitted on.
const LEAST_PAST: u64 = 10;

/// No probability is nearer to 0 or 1.
const LEAST: f64 = 1e-4;

/// Shares of the last 30 years after every year, of every state and of the world.
#[derive(Debug)]
pub(crate) struct BaseRates {
    /// Of states: the share, and the years observed.
    own: BTreeMap<(UnitId, Year), (f64, u64)>,
    /// Of all country-years, with one more in conflict and one more at peace, so that nothing is impossible.
    world: BTreeMap<Year, f64>,
}

/// Weights of a state's present and of its own past; the world's past has the rest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Weights {
    pub now: f64,
    pub own: f64,
}

impl BaseRates {
    pub fn of(truth: &Truth) -> Self {
        let mut own = BTreeMap::new();
        let mut world: BTreeMap<Year, Share> = BTreeMap::new();
        for (unit, year, _) in truth.iter() {
            let share = past_share(truth, unit, year);
            own.insert((unit, year), (share.value(), share.n));
            let all = world.entry(year).or_default();
            (all.hits, all.n) = (all.hits + share.hits, all.n + share.n);
        }
        Self { own, world: world.into_iter().map(|(year, share)| (year, share.smoothed())).collect() }
    }

    /// The weights for a forecast `ahead` years ahead, by least squares. Rows are all units and years with ten observed
    /// years before them, an outcome known by `anchor`, and of which the target would have been asked. No weight is below
    /// 0, and both together are at most 1.
    pub fn weights(&self, truth: &Truth, units: &Units<'_>, ahead: i16, anchor: Year) -> Weights {
        let mut sums = [0.0; 5];
        for (&(unit, year), &(own, n)) in &self.own {
            let later = year + ahead;
            let existed = units.exists(unit, year) && units.exists(unit, later);
            if later > anchor || n < LEAST_PAST || !existed {
                continue;
            }
            let number = |held: bool| f64::from(u8::from(held));
            let world = self.world.get(&year).copied().unwrap_or_default();
            let known = truth.stays(unit, year).zip(truth.came(unit, year, ahead));
            if let Some((now, then)) = known.map(|(now, then)| (number(now), number(then))) {
                let (now, own, then) = (now - world, own - world, then - world);
                let products = [now * now, now * own, own * own, now * then, own * then];
                sums.iter_mut().zip(products).for_each(|(sum, product)| *sum += product);
            }
        }
        best_weights(sums)
    }

    /// The probability of a state, from what it was in at `anchor`.
    pub fn probability(&self, unit: impl Into<UnitId>, now: bool, weights: Weights, anchor: Year) -> f64 {
        let world = self.world.get(&anchor).copied().unwrap_or_default();
        let own =
            self.own.get(&(unit.into(), anchor)).filter(|(_, n)| *n > 0).map_or(world, |(share, _)| *share);
        let Weights { now: w, own: v } = weights;
        (w * f64::from(u8::from(now)) + v * own + (1.0 - w - v) * world).clamp(LEAST, 1.0 - LEAST)
    }
}

/// Least squares with two weights, on the edge of what is allowed where the free solution lies outside: the best of the
/// three edges, since the sum of squares is convex. `sums` are those of now x now, now x own, own x own, now x then,
/// own x then.
fn best_weights(sums: [f64; 5]) -> Weights {
    let [aa, ab, bb, at, bt] = sums;
    let loss = |now: f64, own: f64| {
        now * now * aa + 2.0 * now * own * ab + own * own * bb - 2.0 * now * at - 2.0 * own * bt
    };
    let determinant = aa * bb - ab * ab;
    let (now, own) = ((at * bb - bt * ab) / determinant, (bt * aa - at * ab) / determinant);
    if determinant > 1e-9 && now >= 0.0 && own >= 0.0 && now + own <= 1.0 {
        return Weights { now, own };
    }
    let part = |of: f64, all: f64| if all > 0.0 { (of / all).clamp(0.0, 1.0) } else { 0.0 };
    // On the third edge own = 1 - now.
    let along = part(at - bt + bb - ab, aa - 2.0 * ab + bb);
    let edges = [(part(at, aa), 0.0), (0.0, part(bt, bb)), (along, 1.0 - along)];
    let mut best = (0.0, 0.0);
    for edge in edges {
        if loss(edge.0, edge.1) < loss(best.0, best.1) {
            best = edge;
        }
    }
    Weights { now: best.0, own: best.1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observed::Observed;

    fn loss(sums: [f64; 5], weights: Weights) -> f64 {
        let [aa, ab, bb, at, bt] = sums;
        let Weights { now, own } = weights;
        now * now * aa + 2.0 * now * own * ab + own * own * bb - 2.0 * now * at - 2.0 * own * bt
    }

    /// The free solution, and for sums whose solution lies outside no allowed pair of a grid does better.
    #[test]
    fn weights_are_those_of_least_squares_inside_what_is_allowed() {
        // y = 0.5 a + 0.25 b exactly, with aa = 2, ab = 1, bb = 3.
        assert_eq!(best_weights([2.0, 1.0, 3.0, 1.25, 1.25]), Weights { now: 0.5, own: 0.25 });
        for sums in [[2.0, 1.0, 3.0, 3.0, 0.1], [2.0, 1.0, 3.0, -1.0, 2.0], [2.0, 1.0, 3.0, 2.5, 3.5]] {
            let found = best_weights(sums);
            assert!(found.now >= 0.0 && found.own >= 0.0 && found.now + found.own <= 1.0 + 1e-12);
            for (now, own) in (0..=100).flat_map(|a| (0..=100 - a).map(move |b| (a, b))) {
                let other = Weights { now: f64::from(now) / 100.0, own: f64::from(own) / 100.0 };
                assert!(loss(sums, found) <= loss(sums, other) + 1e-9, "{sums:?}: {found:?}, {other:?}");
            }
        }
    }

    /// State 1 in conflict in even years, state 2 at peace: two years ahead everything is as it is now.
    #[test]
    fn what_repeats_itself_every_other_year_has_the_whole_weight_two_years_ahead_and_none_one_ahead() {
        let mut builder = forefend_panel::Panel::builder();
        for unit in 1..=2 {
            builder.add_state(unit, &format!("State {unit}")).unwrap();
        }
        let panel = builder.build().unwrap();
        let level = |unit: u16, year: i16| f64::from(u8::from(unit == 1 && year % 2 == 0));
        let years = || (1950..=1990_i16).flat_map(|year| [1_u16, 2].map(|unit| (unit, year)));
        let seen = Observed::from_levels(
            years().map(|(unit, year)| ((UnitId(unit.into()), Year(year)), level(unit, year))),
        );
        let truth = Truth::of_levels(&seen, 1.0, None);
        let rates = BaseRates::of(&truth);
        let weights = |ahead| rates.weights(&truth, &Units::of_countries(panel.roster()), ahead, Year(1990));
        assert!(weights(1).now == 0.0 && (weights(2).now - 1.0).abs() < 1e-12, "{:?}", weights(2));
        // Thirty years to 1990: 15 of 30 of the one, 15 of 60 of both, smoothed 16 of 62.
        let given = |now, own| {
            let of = |unit, state| rates.probability(UnitId(unit), state, Weights { now, own }, Year(1990));
            [of(1, true), of(2, false)]
        };
        let world = 16.0 / 62.0;
        assert_eq!(given(0.0, 0.0), [world, world]);
        assert!((given(0.5, 0.25)[0] - (0.5 + 0.125 + 0.25 * world)).abs() < 1e-12);
        assert!((given(0.5, 0.25)[1] - 0.25 * world).abs() < 1e-12);
    }
}
