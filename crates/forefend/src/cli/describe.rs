//! What can be typed after `forefend describe`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use forefend_panel::{Month, Year};

use super::simulated::Work;
use super::switching::Switching;

/// `forefend describe`.
#[derive(Debug, Args)]
pub struct DescribeArguments {
    #[command(subcommand)]
    pub command: DescribeCommand,
}

/// Verbs of `forefend describe`.
#[derive(Debug, Subcommand)]
pub enum DescribeCommand {
    /// The fitted equations: every coefficient with its 90 % interval, rows and years.
    Model(DescribeModelArguments),
    /// Links, correlations and scenarios that can be switched: what each is, whether it is on, and where it is from.
    Links(DescribeLinksArguments),
}

/// `forefend describe model`.
#[derive(Debug, Args)]
pub struct DescribeModelArguments {
    /// Only this variable; all equations where absent.
    pub name: Option<String>,
    /// Folder with a world of your own (drivers/, threats/, ..., snapshot/) instead of the embedded one.
    #[arg(long, value_name = "DIR")]
    pub world: Option<PathBuf>,
    /// Fit on the snapshot as of the end of this month, YYYY-MM.
    #[arg(long, value_name = "MONTH")]
    pub as_of: Option<Month>,
    #[command(flatten)]
    pub switching: Switching,
}

/// `forefend describe links`.
#[derive(Debug, Args)]
pub struct DescribeLinksArguments {
    /// Folder with a world of your own (drivers/, threats/, ..., snapshot/) instead of the embedded one.
    #[arg(long, value_name = "DIR")]
    pub world: Option<PathBuf>,
    /// Say what each does: medians of world variables with it less those without, on the same luck, by this many futures
    /// (20 at least).
    #[arg(long, value_name = "DRAWS", value_parser = clap::value_parser!(u64).range(20..=100_000))]
    pub effects: Option<u64>,
    /// Last simulated year of the effects; the world's own where absent.
    #[arg(long, value_name = "YEAR", requires = "effects")]
    pub to: Option<Year>,
    #[command(flatten)]
    pub work: Work,
}
