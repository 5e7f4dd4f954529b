//! What can be typed. A verb appears here only when it works.

pub mod building;
pub mod data;
pub mod describe;
pub mod fit;
pub mod journal;
pub mod network;
pub mod report;
pub mod runs;
pub mod score;
#[cfg(feature = "serve")]
pub mod serve;
pub mod simulated;
pub mod switching;
pub mod verify;
pub mod watch;

use clap::{Args, Parser, Subcommand};

use self::building::ReportArguments;
use self::data::DataArguments;
use self::describe::DescribeArguments;
use self::fit::FitArguments;
use self::journal::JournalArguments;
use self::network::NetworkArguments;
use self::report::{AssessArguments, CompareArguments, ReplayArguments};
use self::runs::RunArguments;
use self::score::ScoreArguments;
#[cfg(feature = "serve")]
use self::serve::ServeArguments;
use self::simulated::{AppraiseArguments, BacktestArguments, CountryArguments, ProjectArguments};
use self::verify::VerifyArguments;
use self::watch::WatchArguments;

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
    /// The workbench: pages and an API on the newest assessment, and what-ifs while you look.
    #[cfg(feature = "serve")]
    Serve(ServeArguments),
    /// The network of flights that an outbreak travels.
    Network(NetworkArguments),
    /// Reports from kept runs, and why a number moved.
    Report(ReportArguments),
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
