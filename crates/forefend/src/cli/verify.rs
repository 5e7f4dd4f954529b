//! What can be typed after `forefend verify`.

use std::path::PathBuf;

use clap::Args;

/// `forefend verify`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit code 1 where a gate fails, and with --strict where anything is skipped; bars that are not met, \
                        and what is skipped otherwise, have no say in it. Without source figures the gates that run from \
                        the program alone are computed, and what the others need is listed at the end."
)]
pub struct VerifyArguments {
    /// Folder with the source files; FOREFEND_DATA where absent, or else ../shared/data.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Gates of your own instead of the embedded ones.
    #[arg(long, value_name = "FILE")]
    pub gates: Option<PathBuf>,
    /// Only these gates and bars, with blanks or commas between them.
    #[arg(long, value_name = "ID", num_args = 1.., value_delimiter = ',')]
    pub only: Vec<String>,
    /// Measure speeds too, on a machine that does nothing else.
    #[arg(long)]
    pub speed: bool,
    /// A missing source is a failure, not a skip.
    #[arg(long)]
    pub strict: bool,
    /// Only what runs from the program alone, without source figures.
    #[arg(long, conflicts_with = "data")]
    pub snapshot_only: bool,
    /// Print what there is to verify, and which of it runs from the snapshot alone.
    #[arg(long)]
    pub list: bool,
    /// Write the findings to this file too, as JSON.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}
