//! Peacekeeping troops and missions by country and year, from the locations of Geo-PKO.
//!
//! The ready-made country totals add a location once for every map of the year on which it appears: Mali 2017
//! comes to 51,279 troops (authorised: 13,289). Here a location counts once a year, which brings the world
//! total within 0 to 30 % of the UN's own from 2003.
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use forefend_panel::{CountryId, Mission, Year};

use super::{Reader, Target};
use crate::{SourcesError, input};

pub(super) const READER: Reader = Reader { title: "peacekeeping", provides: &["peacekeeping_troops"], read };

const LOCATIONS: &str = "multilateral/regional/geopko_FrontMap_v.2.3.csv";
const CODES: &str = "conflict/peacekeeping/geopko_country_year.csv";
/// Geo-PKO lists Western Sahara without a number.
const WESTERN_SAHARA: (&str, u16) = ("Western Sahara", 609);
const COVERED: (i16, i16) = (1994, 2024);

/// Mission and troops (none when no location's size is known) by country and year.
type Missions = BTreeMap<(CountryId, i16), BTreeMap<String, Option<f64>>>;

fn load(data: &Path) -> Result<Missions, SourcesError> {
    let codes = country_codes(data)?;
    let select = ["mission", "year", "country", "location", "ave.no.troops"];
    let table = input::csv(data, LOCATIONS, &select)?;
    let (missions, countries) = (table.words("mission")?, table.words("country")?);
    let years: Vec<i16> = table.whole("year")?;
    let locations = table.words("location")?;
    let troops = table.numbers("ave.no.troops")?;
    let mut seen = BTreeSet::new();
    let mut all = Missions::new();
    for at in 0..table.len() {
        let Some(&country) = codes.get(countries[at]) else {
            return Err(SourcesError::UnknownCode {
                place: table.place(at),
                list: "Geo-PKO name",
                code: countries[at].to_owned(),
                year: years[at],
            });
        };
        let mission = all.entry((country, years[at])).or_default();
        let size = mission.entry(missions[at].to_owned()).or_default();
        let first = seen.insert((missions[at], years[at], countries[at], locations[at]));
        if first && !troops[at].is_nan() {
            *size = Some(size.unwrap_or(0.0) + troops[at]);
        }
    }
    Ok(all)
}

fn country_codes(data: &Path) -> Result<BTreeMap<String, CountryId>, SourcesError> {
    let table = input::csv(data, CODES, &["country", "gwcode"])?;
    let names = table.words("country")?;
    let codes: Vec<Option<u16>> = table.integers("gwcode")?;
    let mut map: BTreeMap<String, CountryId> = names
        .into_iter()
        .zip(codes)
        .filter_map(|(name, code)| Some((name.to_owned(), CountryId(code?))))
        .collect();
    map.insert(WESTERN_SAHARA.0.to_owned(), CountryId(WESTERN_SAHARA.1));
    Ok(map)
}

/// All missions, for the snapshot's list.
pub(crate) fn missions(data: &Path) -> Result<Vec<Mission>, SourcesError> {
    let all = load(data)?;
    Ok(all
        .into_iter()
        .flat_map(|((country, year), missions)| {
            missions.into_iter().map(move |(name, troops)| Mission {
                country,
                year: Year(year),
                name,
                troops,
            })
        })
        .collect())
}

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let all = load(data)?;
    let mut unknown = Vec::new();
    let today: Vec<CountryId> =
        target.roster.iter().filter(|country| country.is_present_day()).map(|country| country.id).collect();
    for country in today {
        for year in COVERED.0..=COVERED.1 {
            match total(&all, country, year) {
                Some(troops) => {
                    let place = || format!("{LOCATIONS}, {country} in {year}");
                    target.put(&place, "peacekeeping_troops", country, Year(year), troops)?;
                }
                None => unknown.push(format!("{country} {year}")),
            }
        }
    }
    target.note(format!(
        "peacekeeping_troops: size of the mission unknown, value left out: {}",
        unknown.join(", ")
    ));
    Ok(())
}

/// Troops in a country and year: zero without a mission, none when the size is not known or when a mission
/// that stood there the year before and the year after is missing from the file.
fn total(all: &Missions, country: CountryId, year: i16) -> Option<f64> {
    let at = |year: i16| all.get(&(country, year));
    let here = at(year);
    let size = |year: i16, name: &String| at(year).and_then(|m| m.get(name).copied().flatten());
    let skipped = at(year - 1).into_iter().flat_map(|before| before.keys()).any(|name| {
        here.is_none_or(|here| !here.contains_key(name))
            && size(year - 1, name).is_some_and(|troops| troops > 0.0)
            && size(year + 1, name).is_some_and(|troops| troops > 0.0)
    });
    if skipped {
        return None;
    }
    let Some(here) = here else {
        return Some(0.0);
    };
    let (mut old, mut new, mut staying, mut blank) = (0.0, 0.0, 0.0, false);
    for (name, troops) in here {
        let Some(troops) = *troops else {
            blank = true;
            continue;
        };
        let before = year > COVERED.0 && at(year - 1).is_some_and(|m| m.contains_key(name));
        let after = year < COVERED.1 && at(year + 1).is_some_and(|m| m.contains_key(name));
        match (before, after) {
            (true, false) if year < COVERED.1 => old += troops,
            (false, _) if year > COVERED.0 => new += troops,
            _ => staying += troops,
        }
    }
    // A takeover within the year: the same troops change their cap and would count twice.
    let sum = staying + if old > 0.0 { f64::max(old, new) } else { new };
    (sum > 0.0 || !blank).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(rows: &[(i16, &str, Option<f64>)]) -> Missions {
        let mut all = Missions::new();
        for &(year, name, troops) in rows {
            all.entry((CountryId(1), year)).or_default().insert(name.to_owned(), troops);
        }
        all
    }

    #[test]
    fn takeover_counts_once_and_a_missing_map_is_not_a_withdrawal() {
        let all = one(&[
            (2009, "MONUC", Some(17.0)),
            (2010, "MONUC", Some(18.0)),
            (2010, "MONUSCO", Some(16.0)),
            (2011, "MONUSCO", Some(15.0)),
            (2013, "MONUSCO", Some(14.0)),
            (2013, "OTHER", Some(2.0)),
            (2014, "MONUSCO", None),
        ]);
        let troops = |year| total(&all, CountryId(1), year);
        assert_eq!(troops(2008), Some(0.0));
        assert_eq!(troops(2010), Some(18.0));
        assert_eq!(troops(2012), None);
        assert_eq!(troops(2013), Some(16.0));
        assert_eq!(troops(2014), None);
    }
}
