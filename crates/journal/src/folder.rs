//! Entries on disk: one folder each.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use forefend_panel::files::sync_folder;
use forefend_runs::write_file;

use crate::document::Files;
use crate::entry::{Entry, FACTS, Sealed};
use crate::error::JournalError;

/// Largest file of an entry that is read: the largest that this program writes is a tenth of it.
const LARGEST: u64 = 64 << 20;

/// Writes an entry into the folder `journal`: its own folder, which appears when all is in it.
///
/// # Errors
/// [`JournalError::Asked`] where the entry is there already; [`JournalError::Files`].
///
/// # Examples
/// ```
/// use std::collections::BTreeMap;
/// use forefend_journal::{Entry, Event, Facts, Row, Sealed, Step};
///
/// # let (id, title) = ("in_conflict".to_owned(), "State in armed conflict".to_owned());
/// # let event = Event { id, title, series: "conflict_level".to_owned(), at_least: 1.0 };
/// # let word = || "made by hand".to_owned();
/// let facts = Facts {
///     step: Step::Year,
///     as_of: "2026-11".to_owned(),
///     known_to: "2025".parse()?,
///     events: vec![event],
///     seed: 1,
///     draws: 1000,
/// #     format: 0, model: word(), engine: word(), world: word(), data: word(), own_data: String::new(),
/// #     made: word(), rivals: word(), note: String::new(),
///     // and digests of model, code, world and data
/// };
/// let row = Row {
///     country: "UGA".to_owned(),
///     gw: 500,
///     period: "2027".parse()?,
///     forecast: 0.25,
///     persistence: 0.4,
///     climatology: 0.5,
/// };
/// let sealed = Sealed::new(&facts, &BTreeMap::from([("in_conflict".to_owned(), vec![row])]))?;
/// let journal = tempfile::tempdir()?;
/// forefend_journal::write(journal.path(), &sealed)?;
/// assert_eq!(forefend_journal::entries_in(journal.path())?[0].name, sealed.name);
/// // An entry is never written over another.
/// assert!(forefend_journal::write(journal.path(), &sealed).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write(journal: &Path, sealed: &Sealed) -> Result<PathBuf, JournalError> {
    let place = journal.join(&sealed.name);
    if place.exists() {
        return Err(JournalError::Asked(format!(
            "{} is sealed already; an entry is never written twice",
            place.display()
        )));
    }
    std::fs::create_dir_all(journal).map_err(|error| {
        JournalError::files(journal, format!("cannot make the folder ({error}); give another --journal"))
    })?;
    // Hidden, so that what a killed process left is no entry; the next seal of the same forecast uses it up.
    let growing = journal.join(format!(".{}.partial", sealed.name));
    for (name, bytes) in &sealed.files {
        write_file(&growing.join(name), bytes)?;
    }
    std::fs::rename(&growing, &place).map_err(|error| {
        JournalError::files(&place, format!("cannot write ({error}); give another --journal"))
    })?;
    sync_folder(journal);
    Ok(place)
}

/// The entry in `folder`, or all entries in the folders below it, by name. Hidden folders are left out.
///
/// # Errors
/// [`JournalError::Touched`] for the first that is not what was sealed; [`JournalError::Entry`] for a folder without an entry.
pub fn entries_in(folder: &Path) -> Result<Vec<Entry>, JournalError> {
    if folder.join(FACTS).exists() {
        return Ok(vec![entry(folder)?]);
    }
    let mut found = BTreeMap::new();
    for path in listed(folder)? {
        if path.is_dir() && path.join(FACTS).exists() {
            let entry = entry(&path)?;
            found.insert(entry.name.clone(), entry);
        }
    }
    match found.is_empty() {
        false => Ok(found.into_values().collect()),
        true => Err(JournalError::entry(
            &folder.display().to_string(),
            "no entry of a journal in it; `forefend journal seal RUN` writes one",
        )),
    }
}

fn entry(folder: &Path) -> Result<Entry, JournalError> {
    let place = folder.display().to_string();
    let full = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let name = full.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Entry::read(&place, &name, files(folder)?)
}

fn files(folder: &Path) -> Result<Files, JournalError> {
    let mut files = Files::new();
    for path in listed(folder)? {
        let unreadable = |error: std::io::Error| JournalError::files(&path, format!("cannot read ({error})"));
        // Links and pipes are not followed: an entry is regular files.
        let about = path.symlink_metadata().map_err(unreadable)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !about.is_file() || about.len() > LARGEST {
            return Err(JournalError::touched(
                &folder.display().to_string(),
                format!("`{name}`, which was not there"),
            ));
        }
        files.insert(name, std::fs::read(&path).map_err(unreadable)?);
    }
    Ok(files)
}

/// What is in a folder, by name, without hidden names.
fn listed(folder: &Path) -> Result<Vec<PathBuf>, JournalError> {
    let unreadable = |error: std::io::Error| {
        let remedy = match error.kind() {
            ErrorKind::NotFound => "; give the folder of a journal or of an entry",
            _ => "",
        };
        JournalError::files(folder, format!("cannot read ({error}){remedy}"))
    };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}
