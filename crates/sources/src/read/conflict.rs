//! Deaths and level of armed conflict by country and year: UCDP events from 1989, PRIO's battle deaths before.
use std::collections::BTreeSet;
use std::path::Path;

use forefend_panel::CountryId;

use super::{Reader, Target, ged};
use crate::{SourceTable, SourcesError, country_year_panel};

pub(super) const READER: Reader =
    Reader { title: "armed conflict", provides: &["conflict_deaths", "conflict_level"], read };

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let before = country_year_panel(data)?;
    check_levels(&before)?;
    let (deaths, levels) = (before.column("best")?, before.column("level_by_location")?);
    for (at, &(country, year)) in before.keys().iter().enumerate().filter(|(_, key)| key.1 < ged::FIRST) {
        let place = || before.place(at);
        target.put(&place, "conflict_deaths", country, year, deaths[at])?;
        target.put(&place, "conflict_level", country, year, levels[at])?;
    }
    let covered = covered(&before);
    let mut left_out = BTreeSet::new();
    for row in ged::by_year(data)? {
        if !covered.contains(&row.country) {
            deathless(&row)?;
            left_out.insert(row.country);
            continue;
        }
        let place = || row.place.clone();
        target.put(&place, "conflict_deaths", row.country, row.year, row.state_based)?;
        target.put(&place, "conflict_level", row.country, row.year, level(row.state_based))?;
    }
    target.note(format!(
        "conflict_deaths, conflict_level, one_sided_deaths: {} states without a death from 1989 on and without values before \
         it left out (microstates, and states that ended by 1992): {}",
        left_out.len(),
        left_out
            .iter()
            .map(|id| target.roster.get(*id).map_or_else(|| id.to_string(), |country| country.name.clone()))
            .collect::<Vec<_>>()
            .join(", ")
    ));
    Ok(())
}

/// The countries that the series cover: those with values before 1989.
pub(super) fn covered(before: &SourceTable) -> BTreeSet<CountryId> {
    before.keys().iter().map(|&(country, _)| country).collect()
}

/// Refuses deaths in a country that the series would leave out.
fn deathless(row: &ged::CountryYear) -> Result<(), SourcesError> {
    if row.state_based + row.one_sided == 0.0 {
        return Ok(());
    }
    let what =
        format!("{} has deaths in {}, and no values before 1989 to go with them", row.country, row.year);
    Err(SourcesError::Contradiction { place: row.place.clone(), what })
}

/// 0 below 25 deaths a year, 1 below 1,000, 2 from there.
pub(crate) fn level(deaths: f64) -> f64 {
    match deaths {
        deaths if deaths < 25.0 => 0.0,
        deaths if deaths < 1000.0 => 1.0,
        _ => 2.0,
    }
}

/// The level must be the one its deaths give.
fn check_levels(table: &SourceTable) -> Result<(), SourcesError> {
    let (deaths, levels) = (table.column("best")?, table.column("level_by_location")?);
    for (at, (deaths, level_given)) in deaths.into_iter().zip(levels).enumerate() {
        if !deaths.is_nan() && level_given != level(deaths) {
            return Err(SourcesError::Contradiction {
                place: table.place(at),
                what: format!(
                    "level_by_location is {level_given}, but best = {deaths} deaths give {}",
                    level(deaths)
                ),
            });
        }
    }
    Ok(())
}
