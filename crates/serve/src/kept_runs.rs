//! The newest finished assessment of a folder of runs, read once and again when the folder changes: one of the world that the workbench is
//! of, as it is declared.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use forefend_assess::KeptRun;
use forefend_runs::Manifest;
use forefend_runs::stored::{State, Stored, stored};
use forefend_simulate::SimulateError;

/// How often a folder is read that changes while it is read.
const TRIES: usize = 5;

/// An assessment that pages are drawn from.
#[derive(Debug)]
pub struct Kept {
    /// Its id.
    pub id: String,
    /// Its folder.
    pub folder: PathBuf,
    /// What it says.
    pub run: KeptRun,
}

/// The runs below an output folder.
#[derive(Debug)]
pub struct KeptRuns {
    folder: PathBuf,
    /// Digest of the world.
    world: String,
    newest: Mutex<Newest>,
}

#[derive(Debug, Default)]
struct Newest {
    /// When the folder had changed last when it was read.
    seen: Option<SystemTime>,
    kept: Option<Arc<Kept>>,
    /// Why newer runs are not shown.
    unread: Vec<String>,
}

impl KeptRuns {
    /// The runs that stand below `out` (in `out/runs`), of which those of the world with this digest are shown.
    pub fn below(out: &Path, world: String) -> Self {
        Self { folder: out.join("runs"), world, newest: Mutex::default() }
    }

    /// The folder of all runs.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The newest finished assessment that this program can read; none where there is none.
    pub fn newest(&self) -> Option<Arc<Kept>> {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        self.look(&mut newest);
        newest.kept.clone()
    }

    /// Why newer runs than the one shown are not: one sentence each.
    pub fn unread(&self) -> Vec<String> {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        self.look(&mut newest);
        newest.unread.clone()
    }

    /// All runs, in name order. A run that takes its name while the folder is read is gone under the other one: then it is read again.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn list(&self) -> Result<Vec<Stored>, SimulateError> {
        let mut found = stored(&self.folder);
        for _ in 1..TRIES {
            if found.is_ok() {
                break;
            }
            found = stored(&self.folder);
        }
        found
    }

    /// Why the pages of this world are not drawn from a run; nothing of one that they are drawn from.
    fn another(&self, manifest: &Manifest) -> Option<&'static str> {
        if manifest.world != self.world {
            return Some("is of another world than this workbench, or of one that has been edited since");
        }
        (!manifest.switches.is_empty())
            .then_some("has links or a scenario switched, so that it is not the world as declared")
    }

    /// Reads the folder again where it has changed: a run takes its name by being renamed, which changes the folder.
    fn look(&self, newest: &mut Newest) {
        let changed = std::fs::metadata(&self.folder).and_then(|found| found.modified()).ok();
        if changed.is_some() && changed == newest.seen {
            return;
        }
        // What cannot be listed now is listed at the next request; until then pages show what they showed.
        let Ok(found) = self.list() else { return };
        newest.unread.clear();
        let before = newest.kept.take();
        newest.seen = changed;
        for (_, name, folder, manifest) in finished(found) {
            if let Some(why) = self.another(&manifest) {
                newest.unread.push(format!("{name} {why}"));
                continue;
            }
            if let Some(same) = before.as_ref().filter(|before| before.id == name) {
                newest.kept = Some(Arc::clone(same));
                return;
            }
            match KeptRun::open(&folder) {
                Ok(run) => {
                    newest.kept = Some(Arc::new(Kept { id: name, folder, run }));
                    return;
                }
                Err(error) => newest.unread.push(error.to_string()),
            }
        }
    }
}

/// Finished assessments, the newest first: when each was made, its name, folder and manifest.
fn finished(runs: Vec<Stored>) -> Vec<(Option<SystemTime>, String, PathBuf, Manifest)> {
    let whole = |manifest: &Manifest| manifest.verb == "assess" && manifest.shard.is_none();
    let mut found: Vec<_> = (runs.into_iter())
        .filter(|run| run.state == State::Finished)
        .filter_map(|run| Some((made(&run.folder), run.name, run.folder, run.manifest.filter(whole)?)))
        .collect();
    found.sort_by(|a, b| (b.0, &b.1).cmp(&(a.0, &a.1)));
    found
}

/// When a run was made: its report is among the last files that it writes.
fn made(folder: &Path) -> Option<SystemTime> {
    std::fs::metadata(folder.join("report.json")).and_then(|found| found.modified()).ok()
}
