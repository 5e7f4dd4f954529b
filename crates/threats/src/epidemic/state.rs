use super::binomial::{INVERTED_BELOW, binomial_with, many};
use super::disease::Daily;
use super::{EpidemicError, Outbreak};

/// People of one place by what the disease has done to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// Not infected yet.
    pub susceptible: i64,
    /// Infected, not infectious yet.
    pub exposed: i64,
    /// Infectious.
    pub infectious: i64,
    /// Recovered, immune or dead: out of it.
    pub removed: i64,
}

impl Place {
    /// Everybody.
    pub fn people(&self) -> i64 {
        self.susceptible + self.exposed + self.infectious + self.removed
    }

    /// Exposed and infectious.
    pub fn infected(&self) -> i64 {
        self.exposed + self.infectious
    }

    /// One day where a person is `share` of all: whom the infectious infect, who becomes infectious, who recovers, each drawn at one uniform number;
    /// returns the new infections.
    pub(super) fn day(&mut self, daily: &Daily, multiplier: f64, share: f64, u: &[f64; 4]) -> i64 {
        let force = daily.contacts * multiplier * self.infectious as f64 * share;
        let chance = at_least_one(force);
        // Where all three are many, without a branch among them.
        let all_many = chance < 0.5
            && self.susceptible as f64 * chance >= INVERTED_BELOW
            && daily.onset.are_many(self.exposed)
            && daily.recovery.are_many(self.infectious);
        let [infections, onsets, recoveries] = if all_many {
            [
                many(self.susceptible, chance, u[0]),
                daily.onset.of_many(self.exposed, u[1]),
                daily.recovery.of_many(self.infectious, u[2]),
            ]
        } else {
            [
                infections(self.susceptible, chance, force, u[0]),
                daily.onset.of(self.exposed, u[1]),
                daily.recovery.of(self.infectious, u[2]),
            ]
        };
        self.susceptible -= infections;
        self.exposed += infections - onsets;
        self.infectious += onsets - recoveries;
        self.removed += recoveries;
        infections
    }
}

/// How many of `susceptible` people are infected with `chance`, where each expects `force` infections.
fn infections(susceptible: i64, chance: f64, force: f64, u: f64) -> i64 {
    // The chance of nobody is the exponential of minus all that is expected.
    binomial_with(susceptible, chance, u, || -force * susceptible as f64)
}

/// The chance of at least one event where `expected` are expected, 1 - exp(-`expected`); small ones by a series, to 10 digits.
fn at_least_one(expected: f64) -> f64 {
    let x = expected;
    if x < 0.05 {
        // Products, which are quicker than quotients.
        let [third, fifth] = [1.0 / 3.0, 1.0 / 5.0];
        x * (1.0 - x * 0.5 * (1.0 - x * third * (1.0 - x * 0.25 * (1.0 - x * fifth))))
    } else {
        -libm::expm1(-x)
    }
}

/// An epidemic at the start of a day.
#[derive(Debug, Clone)]
pub struct Epidemic {
    /// The day, from 0.
    pub day: u32,
    /// People by place.
    pub places: Vec<Place>,
    /// People ever infected by place: by others there, as seeds, or elsewhere before they came.
    pub ever_infected: Vec<i64>,
}

impl Epidemic {
    pub(super) fn new(people: &[i64], outbreak: &Outbreak) -> Result<Self, EpidemicError> {
        let mut places: Vec<Place> =
            people.iter().map(|&people| Place { susceptible: people, ..Place::default() }).collect();
        let mut ever_infected = vec![0; places.len()];
        for &(place, people) in &outbreak.seeds {
            let Some(seeded) =
                places.get_mut(place).filter(|place| (1..=place.susceptible).contains(&people))
            else {
                return Err(EpidemicError::Seed { place, people });
            };
            seeded.susceptible -= people;
            seeded.infectious += people;
            ever_infected[place] += people;
        }
        Ok(Self { day: 0, places, ever_infected })
    }

    /// People infected now, everywhere.
    pub fn infected(&self) -> i64 {
        self.places.iter().map(Place::infected).sum()
    }
}
