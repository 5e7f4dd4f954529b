//! Deaths by country and month (UCDP GED), three types of violence.
use std::path::Path;

use forefend_panel::{CountryId, Month, MonthlyDeclaration, MonthlySeries, Roster, Year};
use serde::Deserialize;

use super::ged::{self, Months, Violence};
use crate::SourcesError;

const DECLARED: &str = "read/country_month.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Declared {
    series: Vec<Wanted>,
}

#[derive(Deserialize)]
struct Wanted {
    violence: Violence,
    #[serde(flatten)]
    declaration: MonthlyDeclaration,
}

/// The monthly series: the countries of VIEWS, each from January of the year in which it entered the state system to the
/// last month of the file; a month without a row is zero.
pub(crate) fn monthly(data: &Path, roster: &Roster) -> Result<Vec<MonthlySeries>, SourcesError> {
    let declared: Declared = toml::from_str(include_str!("country_month.toml"))
        .map_err(|error| SourcesError::Declaration { file: DECLARED, reason: error.to_string() })?;
    let months = Months::read(data)?;
    let spans = spans(&months, roster)?;
    declared
        .series
        .into_iter()
        .map(|wanted| {
            let deaths = months.deaths(wanted.violence)?;
            let mut series = MonthlySeries::new(wanted.declaration);
            for &(country, first, last) in &spans {
                let months = (0..=last - first).map(|at| first + at);
                let counts: Vec<u32> =
                    months.map(|month| deaths.get(&(country, month)).copied().unwrap_or(0)).collect();
                series.add(country, first, &counts)?;
            }
            Ok(series)
        })
        .collect()
}

/// First and last month of every country; an error names a row outside all of them.
fn spans(months: &Months, roster: &Roster) -> Result<Vec<(CountryId, Month, Month)>, SourcesError> {
    let Some((_, last)) = months.span() else { return Ok(Vec::new()) };
    let listed = roster
        .iter()
        .filter(|country| country.spell(last.year()).is_some_and(|spell| spell.views.is_some()))
        .map(|country| country.id);
    let mut spans = Vec::new();
    for country in listed {
        let mut years = Year::range(ged::FIRST, last.year());
        if let Some(first) = years.find(|&year| ged::existed(roster, country, year)) {
            spans.push((country, Month::new(first, 1)?, last));
        }
    }
    for (country, month, place) in months.keys() {
        let inside = |span: &&(CountryId, Month, Month)| span.0 == country && span.1 <= month;
        if !spans.iter().any(|span| inside(&span)) {
            return Err(SourcesError::UnknownCode {
                place,
                list: "Gleditsch-Ward",
                code: country.gw().to_string(),
                year: month.year().number(),
            });
        }
    }
    Ok(spans)
}
