//! Democracy and regimes (V-Dem), and coups (Powell & Thyne), by country and year.
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use forefend_panel::{CountryId, Year};

use super::{Reader, Target, ged};
use crate::{SourcesError, country_year_panel, input};

pub(super) const READER: Reader = Reader {
    title: "democracy, regimes, coups",
    provides: &[
        "polyarchy",
        "polyarchy_deviation",
        "polyarchy_fell",
        "polyarchy_rose",
        "new_regime",
        "regime",
        "coup_attempts",
        "coup_successes",
        "coup_attempted",
    ],
    read,
};

const DEMOCRACY: &str = "governance/vdem_v15_core_1900_2024.parquet";
const REGIMES: &str = "governance/regime.parquet";
const COUPS: &str = "governance/coup.parquet";
/// First year of the roster.
const FIRST: i16 = 1946;
/// Days after which a regime is no longer new: two years.
const NEW_REGIME: f64 = 730.0;
/// A change of the index within a year that counts as an opening or a closing.
const MARKED: f64 = 0.05;

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let democracies = democracy(data, target)?;
    deviations(data, target)?;
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
    marked_changes(data, target)?;
    attempted(data, target)?;
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

/// Half the width of V-Dem's interval of 68 %, about one standard deviation of what its coders' disagreement leaves open.
fn deviations(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = input::parquet(data, DEMOCRACY)?;
    let (codes, years) = (table.words("country_text_id")?, table.whole::<i16>("year")?);
    let (low, high) = (table.numbers("v2x_polyarchy_codelow")?, table.numbers("v2x_polyarchy_codehigh")?);
    for at in 0..table.len() {
        if let (true, Some(country)) = (years[at] >= FIRST, target.today(codes[at], &mut BTreeSet::new())) {
            let deviation = 0.5 * (high[at] - low[at]);
            target.put(&|| table.place(at), "polyarchy_deviation", country, Year(years[at]), deviation)?;
        }
    }
    Ok(())
}

/// Whether the index of a V-Dem unit fell or rose by [`MARKED`] or more since the year before.
fn marked_changes(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = input::parquet(data, DEMOCRACY)?;
    let (codes, years) = (table.words("country_text_id")?, table.whole::<i16>("year")?);
    let values = table.numbers("v2x_polyarchy")?;
    let known: BTreeMap<(&str, i16), f64> =
        codes.iter().copied().zip(years.iter().copied()).zip(values.iter().copied()).collect();
    for at in (0..table.len()).filter(|&at| years[at] >= FIRST) {
        let before = known.get(&(codes[at], years[at] - 1)).copied().unwrap_or(f64::NAN);
        let change = values[at] - before;
        let Some(country) = target.today(codes[at], &mut BTreeSet::new()) else { continue };
        if change.is_nan() {
            continue;
        }
        // The index has three digits: a change of 0.05 is one of 0.05 whatever its bits.
        let fell = f64::from(u8::from(change < -MARKED + 1e-9));
        let rose = f64::from(u8::from(change > MARKED - 1e-9));
        target.put(&|| table.place(at), "polyarchy_fell", country, Year(years[at]), fell)?;
        target.put(&|| table.place(at), "polyarchy_rose", country, Year(years[at]), rose)?;
    }
    Ok(())
}

/// Whether any coup was attempted, by country and year.
fn attempted(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = input::parquet(data, COUPS)?;
    let (codes, years) = (table.whole::<u16>("gwno")?, table.whole::<i16>("year")?);
    let mut any: BTreeMap<(CountryId, i16), (usize, bool)> = BTreeMap::new();
    for (at, attempts) in table.numbers("attempts")?.into_iter().enumerate() {
        let country = ged::holder(codes[at]);
        if target.roster.get(country).is_some() && years[at] >= FIRST {
            any.entry((country, years[at])).or_insert((at, false)).1 |= attempts > 0.0;
        }
    }
    for ((country, year), (at, any)) in any {
        target.put(&|| table.place(at), "coup_attempted", country, Year(year), f64::from(u8::from(any)))?;
    }
    Ok(())
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
