//! Refugees by country of origin and people displaced inside their country (United Nations refugee agency).
use std::path::Path;

use super::drivers::{FILE, put_columns};
use super::{Reader, Target};
use crate::{SourcesError, input};

pub(super) const READER: Reader =
    Reader { title: "displacement", provides: &["refugees", "internally_displaced"], read };

/// Indicator and column; persons in both.
const COLUMNS: [(&str, &str); 2] = [("refugees", "refugees_from"), ("internally_displaced", "idps")];

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = input::csv(data, FILE, &["iso3", "year", "refugees_from", "idps", "refugees_in"])?;
    put_columns(&table, &COLUMNS, 1.0, target)?;
    let years: Vec<i16> = table.whole("year")?;
    let known = |year: i16| {
        let sum = |column: &str| -> Result<f64, SourcesError> {
            let values = table.numbers(column)?;
            let own = values.iter().zip(&years).filter(|(value, own)| **own == year && !value.is_nan());
            Ok(own.map(|(value, _)| value).sum())
        };
        Ok::<_, SourcesError>(100.0 * sum("refugees_from")? / sum("refugees_in")?)
    };
    target.note(format!(
        "refugees: the country of origin is known for {:.0} % of the refugees counted in 1970, {:.0} % in 1980, {:.0} % in \
         1990, {:.0} % in 2000 and {:.0} % in 2022",
        known(1970)?,
        known(1980)?,
        known(1990)?,
        known(2000)?,
        known(2022)?
    ));
    Ok(())
}
