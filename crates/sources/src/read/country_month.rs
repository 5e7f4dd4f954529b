//! Deaths by country and month (UCDP GED), three types of violence. Of the file of three types only what UCDP counted is read:
//! its event counts derive from ACLED and must not be passed on.
use std::collections::BTreeMap;
use std::path::Path;

use forefend_panel::{CountryId, Month, MonthlyDeclaration, MonthlySeries, Roster, Table};
use serde::Deserialize;

use crate::{SourcesError, input};

const DECLARED: &str = "read/country_month.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Declared {
    series: Vec<Wanted>,
}

#[derive(Deserialize)]
struct Wanted {
    file: String,
    column: String,
    gw: String,
    #[serde(flatten)]
    declaration: MonthlyDeclaration,
}

/// The monthly series, each country's months checked for holes and repetitions.
pub(crate) fn monthly(data: &Path, roster: &Roster) -> Result<Vec<MonthlySeries>, SourcesError> {
    let declared: Declared = toml::from_str(include_str!("country_month.toml"))
        .map_err(|error| SourcesError::Declaration { file: DECLARED, reason: error.to_string() })?;
    declared.series.into_iter().map(|wanted| one(data, roster, wanted)).collect()
}

fn one(data: &Path, roster: &Roster, wanted: Wanted) -> Result<MonthlySeries, SourcesError> {
    let table = input::parquet(data, &wanted.file)?;
    let countries: Vec<u16> = table.whole(&wanted.gw)?;
    let months: Vec<i32> = table.whole("month_id")?;
    let deaths: Vec<u32> = table.whole(&wanted.column)?;
    let mut by_country: BTreeMap<CountryId, BTreeMap<Month, u32>> = BTreeMap::new();
    for at in 0..table.len() {
        let country = CountryId(countries[at]);
        if roster.get(country).is_none() {
            return Err(SourcesError::UnknownCode {
                place: table.place(at),
                list: "Gleditsch-Ward",
                code: countries[at].to_string(),
                year: Month::from_views_id(months[at]).year().number(),
            });
        }
        let month = Month::from_views_id(months[at]);
        if by_country.entry(country).or_default().insert(month, deaths[at]).is_some() {
            return Err(contradiction(&table, at, format!("{country} has a second row for {month}")));
        }
    }
    let mut series = MonthlySeries::new(wanted.declaration);
    for (country, counts) in by_country {
        let months: Vec<Month> = counts.keys().copied().collect();
        if let Some(pair) = months.windows(2).find(|pair| pair[1] - pair[0] != 1) {
            return Err(SourcesError::Contradiction {
                place: wanted.file,
                what: format!("{country} has no row between {} and {}", pair[0], pair[1]),
            });
        }
        let counts: Vec<u32> = counts.into_values().collect();
        series.add(country, months[0], &counts)?;
    }
    Ok(series)
}

fn contradiction(table: &Table, at: usize, what: String) -> SourcesError {
    SourcesError::Contradiction { place: table.place(at), what }
}
