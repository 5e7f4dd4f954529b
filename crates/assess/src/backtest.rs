//! Past origins through the production path, scored on what came.

use std::collections::BTreeMap;
use std::path::Path;

use forefend_panel::digest;
use forefend_panel::{Panel, Year};
use forefend_runs::{Manifest, RunWriter};
use forefend_runs::{Split, TableOf};
use forefend_simulate::{Model, SimulateError, WorldFiles};
use forefend_track::{
    BLOCK, BelongsTo, Comparison, ScoreBook, Targets, TrackRecord, TrackSettings, check_origins,
    score_origins, simulate_origin,
};

use crate::book::{self, fingerprint};
use crate::error::AssessError;
use crate::options::Options;
use crate::progress::Progress;
use crate::ran::{self, Ran};

/// The file of a backtest's own parameters: each origin keeps its fits in its folder.
const PARAMETERS: &str = "{}\n";

/// A backtest that has ended.
#[derive(Debug)]
pub struct Backtested {
    /// The run.
    pub ran: Ran,
    /// Skill over all origins; none of a shard, which has not all of them.
    pub record: Option<TrackRecord>,
    /// The score book, to be put into the world that was scored; none of a shard.
    pub book: Option<ScoreBook>,
}

/// Fits, simulates and scores every origin of `settings`: a run with `skill.csv` and `track.json`. A shard does its
/// share of the origins and scores nothing.
///
/// # Errors
/// The first error of any layer, with its place and remedy.
///
/// # Examples
/// ```
/// use forefend_assess::{Options, Progress, backtest};
/// use forefend_panel::Year;
/// use forefend_runs::Shard;
/// use forefend_simulate::WorldFiles;
/// use forefend_track::TrackSettings;
///
/// struct Quiet;
///
/// impl Progress for Quiet {
///     fn advance(&self, _stage: &str, _detail: &str, _done: u64, _total: u64) {}
/// }
///
/// let world = WorldFiles::new("world", forefend_world::files());
/// let panel = world.panel()?;
/// let runs = tempfile::tempdir()?;
/// let options = Options {
///     seed: 1,
///     draws: 20,
///     block: 20,
///     to: Some(Year(2028)),
///     runs: runs.path().to_owned(),
///     // The caller says who asks and when: the engine has no clock.
///     command: "an example".to_owned(),
///     created: "2026-11-28".to_owned(),
///     code: "0.1.0".to_owned(),
///     deterministic: false,
///     shard: Shard::WHOLE,
///     as_of: None,
///     home: None,
///     track: None,
/// };
///
/// // Two origins and few draws: what 2010 and 2015 would have said of the two years after.
/// let settings =
///     TrackSettings { origins: vec![Year(2010), Year(2015)], horizon_years: 2, draws: 20, ..TrackSettings::default() };
/// let found = backtest(&world, &panel, &options, &settings, &Quiet)?;
/// let record = found.record.expect("of a whole run");
/// assert!(record.skill_at("in_conflict", 1).expect("scored").cases > 100);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn backtest(
    world: &WorldFiles,
    panel: &Panel,
    options: &Options,
    settings: &TrackSettings,
    progress: &dyn Progress,
) -> Result<Backtested, AssessError> {
    let model = Model::load(world)?;
    model.check_indicators(world, panel)?;
    panel.outcomes().map_or(Ok(()), crate::outcomes::complete_year)?;
    let targets = Targets::load(world, &model, panel)?;
    check_origins(&model, panel, &targets, settings)?;
    book::check(world)?;
    let own = BelongsTo::now(world, &model, panel, &targets)?;
    let manifest = manifest(world, panel, options, settings, tables(&model, &targets));
    let writer = ran::start(options, &manifest, PARAMETERS, progress)?;
    let (record, book) = ran::told((&writer, &manifest), || {
        crate::outcomes::keep(panel, &writer)?;
        let (share, _) = manifest.holds();
        for (done, name) in share.iter().enumerate() {
            progress.advance("backtest", name, done as u64, share.len() as u64);
            let origin = settings.origins.iter().find(|origin| &scenario(**origin) == name);
            if let Some(origin) = origin {
                simulate_origin(&model, panel, &targets, settings, *origin, (&writer, name.as_str()))?;
            }
        }
        let record = match options.shard.is_whole() {
            true => Some(summarise((&model, &targets), panel, settings, &manifest, &writer, progress)?),
            false => None,
        };
        let book = match &record {
            Some(record) => Some(book::carried_on(world, own, &options.created, record)?),
            None => None,
        };
        Ok((record, book))
    })?;
    Ok(Backtested { ran: ran::finish(writer, manifest)?, record, book })
}

/// What an origin records: a table an axis. Each origin has its own states and years.
fn tables(model: &Model, targets: &Targets) -> Vec<TableOf> {
    let mut by_axis: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for name in targets.variables() {
        let axis = model.position(name).map_or("country", |at| model.variables[at].spec.axis.name());
        by_axis.entry(axis).or_default().push(name.to_owned());
    }
    let table =
        |(axis, variables): (&str, Vec<String>)| TableOf { axis: axis.to_owned(), units: 0, variables };
    by_axis.into_iter().map(table).collect()
}

/// Name of the folder of an origin in a run.
pub(crate) fn scenario(origin: Year) -> String {
    format!("origin-{origin}")
}

fn manifest(
    world: &WorldFiles,
    panel: &Panel,
    options: &Options,
    settings: &TrackSettings,
    tables: Vec<TableOf>,
) -> Manifest {
    Manifest {
        verb: "backtest".to_owned(),
        world: world.digest(),
        switches: world.switches().clone(),
        data: panel.digest(),
        outcomes: crate::outcomes::brought(panel),
        code: options.code.clone(),
        as_of: "December of each origin".to_owned(),
        seed: settings.seed,
        draws: settings.draws,
        block: BLOCK,
        parameters: digest(PARAMETERS.as_bytes()),
        scenarios: settings.origins.iter().map(|origin| scenario(*origin)).collect(),
        tables,
        origins: settings.origins.iter().map(|origin| origin.0).collect(),
        years_ahead: settings.horizon_years,
        split: Split::Scenarios,
        command: options.command.clone(),
        shard: (!options.shard.is_whole()).then_some(options.shard),
        world_folder: world.read_from().map(Path::to_owned),
        ..Manifest::default()
    }
}

/// The settings that a manifest of a backtest stands for.
///
/// # Errors
/// [`SimulateError::Mismatch`] where its scenarios are not those of its origins.
pub(crate) fn settings(manifest: &Manifest) -> Result<TrackSettings, SimulateError> {
    if !manifest.origins.iter().map(|origin| scenario(Year(*origin))).eq(manifest.scenarios.iter().cloned()) {
        let message =
            "a manifest's `scenarios` are not those of its `origins`; make the shards again".to_owned();
        return Err(SimulateError::Mismatch { message });
    }
    Ok(TrackSettings {
        origins: manifest.origins.iter().copied().map(Year).collect(),
        horizon_years: manifest.years_ahead,
        draws: manifest.draws,
        seed: manifest.seed,
        fingerprint: fingerprint(manifest),
    })
}

/// Scores of a whole run: `skill.csv` and `track.json`.
pub(crate) fn summarise(
    (model, targets): (&Model, &Targets),
    panel: &Panel,
    settings: &TrackSettings,
    manifest: &Manifest,
    writer: &RunWriter,
    progress: &dyn Progress,
) -> Result<TrackRecord, AssessError> {
    progress.advance("scoring", "past origins", 0, 1);
    writer.check_draws(manifest)?;
    let settings = TrackSettings { fingerprint: fingerprint(manifest), ..settings.clone() };
    let folder = |origin| writer.scenario(&scenario(origin));
    let record = score_origins(model, panel, targets, &settings, &folder)?;
    writer.write("skill.csv", table(&record).as_bytes())?;
    writer.write("track.json", text(&record).as_bytes())?;
    Ok(record)
}

/// The text of `track.json`.
pub(crate) fn text(record: &TrackRecord) -> String {
    serde_json::to_string_pretty(record).unwrap_or_default()
}

/// Skill as a table of comparisons, values so that they read back to the bit.
fn table(record: &TrackRecord) -> String {
    let mut text = String::from(
        "target,from,to,cases,events,blocks,score,model,best_rival,rival,difference,lower,upper,verdict,coverage_80\n",
    );
    for row in &record.skill {
        let (from, to) = row.years_ahead;
        for compared in &row.scores {
            let Comparison { score, model, best, difference, interval, verdict, .. } = compared;
            text.push_str(&format!(
                "{},{from},{to},{},{},{},{},{model},{},{},{difference},{},{},{},{}\n",
                row.target,
                row.cases,
                row.events,
                row.blocks,
                score.id(),
                best.id(),
                compared.rival(),
                interval.lower,
                interval.upper,
                verdict.words(),
                row.coverage_80.map_or_else(String::new, |share| share.to_string()),
            ));
        }
    }
    text
}
