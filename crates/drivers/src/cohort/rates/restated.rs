//! What later revisions make of the last known year, learned on half of the countries.
//!
//! A statistical office restates its past. The people that the United Nations gave for 2020 in 2019 and in 2024 differ by
//! 2 % in the middle country, more than twice the half-width of the interval that was published for 2025. So the base year has an error of its
//! own, and what is left of the error is that of the rates.

use super::fitting::{NORMAL_80, absolute_quantile};
use super::spread::Spread;
use crate::cohort::{GROUPS, People};

/// Standard deviations of a restatement.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Restated {
    /// Of the logarithm of the people.
    pub people: f64,
    /// Of the logarithm of fertility.
    pub tfr: f64,
    /// Of life expectancy, years.
    pub e0: f64,
    /// Of the logarithm of the share of a five-year group among the people, below the age of 65.
    pub young: f64,
    /// The same from 65 on.
    pub old: f64,
}

/// Group from which on people are old: 65 to 69.
const OLD: usize = 13;
/// Correlation of the restatements of neighbouring groups; that of the next but one is its square (found: 0.54 and 0.17).
const NEIGHBOURS: f64 = 0.54;

impl Restated {
    /// Restates the age structure of `people`, whose sum stays; `normals` gives a standard normal number for each five-year group.
    pub fn ages(&self, people: &mut People, normals: impl Fn(usize) -> f64) {
        if self.young <= 0.0 && self.old <= 0.0 {
            return;
        }
        let (mut carried, mut factors) = (normals(0), [0.0; GROUPS]);
        for (group, factor) in factors.iter_mut().enumerate() {
            if group > 0 {
                carried = NEIGHBOURS * carried + libm::sqrt(1.0 - NEIGHBOURS * NEIGHBOURS) * normals(group);
            }
            *factor = libm::exp(carried * if group < OLD { self.young } else { self.old });
        }
        let sum = |people: &People| people.iter().flatten().sum::<f64>();
        let before = sum(people);
        for sex in people.iter_mut() {
            sex.iter_mut().enumerate().for_each(|(age, people)| *people *= factors[age / 5]);
        }
        let after = sum(people);
        if after > 0.0 {
            people.iter_mut().flatten().for_each(|people| *people *= before / after);
        }
    }
}

/// Learned widths: a factor of fertility's yearly errors, and the base year's restatement.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Learned {
    /// Factor of fertility's yearly errors.
    pub fertility: f64,
    /// At 85 years of women's life expectancy, and at 55.
    pub base: [Restated; 2],
}

/// Whether a country is in the learning half: FNV-1a (32 bits) of its three letters (ISO 3166) is even.
pub fn learns(iso3: &str) -> bool {
    let hash =
        iso3.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash % 2 == 0
}

/// Widths of restatements from (women's life expectancy, restatement) of the learning half: a straight line through the
/// absolute values by life expectancy, scaled so that an interval of 80 % held 80 % of them. At 85 years, and at 55.
pub fn base_widths(cases: &[(f64, f64)]) -> [f64; 2] {
    let short = |e0: f64| ((85.0 - e0) / 30.0).clamp(0.0, 1.0);
    let n = cases.len() as f64;
    let mean =
        |of: &dyn Fn(f64, f64) -> f64| cases.iter().map(|(e0, by)| of(short(*e0), by.abs())).sum::<f64>() / n;
    let (x, y) = (mean(&|x, _| x), mean(&|_, y| y));
    let slope = mean(&|at, by| (at - x) * (by - y)) / mean(&|at, _| (at - x).powi(2)).max(1e-9);
    // Nowhere less than a third of the average.
    let line = |at: f64| (y + slope * (at - x)).max(y / 3.0);
    let over: Vec<f64> = cases.iter().map(|(e0, by)| by / line(short(*e0))).collect();
    let wide = absolute_quantile(&over, 0.8) / NORMAL_80;
    [line(0.0) * wide, line(1.0) * wide]
}

/// Interval score of a central 80 % interval (Gneiting & Raftery 2007): its width, and ten times what it misses by.
pub fn interval_score([low, high]: [f64; 2], came: f64) -> f64 {
    high - low + 10.0 * ((low - came).max(0.0) + (came - high).max(0.0))
}

/// Of each of two rates the factor, of those tried, that has the least mean interval score: `intervals` gives the intervals of
/// each and what came.
pub fn least_score(tried: &[f64], mut intervals: impl FnMut(f64) -> [Vec<([f64; 2], f64)>; 2]) -> [f64; 2] {
    let mut best = [(f64::INFINITY, 1.0); 2];
    for &factor in tried {
        for (best, cases) in best.iter_mut().zip(intervals(factor)) {
            let sum: f64 = cases.iter().map(|(interval, came)| interval_score(*interval, *came)).sum();
            if sum < best.0 {
                *best = (sum, factor);
            }
        }
    }
    best.map(|(_, factor)| factor)
}

impl From<&Learned> for Spread {
    fn from(learned: &Learned) -> Self {
        Self { fertility: learned.fertility, base: learned.base, ..Self::own() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cohort::AGES;

    #[test]
    fn halves_are_those_of_the_published_hash() {
        // FNV-1a of "a" is 0xe40c292c in the authors' test vectors: even.
        assert!(learns("a"));
        // Of "b" 0xe70c2de5: odd.
        assert!(!learns("b"));
    }

    #[test]
    fn widths_of_normal_restatements_are_recovered() {
        // Quantiles of a normal with deviation 0.02 at 85 years and 0.05 at 55, in equal steps.
        let cases: Vec<(f64, f64)> = (0..400)
            .map(|k| {
                let short = f64::from(k % 20) / 19.0;
                let u = (f64::from(k / 20) + 0.5) / 20.0;
                // Logistic approximation to the normal quantile, close enough for widths.
                let z = libm::log(u / (1.0 - u)) / 1.702;
                (85.0 - 30.0 * short, (0.02 + 0.03 * short) * z)
            })
            .collect();
        let [long, short] = base_widths(&cases);
        assert!((long - 0.02).abs() < 0.003 && (short - 0.05).abs() < 0.005, "{long} {short}");
    }

    #[test]
    fn a_restated_age_structure_keeps_the_people_and_moves_neighbours_together() {
        let restated = Restated { young: 0.05, old: 0.1, ..Restated::default() };
        let mut people: People = [[1e4; AGES], [2e4; AGES]];
        let normals = |group: usize| if group == 4 { 1.0 } else { 0.0 };
        restated.ages(&mut people, normals);
        assert!((people.iter().flatten().sum::<f64>() - 3e4 * AGES as f64).abs() < 1e-4);
        assert!(
            people[0][20] > people[0][25] && people[0][25] > people[0][30] && people[0][30] > people[0][10]
        );
        let as_they_were = people;
        Restated::default().ages(&mut people, normals);
        assert_eq!(people, as_they_were);
    }

    #[test]
    fn a_miss_costs_ten_times_its_distance() {
        assert!((interval_score([1.0, 2.0], 1.5) - 1.0).abs() < 1e-12);
        assert!((interval_score([1.0, 2.0], 2.5) - 6.0).abs() < 1e-12);
    }
}
