//! What moves populations: fertility, mortality and migration, estimates and medium projection (UN World Population Prospects
//! 2024), by country, and by age and sex on axes of their own.
//!
//! A value of a five-year period carries the period's last whole year: 2019 for 2015-2020, and is known no earlier. Projected
//! periods are thinned out (2025-2030, then every second), because a schedule changes slowly.
use std::collections::BTreeMap;
use std::path::Path;

use forefend_panel::{CountryId, Table, Unit, Year};

use super::{Reader, Target};
use crate::rounding::to_parts;
use crate::{SourcesError, input};

pub(super) const READER: Reader = Reader {
    title: "fertility, mortality, migration",
    provides: &[
        "tfr",
        "e0_female",
        "e0_male",
        "net_migration",
        "sex_ratio_at_birth",
        "people",
        "log_death_rate",
        "births_by_mother_age",
        "net_migrants_by_age",
    ],
    read,
};

const FOLDER: &str = "drivers/demography/wpp2024_csv";
const PEOPLE: &str = "drivers/demography/wpp2024_pop_age5_sex_annual_1950_2100.csv.gz";
/// The last year of estimates, and of projected years that are kept whole.
const ESTIMATED: i16 = 2024;

/// A series by country: id, file of estimates and of projections, column, factor, and the step of kept values for either.
type Yearly = (&'static str, [&'static str; 2], &'static str, f64, [f64; 2]);

const YEARLY: [Yearly; 4] = [
    ("tfr", ["tfr1dt", "tfrproj1dt"], "tfr", 1.0, [0.001, 0.01]),
    ("e0_female", ["e01dt", "e0proj1dt"], "e0F", 1.0, [0.01, 0.05]),
    ("e0_male", ["e01dt", "e0proj1dt"], "e0M", 1.0, [0.01, 0.05]),
    ("net_migration", ["mig1dt", "migproj1dt"], "mig", 1e3, [1.0, 10.0]),
];

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let countries: BTreeMap<u16, CountryId> = target
        .roster
        .iter()
        .filter(|country| country.is_present_day())
        .filter_map(|country| Some((country.m49()?, country.id)))
        .collect();
    for yearly in &YEARLY {
        for file in yearly.1 {
            put_yearly(data, file, yearly, &countries, target)?;
        }
    }
    put_sex_ratio(data, &countries, target)?;
    put_people(data, target)?;
    put_death_rates(data, &countries, target)?;
    put_fertility(data, &countries, target)?;
    put_migrants(data, &countries, target)
}

fn path_of(file: &str) -> String {
    format!("{FOLDER}/{file}.csv.gz")
}

/// `value` on a grid of `step`, through whole numbers of steps.
fn stepped(value: f64, step: f64) -> f64 {
    let parts = (1.0 / step).round();
    if parts > 1.0 { to_parts(value, parts) } else { (value / step).round() * step }
}

fn put_yearly(
    data: &Path,
    file: &str,
    (id, _, column, factor, steps): &Yearly,
    countries: &BTreeMap<u16, CountryId>,
    target: &mut Target,
) -> Result<(), SourcesError> {
    let table = input::csv(data, &path_of(file), &["country_code", "year", column])?;
    let (codes, years) = (table.whole::<u16>("country_code")?, table.whole::<i16>("year")?);
    for (at, value) in table.numbers(column)?.into_iter().enumerate() {
        let Some(&country) = countries.get(&codes[at]) else { continue };
        let step = steps[usize::from(years[at] > ESTIMATED)];
        target.put(&|| table.place(at), id, country, Year(years[at]), stepped(value * factor, step))?;
    }
    Ok(())
}

/// The last whole year of a period given by its middle, if the period is kept.
fn kept(middle: i16) -> Option<Year> {
    let projected = (middle - 2023) / 5;
    (projected <= 1 || projected % 2 == 1).then_some(Year(middle + 1))
}

fn put_sex_ratio(
    data: &Path,
    countries: &BTreeMap<u16, CountryId>,
    target: &mut Target,
) -> Result<(), SourcesError> {
    let table = input::csv(data, &path_of("sexRatio5dt"), &["country_code", "year", "srb"])?;
    let (codes, years) = (table.whole::<u16>("country_code")?, table.whole::<i16>("year")?);
    for (at, value) in table.numbers("srb")?.into_iter().enumerate() {
        if let (Some(&country), Some(year)) = (countries.get(&codes[at]), kept(years[at])) {
            target.put(&|| table.place(at), "sex_ratio_at_birth", country, year, stepped(value, 0.001))?;
        }
    }
    Ok(())
}

/// People on 1 July, every fifth year and the last estimated one.
fn put_people(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    if !target.declared.contains_key("people") {
        return Ok(());
    }
    input::walk_csv(data, PEOPLE, ["iso3", "year", "sex", "age5", "pop"], |row, cells| {
        let [iso3, year, sex, age, people] = cells;
        let year: i16 = input::number(PEOPLE, row, "year", year)?;
        if year > ESTIMATED || (year % 5 != 0 && year != ESTIMATED) {
            return Ok(());
        }
        let Some(country) = target.roster.present_day_iso3(iso3).map(|country| country.id) else {
            return Ok(());
        };
        let age: u16 = input::number(PEOPLE, row, "age5", age)?;
        let people: f64 = input::number(PEOPLE, row, "pop", people)?;
        let age = if age == 100 { "100+".to_owned() } else { format!("{age}-{}", age + 4) };
        let unit = group(country, &age, sex == "F");
        target.put_on(&|| format!("{PEOPLE}, row {row}"), "people", unit, Year(year), people)
    })
}

fn group(country: CountryId, age: &str, female: bool) -> Unit {
    Unit::Group(country, format!("{age}/{}", if female { "female" } else { "male" }))
}

/// Death rates as hundredths of their natural logarithm, rounded: to half a percent, in a quarter of the room.
fn put_death_rates(
    data: &Path,
    countries: &BTreeMap<u16, CountryId>,
    target: &mut Target,
) -> Result<(), SourcesError> {
    let table = input::csv(data, &path_of("mx5dt"), &["country_code", "year", "age", "mxM", "mxF"])?;
    let ages = table.words("age")?;
    let label = |age: &str| match age {
        "0" | "100+" => age.to_owned(),
        "1" => "1-4".to_owned(),
        age => format!("{age}-{}", age.parse().unwrap_or(0) + 4),
    };
    let columns = [("mxF", true), ("mxM", false)];
    let hundredths = |value: f64| (100.0 * libm::log(value)).round();
    put_by_age((&table, columns), countries, target, "log_death_rate", |at| label(ages[at]), hundredths)
}

fn put_migrants(
    data: &Path,
    countries: &BTreeMap<u16, CountryId>,
    target: &mut Target,
) -> Result<(), SourcesError> {
    let table =
        input::csv(data, &path_of("migprojAge5dt"), &["country_code", "year", "age", "migM", "migF"])?;
    let ages = table.words("age")?;
    let columns = [("migF", true), ("migM", false)];
    // Thousands in five years: persons a year, to ten.
    let persons = |value: f64| stepped(200.0 * value, 10.0);
    put_by_age((&table, columns), countries, target, "net_migrants_by_age", |at| ages[at].to_owned(), persons)
}

/// Values by age and sex of a table with a column for each sex (of women, or not).
fn put_by_age(
    (table, columns): (&Table, [(&str, bool); 2]),
    countries: &BTreeMap<u16, CountryId>,
    target: &mut Target,
    id: &str,
    age: impl Fn(usize) -> String,
    value: impl Fn(f64) -> f64,
) -> Result<(), SourcesError> {
    let (codes, years) = (table.whole::<u16>("country_code")?, table.whole::<i16>("year")?);
    for (column, female) in columns {
        for (at, found) in table.numbers(column)?.into_iter().enumerate() {
            let (Some(&country), Some(year)) = (countries.get(&codes[at]), kept(years[at])) else { continue };
            let unit = group(country, &age(at), female);
            target.put_on(&|| table.place(at), id, unit, year, value(found))?;
        }
    }
    Ok(())
}

fn put_fertility(
    data: &Path,
    countries: &BTreeMap<u16, CountryId>,
    target: &mut Target,
) -> Result<(), SourcesError> {
    let table = input::csv(data, &path_of("percentASFR5dt"), &["country_code", "year", "age", "pasfr"])?;
    let (codes, years) = (table.whole::<u16>("country_code")?, table.whole::<i16>("year")?);
    let ages = table.words("age")?;
    for (at, value) in table.numbers("pasfr")?.into_iter().enumerate() {
        let (Some(&country), Some(year)) = (countries.get(&codes[at]), kept(years[at])) else { continue };
        let unit = Unit::Group(country, ages[at].to_owned());
        target.put_on(&|| table.place(at), "births_by_mother_age", unit, year, stepped(value, 0.1))?;
    }
    Ok(())
}
