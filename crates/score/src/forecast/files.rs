//! Which files a forecast is made of.

use std::path::{Path, PathBuf};

use forefend_panel::Year;

use crate::ScoreError;

/// One file of a forecast.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ForecastFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Year of the window, from a folder `window=Y2023` above it.
    pub window: Option<Year>,
}

/// The files at `path`: itself, Parquet or CSV, or all Parquet files below it in the order of their names. Names that begin with `.` or `_` are
/// passed over, as other readers of partitioned Parquet do.
///
/// # Errors
/// [`ScoreError::Unopened`] for a path that cannot be read; [`ScoreError::BadFile`] for a folder without Parquet files or
/// `window=` without a year.
pub fn forecast_files(path: &Path) -> Result<Vec<ForecastFile>, ScoreError> {
    let mut found = Vec::new();
    collect(path, &mut found)?;
    found.sort();
    if found.is_empty() {
        return Err(ScoreError::bad_file(
            path,
            "holds no .parquet file; name a file, or the folder above window=Y2023/",
        ));
    }
    found.into_iter().map(|path| Ok(ForecastFile { window: window(&path)?, path })).collect()
}

fn collect(path: &Path, found: &mut Vec<PathBuf>) -> Result<(), ScoreError> {
    let unopened = |error: std::io::Error| ScoreError::Unopened {
        file: path.display().to_string(),
        reason: error.to_string(),
    };
    if !path.metadata().map_err(unopened)?.is_dir() {
        found.push(path.to_owned());
        return Ok(());
    }
    for entry in path.read_dir().map_err(unopened)? {
        let entry = entry.map_err(unopened)?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let below = entry.path();
        let parquet = name.to_ascii_lowercase().ends_with(".parquet");
        if name.starts_with(['.', '_']) || !(below.is_dir() || parquet) {
            continue;
        }
        collect(&below, found)?;
    }
    Ok(())
}

fn window(path: &Path) -> Result<Option<Year>, ScoreError> {
    let names = path.iter().rev().map(|part| part.to_string_lossy());
    for name in names {
        let Some(value) = name.strip_prefix("window=") else { continue };
        let year = value.strip_prefix('Y').unwrap_or(value).parse();
        return year
            .map(Some)
            .map_err(|_| ScoreError::bad_file(path, format!("`{name}` names no year; write window=Y2023")));
    }
    Ok(None)
}
