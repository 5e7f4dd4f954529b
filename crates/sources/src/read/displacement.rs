//! Refugees by country of origin and people displaced inside their country (United Nations refugee agency).
use std::collections::BTreeSet;
use std::path::Path;

use forefend_panel::Year;

use super::{Reader, Target};
use crate::{SourcesError, input};

pub(super) const READER: Reader =
    Reader { title: "displacement", provides: &["refugees", "internally_displaced"], read };

const FILE: &str = "drivers/panel/driver_panel_wide_1950_2025.csv.gz";
/// Indicator and column; persons in both.
const COLUMNS: [(&str, &str); 2] = [("refugees", "refugees_from"), ("internally_displaced", "idps")];

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = input::csv(data, FILE, &["iso3", "year", "refugees_from", "idps", "refugees_in"])?;
    let iso3 = table.words("iso3")?;
    let years: Vec<i16> = table.whole("year")?;
    let mut outside = BTreeSet::new();
    for (id, column) in COLUMNS {
        for (at, value) in table.numbers(column)?.into_iter().enumerate() {
            if value.is_nan() {
                continue;
            }
            if let Some(country) = target.today(iso3[at], &mut outside) {
                target.put(&|| table.place(at), id, country, Year(years[at]), value)?;
            }
        }
    }
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
