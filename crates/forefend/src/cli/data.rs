//! Arguments of `forefend data`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use forefend_panel::Month;

/// `forefend data`.
#[derive(Debug, Args)]
pub struct DataArguments {
    #[command(subcommand)]
    pub command: DataCommand,
}

/// Verbs of `forefend data`.
#[derive(Debug, Subcommand)]
pub enum DataCommand {
    /// List every series, network and membership: years, countries, age, licence.
    List(ListArguments),
    /// Describe one series: source, licence, coverage, extremes, its course as a sparkline.
    Describe(DescribeArguments),
    /// Look for holes, jumps, impossible values, and values carried forward or interpolated.
    #[command(after_long_help = rules())]
    Check(CheckArguments),
    /// Harmonise source files into a snapshot.
    Build(BuildArguments),
}

/// The world that data are read from, and the date that ages are counted to.
#[derive(Debug, Args)]
pub struct Source {
    /// Folder with a world of your own, whose CSV series are read too, instead of the embedded one.
    #[arg(long, value_name = "DIR")]
    pub world: Option<PathBuf>,
    /// Count ages to the end of this month, YYYY-MM, instead of today's.
    #[arg(long, value_name = "MONTH")]
    pub as_of: Option<Month>,
}

/// `forefend data list`.
#[derive(Debug, Args)]
pub struct ListArguments {
    #[command(flatten)]
    pub source: Source,
}

/// `forefend data describe`.
#[derive(Debug, Args)]
pub struct DescribeArguments {
    /// The series, by the name that formulas use (see `forefend data list`).
    pub id: String,
    /// Also this country's series: an ISO3 code, a name or a Gleditsch-Ward number.
    #[arg(long, value_name = "ISO3")]
    pub country: Option<String>,
    #[command(flatten)]
    pub source: Source,
}

/// `forefend data check`.
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// The series to check; all where none is named.
    pub ids: Vec<String>,
    /// Fail on every finding but holes and early ends, not only on impossible values.
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    pub source: Source,
}

/// `forefend data build`.
#[derive(Debug, Args)]
pub struct BuildArguments {
    /// Folder with the source files.
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Folder for the snapshot; replaced as a whole, or left as it was when anything fails.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// World whose indicators.toml declares the series, instead of the embedded one.
    #[arg(long, value_name = "DIR")]
    pub world: Option<PathBuf>,
}

/// The rules of `check`, as the checks themselves state them.
fn rules() -> String {
    let mut text = String::from("What is looked for:\n");
    for check in forefend_panel::Check::ALL {
        text.push_str(&format!("  {}: {}.\n", check.title(), check.rule()));
    }
    text.push_str("\nExit code 4 when a value is impossible (with --strict: on any finding but holes and early ends), else 0.");
    text
}
