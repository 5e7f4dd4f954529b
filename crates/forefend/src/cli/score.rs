//! What can be typed after `forefend score`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use forefend_panel::Month;

/// `forefend score`.
#[derive(Debug, Args)]
pub struct ScoreArguments {
    /// Parquet file, or folder above window=Y2023/*.parquet: month_id, country_id or priogrid_gid, draw, outcome.
    #[arg(value_name = "FORECASTS")]
    pub forecasts: PathBuf,
    /// What came: Parquet or CSV files with month_id, the unit and the outcome. Situations need the twelve months before
    /// the first one scored, too.
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    pub actuals: Vec<PathBuf>,
    /// Column of the actuals, where it is not called outcome and others stand beside it.
    #[arg(long, value_name = "COL")]
    pub outcome: Option<String>,
    /// Another forecast of the same cells: paired differences, and the smallest one the data could have shown.
    #[arg(long, value_name = "OTHER")]
    pub against: Option<PathBuf>,
    /// Leave out and count the cells that not every file has, instead of refusing.
    #[arg(long)]
    pub common: bool,
    /// Tables to print.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "situation", value_name = "GROUP,...")]
    pub by: Vec<Grouping>,
    /// Inner edges of the bins of IGN; the VIEWS Prediction Challenge's where absent.
    #[arg(long, value_delimiter = ',', value_name = "E,...")]
    pub bins: Vec<f64>,
    /// From how many deaths on a month is an event, and the tail is scored.
    #[arg(long, default_value_t = 25.0, value_name = "N")]
    pub threshold: f64,
    /// Score IGN as if each cell had N draws in the shares it has: for forecasts with unequal numbers of draws.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub ign_draws: Option<u32>,
    /// Means without the K cells, and the K units, with the largest scores.
    #[arg(long, value_delimiter = ',', default_value = "1,5", value_name = "K,...")]
    pub leave_top: Vec<usize>,
    /// Last month that the forecast may have known, YYYY-MM: horizons count from it. Where absent, October before the year
    /// of window=Y2023.
    #[arg(long, value_name = "MONTH")]
    pub as_of: Option<Month>,
    /// Resamples of whole units behind every interval.
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    pub resamples: u32,
    /// Seed of the resamples.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// What cells are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Grouping {
    /// Peace, onset, ongoing, ending.
    Situation,
    /// Months ahead.
    Horizon,
    /// The calendar year of the month.
    Year,
    /// The unit: country or grid cell.
    #[value(alias = "unit")]
    Country,
}
