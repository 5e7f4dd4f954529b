//! Who died in 2020 and 2021, on two more counts: excess deaths by age, and all deaths as statistical offices counted them.

use std::collections::BTreeMap;

use super::pandemic_deaths::{Process, against, by_band, rank_correlation};
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const BY_AGE: &str = "multilateral/pandemic/who_excess_deaths_age_sex_2020_2021.parquet";
const COUNTED: &str = "multilateral/pandemic/world_mortality_2015_2024.parquet";
/// A country's ages are told from this many excess deaths a thousand people on, set before looking: below, shares are noise.
const LEAST: f64 = 0.5;
/// Groups of the source from 25 to 64, and from 65 on.
const GROWN: [&str; 4] = ["25-34", "35-44", "45-54", "55-64"];
const OLD: [&str; 3] = ["65-74", "75-84", ">85"];
/// Years before, and the two told.
const BEFORE: std::ops::RangeInclusive<i32> = 2015..=2019;
const TOLD: [i32; 2] = [2020, 2021];
/// Weeks of a year, so that one of 53 weeks counts as one.
const WEEKS: f64 = 365.25 / 7.0;

/// Of those aged 25 and over who died, the share aged 65 and over: by country where deaths by age were reported, and of all.
///
/// # Errors
/// Those of the source and the snapshot.
pub fn by_age(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let process = Process::shipped(context)?;
    let (mut truth, mut said, mut dead) = (Vec::new(), Vec::new(), Vec::new());
    let mut young = 0.0;
    for (iso3, [under_25, grown, old]) in reported(context)? {
        let (Some(people), Some(force)) = (process.people.get(&iso3), process.force.get(&iso3)) else {
            continue;
        };
        let all: f64 = people.iter().sum();
        if (grown + old) / all * 1000.0 < LEAST {
            continue;
        }
        let [_, _, of_grown, of_old, oldest] = by_band(people, force);
        truth.push(old / (grown + old));
        said.push((of_old + oldest) / (of_grown + of_old + oldest));
        dead.push(grown + old);
        young += under_25;
    }
    let all: f64 = dead.iter().sum();
    let pooled =
        |shares: &[f64]| shares.iter().zip(&dead).map(|(share, dead)| share * dead).sum::<f64>() / all;
    let error = |said: &dyn Fn(usize) -> f64| -> f64 {
        truth.iter().enumerate().map(|(at, truth)| (truth - said(at)).abs()).sum::<f64>() / truth.len() as f64
    };
    let one = pooled(&truth);
    Ok(vec![
        Measured::new("countries", truth.len() as f64),
        Measured::new("under 25 of all, observed", young / (young + all)),
        Measured::new("65 and over, observed", one),
        Measured::new("65 and over, process", pooled(&said)),
        Measured::new("rank correlation of shares", rank_correlation(&said, &truth)),
        Measured::new("mean error of a country's share", error(&|at| said[at])),
        Measured::new("the same over that of one share for all", error(&|at| said[at]) / error(&|_| one)),
    ])
}

/// Excess deaths of two years under 25, at 25-64 and from 65 on, by ISO3 code, where deaths by age were reported.
fn reported(context: &Context<'_>) -> Result<BTreeMap<String, [f64; 3]>, VerifyError> {
    let table = context.table(BY_AGE, &["iso3", "age_group", "type", "excess_mean"])?;
    let (codes, ages, kinds) = (table.words("iso3")?, table.words("age_group")?, table.words("type")?);
    let mut sums: BTreeMap<String, [f64; 3]> = BTreeMap::new();
    for (row, dead) in table.numbers("excess_mean")?.into_iter().enumerate() {
        if kinds[row] == "reported" {
            let group = if OLD.contains(&ages[row]) { 2 } else { usize::from(GROWN.contains(&ages[row])) };
            sums.entry(codes[row].to_owned()).or_default()[group] += dead;
        }
    }
    Ok(sums)
}

/// As [`by_country`](super::pandemic_deaths::by_country), of deaths above the line through those of 2015-2019, as counted by
/// statistical offices: no model fills a country in.
///
/// # Errors
/// Those of the source and the snapshot.
pub fn counted(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    against(&Process::shipped(context)?, &above_line(context)?)
}

/// Periods told and their deaths, by year.
type Told = BTreeMap<i32, (f64, f64)>;

/// Deaths of 2020 and 2021 above the line, by ISO3 code, of countries with all seven years.
fn above_line(context: &Context<'_>) -> Result<BTreeMap<String, f64>, VerifyError> {
    let table = context.table(COUNTED, &["iso3c", "year", "time_unit", "deaths"])?;
    let (codes, units) = (table.words("iso3c")?, table.words("time_unit")?);
    let (years, deaths) = (table.whole::<i32>("year")?, table.numbers("deaths")?);
    // By country and length of the period.
    let mut told: BTreeMap<(&str, &str), Told> = BTreeMap::new();
    for row in 0..table.len() {
        let year = told.entry((codes[row], units[row])).or_default().entry(years[row]).or_default();
        *year = (year.0 + 1.0, year.1 + deaths[row]);
    }
    let mut excess = BTreeMap::new();
    for ((code, unit), years) in told {
        let (least, whole) = if unit == "weekly" { (52.0, WEEKS) } else { (12.0, 12.0) };
        let of = |year: i32| {
            let (periods, deaths) = years.get(&year)?;
            (*periods >= least).then_some(deaths / periods * whole)
        };
        let before: Option<Vec<f64>> = BEFORE.map(of).collect();
        if let (Some(before), [Some(first), Some(second)]) = (before, TOLD.map(of)) {
            let [mean, slope] = line(&before);
            excess.insert(code.to_owned(), first + second - 2.0 * mean - 7.0 * slope);
        }
    }
    Ok(excess)
}

/// Mean and yearly slope of five years; the two after lie three and four years from their middle.
fn line(five: &[f64]) -> [f64; 2] {
    let mean = five.iter().sum::<f64>() / 5.0;
    let slope = five.iter().zip(-2..).map(|(deaths, year)| deaths * f64::from(year)).sum::<f64>() / 10.0;
    [mean, slope]
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_line_goes_on() {
        let [mean, slope] = line(&[10.0, 12.0, 14.0, 16.0, 18.0]);
        assert_eq!((mean + 3.0 * slope, mean + 4.0 * slope), (20.0, 22.0));
    }
}
