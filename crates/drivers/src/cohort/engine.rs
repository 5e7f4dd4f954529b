//! One year of a population.

use super::error::CohortError;
use super::fertility::{Pattern, SPAN, YOUNGEST};
use super::life_table::Survival;
use super::migration::Migrants;
use super::mortality::Mortality;
use super::vital::{AGES, FEMALE, Flows, MALE, People, Vital};

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
pub struct Work {
    migrants: People,
    survival: Survival,
    next: People,
    /// Share of each age that other causes take in the year.
    mortality: People,
}

impl Default for Work {
    fn default() -> Self {
        Self {
            migrants: [[0.0; AGES]; 2],
            survival: [0.0; AGES + 1],
            next: [[0.0; AGES]; 2],
            mortality: [[0.0; AGES]; 2],
        }
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
    schedule.migrants.spread(vital.net_migrants, vital.exchange, people, &mut work.migrants);
    let mut flows = Flows { births: 0.0, deaths: 0.0, migrants: 0.0 };
    let mut born_alive = [0.0; 2];
    let mut survivors = [[0.0; AGES]; 2];
    for sex in [FEMALE, MALE] {
        mortality[sex].survival(vital.e0[sex], &mut work.survival);
        born_alive[sex] = work.survival[0];
        let (now, moved, survive) = (&people[sex], &work.migrants[sex], &work.survival[1..]);
        for age in 0..AGES {
            let (half, s) = (0.5 * moved[age], survive[age]);
            // Where most of an age leave and few survive, those who leave in the middle are counted among the dead first.
            survivors[sex][age] = ((now[age] + half) * s + half * 0.5 * (1.0 + s)).max(0.0);
        }
        let next = &mut work.next[sex];
        next[1..].copy_from_slice(&survivors[sex][..AGES - 1]);
        next[AGES - 1] += survivors[sex][AGES - 1];
        if vital.disease_deaths > 0.0 {
            let dying = work.mortality[sex].iter_mut().zip(survive);
            dying.for_each(|(dying, survive)| *dying = 1.0 - survive);
        }
    }
    let [there, came, left] = sums([&*people, &work.migrants, &survivors]);
    for sex in [FEMALE, MALE] {
        flows.migrants += came[sex];
        flows.deaths += there[sex] + came[sex] - left[sex];
    }
    flows.births = births(&people[FEMALE], &work.next[FEMALE], &schedule.fertility, vital.tfr);
    let boys = schedule.sex_ratio / (1.0 + schedule.sex_ratio);
    for (sex, share) in [(FEMALE, 1.0 - boys), (MALE, boys)] {
        let born = flows.births * share;
        work.next[sex][0] = born * born_alive[sex];
        flows.deaths += born - work.next[sex][0];
    }
    if vital.extra_deaths > 0.0 {
        flows.deaths += fall(&mut work.next, vital.extra_deaths);
    }
    if vital.disease_deaths > 0.0 {
        flows.deaths += sicken(&mut work.next, &work.mortality, vital.disease_deaths);
    }
    *people = work.next;
    flows
}

/// Sums over ages by sex, each age after age, side by side: a sum waits for each of its additions, six at once do not.
fn sums(of: [&People; 3]) -> [[f64; 2]; 3] {
    let nothing: f64 = std::iter::empty::<f64>().sum();
    let mut sums = [[nothing; 2]; 3];
    for age in 0..AGES {
        for (sums, people) in sums.iter_mut().zip(of) {
            sums.iter_mut().zip(people).for_each(|(sum, people)| *sum += people[age]);
        }
    }
    sums
}

/// Births of the year: women of each age at its middle (the mean of beginning and end), at the year's rates.
fn births(before: &[f64; AGES], after: &[f64; AGES], pattern: &Pattern, tfr: f64) -> f64 {
    let women = before[YOUNGEST..YOUNGEST + SPAN].iter().zip(&after[YOUNGEST..YOUNGEST + SPAN]);
    let mean: f64 = pattern.iter().zip(women).map(|(share, (a, b))| share * (a + b)).sum();
    0.5 * tfr.max(0.0) * mean
}

/// Takes deaths of a pandemic away: by age and sex in proportion to deaths of other causes, which is roughly how COVID-19 took
/// them; an assumption for another disease.
fn sicken(people: &mut People, mortality: &People, deaths: f64) -> f64 {
    let weights = |sex: usize| people[sex].iter().zip(&mortality[sex]).map(|(people, dying)| people * dying);
    let at_risk: f64 = weights(FEMALE).sum::<f64>() + weights(MALE).sum::<f64>();
    if at_risk <= 0.0 {
        return 0.0;
    }
    let rate = deaths / at_risk;
    let mut dead = 0.0;
    for (people, mortality) in people.iter_mut().zip(mortality) {
        for (people, dying) in people.iter_mut().zip(mortality) {
            let of_age = *people * (rate * dying).min(WORST);
            *people -= of_age;
            dead += of_age;
        }
    }
    dead
}

/// Takes deaths in conflict away: men of fighting age have [`RISK`] times the others' risk.
fn fall(people: &mut People, deaths: f64) -> f64 {
    let risk = |sex: usize, age: usize| if sex == MALE && FIGHTERS.contains(&age) { RISK } else { 1.0 };
    let at_risk: f64 = [FEMALE, MALE]
        .iter()
        .flat_map(|&sex| (0..AGES).map(move |age| (sex, age)))
        .map(|(sex, age)| risk(sex, age) * people[sex][age])
        .sum();
    if at_risk <= 0.0 {
        return 0.0;
    }
    let rate = deaths / at_risk;
    let mut fallen = 0.0;
    for sex in [FEMALE, MALE] {
        for (age, people) in people[sex].iter_mut().enumerate() {
            let dead = *people * (rate * risk(sex, age)).min(WORST);
            *people -= dead;
            fallen += dead;
        }
    }
    fallen
}
