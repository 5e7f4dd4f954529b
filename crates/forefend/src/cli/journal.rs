//! Arguments of `forefend journal`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `forefend journal`.
#[derive(Debug, Args)]
pub struct JournalArguments {
    #[command(subcommand)]
    pub command: JournalCommand,
}

/// Verbs of `forefend journal`.
#[derive(Debug, Subcommand)]
pub enum JournalCommand {
    /// Seal a forecast before its outcomes: a folder of plain files that version control can date.
    Seal(SealArguments),
    /// Score every sealed forecast whose outcomes are known; one that was touched is refused.
    Score(ScoreArguments),
}

/// `forefend journal seal`.
#[derive(Debug, Args)]
pub struct SealArguments {
    /// A finished run (its folder, or its id under out/runs/), or what `watch --out` wrote (the folder, or its file).
    #[arg(value_name = "RUN|DIR")]
    pub what: PathBuf,
    /// Folder of the journal; each entry gets a folder of its own in it.
    #[arg(long, default_value = "journal", value_name = "DIR")]
    pub journal: PathBuf,
    /// World that the forecast was made with, where it is not the embedded one.
    #[arg(long, value_name = "DIR")]
    pub world: Option<PathBuf>,
    /// Deaths that `watch --data` was given: the rivals sealed with the forecast read them.
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// Newer outcomes that the forecast was made with, where it was.
    #[arg(long, value_name = "FILE")]
    pub outcomes: Option<PathBuf>,
}

/// `forefend journal score`.
#[derive(Debug, Args)]
pub struct ScoreArguments {
    /// A journal or one entry; where absent the entries that ship with the world, and those in journal/ if there is one.
    #[arg(value_name = "DIR")]
    pub journal: Option<PathBuf>,
    /// World whose data settle the entries, and which ships some; the embedded one where absent.
    #[arg(long, value_name = "DIR")]
    pub world: Option<PathBuf>,
    /// Newer outcomes of your own that settle entries: CSV with country, year or month, and deaths; docs/data.md has the form.
    #[arg(long, value_name = "FILE")]
    pub outcomes: Option<PathBuf>,
}
