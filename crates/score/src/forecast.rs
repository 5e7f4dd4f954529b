//! Forecasts and actuals in the field's own files: Hive-partitioned Parquet with a row a draw, or a row a cell with a list of
//! draws; CSV, also packed by gzip, for small ones.
//!
//! `.../window=Y2023/*.parquet` with columns `month_id`, `country_id` or `priogrid_gid`, `draw`, `outcome` (VIEWS
//! Prediction Challenge). Files are read as a stream: what is in memory is a block of cells, never a file, as long as
//! the rows of a cell stand together. Whole numbers become [`Month`] at this border.

mod actuals;
mod cells;
mod columns;
mod each;
mod files;
mod means;
mod rows;
mod scored;
mod write;

use forefend_panel::Month;

pub use actuals::Actuals;
pub use each::each_cell;
pub use files::{ForecastFile, forecast_files};
pub use means::{Group, Mean, SCORES, Score, values};
pub use scored::{Forecast, ScoredCell, score_forecast};
pub use write::{ForecastRows, notes_of, window_bytes, window_place};

/// A unit in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct CellId {
    /// The month.
    pub month: Month,
    /// The unit's own number: VIEWS `country_id` or PRIO-GRID cell.
    pub unit: u32,
}

impl std::fmt::Display for CellId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "unit {} in {}", self.unit, self.month)
    }
}
