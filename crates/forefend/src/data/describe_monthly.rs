//! `forefend data describe` of a monthly series.

use std::collections::BTreeMap;

use forefend_panel::{CountryId, Month, MonthlySeries, Panel, sparkline};
use serde_json::json;

use super::table::{counted, entry, number};
use crate::cli::Global;
use crate::cli::data::DescribeArguments;
use crate::failure::Failure;
use crate::terminal::say;

/// Prints what the series is, what it covers, and its course by year: of the world, or of the country asked for.
pub fn describe(
    global: &Global,
    arguments: &DescribeArguments,
    panel: &Panel,
    series: &MonthlySeries,
) -> Result<(), Failure> {
    let asked = arguments.country.as_deref().map(|text| panel.roster().find(text)).transpose();
    let country = asked.map_err(|error| Failure::command(format!("{error} (see `forefend data list`)")))?;
    let months = months(series, country.map(|country| country.id));
    let name = country.map_or("world", |country| country.name.as_str());
    if global.json {
        let facts = json!({
            "declaration": series.declaration(), "of": name, "months": months,
            "countries": series.size().0, "counts": series.size().1,
        });
        say(&format!("{facts:#}\n"));
        return Ok(());
    }
    let declared = series.declaration();
    let mut text = format!("{}: {}\n\n", declared.id, declared.title);
    let url = declared.url.as_deref().map(|url| format!(" {url}")).unwrap_or_default();
    text.push_str(&entry("unit", &declared.unit));
    text.push_str(&entry("source", &format!("{}{url}", declared.source)));
    text.push_str(&entry("cite", &declared.citation));
    text.push_str(&entry("licence", &declared.licence));
    let (countries, counts) = series.size();
    let coverage = format!(
        "{}, {} above zero",
        counted(countries, "country", "countries"),
        counted(counts, "country-month", "country-months")
    );
    text.push_str(&entry("coverage", &coverage));
    text.push_str(&entry("note", &declared.note));
    text.push_str(&course(name, &months));
    say(&text);
    Ok(())
}

/// Sum by month, of one country or all; months of which nothing is known are not there.
fn months(series: &MonthlySeries, country: Option<CountryId>) -> BTreeMap<Month, u64> {
    let mut months = BTreeMap::new();
    for (unit, first, last) in series.spans().filter(|(unit, _, _)| country.is_none_or(|one| one == *unit)) {
        for ahead in 0..=last - first {
            let month = first + ahead;
            *months.entry(month).or_default() += u64::from(series.get(unit, month).unwrap_or(0));
        }
    }
    months
}

fn course(name: &str, months: &BTreeMap<Month, u64>) -> String {
    let (Some((first, _)), Some((last, latest))) = (months.first_key_value(), months.last_key_value()) else {
        return format!("\n{name}: no month\n");
    };
    let mut years: BTreeMap<i16, f64> = BTreeMap::new();
    for (month, deaths) in months {
        *years.entry(month.year().number()).or_default() += *deaths as f64;
    }
    let by_year: Vec<f64> = years.values().copied().collect();
    let high = by_year.iter().copied().fold(0.0, f64::max);
    format!(
        "\n{name}, {first} to {last}, by year, up to {}; {} in {last}\n{}\n",
        number(high),
        number(*latest as f64),
        sparkline(&by_year).trim_end()
    )
}
