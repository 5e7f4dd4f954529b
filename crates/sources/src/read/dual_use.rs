//! Technology of two uses: plants that enrich uranium or reprocess spent fuel, and power reactors.
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use forefend_panel::{CountryId, Roster, Year};

use super::{Reader, Target, ged};
use crate::workbook::first_sheet;
use crate::{SourcesError, input};

pub(super) const READER: Reader =
    Reader { title: "enrichment, reprocessing and reactors", provides: &[PLANTS, REACTORS], read };

const PLANTS: &str = "enrichment_or_reprocessing";
const LATENCY: &str = "multilateral/nuclear/nuclear_latency_NL_v1.2_fuhrmann_tkach.xlsx";
/// Last year that the coding of plants covers: none began or ended later.
const LAST_CODED: i16 = 2012;
/// How the source writes "still in operation" where a plant's end would stand.
const STILL: i16 = 7777;

/// Power reactors in operation.
const REACTORS: &str = "reactors";
const REACTOR_LIST: &str = "strategy/nuclear_reactors_pris_2024_03.csv";
/// Year of the first reactor that fed a grid, and the last whole year of the list.
const REACTOR_YEARS: std::ops::RangeInclusive<i16> = 1954..=2023;
const FIRST: i16 = 1946;

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    if target.declared.contains_key(PLANTS) {
        plants(data, target)?;
    }
    if target.declared.contains_key(REACTORS) {
        reactors(data, target)?;
    }
    Ok(())
}

/// The largest scale (1 laboratory, 2 pilot, 3 commercial) on which a plant of the country was in operation in the year.
fn plants(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let rows = first_sheet(data, LATENCY)?;
    let column = |name: &str| {
        let header = rows.first().into_iter().flatten();
        header.filter(|(_, text)| *text == name).map(|(letter, _)| letter.clone()).next().ok_or_else(|| {
            SourcesError::Contradiction {
                place: LATENCY.to_owned(),
                what: format!("the header has no column `{name}`"),
            }
        })
    };
    let names = ["ccode", "size", "operation_start", "operation_end", "operation2_start", "operation2_end"];
    let letters = names.into_iter().map(column).collect::<Result<Vec<_>, _>>()?;
    let mut known: BTreeMap<(CountryId, i16), f64> = BTreeMap::new();
    let (mut undated, mut unknown) = (0, BTreeSet::new());
    for row in rows.iter().skip(1) {
        let cell = |number: usize| row.get(&letters[number]).and_then(|text| text.parse::<i16>().ok());
        let (Some(code), Some(size)) = (cell(0).and_then(|code| u16::try_from(code).ok()), cell(1)) else {
            continue;
        };
        let spells = [(cell(2), cell(3)), (cell(4), cell(5))].map(|(from, to)| spell(from?, to));
        if spells[0].is_none() {
            undated += 1;
        }
        for year in spells.into_iter().flatten().flatten() {
            match of_cow(target.roster, code, year) {
                Some(country) => {
                    let scale = known.entry((country, year)).or_default();
                    *scale = scale.max(f64::from(size));
                }
                None => {
                    unknown.insert(code.to_string());
                }
            }
        }
    }
    target.note(format!(
        "{PLANTS}: {undated} plants that never operated or whose years are unknown left out; a plant whose end is unknown counts \
         in its first year; Correlates of War numbers without a country of the roster: {}",
        if unknown.is_empty() { "none".to_owned() } else { unknown.into_iter().collect::<Vec<_>>().join(" ") }
    ));
    ged::put_all(target, LATENCY, PLANTS, FIRST..=LAST_CODED, &known)
}

/// The years of operation between two cells, or none where it never began or nobody knows when.
fn spell(from: i16, to: Option<i16>) -> Option<std::ops::RangeInclusive<i16>> {
    if !(1900..=LAST_CODED).contains(&from) {
        return None;
    }
    let to = match to {
        Some(STILL) => LAST_CODED,
        Some(to) if (from..=LAST_CODED).contains(&to) => to,
        _ => from,
    };
    Some(from.max(FIRST)..=to)
}

/// The country that a Correlates of War number means, in that year or in another one nearby that the list has.
fn of_cow(roster: &Roster, code: u16, year: i16) -> Option<CountryId> {
    let country =
        [year, LAST_CODED, 1980, FIRST].into_iter().find_map(|year| roster.by_cow(code, Year(year)))?;
    Some(ged::holder(country.id.gw()))
}

/// Reactors in operation at the end of the year; those that are suspended count.
fn reactors(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let columns = ["Country", "Status", "OperationalFrom", "OperationalTo"];
    let table = input::csv(data, REACTOR_LIST, &columns)?;
    let (countries, states) = (table.words("Country")?, table.words("Status")?);
    let (begins, ends) = (table.texts("OperationalFrom")?, table.texts("OperationalTo")?);
    let year_of = |text: Option<&str>| text?.get(..4)?.parse::<i16>().ok();
    let mut known: BTreeMap<(CountryId, i16), f64> = BTreeMap::new();
    let mut undated = 0;
    for at in 0..table.len() {
        let Some(from) = year_of(begins[at]) else {
            undated += usize::from(states[at] == "Operational" || states[at] == "Shutdown");
            continue;
        };
        let country = target.roster.find(countries[at])?.id;
        let to = year_of(ends[at]).unwrap_or(i16::MAX);
        for year in REACTOR_YEARS.filter(|year| from <= *year && *year < to) {
            *known.entry((country, year)).or_default() += 1.0;
        }
    }
    target.note(format!(
        "{REACTORS}: {undated} reactors that operate or did, without a date of first operation, left out; East Germany's count \
         for Germany"
    ));
    ged::put_all(target, REACTOR_LIST, REACTORS, REACTOR_YEARS, &known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_of_operation() {
        assert_eq!(spell(1968, Some(1973)), Some(1968..=1973));
        assert_eq!(spell(1992, Some(STILL)), Some(1992..=2012));
        assert_eq!(spell(9999, Some(9999)), None);
        assert_eq!(spell(-99, Some(1984)), None);
        assert!(spell(1943, Some(-99)).is_some_and(|years| years.is_empty()), "before the first year");
    }
}
