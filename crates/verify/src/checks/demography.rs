//! G5: the cohort engine in the United Nations' place. Their rates go in, their population must come out.
//!
//! From the people of 1 July 2024 by age and sex, each year with the mean of two calendar years' total fertility rate, life
//! expectancy and net migrants, and the schedules by age of the five-year periods. The projected population is read only to be
//! compared with.

use std::collections::BTreeMap;

use forefend_drivers::cohort::{
    AGES, FEMALE, GROUPS, MALE, MOTHERS, MeanTables, Migrants, Mortality, Pattern, People, RATES, Rates,
    Vital, YearSchedule, advance, groups, measures, pattern, single_ages,
};

use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const PEOPLE: &str = "drivers/demography/wpp2024_pop_age5_sex_annual_1950_2100.csv.gz";
pub(super) const BASE: i16 = 2024;
pub(super) const LAST: i16 = 2100;
/// Years that are compared.
pub(super) const COMPARED: [i16; 3] = [2030, 2050, 2100];
/// Middle of the period in which the base year lies.
const PRESENT: i16 = 2023;

/// People by five-year age group, female and male.
pub(super) type Groups = [[f64; GROUPS]; 2];

/// Mean absolute percentage error of the population over countries of a million or more in 2024 (2030, 2050, 2100), mean
/// dissimilarity by age and sex in 2100 in percent (half the sum of absolute differences of shares), and the world's
/// population in 2100, billions.
///
/// # Errors
/// Those of the sources, and rates that no population can be projected by.
pub fn un_variant(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let mut published = people(context)?;
    let rates = Published::read(context)?;
    let mean = MeanTables::new(rates.tables.values().flatten().flatten()).map_err(wrong)?;
    let (mut errors, mut unlike, mut world, mut compared) = ([0.0; 3], 0.0, 0.0, 0.0);
    for (&country, truth) in &mut published {
        let projected = project(country, &truth[&BASE], &rates, &mean)?;
        world += total(&projected[2]);
        if total(&truth[&BASE]) < 1e6 {
            continue;
        }
        compared += 1.0;
        for (error, (year, ours)) in errors.iter_mut().zip(COMPARED.iter().zip(&projected)) {
            *error += 100.0 * (total(ours) / total(&truth[year]) - 1.0).abs();
        }
        unlike += 100.0 * dissimilarity(&projected[2], &truth[&LAST]);
    }
    let errors = COMPARED.iter().zip(errors);
    let mut measured: Vec<Measured> =
        errors.map(|(year, error)| Measured::new(format!("MAPE {year}, %"), error / compared)).collect();
    measured.push(Measured::new("dissimilarity 2100, %", unlike / compared));
    measured.push(Measured::new("world 2100, billion", world / 1e9));
    measured.push(Measured::new("countries", compared));
    Ok(measured)
}

pub(super) fn wrong(error: impl std::fmt::Display) -> VerifyError {
    VerifyError::computation(error.to_string())
}

fn total(people: &Groups) -> f64 {
    people.iter().flatten().sum()
}

fn dissimilarity(a: &Groups, b: &Groups) -> f64 {
    let (all_a, all_b) = (total(a), total(b));
    let pairs = a.iter().flatten().zip(b.iter().flatten());
    0.5 * pairs.map(|(a, b)| (a / all_a - b / all_b).abs()).sum::<f64>()
}

/// People of the base year and of the years compared, by M49 code.
pub(super) fn people(context: &Context<'_>) -> Result<BTreeMap<u16, BTreeMap<i16, Groups>>, VerifyError> {
    let table = context.table(PEOPLE, &["m49", "year", "sex", "age5", "pop"])?;
    // Kosovo has no M49 number here.
    let (codes, years) = (table.numbers("m49")?, table.whole::<i16>("year")?);
    let (ages, sexes, counts) = (table.whole::<usize>("age5")?, table.words("sex")?, table.numbers("pop")?);
    let mut people: BTreeMap<u16, BTreeMap<i16, Groups>> = BTreeMap::new();
    let compared = |at: &usize| years[*at] == BASE || COMPARED.contains(&years[*at]);
    for at in (0..table.len()).filter(|at| compared(at) && !codes[*at].is_nan()) {
        let groups =
            people.entry(codes[at] as u16).or_default().entry(years[at]).or_insert([[0.0; GROUPS]; 2]);
        groups[sex(sexes[at] == "F")][ages[at] / 5] = counts[at];
    }
    Ok(people)
}

fn sex(female: bool) -> usize {
    if female { FEMALE } else { MALE }
}

/// Published rates, by M49 code.
pub(super) struct Published {
    /// By country, then year: children of a woman, life expectancy of women and of men, net migrants in thousands.
    yearly: BTreeMap<u16, BTreeMap<i16, [f64; 4]>>,
    /// Death rates by sex, of the present and later periods in order.
    pub(super) tables: BTreeMap<u16, [Vec<Rates>; 2]>,
    /// By country and middle of the period.
    fertility: BTreeMap<(u16, i16), Pattern>,
    migrants: BTreeMap<(u16, i16), Migrants>,
    sex_ratio: BTreeMap<(u16, i16), f64>,
}

fn file(name: &str) -> String {
    format!("drivers/demography/wpp2024_csv/{name}.csv.gz")
}

impl Published {
    pub(super) fn read(context: &Context<'_>) -> Result<Self, VerifyError> {
        let mut yearly: BTreeMap<u16, BTreeMap<i16, [f64; 4]>> = BTreeMap::new();
        for (place, (name, column)) in
            [("tfrproj1dt", "tfr"), ("e0proj1dt", "e0F"), ("e0proj1dt", "e0M"), ("migproj1dt", "mig")]
                .into_iter()
                .enumerate()
        {
            let table = context.table(&file(name), &["country_code", "year", column])?;
            let (codes, years) = (table.whole::<u16>("country_code")?, table.whole::<i16>("year")?);
            for (at, value) in table.numbers(column)?.into_iter().enumerate() {
                yearly.entry(codes[at]).or_default().entry(years[at]).or_insert([f64::NAN; 4])[place] = value;
            }
        }
        let table = context.table(&file("sexRatio5dt"), &["country_code", "year", "srb"])?;
        let keys = table.whole::<u16>("country_code")?.into_iter().zip(table.whole::<i16>("year")?);
        let sex_ratio = keys.zip(table.numbers("srb")?).collect();
        Ok(Self {
            yearly,
            tables: death_rates(context)?,
            fertility: fertility(context)?,
            migrants: migrants(context)?,
            sex_ratio,
        })
    }
}

fn death_rates(context: &Context<'_>) -> Result<BTreeMap<u16, [Vec<Rates>; 2]>, VerifyError> {
    let table = context.table(&file("mx5dt"), &["country_code", "year", "age", "mxF", "mxM"])?;
    let (codes, years) = (table.whole::<u16>("country_code")?, table.whole::<i16>("year")?);
    let (ages, rates) = (table.words("age")?, [table.numbers("mxF")?, table.numbers("mxM")?]);
    let mut tables: BTreeMap<u16, [Vec<Rates>; 2]> = BTreeMap::new();
    for at in (0..table.len()).filter(|&at| years[at] >= PRESENT) {
        let tables = tables.entry(codes[at]).or_default();
        let period = usize::try_from((years[at] - PRESENT) / 5).map_err(wrong)?;
        let age: usize = ages[at].trim_end_matches('+').parse().map_err(wrong)?;
        let group = if age < 5 { age } else { age / 5 + 1 };
        for (tables, rates) in tables.iter_mut().zip(&rates) {
            tables.resize(tables.len().max(period + 1), [0.0; RATES]);
            tables[period][group] = rates[at];
        }
    }
    Ok(tables)
}

fn fertility(context: &Context<'_>) -> Result<BTreeMap<(u16, i16), Pattern>, VerifyError> {
    let table = context.table(&file("percentASFR5dt"), &["country_code", "year", "age", "pasfr"])?;
    let (codes, years) = (table.whole::<u16>("country_code")?, table.whole::<i16>("year")?);
    let (ages, shares) = (table.words("age")?, table.numbers("pasfr")?);
    let mut groups: BTreeMap<(u16, i16), [f64; MOTHERS]> = BTreeMap::new();
    for at in (0..table.len()).filter(|&at| years[at] >= PRESENT) {
        let first: usize = ages[at].split('-').next().unwrap_or("").parse().map_err(wrong)?;
        groups.entry((codes[at], years[at])).or_default()[first / 5 - 3] = shares[at];
    }
    groups.into_iter().map(|(key, groups)| Ok((key, pattern(&groups).map_err(wrong)?))).collect()
}

fn migrants(context: &Context<'_>) -> Result<BTreeMap<(u16, i16), Migrants>, VerifyError> {
    let table = context.table(&file("migprojAge5dt"), &["country_code", "year", "age", "migF", "migM"])?;
    let (codes, years) = (table.whole::<u16>("country_code")?, table.whole::<i16>("year")?);
    let (ages, counts) = (table.words("age")?, [table.numbers("migF")?, table.numbers("migM")?]);
    let mut base: BTreeMap<(u16, i16), People> = BTreeMap::new();
    for at in 0..table.len() {
        let first: usize = ages[at].split(['-', '+']).next().unwrap_or("").parse().map_err(wrong)?;
        let people = base.entry((codes[at], years[at])).or_insert([[0.0; AGES]; 2]);
        for (people, counts) in people.iter_mut().zip(&counts) {
            // Thousands in five years, over the years of age of the group.
            let years = if first == 100 { 1.0 } else { 5.0 };
            for of_age in people.iter_mut().skip(first).take(5) {
                *of_age = 200.0 * counts[at] / years;
            }
        }
    }
    Ok(base.into_iter().map(|(key, people)| (key, Migrants::on(people))).collect())
}

/// People of the years compared.
fn project(
    country: u16,
    base: &Groups,
    rates: &Published,
    mean: &MeanTables,
) -> Result<[Groups; 3], VerifyError> {
    let missing = || VerifyError::computation(format!("country {country} has no rates"));
    let yearly = rates.yearly.get(&country).ok_or_else(missing)?;
    let tables = rates.tables.get(&country).ok_or_else(missing)?;
    let mortality = |sex: usize| Mortality::new(&tables[sex], mean, 10.0, 40.0).map_err(wrong);
    let mortality = [mortality(FEMALE)?, mortality(MALE)?];
    let mut people: People =
        [single_ages(&base[FEMALE]).map_err(wrong)?, single_ages(&base[MALE]).map_err(wrong)?];
    let mut compared = [[[0.0; GROUPS]; 2]; 3];
    for year in BASE + 1..=LAST {
        let (a, b) = (yearly.get(&(year - 1)).ok_or_else(missing)?, yearly.get(&year).ok_or_else(missing)?);
        let [tfr, female, male, migrants] = std::array::from_fn(|at| 0.5 * (a[at] + b[at]));
        let vital = Vital { tfr, e0: [female, male], net_migrants: 1e3 * migrants, ..Vital::default() };
        let schedule = schedule(country, year, rates).ok_or_else(missing)?.map_err(wrong)?;
        advance(&mut people, &mortality, &schedule, &vital);
        if let Some(at) = COMPARED.iter().position(|&compared| compared == year) {
            compared[at] = people.each_ref().map(groups);
        }
    }
    debug_assert!(measures(&people).population >= 0.0);
    Ok(compared)
}

/// Schedules of the year that ends on 1 July of `year`: fertility between the middles of two periods, the rest the period's.
pub(super) fn schedule(
    country: u16,
    year: i16,
    rates: &Published,
) -> Option<Result<YearSchedule, forefend_drivers::cohort::CohortError>> {
    let period = |middle: i16| (country, middle.min(2098));
    let below = PRESENT + (year - PRESENT).div_euclid(5) * 5;
    let share = f64::from(year - below) / 5.0;
    let (a, b) = (rates.fertility.get(&period(below))?, rates.fertility.get(&period(below + 5))?);
    let fertility = std::array::from_fn(|age| a[age] + share * (b[age] - a[age]));
    let own = PRESENT + (year - PRESENT + 2).div_euclid(5) * 5;
    let migrants = rates.migrants.get(&period(own))?.clone();
    Some(YearSchedule::new(fertility, *rates.sex_ratio.get(&period(own))?, migrants))
}
