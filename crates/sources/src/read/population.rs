//! Population and its youth share, estimates and medium projection (UN World Population Prospects 2024).
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use forefend_panel::{CountryId, Year};

use super::{Reader, Target};
use crate::{SourcesError, input};

pub(super) const READER: Reader =
    Reader { title: "population", provides: &["population", "youth_share"], read };

const FILE: &str = "drivers/demography/wpp2024_pop_age5_sex_annual_1950_2100.csv.gz";
/// Age groups by sex in a complete country-year: 21 five-year groups for each of two sexes.
const CELLS: u32 = 42;

#[derive(Default)]
struct Counts {
    cells: u32,
    all: f64,
    youth: f64,
    adult: f64,
    row: usize,
}

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let mut counts: BTreeMap<(CountryId, Year), Counts> = BTreeMap::new();
    let mut known: BTreeMap<String, Option<CountryId>> = BTreeMap::new();
    input::walk_csv(data, FILE, ["iso3", "year", "age5", "pop"], |row, [iso3, year, age, pop]| {
        let country = match known.get(iso3) {
            Some(&country) => country,
            None => {
                let country = target.roster.present_day_iso3(iso3).map(|country| country.id);
                known.insert(iso3.to_owned(), country);
                country
            }
        };
        let Some(country) = country else {
            return Ok(());
        };
        let year = Year(input::number(FILE, row, "year", year)?);
        let age: u8 = input::number(FILE, row, "age5", age)?;
        let persons: f64 = input::number(FILE, row, "pop", pop)?;
        let count = counts.entry((country, year)).or_default();
        count.cells += 1;
        count.row = row;
        count.all += persons;
        if age >= 15 {
            count.adult += persons;
        }
        if (15..25).contains(&age) {
            count.youth += persons;
        }
        Ok(())
    })?;
    for (&(country, year), count) in &counts {
        let place = || format!("{FILE}, row {}", count.row);
        if count.cells != CELLS {
            return Err(SourcesError::Contradiction {
                place: place(),
                what: format!("{country} in {year} has {} cells of age and sex, not {CELLS}", count.cells),
            });
        }
        target.put(&place, "population", country, year, count.all)?;
        target.put(&place, "youth_share", country, year, count.youth / count.adult)?;
    }
    let outside: BTreeSet<&str> =
        known.iter().filter(|(_, country)| country.is_none()).map(|(iso3, _)| iso3.as_str()).collect();
    target.note(format!(
        "population: {} territories without a number in the roster left out ({})",
        outside.len(),
        outside.into_iter().collect::<Vec<_>>().join(" ")
    ));
    Ok(())
}
