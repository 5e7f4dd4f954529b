//! Life tables: from death rates by age group to the survival of single years of age.
//!
//! Rates of a group are laid on single years log-linearly between the middles of groups, then scaled until the group's own
//! rate (deaths over person-years lived) comes out. Within a single year the force of mortality is constant, but for the
//! first, whose infants die early: they live on average a0 of the year (Andreev & Kingkade 2015, both sexes' mean
//! coefficients; from general knowledge).

use super::error::CohortError;
use super::vital::AGES;

/// Age groups of death rates: 0, 1-4, 5-9, ..., 95-99, 100 and over.
pub const RATES: usize = 22;

/// Death rates by age group, deaths a person-year.
pub type Rates = [f64; RATES];

/// Lowest rate that is reckoned with: populations without a death at some age still have a risk there.
const LEAST: f64 = 1e-6;

/// Logarithms of rates, each held at the lowest rate that is reckoned with, one in a million.
pub fn logs(rates: &Rates) -> Rates {
    rates.map(|rate| libm::log(rate.max(LEAST)))
}

/// Survival over a year: of those born in it to its end, then of those of each age at its beginning.
pub type Survival = [f64; AGES + 1];

/// First age of a group.
pub fn first_age(group: usize) -> usize {
    match group {
        0 => 0,
        1 => 1,
        group => 5 * (group - 1),
    }
}

/// A life table by single year of age.
#[derive(Debug, Clone)]
pub struct LifeTable {
    /// Person-years lived at each age, of one born; the last from 100 on for a single year.
    lived: [f64; AGES],
    /// Person-years lived beyond 100.
    beyond: f64,
    /// Death rate at 100 and over.
    last: f64,
}

impl LifeTable {
    /// The table of these rates.
    ///
    /// # Errors
    /// A rate that is negative or no number; nobody dies at 100 and over.
    pub fn new(rates: &Rates) -> Result<Self, CohortError> {
        for (group, &value) in rates.iter().enumerate() {
            if !(value.is_finite() && value >= 0.0) {
                return Err(CohortError::DeathRate { age: first_age(group), value });
            }
        }
        if rates[RATES - 1] <= 0.0 {
            return Err(CohortError::Immortal);
        }
        Ok(Self::of_logs(&logs(rates)))
    }

    /// The table of the logarithms of rates, which are numbers.
    pub(crate) fn of_logs(logs: &Rates) -> Self {
        let rates = logs.map(libm::exp);
        let single = graduate(logs, &rates);
        let mut lived = [0.0; AGES];
        let infant = first_year(rates[0]);
        lived[0] = infant.1;
        let mut alive = infant.0;
        for age in 1..AGES {
            let survive = libm::exp(-single[age]);
            lived[age] = alive * (1.0 - survive) / single[age];
            alive *= if age < AGES - 1 { survive } else { 1.0 };
        }
        let last = rates[RATES - 1];
        Self { lived, beyond: alive / last, last }
    }

    /// Life expectancy at birth, years.
    pub fn e0(&self) -> f64 {
        self.lived[..AGES - 1].iter().sum::<f64>() + self.beyond
    }

    /// Survival of a year.
    pub fn survival(&self) -> Survival {
        let mut survival = [0.0; AGES + 1];
        survival[0] = self.lived[0];
        for age in 0..AGES - 1 {
            survival[age + 1] = (self.lived[age + 1] / self.lived[age]).min(1.0);
        }
        survival[AGES] = libm::exp(-self.last);
        survival
    }
}

/// Share of the born who survive their first year, and the person-years that one lives in it.
fn first_year(rate: f64) -> (f64, f64) {
    let mean_age = if rate < 0.02 {
        0.149 - 2.0 * rate
    } else if rate < 0.07 {
        0.03 + 3.9 * rate
    } else {
        0.3
    };
    let dead = (rate / (1.0 + (1.0 - mean_age) * rate)).min(1.0);
    (1.0 - dead, 1.0 - dead * (1.0 - mean_age))
}

/// Middle of a group, years of age.
fn middle(group: usize) -> f64 {
    match group {
        0 => 0.5,
        1 => 3.0,
        group => 5.0 * (group - 1) as f64 + 2.5,
    }
}

/// Rates by single year of age that give the rates of the groups.
fn graduate(logs: &Rates, rates: &Rates) -> [f64; AGES] {
    let mut single = [0.0; AGES];
    single[0] = rates[0];
    single[AGES - 1] = rates[RATES - 1];
    for group in 1..RATES - 1 {
        let (from, to) = (first_age(group), first_age(group + 1));
        for (age, single) in single.iter_mut().enumerate().take(to).skip(from) {
            let at = age as f64 + 0.5;
            // Neither infants nor the open group: their neighbours have a slope of their own.
            let other = match at < middle(group) {
                true if group > 1 => group - 1,
                false if group < RATES - 2 => group + 1,
                true => group + 1,
                false => group - 1,
            };
            let slope = (logs[other] - logs[group]) / (middle(other) - middle(group));
            *single = libm::exp(logs[group] + slope * (at - middle(group)));
        }
        scale(&mut single[from..to], rates[group]);
    }
    single
}

/// Scales the rates of a group's years until deaths over person-years lived is `rate`.
fn scale(single: &mut [f64], rate: f64) {
    for _ in 0..3 {
        let (mut alive, mut lived) = (1.0, 0.0);
        for rate in single.iter() {
            let survive = libm::exp(-rate);
            lived += alive * (1.0 - survive) / rate;
            alive *= survive;
        }
        let factor = rate * lived / (1.0 - alive);
        single.iter_mut().for_each(|single| *single *= factor);
    }
}
