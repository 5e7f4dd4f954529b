//! The `forefend` program: command line, progress and exit codes; everything else is in the crates. A library only so that
//! tests and fuzz targets reach what reads a user's input.

mod appraise;
mod assess;
mod backtest;
mod cli;
mod climate;
mod clock;
mod compare;
mod country;
mod data;
mod describe;
mod failure;
mod fit;
mod home;
mod input;
mod journal;
mod latest;
mod links;
mod merge;
mod network;
mod progress;
mod project;
mod replay;
mod report;
mod runs;
mod score;
#[cfg(feature = "serve")]
mod serve;
mod shard;
mod simulated;
mod table;
mod terminal;
mod verify;
mod watch;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::building::ReportCommand;
use crate::cli::describe::DescribeCommand;
use crate::cli::network::NetworkCommand;
use crate::cli::runs::RunCommand;
use crate::cli::{Cli, Command};

/// Runs the program with the arguments of the process.
pub fn program() -> ExitCode {
    forefend_panel::silence_guarded_panics();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return not_understood(&error),
    };
    let outcome = match &cli.command {
        Command::Assess(arguments) => assess::run(&cli.global, arguments),
        Command::Project(arguments) => project::run(&cli.global, arguments),
        Command::Appraise(arguments) => appraise::run(&cli.global, arguments),
        Command::Backtest(arguments) => backtest::run(&cli.global, arguments),
        Command::Compare(arguments) => compare::run(&cli.global, arguments),
        Command::Country(arguments) => country::run(&cli.global, arguments),
        Command::Replay(arguments) => replay::run(&cli.global, arguments),
        #[cfg(feature = "serve")]
        Command::Serve(arguments) => serve::run(&cli.global, arguments),
        Command::Network(arguments) => match &arguments.command {
            NetworkCommand::Arrival(arguments) => network::arrival(&cli.global, arguments),
        },
        Command::Report(arguments) => match &arguments.command {
            ReportCommand::Build(arguments) => report::build(&cli.global, arguments),
            ReportCommand::Diff(arguments) => report::diff(&cli.global, arguments),
        },
        Command::Run(arguments) => match &arguments.command {
            RunCommand::Merge(arguments) => merge::run(&cli.global, arguments),
            RunCommand::List(arguments) => runs::list(&cli.global, arguments),
            RunCommand::Remove(arguments) => runs::remove_named(&cli.global, arguments),
        },
        Command::Data(arguments) => data::run(&cli.global, &arguments.command),
        Command::Describe(arguments) => match &arguments.command {
            DescribeCommand::Model(arguments) => describe::model(&cli.global, arguments),
            DescribeCommand::Links(arguments) => links::run(&cli.global, arguments),
        },
        Command::Fit(arguments) => fit::run(&cli.global, arguments),
        Command::Score(arguments) => {
            simulated::threads(None).and_then(|()| score::run(&cli.global, arguments))
        }
        Command::Watch(arguments) => watch::run(&cli.global, arguments),
        Command::Journal(arguments) => journal::run(&cli.global, &arguments.command),
        Command::Verify(arguments) => {
            simulated::threads(None).and_then(|()| verify::run(&cli.global, arguments))
        }
    };
    match outcome.and_then(|()| terminal::finished()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            terminal::warn(&format!("error: {failure}"));
            failure.code()
        }
    }
}

/// Prints help where it was asked for, and what is wrong with the words typed otherwise: those too may hold what acts on a
/// terminal.
fn not_understood(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        // A reader who has gone away is no failure.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    terminal::warn(error.to_string().trim_end());
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

/// What `forefend fit WORDS` finds, as its JSON, or the message of its error: for fuzz targets, which cannot start a
/// program a thousand times a second.
///
/// # Errors
/// The message that the program would print.
pub fn fit_finds(words: &[&str]) -> Result<String, String> {
    let words = ["forefend", "fit"].iter().chain(words);
    let cli = Cli::try_parse_from(words).map_err(|error| error.to_string())?;
    let Command::Fit(arguments) = &cli.command else { return Err("no fit".to_owned()) };
    fit::found(arguments).map_err(|failure| failure.to_string())
}
