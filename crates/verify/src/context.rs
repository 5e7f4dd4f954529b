//! What a computation may read: the sources its entry names, the embedded snapshot, and results of earlier checks.

use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::PathBuf;
use std::rc::Rc;

use flate2::read::GzDecoder;
use forefend_panel::{Panel, PanelError, Table};
use forefend_simulate::WorldFiles;

use crate::error::VerifyError;
use crate::gates::Check;

/// Where the figures are, for a whole run.
pub struct Sources {
    folder: PathBuf,
    clock: Box<dyn Fn() -> f64>,
    kept: RefCell<BTreeMap<&'static str, Rc<dyn Any>>>,
}

impl Sources {
    /// Source figures below `folder`, which need not exist; `clock` gives seconds since any moment (engine crates have
    /// no clock of their own: the program lends its own for speeds and the time a check took).
    pub fn new(folder: PathBuf, clock: Box<dyn Fn() -> f64>) -> Self {
        Self { folder, clock, kept: RefCell::default() }
    }

    /// The data folder.
    pub fn folder(&self) -> &std::path::Path {
        &self.folder
    }

    /// Seconds on the clock.
    pub(crate) fn seconds(&self) -> f64 {
        (self.clock)()
    }

    /// Checks that every file the entry names is there.
    pub(crate) fn check(&self, check: &Check) -> Result<(), VerifyError> {
        match self.missing_of(check).first() {
            Some(path) => Err(self.missing(path)),
            None => Ok(()),
        }
    }

    /// Files that the entry names and that are not there.
    pub(crate) fn missing_of(&self, check: &Check) -> Vec<String> {
        check.files.iter().filter(|path| !self.folder.join(path).is_file()).cloned().collect()
    }

    fn missing(&self, path: &str) -> VerifyError {
        VerifyError::MissingSource { path: path.to_owned(), folder: self.folder.clone() }
    }
}

/// What one computation may read.
pub struct Context<'a> {
    sources: &'a Sources,
    check: &'a Check,
}

impl<'a> Context<'a> {
    /// For the computation of one entry.
    pub fn new(sources: &'a Sources, check: &'a Check) -> Self {
        Self { sources, check }
    }

    /// Bytes of a source file, by its path below the data folder.
    ///
    /// # Errors
    /// [`VerifyError::UndeclaredSource`] when the entry does not name it, so that "runs from the snapshot alone" stays
    /// true; [`VerifyError::MissingSource`].
    pub fn bytes(&self, path: &str) -> Result<Vec<u8>, VerifyError> {
        std::fs::read(self.place(path)?).map_err(|_| self.sources.missing(path))
    }

    /// Where a source file lies, for a reader that opens it itself.
    ///
    /// # Errors
    /// [`VerifyError::UndeclaredSource`], as [`Context::bytes`].
    pub fn place(&self, path: &str) -> Result<PathBuf, VerifyError> {
        if !self.check.files.iter().any(|file| file == path) {
            return Err(VerifyError::UndeclaredSource { path: path.to_owned() });
        }
        Ok(self.sources.folder.join(path))
    }

    /// A source file as a table, by the end of its name: `.csv`, `.csv.gz` or `.parquet`. Of CSV only the columns in
    /// `select` are read (all when it is empty).
    ///
    /// # Errors
    /// As [`Context::bytes`], and [`VerifyError::Panel`] for a file that cannot be read as a table.
    pub fn table(&self, path: &str, select: &[&str]) -> Result<Table, VerifyError> {
        let mut bytes = self.bytes(path)?;
        if path.ends_with(".parquet") {
            return Ok(Table::from_parquet(path, bytes.into())?);
        }
        if path.ends_with(".gz") {
            let packed = std::mem::take(&mut bytes);
            GzDecoder::new(packed.as_slice()).read_to_end(&mut bytes).map_err(|error| {
                PanelError::Unreadable { file: path.to_owned(), reason: error.to_string() }
            })?;
        }
        Ok(Table::from_csv(path, bytes.as_slice(), select)?)
    }

    /// The embedded world.
    ///
    /// # Errors
    /// None of its own.
    pub fn world(&self) -> Result<Rc<WorldFiles>, VerifyError> {
        self.once("embedded world", || Ok(WorldFiles::new("world", forefend_world::files())))
    }

    /// The embedded snapshot.
    ///
    /// # Errors
    /// [`VerifyError::Panel`] when it cannot be read.
    pub fn panel(&self) -> Result<Rc<Panel>, VerifyError> {
        self.once("embedded snapshot", || Ok(Panel::from_files(&self.world()?.folder("snapshot"))?))
    }

    /// The result of `make`, made once for all checks of a run that ask for it under the same `key` and type.
    ///
    /// # Errors
    /// Those of `make`; nothing is kept then.
    pub fn once<T: 'static>(
        &self,
        key: &'static str,
        make: impl FnOnce() -> Result<T, VerifyError>,
    ) -> Result<Rc<T>, VerifyError> {
        let known = self.sources.kept.borrow().get(key).cloned();
        if let Some(found) = known.and_then(|known| known.downcast::<T>().ok()) {
            return Ok(found);
        }
        let made = Rc::new(make()?);
        self.sources.kept.borrow_mut().insert(key, made.clone());
        Ok(made)
    }

    /// Seconds on the clock of the program: for checks of speed.
    pub fn seconds(&self) -> f64 {
        self.sources.seconds()
    }
}
