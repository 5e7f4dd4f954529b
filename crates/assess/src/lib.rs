//! The wiring of the chain: from a world and its panel to a run and what it says.
//!
//! [`assess`] runs the whole chain and writes the brief of a report; [`project`], [`appraise`] and [`backtest`] each
//! run one part of it, whole or as a shard, [`merge`] joins shards, and [`compare_worlds`] sets two worlds beside each
//! other. The program calls these; a server would call the same. The clock and the terminal stay outside:
//! the caller says when the run was made ([`Options::created`]) and listens to [`Progress`].

mod acting;
#[cfg(test)]
mod any_month;
mod appraisal;
mod appraise;
mod backtest;
mod book;
mod compare;
mod countries;
mod country;
mod describe;
mod elements;
mod error;
mod evidence;
mod fans;
mod first_page;
#[cfg(test)]
mod invariance;
mod ledger;
mod lists;
mod mass_killing;
mod merge;
#[cfg(test)]
mod newer_outcomes;
mod organisations;
pub mod outcomes;
mod past;
mod places;
mod principles;
mod project;
mod provenance;
mod ran;
mod record;
mod replay;
mod scenarios;
mod sealed;
mod selection;

use std::path::PathBuf;

use forefend_journal::SealedScore;
use forefend_panel::{AsOf, Availability, Month, Panel, Year};
use forefend_report::{Brief, RunFacts};
use forefend_simulate::luck::Chance;
use forefend_simulate::{Manifest, Model, Plan, RunWriter, Shard, WorldFiles};
use forefend_strategy::outcome::{Outcome, OutcomeAt};
use forefend_track::{Fingerprint, Targets, TrackRecord, TrackSettings, check_origins, rolling_origins};

pub use appraisal::HeadToHead;
pub use appraise::{Appraised, Asked, appraise};
pub use backtest::{Backtested, backtest};
pub use book::Scored;
pub use compare::{ComparedWorlds, ToCompare, compare_worlds};
pub use country::{CountryFound, country};
pub use describe::{Coefficient, DescribedEquation, DescribedModel, NotFitted, describe_model};
pub use error::AssessError;
pub use ledger::Ledger;
pub use merge::{Joined, Joiner, merge};
pub use places::{By, PlaceRow, Places};
pub use project::{Projected, Projection, project};
pub use ran::Ran;
pub use replay::{Replayings, replay};
use scenarios::Prepared;
use selection::Selection;

/// What a run is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// Seed of all luck.
    pub seed: u64,
    /// Number of draws.
    pub draws: u64,
    /// Draws in a block.
    pub block: u64,
    /// Every draw is its mean: a mode for tests.
    pub deterministic: bool,
    /// Which of the shards of the run is made here; an assessment is always whole.
    pub shard: Shard,
    /// Month to read the panel as of; the world's own where absent.
    pub as_of: Option<Month>,
    /// Last simulated year; the world's own where absent.
    pub to: Option<Year>,
    /// The command as typed, for the manifest.
    pub command: String,
    /// Version of the program.
    pub code: String,
    /// Digest of the engine's sources: what a score book belongs to beside world and data.
    pub engine: String,
    /// Date of the run, told by the caller: the engine does not read the clock.
    pub created: String,
    /// Folder that runs are written under.
    pub runs: PathBuf,
    /// Rolling origins of the track record; none leaves it out ("not scored for this model").
    pub track: Option<TrackSettings>,
}

impl Options {
    /// Where luck comes from.
    fn chance(&self) -> Chance {
        if self.deterministic { Chance::Mean } else { Chance::Seeded(self.seed) }
    }

    fn month(&self, model: &Model) -> Result<Month, AssessError> {
        month_of(self.as_of, model)
    }

    fn as_of_text(&self, model: &Model) -> String {
        self.month(model).map_or_else(|_| model.frame.as_of.clone(), |month| month.to_string())
    }

    fn as_of<'a>(&self, model: &Model, panel: &'a Panel) -> Result<AsOf<'a>, AssessError> {
        Ok(panel.as_of(self.month(model)?, Availability::Published))
    }

    /// The last simulated year: any after the last observed one ([`History::build`](forefend_simulate::History::build) sees to
    /// that) for which paths are published.
    fn horizon(&self, model: &Model) -> Result<Year, AssessError> {
        let horizon = self.to.unwrap_or(Year(model.frame.horizon));
        if horizon > Year(2100) {
            return Err(AssessError::Declaration {
                place: "--to".to_owned(),
                message: format!("published paths end in 2100; give a year up to it, not {horizon}"),
            });
        }
        Ok(horizon)
    }
}

/// The month asked for, or that of the world.
pub(crate) fn month_of(asked: Option<Month>, model: &Model) -> Result<Month, AssessError> {
    let parse = || {
        model.frame.as_of.parse::<Month>().map_err(|error| AssessError::Declaration {
            place: "simulation.toml, as_of".to_owned(),
            message: error.to_string(),
        })
    };
    asked.map_or_else(parse, Ok)
}

/// Hears how far a run has come.
pub trait Progress: Sync {
    /// `done` of `total` steps of `stage`; `detail` says what is being done.
    fn advance(&self, stage: &str, detail: &str, done: u64, total: u64);

    /// Something that a reader should know once, such as that a stopped run is carried on.
    fn note(&self, _text: &str) {}
}

/// A finished assessment.
#[derive(Debug)]
pub struct Assessment {
    /// The run's folder.
    pub run: PathBuf,
    /// What the report says.
    pub brief: Brief,
}

/// Everything that the parts of the brief are written from.
pub(crate) struct Material<'a> {
    pub world: &'a WorldFiles,
    pub panel: &'a Panel,
    pub as_of: AsOf<'a>,
    pub prepared: &'a Prepared,
    pub ledger: &'a Ledger,
    pub record: Option<&'a TrackRecord>,
    /// Scores of the world's sealed forecasts.
    pub sealed: Option<SealedScore>,
    /// Last year that is past at the run's date.
    pub present: i16,
    /// Where the run's luck comes from.
    pub chance: Chance,
}

impl Material<'_> {
    pub(crate) fn plan(&self) -> &Plan {
        &self.prepared.plan
    }

    /// An outcome of the world.
    pub(crate) fn outcome(&self, at: OutcomeAt) -> &Outcome {
        self.prepared.outcomes.get(at)
    }

    /// Last year in which conflict outcomes are observed.
    pub(crate) fn anchor(&self) -> i16 {
        self.prepared.plan.anchor.0
    }

    /// The three years after the present, fewer where the run ends before: the window of the lists.
    pub(crate) fn window(&self) -> std::ops::RangeInclusive<i16> {
        self.present + 1..=(self.present + 3).min(self.plan().horizon.0)
    }

    /// The window in words: "2027-2029".
    pub(crate) fn window_words(&self) -> String {
        let window = self.window();
        match window.start() == window.end() {
            true => window.start().to_string(),
            false => format!("{}-{}", window.start(), window.end()),
        }
    }

    /// The year of the map and of single numbers: four years ahead, or the last one simulated.
    pub(crate) fn ahead(&self) -> i16 {
        (self.present + 4).min(self.plan().horizon.0)
    }
}

/// Runs the chain: read, fit, simulate, appraise, score, and write the brief.
///
/// The run is written under `options.runs`, its report (`report.html`, `report.json`) with it, and takes its name when
/// everything is in it; one that was stopped is carried on.
///
/// # Errors
/// The first error of any layer, with its place and remedy.
pub fn assess(
    world: &WorldFiles,
    panel: &Panel,
    options: &Options,
    progress: &dyn Progress,
) -> Result<Assessment, AssessError> {
    progress.advance("fitting", "the declared equations", 0, 1);
    let prepared = Prepared::new(world, panel, options, &Selection::default())?;
    prepared.tell_filled(panel, options, progress)?;
    prepared.check_years()?;
    prepared.check_ahead(options)?;
    prepared.check_outcomes(world)?;
    prepared.check_explained(world)?;
    // A look from an earlier date must not show scores of what came after it.
    let replay = panel_anchor(&prepared.model, panel)?.is_some_and(|last| last > prepared.plan.anchor);
    let track = options.track.as_ref().filter(|_| !replay);
    organisations::check(world, panel)?;
    mass_killing::check(world)?;
    book::check(world)?;
    if options.track.is_some() && replay {
        progress.note("no track record as of an earlier date: it would show scores of what came after it");
    }
    let targets = targets(world, &prepared.model, panel, track)?;
    let mut manifest = prepared.manifest("assess", world, panel, options)?;
    if let Some(settings) = track {
        manifest.origins = settings.origins.iter().map(|origin| origin.0).collect();
        manifest.years_ahead = settings.horizon_years;
    }
    let writer = ran::start(options, &manifest, &prepared.parameters, progress)?;
    let brief = ran::told((&writer, &manifest), || {
        progress.advance("fitting", "the declared equations", 1, 1);
        outcomes::keep(panel, &writer)?;
        let record = match track.zip(targets.as_ref()) {
            Some((settings, targets)) => {
                let model = (&prepared.model, targets);
                let book = book::record(world, panel, options, settings)?;
                Some(track_record(model, panel, (&manifest, settings, book), &writer, progress)?)
            }
            None => None,
        };
        scenarios::run(&prepared, world, panel, options, &writer, progress)?;
        progress.advance("writing", "the report", 0, 1);
        writer.check_draws(&manifest)?;
        let ledger = Ledger::new(writer.id());
        let material = Material {
            world,
            panel,
            as_of: options.as_of(&prepared.model, panel)?,
            prepared: &prepared,
            ledger: &ledger,
            record: record.as_ref(),
            sealed: sealed::scores(world, panel, replay)?,
            present: options.month(&prepared.model)?.year().0,
            chance: options.chance(),
        };
        let brief = brief(&material, options, &manifest, &writer)?;
        writer.write("numbers.csv", ledger.csv().as_bytes())?;
        write_report(&brief, &writer)?;
        Ok(brief)
    })?;
    let run = writer.finish()?;
    progress.advance("writing", "the report", 1, 1);
    Ok(Assessment { run, brief })
}

/// What a track record scores, with its settings checked before a year is simulated; none without a record.
fn targets(
    world: &WorldFiles,
    model: &Model,
    panel: &Panel,
    track: Option<&TrackSettings>,
) -> Result<Option<Targets>, AssessError> {
    let Some(settings) = track else { return Ok(None) };
    let targets = Targets::load(world, model, panel)?;
    check_origins(model, panel, &targets, settings)?;
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

/// What scores of a run belong to.
pub(crate) fn fingerprint(manifest: &Manifest) -> Fingerprint {
    let (world, data, code) = (manifest.world.clone(), manifest.data.clone(), manifest.code.clone());
    Fingerprint { world, data, code }
}

/// Last year of the anchor series in the whole panel, whatever the date of the run.
pub(crate) fn panel_anchor(model: &Model, panel: &Panel) -> Result<Option<Year>, AssessError> {
    Ok(panel.coverage(model.frame.anchor.as_ref())?.last)
}

fn brief(
    material: &Material<'_>,
    options: &Options,
    manifest: &Manifest,
    writer: &RunWriter,
) -> Result<Brief, AssessError> {
    let plan = material.plan();
    let parts = scenarios::reference_parts(material.prepared, writer);
    let statistics = countries::Statistics::gather(material, &parts)?;
    let fans = fans::Fans::gather(material, &parts)?;
    let outlook = countries::outlook(material, &statistics, &fans, &parts)?;
    let compared = appraisal::compare(material, &parts, writer)?;
    let organisations = organisations::outlook(material, &statistics)?;
    let record = record::brief(material);
    let brief = Brief {
        title: format!("Security outlook to {}", plan.horizon),
        subtitle: "Where the wars are, what may come, what could be done about it, and how good earlier warnings were"
            .to_owned(),
        run: RunFacts {
            id: writer.id().to_owned(),
            command: options.command.clone(),
            seed: options.seed,
            draws: options.draws,
            as_of: manifest.as_of.clone(),
            data_digest: manifest.data.clone(),
            world_digest: manifest.world.clone(),
            code_version: options.code.clone(),
            created: made(writer).unwrap_or_else(|| options.created.clone()),
            first_year: i32::from(material.anchor()) + 1,
            nowcast_until: i32::from(material.present),
            last_year: i32::from(plan.horizon.0),
            nowcast_reason: format!("conflict outcomes end in December {}", material.anchor()),
        },
        first_page: first_page::first_page(material, &fans, (&outlook, &statistics), &compared)?,
        elements: elements::sections(material, &fans, &outlook, &compared, &organisations)?,
        principles: principles::principles(material, &compared),
        threats: elements::threats(material, &fans),
        outlook,
        appraisal: compared.brief,
        record,
        organisations,
        method: provenance::method(material, options),
        sources: provenance::sources(material, options)?,
        limits: provenance::limits(material),
    };
    Ok(brief)
}

/// The report of a run, in its folder: it is written while the run is locked, and stays with it.
fn write_report(brief: &Brief, writer: &RunWriter) -> Result<(), AssessError> {
    writer.write("report.html", forefend_report::render(brief)?.as_bytes())?;
    let facts = serde_json::to_vec_pretty(brief).map_err(|error| AssessError::Declaration {
        place: "report.json".to_owned(),
        message: format!("cannot be written as JSON ({error}); please report this"),
    })?;
    Ok(writer.write("report.json", &facts)?)
}

/// The date that the report of a run found finished has already: the same command gives it the same bytes on any day.
fn made(writer: &RunWriter) -> Option<String> {
    let facts: serde_json::Value = serde_json::from_str(&writer.read("report.json")?).ok()?;
    facts["run"]["created"].as_str().map(str::to_owned)
}
