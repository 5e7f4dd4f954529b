//! The seals of a run's files that are no parts: `SHA256SUMS`, in the format of `sha256sum`, so that any machine can check it.
//!
//! Design: a part carries its own digest; a text cannot without becoming another text. The list holds the manifest too, so that
//! it belongs to this run and to no other: where the manifest is not the one listed, nothing in the list is believed. A file
//! is written before its line, so that one whose process was killed between the two is made again.

use std::collections::BTreeMap;
use std::path::Path;

use crate::file::{read_regular, write_file};
use forefend_panel::digest;
use forefend_simulate::SimulateError;

/// Name of the list.
pub(crate) const SUMS: &str = "SHA256SUMS";
/// Name of the manifest.
pub(crate) const MANIFEST: &str = "manifest.json";
/// Most bytes of a text of a run.
pub(crate) const MOST_TEXT: u64 = 1 << 30;
/// Most bytes of the list.
const MOST_LIST: u64 = 16 << 20;
/// Hexadecimal digits of a SHA-256.
const DIGITS: usize = 64;

/// Digests by place inside the run, with `/` between folders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sums(BTreeMap<String, String>);

impl Sums {
    /// The list in `folder`; empty where there is none, or it is not of the manifest that stands there.
    pub fn read(folder: &Path) -> Self {
        let list = Self::list(folder);
        if list.check(folder, MANIFEST).is_ok() { list } else { Self::default() }
    }

    fn list(folder: &Path) -> Self {
        let bytes = read_regular(&folder.join(SUMS), MOST_LIST).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let line = |line: &str| {
            let (digest, place) = line.split_once("  ")?;
            (digest.len() == DIGITS).then(|| (place.to_owned(), digest.to_owned()))
        };
        Self(text.lines().filter_map(line).collect())
    }

    /// Begins the list of a run anew: nothing that an older one names is believed.
    pub fn begin(folder: &Path, texts: &[(&str, &str)]) -> Result<(), SimulateError> {
        let digests = texts.iter().map(|(place, text)| ((*place).to_owned(), digest(text.as_bytes())));
        Self(digests.collect()).write(folder)
    }

    fn write(&self, folder: &Path) -> Result<(), SimulateError> {
        let text: String = self.0.iter().map(|(place, digest)| format!("{digest}  {place}\n")).collect();
        write_file(&folder.join(SUMS), text.as_bytes())
    }

    /// Enters the digest of a file that has just been written.
    pub fn enter(folder: &Path, place: &str, bytes: &[u8]) -> Result<(), SimulateError> {
        let mut list = Self::list(folder);
        let digest = digest(bytes);
        if list.0.get(place) == Some(&digest) {
            return Ok(());
        }
        list.0.insert(place.to_owned(), digest);
        list.write(folder)
    }

    /// Whether the list names `place`.
    pub fn has(&self, place: &str) -> bool {
        self.0.contains_key(place)
    }

    /// The bytes of a file, where they are those that were written; in words why not.
    pub fn check(&self, folder: &Path, place: &str) -> Result<Vec<u8>, String> {
        let expected = self.0.get(place).ok_or("it is not in the list SHA256SUMS")?;
        let bytes = read_regular(&folder.join(place), MOST_TEXT).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => "it is missing".to_owned(),
            _ => error.to_string(),
        })?;
        match digest(&bytes) == *expected {
            true => Ok(bytes),
            false => Err("its bytes are not those that were written".to_owned()),
        }
    }

    /// Listed files that are missing or not as they were written, each with why.
    pub fn damaged(&self, folder: &Path) -> Vec<(String, String)> {
        let wrong = |place: &String| Some((place.clone(), self.check(folder, place).err()?));
        self.0.keys().filter_map(wrong).collect()
    }
}

/// The bytes of a text of the run in `folder`, where they are those that were written.
///
/// # Errors
/// In words, why not: it is missing, not listed, or was touched.
pub fn sealed(folder: &Path, name: &str) -> Result<Vec<u8>, String> {
    Sums::read(folder).check(folder, name)
}
