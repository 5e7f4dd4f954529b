//! `forefend data list`.

use std::fmt::Write as _;

use forefend_panel::{Catalogue, CatalogueEntry, Year};

use super::table::{WIDTH, counted, cut, wrapped};
use super::{Loaded, load};
use crate::cli::Global;
use crate::cli::data::ListArguments;
use crate::failure::Failure;
use crate::terminal::say;

/// Prints what a world's panel holds.
pub fn list(global: &Global, arguments: &ListArguments) -> Result<(), Failure> {
    let Loaded { panel, as_of, .. } = load(&arguments.source)?;
    let catalogue = panel.catalogue(as_of);
    if global.json {
        say(&format!("{}\n", super::json(&catalogue)?));
    } else {
        say(&text(&catalogue));
    }
    Ok(())
}

fn text(catalogue: &Catalogue) -> String {
    let entries = &catalogue.indicators;
    let widest =
        |of: fn(&CatalogueEntry) -> usize, least: usize| entries.iter().map(of).fold(least, usize::max);
    let id = widest(|entry| entry.id.chars().count() + usize::from(entry.csv.is_some()), 9);
    let licence = widest(|entry| entry.licence.chars().count(), 7).min(14);
    // Two blanks between columns; years, units and age are of fixed width.
    let axis = widest(|entry| entry.axis.word().chars().count(), 7).min(16);
    let title = WIDTH.saturating_sub(id + 9 + axis + 6 + 4 + licence + 12).max(16);
    let mut text = format!(
        "{:id$}  {:title$}  {:9}  {:axis$}  {:>6}  {:>4}  licence\n",
        "indicator", "title", "years", "axis", "units", "age"
    );
    for entry in entries {
        let mark = if entry.csv.is_some() { "*" } else { "" };
        let line = format!(
            "{:id$}  {:title$}  {:9}  {:axis$}  {:>6}  {:>4}  {}",
            format!("{}{mark}", entry.id),
            cut(&entry.title, title),
            years(entry.first, entry.last),
            cut(entry.axis.word(), axis),
            entry.units,
            entry.age.map(age).unwrap_or_default(),
            cut(&entry.licence, licence)
        );
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text.push('\n');
    notes(catalogue, &mut text);
    text
}

/// Years to two digits; counted to a past date, a series may run on after it.
fn age(years: f64) -> String {
    if years < 0.0 { "-".to_owned() } else { format!("{years:.1}") }
}

fn notes(catalogue: &Catalogue, text: &mut String) {
    let mut note = |words: String| {
        let _ = writeln!(text, "{}", wrapped(&words, 0));
    };
    note(format!(
        "units: countries (or other units of the axis) with a value. age: years from the end of the last year that is no projection to the end of {} (-: it ends later). `forefend data describe ID` tells more.",
        catalogue.as_of
    ));
    if catalogue.indicators.iter().any(|entry| entry.csv.is_some()) {
        note("*: read from the world's own CSV file.".to_owned());
    }
    for axis in &catalogue.axes {
        note(format!(
            "axis {}: {} ({}), {} in {}.",
            axis.id,
            axis.title,
            axis.kind.word(),
            counted(axis.units, "unit", "units"),
            counted(axis.series, "series", "series")
        ));
    }
    for series in &catalogue.monthly {
        let months = match (series.first, series.last) {
            (Some(first), Some(last)) => format!("{first} to {last}"),
            _ => "no month".to_owned(),
        };
        note(format!(
            "monthly {}: {}, {months}, {}.",
            series.declaration.id,
            counted(series.countries, "country", "countries"),
            series.declaration.licence
        ));
    }
    for network in &catalogue.networks {
        let last = network.last.map_or("carried on".to_owned(), |year| format!("to {year}"));
        let first = network.first.map_or(String::new(), |year| format!("from {year} "));
        note(format!(
            "network {}: {} between {}, {first}{last}.",
            network.name,
            counted(network.links, "link", "links"),
            counted(network.countries, "country", "countries")
        ));
    }
    if !catalogue.organisations.is_empty() {
        let names: Vec<String> =
            catalogue.organisations.iter().map(|one| format!("{} ({})", one.name, one.members)).collect();
        note(format!(
            "memberships: {} (members now): {}.",
            counted(catalogue.organisations.len(), "organisation", "organisations"),
            names.join(", ")
        ));
    }
    let missions = &catalogue.missions;
    if missions.missions > 0 {
        note(format!(
            "missions: {} in {}, {}.",
            counted(missions.missions, "peacekeeping mission", "peacekeeping missions"),
            counted(missions.countries, "country", "countries"),
            years(missions.first, missions.last)
        ));
    }
}

/// "1946-2022", or nothing.
pub fn years(first: Option<Year>, last: Option<Year>) -> String {
    match (first, last) {
        (Some(first), Some(last)) if first == last => first.to_string(),
        (Some(first), Some(last)) => format!("{first}-{last}"),
        _ => "none".to_owned(),
    }
}
