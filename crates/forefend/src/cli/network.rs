//! What can be typed after `forefend network`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `forefend network`.
#[derive(Debug, Args)]
pub struct NetworkArguments {
    #[command(subcommand)]
    pub command: NetworkCommand,
}

/// Verbs of `forefend network`.
#[derive(Debug, Subcommand)]
pub enum NetworkCommand {
    /// How far countries are from where an outbreak began, and whether that tells when it was first reported in them.
    Arrival(ArrivalArguments),
}

/// `forefend network arrival`.
#[derive(Debug, Args)]
pub struct ArrivalArguments {
    /// Where it began: ISO code of three letters.
    #[arg(long, value_name = "ISO3")]
    pub origin: String,
    /// First reports, a CSV with columns iso3 and date (2009-04-24); only the distances are printed where absent.
    #[arg(long, value_name = "FILE")]
    pub observed: Option<PathBuf>,
    /// With `--observed`: draw days against effective distance into this SVG file.
    #[arg(long, value_name = "FILE", requires = "observed")]
    pub figure: Option<PathBuf>,
    /// World folder; the embedded one where absent.
    #[arg(long, value_name = "DIR")]
    pub world: Option<PathBuf>,
}
