//! One year of a population.

use forefend_wide::wide;

use super::error::CohortError;
use super::fertility::{Pattern, SPAN, YOUNGEST};
use super::migration::{Migrants, Spread};
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

/// People of one sex of `L` draws side by side.
type Ages<const L: usize> = [[f64; L]; AGES];

/// Takes a population from one 1 July to the next. Half of the net migrants are there from the beginning, half come in the
/// middle. `mortality` is by sex, female first.
///
/// P(t+1) = P(t) + births - deaths + migrants holds to rounding whatever the rates; nobody is ever fewer than none.
pub fn advance(
    people: &mut People,
    mortality: &[Mortality; 2],
    schedule: &YearSchedule,
    vital: &Vital,
) -> Flows {
    let mut survival: SideSurvival<1> = [[[0.0]; AGES + 1]; 2];
    for sex in [FEMALE, MALE] {
        mortality[sex].survival_side(&[vital.e0[sex]], &mut survival[sex]);
    }
    let mut one = people.map(|ages| ages.map(|people| [people]));
    let total = one.as_flattened().iter().map(|[people]| people).sum();
    let [flows] = advance_side(&mut one, &survival, schedule, (&[*vital], &[total]));
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
) -> [Flows; L] {
    let mut flows = [Flows { births: 0.0, deaths: 0.0, migrants: 0.0 }; L];
    let mut mothers = [[0.0; L]; SPAN];
    mothers.copy_from_slice(&people[FEMALE][YOUNGEST..YOUNGEST + SPAN]);
    for sex in [FEMALE, MALE] {
        let migrants = schedule.migrants.spread(sex, (vital, total));
        let [there, came, left] = grow_older(&mut people[sex], &survival[sex], &migrants);
        for (lane, flows) in flows.iter_mut().enumerate() {
            flows.migrants += came[lane];
            flows.deaths += there[lane] + came[lane] - left[lane];
        }
    }
    let births = births(&mothers, &people[FEMALE], &schedule.fertility, vital);
    let boys = schedule.sex_ratio / (1.0 + schedule.sex_ratio);
    for (sex, share) in [(FEMALE, 1.0 - boys), (MALE, boys)] {
        for (lane, flows) in flows.iter_mut().enumerate() {
            flows.births = births[lane];
            let born = births[lane] * share;
            people[sex][0][lane] = born * survival[sex][0][lane];
            flows.deaths += born - people[sex][0][lane];
        }
    }
    if vital.iter().any(|vital| vital.extra_deaths > 0.0) {
        fall(people, vital, &mut flows);
    }
    if vital.iter().any(|vital| vital.disease_deaths > 0.0) {
        sicken(people, survival, vital, &mut flows);
    }
    flows
}

/// Takes one sex to the next age in its place, but for those who are born: sums of those who were there, who came less those who left,
/// and who survive, age after age. One pass: people of all countries and branches are more than a cache holds. By itself, so that
/// the compiler keeps the draws side by side.
#[inline(never)]
fn grow_older<const L: usize>(
    people: &mut Ages<L>,
    survival: &[[f64; L]; AGES + 1],
    migrants: &Spread<'_, L>,
) -> [[f64; L]; 3] {
    wide(
        #[inline(always)]
        || {
            let mut sums = [[nothing(); L]; 3];
            let (mut survivors, mut younger) = ([0.0; L], [0.0; L]);
            for (age, (people, s)) in people.iter_mut().zip(&survival[1..]).enumerate() {
                let now = *people;
                let moved = migrants.of(age, &now);
                for lane in 0..L {
                    let half = 0.5 * moved[lane];
                    // Where most of an age leave and few survive, those who leave in the middle are counted among the dead first.
                    let left = (now[lane] + half) * s[lane] + half * 0.5 * (1.0 + s[lane]);
                    survivors[lane] = if 0.0 > left { 0.0 } else { left };
                }
                (0..L).for_each(|lane| sums[0][lane] += now[lane]);
                (0..L).for_each(|lane| sums[1][lane] += moved[lane]);
                (0..L).for_each(|lane| sums[2][lane] += survivors[lane]);
                *people = younger;
                younger = survivors;
            }
            // Of the oldest age nobody moves on.
            people[AGES - 1].iter_mut().zip(survivors).for_each(|(oldest, survivors)| *oldest += survivors);
            sums
        },
    )
}

/// The sum of nobody, from which the standard library's sums begin.
fn nothing() -> f64 {
    std::iter::empty::<f64>().sum()
}

/// Births of the year: women of each age at its middle (the mean of beginning and end), at the year's rates.
fn births<const L: usize>(
    before: &[[f64; L]; SPAN],
    after: &Ages<L>,
    pattern: &Pattern,
    vital: &[Vital; L],
) -> [f64; L] {
    let mut mean = [nothing(); L];
    let women = before.iter().zip(&after[YOUNGEST..YOUNGEST + SPAN]);
    for (share, (a, b)) in pattern.iter().zip(women) {
        (0..L).for_each(|lane| mean[lane] += share * (a[lane] + b[lane]));
    }
    std::array::from_fn(|lane| 0.5 * vital[lane].tfr.max(0.0) * mean[lane])
}

/// Takes deaths of a pandemic away: by age and sex in proportion to deaths of other causes, which is roughly how COVID-19 took
/// them; an assumption for another disease.
fn sicken<const L: usize>(
    people: &mut Side<L>,
    survival: &SideSurvival<L>,
    vital: &[Vital; L],
    flows: &mut [Flows; L],
) {
    let at_risk = |sex: usize| {
        wide(
            #[inline(always)]
            || {
                let mut sum = [nothing(); L];
                for (people, survive) in people[sex].iter().zip(&survival[sex][1..]) {
                    (0..L).for_each(|lane| sum[lane] += people[lane] * (1.0 - survive[lane]));
                }
                sum
            },
        )
    };
    let (women, men) = (at_risk(FEMALE), at_risk(MALE));
    let at_risk = std::array::from_fn(|lane| women[lane] + men[lane]);
    let share = |sex: usize, age: usize, lane: usize, rate: f64| rate * (1.0 - survival[sex][age + 1][lane]);
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

#[cfg(test)]
mod tests;
