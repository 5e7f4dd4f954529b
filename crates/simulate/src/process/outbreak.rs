//! An outbreak: a novel respiratory epidemic in the world, by age band. The example of docs/process.md.
//!
//! Each year one may begin by luck. It runs in daily steps until it is over, in the years after too: susceptible, exposed,
//! infectious, removed (Kermack & McKendrick 1927). A step of a day takes the shares s, e, i to
//!
//! ```text
//! infected = s (1 - exp(-b i))      e' = e + infected - e / latent days      i' = i + e / latent days - i / infectious days
//! ```
//!
//! with b = R0 / infectious days. An infectious person is so for `infectious days` days on average, hence an outbreak ends
//! at the solution of the final-size equation z = 1 - exp(-R0 z), up to the share that it begins with. R0 and the days are
//! drawn once a draw.
//!
//! What it is not: a model of a pandemic. The world is one well-mixed place; everybody is as easily infected, whatever the
//! age; those who die do so in the year of their infection; nobody changes behaviour, is vaccinated, or loses immunity; the
//! next outbreak meets nobody immune. It shows how a process is built.

use std::sync::Arc;

use super::{
    Calibrated, Draws, Input, Kind, Known, Moved, On, Output, Parameters, Process, Running, Turn, Workspace,
};
use crate::error::SimulateError;
use crate::luck::{Luck, Stream};
use crate::spec::LeverScale;

/// What `kind = "outbreak"` reads, writes and lets policy move.
pub(super) const KIND: Kind = Kind {
    inputs: &[Input { name: "people", on: On::Listed, lags: 0..=0 }],
    outputs: &[
        Output { name: "infected", on: On::Listed },
        Output { name: "deaths", on: On::Listed },
        Output { name: "began", on: On::World },
    ],
    levers: &[
        Moved { name: "transmission", on: On::World, scale: LeverScale::Multiplier },
        Moved { name: "chance", on: On::World, scale: LeverScale::LogHazard },
    ],
    declare,
};

/// Numbers of the ports, in the order of [`KIND`].
const PEOPLE: usize = 0;
const TRANSMISSION: usize = 0;
const CHANCE: usize = 1;

/// Days that are simulated of a year.
const DAYS: u64 = 365;
/// An outbreak is over once this share of people is infected: less than one person.
const OVER: f64 = 1e-11;

/// The declared outbreak, the same for all draws.
#[derive(Debug)]
struct Outbreak {
    place: String,
    /// Luck of a year, and of a whole draw.
    yearly: Stream,
    once: Stream,
    /// First year of the record, and the years in which one began.
    since: i16,
    beginnings: Vec<i16>,
    /// Intervals that each draw's R0, latent days and infectious days are drawn from.
    intervals: [[f64; 2]; 3],
    /// Share of people infected when it begins.
    seed: f64,
    /// Standard deviation of the logarithm of one day's transmission.
    variation: f64,
    /// Share of the infected who die, by age band.
    fatality: Vec<f64>,
}

fn declare(parameters: &mut Parameters<'_>) -> Result<Arc<dyn Process>, SimulateError> {
    Ok(Arc::new(Outbreak {
        place: parameters.place.clone(),
        yearly: Stream::named(parameters.process),
        once: Stream::named(&format!("{}/parameters", parameters.process)),
        since: parameters.year("since")?,
        beginnings: parameters.years("beginnings")?,
        intervals: [
            parameters.interval("reproduction", 0.0..=30.0)?,
            parameters.interval("latent_days", 1.0..=100.0)?,
            parameters.interval("infectious_days", 1.0..=100.0)?,
        ],
        seed: parameters.number("seed", 1e-9..=0.01)?,
        variation: parameters.number("variation", 0.0..=2.0)?,
        fatality: parameters.by_unit("fatality", 0.0..=1.0)?,
    }))
}

impl Process for Outbreak {
    /// The chance a year: the posterior mean under Jeffreys' prior of the years on record by the date of the run.
    fn calibrate(&self, known: &Known<'_>) -> Result<Calibrated, SimulateError> {
        let (first, last) = (self.since, known.last.0);
        if first > last {
            let message =
                format!("since = {first} lies after {last}, the last year known; give an earlier one");
            return Err(SimulateError::Declaration { place: self.place.clone(), message });
        }
        let years = f64::from(last - first + 1);
        let began = self.beginnings.iter().filter(|year| (first..=last).contains(year)).count() as f64;
        Ok(Calibrated::from([("chance".to_owned(), vec![(began + 0.5) / (years + 1.0)])]))
    }

    fn begin(self: Arc<Self>, draws: Draws, calibrated: &Arc<Calibrated>) -> Box<dyn Running> {
        let of_draw = |draw: u64| {
            let luck = Luck::at(draws.chance, draw, 0, 0, self.once);
            let drawn = |k: usize| {
                let [low, high] = self.intervals[k];
                low + (high - low) * luck.nth(k as u64)
            };
            let [reproduction, latent, infectious] = [drawn(0), drawn(1), drawn(2)];
            Course { daily: reproduction / infectious, latent, infectious }
        };
        let chance = calibrated.get("chance").and_then(|chance| chance.first()).copied().unwrap_or_default();
        Box::new(RunningOutbreak {
            outbreak: Arc::clone(&self),
            draws,
            chance,
            courses: draws.ids().map(of_draw).collect(),
            epidemics: vec![Vec::new(); draws.number],
        })
    }
}

/// The course of one infection, in one draw.
#[derive(Clone)]
struct Course {
    /// People infected a day while infectious, where all others are susceptible.
    daily: f64,
    /// Mean days from infection to infectiousness, and of that.
    latent: f64,
    infectious: f64,
}

/// Shares of people in one epidemic; the rest is removed.
#[derive(Debug, Clone, Copy)]
struct Epidemic {
    susceptible: f64,
    exposed: f64,
    infectious: f64,
}

/// Outbreaks of a set of draws.
#[derive(Clone)]
struct RunningOutbreak {
    outbreak: Arc<Outbreak>,
    draws: Draws,
    chance: f64,
    /// By draw.
    courses: Vec<Course>,
    /// Epidemics under way, by draw. Each is by a pathogen of its own.
    epidemics: Vec<Vec<Epidemic>>,
}

impl Running for RunningOutbreak {
    fn advance(&mut self, turn: &Turn<'_>, _work: &mut Workspace, out: &mut [Vec<f64>]) {
        let [infected, deaths, began] = out else { return };
        [&mut *infected, &mut *deaths, &mut *began].into_iter().for_each(Vec::clear);
        let (people, outbreak) = (turn.input(PEOPLE, 0), Arc::clone(&self.outbreak));
        let (transmission, chance) = (turn.moved(TRANSMISSION), turn.moved(CHANCE));
        let shift = |moved: &Option<Vec<f64>>, draw: usize| moved.as_ref().map_or(0.0, |moved| moved[draw]);
        for (draw, (id, epidemics)) in self.draws.ids().zip(&mut self.epidemics).enumerate() {
            let luck = Luck::at(self.draws.chance, id, i32::from(turn.year.0), 0, outbreak.yearly);
            let odds = self.chance / (1.0 - self.chance) * libm::exp(shift(&chance, draw));
            let begins = luck.nth(0) < odds / (1.0 + odds);
            if begins {
                epidemics.push(Epidemic::new(outbreak.seed));
            }
            let factor = libm::exp(shift(&transmission, draw));
            let mut share = if begins { outbreak.seed } else { 0.0 };
            for day in 0..DAYS {
                if epidemics.is_empty() {
                    break;
                }
                // The luck of a day is that of its year, one number on.
                let daily = factor * outbreak.of_day(luck, day);
                share += epidemics.iter_mut().map(|one| one.advance(&self.courses[draw], daily)).sum::<f64>();
                epidemics.retain(|one| one.exposed + one.infectious > OVER);
            }
            infected.extend(people.draw(draw).iter().map(|people| people * share));
            let dead = people.draw(draw).iter().zip(&outbreak.fatality);
            deaths.extend(dead.map(|(people, fatality)| people * share * fatality));
            began.push(f64::from(u8::from(begins)));
        }
    }
}

impl Outbreak {
    /// What one day's transmission is multiplied by; its mean is 1.
    fn of_day(&self, luck: Luck, day: u64) -> f64 {
        match self.variation {
            0.0 => 1.0,
            sd => libm::exp(sd * luck.normal(1 + day) - 0.5 * sd * sd),
        }
    }
}

impl Epidemic {
    /// The share `seed` of people exposed, everybody else susceptible.
    fn new(seed: f64) -> Self {
        Self { susceptible: 1.0 - seed, exposed: seed, infectious: 0.0 }
    }

    /// Moves on by a day whose transmission is multiplied by `factor`; the share of people newly infected.
    fn advance(&mut self, course: &Course, factor: f64) -> f64 {
        let infected = -self.susceptible * libm::expm1(-factor * course.daily * self.infectious);
        let (fall_ill, removed) = (self.exposed / course.latent, self.infectious / course.infectious);
        self.susceptible -= infected;
        self.exposed += infected - fall_ill;
        self.infectious += fall_ill - removed;
        infected
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(reproduction: f64) -> Course {
        Course { daily: reproduction / 6.0, latent: 4.0, infectious: 6.0 }
    }

    /// The share ever infected, run to the end.
    fn size(reproduction: f64, seed: f64) -> f64 {
        let mut epidemic = Epidemic::new(seed);
        let mut total = seed;
        while epidemic.exposed + epidemic.infectious > OVER {
            total += epidemic.advance(&course(reproduction), 1.0);
        }
        total
    }

    /// z = 1 - (1 - seed) exp(-R0 z), the final-size equation with a seed (Kermack & McKendrick 1927), by bisection.
    fn final_size(reproduction: f64, seed: f64) -> f64 {
        let (mut low, mut high) = (seed, 1.0);
        for _ in 0..200 {
            let z = 0.5 * (low + high);
            let beyond = z < 1.0 - (1.0 - seed) * libm::exp(-reproduction * z);
            (low, high) = if beyond { (z, high) } else { (low, z) };
        }
        low
    }

    #[test]
    fn an_epidemic_ends_at_the_final_size() {
        assert!((final_size(2.0, 1e-9) - 0.7968).abs() < 1e-4, "the textbook's value of R0 = 2");
        for reproduction in [0.5, 1.2, 1.5, 2.0, 3.0, 8.0] {
            for seed in [1e-6, 1e-3] {
                let (found, expected) = (size(reproduction, seed), final_size(reproduction, seed));
                assert!((found - expected).abs() < 1e-8, "R0 {reproduction}, {seed}: {found} not {expected}");
            }
        }
    }

    #[test]
    fn nobody_is_lost_or_infected_twice() {
        let (mut epidemic, mut infected, mut removed) = (Epidemic::new(1e-4), 1e-4, 0.0);
        for _ in 0..400 {
            removed += epidemic.infectious / 6.0;
            infected += epidemic.advance(&course(2.5), 1.0);
            let Epidemic { susceptible, exposed, infectious } = epidemic;
            assert!(
                [susceptible, exposed, infectious, removed].iter().all(|share| (0.0..=1.0).contains(share))
            );
            assert!((susceptible + exposed + infectious + removed - 1.0).abs() < 1e-12);
            assert!((susceptible + infected - 1.0).abs() < 1e-12);
        }
    }
}
