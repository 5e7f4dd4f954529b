//! Joining the shards of a run into the whole run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::check::{Expected, Found, RowsOfADraw, found, needed};
use crate::file::{files, link_or_copy, partial, read_regular};
use crate::manifest::Manifest;
use crate::shard::Shard;
use crate::sums::{MANIFEST, MOST_TEXT, SUMS, Sums};
use crate::writer::{Begun, PARAMETERS, RunWriter, stored_parameters};
use forefend_panel::digest;
use forefend_simulate::SimulateError;

/// Longer values of a manifest are not printed: a list of tables names nothing that a reader could mend.
const LONG: usize = 80;
/// Shards that are named; the others are counted.
const NAMED: usize = 5;

/// A whole run made from shards, before its summaries are computed and it takes its name.
#[derive(Debug)]
pub struct Merged {
    /// The run, with every part in place.
    pub writer: RunWriter,
    /// Its manifest: that of the shards, without a shard.
    pub manifest: Manifest,
    /// Parts of a finished run that were missing or damaged and were put in anew.
    pub mended: Vec<PathBuf>,
}

/// A shard's folder and what it says of itself.
struct Given {
    folder: PathBuf,
    manifest: Manifest,
}

/// Joins the shards in `folders`, in any order, into the run `ID` under `runs`. The inputs stay as they are: parts
/// are linked where the file system can and copied elsewhere. Nothing is written unless everything fits. A finished run
/// of the same id is checked to the byte; it stays as it is but for damaged parts, which the shards replace. `world` is the
/// folder of the world on this machine, for the commands in messages.
///
/// # Errors
/// [`SimulateError::Mismatch`] when the folders are not all shards of one run, or one is missing or given twice;
/// [`SimulateError::Run`] when a shard is incomplete, a part damaged, a folder cannot be written,
/// or the finished run that is there is damaged and cut into other blocks.
pub fn merge(folders: &[PathBuf], runs: &Path, world: Option<&Path>) -> Result<Merged, SimulateError> {
    let given = read(folders, world)?;
    let Some(first) = given.first() else {
        return Err(mismatch("no folder given; give the folders of all shards of a run".to_owned()));
    };
    check_same(&given)?;
    let by_index = check_all_there(&given)?;
    let shards: Vec<&Given> = by_index.into_values().collect();
    check_parts(&shards)?;
    let beside = beside_parts(&shards)?;
    let manifest = Manifest { shard: None, ..first.manifest.clone() };
    let parameters = stored_parameters(&first.folder, &manifest)?;
    let writer = RunWriter::start(runs, &manifest, &parameters)?;
    if writer.begun() == Begun::Finished && writer.block() != manifest.block {
        // The same id means the same values, cut into other blocks: nothing of the shards is needed, nor can it be used.
        let found = writer.found(&manifest);
        let manifest = Manifest { block: writer.block(), ..manifest };
        if let Some((path, words)) = found.first() {
            let words = format!("{words}; `{}` mends it", manifest.command_for(writer.folder()));
            return Err(SimulateError::run(path, format!("the run that is there is damaged: {words}")));
        }
        return Ok(Merged { writer, manifest, mended: Vec::new() });
    }
    let mut mended = Vec::new();
    let id = manifest.id();
    for shard in shards {
        for part in needed(&shard.folder, &shard.manifest) {
            let name = part.path.file_name().unwrap_or_default();
            let to = writer.scenario(part.scenario).join(name);
            if place_part(&part, &to, &id)? && writer.begun() == Begun::Finished {
                mended.push(to);
            }
        }
    }
    for (inside, from) in beside {
        let bytes = read_regular(&from, MOST_TEXT)
            .map_err(|error| SimulateError::run(&from, format!("cannot read ({error}); merge again")))?;
        writer.write(&inside, &bytes)?;
    }
    writer.check_draws(&manifest)?;
    Ok(Merged { writer, manifest, mended })
}

/// Every part of every shard, to the byte.
fn check_parts(shards: &[&Given]) -> Result<(), SimulateError> {
    for shard in shards {
        if !Sums::read(&shard.folder).has(MANIFEST) {
            let words = "this is not the manifest that was written; delete the shard's folder and make the shard again";
            return Err(SimulateError::run(&shard.folder.join(MANIFEST), words));
        }
        let found = found(&shard.folder, &shard.manifest);
        if let Some((path, words)) = found.first() {
            let others = found.damaged.len() + found.absent.len() + found.texts.len() - 1;
            let others = if others > 0 { format!(" (and {others} more)") } else { String::new() };
            let command = shard.manifest.command_for(&shard.folder);
            let what = if found.texts.iter().any(|(text, _)| text == path) { "file" } else { "part" };
            // Parameters are what a shard is made with: it does not go on with others.
            let first = match path == shard.folder.join(PARAMETERS) {
                true => format!("delete {}, then ", shard.folder.display()),
                false => String::new(),
            };
            let words = format!("this {what} is damaged{others}: {words}; {first}`{command}` mends it");
            return Err(SimulateError::run(path, words));
        }
        let mut rows = RowsOfADraw::default();
        for part in needed(&shard.folder, &shard.manifest) {
            rows.check(&part, &shard.manifest, &shard.folder)?;
        }
    }
    Ok(())
}

/// The files of the shards beside their parts and manifests, by their places in the run; each must hold the same in
/// every shard that has it.
fn beside_parts(shards: &[&Given]) -> Result<BTreeMap<String, PathBuf>, SimulateError> {
    let mut beside: BTreeMap<String, (PathBuf, String, &Given)> = BTreeMap::new();
    for shard in shards {
        for path in files(&shard.folder)? {
            let inside = path.strip_prefix(&shard.folder).ok().and_then(Path::to_str).map(str::to_owned);
            let inside = inside.ok_or_else(|| {
                SimulateError::run(&path, "a file of a run has a name in UTF-8; take this one away")
            })?;
            let other = path.extension().is_some_and(|end| end == "parquet" || end == "partial");
            if other || inside == MANIFEST || inside == SUMS {
                continue;
            }
            let bytes = read_regular(&path, MOST_TEXT)
                .map_err(|error| SimulateError::run(&path, format!("cannot read ({error})")))?;
            let digest = digest(&bytes);
            let (first, known, owner) =
                beside.entry(inside).or_insert_with(|| (path.clone(), digest.clone(), shard));
            if *known != digest {
                return Err(mismatch(format!(
                    "{} and {} differ, so one is damaged; make both again: `{}`, `{}`",
                    first.display(),
                    path.display(),
                    owner.manifest.command_for(&owner.folder),
                    shard.manifest.command_for(&shard.folder)
                )));
            }
        }
    }
    Ok(beside.into_iter().map(|(inside, (path, ..))| (inside, path)).collect())
}

fn mismatch(message: String) -> SimulateError {
    SimulateError::Mismatch { message }
}

fn read(folders: &[PathBuf], world: Option<&Path>) -> Result<Vec<Given>, SimulateError> {
    let mut given = Vec::new();
    for folder in folders {
        let manifest = Manifest { world_folder: world.map(Path::to_owned), ..Manifest::read(folder)? };
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
    let Found { missing, all, .. } = found(folder, manifest);
    let command = manifest.command_for(folder);
    let words = format!(
        "this shard is not finished: {missing} of {all} draws are missing; resume it with `{command}`"
    );
    SimulateError::run(folder, words)
}

/// All manifests must say the same but for the shard's number.
fn check_same(given: &[Given]) -> Result<(), SimulateError> {
    for pair in given.windows(2) {
        let differences = pair[0].manifest.differences(&pair[1].manifest);
        let mut differing: Vec<_> =
            differences.into_iter().filter(|(key, ..)| key != "shard" && key != "command").collect();
        // A cause before what follows from it: another world records other tables and fits other parameters.
        let causes = ["code", "world", "data", "verb"];
        let rank = |key: &str| causes.iter().position(|cause| cause == &key).unwrap_or(causes.len());
        let long = |value: &str| value.len() > LONG;
        differing.sort_by_key(|(key, one, other)| (rank(key), long(one) || long(other)));
        let differing = differing.into_iter().next();
        let counts = [&pair[0], &pair[1]].map(|given| given.manifest.shard().count);
        let found = differing.or_else(|| {
            let [one, other] = counts;
            (one != other).then(|| ("shard count".to_owned(), one.to_string(), other.to_string()))
        });
        if let Some((key, one, other)) = found {
            let [one, other] = [one, other].map(|value| match value.len() > LONG {
                true => "another".to_owned(),
                false => value,
            });
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
    let names: Vec<String> = lacking.iter().take(NAMED).map(|index| format!("{index}/{count}")).collect();
    let more = lacking.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" (and {more} more)") } else { String::new() };
    let command = manifest.command_for(&first.folder);
    Err(mismatch(format!(
        "shard {}{more} is missing: give its folder, or make it with `{command}`",
        names.join(", ")
    )))
}

/// Puts a part of a shard, found sound, into the run, and says whether it did. What a merge that was stopped has put
/// there stays where it is sound.
fn place_part(part: &Expected<'_>, to: &Path, run: &str) -> Result<bool, SimulateError> {
    let sound = Expected { path: to.to_owned(), block: part.block.clone(), ..*part };
    if to.exists() {
        if sound.check(run).is_ok() {
            return Ok(false);
        }
        std::fs::remove_file(to)
            .map_err(|error| SimulateError::run(to, format!("cannot replace a damaged part ({error})")))?;
    }
    if link_or_copy(&part.path, to)? {
        return Ok(true);
    }
    let failed = |words| SimulateError::run(to, format!("the copy is damaged ({words}); merge again"));
    sound.check(run).map(|_| true).map_err(failed)
}
