//! Tables of the world that a process reads when it is declared: numbers too many for TOML.
//!
//! A table is a CSV file of the world, or a Parquet file of its snapshot. Both are read by the one strict reader of users'
//! tables, whether the world is embedded or a folder, and both count in the digests of the world and of the score book.

#[cfg(feature = "files")]
use forefend_panel::OwnTable;

use crate::error::SimulateError;
use crate::world::WorldFiles;

/// Where the tables of a snapshot lie.
const SNAPSHOT: &str = "snapshot/";

/// A table of the world: columns by name, every cell there.
#[derive(Debug)]
pub struct WorldTable {
    /// The file as messages name it.
    file: String,
    #[cfg(feature = "files")]
    table: OwnTable,
}

impl WorldTable {
    /// The table at `path` in the world.
    ///
    /// # Errors
    /// The words that belong behind the name of the parameter, or the reader's own error with file and line.
    pub(crate) fn read(world: &WorldFiles, path: &str) -> Result<Result<Self, String>, SimulateError> {
        let inside = path.starts_with(SNAPSHOT);
        let named = (path.ends_with(".csv") && !inside) || (path.ends_with(".parquet") && inside);
        if !named {
            return Ok(
                Err("give a file of the world that ends in .csv, or snapshot/NAME.parquet".to_owned()),
            );
        }
        Self::open(world, path).map(Ok)
    }

    /// The table at `path` in the world, wherever it lies.
    ///
    /// # Errors
    /// [`SimulateError::MissingFile`], or the reader's own error with file and line.
    #[cfg(feature = "files")]
    pub fn open(world: &WorldFiles, path: &str) -> Result<Self, SimulateError> {
        let content = world.bytes(path)?.to_vec();
        let place = world.at(path, 0..0);
        let file = place.rsplit_once(':').map_or(place.as_str(), |(file, _)| file).to_owned();
        let mut table = OwnTable::of(&file, content)?;
        let names = table.names().to_vec();
        table.load(&names.iter().map(String::as_str).collect::<Vec<_>>())?;
        Ok(Self { file, table })
    }

    /// Without `files` no table is read.
    ///
    /// # Errors
    /// Always.
    #[cfg(not(feature = "files"))]
    pub fn open(world: &WorldFiles, path: &str) -> Result<Self, SimulateError> {
        Err(SimulateError::Declaration {
            place: world.at(path, 0..0),
            message: "this build reads no tables; build with the feature `files`".to_owned(),
        })
    }

    /// The file as messages name it.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// An error about the file as a whole.
    pub fn wrong(&self, message: impl Into<String>) -> SimulateError {
        SimulateError::Declaration { place: self.file.clone(), message: message.into() }
    }
}

#[cfg(feature = "files")]
impl WorldTable {
    /// Names of the columns, in their order.
    pub fn names(&self) -> &[String] {
        self.table.names()
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.table.len()
    }

    /// A column of finite numbers, one a row.
    ///
    /// # Errors
    /// A column that is not there, and the first cell that is no finite number; with file and line.
    pub fn numbers(&self, name: &str) -> Result<&[f64], SimulateError> {
        let numbers = self.table.numbers(name)?;
        match numbers.iter().position(|number| !number.is_finite()) {
            None => Ok(numbers),
            Some(row) => Err(self.at(row, format!("column `{name}` has no finite number; fill the cell in"))),
        }
    }

    /// A column of words, one a row.
    ///
    /// # Errors
    /// A column that is not there, and the first empty cell; with file and line.
    pub fn words(&self, name: &str) -> Result<Vec<String>, SimulateError> {
        self.table.kind(name)?;
        let word = |row: usize| {
            let empty = || self.at(row, format!("column `{name}` is empty; fill the cell in"));
            self.table.text(name, row).ok_or_else(empty)
        };
        (0..self.rows()).map(word).collect()
    }

    /// An error about a row.
    pub fn at(&self, row: usize, message: impl Into<String>) -> SimulateError {
        self.table.bad_row(row, message).into()
    }
}

/// Without `files` no table is ever read, and these are never reached.
#[cfg(not(feature = "files"))]
impl WorldTable {
    /// Names of the columns, in their order.
    pub fn names(&self) -> &[String] {
        &[]
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        0
    }

    /// A column of finite numbers, one a row.
    ///
    /// # Errors
    /// Always.
    pub fn numbers(&self, name: &str) -> Result<&[f64], SimulateError> {
        Err(self.wrong(format!("column `{name}` is not read by this build")))
    }

    /// A column of words, one a row.
    ///
    /// # Errors
    /// Always.
    pub fn words(&self, name: &str) -> Result<Vec<String>, SimulateError> {
        Err(self.wrong(format!("column `{name}` is not read by this build")))
    }

    /// An error about a row.
    pub fn at(&self, row: usize, message: impl Into<String>) -> SimulateError {
        self.wrong(format!("row {}: {}", row + 1, message.into()))
    }
}

#[cfg(all(test, feature = "files"))]
mod tests {
    use super::*;

    fn world(text: &str) -> WorldFiles {
        WorldFiles::new("mine", [("tables/rates.csv".to_owned(), text.as_bytes().to_vec())])
    }

    fn told<T>(result: Result<T, SimulateError>) -> String {
        result.err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_table_is_read_by_column_and_every_mistake_has_its_line() {
        let whole = world("age,rate\n0,0.5\n5,0.25\n");
        let table = WorldTable::read(&whole, "tables/rates.csv").unwrap().unwrap();
        assert_eq!((table.rows(), table.names()), (2, &["age".to_owned(), "rate".to_owned()][..]));
        assert_eq!(table.numbers("rate").unwrap(), [0.5, 0.25]);
        assert_eq!(table.words("age").unwrap(), ["0", "5"]);
        assert!(told(table.numbers("rat")).contains("did you mean `rate`?"));
        for (text, words) in [
            ("age,rate\n0,0.5\n5,\n", "mine/tables/rates.csv:3: column `rate` has no finite number"),
            ("age,rate\n0,0.5\n5,many\n", "mine/tables/rates.csv:3: column `rate`: `many` is not a number"),
        ] {
            let table = WorldTable::read(&world(text), "tables/rates.csv").unwrap().unwrap();
            assert!(told(table.numbers("rate")).contains(words), "{}", told(table.numbers("rate")));
        }
        assert!(WorldTable::read(&whole, "tables/rates.txt").unwrap().is_err());
        assert!(told(WorldTable::read(&whole, "snapshot/none.parquet")).contains("not found"));
    }

    #[test]
    fn a_table_that_a_process_names_counts_in_the_digest() {
        let driver = b"[[process]]\nparameters = { members = \"snapshot/driver_a.parquet\" }".to_vec();
        let with = |content: &[u8]| {
            let files = [
                ("drivers/a.toml".to_owned(), driver.clone()),
                ("snapshot/driver_a.parquet".to_owned(), content.to_vec()),
                ("snapshot/driver_b.parquet".to_owned(), content.to_vec()),
            ];
            WorldFiles::new("mine", files).digest()
        };
        assert_ne!(with(b"one"), with(b"two"));
        let unnamed = |content: &[u8]| {
            WorldFiles::new("mine", [("snapshot/driver_b.parquet".to_owned(), content.to_vec())]).digest()
        };
        assert_eq!(unnamed(b"one"), unnamed(b"two"));
    }
}
