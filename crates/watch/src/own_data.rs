//! Deaths from a file of one's own in the place of the snapshot's.

use std::collections::BTreeMap;
use std::path::Path;

use forefend_panel::{Country, CountryId, Month, MonthlyDeclaration, MonthlySeries, OwnTable, Panel, Roster};

use crate::{Target, WatchError};

/// Replaces the monthly series of `panel` by those of a CSV or Parquet file: columns `month_id` (1 = January 1980),
/// `country_id` (VIEWS), and `outcome` or the target's own name (`state_based`). Columns with the names of the other targets are
/// read too; a type the file does not have stays the snapshot's. Returns the targets that were read.
///
/// # Errors
/// [`WatchError::Data`] with the row: an unknown country, a month given twice, a number that is no count, a hole.
///
/// # Examples
/// ```
/// use forefend_simulate::WorldFiles;
/// use forefend_watch::{Target, replace_deaths};
///
/// let mut panel = WorldFiles::new("world", forefend_world::files()).panel()?;
/// let folder = tempfile::tempdir()?;
/// let file = folder.path().join("deaths.csv");
/// // A month in which -3 people died is refused with its row.
/// std::fs::write(&file, "month_id,country_id,outcome\n553,57,-3\n")?;
/// let error = replace_deaths(&mut panel, &file, Target::StateBased).unwrap_err().to_string();
/// assert!(error.contains("deaths.csv:2"), "{error}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn replace_deaths(panel: &mut Panel, path: &Path, target: Target) -> Result<Vec<Target>, WatchError> {
    let file = path.display().to_string();
    let wrong = |message: String| WatchError::Data { file: file.clone(), message };
    let mut table = OwnTable::open(path)?;
    let mut read = Vec::new();
    for wanted in Target::ALL {
        let own = wanted.id().replace('-', "_");
        let names = [own.as_str(), wanted.id(), "outcome"];
        let names = if wanted == target { &names[..] } else { &names[..2] };
        let found: Vec<&str> = names.iter().copied().filter(|name| table.has(name)).collect();
        let column = match found.as_slice() {
            [] => continue,
            [one] => *one,
            [one, other, ..] => {
                return Err(wrong(format!(
                    "has two columns for {wanted} deaths, `{one}` and `{other}`; take one of them out"
                )));
            }
        };
        let series = series(&mut table, column, wanted, panel.roster())?;
        panel.set_monthly(series);
        read.push(wanted);
    }
    if read.contains(&target) {
        return Ok(read);
    }
    Err(wrong(format!(
        "has no column `outcome` or `{}`; it has {}",
        target.id().replace('-', "_"),
        table.shown_names()
    )))
}

fn series(
    table: &mut OwnTable,
    column: &str,
    target: Target,
    roster: &Roster,
) -> Result<MonthlySeries, WatchError> {
    let file = table.file().to_owned();
    table.load(&["country_id", column])?;
    let months = table.months()?;
    let countries: Vec<u16> = table.whole("country_id")?;
    let deaths: Vec<u32> = table.whole(column)?;
    let mut all: BTreeMap<CountryId, BTreeMap<Month, u32>> = BTreeMap::new();
    for (row, &month) in months.iter().enumerate() {
        let wrong = |message: String| Err(table.bad_row(row, message).into());
        let Some(country) = by_views(roster, countries[row]) else {
            return wrong(format!(
                "country_id {} is no country of VIEWS (Gleditsch-Ward and ISO numbers are others)",
                countries[row]
            ));
        };
        if all.entry(country.id).or_default().insert(month, deaths[row]).is_some() {
            return wrong(format!(
                "{} has a second row for {month} (month_id {}); keep one",
                country.name,
                month.views_id()
            ));
        }
    }
    let mut series = MonthlySeries::new(declaration(target, &file));
    for (country, counts) in all {
        let months: Vec<Month> = counts.keys().copied().collect();
        if let Some(pair) = months.windows(2).find(|pair| pair[1] - pair[0] != 1) {
            let name = roster.get(country).map_or_else(String::new, |country| country.name.clone());
            let message = format!(
                "{name} has no row between {} and {}; give every month, 0 where nobody died",
                pair[0], pair[1]
            );
            return Err(WatchError::Data { file, message });
        }
        let first = months[0];
        series.add(country, first, &counts.into_values().collect::<Vec<_>>())?;
    }
    Ok(series)
}

/// The country of today with this VIEWS number, as VIEWS' own files use it for all months.
fn by_views(roster: &Roster, code: u16) -> Option<&Country> {
    let latest = |country: &&Country| country.spells.iter().rev().find_map(|spell| spell.views) == Some(code);
    roster.iter().filter(|country| country.is_present_day()).find(latest)
}

fn declaration(target: Target, file: &str) -> MonthlyDeclaration {
    MonthlyDeclaration {
        id: target.id().to_owned(),
        title: format!("{} of {file}", target.title()),
        unit: "deaths a month".to_owned(),
        source: file.to_owned(),
        citation: String::new(),
        url: None,
        licence: "the reader's own".to_owned(),
        release_lag_months: 0,
        note: String::new(),
    }
}
