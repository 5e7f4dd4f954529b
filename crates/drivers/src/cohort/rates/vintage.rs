//! The vintage test: what was projected in one revision against what a later one says came.

use super::restated::{Learned, Restated, base_widths, least_score};
use super::{ONCE, Spread, State, VitalRates, WORLD, YEARLY};
use crate::quantile::quantile;

/// Factors that are tried: 0.5 to 3 in steps of a quarter.
const TRIED: std::ops::RangeInclusive<u32> = 2..=12;
/// Steps from the last year of the history to the first and the last of the years that are averaged, and to the year of the
/// people: 2017 to 2020-2023, and to 2025 from 2020.
const RATES: std::ops::RangeInclusive<usize> = 3..=6;
const PEOPLE: std::ops::RangeInclusive<usize> = 3..=7;
/// Draws of an interval.
const DRAWS: u64 = 400;

/// One country in the test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Case {
    /// Its place in the rates.
    pub country: usize,
    /// Women's life expectancy in the base year.
    pub e0: f64,
    /// How the base year was restated: logarithm of the people, of fertility; years of women's life expectancy.
    pub restated: Restated,
    /// Middle of the published projection: fertility, women's life expectancy, people.
    pub middle: [f64; 3],
    /// Its 80 % intervals.
    pub published: [[f64; 2]; 3],
    /// What came.
    pub came: [f64; 3],
    /// Births a year over people.
    pub births: f64,
}

/// Standard normal numbers by draw, country (nothing: the world), year (0: of the whole draw) and number.
pub type Normals<'a> = &'a (dyn Fn(u64, Option<usize>, usize, usize) -> f64 + Sync);

/// 80 % intervals of fertility, women's life expectancy and people of one case. Draws scatter around the published middle;
/// births follow fertility, and what life expectancy and migration add to the people's spread in five years is left out.
pub fn intervals(rates: &VitalRates, spread: &Spread, case: &Case, normals: Normals<'_>) -> [[f64; 2]; 3] {
    let path = |spread: &Spread, draw: Option<u64>| {
        let number = |unit, year, k| draw.map_or(0.0, |draw| normals(draw, unit, year, k));
        let once: [f64; ONCE] = std::array::from_fn(|k| number(Some(case.country), 0, k));
        let mut state: State = rates.begin(case.country, spread, once);
        let people = state.people;
        let years: Vec<[f64; 2]> = (1..=*PEOPLE.end())
            .map(|year| {
                let world: [f64; WORLD] = std::array::from_fn(|k| number(None, year, k));
                let own: [f64; YEARLY] = std::array::from_fn(|k| number(Some(case.country), year, k));
                let of = rates.step(case.country, spread, &mut state, world, own);
                [of.tfr, of.e0[0]]
            })
            .collect();
        (people, years)
    };
    let mean = |years: &[[f64; 2]], which: usize| {
        years[RATES.start() - 1..*RATES.end()].iter().map(|year| year[which]).sum::<f64>()
            / RATES.count() as f64
    };
    let (_, still) = path(&Spread::none(), None);
    let mut drawn: [Vec<f64>; 3] = Default::default();
    for draw in 0..DRAWS {
        let (people, years) = path(spread, Some(draw));
        drawn[0].push(case.middle[0] * mean(&years, 0) / mean(&still, 0));
        drawn[1].push(case.middle[1] + mean(&years, 1) - mean(&still, 1));
        let born: f64 = PEOPLE.map(|year| years[year - 1][0] / still[year - 1][0] - 1.0).sum();
        drawn[2].push(case.middle[2] * people * libm::exp(case.births * born));
    }
    drawn.map(|mut drawn| {
        drawn.sort_by(f64::total_cmp);
        [0.1, 0.9].map(|share| quantile(&drawn, share))
    })
}

/// Learns the widths on the cases of the learning half. Those of the base year are from how it was restated; then, in turn, the
/// factor of fertility's yearly errors and the factor of life expectancy's restatement are those with the least mean interval
/// score. (Life expectancy's yearly errors keep their width: what was missed lay in its level, the pandemic's years among it.)
pub fn learn(rates: &VitalRates, cases: &[Case], normals: Normals<'_>) -> Learned {
    let widths = |of: fn(&Restated) -> f64| {
        base_widths(&cases.iter().map(|case| (case.e0, of(&case.restated))).collect::<Vec<_>>())
    };
    let (people, tfr, e0) = (widths(|r| r.people), widths(|r| r.tfr), widths(|r| r.e0));
    let of = |[fertility, level]: [f64; 2]| Learned {
        fertility,
        base: [0, 1].map(|end| Restated {
            people: people[end],
            tfr: tfr[end],
            e0: level * e0[end],
            ..Restated::default()
        }),
    };
    let best = least_score(&TRIED.map(|k| 0.25 * f64::from(k)).collect::<Vec<_>>(), |factor| {
        let spread = Spread::from(&of([factor; 2]));
        let found: Vec<_> =
            cases.iter().map(|case| (intervals(rates, &spread, case, normals), case.came)).collect();
        [0, 1].map(|which| found.iter().map(|(interval, came)| (interval[which], came[which])).collect())
    });
    of(best)
}
