//! The country-year panel of the sources, for protocols that need it as it is: 179 units, 1946-2024.

use forefend_panel::{CountryId, Table, Year};
use forefend_track::Observed;

use crate::context::Context;
use crate::error::VerifyError;

/// The file.
pub const FILE: &str = "conflict/country_year_panel.parquet";
/// First and last year of the file.
const YEARS: (i16, i16) = (1946, 2024);

/// A value with its unit and year.
pub type CountryYear = ((CountryId, Year), f64);

/// Units and columns of the file.
pub struct CountryYears {
    table: Table,
    unit: Vec<u16>,
    year: Vec<i16>,
    /// Units (Gleditsch-Ward codes), ascending.
    pub units: Vec<u16>,
}

impl CountryYears {
    /// Reads the file.
    ///
    /// # Errors
    /// Those of the context and the table.
    pub fn read(context: &Context<'_>) -> Result<Self, VerifyError> {
        let table = context.table(FILE, &[])?;
        let (unit, year) = (table.whole("gwcode")?, table.whole::<i16>("year")?);
        if let Some(outside) = year.iter().find(|year| !(YEARS.0..=YEARS.1).contains(*year)) {
            let years = format!("{FILE} holds {outside}; {} to {} are expected", YEARS.0, YEARS.1);
            return Err(VerifyError::computation(years));
        }
        let mut units = unit.clone();
        units.sort_unstable();
        units.dedup();
        Ok(Self { table, unit, year, units })
    }

    /// Values of a column by unit (in the order of `units`), then year from 1946; NaN where missing.
    ///
    /// # Errors
    /// A column that is not there or holds no numbers.
    pub fn wide(&self, column: &str) -> Result<Vec<Vec<f64>>, VerifyError> {
        let mut wide = vec![vec![f64::NAN; (YEARS.1 - YEARS.0 + 1) as usize]; self.units.len()];
        let values = self.table.numbers(column)?;
        for ((unit, year), value) in self.unit.iter().zip(&self.year).zip(values) {
            let at = self.units.partition_point(|known| known < unit);
            wide[at][(year - YEARS.0) as usize] = value;
        }
        Ok(wide)
    }

    /// Values of a column that are there, by unit and year.
    ///
    /// # Errors
    /// As [`CountryYears::wide`].
    pub fn known(&self, column: &str) -> Result<Vec<CountryYear>, VerifyError> {
        let mut known = Vec::new();
        for (&unit, values) in self.units.iter().zip(self.wide(column)?) {
            let years = (YEARS.0..).zip(values).filter(|(_, value)| !value.is_nan());
            known.extend(years.map(|(year, value)| ((CountryId(unit), Year(year)), value)));
        }
        Ok(known)
    }

    /// Levels of conflict of a column, and the units as ids.
    ///
    /// # Errors
    /// As [`CountryYears::wide`].
    pub fn levels(&self, column: &str) -> Result<(Observed, Vec<CountryId>), VerifyError> {
        let ids = self.units.iter().map(|&unit| CountryId(unit)).collect();
        Ok((Observed::from_levels(self.known(column)?), ids))
    }
}
