//! Index-only drivers from the wide driver panel (World Development Indicators).
use std::collections::BTreeSet;
use std::path::Path;

use forefend_panel::{Table, Year};

use super::{Reader, Target};
use crate::{SourcesError, input};

pub(super) const READER: Reader = Reader {
    title: "trade, internet, poverty",
    provides: &["exports_gdp", "internet_share", "poverty_300"],
    read,
};

/// The wide panel: a row for each country and year.
pub(super) const FILE: &str = "drivers/panel/driver_panel_wide_1950_2025.csv.gz";
/// Indicator and column; all three are percentages in the source and shares here.
const COLUMNS: [(&str, &str); 3] =
    [("exports_gdp", "exports_gdp"), ("internet_share", "internet_pc"), ("poverty_300", "pov300")];

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = input::csv(data, FILE, &["iso3", "year", "exports_gdp", "internet_pc", "pov300"])?;
    put_columns(&table, &COLUMNS, 100.0, target)
}

/// Puts columns of the wide panel, each divided by `parts`, under the names of indicators; territories without a number in the
/// roster are told.
pub(super) fn put_columns(
    table: &Table,
    columns: &[(&str, &str)],
    parts: f64,
    target: &mut Target,
) -> Result<(), SourcesError> {
    let iso3 = table.words("iso3")?;
    let years: Vec<i16> = table.whole("year")?;
    let mut outside = BTreeSet::new();
    for (id, column) in columns {
        for (at, value) in table.numbers(column)?.into_iter().enumerate().filter(|(_, value)| !value.is_nan())
        {
            if let Some(country) = target.today(iso3[at], &mut outside) {
                target.put(&|| table.place(at), id, country, Year(years[at]), value / parts)?;
            }
        }
    }
    let ids: Vec<&str> = columns.iter().map(|&(id, _)| id).collect();
    target.note_outside(&ids.join(", "), outside);
    Ok(())
}
