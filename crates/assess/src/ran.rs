//! A run of one verb: how it starts, and what is told of it when it ends.

use std::path::{Path, PathBuf};

use forefend_runs::Found;
use forefend_runs::{Begun, Manifest, RunWriter};
use forefend_simulate::SimulateError;

use crate::error::AssessError;
use crate::options::Options;
use crate::progress::Progress;

/// Damaged parts that are named; the rest is counted.
const NAMED: usize = 5;

/// A run that has ended.
#[derive(Debug, Clone)]
pub struct Ran {
    /// The run's id.
    pub id: String,
    /// Its folder.
    pub folder: PathBuf,
    /// Whether it was new, carried on, or there already.
    pub begun: Begun,
    /// What it is made of.
    pub manifest: Manifest,
}

/// Starts, carries on or finds the run, and says which, and what of it is damaged: simulating makes that again.
pub(crate) fn start(
    options: &Options,
    manifest: &Manifest,
    parameters: &str,
    progress: &dyn Progress,
) -> Result<RunWriter, SimulateError> {
    let writer = RunWriter::start(&options.runs, manifest, parameters)?;
    if writer.begun() == Begun::New {
        return Ok(writer);
    }
    let folder = writer.folder().display();
    let Found { missing, all, damaged, absent, texts } = writer.found(manifest);
    let inside = |path: &Path| path.strip_prefix(writer.folder()).unwrap_or(path).display().to_string();
    let mut wrong: Vec<String> =
        damaged.iter().chain(&texts).map(|(path, words)| format!("{} ({words})", inside(path))).collect();
    if writer.begun() == Begun::Finished {
        wrong.extend(absent.iter().map(|path| format!("{} (it is missing)", inside(path))));
    }
    let many = wrong.len();
    let more = if many > NAMED { format!(", and {} more", many - NAMED) } else { String::new() };
    wrong.truncate(NAMED);
    let what = if texts.is_empty() { "part" } else { "file" };
    let parts = if many == 1 { format!("1 {what} is") } else { format!("{many} {what}s are") };
    let wrong = format!("{parts} damaged and made again: {}{more}", wrong.join(", "));
    match writer.begun() {
        Begun::Finished if many == 0 => {
            progress.note(&format!("{folder} is finished; nothing is simulated again"));
        }
        Begun::Finished => progress.note(&format!("{folder} is finished, but {wrong}")),
        _ => {
            let kept = all - missing;
            progress.note(&format!("resuming {folder}: {kept} of {all} simulated draws are there"));
            if many > 0 {
                progress.note(&wrong);
            }
        }
    }
    Ok(writer)
}

/// Writes a run that has begun by `rest`. Where that fails, the message says what is left: nothing, where the same command
/// would fail again before every draw is there, or a folder that it carries on.
pub(crate) fn told<T>(
    (writer, manifest): (&RunWriter, &Manifest),
    rest: impl FnOnce() -> Result<T, AssessError>,
) -> Result<T, AssessError> {
    rest().map_err(|error| {
        let error = Box::new(error);
        match writer.left(manifest, error.comes_again()) {
            Some(left) => AssessError::Stopped { error, left },
            None => *error,
        }
    })
}

/// Gives the run its name.
pub(crate) fn finish(writer: RunWriter, mut manifest: Manifest) -> Result<Ran, SimulateError> {
    let (id, begun) = (writer.id().to_owned(), writer.begun());
    manifest.block = writer.block();
    Ok(Ran { id, begun, folder: writer.finish()?, manifest })
}
