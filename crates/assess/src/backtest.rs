//! Past origins through the production path, scored on what came.

use forefend_panel::{Panel, Year};
use forefend_simulate::run::{Split, TableOf, digest};
use forefend_simulate::{Manifest, Model, RunWriter, WorldFiles};
use forefend_track::{
    BLOCK, Comparison, TrackRecord, TrackSettings, check_origins, recorded, score_origins, simulate_origin,
};

use crate::error::AssessError;
use crate::ran::{self, Ran};
use crate::record::{baseline_id, outcome_id, verdict_id};
use crate::{Options, Progress, fingerprint};

/// The file of a backtest's own parameters: each origin keeps its fits in its folder.
const PARAMETERS: &str = "{}\n";

/// A backtest that has ended.
#[derive(Debug)]
pub struct Backtested {
    /// The run.
    pub ran: Ran,
    /// Skill over all origins; none of a shard, which has not all of them.
    pub record: Option<TrackRecord>,
}

/// Fits, simulates and scores every origin of `settings`: a run with `skill.csv` and `track.json`. A shard does its
/// share of the origins and scores nothing.
///
/// # Errors
/// The first error of any layer, with its place and remedy.
pub fn backtest(
    world: &WorldFiles,
    panel: &Panel,
    options: &Options,
    settings: &TrackSettings,
    progress: &dyn Progress,
) -> Result<Backtested, AssessError> {
    let model = Model::load(world)?;
    model.check_indicators(world, panel)?;
    check_origins(&model, panel, settings)?;
    let manifest = manifest(world, panel, options, settings, &model)?;
    let writer = ran::start(options, &manifest, PARAMETERS, progress)?;
    let (own, _) = manifest.holds();
    for (done, name) in own.iter().enumerate() {
        progress.advance("backtest", name, done as u64, own.len() as u64);
        let origin = settings.origins.iter().find(|origin| &scenario(**origin) == name);
        if let Some(origin) = origin {
            simulate_origin(&model, panel, settings, *origin, &writer.scenario(name))?;
        }
    }
    let record = match options.shard.is_whole() {
        true => Some(summarise(&model, panel, settings, &manifest, &writer, progress)?),
        false => None,
    };
    Ok(Backtested { ran: ran::finish(writer, manifest)?, record })
}

fn scenario(origin: Year) -> String {
    format!("origin-{origin}")
}

fn manifest(
    world: &WorldFiles,
    panel: &Panel,
    options: &Options,
    settings: &TrackSettings,
    model: &Model,
) -> Result<Manifest, AssessError> {
    let [country, of_world] = recorded(model)?;
    // Each origin has its own states and years.
    let tables = [("country", 0, country), ("world", 0, of_world)];
    let tables = tables.into_iter().filter(|(_, _, variables)| !variables.is_empty());
    let table =
        |(axis, units, variables): (&str, u64, _)| TableOf { axis: axis.to_owned(), units, variables };
    Ok(Manifest {
        verb: "backtest".to_owned(),
        world: world.digest(),
        data: panel.digest(),
        code: options.code.clone(),
        as_of: "December of each origin".to_owned(),
        seed: settings.seed,
        draws: settings.draws,
        block: BLOCK,
        parameters: digest(PARAMETERS.as_bytes()),
        scenarios: settings.origins.iter().map(|origin| scenario(*origin)).collect(),
        tables: tables.map(table).collect(),
        origins: settings.origins.iter().map(|origin| origin.0).collect(),
        years_ahead: settings.horizon_years,
        split: Split::Scenarios,
        command: options.command.clone(),
        shard: (!options.shard.is_whole()).then_some(options.shard),
        ..Manifest::default()
    })
}

/// The settings that a manifest of a backtest stands for.
pub(crate) fn settings(manifest: &Manifest) -> TrackSettings {
    TrackSettings {
        origins: manifest.origins.iter().copied().map(Year).collect(),
        horizon_years: manifest.years_ahead,
        draws: manifest.draws,
        seed: manifest.seed,
        fingerprint: fingerprint(manifest),
    }
}

/// Scores of a whole run: `skill.csv` and `track.json`.
pub(crate) fn summarise(
    model: &Model,
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
    let record = score_origins(model, panel, &settings, &folder)?;
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
        "outcome,from,to,cases,events,countries,score,model,best_rival,rival,difference,lower,upper,verdict\n",
    );
    for row in &record.skill {
        let (from, to) = row.years_ahead;
        let scores = [("brier", Some(&row.brier)), ("log", Some(&row.log)), ("auc", row.auc.as_ref())];
        for (score, compared) in scores {
            let Some(compared) = compared else { continue };
            let Comparison { model, best, difference, interval, verdict, .. } = compared;
            let rival = compared.baselines.iter().find(|rival| rival.baseline == *best);
            text.push_str(&format!(
                "{},{from},{to},{},{},{},{score},{model},{},{},{difference},{},{},{}\n",
                outcome_id(row.outcome),
                row.cases,
                row.events,
                row.countries,
                baseline_id(*best),
                rival.map_or(f64::NAN, |rival| rival.score),
                interval.lower,
                interval.upper,
                verdict_id(*verdict),
            ));
        }
    }
    text
}
