//! Refugees by country of origin, and people displaced inside their country by conflict: as the United Nations refugee
//! agency counts those under its mandate, and as the Internal Displacement Monitoring Centre counts them all.
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use forefend_panel::{Table, Year};

use super::{Reader, Target};
use crate::{SourcesError, input};

pub(super) const READER: Reader = Reader {
    title: "displacement",
    provides: &["refugees", "internally_displaced", "internally_displaced_idmc"],
    read,
};

const UNHCR: &str = "displacement/unhcr_by_origin_1951_2025.csv";
const IDMC: &str = "displacement/idmc_conflict_idps_1989_2025.csv";
/// The same by origin and asylum: since when UNHCR knows a country at all.
const PAIRS: &str = "displacement/unhcr_population_pairs_1951_2025.parquet";
/// Origin not known.
const UNKNOWN: &str = "UNK";

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = input::csv(data, UNHCR, &["coo_iso", "year", "refugees", "idps"])?;
    put_origins(&table, &[("refugees", "refugees"), ("internally_displaced", "idps")], target)?;
    put_zeros(data, &table, target)?;
    note_unknown_origins(&table, target)?;
    let table = input::csv(data, IDMC, &["coo_iso", "year", "idps_conflict_idmc"])?;
    put_origins(&table, &[("internally_displaced_idmc", "idps_conflict_idmc")], target)
}

/// Persons by country of origin; origins without a number in the roster are told.
fn put_origins(table: &Table, columns: &[(&str, &str)], target: &mut Target) -> Result<(), SourcesError> {
    let (origins, years) = (table.words("coo_iso")?, table.whole::<i16>("year")?);
    let mut outside = BTreeSet::new();
    for (id, column) in columns {
        for (at, persons) in table.numbers(column)?.into_iter().enumerate() {
            if let Some(country) = target.today(origins[at], &mut outside) {
                target.put(&|| table.place(at), id, country, Year(years[at]), persons)?;
            }
        }
    }
    let ids: Vec<&str> = columns.iter().map(|&(id, _)| id).collect();
    target.note(format!(
        "{}: origins that are no country of the roster left out ({})",
        ids.join(", "),
        outside.into_iter().collect::<Vec<_>>().join(" ")
    ));
    Ok(())
}

/// UNHCR lists what it counted and no zeros. From the year in which a state is first listed in any role (origin or asylum), a
/// year without a row as origin is zero; before, nothing is known.
fn put_zeros(data: &Path, origins: &Table, target: &mut Target) -> Result<(), SourcesError> {
    let pairs = input::parquet(data, PAIRS)?;
    let years = pairs.whole::<i16>("year")?;
    let mut first: BTreeMap<&str, i16> = BTreeMap::new();
    for column in ["coo_iso", "coa_iso"] {
        for (code, &year) in pairs.words(column)?.into_iter().zip(&years) {
            let known = first.entry(code).or_insert(year);
            *known = year.min(*known);
        }
    }
    let last = origins.whole::<i16>("year")?.into_iter().max().unwrap_or_default();
    let roster = target.roster;
    let states = first.iter().filter_map(|(code, first)| {
        let country = roster.present_day_iso3(code).filter(|country| country.state)?;
        Some((country.id, *first))
    });
    for (country, first) in states {
        for year in Year::range(Year(first), Year(last)) {
            for id in ["refugees", "internally_displaced"] {
                if target.builder.value(id, country, year).is_none() {
                    target.put(&|| format!("{PAIRS}, {country} in {year}"), id, country, year, 0.0)?;
                }
            }
        }
    }
    Ok(())
}

fn note_unknown_origins(table: &Table, target: &mut Target) -> Result<(), SourcesError> {
    let (origins, years) = (table.words("coo_iso")?, table.whole::<i16>("year")?);
    let refugees = table.numbers("refugees")?;
    let known = |year: i16| {
        let sum = |all: bool| -> f64 {
            let of_year = (0..table.len()).filter(|&at| years[at] == year);
            of_year.filter(|&at| all || origins[at] != UNKNOWN).map(|at| refugees[at]).sum()
        };
        format!("{:.0} % in {year}", 100.0 * sum(false) / sum(true))
    };
    target.note(format!(
        "refugees: the country of origin is known for {} of the refugees counted",
        [1970, 1980, 1990, 2000, 2022, 2025].map(known).join(", ")
    ));
    Ok(())
}
