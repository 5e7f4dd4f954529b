//! What can be typed after `forefend run`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

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

/// `forefend run list`.
#[derive(Debug, Args)]
pub struct ListRunsArguments {
    /// Folder that holds runs/.
    #[arg(long, default_value = "out", value_name = "DIR")]
    pub out: PathBuf,
}

/// `forefend run remove`.
#[derive(Debug, Args)]
pub struct RemoveRunsArguments {
    /// Runs as `run list` prints them. A run that a process is writing, a link, and what is no run's folder are refused.
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
    /// Folder that holds runs/.
    #[arg(long, default_value = "out", value_name = "DIR")]
    pub out: PathBuf,
}
