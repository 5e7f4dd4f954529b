//! What is read off a population: totals, shares, ratios.

use forefend_wide::wide;

use super::vital::{AGES, People, Side};

/// Measures of a population. Shares and ratios of nobody are 0.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Measures {
    /// Persons.
    pub population: f64,
    /// People aged 15 to 24 among those aged 15 and over.
    pub youth_share: f64,
    /// People aged 15 to 64 among all.
    pub working_age_share: f64,
    /// People under 15 and over 64 for each aged 15 to 64.
    pub dependency: f64,
    /// Persons aged 65 and over.
    pub over_65: f64,
    /// Persons aged 80 and over.
    pub over_80: f64,
    /// Age that half of the people have not reached, years; inside an age people are spread evenly.
    pub median_age: f64,
}

/// Measures of these people.
pub fn measures(people: &People) -> Measures {
    let [measures] = measures_side(&people.map(|ages| ages.map(|people| [people])));
    measures
}

/// The same of the people of `L` draws side by side.
pub fn measures_side<const L: usize>(people: &Side<L>) -> [Measures; L] {
    let mut all = [[0.0; L]; AGES];
    wide(
        #[inline(always)]
        || {
            for ((all, women), men) in all.iter_mut().zip(&people[0]).zip(&people[1]) {
                (0..L).for_each(|lane| all[lane] = women[lane] + men[lane]);
            }
        },
    );
    let sums = |ages: std::ops::Range<usize>| sum_side(&all[ages]);
    let (children, youth, adults) = (sums(0..15), sums(15..25), sums(25..65));
    let (over_65, over_80) = (sums(65..AGES), sums(80..AGES));
    let ratio = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    std::array::from_fn(|lane| {
        let (children, youth, adults) = (children[lane], youth[lane], adults[lane]);
        let population = children + youth + adults + over_65[lane];
        Measures {
            population,
            youth_share: ratio(youth, population - children),
            working_age_share: ratio(youth + adults, population),
            dependency: ratio(children + over_65[lane], youth + adults),
            over_65: over_65[lane],
            over_80: over_80[lane],
            median_age: median(all.iter().map(|people| people[lane]), population),
        }
    })
}

/// All people of each draw: sums over sexes and ages in order.
pub fn total_side<const L: usize>(people: &Side<L>) -> [f64; L] {
    sum_side(people.as_flattened())
}

/// Sums in order. By itself, so that the compiler keeps the draws side by side.
#[inline(never)]
fn sum_side<const L: usize>(people: &[[f64; L]]) -> [f64; L] {
    wide(
        #[inline(always)]
        || {
            let mut sums = [std::iter::empty::<f64>().sum::<f64>(); L];
            for people in people {
                (0..L).for_each(|lane| sums[lane] += people[lane]);
            }
            sums
        },
    )
}

fn median(all: impl Iterator<Item = f64>, population: f64) -> f64 {
    let mut younger = 0.0;
    for (age, people) in all.enumerate() {
        if people > 0.0 && younger + people >= 0.5 * population {
            return age as f64 + (0.5 * population - younger) / people;
        }
        younger += people;
    }
    0.0
}
