//! A run of one verb: how it starts, and what is told of it when it ends.

use std::path::PathBuf;

use forefend_simulate::run::missing_draws;
use forefend_simulate::{Begun, Manifest, RunWriter, SimulateError};

use crate::{AssessError, Options, Progress};

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

/// Starts, carries on or finds the run, and says which.
pub(crate) fn start(
    options: &Options,
    manifest: &Manifest,
    parameters: &str,
    progress: &dyn Progress,
) -> Result<RunWriter, SimulateError> {
    let writer = RunWriter::start(&options.runs, manifest, parameters)?;
    let folder = writer.folder().display();
    match writer.begun() {
        Begun::New => {}
        Begun::Resumed => {
            let (missing, all) = missing_draws(writer.folder(), manifest);
            let kept = all - missing;
            progress.note(&format!("resuming {folder}: {kept} of {all} simulated draws are there"));
        }
        Begun::Finished => progress.note(&format!("{folder} is finished; nothing is simulated again")),
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
