//! What is read off a population: totals, shares, ratios.

use super::vital::{AGES, People};

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
    let all: [f64; AGES] = std::array::from_fn(|age| people[0][age] + people[1][age]);
    let sum = |ages: std::ops::Range<usize>| all[ages].iter().sum::<f64>();
    let (children, youth, adults, over_65) = (sum(0..15), sum(15..25), sum(25..65), sum(65..AGES));
    let population = children + youth + adults + over_65;
    let ratio = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    Measures {
        population,
        youth_share: ratio(youth, population - children),
        working_age_share: ratio(youth + adults, population),
        dependency: ratio(children + over_65, youth + adults),
        over_65,
        over_80: sum(80..AGES),
        median_age: median(&all, population),
    }
}

fn median(all: &[f64; AGES], population: f64) -> f64 {
    let mut younger = 0.0;
    for (age, &people) in all.iter().enumerate() {
        if people > 0.0 && younger + people >= 0.5 * population {
            return age as f64 + (0.5 * population - younger) / people;
        }
        younger += people;
    }
    0.0
}
