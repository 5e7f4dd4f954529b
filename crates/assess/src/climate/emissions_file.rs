//! A user's file of emissions: one row a year with a column a species, or one row a species with a column a year.
//!
//! The first form has `scenario`, the year (`year` or `timepoints`; 1750.5 is the year 1750) and a column for each species, in the
//! units of FaIR. The second is that of RCMIP: `scenario`, `region`, `variable`, `unit` and the years as columns; units are
//! converted, and only rows of the world are read. Years run from 1750 to 2099 at least, each once and in order; what
//! comes after is left out, and so are columns and rows of names that FaIR has no use for.

use std::path::Path;

use forefend_drivers::fair::{Emissions, FIRST_YEAR, SPECIES, Species};
use forefend_panel::{OwnTable, PanelError, did_you_mean};

use super::units::factor;
use crate::error::AssessError;

/// Last year whose emissions are read: the run ends where 2100 begins.
const LAST: i32 = 2099;
/// What a column of years may be called.
const YEARS: [&str; 3] = ["timepoints", "timepoint", "year"];
/// What to write into a cell of emissions that has no number.
const EMISSIONS: &str = "write a number, 0 for nothing";
/// The region that is read, where a file has several.
const WORLD: [&str; 2] = ["World", "world"];

/// The emissions of `scenario` in the file at `path`, with the scenario's name; of the only one where none is named.
///
/// # Errors
/// A file that is no such table, with line and remedy: a wrong unit, a missing species, years out of order or missing, a cell
/// that is no number, a scenario that is not there.
pub fn read_emissions(path: &Path, scenario: Option<&str>) -> Result<(String, Emissions), AssessError> {
    let mut table = OwnTable::open(path)?;
    // A column must be loaded before lines are known.
    if let Some(first) = table.names().first().cloned() {
        table.load(&[&first])?;
    }
    if !table.has("scenario") {
        return Err(at_header(&table, table.no_column("scenario")).into());
    }
    table.load(&["scenario"])?;
    let name = chosen(&table, scenario)?;
    let rows: Vec<usize> =
        (0..table.len()).filter(|&row| table.text("scenario", row).as_deref() == Some(&name)).collect();
    let emissions =
        if table.has("variable") { by_species(&mut table, &rows)? } else { by_year(&mut table, &rows)? };
    Ok((name, emissions))
}

/// The scenario asked for, or the only one.
fn chosen(table: &OwnTable, asked: Option<&str>) -> Result<String, AssessError> {
    // Each with the row that it begins in.
    let mut names: Vec<(String, usize)> = Vec::new();
    for (row, name) in (0..table.len()).filter_map(|row| Some((row, table.text("scenario", row)?))) {
        if names.iter().all(|(known, _)| *known != name) {
            names.push((name, row));
        }
    }
    let listed: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
    let known = listed.join(", ");
    match (asked, names.as_slice()) {
        (_, []) => Err(bad_header(table, "no row of any scenario; add one").into()),
        (Some(asked), _) if listed.contains(&asked) => Ok(asked.to_owned()),
        (Some(asked), [(_, first), ..]) => {
            let near = did_you_mean(asked, listed.iter().copied());
            let message = format!("no row of scenario `{asked}`{near} (--scenario); the file has {known}");
            Err(table.bad_row(*first, message).into())
        }
        (None, [(only, _)]) => Ok(only.clone()),
        (None, [_, (_, second), ..]) => {
            let message = format!("a second scenario; choose with --scenario one of {known}");
            Err(table.bad_row(*second, message).into())
        }
    }
}

/// Rows are years, columns species.
fn by_year(table: &mut OwnTable, rows: &[usize]) -> Result<Emissions, AssessError> {
    let column = YEARS.into_iter().find(|name| table.has(name));
    let column = column.ok_or_else(|| at_header(table, table.no_column("year")))?;
    table.load(&[column])?;
    let mut years = Vec::with_capacity(rows.len());
    for &row in rows {
        years.push((number(table, row, column, "write the year")?, table.place(row)));
    }
    let kept = in_order(&years, &header(table))?;
    let mut found = Vec::with_capacity(SPECIES.len());
    for species in &SPECIES {
        if !table.has(species.name) {
            return Err(bad_header(table, missing(species)).into());
        }
        table.load(&[species.name])?;
        let values = rows[..kept].iter().map(|&row| number(table, row, species.name, EMISSIONS));
        found.push(values.collect::<Result<_, _>>()?);
    }
    made(table, found)
}

/// Rows are species, columns years.
fn by_species(table: &mut OwnTable, rows: &[usize]) -> Result<Emissions, AssessError> {
    table.load(&["variable", "unit"])?;
    let regions = table.has("region");
    if regions {
        table.load(&["region"])?;
    }
    let header = header(table);
    let columns: Vec<(String, f64)> =
        table.names().iter().filter_map(|name| Some((name.clone(), year_of(name)?))).collect();
    let years: Vec<(f64, String)> = columns.iter().map(|(_, year)| (*year, header.clone())).collect();
    let kept = in_order(&years, &header)?;
    let names: Vec<&str> = columns[..kept].iter().map(|(name, _)| name.as_str()).collect();
    table.load(&names)?;
    let of_world = |row: &&usize| {
        !regions || table.text("region", **row).is_some_and(|region| WORLD.contains(&region.as_str()))
    };
    let first = rows.first().copied().unwrap_or_default();
    let rows: Vec<usize> = rows.iter().filter(of_world).copied().collect();
    let Some(&last) = rows.last() else {
        let message =
            "no row of the region `World` in this scenario; add them: those of other regions are not read";
        return Err(table.bad_row(first, message).into());
    };
    let mut found = Vec::with_capacity(SPECIES.len());
    for species in &SPECIES {
        let own: Vec<usize> = rows
            .iter()
            .filter(|&&row| table.text("variable", row).as_deref() == Some(species.name))
            .copied()
            .collect();
        let [row] = own[..] else {
            return Err(match own.get(1) {
                Some(&second) => {
                    let message =
                        format!("`{}` a second time, after {}; keep one", species.name, table.place(own[0]));
                    table.bad_row(second, message)
                }
                None => table.bad_row(last, format!("the scenario ends with {}", missing(species))),
            }
            .into());
        };
        found.push(of_row(table, row, &names, species)?);
    }
    made(table, found)
}

/// The values of one species in FaIR's unit.
fn of_row(table: &OwnTable, row: usize, years: &[&str], species: &Species) -> Result<Vec<f64>, PanelError> {
    let unit = table.text("unit", row).unwrap_or_default();
    let factor = factor(&unit, species).ok_or_else(|| {
        let message =
            format!("`{}` in `{unit}`, which is no unit of it; convert it to {}", species.name, species.unit);
        table.bad_row(row, message)
    })?;
    years.iter().map(|name| Ok(number(table, row, name, EMISSIONS)? * factor)).collect()
}

/// The number in a cell, which must have one; `remedy` says what to write into it.
fn number(table: &OwnTable, row: usize, column: &str, remedy: &str) -> Result<f64, PanelError> {
    // A column in which most cells are numbers is text as a whole where one is not.
    let text = table.text(column, row).filter(|text| !text.is_empty());
    let value = text.as_deref().and_then(|text| text.parse::<f64>().ok()).filter(|value| value.is_finite());
    value.ok_or_else(|| {
        let found = text.map_or("no number".to_owned(), |text| format!("`{text}`, which is no number"));
        table.bad_row(row, format!("column `{column}` has {found}; {remedy}"))
    })
}

/// The year that a column of the second form is of; none where it is of something else.
fn year_of(column: &str) -> Option<f64> {
    column.parse::<f64>().ok().filter(|year| year.is_finite())
}

/// How many of these years are used: from 1750 to 2099, each once and in order; each with its place.
fn in_order(years: &[(f64, String)], header: &str) -> Result<usize, PanelError> {
    let wrong = |place: &str, message: String| PanelError::BadRow { place: place.to_owned(), message };
    let mut due = FIRST_YEAR;
    for (at, (number, place)) in years.iter().enumerate() {
        if due > LAST {
            return Ok(at);
        }
        let year = number.floor();
        if at == 0 && year != f64::from(due) {
            let message = format!("the years begin in {year}; begin in {due}, when nothing had changed yet");
            return Err(wrong(place, message));
        }
        if year < f64::from(due) {
            let message = format!("year {year} after {}; put the years in order, each once", due - 1);
            return Err(wrong(place, message));
        }
        let comes_later = years[at..].iter().any(|(later, _)| later.floor() == f64::from(due));
        if year > f64::from(due) && comes_later {
            let message =
                format!("year {year} after {}, and {due} comes later; put the years in order", due - 1);
            return Err(wrong(place, message));
        }
        if year > f64::from(due) {
            let message = format!("year {year} after {}: {due} is missing; fill the gap", due - 1);
            return Err(wrong(place, message));
        }
        due += 1;
    }
    match years.last() {
        _ if due > LAST => Ok(years.len()),
        Some((_, place)) => {
            Err(wrong(place, format!("the years end in {}; go on to {LAST}, the last of the run", due - 1)))
        }
        None => Err(wrong(header, format!("no year at all; give {FIRST_YEAR} to {LAST}"))),
    }
}

fn missing(species: &Species) -> String {
    let Species { name, unit } = species;
    format!("no emissions of `{name}`; add them in {unit}, 0 where nothing is emitted")
}

/// "FILE:1" of CSV; the file of Parquet, which has no lines. Asked once a column is loaded.
fn header(table: &OwnTable) -> String {
    let has_lines = !table.place(0).ends_with(", row 1");
    if has_lines { format!("{}:1", table.file()) } else { table.file().to_owned() }
}

fn bad_header(table: &OwnTable, message: impl Into<String>) -> PanelError {
    PanelError::BadRow { place: header(table), message: message.into() }
}

/// The same error at the line of the header.
fn at_header(table: &OwnTable, error: PanelError) -> PanelError {
    match error {
        PanelError::BadRow { message, .. } => bad_header(table, message),
        other => other,
    }
}

fn made(table: &OwnTable, found: Vec<Vec<f64>>) -> Result<Emissions, AssessError> {
    let mut found = found.into_iter();
    Emissions::new(|_| found.next()).map_err(|error| bad_header(table, error.to_string()).into())
}
