//! A user's file of emissions: one row a year with a column a species, or one row a species with a column a year.
//!
//! The first form has `scenario`, the year (`year` or `timepoints`; 1750.5 is the year 1750) and a column for each species, in the
//! units of FaIR. The second is that of RCMIP: `scenario`, `region`, `variable`, `unit` and the years as columns; units are
//! converted, and only rows of the world are read. Years run from 1750 to 2099 at least, each once and in order; what
//! comes after is left out, and so are columns and rows of names that FaIR has no use for.

use std::path::Path;

use forefend_drivers::fair::{Emissions, FIRST_YEAR, SPECIES, Species};
use forefend_panel::{OwnTable, PanelError, suggestion};

use super::units::factor;
use crate::error::AssessError;

/// Last year whose emissions are read: the run ends where 2100 begins.
const LAST: i32 = 2099;
/// What a column of years may be called.
const YEARS: [&str; 3] = ["timepoints", "timepoint", "year"];
/// The region that is read, where a file has several.
const WORLD: [&str; 2] = ["World", "world"];

/// The emissions of `scenario` in the file at `path`, with the scenario's name; of the only one where none is named.
///
/// # Errors
/// A file that is no such table, with line and remedy: a wrong unit, a missing species, years out of order or missing, a cell
/// that is no number, a scenario that is not there.
pub fn read_emissions(path: &Path, scenario: Option<&str>) -> Result<(String, Emissions), AssessError> {
    let mut table = OwnTable::open(path)?;
    if !table.has("scenario") {
        return Err(table.no_column("scenario").into());
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
    let mut names: Vec<String> = Vec::new();
    for name in (0..table.len()).filter_map(|row| table.text("scenario", row)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let known = names.join(", ");
    match (asked, names.as_slice()) {
        (_, []) => Err(table.wrong("no row of any scenario; add one").into()),
        (Some(asked), names) if names.iter().any(|name| name == asked) => Ok(asked.to_owned()),
        (Some(asked), names) => {
            let near = suggestion(asked, names.iter().map(String::as_str));
            Err(table.wrong(format!("no scenario `{asked}`{near}; the file has {known}")).into())
        }
        (None, [only]) => Ok(only.clone()),
        (None, _) => {
            Err(table.wrong(format!("several scenarios; choose with --scenario one of {known}")).into())
        }
    }
}

/// Rows are years, columns species.
fn by_year(table: &mut OwnTable, rows: &[usize]) -> Result<Emissions, AssessError> {
    let column = YEARS.into_iter().find(|name| table.has(name));
    let column = column.ok_or_else(|| table.no_column("year"))?;
    table.load(&[column])?;
    let mut years = Vec::with_capacity(rows.len());
    for &row in rows {
        let year = table.numbers(column)?[row];
        years.push((year, table.place(row)));
    }
    let kept = in_order(&years)?;
    let mut found = Vec::with_capacity(SPECIES.len());
    for species in &SPECIES {
        if !table.has(species.name) {
            return Err(missing(table, species).into());
        }
        table.load(&[species.name])?;
        let values = table.numbers(species.name)?;
        for &row in &rows[..kept] {
            if !values[row].is_finite() {
                let message =
                    format!("column `{}` has no number; fill the cell in, 0 for nothing", species.name);
                return Err(table.bad_row(row, message).into());
            }
        }
        found.push(rows[..kept].iter().map(|&row| values[row]).collect());
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
    let header = format!("{}:1", table.file());
    let columns: Vec<(String, f64)> =
        table.names().iter().filter_map(|name| Some((name.clone(), name.parse().ok()?))).collect();
    let years: Vec<(f64, String)> = columns.iter().map(|(_, year)| (*year, header.clone())).collect();
    let kept = in_order(&years)?;
    let names: Vec<&str> = columns[..kept].iter().map(|(name, _)| name.as_str()).collect();
    table.load(&names)?;
    let of_world = |row: &&usize| {
        !regions || table.text("region", **row).is_some_and(|region| WORLD.contains(&region.as_str()))
    };
    let rows: Vec<usize> = rows.iter().filter(of_world).copied().collect();
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
                None => missing(table, species),
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
    let value = |name: &&str| {
        // A column in which most cells are numbers is text as a whole where one is not.
        let text = table.text(name, row).unwrap_or_default();
        let value = text.parse::<f64>().ok().filter(|value| value.is_finite());
        value.map(|value| value * factor).ok_or_else(|| {
            let found = if text.is_empty() {
                "no number".to_owned()
            } else {
                format!("`{text}`, which is no number")
            };
            table.bad_row(row, format!("column `{name}` has {found}; fill the cell in, 0 for nothing"))
        })
    };
    years.iter().map(value).collect()
}

/// How many of these years are used: from 1750 to 2099, each once and in order; each with its place.
fn in_order(years: &[(f64, String)]) -> Result<usize, PanelError> {
    let wrong = |place: &str, message: String| PanelError::BadRow { place: place.to_owned(), message };
    let mut due = FIRST_YEAR;
    for (at, (number, place)) in years.iter().enumerate() {
        if due > LAST {
            return Ok(at);
        }
        let year = number.floor();
        if !number.is_finite() {
            return Err(wrong(place, "no year; fill the cell in".to_owned()));
        }
        if at == 0 && year != f64::from(due) {
            let message = format!("the years begin in {year}; begin in {due}, when nothing had changed yet");
            return Err(wrong(place, message));
        }
        if year < f64::from(due) {
            let message = format!("year {year} after {}; put the years in order, each once", due - 1);
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
        None => Err(wrong("the file", format!("no year at all; give {FIRST_YEAR} to {LAST}"))),
    }
}

fn missing(table: &OwnTable, species: &Species) -> PanelError {
    let Species { name, unit } = species;
    table.wrong(format!("no emissions of `{name}`; add them in {unit}, 0 where nothing is emitted"))
}

fn made(table: &OwnTable, found: Vec<Vec<f64>>) -> Result<Emissions, AssessError> {
    let mut found = found.into_iter();
    Emissions::new(|_| found.next()).map_err(|error| table.wrong(error.to_string()).into())
}
