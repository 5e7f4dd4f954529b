//! What a replay is scored against: three forecasts without a model, made from what was published then.

use std::collections::BTreeMap;

use forefend_panel::{CountryId, Roster, Year};
use serde::{Deserialize, Serialize};

use crate::baseline::{PAST_YEARS, Share, past_share};
use crate::observed::Observed;
use crate::outcome::Outcome;

/// A forecast of the yearly probability of conflict that needs no model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplayRival {
    /// Share of the state's last 30 years in which it was in conflict.
    History,
    /// `w(h) s + v(h) b + (1 - w(h) - v(h)) g`: today's state `s` (0 or 1) fades into a base rate between the state's
    /// own 30-year share `b` and the world's `g`, with the weights that would have served best (least squares) `h`
    /// years ahead of every earlier year.
    PersistenceToBase,
    /// The published decline (Hegre et al. 2013: 15 % of states in conflict in 2009, 7 % in 2050), a straight line: the
    /// log odds of [`ReplayRival::PersistenceToBase`] moved by one number, the same for all states, so that their
    /// mean lies on the line.
    Decline,
}

impl ReplayRival {
    /// All of them, in the order of tables.
    pub const ALL: [Self; 3] = [Self::History, Self::PersistenceToBase, Self::Decline];

    /// The name in tables.
    pub fn words(self) -> &'static str {
        match self {
            Self::History => "30-year share",
            Self::PersistenceToBase => "persistence to base rate",
            Self::Decline => "published decline",
        }
    }
}

/// Fewest observed years from which a base rate is taken when weights are fitted.
const LEAST_PAST: u64 = 10;

/// Shares of the last 30 years after every year, of every state and of the world.
#[derive(Debug)]
pub(crate) struct BaseRates {
    /// Of states: the share, and the years observed.
    own: BTreeMap<(CountryId, Year), (f64, u64)>,
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
    pub fn of(levels: &Observed) -> Self {
        let mut own = BTreeMap::new();
        let mut world: BTreeMap<Year, Share> = BTreeMap::new();
        for (unit, year, _) in levels.iter() {
            let share = past_share(levels, Outcome::InConflict, unit, year);
            own.insert((unit, year), (share.value(), share.n));
            let all = world.entry(year).or_default();
            (all.hits, all.n) = (all.hits + share.hits, all.n + share.n);
        }
        Self { own, world: world.into_iter().map(|(year, share)| (year, share.smoothed())).collect() }
    }

    /// The weights `ahead` years ahead, by least squares over all states and all years whose outcome was known by
    /// `anchor` (with ten observed years before them), none below 0 and no more than 1 together.
    pub fn weights(&self, levels: &Observed, roster: &Roster, ahead: i16, anchor: Year) -> Weights {
        let mut sums = [0.0; 5];
        for (&(unit, year), &(own, n)) in &self.own {
            let later = year + ahead;
            let existed = roster.get(unit).is_some_and(|c| c.exists(year) && c.exists(later));
            if later > anchor || n < LEAST_PAST || !existed {
                continue;
            }
            let state = |at| levels.level(unit, at).map(|level| f64::from(u8::from(level > 0.0)));
            let world = self.world.get(&year).copied().unwrap_or_default();
            if let (Some(now), Some(then)) = (state(year), state(later)) {
                let (now, own, then) = (now - world, own - world, then - world);
                let products = [now * now, now * own, own * own, now * then, own * then];
                sums.iter_mut().zip(products).for_each(|(sum, product)| *sum += product);
            }
        }
        best_weights(sums)
    }

    /// Probabilities of the states in one year, from what each was in after `anchor`.
    pub fn probabilities(
        &self,
        units: &[CountryId],
        now: &[bool],
        weights: Weights,
        anchor: Year,
    ) -> Vec<f64> {
        let world = self.world.get(&anchor).copied().unwrap_or_default();
        let of = |(&unit, &now): (&CountryId, &bool)| {
            let own = self.own.get(&(unit, anchor)).map_or(world, |(share, _)| *share);
            let Weights { now: w, own: v } = weights;
            (w * f64::from(u8::from(now)) + v * own + (1.0 - w - v) * world).clamp(1e-3, 1.0 - 1e-3)
        };
        units.iter().zip(now).map(of).collect()
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

/// Share of states in conflict that the published decline gives for `year`, 0 to 1.
///
/// From 2008 on the line as published, in calendar years: 15 % in 2009 (and before), 7 % in 2050. For a look from
/// before 2008, which could not know it, the same slope (0.195 points a year) from the share observed last.
pub fn published_decline(looked_from: Year, observed_last: (Year, f64), year: Year) -> f64 {
    const SLOPE: f64 = (0.15 - 0.07) / 41.0;
    let share = if looked_from >= Year(2008) {
        0.15 - SLOPE * f64::from((year - Year(2009)).max(0))
    } else {
        observed_last.1 - SLOPE * f64::from(year - observed_last.0)
    };
    share.clamp(0.01, 0.99)
}

/// `probabilities` (inside 0 to 1) with their log odds moved by one number so that their mean is `mean`, found by
/// bisection to 1e-12.
pub(crate) fn with_mean(probabilities: &[f64], mean: f64) -> Vec<f64> {
    let odds: Vec<f64> = probabilities
        .iter()
        .map(|p| {
            let p = p.clamp(1e-6, 1.0 - 1e-6);
            libm::log(p / (1.0 - p))
        })
        .collect();
    let moved = |by: f64| odds.iter().map(|odds| 1.0 / (1.0 + libm::exp(-(odds + by)))).collect::<Vec<f64>>();
    let (mut low, mut high) = (-40.0, 40.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        let found = moved(middle).iter().sum::<f64>() / odds.len() as f64;
        if found < mean { low = middle } else { high = middle }
    }
    moved(0.5 * (low + high))
}

/// The plain and the smoothed share of the state's last 30 years, as the other track records have them.
pub(crate) fn history(levels: &Observed, unit: CountryId, anchor: Year) -> Share {
    debug_assert!(PAST_YEARS == 30);
    past_share(levels, Outcome::InConflict, unit, anchor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_line_falls_from_15_to_7_percent_and_is_transposed_before_2008() {
        let seen = (Year(2007), 0.17);
        let at = |from, year| published_decline(Year(from), seen, Year(year));
        assert_eq!([at(2008, 2008), at(2008, 2009)], [0.15, 0.15]);
        assert!((at(2008, 2050) - 0.07).abs() < 1e-12);
        // Half way: 2029.5, so 2029 and 2030 have 11 % between them.
        assert!(((at(2008, 2029) + at(2008, 2030)) / 2.0 - 0.11).abs() < 1e-12);
        assert!((published_decline(Year(1990), (Year(1989), 0.25), Year(2030)) - 0.17).abs() < 1e-12);
    }

    #[test]
    fn moving_the_log_odds_gives_the_mean_asked_for_and_keeps_the_order() {
        let moved = with_mean(&[0.02, 0.3, 0.9], 0.15);
        assert!((moved.iter().sum::<f64>() / 3.0 - 0.15).abs() < 1e-9);
        assert!(moved[0] < moved[1] && moved[1] < moved[2]);
        // Odds ratios stay: log odds of 0.9 and 0.3 differ by log(9 / (3/7)) = log 21.
        let odds = |p: f64| p / (1.0 - p);
        assert!((odds(moved[2]) / odds(moved[1]) - 21.0).abs() < 1e-6);
    }

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
            years().map(|(unit, year)| ((CountryId(unit), Year(year)), level(unit, year))),
        );
        let rates = BaseRates::of(&seen);
        let weights = |ahead| rates.weights(&seen, panel.roster(), ahead, Year(1990));
        assert!(weights(1).now == 0.0 && (weights(2).now - 1.0).abs() < 1e-12, "{:?}", weights(2));
        // Thirty years to 1990: 15 of 30 of the one, 15 of 60 of both, smoothed 16 of 62.
        let given = |now, own| {
            let units = [CountryId(1), CountryId(2)];
            rates.probabilities(&units, &[true, false], Weights { now, own }, Year(1990))
        };
        let world = 16.0 / 62.0;
        assert_eq!(given(0.0, 0.0), [world, world]);
        assert!((given(0.5, 0.25)[0] - (0.5 + 0.125 + 0.25 * world)).abs() < 1e-12);
        assert!((given(0.5, 0.25)[1] - 0.25 * world).abs() < 1e-12);
    }
}
