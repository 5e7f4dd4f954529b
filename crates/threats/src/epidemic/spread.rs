use super::{
    Choices, Disease, Epidemic, EpidemicError, Outbreak, Place, Travel,
    binomial::{binomial_with, rounded},
};

/// A place with at least so many infected grows by itself: whom it takes in and sends to others like it changes nothing, and is not drawn.
const QUIET_BELOW: i64 = 1_000;
/// Links that are compared at a time.
const NEAR: usize = 8;
/// Days of a year of [`Course::infections`].
const YEAR: u32 = 365;

/// What an epidemic did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// Day on which the first infected person was in each place.
    pub first_case: Vec<Option<u32>>,
    /// Day on which as many as [`Outbreak::reached_at`] had been infected in each place.
    pub reached: Vec<Option<u32>>,
    /// Infections in each place (inner), by year of 365 days since day 0 (outer).
    pub infections: Vec<Vec<i64>>,
    /// People of each place after the last day.
    pub places: Vec<Place>,
    /// Days computed: those asked for, or until nobody was infected.
    pub days: u32,
}

/// Lets an outbreak spread through places joined by travel, day by day: everybody of a place meets everybody there alike.
///
/// Infections, onsets and recoveries of a day are binomial. Exposed and infectious people travel: how many leave is binomial, where to goes by
/// systematic draws along the links, and each changes places with one who is not infected, so that every place keeps its people. Of those
/// who take one link on a day, as many are exposed as expected, rounded up or down at random; so are the susceptible whom they replace.
/// Between places with 1,000 infected or more each, nobody needs to travel. The work is that of places with infected people alone.
///
/// * `people`: people by place, all susceptible.
/// * `numbers(place, day, block)`: four uniform numbers inside (0, 1), the same whenever asked again (counter-based). Block 0 is one place's
///   day, blocks from 1 its travellers.
/// * `control`: called at the start of each day with the state; whatever it decides by what has been seen so far (or by the day alone) holds from then on.
///
/// # Errors
/// Lists that are not as long as the network has places, seeds that do not fit, a disease that is none.
///
/// # Examples
/// ```
/// use forefend_threats::epidemic::{Disease, Outbreak, Travel, spread};
/// use forefend_threats::network::Seats;
/// let people = [1_000_000, 500_000];
/// let travel = Travel::new(&Seats::new(2, &[(0, 1, 1.0), (1, 0, 1.0)])?, &people, 2_000.0)?;
/// let disease = Disease { reproduction: 2.0, latent_days: 2.0, infectious_days: 3.0 };
/// let outbreak = Outbreak { seeds: vec![(0, 20)], days: 200, reached_at: 100 };
/// let half = |_place: usize, _day: u32, _block: u32| [0.5; 4];
/// let course = spread(&travel, &people, &disease, &outbreak, half, |epidemic, choices| {
///     if epidemic.day == 30 {
///         choices.set_travel(&travel, 0, 0.1); // a cut by 90 %, both directions
///     }
/// })?;
/// assert_eq!(course.places[1].people(), 500_000);
/// assert!(course.infections[0][0] > 600_000);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn spread(
    travel: &Travel,
    people: &[i64],
    disease: &Disease,
    outbreak: &Outbreak,
    numbers: impl Fn(usize, u32, u32) -> [f64; 4],
    mut control: impl FnMut(&Epidemic, &mut Choices),
) -> Result<Course, EpidemicError> {
    if people.len() != travel.places() {
        let (found, places) = (people.len(), travel.places());
        return Err(EpidemicError::Length { what: "people", found, places });
    }
    let daily = disease.daily()?;
    let mut epidemic = Epidemic::new(people, outbreak)?;
    let shares: Vec<f64> = people.iter().map(|&people| 1.0 / people as f64).collect();
    let mut choices = Choices::new(travel);
    let mut course = Course::new(&epidemic);
    let mut travellers = Vec::new();
    let mut anybody = note(&mut course, &epidemic, outbreak, |_, _| ());
    while epidemic.day < outbreak.days && anybody {
        control(&epidemic, &mut choices);
        immunise(&mut epidemic, &mut choices);
        let luck = DayLuck { numbers: &numbers, day: epidemic.day };
        let infected = course.year(epidemic.day);
        travellers.clear();
        for (place, now) in epidemic.places.iter_mut().enumerate() {
            if now.infected() > 0 {
                let u = luck.of(place, 0);
                let infections = now.day(&daily, choices.transmission[place], shares[place], &u);
                epidemic.ever_infected[place] += infections;
                infected[place] += infections;
                leave(now, travel, &mut choices, place, (&luck, u[3]), &mut travellers);
            }
        }
        for traveller in &travellers {
            exchange(&mut epidemic, traveller);
        }
        epidemic.day += 1;
        anybody = note(&mut course, &epidemic, outbreak, |place, infected| {
            choices.set_quiet(travel, place, infected < QUIET_BELOW);
        });
    }
    course.days = epidemic.day;
    course.places = epidemic.places;
    Ok(course)
}

impl Course {
    fn new(epidemic: &Epidemic) -> Self {
        let places = epidemic.places.len();
        let infections = vec![epidemic.ever_infected.clone()];
        Self {
            first_case: vec![None; places],
            reached: vec![None; places],
            infections,
            places: Vec::new(),
            days: 0,
        }
    }

    /// Infections of the year of this day, by place.
    fn year(&mut self, day: u32) -> &mut [i64] {
        let year = (day / YEAR) as usize;
        while self.infections.len() <= year {
            self.infections.push(vec![0; self.first_case.len()]);
        }
        &mut self.infections[year]
    }
}

/// The numbers of one day.
struct DayLuck<'a, N> {
    numbers: &'a N,
    day: u32,
}

impl<N: Fn(usize, u32, u32) -> [f64; 4]> DayLuck<'_, N> {
    fn of(&self, place: usize, block: u32) -> [f64; 4] {
        (self.numbers)(place, self.day, block)
    }
}

/// Infected people who go from one place to another.
struct Traveller {
    from: usize,
    to: usize,
    people: i64,
    /// Uniform numbers: how many of them are exposed, how many of those who come back are susceptible.
    u: [f64; 2],
}

fn immunise(epidemic: &mut Epidemic, choices: &mut Choices) {
    for (place, people) in choices.immunised.drain(..) {
        let place = &mut epidemic.places[place];
        let immune = people.clamp(0, place.susceptible);
        place.susceptible -= immune;
        place.removed += immune;
    }
}

/// Draws how many infected leave `place` for places where an arrival counts, and where each goes: at equal steps from a random start along the
/// links, each as long as its chance.
fn leave<N: Fn(usize, u32, u32) -> [f64; 4]>(
    here: &Place,
    travel: &Travel,
    choices: &mut Choices,
    place: usize,
    (luck, u): (&DayLuck<'_, N>, f64),
    travellers: &mut Vec<Traveller>,
) {
    let infected = here.infected();
    // Nobody has at least the chance 1 - mean (Bernoulli's inequality): most places need not know more.
    if u <= 1.0 - infected as f64 * choices.leaving_at_most(place) {
        return;
    }
    let chance = choices.leaving(travel, place);
    let leavers = binomial_with(infected, chance, u, || infected as f64 * libm::log1p(-chance));
    if leavers == 0 {
        return;
    }
    let (links, up_to) = (travel.links(place), choices.up_to(travel, place));
    let step = chance / leavers as f64;
    let (mut next, mut gone, mut block, mut at) = (step * luck.of(place, 1)[0], 0, 1, 0);
    while gone < leavers {
        at = first_beyond(up_to, at, next);
        let Some(&end) = up_to.get(at) else { break };
        let mut people = 0;
        while next < end && gone < leavers {
            people += 1;
            gone += 1;
            next += step;
        }
        block += 1;
        let [a, b, ..] = luck.of(place, block);
        travellers.push(Traveller { from: place, to: travel.end(links.start + at), people, u: [a, b] });
    }
}

/// First place from `at` on of what rises, where it is above `next`: mostly a near one, so that some are compared at a time without a branch
/// among them.
fn first_beyond(rising: &[f64], mut at: usize, next: f64) -> usize {
    while let Some(near) = rising.get(at..at + NEAR) {
        let below = near.iter().filter(|up_to| **up_to <= next).count();
        at += below;
        if below < NEAR {
            return at;
        }
    }
    at + rising[at..].iter().filter(|up_to| **up_to <= next).count()
}

/// Infected people change places with as many who are not infected.
fn exchange(epidemic: &mut Epidemic, traveller: &Traveller) {
    let (from, to) = (epidemic.places[traveller.from], epidemic.places[traveller.to]);
    let people = traveller.people.min(from.infected()).min(to.susceptible + to.removed);
    if people == 0 {
        return;
    }
    let expected = |of: i64, all: i64| people as f64 * of as f64 / all as f64;
    let exposed = rounded(expected(from.exposed, from.infected()), traveller.u[0])
        .clamp(people - from.infectious.min(people), from.exposed.min(people));
    let susceptible = rounded(expected(to.susceptible, to.susceptible + to.removed), traveller.u[1])
        .clamp(people - to.removed.min(people), to.susceptible.min(people));
    let mut give = |place: usize, sign: i64| {
        let place = &mut epidemic.places[place];
        place.exposed += sign * exposed;
        place.infectious += sign * (people - exposed);
        place.susceptible -= sign * susceptible;
        place.removed -= sign * (people - susceptible);
    };
    give(traveller.to, 1);
    give(traveller.from, -1);
    epidemic.ever_infected[traveller.to] += people;
}

/// Notes who has been reached by the start of the day, tells how many are infected in each place, and returns whether anybody is.
fn note(
    course: &mut Course,
    epidemic: &Epidemic,
    outbreak: &Outbreak,
    mut tell: impl FnMut(usize, i64),
) -> bool {
    let mut anybody = false;
    for (place, (now, &ever)) in epidemic.places.iter().zip(&epidemic.ever_infected).enumerate() {
        if ever > 0 && course.first_case[place].is_none() {
            course.first_case[place] = Some(epidemic.day);
        }
        if ever >= outbreak.reached_at && course.reached[place].is_none() {
            course.reached[place] = Some(epidemic.day);
        }
        let infected = now.infected();
        anybody |= infected > 0;
        tell(place, infected);
    }
    anybody
}
