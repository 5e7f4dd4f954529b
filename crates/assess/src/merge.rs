//! Joining shards: the whole run, and the summaries that the run in one piece would have.

use std::path::{Path, PathBuf};

use forefend_panel::Panel;
use forefend_runs::Merged;
use forefend_runs::{Begun, Manifest, RunWriter, Shard};
use forefend_simulate::{Model, SimulateError, WorldFiles};
use forefend_track::BelongsTo;

use crate::error::AssessError;
use crate::options::Options;
use crate::progress::Progress;
use crate::scenarios::Prepared;
use crate::selection::{self, Alternatives, Selection};
use crate::{Appraised, Backtested, Projection, appraise, backtest, book, project, ran};

/// The program that joins, and when.
#[derive(Debug, Clone, Copy)]
pub struct Joiner<'a> {
    /// Version of the program: that of the shards.
    pub code: &'a str,
    /// Today's date, for the looks that a score book counts.
    pub created: &'a str,
}

/// A run joined from shards, by the verb that made them.
#[derive(Debug)]
pub enum Joined {
    /// Of `project`.
    Projection(Box<Projection>),
    /// Of `appraise`.
    Appraised(Box<Appraised>),
    /// Of `backtest`.
    Backtested(Box<Backtested>),
}

/// Joins the shards in `folders`, in any order, into the run `ID` under `runs`: the files and values of the run made in
/// one piece, and its summaries. The shards stay as they are.
///
/// # Errors
/// Shards that do not belong together, or not to this world, data and program; a shard that is missing, given twice
/// or incomplete; a damaged part.
///
/// # Examples
/// ```
/// use forefend_assess::{Joined, Joiner, Options, Progress, merge, project};
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
/// let mut world = WorldFiles::new("world", forefend_world::files());
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
/// // Two processes, on one machine or two, make one half each.
/// let mut shards = Vec::new();
/// for index in 1..=2 {
///     let options = Options { block: 5, shard: Shard::new(index, 2)?, ..options.clone() };
///     shards.push(project(&world, &panel, &options, Some("armed_conflict"), &Quiet)?.ran.folder);
/// }
/// let joiner = Joiner { code: "0.1.0", created: "2026-11-28" };
/// let joined = merge(&mut world, &panel, joiner, &shards, runs.path(), &Quiet)?;
/// let Joined::Projection(found) = joined else { panic!("shards of a projection") };
/// assert_eq!(found.ran.manifest.draws, 20);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn merge(
    world: &mut WorldFiles,
    panel: &Panel,
    joiner: Joiner<'_>,
    folders: &[PathBuf],
    runs: &Path,
    progress: &dyn Progress,
) -> Result<Joined, AssessError> {
    if let Some(folder) = folders.first() {
        check(&Manifest::read(folder)?, world, panel, joiner.code, folder)?;
    }
    progress.advance("merging", "parts", 0, 1);
    crate::book::check(world)?;
    let Merged { writer, manifest, mended } = forefend_runs::merge(folders, runs, world.read_from())?;
    if !mended.is_empty() {
        let (folder, parts) = (writer.folder().display(), mended.len());
        progress.note(&format!(
            "{folder} is finished; {parts} damaged part(s) of it are replaced by the shards'"
        ));
    } else if writer.begun() == Begun::Finished {
        let folder = writer.folder().display();
        progress.note(&format!("{folder} is finished and stays as it is; nothing is merged into it"));
    }
    let variant = match manifest.verb.as_str() {
        "project" => Joined::Projection(Box::new(projection(world, panel, writer, manifest, progress)?)),
        "appraise" => Joined::Appraised(Box::new(appraised(world, panel, writer, manifest, progress)?)),
        "backtest" => {
            Joined::Backtested(Box::new(backtested(world, panel, joiner, writer, manifest, progress)?))
        }
        other => {
            let message = format!("shards of `{other}` cannot be merged by this program");
            return Err(AssessError::Simulate(SimulateError::Mismatch { message }));
        }
    };
    Ok(variant)
}

/// The summaries read the world and the panel, so these must be the ones that the shards were made with.
fn check(
    manifest: &Manifest,
    world: &WorldFiles,
    panel: &Panel,
    code: &str,
    folder: &Path,
) -> Result<(), AssessError> {
    let compared = [
        ("world", &manifest.world, &world.digest(), "pass --world DIR with that world"),
        ("data", &manifest.data, &panel.digest(), "pass --world DIR with that snapshot"),
        ("code", &manifest.code, &code.to_owned(), "merge with the program that made the shards"),
    ];
    match compared.into_iter().find(|(_, theirs, ours, _)| theirs != ours) {
        None => Ok(()),
        Some((key, theirs, ours, remedy)) => Err(AssessError::Simulate(SimulateError::Mismatch {
            message: format!(
                "{}: `{key}` of this shard is \"{theirs}\", here it is \"{ours}\"; {remedy}",
                folder.display()
            ),
        })),
    }
}

/// The options that a manifest stands for.
fn options(manifest: &Manifest, writer: &RunWriter) -> Result<Options, AssessError> {
    let as_of = manifest.as_of.parse().map_err(|error| AssessError::Declaration {
        place: writer.folder().join("manifest.json").display().to_string(),
        message: format!("as_of: {error}"),
    })?;
    Ok(Options {
        seed: manifest.seed,
        draws: manifest.draws,
        block: manifest.block,
        deterministic: manifest.deterministic,
        shard: Shard::WHOLE,
        as_of: Some(as_of),
        to: Some(forefend_panel::Year(manifest.horizon)),
        command: manifest.command.clone(),
        code: manifest.code.clone(),
        created: String::new(),
        runs: writer.folder().to_owned(),
        home: None,
        track: None,
    })
}

fn projection(
    world: &WorldFiles,
    panel: &Panel,
    writer: RunWriter,
    manifest: Manifest,
    progress: &dyn Progress,
) -> Result<Projection, AssessError> {
    let (model, _) = selection::model(world)?;
    let variables = project::summarise(&model, &manifest, &writer, progress)?;
    let month = options(&manifest, &writer)?.month(&model)?;
    let scored = project::scored(world, panel, (&model, month), &variables)?;
    Ok(Projection { ran: ran::finish(writer, manifest)?, variables: Some(variables), scored, home: None })
}

fn appraised(
    world: &mut WorldFiles,
    panel: &Panel,
    writer: RunWriter,
    manifest: Manifest,
    progress: &dyn Progress,
) -> Result<Appraised, AssessError> {
    let declared = forefend_strategy::portfolio::load(world)?;
    let mut alternatives = Vec::new();
    for (id, of) in &manifest.portfolios {
        match declared.iter().position(|portfolio| &portfolio.id == id && of == "world") {
            // The reference stands first and is taken from the world anyway.
            Some(0) => {}
            Some(position) => alternatives.push(declared[position].clone()),
            None => {
                let path = writer.folder().join(appraise::stored(id));
                let text = writer
                    .read(&appraise::stored(id))
                    .filter(|text| forefend_panel::digest(text.as_bytes()) == *of);
                let text = text.ok_or_else(|| {
                    let words = "this is not the portfolio that the manifest names; make the shards again";
                    SimulateError::run(&path, words)
                })?;
                let path = path.display().to_string();
                world.add_outside(&path, text.into_bytes());
                alternatives.push(forefend_strategy::portfolio::read(world, &path)?);
            }
        }
    }
    let selection = Selection {
        alternatives: Alternatives::Given(alternatives),
        parameters: Some(writer.parameters()),
        ..Selection::default()
    };
    let options = options(&manifest, &writer)?;
    let prepared = Prepared::new(world, panel, &options, &selection)?;
    let summarised = (&prepared, Vec::new());
    let found = appraise::summarise(summarised, world, panel, &options, (&manifest, &writer), progress)?;
    let ran = ran::finish(writer, manifest)?;
    let appraise::Summary { appraisal, head_to_head, principles, answers, courses, home, .. } = found;
    let (appraisal, named) = (Some(appraisal), Vec::new());
    Ok(Appraised { ran, appraisal, named, principles, head_to_head, places: None, answers, courses, home })
}

/// Scores of all origins, and the score book that the backtest in one piece would have written.
fn backtested(
    world: &WorldFiles,
    panel: &Panel,
    joiner: Joiner<'_>,
    writer: RunWriter,
    manifest: Manifest,
    progress: &dyn Progress,
) -> Result<Backtested, AssessError> {
    let model = Model::load(world)?;
    let settings = backtest::settings(&manifest)?;
    let targets = forefend_track::Targets::load(world, &model, panel)?;
    let record = backtest::summarise((&model, &targets), panel, &settings, &manifest, &writer, progress)?;
    let own = BelongsTo::now(world, &model, panel, &targets)?;
    let book = book::carried_on(world, own, joiner.created, &record)?;
    Ok(Backtested { ran: ran::finish(writer, manifest)?, record: Some(record), book: Some(book) })
}
