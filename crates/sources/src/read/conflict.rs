//! Deaths and level of armed conflict by country and year (UCDP), and democracy (V-Dem).
use std::path::Path;

use super::{Reader, Target};
use crate::{SourceTable, SourcesError, country_year_panel};

pub(super) const READER: Reader = Reader {
    title: "armed conflict and democracy",
    provides: &[
        "conflict_deaths",
        "conflict_deaths_low",
        "conflict_deaths_high",
        "conflict_level",
        "polyarchy",
    ],
    read,
};

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = country_year_panel(data)?;
    let columns = [
        ("conflict_deaths", "best"),
        ("conflict_deaths_low", "low"),
        ("conflict_deaths_high", "high"),
        ("conflict_level", "level_by_location"),
        ("polyarchy", "v2x_polyarchy"),
    ];
    for (id, column) in columns {
        for (at, value) in table.column(column)?.into_iter().enumerate() {
            let (country, year) = table.keys()[at];
            target.put(&|| table.place(at), id, country, year, value)?;
        }
    }
    check_levels(&table)?;
    note_intervals(&table, target)
}

/// The level must be the one its deaths give: 0 below 25, 2 from 1,000.
fn check_levels(table: &SourceTable) -> Result<(), SourcesError> {
    let (deaths, levels) = (table.column("best")?, table.column("level_by_location")?);
    for (at, (deaths, level)) in deaths.into_iter().zip(levels).enumerate() {
        let due = match deaths {
            deaths if deaths.is_nan() => continue,
            deaths if deaths < 25.0 => 0.0,
            deaths if deaths < 1000.0 => 1.0,
            _ => 2.0,
        };
        if level != due {
            return Err(SourcesError::Contradiction {
                place: table.place(at),
                what: format!("level_by_location is {level}, but best = {deaths} deaths give {due}"),
            });
        }
    }
    Ok(())
}

/// Tells how often the best estimate lies outside its own interval; the source is left as it is.
fn note_intervals(table: &SourceTable, target: &mut Target) -> Result<(), SourcesError> {
    let best = table.column("best")?;
    let (low, high) = (table.column("low")?, table.column("high")?);
    let outside: Vec<usize> =
        (0..table.len()).filter(|&at| best[at] < low[at] || best[at] > high[at]).collect();
    let recent = outside.iter().filter(|&&at| table.keys()[at].1.number() >= 1989);
    target.note(format!(
        "conflict_deaths lies outside [low, high] in {} country-years ({} since 1989); left as in the source",
        outside.len(),
        recent.count()
    ));
    let apart = (0..table.len()).filter(|&at| low[at] > high[at]).count();
    if apart > 0 {
        target.note(format!("conflict_deaths_low is above conflict_deaths_high in {apart} country-years"));
    }
    Ok(())
}
