//! What can be typed. A verb appears here only when it works.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use forefend_estimate::Family;
use forefend_panel::{Month, Year};

pub use crate::compare::CompareArguments;
pub use crate::country::CountryArguments;
pub use crate::data::arguments::DataCommand;
pub use crate::describe::{DescribeArguments, DescribeCommand};
pub use crate::journal::arguments::JournalCommand;
pub use crate::runs::{ListRunsArguments, RemoveRunsArguments};
pub use crate::score::arguments::ScoreArguments;
pub use crate::watch::arguments::WatchArguments;

/// Drivers shape threats; measures answer them; principles judge the answer.
#[derive(Debug, Parser)]
#[command(name = "forefend", version, about, long_about = None)]
#[command(after_help = "Exit codes: 0 done, 1 the run failed, 2 wrong command line or runs that do not \
                        belong together, 3 a mistake in the world's \
                        files, 4 a mistake in the data, 5 a file or folder cannot be read or written.")]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct Global {
    /// No progress, no closing words.
    #[arg(long, global = true)]
    pub quiet: bool,
    /// Closing facts as JSON on standard output.
    #[arg(long, global = true)]
    pub json: bool,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the whole chain on the embedded snapshot and write a report.
    Assess(AssessArguments),
    /// The baseline alone: what comes if policy stays as it is.
    Project(ProjectArguments),
    /// Portfolios against the reference, draw by draw on the same luck.
    Appraise(AppraiseArguments),
    /// Forecasts from past origins, scored on what came.
    Backtest(BacktestArguments),
    /// Two worlds from the same past origins, scored on the same cases.
    Compare(CompareArguments),
    /// The outlook of a past month, scored on what came: a pseudo-replay on revised data.
    Replay(ReplayArguments),
    /// One country: its outlook, why, and what was said of it before.
    Country(CountryArguments),
    /// The months ahead: deaths by country and month, with reasons.
    Watch(WatchArguments),
    /// The folders that commands leave behind.
    Run(RunArguments),
    /// The figures that the model rests on.
    Data(DataArguments),
    /// What a world is made of.
    Describe(DescribeArguments),
    /// Fit a formula to a CSV or Parquet file of your own.
    Fit(FitArguments),
    /// Score any forecast file in the field's own format against what came.
    Score(ScoreArguments),
    /// Forecasts sealed before the fact, and what came of them.
    Journal(JournalArguments),
    /// Recompute the numbers that the engine rests on.
    Verify(VerifyArguments),
}

/// Where a run stands, what it is made from, and how much of it is made here.
#[derive(Debug, Args)]
pub struct Simulated {
    /// Folder for runs/.
    #[arg(long, default_value = "out", value_name = "DIR")]
    pub out: PathBuf,
    /// Folder with a world of your own (drivers/, threats/, ..., snapshot/) instead of the embedded one.
    #[arg(long, value_name = "DIR")]
    pub world: Option<PathBuf>,
    /// Newer outcomes of your own: CSV with country, year or month (2026-01), and deaths; docs/data.md has the form.
    #[arg(long, value_name = "FILE")]
    pub outcomes: Option<PathBuf>,
    /// Seed of all luck: the same seed gives the same bits.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Threads; all cores where absent. Never changes a value.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    /// Make one of several shards of the run: I/N, auto (from SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX) or
    /// auto/N. 1/1 makes the whole run, whatever the scheduler says. Never changes a value.
    #[arg(long, value_name = "I/N")]
    pub shard: Option<crate::shard::Wanted>,
}

/// Draws and years of a simulation.
#[derive(Debug, Args)]
pub struct Futures {
    /// Number of joint futures, of all shards together.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u64).range(20..=1_000_000))]
    pub draws: u64,
    /// Draws that a thread runs together and writes as one part. Never changes a value.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    pub block: u64,
    /// Read the snapshot as of the end of this month, YYYY-MM.
    #[arg(long, value_name = "MONTH")]
    pub as_of: Option<Month>,
    /// Last simulated year; the world's own where absent.
    #[arg(long, value_name = "YEAR")]
    pub to: Option<Year>,
}

/// `forefend project`.
#[derive(Debug, Args)]
pub struct ProjectArguments {
    #[command(flatten)]
    pub simulated: Simulated,
    #[command(flatten)]
    pub futures: Futures,
    /// Record and print only the variables of this driver or threat.
    #[arg(long, value_name = "NAME")]
    pub driver: Option<String>,
    /// Draw nothing: one draw that is the mean of each of its parts, whatever --draws says. For tests of a model.
    #[arg(long)]
    pub deterministic: bool,
}

/// `forefend appraise`.
#[derive(Debug, Args)]
pub struct AppraiseArguments {
    #[command(flatten)]
    pub simulated: Simulated,
    #[command(flatten)]
    pub futures: Futures,
    /// Portfolios, each of which is compared with the reference and not with the others: TOML files like those under
    /// world/portfolios/, or ids of portfolios of the world.
    #[arg(long, required_unless_present = "versus", num_args = 1.., value_name = "FILE")]
    pub against: Vec<String>,
    /// Head-to-head: two portfolios, the first compared with the second.
    #[arg(long, conflicts_with = "against", num_args = 2, value_names = ["A", "B"])]
    pub versus: Vec<String>,
    /// Differences by region or by country too, in a file of the run. Refugees and displaced people are then kept by
    /// country, so that it is a run of its own.
    #[arg(long, value_enum, value_name = "PLACE")]
    pub by: Option<ByPlace>,
    /// Draw nothing: one draw that is its mean, rules and triggers on it too, whatever --draws says. For tests of a
    /// portfolio: the middle of the story, not the mean of the futures.
    #[arg(long)]
    pub deterministic: bool,
}

/// Places that differences are told by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ByPlace {
    /// Regions within continents.
    Region,
    /// Countries.
    Country,
}

/// `forefend backtest`.
#[derive(Debug, Args)]
pub struct BacktestArguments {
    #[command(flatten)]
    pub simulated: Simulated,
    /// Number of joint futures at each origin.
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u64).range(20..=1_000_000))]
    pub draws: u64,
    /// Years at whose end a forecast is made, with blanks or commas between them; 1990, 1995, ..., 2015 where absent.
    #[arg(long, value_delimiter = ',', num_args = 1.., value_name = "YEARS")]
    pub origins: Vec<Year>,
    /// Put the score book into the world of --world too, where its projections look for it.
    #[arg(long, requires = "world")]
    pub write_scorebook: bool,
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
    /// Folder with a world of your own (drivers/, threats/, ..., snapshot/) instead of the embedded one.
    #[arg(long, value_name = "DIR")]
    pub world: Option<PathBuf>,
    /// Newer outcomes of your own: CSV with country, year or month (2026-01), and deaths; docs/data.md has the form.
    #[arg(long, value_name = "FILE")]
    pub outcomes: Option<PathBuf>,
    /// Seed of all luck: the same seed gives the same bits.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Number of joint futures at each look.
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u64).range(20..=1_000_000))]
    pub draws: u64,
    /// Threads; all cores where absent. Never changes a value.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
}

/// `forefend run`.
#[derive(Debug, Args)]
pub struct RunArguments {
    #[command(subcommand)]
    pub command: RunCommand,
}

/// Verbs of `forefend run`.
#[derive(Debug, Subcommand)]
pub enum RunCommand {
    /// Join the shards of a run into the whole run, with the summaries of a run made in one piece.
    Merge(MergeArguments),
    /// The runs in a folder: id, verb, date, size, whether finished, seed and draws.
    List(ListRunsArguments),
    /// Delete runs by their ids.
    Remove(RemoveRunsArguments),
}

/// `forefend run merge`.
#[derive(Debug, Args)]
pub struct MergeArguments {
    /// Folders of all shards of one run, in any order; they stay as they are.
    #[arg(required = true, value_name = "DIR")]
    pub shards: Vec<PathBuf>,
    /// Folder for runs/; where absent the run is put beside the first shard.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// World that the shards were made with, where it is not the embedded one.
    #[arg(long, value_name = "DIR")]
    pub world: Option<PathBuf>,
    /// Put the score book of a backtest into the world of --world too.
    #[arg(long, requires = "world")]
    pub write_scorebook: bool,
    /// Threads; all cores where absent. Never changes a value.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
}

/// `forefend assess`.
#[derive(Debug, Args)]
pub struct AssessArguments {
    /// Folder for report.html, report.json and runs/.
    #[arg(long, default_value = "out", value_name = "DIR")]
    pub out: PathBuf,
    /// Folder with a world of your own (drivers/, threats/, ..., snapshot/) instead of the embedded one.
    #[arg(long, value_name = "DIR")]
    pub world: Option<PathBuf>,
    /// Newer outcomes of your own: CSV with country, year or month (2026-01), and deaths; docs/data.md has the form.
    #[arg(long, value_name = "FILE")]
    pub outcomes: Option<PathBuf>,
    /// Seed of all luck: the same seed gives the same bits.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Number of joint futures.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u64).range(20..=1_000_000))]
    pub draws: u64,
    /// Threads; all cores where absent. Never changes a value.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
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
    /// Leave the track record out: faster, and the report says "not scored for this model".
    #[arg(long)]
    pub no_track: bool,
}

/// `forefend fit`.
#[derive(Debug, Args)]
pub struct FitArguments {
    /// What to fit, as in R: "y ~ a + log(b) + factor(c, ref = \"north\") + offset(log(d))"; docs/formula.md has the grammar.
    pub formula: String,
    /// linear, logit, multinomial, firth, poisson, ppml, nb2, student-t or gpd.
    #[arg(long)]
    pub family: Family,
    /// CSV file with a header (also .csv.gz), or Parquet file.
    #[arg(long, value_name = "FILE")]
    pub data: PathBuf,
    /// Column that names the unit, or several (A,B) that name it together: for lag(), mean(), neighbours(), and to cluster by.
    #[arg(long, value_name = "COL")]
    pub unit: Option<String>,
    /// Column of the time, whole numbers or dates: needed for lag() and mean().
    #[arg(long, value_name = "COL")]
    pub time: Option<String>,
    /// Column by which standard errors are clustered, or several (A,B) by whose combinations they are.
    #[arg(long, value_name = "COL")]
    pub cluster: Option<String>,
    /// Standard errors: clustered where --cluster is given, robust for ppml, otherwise classical.
    #[arg(long, value_enum, value_name = "KIND")]
    pub covariance: Option<CovarianceKind>,
    /// Column whose levels get a pooled intercept each (student-t).
    #[arg(long, value_name = "COL")]
    pub group: Option<String>,
    /// Rows to use, as a condition: "year >= 1990 & region == \"north\"".
    #[arg(long = "where", value_name = "EXPR")]
    pub rows: Option<String>,
    /// Column of weights, from 0 up: in a likelihood 2 is the row twice, in linear the inverse of the error's variance.
    #[arg(long, value_name = "COL")]
    pub weights: Option<String>,
    /// Threshold above which the tail is fitted (gpd).
    #[arg(long, value_name = "U", allow_negative_numbers = true)]
    pub threshold: Option<f64>,
    /// Degrees of freedom of the error, estimated where absent (student-t).
    #[arg(long, allow_negative_numbers = true)]
    pub nu: Option<f64>,
    /// Ridge penalty on standardised columns, as scikit-learn's C: smaller shrinks more (multinomial).
    #[arg(long, value_name = "C", allow_negative_numbers = true)]
    pub penalty: Option<f64>,
    /// Classes of the response, the reference first (multinomial).
    #[arg(long, value_name = "A,B,...", value_delimiter = ',')]
    pub classes: Vec<String>,
    /// File of links with columns unit, neighbour and perhaps weight; neighbours(x, NAME) reads NAME.csv. May be repeated.
    #[arg(long, value_name = "FILE")]
    pub network: Vec<PathBuf>,
    /// Also write what --json prints to this file.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Estimator of the standard errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum CovarianceKind {
    /// From the curvature of the likelihood.
    Classical,
    /// Right also where variances differ.
    Robust,
    /// Right also where rows of a cluster go together.
    Clustered,
}

impl CovarianceKind {
    /// The name as typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Classical => "classical",
            Self::Robust => "robust",
            Self::Clustered => "clustered",
        }
    }
}

/// `forefend data`.
#[derive(Debug, Args)]
pub struct DataArguments {
    #[command(subcommand)]
    pub command: DataCommand,
}

/// `forefend journal`.
#[derive(Debug, Args)]
pub struct JournalArguments {
    #[command(subcommand)]
    pub command: JournalCommand,
}

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
