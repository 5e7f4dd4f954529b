//! One pandemic: its luck, its course without and with policy, and its deaths.

use std::sync::Arc;

use forefend_threats::pandemic::ages::{BANDS, Infected, MIXING, attack, deaths, level_for};
use forefend_threats::pandemic::course::{Answer, Beginning, Infections, Pathogen, Places, YEAR, YEARS, run};

use super::settings::Settings;
use crate::luck::Luck;

/// The people of the countries in a draw and year.
#[derive(Debug, PartialEq)]
pub(super) struct People {
    pub places: Places,
    /// Shares of the age groups of deaths, by country.
    pub shares: Vec<[f64; BANDS]>,
    /// Force of infection by age group of contacts.
    pub force: Arc<[[f64; MIXING]]>,
}

impl People {
    pub(super) fn total(&self) -> f64 {
        self.places.people.iter().sum()
    }

    /// People infected by age, by country, and how deadly an infection is there.
    fn infected(&self, infections: &Infections, elasticity: f64) -> Vec<Infected> {
        let mean = self.places.people.iter().zip(&self.places.income).map(|(n, y)| n * y).sum::<f64>()
            / self.total();
        let of_place = |place: usize| {
            let people = self.places.people[place];
            let share = infections[place].iter().sum::<f64>() / people;
            let bands = self.shares[place];
            let mixing = [bands[0], bands[1], bands[2], bands[3] + bands[4]];
            let by_age = attack(&mixing, &self.force[place], share);
            let persons = std::array::from_fn(|band| people * bands[band] * by_age[band.min(MIXING - 1)]);
            let relative = (self.places.income[place] / mean).max(1e-3);
            Infected { persons, deadlier: libm::exp(elasticity * libm::log(relative)) }
        };
        (0..self.places.people.len()).map(of_place).collect()
    }
}

/// What policy adds, in days or as a logarithm of a factor.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shifts {
    /// Days to detection in the country where it begins.
    pub detection: f64,
    /// By country; empty for none.
    pub response: Vec<f64>,
    pub distancing: Vec<f64>,
    pub travel: f64,
    pub vaccine_start: f64,
    pub vaccine_capacity: f64,
    pub vaccine_inequality: f64,
}

impl Shifts {
    /// Whether nothing is moved.
    pub(super) fn none(&self) -> bool {
        let world =
            [self.detection, self.travel, self.vaccine_start, self.vaccine_capacity, self.vaccine_inequality];
        world.iter().chain(&self.response).chain(&self.distancing).all(|shift| *shift == 0.0)
    }

    /// An answer so moved.
    fn of(&self, reference: &Answer) -> Answer {
        let at = |shifts: &[f64], place: usize| shifts.get(place).copied().unwrap_or_default();
        let delays = reference.response_delay.iter().enumerate();
        let leaves = reference.leaves.iter().enumerate();
        Answer {
            detected: (reference.detected + self.detection).max(0.0),
            response_delay: delays.map(|(place, days)| (days + at(&self.response, place)).max(0.0)).collect(),
            leaves: leaves
                .map(|(place, left)| (left * libm::exp(at(&self.distancing, place))).clamp(0.0, 1.0))
                .collect(),
            travel: (reference.travel * libm::exp(self.travel)).clamp(0.0, 1.0),
            vaccine_day: (reference.vaccine_day + self.vaccine_start).max(0.0),
            vaccine_capacity: reference.vaccine_capacity * libm::exp(self.vaccine_capacity),
            vaccine_inequality: reference.vaccine_inequality * libm::exp(self.vaccine_inequality),
            ..*reference
        }
    }
}

/// Numbers of the luck of a year that belong to the event; those before say whether it begins.
const FIRST: u64 = 8;

/// What comes of one pandemic, by year from that of its beginning: persons by country.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Toll {
    pub infected: Infections,
    pub deaths: Infections,
}

/// The pandemic that begins in `origin` and would kill `target` people if nothing of policy moved it.
pub(super) fn toll(
    settings: &Settings,
    people: &People,
    origin: usize,
    thresholds: Vec<f64>,
    target: f64,
    luck: Luck,
    shifts: &Shifts,
) -> Toll {
    let drawn = |number: u64, [low, high]: [f64; 2]| low + (high - low) * luck.nth(FIRST + number);
    let pathogen = Pathogen {
        reproduction: drawn(0, settings.reproduction),
        latent: drawn(1, settings.latent),
        infectious: drawn(2, settings.infectious),
    };
    let steepness = drawn(3, settings.steepness);
    let pattern = settings.fatality.map(|fatality| libm::pow((fatality / 100.0).max(1e-12), steepness));
    let elasticity = drawn(4, settings.income_fatality);
    let beginning =
        Beginning { place: origin, day: (luck.nth(FIRST + 5) * YEAR as f64) as usize, thresholds };
    let answer = answer(settings, people.places.people.len(), &pathogen, luck);
    let reference = run(&people.places, &pathogen, &answer, &beginning);
    let level = level_for(&people.infected(&reference, elasticity), &pattern, target);
    let infected = match shifts.none() {
        true => reference,
        false => run(&people.places, &pathogen, &shifts.of(&answer), &beginning),
    };
    let of_place = |(place, years): (&Infected, &[f64; YEARS])| {
        let (all, dead) = (years.iter().sum::<f64>(), deaths(place, &pattern, level));
        years.map(|year| if all > 0.0 { dead * year / all } else { 0.0 })
    };
    let by_age = people.infected(&infected, elasticity);
    Toll { deaths: by_age.iter().zip(&infected).map(of_place).collect(), infected }
}

/// The answer that needs no policy. Distancing leaves growth above 1: an event of the law is one that was not stopped.
fn answer(settings: &Settings, places: usize, pathogen: &Pathogen, luck: Luck) -> Answer {
    let drawn = |number: u64, [low, high]: [f64; 2]| low + (high - low) * luck.nth(FIRST + number);
    let [lower, upper] = settings.detection.map(libm::log);
    // The quartiles of a normal lie 0.6745 standard deviations from its mean.
    let detected = libm::exp(0.5 * (lower + upper) + (upper - lower) / 1.349 * luck.normal(FIRST + 20));
    let most = (1.0 - 1.15 / pathogen.reproduction).max(0.0);
    Answer {
        detected,
        response_delay: vec![drawn(6, settings.response); places],
        leaves: vec![1.0 - most * drawn(7, settings.strength); places],
        trigger: settings.trigger,
        travel: drawn(8, settings.travel),
        vaccine_day: drawn(9, settings.vaccine_day),
        vaccine_capacity: drawn(10, settings.vaccine_capacity),
        vaccine_inequality: drawn(11, settings.vaccine_inequality),
        vaccine_efficacy: drawn(12, settings.vaccine_efficacy),
        vaccine_coverage: settings.vaccine_coverage,
    }
}
