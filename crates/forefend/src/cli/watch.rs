//! Arguments of `forefend watch`.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use forefend_panel::{Month, Year};
use forefend_watch::Target;

/// `forefend watch`.
#[derive(Debug, Args)]
pub struct WatchArguments {
    /// The month at whose end the outlook is made, YYYY-MM; the last month with data where absent.
    #[arg(long, value_name = "MONTH")]
    pub as_of: Option<Month>,
    /// Months ahead, such as 14m.
    #[arg(long, default_value = "14m", value_name = "MONTHS", value_parser = months)]
    pub horizon: usize,
    /// What is forecast: state-based, one-sided or non-state.
    #[arg(long, default_value = "state-based", value_parser = Target::from_str)]
    pub target: Target,
    /// Folder for the draws: cm/window=Y2023/forecast.parquet (the year of most months) with month_id, country_id, draw, outcome.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Deaths of your own instead of the snapshot's: CSV or Parquet with month_id, country_id (VIEWS) and outcome.
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// Newer outcomes of your own, laid over the snapshot: CSV with country, month (2026-01) and deaths; docs/data.md has the form.
    #[arg(long, value_name = "FILE", conflicts_with = "data")]
    pub outcomes: Option<PathBuf>,
    /// Draws of each country and month.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(10..=100_000))]
    pub draws: u32,
    /// Rows of each table.
    #[arg(long, default_value_t = 15)]
    pub top: usize,
    /// Seed of all luck: the same seed gives the same bits.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Threads; all cores where absent. Never changes a value.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    /// Folder with a world of your own instead of the embedded one.
    #[arg(long, value_name = "DIR")]
    pub world: Option<PathBuf>,
    /// Forecast these years from the October before, and score them: 2018..2022.
    #[arg(long, value_name = "YEARS", value_parser = years, conflicts_with_all = ["as_of", "out", "learn"])]
    pub backtest: Option<Years>,
    /// Learn the weights of the pool on these years and print them: 2006..2017.
    #[arg(long, value_name = "YEARS", value_parser = years, conflicts_with_all = ["as_of", "out"])]
    pub learn: Option<Years>,
}

/// First and last of some years.
#[derive(Debug, Clone, Copy)]
pub struct Years(pub Year, pub Year);

impl Years {
    /// All of them.
    pub fn all(self) -> Vec<Year> {
        Year::range(self.0, self.1).collect()
    }
}

fn months(text: &str) -> Result<usize, String> {
    let number = text.strip_suffix('m').unwrap_or(text);
    let number = number.parse().ok().filter(|number| (1..=forefend_watch::FURTHEST).contains(number));
    number.ok_or_else(|| format!("give 1m to {}m", forefend_watch::FURTHEST))
}

fn years(text: &str) -> Result<Years, String> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let year = |text: &str| text.trim_start_matches('=').parse::<Year>().map_err(|error| error.to_string());
    let (first, last) = (year(first)?, year(last)?);
    match first <= last {
        true => Ok(Years(first, last)),
        false => Err(format!("{first} to {last} run backwards; swap them")),
    }
}
