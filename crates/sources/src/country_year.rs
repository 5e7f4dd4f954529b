//! The country-year panel of the source data, any column by name.
use std::path::Path;

use forefend_panel::{CountryId, Table, Year};

use crate::{SourcesError, input};

const FILE: &str = "conflict/country_year_panel.parquet";

/// A source table with one row for each country and year, as it is in the file: nothing rounded, dropped or
/// filled. For replications of published results; models read the snapshot.
#[derive(Debug, Clone)]
pub struct SourceTable {
    table: Table,
    keys: Vec<(CountryId, Year)>,
}

impl SourceTable {
    /// Country and year of every row, in the order of the file.
    pub fn keys(&self) -> &[(CountryId, Year)] {
        &self.keys
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// True without rows.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Column names.
    pub fn names(&self) -> &[String] {
        self.table.names()
    }

    /// A column of numbers, NaN where missing; an error naming the file when there is no such column.
    pub fn column(&self, name: &str) -> Result<Vec<f64>, SourcesError> {
        Ok(self.table.numbers(name)?)
    }

    /// "file, row n" for messages.
    pub fn place(&self, at: usize) -> String {
        self.table.place(at)
    }
}

/// `conflict/country_year_panel.parquet` below the folder `data` (179 states and territories of today,
/// 1946-2024, 90 columns). Errors: file absent or truncated, `gwcode` or `year` missing.
///
/// # Examples
/// ```
/// let folder = tempfile::tempdir()?;
/// let error = forefend_sources::country_year_panel(folder.path()).err().expect("no figures there");
/// assert!(error.to_string().contains("country_year_panel.parquet"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn country_year_panel(data: &Path) -> Result<SourceTable, SourcesError> {
    let table = input::parquet(data, FILE)?;
    let countries: Vec<u16> = table.whole("gwcode")?;
    let years: Vec<i16> = table.whole("year")?;
    let keys = countries.into_iter().zip(years);
    Ok(SourceTable { keys: keys.map(|(gw, year)| (CountryId(gw), Year(year))).collect(), table })
}
