//! One year of a population.

use super::error::CohortError;
use super::fertility::{Pattern, SPAN, YOUNGEST};
use super::migration::Migrants;
use super::mortality::Mortality;
use super::vital::{AGES, FEMALE, Flows, MALE, People, Side, SideSurvival, Vital};

/// Ages of men that conflict takes most of.
const FIGHTERS: std::ops::Range<usize> = 15..50;
/// How many times as likely as others a man of that age is to die in conflict. An assumption.
const RISK: f64 = 6.0;
/// No more than this share of an age die in conflict in one year.
const WORST: f64 = 0.5;

/// What is the same for a country's year in all draws.
#[derive(Debug, Clone)]
pub struct YearSchedule {
    /// Shares of the total fertility rate by mothers' age.
    pub fertility: Pattern,
    /// Boys born for each girl.
    sex_ratio: f64,
    /// Where migrants fall.
    pub migrants: Migrants,
}

impl YearSchedule {
    /// Puts the schedules of a year together.
    ///
    /// # Errors
    /// A sex ratio at birth that is no number above 0 and below 10.
    pub fn new(fertility: Pattern, sex_ratio: f64, migrants: Migrants) -> Result<Self, CohortError> {
        if !(sex_ratio > 0.0 && sex_ratio < 10.0) {
            return Err(CohortError::SexRatio { value: sex_ratio });
        }
        Ok(Self { fertility, sex_ratio, migrants })
    }
}

/// Room to work in; what it holds means nothing to whoever comes next.
#[derive(Debug, Clone)]
pub struct Work<const L: usize = 1> {
    next: Side<L>,
    /// Share of each age that other causes take in the year.
    mortality: Side<L>,
    /// Of one sex: those who come less those who leave, and those who survive.
    moved: Ages<L>,
    survivors: Ages<L>,
}

/// People of one sex of `L` draws side by side.
type Ages<const L: usize> = [[f64; L]; AGES];

impl<const L: usize> Default for Work<L> {
    fn default() -> Self {
        let nobody = [[0.0; L]; AGES];
        Self { next: [nobody; 2], mortality: [nobody; 2], moved: nobody, survivors: nobody }
    }
}

/// Takes a population from one 1 July to the next. Half of the net migrants are there from the beginning, half come in the
/// middle. `mortality` is by sex, female first.
///
/// P(t+1) = P(t) + births - deaths + migrants holds to rounding whatever the rates; nobody is ever fewer than none.
pub fn advance(
    people: &mut People,
    mortality: &[Mortality; 2],
    schedule: &YearSchedule,
    vital: &Vital,
    work: &mut Work,
) -> Flows {
    let mut survival: SideSurvival<1> = [[[0.0]; AGES + 1]; 2];
    for sex in [FEMALE, MALE] {
        mortality[sex].survival_beside(vital.e0[sex], 0, &mut survival[sex]);
    }
    let mut one = people.map(|ages| ages.map(|people| [people]));
    let total = one.as_flattened().iter().map(|[people]| people).sum();
    let [flows] = advance_side(&mut one, &survival, schedule, (&[*vital], &[total]), work);
    *people = one.map(|ages| ages.map(|[people]| people));
    flows
}

/// The same of the people of `L` draws side by side, each with the bits that it has by itself. `survival` is that of the life expectancies
/// of `vital`, `total` the sum of all people of each draw, women first, age after age.
pub fn advance_side<const L: usize>(
    people: &mut Side<L>,
    survival: &SideSurvival<L>,
    schedule: &YearSchedule,
    (vital, total): (&[Vital; L], &[f64; L]),
    work: &mut Work<L>,
) -> [Flows; L] {
    let mut flows = [Flows { births: 0.0, deaths: 0.0, migrants: 0.0 }; L];
    for sex in [FEMALE, MALE] {
        schedule.migrants.spread(sex, (vital, total), &people[sex], &mut work.moved);
        survive(&people[sex], &work.moved, &survival[sex], &mut work.survivors);
        let next = &mut work.next[sex];
        next[1..].copy_from_slice(&work.survivors[..AGES - 1]);
        let (next, oldest) = (next[AGES - 1].iter_mut(), &work.survivors[AGES - 1]);
        next.zip(oldest).for_each(|(next, oldest)| *next += oldest);
        let [there, came, left] = sums([&people[sex], &work.moved, &work.survivors]);
        for (lane, flows) in flows.iter_mut().enumerate() {
            flows.migrants += came[lane];
            flows.deaths += there[lane] + came[lane] - left[lane];
        }
    }
    let births = births(&people[FEMALE], &work.next[FEMALE], &schedule.fertility, vital);
    let boys = schedule.sex_ratio / (1.0 + schedule.sex_ratio);
    for (sex, share) in [(FEMALE, 1.0 - boys), (MALE, boys)] {
        for (lane, flows) in flows.iter_mut().enumerate() {
            flows.births = births[lane];
            let born = births[lane] * share;
            work.next[sex][0][lane] = born * survival[sex][0][lane];
            flows.deaths += born - work.next[sex][0][lane];
        }
    }
    if vital.iter().any(|vital| vital.extra_deaths > 0.0) {
        fall(&mut work.next, vital, &mut flows);
    }
    if vital.iter().any(|vital| vital.disease_deaths > 0.0) {
        for (mortality, survival) in work.mortality.iter_mut().zip(survival) {
            for (dying, survive) in mortality.iter_mut().zip(&survival[1..]) {
                *dying = survive.map(|survive| 1.0 - survive);
            }
        }
        sicken(&mut work.next, &work.mortality, vital, &mut flows);
    }
    *people = work.next;
    flows
}

/// Survivors of one sex, by their age at the beginning.
fn survive<const L: usize>(
    people: &Ages<L>,
    moved: &Ages<L>,
    survival: &[[f64; L]; AGES + 1],
    survivors: &mut Ages<L>,
) {
    let known = people.as_flattened().iter().zip(moved.as_flattened()).zip(survival[1..].as_flattened());
    for (survivors, ((now, moved), s)) in survivors.as_flattened_mut().iter_mut().zip(known) {
        let half = 0.5 * moved;
        // Where most of an age leave and few survive, those who leave in the middle are counted among the dead first.
        let left = (now + half) * s + half * 0.5 * (1.0 + s);
        *survivors = if 0.0 > left { 0.0 } else { left };
    }
}

/// Sums over ages, one age after the other. By itself, so that the compiler keeps the sums of all draws side by side.
#[inline(never)]
fn sums<const L: usize>(of: [&Ages<L>; 3]) -> [[f64; L]; 3] {
    let mut sums = [[nothing(); L]; 3];
    for ((a, b), c) in of[0].iter().zip(of[1]).zip(of[2]) {
        for lane in 0..L {
            sums[0][lane] += a[lane];
            sums[1][lane] += b[lane];
            sums[2][lane] += c[lane];
        }
    }
    sums
}

/// The sum of nobody, from which the standard library's sums begin.
fn nothing() -> f64 {
    std::iter::empty::<f64>().sum()
}

/// Births of the year: women of each age at its middle (the mean of beginning and end), at the year's rates.
fn births<const L: usize>(
    before: &Ages<L>,
    after: &Ages<L>,
    pattern: &Pattern,
    vital: &[Vital; L],
) -> [f64; L] {
    let mut mean = [nothing(); L];
    let women = before[YOUNGEST..YOUNGEST + SPAN].iter().zip(&after[YOUNGEST..YOUNGEST + SPAN]);
    for (share, (a, b)) in pattern.iter().zip(women) {
        (0..L).for_each(|lane| mean[lane] += share * (a[lane] + b[lane]));
    }
    std::array::from_fn(|lane| 0.5 * vital[lane].tfr.max(0.0) * mean[lane])
}

/// Takes deaths of a pandemic away: by age and sex in proportion to deaths of other causes, which is roughly how COVID-19 took
/// them; an assumption for another disease.
fn sicken<const L: usize>(
    people: &mut Side<L>,
    mortality: &Side<L>,
    vital: &[Vital; L],
    flows: &mut [Flows; L],
) {
    let at_risk = |sex: usize| {
        let mut sum = [nothing(); L];
        for (people, dying) in people[sex].iter().zip(&mortality[sex]) {
            (0..L).for_each(|lane| sum[lane] += people[lane] * dying[lane]);
        }
        sum
    };
    let (women, men) = (at_risk(FEMALE), at_risk(MALE));
    let at_risk = std::array::from_fn(|lane| women[lane] + men[lane]);
    let share = |sex: usize, age: usize, lane: usize, rate: f64| rate * mortality[sex][age][lane];
    take(people, &vital.map(|vital| vital.disease_deaths), &at_risk, share, flows);
}

/// Takes deaths in conflict away: men of fighting age have [`RISK`] times the others' risk.
fn fall<const L: usize>(people: &mut Side<L>, vital: &[Vital; L], flows: &mut [Flows; L]) {
    let risk = |sex: usize, age: usize| if sex == MALE && FIGHTERS.contains(&age) { RISK } else { 1.0 };
    let mut at_risk = [nothing(); L];
    for (sex, people) in people.iter().enumerate() {
        for (age, people) in people.iter().enumerate() {
            let risk = risk(sex, age);
            at_risk.iter_mut().zip(people).for_each(|(sum, people)| *sum += risk * people);
        }
    }
    let share = |sex: usize, age: usize, _: usize, rate: f64| rate * risk(sex, age);
    take(people, &vital.map(|vital| vital.extra_deaths), &at_risk, share, flows);
}

/// Takes deaths away from every draw that has some and somebody at risk: of an age the share that `share` makes of deaths over those at
/// risk, held to [`WORST`].
fn take<const L: usize>(
    people: &mut Side<L>,
    deaths: &[f64; L],
    at_risk: &[f64; L],
    share: impl Fn(usize, usize, usize, f64) -> f64,
    flows: &mut [Flows; L],
) {
    let some: [bool; L] = std::array::from_fn(|lane| deaths[lane] > 0.0 && at_risk[lane] > 0.0);
    // A rate of nothing takes nobody.
    let rate: [f64; L] =
        std::array::from_fn(|lane| if some[lane] { deaths[lane] / at_risk[lane] } else { 0.0 });
    let mut dead = [0.0; L];
    for (sex, people) in people.iter_mut().enumerate() {
        for (age, people) in people.iter_mut().enumerate() {
            for lane in 0..L {
                let share = share(sex, age, lane, rate[lane]);
                let of_age = people[lane] * if WORST < share { WORST } else { share };
                people[lane] -= of_age;
                dead[lane] += of_age;
            }
        }
    }
    for lane in (0..L).filter(|lane| some[*lane]) {
        flows[lane].deaths += dead[lane];
    }
}
