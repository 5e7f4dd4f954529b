//! What is read off a population: totals, shares, ratios.

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
    let all: [[f64; L]; AGES] =
        std::array::from_fn(|age| std::array::from_fn(|lane| people[0][age][lane] + people[1][age][lane]));
    let sums = |ages: std::ops::Range<usize>| {
        let mut sums = [std::iter::empty::<f64>().sum::<f64>(); L];
        for people in &all[ages] {
            sums.iter_mut().zip(people).for_each(|(sum, people)| *sum += people);
        }
        sums
    };
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
