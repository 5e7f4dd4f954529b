//! What can be typed after the verbs that tell of the whole world: `assess`, `replay`, `compare`.

use std::path::PathBuf;

use clap::Args;
use forefend_panel::{Month, Year};

use super::simulated::{Given, Work};
use super::switching::Switching;

/// `forefend assess`.
#[derive(Debug, Args)]
pub struct AssessArguments {
    /// Folder for report.html, report.json and runs/.
    #[arg(long, default_value = "out", value_name = "DIR")]
    pub out: PathBuf,
    #[command(flatten)]
    pub given: Given,
    #[command(flatten)]
    pub work: Work,
    /// Number of joint futures.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u64).range(20..=1_000_000))]
    pub draws: u64,
    /// Read the snapshot as of the end of this month, YYYY-MM.
    #[arg(long, value_name = "MONTH")]
    pub as_of: Option<Month>,
    /// Last simulated year.
    #[arg(long, value_name = "YEAR")]
    pub to: Option<Year>,
    /// Years at whose end the track record makes a forecast and scores it, with blanks or commas between them; those of
    /// `backtest` where absent.
    #[arg(long, value_delimiter = ',', num_args = 1.., value_name = "YEARS", conflicts_with = "no_track")]
    pub origins: Vec<Year>,
    /// A country of your own, by ISO code or name: what it all means for it is told first (docs/home.md).
    #[arg(long, value_name = "ISO3")]
    pub home: Option<String>,
    /// Print the risks at home in the form of the UK National Risk Register. It scores one state, so that --home is needed.
    #[arg(long)]
    pub risk_register: bool,
    /// Leave the track record out: faster, and the report says "not scored in this run".
    #[arg(long)]
    pub no_track: bool,
}

/// `forefend replay`.
#[derive(Debug, Args)]
pub struct ReplayArguments {
    /// Month to look from, YYYY-MM: nothing published later is seen.
    #[arg(long, value_name = "MONTH")]
    pub as_of: Month,
    /// Last year to look at; the last one whose outcome is known where absent.
    #[arg(long, value_name = "YEAR")]
    pub to: Option<Year>,
    /// Other months to look from, as many years ahead, so that the first is no lucky pick; 1990-06, 1995-06,
    /// 2000-06, 2004-06, 2012-06 and 2015-06 where absent.
    #[arg(long, value_delimiter = ',', num_args = 1.., value_name = "MONTHS")]
    pub others: Vec<Month>,
    /// Folder for replay.html and replay.json.
    #[arg(long, default_value = "out", value_name = "DIR")]
    pub out: PathBuf,
    #[command(flatten)]
    pub given: Given,
    #[command(flatten)]
    pub work: Work,
    /// Number of joint futures at each look.
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u64).range(20..=1_000_000))]
    pub draws: u64,
}

/// `forefend compare`.
#[derive(Debug, Args)]
pub struct CompareArguments {
    /// Folder of the first world, or `embedded` for the one in the program.
    #[arg(value_name = "WORLD_A")]
    pub first: PathBuf,
    /// Folder of the second world, or `embedded`.
    #[arg(value_name = "WORLD_B")]
    pub second: PathBuf,
    // Of WORLD_B: what a link is worth is told by comparing a world with itself without the link.
    #[command(flatten)]
    pub switching: Switching,
    /// Folder for runs/: the backtests of both.
    #[arg(long, default_value = "out", value_name = "DIR")]
    pub out: PathBuf,
    #[command(flatten)]
    pub work: Work,
    /// Number of joint futures at each origin.
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u64).range(20..=1_000_000))]
    pub draws: u64,
    /// Years at whose end both make a forecast, with blanks or commas between them; those of `backtest` where absent.
    #[arg(long, value_delimiter = ',', num_args = 1.., value_name = "YEARS")]
    pub origins: Vec<Year>,
}
