//! G5: what the share of young adults is missed by where fertility, life expectancy and net migrants are known, and how far the exchange
//! of young people for older ones accounts for it.
//!
//! From 1970, 1975 and 1980 the people of the origin are projected ten years ahead at the rates that came, with the schedules known at the
//! origin. The width of the exchange is learned on the countries of the learning half and scored on the others.

use std::collections::BTreeMap;

use forefend_drivers::cohort::rates::exchange::{Exchange, WIDTH, explains};
use forefend_drivers::cohort::rates::{VitalRates, interval_score, learns};
use forefend_drivers::cohort::{
    FEMALE, GROUPS, MALE, MOTHERS, MeanTables, Migrants, Mortality, People, RATES, Rates, Vital,
    YearSchedule, advance, measures, pattern, single_ages,
};

use super::super::demography::{Groups, wrong};
use super::source::Revision;
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const ORIGINS: [i32; 3] = [1970, 1975, 1980];
const FIRST: i32 = 1950;
const YEARS: usize = 10;
/// Half-width of an 80 % interval of a normal in standard deviations.
const HALF: f64 = 1.2816;
/// An exchange by which sensitivities are measured.
const TRIED: f64 = 1e-4;

/// Counts of people and published schedules of the past.
struct Past {
    people: BTreeMap<(u16, i32), Groups>,
    tables: BTreeMap<(u16, i32), [Rates; 2]>,
    births: BTreeMap<(u16, i32), [f64; MOTHERS]>,
    sex_ratio: BTreeMap<(u16, i32), f64>,
}

/// One country from one origin.
struct Case {
    iso3: String,
    /// By year ahead: what the share of young adults was missed by, and what an exchange of one adds.
    missed: Vec<f64>,
    by_one: Vec<f64>,
    /// What the ten years before have shown, and the deviation of the migration rate known at the origin.
    past: f64,
    migration: f64,
}

/// Coverage of 80 % intervals on the half that was not learned on, and what is learned on the other.
///
/// # Errors
/// Those of the sources.
pub fn exchange(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let (revision, past) = (Revision::read(context)?, Past::read(context)?);
    let mut cases = Vec::new();
    for origin in ORIGINS {
        let rates = VitalRates::fit(&revision.history.until((origin - FIRST + 1) as usize));
        let mean = past.mean_tables(origin)?;
        for place in 0..revision.codes.len() {
            let migration = rates.countries[place].migration.deviation;
            let Some((missed, by_one)) = past.missed(&revision, place, origin, origin, &mean) else {
                continue;
            };
            let Some((before, by)) = past.missed(&revision, place, origin - 10, origin, &mean) else {
                continue;
            };
            let iso3 = revision.iso3[place].clone();
            cases.push(Case { iso3, missed, by_one, past: explains(&before, &by), migration });
        }
    }
    let (learning, scoring): (Vec<&Case>, Vec<&Case>) = cases.iter().partition(|case| learns(&case.iso3));
    let mut all = vec![Measured::new("cases scored", scoring.len() as f64)];
    for ahead in [1, 5, 10] {
        for (name, seen) in [("", true), (", the past not looked at", false)] {
            let held = scoring.iter().filter(|case| case.held(ahead, seen)).count() as f64;
            all.push(Measured::new(format!("{ahead} years: coverage{name}"), held / scoring.len() as f64));
        }
    }
    let score = |cases: &[&Case], seen: bool| {
        cases.iter().map(|case| case.score(&case.exchange(seen))).sum::<f64>() / cases.len() as f64
    };
    all.push(Measured::new("interval score", score(&scoring, true)));
    all.push(Measured::new("interval score, the past not looked at", score(&scoring, false)));
    let learned = learned_width(&learning);
    all.push(Measured::new("learned: width", learned));
    all.push(Measured::new("learned: share of the past that is kept", learned_share(&learning)));
    all.push(Measured::new("learned over shipped: width", learned / WIDTH));
    Ok(all)
}

/// The width, of 1 to 10 hundredths in steps of a quarter, that has the least mean interval score where the past is not looked at.
fn learned_width(cases: &[&Case]) -> f64 {
    let score = |width: f64| -> f64 {
        let of = |case: &&Case| Exchange { mean: 0.0, deviation: width * case.migration.sqrt() };
        cases.iter().map(|case| case.score(&of(case))).sum()
    };
    let tried = (4..=40).map(|k| 0.0025 * f64::from(k));
    tried.min_by(|a, b| score(*a).total_cmp(&score(*b))).unwrap_or(f64::NAN)
}

/// Slope through nothing of the exchange that came on that of the ten years before, both in deviations: the median of the origins.
fn learned_share(cases: &[&Case]) -> f64 {
    let pair = |case: &&Case| {
        let deviation = Exchange::unseen(case.migration).deviation;
        let held = |exchange: f64, most: f64| (exchange / deviation).clamp(-most, most);
        (held(case.past, 2.0), held(explains(&case.missed, &case.by_one), 3.0))
    };
    let (product, square) =
        cases.iter().map(pair).fold((0.0, 0.0), |(p, s), (past, came)| (p + past * came, s + past * past));
    product / square
}

impl Case {
    fn exchange(&self, seen: bool) -> Exchange {
        let unseen = Exchange::unseen(self.migration);
        if seen { unseen.seen(self.past) } else { unseen }
    }

    /// The 80 % interval of what is missed so many years ahead.
    fn interval(&self, exchange: &Exchange, ahead: usize) -> [f64; 2] {
        let by = self.by_one[ahead - 1];
        let half = HALF * exchange.deviation * by.abs();
        [exchange.mean * by - half, exchange.mean * by + half]
    }

    fn held(&self, ahead: usize, seen: bool) -> bool {
        let [low, high] = self.interval(&self.exchange(seen), ahead);
        (low..=high).contains(&self.missed[ahead - 1])
    }

    /// Mean interval score over the years ahead.
    fn score(&self, exchange: &Exchange) -> f64 {
        let of = |ahead: usize| interval_score(self.interval(exchange, ahead), self.missed[ahead - 1]);
        (1..=YEARS).map(of).sum::<f64>() / YEARS as f64
    }
}

impl Past {
    fn read(context: &Context<'_>) -> Result<Self, VerifyError> {
        let file = |name: &str| format!("drivers/demography/wpp2024_csv/{name}.csv.gz");
        let last = ORIGINS[2] + YEARS as i32;
        let mut past = Self {
            people: BTreeMap::new(),
            tables: BTreeMap::new(),
            births: BTreeMap::new(),
            sex_ratio: BTreeMap::new(),
        };
        let table = context.table(super::source::PEOPLE, &["m49", "year", "sex", "age5", "pop"])?;
        let (codes, years, sexes) =
            (table.integers::<u16>("m49")?, table.whole::<i32>("year")?, table.words("sex")?);
        let (ages, counts) = (table.whole::<usize>("age5")?, table.numbers("pop")?);
        for at in (0..table.len()).filter(|&at| years[at] <= last) {
            let Some(code) = codes[at] else { continue };
            let groups = past.people.entry((code, years[at])).or_insert([[0.0; GROUPS]; 2]);
            groups[if sexes[at] == "F" { FEMALE } else { MALE }][ages[at] / 5] = counts[at];
        }
        let table = context.table(&file("mx5dt"), &["country_code", "year", "age", "mxF", "mxM"])?;
        let (codes, years, ages) =
            (table.whole::<u16>("country_code")?, table.whole::<i32>("year")?, table.words("age")?);
        let rates = [table.numbers("mxF")?, table.numbers("mxM")?];
        for at in (0..table.len()).filter(|&at| years[at] <= last) {
            let age: usize = ages[at].trim_end_matches('+').parse().map_err(wrong)?;
            let tables = past.tables.entry((codes[at], years[at])).or_insert([[0.0; RATES]; 2]);
            let group = if age < 5 { age } else { age / 5 + 1 };
            tables.iter_mut().zip(&rates).for_each(|(table, rates)| table[group] = rates[at]);
        }
        let table = context.table(&file("percentASFR5dt"), &["country_code", "year", "age", "pasfr"])?;
        let (codes, years, ages) =
            (table.whole::<u16>("country_code")?, table.whole::<i32>("year")?, table.words("age")?);
        let shares = table.numbers("pasfr")?;
        for at in (0..table.len()).filter(|&at| years[at] <= last) {
            let age: usize = ages[at].split('-').next().unwrap_or("").parse().map_err(wrong)?;
            past.births.entry((codes[at], years[at])).or_default()[age / 5 - 3] = shares[at];
        }
        let table = context.table(&file("sexRatio5dt"), &["country_code", "year", "srb"])?;
        let keys = table.whole::<u16>("country_code")?.into_iter().zip(table.whole::<i32>("year")?);
        past.sex_ratio = keys.zip(table.numbers("srb")?).collect();
        Ok(past)
    }

    /// The mean of all life tables of periods over by a year.
    fn mean_tables(&self, year: i32) -> Result<MeanTables, VerifyError> {
        let known = self.tables.iter().filter(|((_, middle), _)| *middle + 2 <= year);
        MeanTables::new(known.flat_map(|(_, tables)| tables)).map_err(wrong)
    }

    /// What the share of young adults is missed by from `from` on, and what an exchange of one adds, with the schedules known by `known`.
    fn missed(
        &self,
        revision: &Revision,
        place: usize,
        from: i32,
        known: i32,
        mean: &MeanTables,
    ) -> Option<(Vec<f64>, Vec<f64>)> {
        let (code, period) = (revision.codes[place], known - 2);
        let tables = self.tables.get(&(code, period))?;
        let mortality = [FEMALE, MALE].map(|sex| Mortality::new(&tables[sex..=sex], mean, 25.0, 35.0).ok());
        let [Some(women), Some(men)] = mortality else { return None };
        let mortality = [women, men];
        let shares = pattern(self.births.get(&(code, period))?).ok()?;
        let schedule =
            YearSchedule::new(shares, *self.sex_ratio.get(&(code, period))?, Migrants::model()).ok()?;
        let counted = self.people.get(&(code, from))?;
        let begun: People = [single_ages(&counted[FEMALE]).ok()?, single_ages(&counted[MALE]).ok()?];
        let history = &revision.history;
        let at = |column: &[f64], year: i32| history.of(column, place).get((year - FIRST) as usize).copied();
        let course = |exchange: f64| -> Option<Vec<f64>> {
            let mut people = begun;
            let mut shares = Vec::new();
            for year in from + 1..=from + YEARS as i32 {
                let mid = |column: &[f64]| Some(0.5 * (at(column, year - 1)? + at(column, year)?));
                let there: f64 = people.iter().flatten().sum();
                let vital = Vital {
                    tfr: mid(&history.tfr)?,
                    e0: [mid(&history.e0[0])?, mid(&history.e0[1])?],
                    net_migrants: mid(&history.migration)? * there,
                    exchange,
                    ..Vital::default()
                };
                advance(&mut people, &mortality, &schedule, &vital);
                shares.push(measures(&people).youth_share);
            }
            Some(shares)
        };
        let (without, with) = (course(0.0)?, course(TRIED)?);
        let came = (1..=YEARS as i32).map(|ahead| self.people.get(&(code, from + ahead)).map(youth_share));
        let missed =
            came.zip(&without).map(|(came, without)| Some(came? - without)).collect::<Option<Vec<f64>>>()?;
        Some((missed, with.iter().zip(&without).map(|(with, without)| (with - without) / TRIED).collect()))
    }
}

/// People aged 15 to 24 among those aged 15 and over.
fn youth_share(people: &Groups) -> f64 {
    let sum = |groups: std::ops::Range<usize>| {
        people.iter().map(|sex| sex[groups.clone()].iter().sum::<f64>()).sum::<f64>()
    };
    sum(3..5) / sum(3..GROUPS)
}
