//! `codelist_panel_selected.csv.gz`: codes, continent and region of every country by year.
use std::collections::BTreeMap;
use std::path::Path;

use crate::{SourcesError, input};

const FILE: &str = "drivers/panel/codelist_panel_selected.csv.gz";

/// One country in one year.
#[derive(Debug, Clone)]
pub(super) struct CodeRow {
    pub(super) name: String,
    pub(super) cow: Option<u16>,
    pub(super) m49: Option<u16>,
    pub(super) continent: String,
    pub(super) region: String,
}

/// Rows by ISO3 and year, and by Gleditsch-Ward number and year.
#[derive(Debug, Default)]
pub(super) struct CodeList {
    by_iso3: BTreeMap<(String, i16), CodeRow>,
    by_gw: BTreeMap<(u16, i16), CodeRow>,
}

/// The last year in which the list is complete; from 2021 it leaves out small states and most codes.
pub(super) const LAST_COMPLETE: i16 = 2020;

impl CodeList {
    pub(super) fn read(data: &Path) -> Result<Self, SourcesError> {
        let select = ["country.name.en", "year", "iso3c", "gwn", "cown", "un", "continent", "region"];
        let table = input::csv(data, FILE, &select)?;
        let (names, iso3) = (table.words("country.name.en")?, table.texts("iso3c")?);
        let years: Vec<i16> = table.whole("year")?;
        let gw: Vec<Option<u16>> = table.integers("gwn")?;
        let cow: Vec<Option<u16>> = table.integers("cown")?;
        let m49: Vec<Option<u16>> = table.integers("un")?;
        let (continents, regions) = (table.texts("continent")?, table.texts("region")?);
        let mut list = Self::default();
        for at in 0..table.len() {
            let row = CodeRow {
                name: names[at].to_owned(),
                cow: cow[at],
                m49: m49[at],
                continent: continents[at].unwrap_or_default().to_owned(),
                region: regions[at].unwrap_or_default().to_owned(),
            };
            if let Some(gw) = gw[at] {
                list.by_gw.insert((gw, years[at]), row.clone());
            }
            if let Some(code) = iso3[at] {
                list.by_iso3.insert((code.to_owned(), years[at]), row);
            }
        }
        Ok(list)
    }

    /// The row of a country in a year, by ISO3 where it has one, else by Gleditsch-Ward number. The list holds
    /// some states twice (Yemen and the Yemen Arab Republic): a COW number missing from one row comes from the
    /// other.
    pub(super) fn row(&self, iso3: Option<&str>, gw: u16, year: i16) -> Option<CodeRow> {
        let by_iso3 = iso3.and_then(|code| self.by_iso3.get(&(code.to_owned(), year)));
        let by_gw = self.by_gw.get(&(gw, year));
        let mut row = by_iso3.or(by_gw)?.clone();
        row.cow = row.cow.or(by_gw.and_then(|row| row.cow));
        Some(row)
    }
}
