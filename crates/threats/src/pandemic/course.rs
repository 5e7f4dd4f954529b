//! The course of a pandemic, day by day.
//!
//! Each place is a susceptible-exposed-infectious-removed model (Kermack & McKendrick 1927) of its mean numbers, in daily steps:
//!
//! ```text
//! infected = S (1 - exp(-b I / N))     E' = E + infected - E / latent     I' = I + E / latent - I / infectious
//! ```
//!
//! with b = R0 / infectious days, times the place's contacts and, from the day that it responds, what distancing leaves. A place
//! that it has not reached is reached once the travellers who bring it, each starting an epidemic with chance 1 - 1/R (the chance
//! that a branching process with geometric offspring survives), add up to the place's own threshold, an exponential number with
//! mean 1 that the caller draws. Places that are reached are large numbers, so that their mean course stands for them. Vaccination
//! moves susceptible people to the removed. Nobody is lost: S + E + I + removed stays N.

mod vaccine;

use std::sync::Arc;

use forefend_wide::wide;

use self::vaccine::Stock;

/// Days in a year of the course.
pub const YEAR: usize = 365;
/// Years that infections are told for: one that has begun and three more.
pub const YEARS: usize = 4;
/// Fewer people than this exposed or infectious, and it is over in a place.
const OVER: f64 = 0.5;
/// How often travel is counted, days: arrivals come to the nearest such day.
const TRAVEL_STEP: usize = 2;

/// The places of the world and the travel between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Places {
    /// People, by place.
    pub people: Vec<f64>,
    /// What transmission is multiplied by, by place.
    pub contacts: Vec<f64>,
    /// Income per head, by place; decides who is vaccinated first.
    pub income: Vec<f64>,
    /// By place: the places that travellers come from, and how many a day.
    pub arrivals: Arc<[Vec<(usize, f64)>]>,
    /// Travellers into a place a day for each of its people, from the world at large: those whom routes do not carry.
    pub background: f64,
}

/// What the pathogen does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pathogen {
    /// People infected by one among susceptible ones.
    pub reproduction: f64,
    /// Mean days from infection to being infectious, 1 or more.
    pub latent: f64,
    /// Mean days of being infectious, 1 or more.
    pub infectious: f64,
}

/// How the world answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Day on which it is known.
    pub detected: f64,
    /// Days from there to the response, by place.
    pub response_delay: Vec<f64>,
    /// Share of transmission that a place's response leaves, by place.
    pub leaves: Vec<f64>,
    /// Share of people infected before a place responds at all; 0: as soon as it is known.
    pub trigger: f64,
    /// Share of travel that goes on once it is known.
    pub travel: f64,
    /// First day of vaccination.
    pub vaccine_day: f64,
    /// Persons vaccinated a day, as a share of the world's people.
    pub vaccine_capacity: f64,
    /// Doses go to places in proportion to people times income to this power; 0 is one share a head.
    pub vaccine_inequality: f64,
    /// Share of the vaccinated who are protected.
    pub vaccine_efficacy: f64,
    /// Share of a place's people who are vaccinated at most.
    pub vaccine_coverage: f64,
}

/// Where and when it begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Beginning {
    /// The place.
    pub place: usize,
    /// Day of the year, from 0.
    pub day: usize,
    /// By place: successful arrivals that it takes, exponential with mean 1.
    pub thresholds: Vec<f64>,
}

/// Persons infected, by place and year: `infected[place][0]` in the year in which it begins.
pub type Infections = Vec<[f64; YEARS]>;

/// What is the same on all days, by place.
struct Fixed {
    /// Transmission a day, over the place's people, before it responds and from then on.
    free: Vec<f64>,
    answered: Vec<f64>,
    /// Day from which it responds, once so many people were infected.
    responds: Vec<f64>,
    trigger: Vec<f64>,
    /// Chance that one who arrives starts an epidemic.
    takes_hold: Vec<f64>,
    /// People of the world.
    world: f64,
}

impl Fixed {
    fn new(places: &Places, pathogen: &Pathogen, answer: &Answer) -> Self {
        let transmission = |factor: f64| factor * pathogen.reproduction / pathogen.infectious;
        let contacts = || places.contacts.iter();
        let takes_hold = |contacts: &f64| (1.0 - 1.0 / (pathogen.reproduction * contacts)).max(0.0);
        Self {
            free: contacts().map(|contacts| transmission(*contacts)).collect(),
            answered: contacts().zip(&answer.leaves).map(|(own, left)| transmission(own * left)).collect(),
            responds: answer.response_delay.iter().map(|days| answer.detected + days).collect(),
            trigger: places.people.iter().map(|people| answer.trigger * people).collect(),
            takes_hold: contacts().map(takes_hold).collect(),
            world: places.people.iter().sum(),
        }
    }
}

/// Where all places stand. Where it has not been or is over, nobody is exposed or infectious, so that a day changes nothing there:
/// all places take the same steps, side by side.
struct States {
    susceptible: Vec<f64>,
    exposed: Vec<f64>,
    infectious: Vec<f64>,
    /// Persons vaccinated.
    vaccinated: Vec<f64>,
    infected: Vec<f64>,
    /// Arrivals so far that would start an epidemic.
    pressure: Vec<f64>,
    reached: Vec<bool>,
    /// How many are not reached.
    left: usize,
    /// Force of infection of the day, and the share of the susceptible whom it catches.
    force: Vec<f64>,
    caught: Vec<f64>,
    /// People who carry it, over all, by place.
    prevalence: Vec<f64>,
}

/// Runs a pandemic until it is over everywhere, at most to the end of [`YEARS`].
pub fn run(places: &Places, pathogen: &Pathogen, answer: &Answer, beginning: &Beginning) -> Infections {
    let mut infections = vec![[0.0; YEARS]; places.people.len()];
    let fixed = Fixed::new(places, pathogen, answer);
    let mut states = States::new(places);
    states.reach(beginning.place, pathogen.reproduction);
    let mut stock = Stock::new(places, answer);
    let mut of_year = states.infected.clone();
    let last = YEARS * YEAR - beginning.day;
    for day in 0..last {
        let known = day as f64 >= answer.detected;
        if day % TRAVEL_STEP == 0 && states.left > 0 {
            let share = if known { answer.travel } else { 1.0 };
            states.travel(places, &fixed, (pathogen, beginning), share);
        }
        states.infect(places, &fixed, day as f64);
        let under_way = states.advance(pathogen, &mut of_year);
        let (year, next) = ((beginning.day + day) / YEAR, (beginning.day + day + 1) / YEAR);
        if !under_way || next > year || day + 1 == last {
            let columns = infections.iter_mut().zip(&mut of_year);
            columns.for_each(|(years, sum)| {
                years[year] = *sum;
                *sum = 0.0;
            });
        }
        if !under_way {
            break;
        }
        if day as f64 >= answer.vaccine_day {
            stock.give(places, answer, &mut states);
        }
    }
    infections
}

impl States {
    fn new(places: &Places) -> Self {
        let number = places.people.len();
        let nobody = || vec![0.0; number];
        Self {
            susceptible: places.people.clone(),
            exposed: nobody(),
            infectious: nobody(),
            vaccinated: nobody(),
            infected: nobody(),
            pressure: nobody(),
            reached: vec![false; number],
            left: number,
            force: nobody(),
            caught: nobody(),
            prevalence: nobody(),
        }
    }

    /// An epidemic takes hold: as many infected as one that survives grows from, on average.
    fn reach(&mut self, place: usize, reproduction: f64) {
        let seed = (reproduction / (reproduction - 1.0).max(0.05)).clamp(1.0, 20.0);
        let seed = seed.min(self.susceptible[place]);
        self.left -= usize::from(!self.reached[place]);
        self.reached[place] = true;
        self.exposed[place] += seed;
        self.susceptible[place] -= seed;
        self.infected[place] += seed;
    }

    /// Arrivals in places not yet reached, and which of those are reached now.
    fn travel(
        &mut self,
        places: &Places,
        fixed: &Fixed,
        (pathogen, beginning): (&Pathogen, &Beginning),
        share: f64,
    ) {
        let carriers = |(exposed, infectious): (&f64, &f64)| exposed + infectious;
        let all = || self.exposed.iter().zip(&self.infectious).map(carriers);
        let prevalence = self.prevalence.iter_mut().zip(all().zip(&places.people));
        prevalence.for_each(|(slot, (carriers, people))| *slot = carriers / people);
        let world = all().sum::<f64>() / fixed.world;
        for place in 0..places.people.len() {
            if self.reached[place] {
                continue;
            }
            let routes = places.arrivals[place].iter();
            let by_route: f64 = routes.map(|(from, number)| self.prevalence[*from] * number).sum();
            let come = by_route + places.background * places.people[place] * world;
            let takes_hold = fixed.takes_hold[place];
            self.pressure[place] += TRAVEL_STEP as f64 * share * come * takes_hold;
            if takes_hold > 0.0 && self.pressure[place] >= beginning.thresholds[place] {
                self.reach(place, pathogen.reproduction * places.contacts[place]);
            }
        }
    }

    /// Share of the susceptible who are caught on a day, by place.
    fn infect(&mut self, places: &Places, fixed: &Fixed, day: f64) {
        let number = places.people.len();
        wide(
            #[inline(always)]
            || {
                // Cut here, where the compiler sees that all are as long.
                let (people, free, answered) =
                    (&places.people[..number], &fixed.free[..number], &fixed.answered[..number]);
                let (responds, trigger) = (&fixed.responds[..number], &fixed.trigger[..number]);
                let (infectious, infected) = (&self.infectious[..number], &self.infected[..number]);
                let (force, caught) = (&mut self.force[..number], &mut self.caught[..number]);
                for place in 0..number {
                    let responds = (day >= responds[place]) & (infected[place] >= trigger[place]);
                    let transmission = if responds { answered[place] } else { free[place] };
                    let own = transmission * infectious[place] / people[place];
                    force[place] = own;
                    // The series is exact to 1e-13 where the force is small, and much quicker.
                    caught[place] = own * (1.0 - 0.5 * own * (1.0 - own / 3.0));
                }
            },
        );
        let of_places = self.force.iter().zip(&mut self.caught);
        for (force, caught) in of_places.filter(|(force, _)| **force >= 1e-3) {
            *caught = -libm::expm1(-force);
        }
    }

    /// Moves all places on by a day; those infected are added to `of_year`. Whether it is under way anywhere.
    fn advance(&mut self, pathogen: &Pathogen, of_year: &mut [f64]) -> bool {
        let number = of_year.len();
        wide(
            #[inline(always)]
            || {
                let of_year = &mut of_year[..number];
                let (susceptible, infected) = (&mut self.susceptible[..number], &mut self.infected[..number]);
                let (exposed, infectious) = (&mut self.exposed[..number], &mut self.infectious[..number]);
                let caught = &self.caught[..number];
                let mut under_way = false;
                for place in 0..number {
                    let new = susceptible[place] * caught[place];
                    let (fall_ill, removed) =
                        (exposed[place] / pathogen.latent, infectious[place] / pathogen.infectious);
                    susceptible[place] -= new;
                    let (mut e, mut i) =
                        (exposed[place] + (new - fall_ill), infectious[place] + (fall_ill - removed));
                    let before = infected[place];
                    infected[place] = before + new;
                    of_year[place] += infected[place] - before;
                    let over = e + i < OVER;
                    (e, i) = if over { (0.0, 0.0) } else { (e, i) };
                    (exposed[place], infectious[place]) = (e, i);
                    under_way |= !over;
                }
                under_way
            },
        )
    }
}

#[cfg(test)]
mod tests;
