//! `forefend data describe`.

use std::fmt::Write as _;

use forefend_panel::{
    Axis, CountryDescription, Description, Extremes, Holder, PanelError, Year, YearlyLevel, sparkline,
};

use super::list::years;
use super::table::{WIDTH, counted, entry, number, thousands};
use super::{Loaded, load};
use crate::cli::Global;
use crate::cli::data::DescribeArguments;
use crate::failure::Failure;
use crate::terminal::say;

/// Marks that a sparkline may have: the width of a terminal less the label.
const MARKS: usize = 85;

/// Holders of a value that are named.
const NAMED: usize = 3;

/// Prints one series in figures.
pub fn describe(global: &Global, arguments: &DescribeArguments) -> Result<(), Failure> {
    let Loaded { panel, as_of, .. } = load(&arguments.source)?;
    if let Some(series) = panel.monthly().find(|series| series.declaration().id == arguments.id) {
        return super::describe_monthly::describe(global, arguments, &panel, series);
    }
    let description =
        panel.describe(&arguments.id, arguments.country.as_deref(), as_of).map_err(|error| match error {
            PanelError::UnknownName { .. }
            | PanelError::UnknownCountry { .. }
            | PanelError::WrongAxis { .. } => Failure::command(format!("{error} (see `forefend data list`)")),
            other => other.into(),
        })?;
    if global.json {
        say(&format!("{}\n", super::json(&description)?));
    } else {
        say(&text(&description));
    }
    Ok(())
}

fn text(description: &Description) -> String {
    let (facts, declared) = (&description.entry, &description.declaration);
    let mut text = format!("{}: {}\n\n", facts.id, facts.title);
    let mut line = |label: &str, words: String| text.push_str(&entry(label, &words));
    line("unit", declared.unit.clone());
    line("axis", facts.axis.word().to_owned());
    let url = declared.url.as_deref().map(|url| format!(" {url}")).unwrap_or_default();
    line("source", format!("{}{url}", declared.source));
    line("cite", declared.citation.clone());
    let share_alike =
        if declared.share_alike { " (share-alike: pass on under the same licence)" } else { "" };
    line("licence", format!("{}{share_alike}", declared.licence));
    let lag = usize::try_from(declared.release_lag_months).unwrap_or(usize::MAX);
    line("published", format!("{} after the end of a year", counted(lag, "month", "months")));
    line("file", declared.file.clone());
    let bounded = declared.bounds.lower.is_some() || declared.bounds.upper.is_some();
    line("bounds", if bounded { declared.bounds.words() } else { "none declared".to_owned() });
    line("coverage", coverage(description));
    if facts.axis != Axis::World {
        line("", decades(description));
    }
    line("age", age(description));
    if let Some(extremes) = &description.all_years {
        line("all years", extent(extremes, true));
    }
    if let (Some(extremes), Some(year)) = (&description.last_year, facts.last_observed)
        && facts.axis != Axis::World
    {
        line(&format!("in {year}"), extent(extremes, false));
    }
    if !declared.note.is_empty() {
        line("note", declared.note.clone());
    }
    course(description, &mut text);
    if let Some(country) = &description.country {
        one_country(country, &mut text);
    }
    text
}

fn coverage(description: &Description) -> String {
    let facts = &description.entry;
    let percent = format!("{:.0} %", description.filled * 100.0);
    let span = years(facts.first, facts.last);
    match &facts.axis {
        Axis::World => {
            format!("{span}, {}, {percent} of the years", counted(facts.values, "value", "values"))
        }
        Axis::Country => format!(
            "{span}, {}, {}, {percent} of the country-years in which the state existed",
            counted(facts.countries, "country", "countries"),
            counted(facts.values, "value", "values")
        ),
        Axis::Declared(axis) => format!(
            "{span}, {} by {axis}, {}, {percent} of the unit-years of these units",
            counted(facts.units, "unit", "units"),
            counted(facts.values, "value", "values")
        ),
    }
}

fn decades(description: &Description) -> String {
    let share = |filled: usize, possible: usize| match possible {
        0 => "none".to_owned(),
        _ => format!("{:.0} %", filled as f64 / possible as f64 * 100.0),
    };
    let parts = description.decades.iter();
    parts
        .map(|one| format!("{}s\u{a0}{}", one.decade, share(one.filled, one.possible)).replace(' ', "\u{a0}"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn age(description: &Description) -> String {
    let facts = &description.entry;
    let Some((last, age)) = facts.last_observed.zip(facts.age) else { return "no value".to_owned() };
    let ahead = match facts.vintage {
        Some(vintage) => format!("; later years are a projection published {vintage}"),
        None => String::new(),
    };
    // Counted to a past date, a year may end after it.
    let ago = if age < 0.0 { "which ends after that date".to_owned() } else { format!("{age:.1} years ago") };
    format!("last observed year {last}, {ago}{ahead}")
}

/// "lowest 0.01 (Yemen 2015), median 0.4 (...), highest ..."
fn extent(extremes: &Extremes, with_year: bool) -> String {
    // The mean of two middle values need not be anybody's.
    let near = if extremes.values.is_multiple_of(2) && extremes.middle.len() <= NAMED { "near " } else { "" };
    let part = |word: &str, value: f64, holders: &[Holder]| {
        format!("{word} {} ({})", number(value), named(holders, with_year))
    };
    [
        part("lowest", extremes.minimum, &extremes.lowest),
        format!("median {} ({near}{})", number(extremes.median), named(&extremes.middle, with_year)),
        part("highest", extremes.maximum, &extremes.highest),
    ]
    .join(", ")
}

/// Who holds a value; only how many where they are more than [`NAMED`].
fn named(holders: &[Holder], with_year: bool) -> String {
    if holders.len() > NAMED {
        let what = if with_year { "country-years" } else { "countries" };
        return format!("{} {what}", thousands(&holders.len().to_string()));
    }
    let name = |holder: &Holder| match with_year {
        true if holder.iso3.is_none() && holder.name == "World" => holder.year.to_string(),
        true => format!("{} {}", holder.name, holder.year),
        false => holder.name.clone(),
    };
    holders.iter().map(name).collect::<Vec<_>>().join(", ")
}

fn course(description: &Description, text: &mut String) {
    let levels = &description.by_year;
    let median: Vec<(Year, f64)> = levels.iter().map(|level| (level.year, level.median)).collect();
    let of = match description.entry.axis {
        Axis::Declared(_) => "units",
        Axis::World | Axis::Country => "countries",
    };
    let what =
        if description.entry.axis == Axis::World { "value".to_owned() } else { format!("median of {of}") };
    text.push('\n');
    text.push_str(&spark(&what, &median));
    let flat = levels.windows(2).all(|pair| pair[0].median == pair[1].median);
    if flat && description.entry.axis != Axis::World {
        let mean: Vec<(Year, f64)> =
            levels.iter().map(|level: &YearlyLevel| (level.year, level.mean)).collect();
        text.push_str(&spark(&format!("mean of {of}"), &mean));
    }
}

fn one_country(country: &CountryDescription, text: &mut String) {
    if country.values.is_empty() {
        let _ = writeln!(text, "\n{}: no value", country.name);
        return;
    }
    text.push('\n');
    text.push_str(&spark(&country.name, &country.values));
    let cells: Vec<String> =
        country.values.iter().map(|(year, value)| format!("{year} {}", number(*value))).collect();
    let width = cells.iter().map(|cell| cell.chars().count()).max().unwrap_or(0) + 3;
    for row in cells.chunks((WIDTH / width).max(1)) {
        let line: String = row.iter().map(|cell| format!("{cell:width$}")).collect();
        let _ = writeln!(text, "{}", line.trim_end());
    }
}

/// A heading with years and range, and the sparkline below it; several years share a mark where there are
/// more years than marks.
fn spark(what: &str, values: &[(Year, f64)]) -> String {
    let (Some(&(first, _)), Some(&(last, _))) = (values.first(), values.last()) else {
        return String::new();
    };
    let by_year: std::collections::BTreeMap<Year, f64> = values.iter().copied().collect();
    let years: Vec<Year> = Year::range(first, last).collect();
    let bin = years.len().div_ceil(MARKS);
    let marks: Vec<f64> = years.chunks(bin).map(|chunk| mean_of(chunk, &by_year)).collect();
    let low = values.iter().map(|&(_, value)| value).fold(f64::INFINITY, f64::min);
    let high = values.iter().map(|&(_, value)| value).fold(f64::NEG_INFINITY, f64::max);
    let each = if bin > 1 { format!(", {bin} years a mark") } else { String::new() };
    format!(
        "{what}, {first}-{last}, {} to {}{each}\n{}\n",
        number(low),
        number(high),
        sparkline(&marks).trim_end()
    )
}

fn mean_of(years: &[Year], values: &std::collections::BTreeMap<Year, f64>) -> f64 {
    let known: Vec<f64> = years.iter().filter_map(|year| values.get(year).copied()).collect();
    if known.is_empty() { f64::NAN } else { known.iter().sum::<f64>() / known.len() as f64 }
}
