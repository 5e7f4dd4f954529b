//! Mass killing: years in which one began or went on (Early Warning Project), deaths in one-sided violence (UCDP), and
//! young regimes (V-Dem).
use std::collections::BTreeMap;
use std::path::Path;

use forefend_panel::{CountryId, Roster, Year};

use super::{Reader, Target};
use crate::{SourcesError, country_year_panel, input};

pub(super) const READER: Reader = Reader {
    title: "mass killing",
    provides: &[
        "mass_killing_onset",
        "mass_killing_ongoing",
        "one_sided_deaths",
        "one_sided_event",
        "new_regime",
    ],
    read,
};

/// A list of what happened when and where: facts, of which only yes or no is taken.
const ONSETS: &str = "conflict/mass_killing/basedata2025_4august2025.csv";
const MONTHS: &str = "conflict/country_month_three_types.parquet";
/// Deaths in one-sided violence in a year from which on it counts as an event.
const EVENT: f64 = 1000.0;
/// Days after which a regime is no longer new: two years.
const NEW_REGIME: f64 = 730.0;

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    onsets(data, target)?;
    one_sided(data, target)?;
    regimes(data, target)
}

fn onsets(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = input::csv(data, ONSETS, &["year", "ccode", "mk_onset", "mk_ongoing"])?;
    let (codes, years) = (table.whole::<u16>("ccode")?, table.whole::<i16>("year")?);
    let (onset, ongoing) = (table.numbers("mk_onset")?, table.numbers("mk_ongoing")?);
    for at in (0..table.len()).filter(|&at| years[at] >= 1946) {
        let country =
            country(target.roster, codes[at], years[at]).ok_or_else(|| SourcesError::UnknownCode {
                place: table.place(at),
                list: "Correlates of War",
                code: codes[at].to_string(),
                year: years[at],
            })?;
        let place = || table.place(at);
        let fact = |value: f64| f64::from(u8::from(value > 0.0));
        target.put(&place, "mass_killing_onset", country, Year(years[at]), fact(onset[at]))?;
        target.put(&place, "mass_killing_ongoing", country, Year(years[at]), fact(ongoing[at]))?;
    }
    Ok(())
}

/// The country that carries a COW number today, so that Serbia keeps the past that the list gives it; a state that is gone
/// keeps its own (COW counts some later than the list does: the nearest later year then, or the last to carry it).
fn country(roster: &Roster, code: u16, year: i16) -> Option<CountryId> {
    let mut years = [2020].into_iter().chain(year..=2020).chain((1946..year).rev());
    years.find_map(|year| roster.by_cow(code, Year(year))).map(|country| country.id)
}

/// Sums of the months of a year; a year without all of its months is left out.
fn one_sided(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = input::parquet(data, MONTHS)?;
    let (codes, years) = (table.whole::<u16>("gw_codes")?, table.whole::<i16>("year")?);
    let deaths = table.numbers("deaths_one_sided")?;
    let mut sums: BTreeMap<(u16, i16), (f64, u8, usize)> = BTreeMap::new();
    for at in 0..table.len() {
        let sum = sums.entry((codes[at], years[at])).or_insert((0.0, 0, at));
        *sum = (sum.0 + deaths[at], sum.1 + 1, at);
    }
    let mut short = 0;
    for ((code, year), (deaths, months, at)) in sums {
        if months < 12 {
            short += 1;
            continue;
        }
        let place = || table.place(at);
        let event = f64::from(u8::from(deaths >= EVENT));
        target.put(&place, "one_sided_deaths", CountryId(code), Year(year), deaths)?;
        target.put(&place, "one_sided_event", CountryId(code), Year(year), event)?;
    }
    if short > 0 {
        target.note(format!("one_sided_deaths: {short} country-years without all of their months left out"));
    }
    Ok(())
}

fn regimes(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = country_year_panel(data)?;
    for (at, days) in table.column("v2regdur")?.into_iter().enumerate().filter(|(_, days)| !days.is_nan()) {
        let (country, year) = table.keys()[at];
        let new = f64::from(u8::from(days < NEW_REGIME));
        target.put(&|| table.place(at), "new_regime", country, year, new)?;
    }
    Ok(())
}
