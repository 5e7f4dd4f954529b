//! A snapshot folder: read whole, replaced whole.
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::{COUNTRIES, INDICATORS, MEMBERSHIPS, MISSIONS, axis, monthly, network_in};
use crate::files::{replace, sync_folder};
use crate::{Panel, PanelError};

/// Documents beside the tables.
const DOCUMENTS: [&str; 6] = [
    "SOURCES.md",
    "DIFFERENCES.md",
    "NOTICE-cc-by-sa.md",
    "NOTICE-mit.md",
    "NOTICE-apache-2.0.md",
    "NOTICE-odbl.md",
];
/// How the names of tables begin that travel with a snapshot for the processes of the simulation.
const TABLES: &str = "driver_";
/// Beginning of the name of the folder beside a snapshot in which the next one is put together.
const STAGING: &str = ".snapshot-";

impl Panel {
    /// Reads a snapshot folder; errors as for [`Panel::from_files`], and [`PanelError::Unlistable`].
    pub fn read_dir(folder: &Path) -> Result<Self, PanelError> {
        let unlistable = |error: std::io::Error| PanelError::Unlistable {
            path: folder.to_owned(),
            reason: error.to_string(),
        };
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(folder).map_err(unlistable)? {
            let entry = entry.map_err(unlistable)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let part = name.ends_with(".parquet") || DOCUMENTS.contains(&name.as_str());
            // A named pipe would be read for ever.
            if part && fs::metadata(entry.path()).map_err(unlistable)?.is_file() {
                files.insert(name, fs::read(entry.path()).map_err(unlistable)?);
            }
        }
        Self::from_files(&files)
    }

    /// Writes the snapshot: all files into a new folder beside `folder`, which then takes its place by
    /// rename. When anything fails `folder` is as it was and nothing is left beside it; what a process that
    /// was killed left there is cleared. A folder that holds anything but files of a snapshot is refused
    /// ([`PanelError::Unwritable`]), because it would be replaced.
    pub fn write_dir(&self, folder: &Path) -> Result<(), PanelError> {
        let files = self.to_files()?;
        let failed = |error: std::io::Error| unwritable(folder, error.to_string());
        let parent = match folder.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        fs::create_dir_all(&parent).map_err(failed)?;
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        clear_what_was_left(&parent, folder, &name, &files)?;
        let exists = fs::symlink_metadata(folder).is_ok();
        if exists {
            refuse_foreign_files(folder, &files)?;
        }
        let staging = tempfile::Builder::new()
            .prefix(&format!("{STAGING}{name}-"))
            .tempdir_in(&parent)
            .map_err(failed)?;
        // Held until the end: the mark of a living process.
        let _mark = mark(staging.path());
        let (fresh, old) = (staging.path().join("new"), staging.path().join("old"));
        fs::create_dir(&fresh).map_err(failed)?;
        for (name, content) in &files {
            replace(&fresh.join(name), content)
                .map_err(|error| unwritable(&folder.join(name), error.to_string()))?;
        }
        if exists {
            fs::rename(folder, &old).map_err(failed)?;
        }
        if let Err(error) = fs::rename(&fresh, folder) {
            if exists {
                fs::rename(&old, folder).map_err(failed)?;
            }
            return Err(failed(error));
        }
        sync_folder(&parent);
        Ok(())
    }
}

fn unwritable(path: &Path, reason: String) -> PanelError {
    PanelError::Unwritable { path: path.to_owned(), reason }
}

/// Locks a folder, none where another process holds it (or the system locks no folders). The system lets go of it
/// however the process ends.
fn mark(folder: &Path) -> Option<File> {
    let file = File::open(folder).ok()?;
    file.try_lock().is_ok().then_some(file)
}

/// Removes the folders that a killed build of the same snapshot left, and puts back the snapshot that it had moved away.
/// A folder whose process lives, or that holds anything else, stays.
fn clear_what_was_left(
    parent: &Path,
    folder: &Path,
    name: &str,
    files: &BTreeMap<String, Vec<u8>>,
) -> Result<(), PanelError> {
    let failed = |error: std::io::Error| unwritable(folder, error.to_string());
    for entry in fs::read_dir(parent).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let staging = entry.file_name().to_string_lossy().into_owned();
        let of = staging.strip_prefix(STAGING).and_then(|rest| rest.rsplit_once('-'));
        if of.is_none_or(|(of, _)| of != name) || !entry.file_type().map_err(failed)?.is_dir() {
            continue;
        }
        let Some(_mark) = mark(&entry.path()) else { continue };
        let parts = ["new", "old"].map(|part| entry.path().join(part));
        if !holds_only(&entry.path(), &parts, files).map_err(failed)? {
            continue;
        }
        let [_, old] = &parts;
        if old.exists() && fs::symlink_metadata(folder).is_err() {
            fs::rename(old, folder).map_err(failed)?;
        }
        fs::remove_dir_all(entry.path()).map_err(failed)?;
    }
    Ok(())
}

/// Whether a staging folder holds nothing but these folders, and they nothing but files of a snapshot.
fn holds_only(staging: &Path, parts: &[PathBuf], files: &BTreeMap<String, Vec<u8>>) -> std::io::Result<bool> {
    for entry in fs::read_dir(staging)? {
        let path = entry?.path();
        if !parts.contains(&path) || !foreign_files(&path, files)?.is_empty() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Refuses to replace a folder that holds what no snapshot writes.
fn refuse_foreign_files(folder: &Path, fresh: &BTreeMap<String, Vec<u8>>) -> Result<(), PanelError> {
    if !fs::symlink_metadata(folder).is_ok_and(|found| found.is_dir()) {
        return Err(unwritable(folder, "it is no folder".to_owned()));
    }
    let foreign = foreign_files(folder, fresh).map_err(|error| unwritable(folder, error.to_string()))?;
    if foreign.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = foreign.iter().map(|name| format!("`{name}`")).collect();
    Err(unwritable(
        folder,
        format!(
            "the folder also holds {}, which is no part of a snapshot; move it away or choose another folder",
            names.join(", ")
        ),
    ))
}

/// What a folder holds beside the files that this snapshot, or the one that is in the folder, consists of.
fn foreign_files(folder: &Path, fresh: &BTreeMap<String, Vec<u8>>) -> std::io::Result<Vec<String>> {
    let mut own: BTreeSet<String> = [COUNTRIES, INDICATORS, MEMBERSHIPS, MISSIONS]
        .iter()
        .chain(&DOCUMENTS)
        .map(|name| (*name).to_owned())
        .collect();
    own.extend(axis::FILES.iter().chain(&monthly::FILES).map(|name| (*name).to_owned()));
    own.extend(fresh.keys().cloned());
    // An older snapshot may have had a file more: its declarations name it.
    if let Ok(there) = Panel::read_dir(folder) {
        own.extend(there.indicators().map(|indicator| indicator.file.clone()));
    }
    let mut foreign = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let table = name.starts_with(TABLES) && name.ends_with(".parquet");
        if !(table || network_in(&name).is_some() || own.contains(&name)) || !entry.file_type()?.is_file() {
            foreign.push(name);
        }
    }
    foreign.sort();
    Ok(foreign)
}
