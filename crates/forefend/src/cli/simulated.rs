//! What can be typed after the verbs that simulate.

use std::path::PathBuf;

use clap::Args;
use forefend_panel::{Month, Year};

use super::switching::Switching;

/// What a run is made from.
#[derive(Debug, Args)]
pub struct Given {
    /// Folder with a world of your own (drivers/, threats/, ..., snapshot/) instead of the embedded one.
    #[arg(long, value_name = "DIR")]
    pub world: Option<PathBuf>,
    /// Newer outcomes of your own: CSV with country, year or month (2026-01), and deaths; docs/data.md has the form.
    #[arg(long, value_name = "FILE")]
    pub outcomes: Option<PathBuf>,
    #[command(flatten)]
    pub switching: Switching,
}

/// The luck of a run, and the threads that make it.
#[derive(Debug, Args)]
pub struct Work {
    /// Seed of all luck: the same seed gives the same bits.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Threads; all cores where absent. Never changes a value.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
}

/// Where a run stands, what it is made from, and how much of it is made here.
#[derive(Debug, Args)]
pub struct Simulated {
    /// Folder for runs/.
    #[arg(long, default_value = "out", value_name = "DIR")]
    pub out: PathBuf,
    #[command(flatten)]
    pub given: Given,
    #[command(flatten)]
    pub work: Work,
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
    /// Record and print only the variables of this driver or threat. `climate`: the climate emulator by itself, all its
    /// members once through one scenario to 2100; of the other options only --emissions, --scenario, --world, --threads and
    /// --json mean anything to it.
    #[arg(long, value_name = "NAME")]
    pub driver: Option<String>,
    /// With --driver climate: a file of emissions of your own (docs/drivers/climate.md has both forms).
    #[arg(long, value_name = "FILE")]
    pub emissions: Option<PathBuf>,
    /// A country of your own, by ISO code or name: what it all means for it is told first (docs/home.md).
    #[arg(long, value_name = "ISO3", conflicts_with_all = ["driver", "shard"])]
    pub home: Option<String>,
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
    #[arg(long, required_unless_present_any = ["versus", "strengthen"], num_args = 1.., value_name = "FILE")]
    pub against: Vec<String>,
    /// Head-to-head: two portfolios, the first compared with the second.
    #[arg(long, conflicts_with = "against", num_args = 2, value_names = ["A", "B"])]
    pub versus: Vec<String>,
    /// Two organisations of organisations.toml (au ecowas): what the same money a year would bring in the members of the
    /// first, against the second. One organisation: against the reference.
    #[arg(long, conflicts_with_all = ["against", "versus"], num_args = 1..=2, value_name = "ORGANISATION")]
    pub strengthen: Vec<String>,
    /// With --strengthen: US dollars a year for each.
    #[arg(
        long,
        requires = "strengthen",
        default_value_t = 100e6,
        value_name = "US$",
        allow_negative_numbers = true
    )]
    pub money: f64,
    /// With --strengthen: the first year.
    #[arg(long, requires = "strengthen", default_value = "2027", value_name = "YEAR")]
    pub from: Year,
    /// Differences by region, by country or by declared group too, in a file of the run. Refugees and displaced people are then kept by
    /// country, so that it is a run of its own.
    #[arg(long, value_enum, value_name = "PLACE")]
    pub by: Option<ByPlace>,
    /// A country of your own, by ISO code or name: what it all means for it is told first (docs/home.md).
    #[arg(long, value_name = "ISO3", conflicts_with = "shard")]
    pub home: Option<String>,
    #[command(flatten)]
    pub questions: QuestionArguments,
    /// Draw nothing: one draw that is its mean, rules and triggers on it too, whatever --draws says. For tests of a
    /// portfolio: the middle of the story, not the mean of the futures.
    #[arg(long)]
    pub deterministic: bool,
}

/// What else is asked of the portfolios, each by more scenarios on the same luck (docs/appraisal.md).
#[derive(Debug, Args)]
pub struct QuestionArguments {
    /// Cost of delay: each portfolio again with all its decisions so many years later.
    #[arg(long, num_args = 1.., value_name = "YEARS", conflicts_with = "shard")]
    pub delay: Vec<i16>,
    /// Marginal value: each portfolio again with so many percent more of each of its measures.
    #[arg(long, value_name = "PERCENT", conflicts_with = "shard", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub more: Option<u16>,
    /// What one would have to believe: each portfolio again with its effects multiplied, and where it breaks even
    /// ([[break_even]] of appraisal.toml).
    #[arg(long, conflicts_with = "shard")]
    pub believe: bool,
    /// Other courses of the world: robustness and commissioners over these scenarios of scenarios.toml too, each a whole run of its
    /// own. Without ids those of appraisal.toml (courses).
    #[arg(long, num_args = 0.., value_delimiter = ',', value_name = "ID", conflicts_with_all = ["shard", "strengthen", "scenario"])]
    pub scenarios: Option<Vec<String>>,
}

/// Places that differences are told by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ByPlace {
    /// Regions within continents.
    Region,
    /// Countries.
    Country,
    /// Groups of countries that the world declares, such as those by income.
    Group,
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
    #[arg(long, requires = "world", conflicts_with_all = ["scenario", "without_link", "with_link"])]
    pub write_scorebook: bool,
    /// Instead: score the threats with and without each driver, and with its future known (docs/drivers.md).
    #[arg(long, conflicts_with = "shard")]
    pub ablate: bool,
}

/// `forefend country`.
#[derive(Debug, Args)]
pub struct CountryArguments {
    /// The country: an ISO3 code, a name or a Gleditsch-Ward number.
    #[arg(value_name = "ISO3")]
    pub country: String,
    #[command(flatten)]
    pub simulated: Simulated,
    #[command(flatten)]
    pub futures: Futures,
}
