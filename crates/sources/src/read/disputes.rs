//! Disputes and armed conflict between two states: pairs in which one could come about, onsets, years in armed conflict.
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use forefend_panel::{CountryId, Table, Unit, Year};

use super::membership::by_cow;
use super::{Reader, Target};
use crate::{SourcesError, input};

pub(super) const READER: Reader = Reader {
    title: "disputes between states",
    provides: &[ONSET, CONTIGUOUS, MAJOR, PACT, CONFLICT, DEATHS],
    read,
};

/// On an axis of pairs: 1 in a year in which a militarised dispute began, 0 in one without; no value while one goes on.
const ONSET: &str = "dispute_onset";
/// On the same axis and in the same years: 1 where the two share a border, where one is a major power, with a defence pact.
const CONTIGUOUS: &str = "dispute_pair_contiguous";
const MAJOR: &str = "dispute_pair_major_power";
const PACT: &str = "dispute_pair_defence_pact";
/// On the same axis: 1 in a year with 25 deaths or more in fighting between the two states.
const CONFLICT: &str = "pair_conflict";
/// On the same axis, from 1989: deaths of such a year.
const DEATHS: &str = "pair_conflict_deaths";
const RELEVANT: &str = "multilateral/regional/DERIVED_pol_relevant_dyads_1950_2010.csv.gz";
const CONFLICTS: &str = "conflict/ucdp_26_1/dyad_year_1946_2025.parquet";
/// First and last year of the conflicts.
const YEARS: [i16; 2] = [1946, 2025];
/// First year in which deaths are counted by event.
const COUNTED: i16 = 1989;

type Pair = (CountryId, CountryId);

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    if !target.declared.contains_key(ONSET) {
        return Ok(());
    }
    let mut pairs = relevant(data, target)?;
    let conflicts = conflicts(data)?;
    let never = conflicts.keys().filter(|((a, b), _)| !pairs.contains(&(*a, *b)));
    let never: BTreeSet<Pair> = never.map(|(pair, _)| *pair).collect();
    target.note(format!(
        "{CONFLICT}: {} pairs fought that are never politically relevant (no common border, no major power)",
        never.len()
    ));
    pairs.extend(never);
    let exists = |country: CountryId, year| target.roster.get(country).is_some_and(|one| one.exists(year));
    let mut cells = Vec::new();
    for &(a, b) in &pairs {
        for year in (YEARS[0]..=YEARS[1]).map(Year).filter(|year| exists(a, *year) && exists(b, *year)) {
            cells.push(((a, b), year, conflicts.get(&((a, b), year)).copied()));
        }
    }
    for ((a, b), year, deaths) in cells {
        let (place, pair) = (|| CONFLICTS.to_owned(), Unit::Pair(a, b));
        target.put_on(&place, CONFLICT, pair.clone(), year, f64::from(u8::from(deaths.is_some())))?;
        if let Some(deaths) = deaths.filter(|_| year.0 >= COUNTED) {
            target.put_on(&place, DEATHS, pair, year, deaths.round())?;
        }
    }
    Ok(())
}

/// Puts what the table of politically relevant pairs says, and gives the pairs.
fn relevant(data: &Path, target: &mut Target) -> Result<BTreeSet<Pair>, SourcesError> {
    let table =
        input::csv(data, RELEVANT, &["ccode1", "ccode2", "year", "y", "land", "maj", "atop_defense"])?;
    let codes = [codes(&table, "ccode1")?, codes(&table, "ccode2")?];
    let years = codes_of::<i16>(&table, "year")?;
    let columns = [(ONSET, "y"), (CONTIGUOUS, "land"), (MAJOR, "maj"), (PACT, "atop_defense")];
    let columns = columns
        .into_iter()
        .map(|(id, name)| Ok((id, table.numbers(name)?)))
        .collect::<Result<Vec<(&str, Vec<f64>)>, SourcesError>>()?;
    let mut pairs = BTreeSet::new();
    for at in 0..table.len() {
        let country = |code: u16| {
            by_cow(target.roster, code, years[at]).ok_or_else(|| SourcesError::UnknownCode {
                place: table.place(at),
                list: "Correlates of War",
                code: code.to_string(),
                year: years[at],
            })
        };
        let pair = ordered(country(codes[0][at])?, country(codes[1][at])?);
        pairs.insert(pair);
        for (id, values) in &columns {
            let unit = Unit::Pair(pair.0, pair.1);
            target.put_on(&|| table.place(at), id, unit, Year(years[at]), values[at])?;
        }
    }
    Ok(pairs)
}

fn codes(table: &Table, column: &str) -> Result<Vec<u16>, SourcesError> {
    codes_of(table, column)
}

/// Whole numbers, which the table writes with a fraction of nothing.
fn codes_of<T: TryFrom<i32> + Default>(table: &Table, column: &str) -> Result<Vec<T>, SourcesError> {
    let numbers = table.numbers(column)?.into_iter().enumerate();
    let whole = numbers.map(|(at, number)| {
        let whole = (number.fract() == 0.0).then(|| T::try_from(number as i32).ok()).flatten();
        whole.ok_or_else(|| table.bad_cell(at, column, &number.to_string(), "a whole number"))
    });
    Ok(whole.collect::<Result<Vec<T>, _>>()?)
}

/// Deaths by pair and year of armed conflict between states: those of several states on one side are shared equally by the
/// pairs of first parties. Missing before deaths are counted, there 0.
fn conflicts(data: &Path) -> Result<BTreeMap<(Pair, Year), f64>, SourcesError> {
    let table = input::parquet(data, CONFLICTS)?;
    let (years, kinds) = (table.whole::<i16>("year")?, table.words("type")?);
    let (deaths, intensity) = (table.numbers("ged_deaths")?, table.numbers("acd_intensity")?);
    let sides = [table.texts("gwno_a")?, table.texts("gwno_b")?];
    let mut found = BTreeMap::new();
    for at in 0..table.len() {
        if kinds[at] != "interstate" || intensity[at].is_nan() || intensity[at] <= 0.0 {
            continue;
        }
        let side = |side: usize| -> Result<Vec<CountryId>, SourcesError> {
            let codes = sides[side][at].unwrap_or_default().split(';').filter(|code| !code.is_empty());
            let bad = |code: &str| table.bad_cell(at, "gwno_a or gwno_b", code, "numbers of states");
            codes.map(|code| code.trim().parse().map(CountryId).map_err(|_| bad(code).into())).collect()
        };
        let (a, b) = (side(0)?, side(1)?);
        let share = if deaths[at].is_nan() { 0.0 } else { deaths[at] } / (a.len() * b.len()).max(1) as f64;
        for &a in &a {
            for &b in &b {
                *found.entry((ordered(a, b), Year(years[at]))).or_insert(0.0) += share;
            }
        }
    }
    Ok(found)
}

fn ordered(a: CountryId, b: CountryId) -> Pair {
    if a < b { (a, b) } else { (b, a) }
}
