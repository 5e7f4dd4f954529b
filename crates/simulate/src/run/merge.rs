//! Joining the shards of a run into the whole run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::error::SimulateError;
use crate::parts::rows_of;
use crate::run::check::{RowsOfADraw, expected, missing_draws};
use crate::run::file::{files, link_or_copy, partial};
use crate::run::manifest::Manifest;
use crate::run::shard::Shard;
use crate::run::writer::{Begun, RunWriter, stored_parameters};

/// A whole run made from shards, before its summaries are computed and it takes its name.
#[derive(Debug)]
pub struct Merged {
    /// The run, with every part in place.
    pub writer: RunWriter,
    /// Its manifest: that of the shards, without a shard.
    pub manifest: Manifest,
}

/// A shard's folder and what it says of itself.
struct Given {
    folder: PathBuf,
    manifest: Manifest,
}

/// Joins the shards in `folders`, in any order, into the run `ID` under `runs`. The inputs stay as they are: parts
/// are linked where the file system can and copied elsewhere. Nothing is written unless everything fits. A finished run
/// of the same id is checked and left as it is.
///
/// # Errors
/// [`SimulateError::Mismatch`] when the folders are not all shards of one run, or one is missing or given twice;
/// [`SimulateError::Run`] when a shard is incomplete, a part damaged, a folder cannot be written,
/// or the finished run that is there is damaged.
pub fn merge(folders: &[PathBuf], runs: &Path) -> Result<Merged, SimulateError> {
    let given = read(folders)?;
    let Some(first) = given.first() else {
        return Err(mismatch("no folder given; give the folders of all shards of a run".to_owned()));
    };
    check_same(&given)?;
    let by_index = check_all_there(&given)?;
    let mut rows = RowsOfADraw::default();
    for shard in by_index.values() {
        for part in expected(&shard.folder, &shard.manifest) {
            rows.check(&part, &shard.manifest)?;
        }
    }
    let manifest = Manifest { shard: None, ..first.manifest.clone() };
    let parameters = stored_parameters(&first.folder, &manifest)?;
    let writer = RunWriter::start(runs, &manifest, &parameters)?;
    if writer.begun() == Begun::Finished {
        // The same id means the same values, perhaps cut into other blocks: nothing of the shards is needed.
        writer.check_draws(&manifest)?;
        let manifest = Manifest { block: writer.block(), ..manifest };
        return Ok(Merged { writer, manifest });
    }
    for shard in by_index.values() {
        for part in expected(&shard.folder, &shard.manifest) {
            let name = part.path.file_name().unwrap_or_default();
            place(&part.path, &writer.scenario(part.scenario).join(name), true)?;
        }
        for path in files(&shard.folder)? {
            let inside = path.strip_prefix(&shard.folder).unwrap_or(&path);
            let is_part = path.extension().is_some_and(|extension| extension == "parquet");
            if !is_part && inside != Path::new("manifest.json") {
                place(&path, &writer.folder().join(inside), false)?;
            }
        }
    }
    Ok(Merged { writer, manifest })
}

fn mismatch(message: String) -> SimulateError {
    SimulateError::Mismatch { message }
}

fn read(folders: &[PathBuf]) -> Result<Vec<Given>, SimulateError> {
    let mut given = Vec::new();
    for folder in folders {
        let manifest = Manifest::read(folder)?;
        if manifest.shard.is_none() {
            let message = format!("{}: this is a whole run, no shard; leave it out", folder.display());
            return Err(mismatch(message));
        }
        if folder.extension().is_some_and(|extension| extension == "partial") {
            return Err(incomplete(folder, &manifest));
        }
        given.push(Given { folder: folder.clone(), manifest });
    }
    Ok(given)
}

fn incomplete(folder: &Path, manifest: &Manifest) -> SimulateError {
    let (missing, all) = missing_draws(folder, manifest);
    let command = manifest.command_of_shard();
    let words = format!(
        "this shard is not finished: {missing} of {all} draws are missing; resume it with `{command}`"
    );
    SimulateError::run(folder, words)
}

/// All manifests must say the same but for the shard's number.
fn check_same(given: &[Given]) -> Result<(), SimulateError> {
    for pair in given.windows(2) {
        let differences = pair[0].manifest.differences(&pair[1].manifest);
        let differing = differences.into_iter().find(|(key, ..)| key != "shard" && key != "command");
        let counts = [&pair[0], &pair[1]].map(|given| given.manifest.shard().count);
        let found = differing.or_else(|| {
            let [one, other] = counts;
            (one != other).then(|| ("shard count".to_owned(), one.to_string(), other.to_string()))
        });
        if let Some((key, one, other)) = found {
            return Err(mismatch(format!(
                "these are not shards of one run: `{key}` is {one} in {} and {other} in {}; merge only shards \
                 that one command made",
                pair[0].folder.display(),
                pair[1].folder.display()
            )));
        }
    }
    Ok(())
}

/// Every shard once.
fn check_all_there(given: &[Given]) -> Result<BTreeMap<u64, &Given>, SimulateError> {
    let mut by_index: BTreeMap<u64, &Given> = BTreeMap::new();
    for shard in given {
        if let Some(other) = by_index.insert(shard.manifest.shard().index, shard) {
            return Err(mismatch(format!(
                "shard {} is given twice: {} and {}; leave one out",
                shard.manifest.shard(),
                other.folder.display(),
                shard.folder.display()
            )));
        }
    }
    let Some(first) = given.first() else { return Ok(by_index) };
    let count = first.manifest.shard().count;
    let lacking: Vec<u64> = (1..=count).filter(|index| !by_index.contains_key(index)).collect();
    let Some(&index) = lacking.first() else { return Ok(by_index) };
    let manifest = Manifest { shard: Some(Shard { index, count }), ..first.manifest.clone() };
    let started = partial(&first.folder.with_file_name(manifest.folder_name()));
    if started.exists() {
        return Err(incomplete(&started, &manifest));
    }
    let names: Vec<String> = lacking.iter().map(|index| format!("{index}/{count}")).collect();
    let command = manifest.command_of_shard();
    Err(mismatch(format!(
        "shard {} is missing: give its folder, or make it with `{command}`",
        names.join(", ")
    )))
}

/// Puts a file of a shard into the run. What a merge that was stopped has put there stays; another file of the
/// same name must hold the same.
fn place(from: &Path, to: &Path, is_part: bool) -> Result<(), SimulateError> {
    if !to.exists() {
        return link_or_copy(from, to);
    }
    if is_part {
        if rows_of(to).is_ok_and(|rows| rows_of(from).is_ok_and(|wanted| rows == wanted)) {
            return Ok(());
        }
        std::fs::remove_file(to)
            .map_err(|error| SimulateError::run(to, format!("cannot replace a damaged part ({error})")))?;
        return link_or_copy(from, to);
    }
    let read = |path: &Path| {
        std::fs::read(path).map_err(|error| SimulateError::run(path, format!("cannot read ({error})")))
    };
    if read(from)? == read(to)? {
        return Ok(());
    }
    let (from, to) = (from.display(), to.display());
    Err(mismatch(format!("{from} and {to} differ; merge only shards that one command made")))
}
