//! Pandemics of a set of draws, year by year.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use forefend_threats::extremes::{Tail, chance_of_any};
use forefend_threats::pandemic::ages::{BANDS, MIXING};
use forefend_threats::pandemic::course::{Infections, Places, YEARS};

use super::event::{People, Shifts, Toll, toll};
use super::record::{NONE_UNTIL, THRESHOLD};
use super::settings::{Frequency, Settings};
use super::{Calibrated, Draws, Epidemic, Luck, Running, Turn, Workspace};

/// Numbers of the inputs, in the order of `KIND`.
const PEOPLE: usize = 0;
const YOUTH: usize = 1;
const WORKING: usize = 2;
const DEPENDENCY: usize = 3;
const OVER_65: usize = 4;
const OVER_80: usize = 5;
const INCOME: usize = 6;
/// Income where none is known, international dollars.
const SOME_INCOME: f64 = 5000.0;

/// How often and how bad, in one draw.
#[derive(Debug, Clone, Copy)]
struct Law {
    tail: Tail,
    /// Beginnings a year, of the least size or more.
    natural: f64,
    laboratory: f64,
    deliberate: f64,
}

/// A pandemic under way: the year in which it began, and what comes of it.
#[derive(Clone)]
struct Event {
    began: i32,
    toll: Arc<Toll>,
}

/// What a pandemic that begins in a draw and year follows from, besides its luck.
#[derive(PartialEq)]
struct Cause {
    draw: usize,
    origin: Origin,
    people: People,
    shifts: Shifts,
}

/// What came of the pandemics of a year so far: branches in which one follows from the same share its course.
#[derive(Default)]
struct Struck {
    year: i32,
    of: Vec<(Cause, Arc<Toll>)>,
}

/// Pandemics of a set of draws.
#[derive(Clone)]
pub(super) struct RunningEpidemic {
    process: Arc<Epidemic>,
    draws: Draws,
    calibrated: Arc<Calibrated>,
    /// By draw.
    laws: Vec<Law>,
    events: Vec<Vec<Event>>,
    struck: Arc<Mutex<Struck>>,
    /// Stable ids of the countries, once they are met; where travellers come from, contacts, and force by age.
    units: Vec<u64>,
    arrivals: Arc<[Vec<(usize, f64)>]>,
    contacts: Vec<f64>,
    force: Arc<[[f64; MIXING]]>,
}

impl RunningEpidemic {
    pub(super) fn new(process: Arc<Epidemic>, draws: Draws, calibrated: Arc<Calibrated>) -> Self {
        let of_draw = |draw| law(&process, &calibrated, Luck::at(draws.chance, draw, 0, 0, process.once));
        let laws = draws.ids().map(of_draw).collect();
        Self {
            process,
            draws,
            calibrated,
            laws,
            events: (0..draws.number).map(|_| Vec::new()).collect(),
            struck: Arc::default(),
            units: Vec::new(),
            arrivals: Arc::default(),
            contacts: Vec::new(),
            force: Arc::default(),
        }
    }

    /// Lays contacts and routes along the countries of the run.
    fn meet(&mut self, ids: &[u64]) {
        let series = |name: &str| self.calibrated.get(name).map_or(&[][..], Vec::as_slice);
        let place_of: BTreeMap<u64, usize> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        self.contacts = vec![1.0; ids.len()];
        let mut forces = vec![[1.0; MIXING]; ids.len()];
        for (id, values) in series("countries").iter().zip(series("contacts").chunks_exact(1 + MIXING)) {
            if let (Some(&place), [growth, force @ ..]) = (place_of.get(&(*id as u64)), values) {
                self.contacts[place] = *growth;
                forces[place].copy_from_slice(force);
            }
        }
        self.force = forces.into();
        let mut arrivals = vec![Vec::new(); ids.len()];
        let load = self.process.settings.load;
        for route in series("routes").chunks_exact(3) {
            let ends = [route[0], route[1]].map(|id| place_of.get(&(id as u64)).copied());
            if let [Some(a), Some(b)] = ends {
                arrivals[a].push((b, load * route[2]));
                arrivals[b].push((a, load * route[2]));
            }
        }
        self.arrivals = arrivals.into();
        self.units = ids.to_vec();
    }

    /// The people of a draw.
    fn people(&self, turn: &Turn<'_>, draw: usize) -> People {
        let input = |number: usize| turn.input(number, usize::from(number == INCOME)).draw(draw);
        let orderly = |value: f64, otherwise: f64| if value.is_finite() { value } else { otherwise };
        let people: Vec<f64> = input(PEOPLE).iter().map(|people| orderly(*people, 1.0).max(1.0)).collect();
        let share = |place: usize| {
            let at = |number: usize, otherwise: f64| orderly(input(number)[place], otherwise).clamp(0.0, 1.0);
            let of_old = |number: usize| (orderly(input(number)[place], 0.0) / people[place]).clamp(0.0, 1.0);
            let (working, old) = (at(WORKING, 0.65), of_old(OVER_65));
            let dependent = orderly(input(DEPENDENCY)[place], 0.5).max(0.0) * working;
            let children = (dependent - old).max(0.0);
            let youth = (at(YOUTH, 0.2) * (working + old)).min(working);
            let oldest = of_old(OVER_80).min(old);
            let bands = [children, youth, working - youth, old - oldest, oldest];
            let sum: f64 = bands.iter().sum();
            bands.map(|band: f64| if sum > 0.0 { band / sum } else { 1.0 / BANDS as f64 })
        };
        People {
            shares: (0..people.len()).map(share).collect(),
            force: Arc::clone(&self.force),
            places: Places {
                contacts: self.contacts.clone(),
                income: input(INCOME).iter().map(|income| orderly(*income, SOME_INCOME).max(1.0)).collect(),
                arrivals: Arc::clone(&self.arrivals),
                background: self.process.settings.background,
                people,
            },
        }
    }

    /// The pandemic of a draw that begins this year.
    fn strike(&self, turn: &Turn<'_>, draw: usize, id: u64, origin: Origin, moved: &Policy) -> Event {
        let year = i32::from(turn.year.0);
        let (process, law) = (&*self.process, &self.laws[draw]);
        let luck = Luck::at(self.draws.chance, id, year, 0, process.yearly);
        let people = self.people(turn, draw);
        let place = chosen(&people.places, origin, luck.nth(3));
        let shifts = moved.of(draw, place, self.units.len());
        let cause = Cause { draw, origin, people, shifts };
        if let Some(toll) = self.known(year, &cause) {
            return Event { began: year, toll };
        }
        let Cause { people, shifts, .. } = &cause;
        let [low, high] = process.settings.years;
        let years = low + (high - low) * luck.nth(4);
        let size = law.tail.exceeded_beyond(process.settings.least, luck.nth(5));
        let target = size / 1000.0 * years * people.total();
        let threshold =
            |unit: &u64| -libm::log(Luck::at(self.draws.chance, id, year, *unit, process.arrival).nth(0));
        let thresholds = self.units.iter().map(threshold).collect();
        let toll = Arc::new(toll(&process.settings, people, place, thresholds, target, luck, shifts));
        self.struck().of.push((cause, Arc::clone(&toll)));
        Event { began: year, toll }
    }

    /// What a pandemic of this cause came to in another branch this year. Those of other years are forgotten.
    fn known(&self, year: i32, cause: &Cause) -> Option<Arc<Toll>> {
        let mut struck = self.struck();
        if struck.year != year {
            *struck = Struck { year, of: Vec::new() };
        }
        struck.of.iter().find(|(known, _)| known == cause).map(|(_, toll)| Arc::clone(toll))
    }

    fn struck(&self) -> MutexGuard<'_, Struck> {
        self.struck.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where a pandemic comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Origin {
    Natural,
    Laboratory,
    Deliberate,
}

/// The country where it begins: in proportion to people, to output where it is a laboratory. Assumptions.
fn chosen(places: &Places, origin: Origin, luck: f64) -> usize {
    let weight = |place: usize| match origin {
        Origin::Laboratory => places.people[place] * places.income[place],
        Origin::Natural | Origin::Deliberate => places.people[place],
    };
    let number = places.people.len();
    let mut left = luck * (0..number).map(weight).sum::<f64>();
    for place in 0..number {
        left -= weight(place);
        if left < 0.0 {
            return place;
        }
    }
    number.saturating_sub(1)
}

fn law(process: &Epidemic, calibrated: &Calibrated, luck: Luck) -> Law {
    let settings: &Settings = &process.settings;
    let found = calibrated.get("law").map_or(&[][..], Vec::as_slice);
    let number = |at: usize| found.get(at).copied().unwrap_or_default();
    let shape = (number(0) + number(1) * luck.normal(0)).max(0.05);
    let tail = Tail { shape, scale: number(2).max(1e-9), threshold: THRESHOLD, greatest: settings.greatest };
    let natural = match settings.frequency {
        // Epidemics counted in a window are a Poisson number; half of one more keeps the rate above 0.
        Frequency::Record => {
            let (counted, years) = (number(4) + 0.5, number(5).max(1.0));
            let spread = 1.0 / counted.sqrt();
            let rate = counted / years * libm::exp(spread * luck.normal(4) - 0.5 * spread * spread);
            rate * number(3) * tail.beyond(settings.least)
        }
        Frequency::CovidSize([low, high]) => {
            let chance = low + (high - low) * luck.nth(8);
            let beyond = tail.beyond(settings.covid_size.max(settings.least)).max(1e-6);
            -libm::log1p(-chance) * tail.beyond(settings.least) / beyond
        }
    };
    let [few, many] = settings.seeds;
    let seeds = few + (many - few) * luck.nth(9);
    let [rare, common] = settings.deliberate;
    let deliberate = match rare > 0.0 {
        true => libm::exp(libm::log(rare) + (libm::log(common) - libm::log(rare)) * luck.nth(10)),
        false => common * luck.nth(10),
    };
    Law { tail, natural, laboratory: settings.facilities * settings.release * seeds, deliberate }
}

/// What policy moves this year, in all draws.
struct Policy {
    /// By number in `KIND`.
    moved: Vec<Option<Vec<f64>>>,
}

impl Policy {
    fn of_turn(turn: &Turn<'_>) -> Self {
        Self { moved: (0..super::KIND.levers.len()).map(|lever| turn.moved(lever)).collect() }
    }

    /// A shift of the world.
    fn world(&self, lever: usize, draw: usize) -> f64 {
        self.moved[lever].as_ref().map_or(0.0, |moved| moved[draw])
    }

    fn of(&self, draw: usize, origin: usize, units: usize) -> Shifts {
        let by_country = |lever: usize| {
            let moved = self.moved[lever].as_ref();
            moved.map_or_else(Vec::new, |moved| moved[draw * units..][..units].to_vec())
        };
        Shifts {
            detection: by_country(0).get(origin).copied().unwrap_or_default(),
            response: by_country(1),
            distancing: by_country(2),
            travel: self.world(3, draw),
            vaccine_start: self.world(4, draw),
            vaccine_capacity: self.world(5, draw),
            vaccine_inequality: self.world(6, draw),
        }
    }
}

impl Running for RunningEpidemic {
    fn advance(&mut self, turn: &Turn<'_>, _work: &mut Workspace, out: &mut [Vec<f64>]) {
        let (_, axis, _) = turn.wires.inputs[PEOPLE];
        if self.units.is_empty() {
            self.meet(turn.now.ids(axis));
        }
        let (year, units) = (i32::from(turn.year.0), self.units.len());
        let moved = Policy::of_turn(turn);
        let none_until = self.calibrated.get(NONE_UNTIL).and_then(|years| years.first().copied());
        let may_begin = none_until.is_none_or(|last| f64::from(year) > last);
        out.iter_mut().for_each(Vec::clear);
        for (draw, id) in self.draws.ids().enumerate() {
            let luck = Luck::at(self.draws.chance, id, year, 0, self.process.yearly);
            let law = self.laws[draw];
            let sources = [
                (Origin::Natural, law.natural),
                (Origin::Laboratory, law.laboratory * libm::exp(moved.world(7, draw))),
                (Origin::Deliberate, law.deliberate * libm::exp(moved.world(8, draw))),
            ];
            // One a year; the first that luck brings.
            let begins = |(number, (_, rate)): &(usize, &(Origin, f64))| {
                may_begin && luck.nth(*number as u64) < chance_of_any(*rate)
            };
            let origin = sources.iter().enumerate().find(begins).map(|(_, (origin, _))| *origin);
            if let Some(origin) = origin {
                let event = self.strike(turn, draw, id, origin, &moved);
                self.events[draw].push(event);
            }
            let (mut deaths, mut infected) = (vec![0.0; units], vec![0.0; units]);
            for event in &self.events[draw] {
                let age = (year - event.began) as usize;
                let pay = |column: &mut Vec<f64>, toll: &Infections| {
                    let of_year = toll.iter().map(|years| years.get(age).copied().unwrap_or_default());
                    column.iter_mut().zip(of_year).for_each(|(sum, number)| *sum += number);
                };
                pay(&mut deaths, &event.toll.deaths);
                pay(&mut infected, &event.toll.infected);
            }
            self.events[draw].retain(|event| year - event.began + 1 < YEARS as i32);
            if !self.events[draw].is_empty() || origin.is_some() {
                // Two at once never kill more than there are.
                let people = turn.input(PEOPLE, 0).draw(draw);
                deaths
                    .iter_mut()
                    .zip(people)
                    .for_each(|(deaths, people)| *deaths = deaths.min(people.max(0.0)));
            }
            out[0].extend(deaths);
            out[1].extend(infected);
            let is = |wanted: &[Origin]| {
                f64::from(u8::from(origin.is_some_and(|origin| wanted.contains(&origin))))
            };
            out[2].push(f64::from(u8::from(origin.is_some())));
            out[3].push(is(&[Origin::Laboratory]));
            out[4].push(is(&[Origin::Deliberate]));
        }
    }
}
