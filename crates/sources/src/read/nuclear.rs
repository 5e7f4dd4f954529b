//! Nuclear weapons: status, stocks, and the rivalries that go with them.
use std::collections::BTreeMap;
use std::path::Path;

use forefend_panel::{CountryId, Link, Roster, Year};

use super::{Reader, Target, ged};
use crate::{SourcesError, input};

pub(super) const READER: Reader =
    Reader { title: "nuclear weapons and rivalries", provides: &[STATUS, RIVALRIES, WARHEADS], read };

/// 0 none, 1 explores, 2 pursues, 3 possesses.
const STATUS: &str = "nuclear_status";
const STATUS_FILE: &str = "multilateral/nuclear/owid_bleek_nti_nuclear_status_country_year.csv";
const STATUS_YEARS: std::ops::RangeInclusive<i16> = FIRST..=2022;
/// Strategic rivalries that a state is in.
const RIVALRIES: &str = "rivalries";
const RIVALRY_FILE: &str = "multilateral/panels/ps_tss_rivalries.csv.gz";
/// Last year that the list of rivalries covers: one that ends then is still there.
const LAST_RIVALRY: i16 = 2020;
/// Warheads in military stocks.
const WARHEADS: &str = "warheads";
const WARHEAD_FILE: &str = "multilateral/nuclear/warheads_bulletin_fas.csv";
const WARHEAD_YEARS: std::ops::RangeInclusive<i16> = FIRST..=2017;
const FIRST: i16 = 1946;

/// Values by country and year; whoever is not there has 0.
type Known = BTreeMap<(CountryId, i16), f64>;

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    if target.declared.contains_key(STATUS) {
        status(data, target)?;
    }
    if target.declared.contains_key(RIVALRIES) {
        rivalries(data, target)?;
    }
    if target.declared.contains_key(WARHEADS) {
        let known = by_name(data, target, WARHEAD_FILE, "Stockpiled nuclear warheads")?;
        ged::put_all(target, WARHEAD_FILE, WARHEADS, WARHEAD_YEARS, &known)?;
    }
    Ok(())
}

/// A column of a file by `Entity` and `Year` where it is above 0; of several values the greatest.
fn by_name(data: &Path, target: &Target, file: &str, column: &str) -> Result<Known, SourcesError> {
    let table = input::csv(data, file, &["Entity", "Year", column])?;
    let (names, years, values) =
        (table.words("Entity")?, table.whole::<i16>("Year")?, table.numbers(column)?);
    let mut known = Known::new();
    for ((name, year), value) in names.into_iter().zip(years).zip(values) {
        if value > 0.0 {
            let slot = known.entry((target.roster.find(name)?.id, year)).or_default();
            *slot = slot.max(value);
        }
    }
    Ok(known)
}

fn status(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let known = by_name(data, target, STATUS_FILE, "nuclear_weapons_status")?;
    ged::put_all(target, STATUS_FILE, STATUS, STATUS_YEARS, &known)
}

/// Rivalries from the first year of the panel on: both states, first and last year.
fn listed(data: &Path, roster: &Roster) -> Result<Vec<(CountryId, CountryId, i16, i16)>, SourcesError> {
    let table = input::csv(data, RIVALRY_FILE, &["ccode1", "ccode2", "start", "end"])?;
    let (one, other) = (table.numbers("ccode1")?, table.numbers("ccode2")?);
    let (start, end) = (table.numbers("start")?, table.numbers("end")?);
    let mut found = Vec::new();
    for at in 0..table.len() {
        let (first, last) = ((start[at] as i16).max(FIRST), end[at] as i16);
        if first > last {
            continue;
        }
        let state = |code: f64| {
            let within = [last, first].into_iter().chain(first..last);
            let mut within = within.filter_map(|year| roster.by_cow(code as u16, Year(year)));
            within.next().map(|country| ged::holder(country.id.gw()))
        };
        if let (Some(a), Some(b)) = (state(one[at]), state(other[at])) {
            found.push((a, b, first, last));
        }
    }
    Ok(found)
}

fn rivalries(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let mut known = Known::new();
    for (a, b, first, last) in listed(data, target.roster)? {
        for year in first..=last {
            for state in [a, b] {
                *known.entry((state, year)).or_default() += 1.0;
            }
        }
    }
    ged::put_all(target, RIVALRY_FILE, RIVALRIES, FIRST..=LAST_RIVALRY, &known)
}

/// Links of weight 1 in both directions for every strategic rivalry; one that goes on in the last year is carried on.
pub(crate) fn rivalry(data: &Path, roster: &Roster) -> Result<Vec<Link>, SourcesError> {
    let mut links = Vec::new();
    for (a, b, first, last) in listed(data, roster)? {
        for (from, to) in [(a, b), (b, a)] {
            let last = (last < LAST_RIVALRY).then_some(Year(last));
            links.push(Link { from, to, first: Year(first), last, weight: 1.0 });
        }
    }
    Ok(links)
}
