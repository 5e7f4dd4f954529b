//! Democracy and regimes (V-Dem), and coups (Powell & Thyne), by country and year.
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use forefend_panel::{CountryId, Year};

use super::{Reader, Target, ged};
use crate::{SourcesError, country_year_panel, input};

pub(super) const READER: Reader = Reader {
    title: "democracy, regimes, coups",
    provides: &["polyarchy", "new_regime", "regime", "coup_attempts", "coup_successes"],
    read,
};

const DEMOCRACY: &str = "governance/vdem_v15_core_1900_2024.parquet";
const REGIMES: &str = "governance/regime.parquet";
const COUPS: &str = "governance/coup.parquet";
/// First year of the roster.
const FIRST: i16 = 1946;
/// Days after which a regime is no longer new: two years.
const NEW_REGIME: f64 = 730.0;

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let democracies = democracy(data, target)?;
    let panel = country_year_panel(data)?;
    // V-Dem has no unit of its own for the territory of a state before its independence: the panel holds the value of the
    // state that ruled it.
    let mut ruled = 0;
    for (at, value) in panel.column("v2x_polyarchy")?.into_iter().enumerate() {
        let (country, year) = panel.keys()[at];
        if !value.is_nan() && !democracies.contains(&(country, year)) {
            target.put(&|| panel.place(at), "polyarchy", country, year, value)?;
            ruled += 1;
        }
    }
    target.note(format!(
        "polyarchy: {ruled} country-years without a V-Dem unit of their own carry the value of the state that ruled the \
         territory, from the older panel"
    ));
    for (at, days) in panel.column("v2regdur")?.into_iter().enumerate().filter(|(_, days)| !days.is_nan()) {
        let (country, year) = panel.keys()[at];
        let new = f64::from(u8::from(days < NEW_REGIME));
        target.put(&|| panel.place(at), "new_regime", country, year, new)?;
    }
    counts(data, REGIMES, &[("regime", "regime")], target)?;
    counts(data, COUPS, &[("coup_attempts", "attempts"), ("coup_successes", "successes")], target)
}

/// The index of V-Dem's own units; which country-years have one.
fn democracy(data: &Path, target: &mut Target) -> Result<BTreeSet<(CountryId, Year)>, SourcesError> {
    let table = input::parquet(data, DEMOCRACY)?;
    let (codes, years) = (table.words("country_text_id")?, table.whole::<i16>("year")?);
    let mut outside = BTreeSet::new();
    let mut found = BTreeSet::new();
    for (at, value) in table.numbers("v2x_polyarchy")?.into_iter().enumerate() {
        if years[at] < FIRST || value.is_nan() {
            continue;
        }
        if let Some(country) = target.today(codes[at], &mut outside) {
            found.insert((country, Year(years[at])));
            target.put(&|| table.place(at), "polyarchy", country, Year(years[at]), value)?;
        }
    }
    target.note(format!(
        "polyarchy: V-Dem units that are no country of the roster left out ({})",
        outside.into_iter().collect::<Vec<_>>().join(" ")
    ));
    Ok(found)
}

/// Columns of a table by Gleditsch-Ward number and year, under the names of indicators. Numbers that the roster does
/// not have are told.
fn counts(
    data: &Path,
    file: &str,
    columns: &[(&str, &str)],
    target: &mut Target,
) -> Result<(), SourcesError> {
    let table = input::parquet(data, file)?;
    let (codes, years) = (table.whole::<u16>("gwno")?, table.whole::<i16>("year")?);
    let mut outside = BTreeSet::new();
    for (id, column) in columns {
        let values = table.numbers(column)?;
        let own: BTreeMap<(u16, i16), f64> =
            codes.iter().copied().zip(years.iter().copied()).zip(values.iter().copied()).collect();
        for (at, &value) in values.iter().enumerate() {
            let country = ged::holder(codes[at]);
            // In the year in which a state passes into the one that carries it on, both may have a row.
            let again = country.gw() != codes[at] && own.get(&(country.gw(), years[at])) == Some(&value);
            if again {
                continue;
            }
            if target.roster.get(country).is_none() {
                outside.insert(codes[at].to_string());
            } else if years[at] >= FIRST {
                target.put(&|| table.place(at), id, country, Year(years[at]), value)?;
            }
        }
    }
    if !outside.is_empty() {
        let ids: Vec<&str> = columns.iter().map(|&(id, _)| id).collect();
        let outside: Vec<String> = outside.into_iter().collect();
        target.note(format!(
            "{}: Gleditsch-Ward numbers that the roster does not have left out ({})",
            ids.join(", "),
            outside.join(" ")
        ));
    }
    Ok(())
}
