//! The files of a world, embedded or read from a folder, and where in them something stands.

#[cfg(feature = "files")]
mod folder;
mod meaning;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

#[cfg(feature = "files")]
use forefend_panel::{Impossible, Panel};
use forefend_panel::{ValueDigest, nearest_key};
use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};

pub use self::meaning::YEARS;
use crate::error::SimulateError;
use crate::switches::Switches;

/// Folders whose TOML files declare the model.
const DECLARING: [&str; 5] = ["drivers", "threats", "evidence", "portfolios", "commissioners"];
/// Folders whose files may be called anything.
const ANY_NAME: [&str; 5] = ["drivers/", "threats/", "evidence/", "portfolios/", "commissioners/"];

/// All files of a world by their path inside it (`drivers/demography.toml`), with `/` between folders.
///
/// # Examples
/// ```
/// use forefend_simulate::WorldFiles;
///
/// let world = WorldFiles::new("mine", [("drivers/a.toml".to_owned(), b"id = \"a\"\n\nid = 3".to_vec())]);
/// // A mistake is told with its file and line.
/// let error = world.parse::<forefend_simulate::spec::Driver>("drivers/a.toml").unwrap_err().to_string();
/// assert!(error.contains("mine/drivers/a.toml:3"), "{error}");
/// ```
#[derive(Debug, Clone, Default)]
pub struct WorldFiles {
    label: String,
    /// The folder it was read from; none of an embedded world.
    folder: Option<PathBuf>,
    files: BTreeMap<String, Vec<u8>>,
    /// Files from elsewhere by their own path: readable like those of the world, no part of its digest.
    outside: BTreeMap<String, Vec<u8>>,
    /// What was switched in it.
    switches: Switches,
}

impl WorldFiles {
    /// A world from `(path, bytes)` pairs; `label` is how messages name it (`world`).
    pub fn new(label: &str, files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        Self { label: label.to_owned(), files: files.into_iter().collect(), ..Self::default() }
    }

    /// Reads a folder, recursively; what cannot belong to a world (hidden files, the runs of the program) is left out.
    ///
    /// # Errors
    /// When the folder or one of its files cannot be read, is no regular file, or is too large.
    #[cfg(feature = "files")]
    pub fn read_dir(folder: &Path) -> Result<Self, SimulateError> {
        let files = folder::read(folder)?;
        let label = folder.display().to_string();
        Ok(Self { label, folder: Some(folder.to_owned()), files, ..Self::default() })
    }

    /// The folder it was read from; none of an embedded world.
    pub fn read_from(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// What was switched in it: nothing of a world as its files are.
    pub fn switches(&self) -> &Switches {
        &self.switches
    }

    /// The same world with other texts of some files, and the word of what made them.
    pub(crate) fn patched(mut self, texts: BTreeMap<String, String>, switches: Switches) -> Self {
        self.files.extend(texts.into_iter().map(|(path, text)| (path, text.into_bytes())));
        self.switches = switches;
        self
    }

    /// Adds a file from elsewhere (a portfolio of the user's own) under the path that messages name it by.
    pub fn add_outside(&mut self, path: &str, bytes: Vec<u8>) {
        self.outside.insert(path.to_owned(), bytes);
    }

    /// Whether `path` was added from elsewhere.
    pub fn is_outside(&self, path: &str) -> bool {
        self.outside.contains_key(path)
    }

    /// The same world with a file added or replaced.
    #[must_use]
    pub fn with(mut self, path: &str, bytes: &[u8]) -> Self {
        self.files.insert(path.to_owned(), bytes.to_vec());
        self
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// [`SimulateError::MissingFile`].
    pub fn bytes(&self, path: &str) -> Result<&[u8], SimulateError> {
        let found = self.outside.get(path).or_else(|| self.files.get(path));
        found.map(Vec::as_slice).ok_or_else(|| SimulateError::MissingFile { path: self.place(path) })
    }

    /// The file as text.
    ///
    /// # Errors
    /// When it is missing or not UTF-8.
    pub fn text(&self, path: &str) -> Result<&str, SimulateError> {
        std::str::from_utf8(self.bytes(path)?).map_err(|error| SimulateError::Syntax {
            place: self.place(path),
            message: format!("not UTF-8 text ({error})"),
        })
    }

    /// Paths below `folder` that end in `ending`, in order.
    pub fn under<'a>(&'a self, folder: &'a str, ending: &'a str) -> impl Iterator<Item = &'a str> {
        self.files.keys().map(String::as_str).filter(move |path| {
            path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')) && path.ends_with(ending)
        })
    }

    /// The files of one folder by file name, for readers of other formats (the snapshot).
    pub fn folder(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        self.under(folder, "")
            .filter_map(|path| {
                let name = path.strip_prefix(folder)?.strip_prefix('/')?;
                Some((name.to_owned(), self.files.get(path)?.clone()))
            })
            .collect()
    }

    /// The panel of this world: its snapshot, and the series of its own CSV files.
    ///
    /// # Errors
    /// Those of [`Panel::from_world`].
    #[cfg(feature = "files")]
    pub fn panel(&self) -> Result<Panel, SimulateError> {
        Ok(Panel::from_world(&self.label, &self.files, Impossible::Refuse)?)
    }

    /// The same panel with values outside their bounds kept, for checks and not for a model.
    ///
    /// # Errors
    /// Those of [`Panel::from_world`].
    #[cfg(feature = "files")]
    pub fn panel_to_check(&self) -> Result<Panel, SimulateError> {
        Ok(Panel::from_world(&self.label, &self.files, Impossible::Keep)?)
    }

    /// Parses a TOML file into `T`; each of its numbers is one that can be meant.
    ///
    /// # Errors
    /// A missing file, a syntax error with its line, or a number that is not finite or has no meaning at its key.
    pub fn parse<T: DeserializeOwned>(&self, path: &str) -> Result<T, SimulateError> {
        let text = self.text(path)?;
        let parsed = toml::from_str(text).map_err(|error| SimulateError::Syntax {
            place: self.at(path, error.span().unwrap_or(0..0)),
            message: nearest_key(error.message()),
        })?;
        meaning::check(self, path, text)?;
        Ok(parsed)
    }

    /// What a file declares, as [`WorldFiles::parse`]; nothing where the world does without the file.
    ///
    /// # Errors
    /// Whatever is wrong in the file, with its line.
    pub(crate) fn optional<T: Default + DeserializeOwned>(&self, path: &str) -> Result<T, SimulateError> {
        if self.bytes(path).is_ok() { self.parse(path) } else { Ok(T::default()) }
    }

    /// `world/file.toml:14` for a byte range of a file.
    pub fn at(&self, path: &str, span: Range<usize>) -> String {
        let before = self.bytes(path).map_or(&[][..], |bytes| &bytes[..span.start.min(bytes.len())]);
        let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
        format!("{}:{line}", self.place(path))
    }

    /// Place of the last line of a file in which `text` stands; the first line where it stands nowhere.
    pub fn at_text(&self, path: &str, text: &str) -> String {
        let start = self.text(path).ok().and_then(|whole| whole.rfind(text)).unwrap_or(0);
        self.at(path, start..start)
    }

    fn place(&self, path: &str) -> String {
        if self.outside.contains_key(path) {
            return path.to_owned();
        }
        format!("{}/{path}", self.label.trim_end_matches('/'))
    }

    /// SHA-256 over the files that declare the world: its TOML files, the CSV files that these name, and the tables of the snapshot
    /// that processes read (`snapshot/NAME.parquet`). The rest of the snapshot and
    /// the score book are no part of it (the panel's own digest covers their content), nor are the settings of the near-term
    /// outlook, which stands outside the simulation, nor whatever else lies in its folder, such as the runs made from it.
    /// Files of which a folder holds any number count by what is in them: called otherwise they are the same world.
    pub fn digest(&self) -> String {
        let mut digest = ValueDigest::default();
        for (place, _, bytes) in self.counted() {
            digest.text(place);
            digest.bytes(bytes);
        }
        digest.finish()
    }

    /// SHA-256 of each file that counts in [`WorldFiles::digest`], by its path.
    pub fn file_digests(&self) -> BTreeMap<String, String> {
        let of = |(_, path, bytes): (&str, &str, &Vec<u8>)| (path.to_owned(), forefend_panel::digest(bytes));
        self.counted().into_iter().map(of).collect()
    }

    /// The files that count in the digest, each with the place that it counts under and its path, in the order of places and contents.
    fn counted(&self) -> Vec<(&str, &str, &Vec<u8>)> {
        let named = self.named_tables();
        let mut all: Vec<(&str, &str, &Vec<u8>)> = Vec::new();
        for (path, bytes) in &self.files {
            let apart = path.starts_with("scorebook/") || path.starts_with("snapshot/");
            let table = path.starts_with("snapshot/") && path.ends_with(".parquet") && named.contains(path);
            if table || !apart && (declares(path) || named.contains(path)) {
                let folder = ANY_NAME.into_iter().find(|folder| path.starts_with(folder));
                all.push((folder.filter(|_| path.ends_with(".toml")).unwrap_or(path), path, bytes));
            }
        }
        // Called otherwise they are the same world, so paths come last.
        all.sort_by(|a, b| (a.0, a.2, a.1).cmp(&(b.0, b.2, b.1)));
        all
    }

    /// The tables that the declaring TOML files name, in whatever key.
    fn named_tables(&self) -> BTreeSet<String> {
        let declaring = self.files.iter().filter(|(path, _)| declares(path));
        let mut named = BTreeSet::new();
        for text in declaring.filter_map(|(_, bytes)| std::str::from_utf8(bytes).ok()) {
            if let Ok(table) = DeTable::parse(text) {
                table.as_ref().values().for_each(|value| tables_in(value.as_ref(), &mut named));
            }
        }
        named
    }
}

/// Whether a TOML file at this path declares something of a run: the crate that embeds a world is no part of it, nor are the
/// settings of the near-term outlook, which stands outside the simulation. `report.toml` is: the events of its lists and the
/// expressions of its figures are numbers of a run.
fn declares(path: &str) -> bool {
    let inside = match path.split_once('/') {
        Some((top, _)) => DECLARING.contains(&top),
        None => !["Cargo.toml", "watch.toml"].contains(&path),
    };
    inside && path.ends_with(".toml")
}

fn tables_in(value: &DeValue<'_>, named: &mut BTreeSet<String>) {
    match value {
        DeValue::String(text) if text.ends_with(".csv") || text.ends_with(".parquet") => {
            named.insert(text.to_string());
        }
        DeValue::Array(list) => list.iter().for_each(|value| tables_in(value.as_ref(), named)),
        DeValue::Table(table) => table.values().for_each(|value| tables_in(value.as_ref(), named)),
        _ => {}
    }
}
