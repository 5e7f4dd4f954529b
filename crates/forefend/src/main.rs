//! The `forefend` program: command line, progress and exit codes; everything else is in the crates.

mod assess;
mod cli;
mod data;
mod failure;
mod input;
mod progress;
mod verify;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};

fn main() -> ExitCode {
    forefend_panel::silence_guarded_panics();
    let cli = Cli::parse();
    let outcome = match &cli.command {
        Command::Assess(arguments) => assess::run(&cli.global, arguments),
        Command::Data(arguments) => data::run(&cli.global, &arguments.command),
        Command::Verify(arguments) => verify::run(&cli.global, arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            failure.code()
        }
    }
}
