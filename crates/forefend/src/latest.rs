//! The latest report of an output folder. Every run keeps its own; what stands beside the runs is a copy of the last one
//! made, and whose it was is told when it is replaced.

use std::fs::File;
use std::path::{Path, PathBuf};

use forefend_report::run_of;
use forefend_runs::write_file;

use crate::failure::Failure;

/// Files of a report.
pub const REPORT: [&str; 2] = ["report.html", "report.json"];
/// Files of a replay.
pub const REPLAY: [&str; 2] = ["replay.html", "replay.json"];

/// Refuses, before anything is computed, to write where something stands that the program did not write: a folder, a
/// pipe, a link elsewhere.
pub fn check_kind(folder: &Path, names: &[&str]) -> Result<(), Failure> {
    for path in names.iter().map(|name| folder.join(name)) {
        let Ok(found) = std::fs::symlink_metadata(&path) else { continue };
        let what = match found.file_type() {
            kind if kind.is_file() => continue,
            kind if kind.is_symlink() => "a link",
            kind if kind.is_dir() => "a folder",
            _ => "no regular file",
        };
        return Err(Failure::files(format!(
            "{} is {what}, and would be replaced; take it away, or choose another folder with --out",
            path.display()
        )));
    }
    Ok(())
}

/// The same, and a report must be one of ours.
pub fn check_report(folder: &Path) -> Result<(), Failure> {
    check_kind(folder, &REPORT)?;
    let [page, facts] = REPORT.map(|name| folder.join(name));
    let foreign = match (std::fs::read_to_string(&page), std::fs::read(&facts)) {
        (Ok(html), _) if run_of(&html).is_none() => &page,
        (_, Ok(json)) if !has_run(&json) => &facts,
        _ => return Ok(()),
    };
    Err(Failure::files(format!(
        "{} was not written by forefend, and would be replaced; move it, or choose another folder with --out",
        foreign.display()
    )))
}

fn has_run(json: &[u8]) -> bool {
    let facts: Option<serde_json::Value> = serde_json::from_slice(json).ok();
    facts.is_some_and(|facts| facts["run"]["id"].is_string())
}

/// Copies the report of a run, which stands in `run`, into `folder`. The path of the page, and the id of another run whose
/// report it took the place of.
pub fn publish(run: &Path, id: &str, folder: &Path) -> Result<(PathBuf, Option<String>), Failure> {
    // Of two processes that end together the report of one stands there whole: the folder itself is locked, so that no
    // file is left over. Where folders cannot be locked, each file is still replaced at once.
    let lock = File::open(folder);
    if let Ok(lock) = &lock {
        let _ = lock.lock();
    }
    let page = folder.join(REPORT[0]);
    let before = std::fs::read_to_string(&page).ok().and_then(|html| run_of(&html).map(str::to_owned));
    for name in REPORT {
        let from = run.join(name);
        let bytes = std::fs::read(&from)
            .map_err(|error| Failure::files(format!("cannot read {} ({error})", from.display())))?;
        write_file(&folder.join(name), &bytes)?;
    }
    Ok((page, before.filter(|other| other != id)))
}

/// What became of the report that stood there before, in words.
pub fn replaced(page: &Path, runs: &Path, other: &str) -> String {
    let kept = runs.join(other).join(REPORT[0]);
    let page = page.display();
    match kept.is_file() {
        true => format!("{page} was of run {other}, whose report is kept in {}", kept.display()),
        false => format!("{page} was of run {other}, and is replaced"),
    }
}
