//! A snapshot folder: read whole, replaced whole.
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::{Panel, PanelError};

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
            if belongs_to_a_snapshot(&name) {
                files.insert(name, fs::read(entry.path()).map_err(unlistable)?);
            }
        }
        Self::from_files(&files)
    }

    /// Writes the snapshot: all files into a new folder beside `folder`, which then takes its place by
    /// rename. When anything fails `folder` is as it was and nothing is left beside it. A folder that holds
    /// other files than a snapshot's is refused ([`PanelError::Unwritable`]), because it would be replaced.
    pub fn write_dir(&self, folder: &Path) -> Result<(), PanelError> {
        let files = self.to_files()?;
        let failed = |path: &Path, reason: String| PanelError::Unwritable { path: path.to_owned(), reason };
        let exists = folder.exists();
        if exists {
            refuse_foreign_files(folder)?;
        }
        let parent = match folder.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        fs::create_dir_all(&parent).map_err(|error| failed(folder, error.to_string()))?;
        let staging = tempfile::Builder::new()
            .prefix(".snapshot-")
            .tempdir_in(&parent)
            .map_err(|error| failed(folder, error.to_string()))?;
        let (fresh, old) = (staging.path().join("new"), staging.path().join("old"));
        fs::create_dir(&fresh).map_err(|error| failed(folder, error.to_string()))?;
        for (name, content) in &files {
            fs::write(fresh.join(name), content)
                .map_err(|error| failed(&folder.join(name), error.to_string()))?;
        }
        if exists {
            fs::rename(folder, &old).map_err(|error| failed(folder, error.to_string()))?;
        }
        if let Err(error) = fs::rename(&fresh, folder) {
            if exists {
                fs::rename(&old, folder).map_err(|error| failed(folder, error.to_string()))?;
            }
            return Err(failed(folder, error.to_string()));
        }
        Ok(())
    }
}

fn belongs_to_a_snapshot(name: &str) -> bool {
    name.ends_with(".parquet") || name == "SOURCES.md" || name.starts_with("NOTICE-")
}

fn refuse_foreign_files(folder: &Path) -> Result<(), PanelError> {
    let failed = |reason: String| PanelError::Unwritable { path: folder.to_owned(), reason };
    for entry in fs::read_dir(folder).map_err(|error| failed(error.to_string()))? {
        let entry = entry.map_err(|error| failed(error.to_string()))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !belongs_to_a_snapshot(&name) {
            return Err(failed(format!("the folder also holds `{name}`, which is no part of a snapshot")));
        }
    }
    Ok(())
}
