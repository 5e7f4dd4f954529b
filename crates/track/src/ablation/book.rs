//! The ablation in one Parquet file, with what it belongs to.

use forefend_panel::columns::{BadParquet, Layout, ParquetTable, Written, table_bytes};
use serde::{Deserialize, Serialize};

use super::{Ablation, AblationRow, DriverAblation};
use crate::belongs::BelongsTo;
use crate::error::TrackError;

/// Where it stands in a world.
pub const ABLATION: &str = "scorebook/ablation.parquet";

/// An ablation with what it belongs to, and every look at the scored years that was one of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AblationBook {
    /// What was found.
    pub ablation: Ablation,
    /// The declared model, its data, parameters and engine.
    pub belongs_to: BelongsTo,
    /// Dates of the ablations of this world so far, this one included, ISO 8601.
    pub looks: Vec<String>,
}

impl AblationBook {
    /// A book that carries on the looks of the one before it. The same numbers again are no look.
    pub fn new(ablation: Ablation, belongs_to: BelongsTo, date: &str, before: Option<&Self>) -> Self {
        let mut looks = before.map(|book| book.looks.clone()).unwrap_or_default();
        if before.is_none_or(|book| book.ablation != ablation) {
            looks.push(date.to_owned());
        }
        Self { ablation, belongs_to, looks }
    }

    /// The bytes of the file: a row a comparison, and all of it as JSON in the metadata.
    ///
    /// # Errors
    /// [`TrackError::Ablation`].
    pub fn bytes(&self) -> Result<Vec<u8>, TrackError> {
        let failed = |error: &dyn std::fmt::Display| TrackError::Ablation {
            message: format!("cannot be written ({error})"),
        };
        let text = serde_json::to_string(self).map_err(|error| failed(&error))?;
        let notes = vec![("ablation".to_owned(), text)];
        table_bytes(&rows(&self.ablation), &Layout { notes, ..Layout::default() })
            .map_err(|error| failed(&error))
    }

    /// Reads a book.
    ///
    /// # Errors
    /// [`TrackError::Ablation`] where the bytes are none.
    pub fn read(bytes: &[u8]) -> Result<Self, TrackError> {
        let damaged = |words: String| TrackError::Ablation {
            message: format!(
                "is damaged ({words}); delete it and write a new one with `forefend backtest --ablate`"
            ),
        };
        let table = ParquetTable::of_bytes(bytes.to_vec().into())
            .map_err(|error: BadParquet| damaged(error.to_string()))?;
        let found = table.notes().find(|(known, _)| *known == "ablation");
        let text = found
            .map(|(_, value)| value)
            .ok_or_else(|| damaged("no `ablation` in its metadata".to_owned()))?;
        serde_json::from_str(text).map_err(|error| damaged(error.to_string()))
    }
}

/// A driver, which of its two comparisons, a row of it.
type Row<'a> = (&'a DriverAblation, &'static str, &'a AblationRow);

fn compared(driver: &DriverAblation) -> impl Iterator<Item = Row<'_>> {
    let with = driver.with.iter().map(move |row| (driver, "with - without", row));
    with.chain(driver.future.iter().map(move |row| (driver, "known - projected", row)))
}

/// A row a comparison.
fn rows(ablation: &Ablation) -> Vec<Written> {
    let all: Vec<Row<'_>> = ablation.drivers.iter().flat_map(compared).collect();
    let number =
        |name: &str, of: fn(&AblationRow) -> f64| Written::double(name, all.iter().map(|(.., row)| of(row)));
    vec![
        Written::text("driver", all.iter().map(|(driver, ..)| driver.driver.as_str())),
        Written::text("compared", all.iter().map(|(_, what, _)| *what)),
        Written::text("target", all.iter().map(|(.., row)| row.target.as_str())),
        Written::int16("from_year_ahead", all.iter().map(|(.., row)| row.years_ahead.0)),
        Written::int16("to_year_ahead", all.iter().map(|(.., row)| row.years_ahead.1)),
        Written::text("score", all.iter().map(|(.., row)| row.score.id())),
        number("first", |row| row.first),
        number("second", |row| row.second),
        number("difference", |row| row.difference),
        number("lower", |row| row.lower),
        number("upper", |row| row.upper),
        Written::text("verdict", all.iter().map(|(.., row)| row.verdict.words())),
        Written::uint64("cases", all.iter().map(|(.., row)| row.cases as u64)),
        Written::uint64("blocks", all.iter().map(|(.., row)| row.blocks as u64)),
    ]
}
