//! People of a set of draws by country, age and sex, taken from year to year.
//!
//! Draws stand side by side, and a branch shares those whom it has not made differ: a year of a country's people follows from
//! where they stood, the rates of the year and what came on top, so that a branch in which all three are those of the first
//! takes over what the first came to. A first branch that is kept for long lets go of its people after the first year: what is
//! told of them, and what came on top, is enough until a branch differs. Then they are taken there again.

use std::sync::Arc;

use forefend_drivers::cohort::{AGES, Flows, Measures, Side, Vital, advance_side, measures_side, total_side};

use super::prepared::Prepared;
use super::rates::{Drawn, Way};
use super::{Draws, SIDE};

/// Where all countries stand in a set of draws.
#[derive(Clone)]
pub(super) struct Cohorts {
    prepared: Arc<Prepared>,
    draws: usize,
    /// Rates of the calendar year that `people` have reached.
    drawn: Arc<Drawn>,
    /// The same of a light one as it was kept, which branches begin from.
    kept: Option<Arc<Drawn>>,
    /// By country, then [`SIDE`] draws; places beyond the last draw stand empty.
    people: Vec<Vec<Stand>>,
    /// Net migrants of the calendar year reached, by draw, then country.
    net_migrants: Vec<Vec<f64>>,
}

/// The people of a country in draws side by side.
#[derive(Clone)]
struct Stand {
    /// None where they stand as in the first branch, which has let go of them.
    people: Option<Arc<Side<SIDE>>>,
    /// All of them.
    total: [f64; SIDE],
    told: [Told; SIDE],
}

/// What is told of the people of a country in a draw: where they stand, and the year that came to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    pub(super) measures: Measures,
    pub(super) flows: Flows,
}

/// A year of a country's people as the first branch has it: where they stood, what came on top, and where it took them.
pub(super) struct Taken {
    /// None where the first branch has let go of them.
    before: Option<Arc<Side<SIDE>>>,
    on_top: OnTop,
    after: Stand,
}

/// Deaths in conflict and in pandemics, and net migrants, of draws side by side.
type OnTop = [[f64; 3]; SIDE];

impl Taken {
    /// Bytes of memory that it takes.
    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>() + self.after.people.as_ref().map_or(0, |_| size_of::<Side<SIDE>>())
    }

    /// The same without people, but for those of before where it `begins`.
    pub(super) fn light(&self, begins: bool) -> Self {
        Self {
            before: self.before.clone().filter(|_| begins),
            after: Stand { people: None, ..self.after.clone() },
            ..*self
        }
    }

    /// Whether the same year, to the bit, lies before people who stand at `before`.
    fn is_that_of(&self, before: Option<&Arc<Side<SIDE>>>, on_top: &OnTop) -> bool {
        let same = match (&self.before, before) {
            (None, None) => true,
            (Some(own), Some(before)) => Arc::ptr_eq(own, before),
            _ => false,
        };
        let bits = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits();
        same && self.on_top.as_flattened().iter().zip(on_top.as_flattened()).all(bits)
    }
}

impl Stand {
    fn of(people: Arc<Side<SIDE>>, flows: &[Flows; SIDE]) -> Self {
        Self { total: total_side(&people), told: told(&people, flows), people: Some(people) }
    }
}

/// Takes people, so many in all, to 1 July of the next year.
fn advance(
    people: &mut Side<SIDE>,
    total: &[f64; SIDE],
    (way, side): (&Way, usize),
    on_top: &OnTop,
) -> [Flows; SIDE] {
    let mut vital = [Vital::default(); SIDE];
    for ((slot, of_draw), on_top) in vital.iter_mut().zip(&way.vital[side * SIDE..]).zip(on_top) {
        let [extra_deaths, disease_deaths, net_migrants] = *on_top;
        *slot = Vital { extra_deaths, disease_deaths, net_migrants, ..*of_draw };
    }
    advance_side(people, &way.survival[side], &way.schedule, (&vital, total))
}

impl Cohorts {
    /// The people of the base year, restated by each draw.
    pub(super) fn begin(prepared: Arc<Prepared>, drawn: Drawn, draws: Draws) -> Self {
        let mut people: Vec<Vec<Stand>> = Vec::with_capacity(prepared.countries.len());
        for (place, country) in prepared.countries.iter().enumerate() {
            let mut of_draws = vec![*country.people; draws.number];
            drawn.restate(&prepared, place, &mut of_draws);
            let mut side = vec![[[[0.0; SIDE]; AGES]; 2]; draws.number.div_ceil(SIDE)];
            for (draw, people) in of_draws.iter().enumerate() {
                let all = side[draw / SIDE].as_flattened_mut().iter_mut();
                all.zip(people.as_flattened()).for_each(|(slot, people)| slot[draw % SIDE] = *people);
            }
            let stand = |side| Stand::of(Arc::new(side), &[country.flows; SIDE]);
            people.push(side.into_iter().map(stand).collect());
        }
        let net: Vec<f64> = prepared.base_rates().map(|vital| vital.net_migrants).collect();
        Self {
            net_migrants: vec![net; draws.number],
            draws: draws.number,
            drawn: Arc::new(drawn),
            kept: None,
            people,
            prepared,
        }
    }

    /// The calendar year reached.
    pub(super) fn year(&self) -> i32 {
        self.drawn.year
    }

    /// What is told of a country, by draw; nothing of one whose people are not known.
    pub(super) fn told(&self, id: u64) -> impl Iterator<Item = &Told> {
        let place = self.prepared.ids.binary_search(&id).ok();
        let stands = place.map_or(&[][..], |place| &self.people[place]);
        stands.iter().flat_map(|stand| &stand.told).take(self.draws)
    }

    /// Lets go of the people of later years, and of what takes them there.
    pub(super) fn lighten(&mut self) {
        debug_assert!(self.people.iter().flatten().all(|stand| stand.people.is_some()), "lightened twice");
        self.drawn = self.drawn.light(self.drawn.year);
        self.kept = Some(Arc::clone(&self.drawn));
    }

    /// The people of a country in draws side by side, as they stand where the first branch has let go of them: taken there again.
    fn again(&self, place: usize, side: usize) -> Option<Arc<Side<SIDE>>> {
        let mut at = self.kept.as_ref()?;
        let mut people = None;
        while at.year < self.drawn.year {
            at = at.next.get()?;
            let known = at.first.get()?.get(place)?.get(side)?;
            let mut stood = known.before.clone().or(people)?;
            let total = total_side(&stood);
            at.way(&self.prepared, place, |way| {
                advance(Arc::make_mut(&mut stood), &total, (way, side), &known.on_top)
            })?;
            people = Some(stood);
        }
        people
    }

    /// Bytes of memory that it takes, with what it shares with its forks.
    pub(super) fn bytes(&self) -> u64 {
        let sides: usize = self.people.iter().map(Vec::len).sum();
        (sides * (size_of::<Stand>() + size_of::<Side<SIDE>>())) as u64 + self.drawn.bytes()
    }

    /// Gleditsch-Ward numbers of the countries, in their order.
    pub(super) fn ids(&self) -> &[u64] {
        &self.prepared.ids
    }

    /// Takes all people to 1 July of the next year; `fallen` is what conflict takes of the country at a place in a draw,
    /// and a pandemic.
    pub(super) fn step(&mut self, fallen: &dyn Fn(usize, usize) -> [f64; 2]) {
        let drawn = Arc::clone(self.drawn.next(&self.prepared));
        let total = |draw: usize| -> Vec<f64> {
            self.people.iter().map(|stands| stands[draw / SIDE].total[draw % SIDE]).collect()
        };
        let net = |draw: usize| drawn.net_migrants(&self.prepared, draw, &total(draw));
        let net: Vec<Vec<f64>> = (0..self.draws).map(net).collect();
        let (before, draws) = (std::mem::take(&mut self.net_migrants), self.draws);
        let on_top = |(place, side): (usize, usize)| {
            let mut on_top = OnTop::default();
            for (lane, draw) in (side * SIDE..draws.min((side + 1) * SIDE)).enumerate() {
                let [conflict, disease] = fallen(place, draw);
                on_top[lane] = [conflict, disease, 0.5 * (before[draw][place] + net[draw][place])];
            }
            on_top
        };
        // Only where somebody else holds the year before will anybody ask.
        let is_asked = drawn.first.get().is_none() && Arc::strong_count(&self.drawn) > 1;
        let mut taken: Vec<Vec<Taken>> = Vec::new();
        for place in 0..self.people.len() {
            let sides = 0..self.people[place].len();
            let of_side = |side| self.take((place, side), &drawn, on_top((place, side)), is_asked);
            taken.push(sides.filter_map(of_side).collect());
        }
        if is_asked {
            // Another branch may have been first by now; who asks compares.
            let _ = drawn.first.set(taken);
        }
        self.net_migrants = net;
        self.drawn = drawn;
    }

    /// Takes the people of a country in draws side by side to the year of `drawn`, and tells how where it `is_asked`. Those of a country
    /// that has no schedule stay as they are.
    fn take(
        &mut self,
        (place, side): (usize, usize),
        drawn: &Drawn,
        on_top: OnTop,
        is_asked: bool,
    ) -> Option<Taken> {
        let known = drawn.first.get().and_then(|first| first[place].get(side));
        let stand = &mut self.people[place][side];
        if let Some(known) = known.filter(|known| known.is_that_of(stand.people.as_ref(), &on_top)) {
            stand.clone_from(&known.after);
            return None;
        }
        let total = stand.total;
        let people = stand.people.take().or_else(|| self.again(place, side));
        // Who is not found is no number, and the run says so.
        let mut people = people.unwrap_or_else(|| Arc::new([[[f64::NAN; SIDE]; AGES]; 2]));
        let before = is_asked.then(|| Arc::clone(&people));
        let flows = drawn.way(&self.prepared, place, |way| {
            advance(Arc::make_mut(&mut people), &total, (way, side), &on_top)
        });
        let Some(flows) = flows else {
            self.people[place][side].people = Some(people);
            return None;
        };
        // What is told is found while these people are at hand: those of all countries are more than a cache holds.
        let after = &mut self.people[place][side];
        *after = Stand::of(people, &flows);
        before.map(|before| Taken { before: Some(before), on_top, after: after.clone() })
    }
}

fn told(people: &Side<SIDE>, flows: &[Flows; SIDE]) -> [Told; SIDE] {
    let measures = measures_side(people);
    std::array::from_fn(|lane| Told { measures: measures[lane], flows: flows[lane] })
}
