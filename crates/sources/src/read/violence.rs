//! Violence that no army fights: between armed groups, and against civilians (UCDP); and failures of the state, put together
//! from series that other readers have put before.
use std::path::Path;

use forefend_panel::{CountryId, Year};

use super::{Reader, Target, conflict, ged};
use crate::{SourcesError, country_year_panel};

pub(super) const READER: Reader = Reader {
    title: "violence by groups, failures of the state",
    provides: &["nonstate_deaths", "groups_fighting", "civilians_attacked", SUCCESS, FAILURE],
    read,
};

/// Deaths in a year from which on violence of a kind counts: that of UCDP's own lists.
const EVENT: f64 = 25.0;
const SUCCESS: &str = "coup_succeeded";
const FAILURE: &str = "state_failure";
/// The level of [`conflict::level`] that is war.
const WAR: f64 = 2.0;
/// First year of the list of coups.
const FIRST: Year = Year::new(1950);
/// Last year that any reader may give.
const LAST: Year = Year::new(2030);

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let covered = conflict::covered(&country_year_panel(data)?);
    for row in ged::by_year(data)?.into_iter().filter(|row| covered.contains(&row.country)) {
        let place = || row.place.clone();
        let event = |deaths: f64| f64::from(u8::from(deaths >= EVENT));
        target.put(&place, "nonstate_deaths", row.country, row.year, row.non_state)?;
        target.put(&place, "groups_fighting", row.country, row.year, event(row.non_state))?;
        target.put(&place, "civilians_attacked", row.country, row.year, event(row.one_sided))?;
    }
    failures(target)
}

/// Whether a coup succeeded, in every country and year of the list; and whether the state failed: war, mass killing or a coup that succeeds, in every country and year of which all three are known.
fn failures(target: &mut Target) -> Result<(), SourcesError> {
    let countries: Vec<CountryId> = target.roster.iter().map(|country| country.id).collect();
    for country in countries {
        let mut year = FIRST;
        while year < LAST {
            let value = |id: &str| target.builder.value(id, country, year);
            let parts = [value("conflict_level"), value("mass_killing_ongoing"), value("coup_successes")];
            if let [.., Some(coups)] = parts {
                let succeeded = f64::from(u8::from(coups > 0.0));
                target.put(&|| format!("{SUCCESS} of the count"), SUCCESS, country, year, succeeded)?;
            }
            if let [Some(level), Some(killing), Some(coups)] = parts {
                let failed = f64::from(u8::from(level >= WAR || killing > 0.0 || coups > 0.0));
                target.put(&|| format!("{FAILURE} of its parts"), FAILURE, country, year, failed)?;
            }
            year = year + 1;
        }
    }
    Ok(())
}
