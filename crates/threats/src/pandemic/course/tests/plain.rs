//! The course, one place after the other: as it reads in a paper, to compare with.

use super::super::*;

/// Where a place stands.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    susceptible: f64,
    exposed: f64,
    infectious: f64,
    /// Persons vaccinated.
    vaccinated: f64,
    infected: f64,
    /// Arrivals so far that would start an epidemic.
    pressure: f64,
    reached: bool,
    over: bool,
}

/// Runs a pandemic until it is over everywhere.
pub(super) fn plainly(
    places: &Places,
    pathogen: &Pathogen,
    answer: &Answer,
    beginning: &Beginning,
) -> Infections {
    let start = |people: &f64| Place { susceptible: *people, ..Place::default() };
    let mut states: Vec<Place> = places.people.iter().map(start).collect();
    let mut infections = vec![[0.0; YEARS]; states.len()];
    reach(&mut states[beginning.place], pathogen.reproduction);
    infections[beginning.place][0] = states[beginning.place].infected;
    let mut stock = PlainStock::new(places, answer);
    for day in 0..YEARS * YEAR - beginning.day {
        let year = (beginning.day + day) / YEAR;
        let known = day as f64 >= answer.detected;
        if day % TRAVEL_STEP == 0 {
            let share = if known { answer.travel } else { 1.0 };
            travel(places, pathogen, beginning, share, &mut states);
        }
        let mut under_way = false;
        for (place, state) in states.iter_mut().enumerate() {
            if !state.reached || state.over {
                continue;
            }
            let before = state.infected;
            let factor = places.contacts[place] * left(answer, place, day, state, places.people[place]);
            advance(state, pathogen, factor, places.people[place]);
            state.over = state.exposed + state.infectious < OVER;
            infections[place][year] += state.infected - before;
            under_way |= !state.over;
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

/// An epidemic takes hold: as many infected as one that survives grows from, on average.
fn reach(state: &mut Place, reproduction: f64) {
    let seed = (reproduction / (reproduction - 1.0).max(0.05)).clamp(1.0, 20.0).min(state.susceptible);
    state.reached = true;
    state.exposed += seed;
    state.susceptible -= seed;
    state.infected += seed;
}

/// Share of transmission that is left in a place on a day.
fn left(answer: &Answer, place: usize, day: usize, state: &Place, people: f64) -> f64 {
    let responds = day as f64 >= answer.detected + answer.response_delay[place];
    if responds && state.infected >= answer.trigger * people { answer.leaves[place] } else { 1.0 }
}

/// Moves one place on by a day.
fn advance(state: &mut Place, pathogen: &Pathogen, factor: f64, people: f64) {
    let force = factor * pathogen.reproduction / pathogen.infectious * state.infectious / people;
    // The series is exact to 1e-13 there and much quicker.
    let caught =
        if force < 1e-3 { force * (1.0 - 0.5 * force * (1.0 - force / 3.0)) } else { -libm::expm1(-force) };
    let infected = state.susceptible * caught;
    let (fall_ill, removed) = (state.exposed / pathogen.latent, state.infectious / pathogen.infectious);
    state.susceptible -= infected;
    state.exposed += infected - fall_ill;
    state.infectious += fall_ill - removed;
    state.infected += infected;
}

/// Arrivals in places not yet reached, and which of those are reached now.
fn travel(places: &Places, pathogen: &Pathogen, beginning: &Beginning, share: f64, states: &mut [Place]) {
    if states.iter().all(|state| state.reached) {
        return;
    }
    let carriers = |state: &Place| if state.over { 0.0 } else { state.exposed + state.infectious };
    let prevalence: Vec<f64> =
        states.iter().zip(&places.people).map(|(state, people)| carriers(state) / people).collect();
    let world = states.iter().map(carriers).sum::<f64>() / places.people.iter().sum::<f64>();
    for (place, state) in states.iter_mut().enumerate().filter(|(_, state)| !state.reached) {
        let by_route: f64 =
            places.arrivals[place].iter().map(|(from, number)| prevalence[*from] * number).sum();
        let come = by_route + places.background * places.people[place] * world;
        let reproduction = pathogen.reproduction * places.contacts[place];
        let takes_hold = (1.0 - 1.0 / reproduction).max(0.0);
        state.pressure += TRAVEL_STEP as f64 * share * come * takes_hold;
        if takes_hold > 0.0 && state.pressure >= beginning.thresholds[place] {
            reach(state, reproduction);
        }
    }
}

/// Vaccine as it is shared out.
struct PlainStock {
    /// Persons a day.
    daily: f64,
    /// By place.
    weight: Vec<f64>,
}

impl PlainStock {
    fn new(places: &Places, answer: &Answer) -> Self {
        let power = answer.vaccine_inequality;
        let weight = |(people, income): (&f64, &f64)| people * libm::pow(income.max(1.0), power);
        Self {
            daily: answer.vaccine_capacity * places.people.iter().sum::<f64>(),
            weight: places.people.iter().zip(&places.income).map(weight).collect(),
        }
    }

    /// Gives a day's doses to places that have people left to vaccinate.
    fn give(&mut self, places: &Places, answer: &Answer, states: &mut [Place]) {
        let wants = |state: &Place, people: f64| state.vaccinated < answer.vaccine_coverage * people;
        let open = states.iter().zip(&places.people).zip(&self.weight);
        let total: f64 =
            open.filter(|((state, people), _)| wants(state, **people)).map(|(_, weight)| weight).sum();
        if total <= 0.0 {
            return;
        }
        for ((state, people), weight) in states.iter_mut().zip(&places.people).zip(&self.weight) {
            if wants(state, *people) {
                let most = answer.vaccine_coverage * people - state.vaccinated;
                let doses = (self.daily * weight / total).min(most);
                let unvaccinated = (people - state.vaccinated).max(doses);
                // Whoever is not vaccinated yet is as likely as another to be susceptible.
                let protected = answer.vaccine_efficacy * doses * (state.susceptible / unvaccinated).min(1.0);
                state.susceptible = (state.susceptible - protected).max(0.0);
                state.vaccinated += doses;
            }
        }
    }
}
