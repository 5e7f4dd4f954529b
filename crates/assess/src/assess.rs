//! The whole chain: read, fit, simulate, appraise, score, and write the brief.

use std::path::PathBuf;

use forefend_panel::Panel;
use forefend_report::Brief;
use forefend_runs::{Manifest, RunWriter};
use forefend_simulate::{Model, WorldFiles};
use forefend_track::{
    BelongsTo, Targets, TrackError, TrackRecord, TrackSettings, check_origins, rolling_origins,
};

use crate::ablation;
use crate::book::{fingerprint, panel_anchor};
use crate::brief::{brief, write_report};
use crate::error::AssessError;
use crate::home::register;
use crate::kept::{self, Inputs};
use crate::ledger::Ledger;
use crate::material::{Material, Unscored};
use crate::options::Options;
use crate::progress::Progress;
use crate::scenarios::Prepared;
use crate::selection::Selection;
use crate::{
    backtest, book, groups, lists, official, outcomes, ran, recommendations, scenarios, sealed, telling,
};

/// A finished assessment.
#[derive(Debug)]
pub struct Assessment {
    /// The run's folder.
    pub run: PathBuf,
    /// What the report says.
    pub brief: Brief,
}

/// Runs the chain: read, fit, simulate, appraise, score, and write the brief.
///
/// The run is written under `options.runs`, its report (`report.html`, `report.json`) with it, and takes its name when
/// everything is in it; one that was stopped is carried on.
///
/// # Errors
/// The first error of any layer, with its place and remedy.
///
/// # Examples
/// ```
/// use forefend_assess::{Options, Progress, assess};
/// use forefend_panel::Year;
/// use forefend_runs::Shard;
/// use forefend_simulate::WorldFiles;
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
/// let assessment = assess(&world, &panel, &options, &Quiet)?;
/// // The run holds the report, its facts and every number in it.
/// for file in ["report.html", "report.json", "numbers.csv", "manifest.json"] {
///     assert!(assessment.run.join(file).exists(), "{file}");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn assess(
    world: &WorldFiles,
    panel: &Panel,
    options: &Options,
    progress: &dyn Progress,
) -> Result<Assessment, AssessError> {
    progress.advance("fitting", "the declared equations", 0, 1);
    let prepared = Prepared::new(world, panel, options, &Selection::default())?;
    prepared.tell_filled(panel, options, progress)?;
    // A look from an earlier date must not show scores of what came after it.
    let replay = panel_anchor(&prepared.model, panel)?.is_some_and(|last| last > prepared.plan.anchor);
    check((world, panel), &prepared, options, replay)?;
    let track = options.track.as_ref().filter(|_| !replay);
    if options.track.is_some() && replay {
        progress.note("no track record as of an earlier date: it would show scores of what came after it");
    }
    let targets = if replay { None } else { targets(world, &prepared.model, panel, track)? };
    let mut manifest = prepared.manifest("assess", world, panel, options)?;
    if let Some(settings) = track {
        manifest.origins = settings.origins.iter().map(|origin| origin.0).collect();
        manifest.years_ahead = settings.horizon_years;
    }
    let writer = ran::start(options, &manifest, &prepared.parameters, progress)?;
    let brief = ran::told((&writer, &manifest), || {
        progress.advance("fitting", "the declared equations", 1, 1);
        outcomes::keep(panel, &writer)?;
        let own = targets.as_ref().map(|targets| BelongsTo::now(world, &prepared.model, panel, targets));
        // Without a record only the ablation asks, and a model that cannot be told from others has none.
        let own = if track.is_some() { own.transpose()? } else { own.and_then(Result::ok) };
        let record = match (track, &targets, &own) {
            (Some(settings), Some(targets), Some(own)) => {
                let book = book::record(world, own, settings)?;
                let model = (&prepared.model, targets);
                Some(track_record(model, panel, (&manifest, settings, book), &writer, progress)?)
            }
            _ => None,
        };
        // What drivers do to the threats was found once for this model, whether or not this run has a record.
        let tested = own.map_or(Ok(None), |own| ablation::of_model(world, &own))?;
        scenarios::run(&prepared, options, &writer, progress)?;
        progress.advance("writing", "the report", 0, 1);
        writer.check_draws(&manifest)?;
        let ledger = Ledger::new(writer.id());
        let material = Material::new((world, panel), &prepared, &ledger, options)?
            .scored(record.as_ref(), sealed::scores(world, panel, replay)?)
            .unscored(if replay { Unscored::EarlierDate } else { Unscored::LeftOut })
            .ablated(tested);
        let brief = brief(&material, options, &manifest, &writer)?;
        writer.write("numbers.csv", ledger.csv().as_bytes())?;
        write_report(&brief, &writer)?;
        kept::keep(&writer, &Inputs::of(&material)?, &ledger)?;
        writer.write(official::FILE, official::csv(&material, &brief)?.as_bytes())?;
        if let Some(home) = &brief.home {
            writer.write(register::FILE, register::csv(home).as_bytes())?;
        }
        Ok(brief)
    })?;
    let run = writer.finish()?;
    progress.advance("writing", "the report", 1, 1);
    Ok(Assessment { run, brief })
}

/// Everything that could only fail after the simulation, said before a year is simulated.
fn check(
    (world, panel): (&WorldFiles, &Panel),
    prepared: &Prepared,
    options: &Options,
    replay: bool,
) -> Result<(), AssessError> {
    prepared.check_years()?;
    prepared.check_ahead(options)?;
    prepared.check_outcomes(world)?;
    let (telling, model) = (&prepared.telling, &prepared.model);
    let targets = match Targets::load(world, model, panel) {
        // Nothing is scored by itself where the world has no level and declares no target.
        Err(TrackError::NoOutcome { .. }) => None,
        targets => Some(targets?),
    };
    let history = &prepared.history;
    let known = telling::Known { world, model, history, targets: targets.as_ref(), is_past: replay };
    telling::check(telling, &known)?;
    groups::check(world, panel, telling, &prepared.measures)?;
    recommendations::check(world, prepared)?;
    lists::check(world, telling)?;
    book::check(world)
}

/// What a track record scores, with its settings checked before a year is simulated; none where nothing can be scored and no
/// record is asked for.
fn targets(
    world: &WorldFiles,
    model: &Model,
    panel: &Panel,
    track: Option<&TrackSettings>,
) -> Result<Option<Targets>, AssessError> {
    let targets = match (Targets::load(world, model, panel), track) {
        (Err(TrackError::NoOutcome { .. }), None) => return Ok(None),
        (targets, _) => targets?,
    };
    if let Some(settings) = track {
        check_origins(model, panel, &targets, settings)?;
    }
    Ok(Some(targets))
}

/// The track record: the one that a stopped run has left behind, that of a score book of this very model, or made now.
fn track_record(
    (model, targets): (&Model, &Targets),
    panel: &Panel,
    (manifest, settings, book): (&Manifest, &TrackSettings, Option<TrackRecord>),
    writer: &RunWriter,
    progress: &dyn Progress,
) -> Result<TrackRecord, AssessError> {
    let settings = TrackSettings { fingerprint: fingerprint(manifest), ..settings.clone() };
    let stored = writer.read("track.json").and_then(|text| serde_json::from_str::<TrackRecord>(&text).ok());
    if let Some(record) = stored.filter(|record| record.fingerprint == settings.fingerprint) {
        return Ok(record);
    }
    let tell = |done: usize, of: usize| progress.advance("scoring", "past origins", done as u64, of as u64);
    let record = match book {
        Some(record) => TrackRecord { fingerprint: settings.fingerprint.clone(), ..record },
        None => rolling_origins(model, panel, targets, &settings, &tell)?,
    };
    writer.write("track.json", backtest::text(&record).as_bytes())?;
    Ok(record)
}
