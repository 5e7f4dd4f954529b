//! What can be typed after `forefend report`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// `forefend report`.
#[derive(Debug, Args)]
pub struct ReportArguments {
    #[command(subcommand)]
    pub command: ReportCommand,
}

/// Verbs of `forefend report`.
#[derive(Debug, Subcommand)]
pub enum ReportCommand {
    /// A report from a kept run of `assess`: nothing is simulated again.
    Build(BuildArguments),
    /// Two kept runs: what moved, and why.
    Diff(DiffArguments),
}

/// What a report is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TemplateName {
    /// Everything, with evidence, options and recommendations.
    Commission,
    /// Two pages for who decides.
    Brief,
    /// One country.
    Country,
    /// Key judgements, and what moved.
    Interim,
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One page that prints on A4.
    Html,
    /// Text with tables.
    Markdown,
    /// Everything typed, numbers to the bit.
    Json,
}

/// `forefend report build`.
#[derive(Debug, Args)]
pub struct BuildArguments {
    /// Folder of the run, or its id under out/runs.
    #[arg(value_name = "RUN")]
    pub run: PathBuf,
    /// What the report is for.
    #[arg(long, value_enum, default_value = "commission")]
    pub template: TemplateName,
    /// The country of the template `country`, by its ISO 3166-1 alpha-3 code.
    #[arg(long, value_name = "ISO3", required_if_eq("template", "country"))]
    pub country: Option<String>,
    /// An earlier run, folder or id: judgements say what changed since.
    #[arg(long, value_name = "RUN")]
    pub previous: Option<PathBuf>,
    /// Formats, with commas between them.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "html,markdown,json")]
    pub format: Vec<Format>,
    /// Folder for the report, provenance.csv and ro-crate-metadata.json.
    #[arg(long, default_value = "out/report", value_name = "DIR")]
    pub out: PathBuf,
}

/// `forefend report diff`.
#[derive(Debug, Args)]
pub struct DiffArguments {
    /// The earlier run: its folder, or its id under out/runs.
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// The later run.
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
    /// Runs in between, in the order in which they swap one cause after the other.
    #[arg(long, num_args = 1.., value_name = "RUNS")]
    pub through: Vec<PathBuf>,
    /// With one run in between: a run in which the last step alone is swapped, for the interaction.
    #[arg(long, value_name = "RUN", requires = "through")]
    pub alone: Option<PathBuf>,
    /// Make the runs in between: one for each cause but the last, in the order revised data, new data, model files, question, chance,
    /// and as many in the reverse order.
    #[arg(long, conflicts_with_all = ["through", "alone"])]
    pub attribute: bool,
    /// With --attribute: folder of the world that the earlier run was made from, or `embedded`.
    #[arg(long, default_value = "embedded", value_name = "DIR", requires = "attribute")]
    pub old_world: PathBuf,
    /// The same of the later run.
    #[arg(long, default_value = "embedded", value_name = "DIR", requires = "attribute")]
    pub new_world: PathBuf,
    /// With --attribute: folder for the runs in between.
    #[arg(long, default_value = "out/runs", value_name = "DIR", requires = "attribute")]
    pub runs: PathBuf,
    /// Also write difference.html, difference.md and difference.json into this folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}
