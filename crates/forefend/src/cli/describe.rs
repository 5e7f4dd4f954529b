//! What can be typed after `forefend describe`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use forefend_panel::Month;

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
}
