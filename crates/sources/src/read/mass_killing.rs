//! Mass killing: years in which one began or went on (Early Warning Project), and deaths in one-sided violence (UCDP).
use std::path::Path;

use forefend_panel::{CountryId, Roster, Year};

use super::{Reader, Target, conflict, ged};
use crate::{SourcesError, country_year_panel, input};

pub(super) const READER: Reader = Reader {
    title: "mass killing",
    provides: &["mass_killing_onset", "mass_killing_ongoing", "one_sided_deaths", "one_sided_event"],
    read,
};

/// A list of what happened when and where: facts, of which only yes or no is taken.
const ONSETS: &str = "conflict/mass_killing/basedata2025_4august2025.csv";
/// Deaths in one-sided violence in a year from which on it counts as an event.
const EVENT: f64 = 1000.0;

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    onsets(data, target)?;
    one_sided(data, target)
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

/// One-sided violence in the countries that the series of armed conflict cover.
fn one_sided(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let covered = conflict::covered(&country_year_panel(data)?);
    for row in ged::by_year(data)?.into_iter().filter(|row| covered.contains(&row.country)) {
        let place = || row.place.clone();
        let event = f64::from(u8::from(row.one_sided >= EVENT));
        target.put(&place, "one_sided_deaths", row.country, row.year, row.one_sided)?;
        target.put(&place, "one_sided_event", row.country, row.year, event)?;
    }
    Ok(())
}
