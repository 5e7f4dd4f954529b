//! Everything that can be wrong with a panel or a question put to it.
use std::path::PathBuf;

use crate::{Month, Year};

/// What went wrong, where, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum PanelError {
    /// A date that no calendar has.
    #[error("impossible date `{text}`: {reason}; write a month as YYYY-MM (2022-10) or a day as YYYY-MM-DD")]
    ImpossibleDate {
        /// The text as given.
        text: String,
        /// Which part is impossible.
        reason: String,
    },
    /// A user's file that cannot be opened.
    #[error(
        "{file}: cannot be read ({reason}); give a CSV file with a header or a Parquet file that you may read"
    )]
    Unopened {
        /// The file.
        file: String,
        /// What the system said.
        reason: String,
    },
    /// A file the panel cannot do without is absent.
    #[error("{file}: no such file in the snapshot; rebuild it with `forefend data build`")]
    MissingFile {
        /// File name.
        file: String,
    },
    /// A file that is not what its name says, usually cut short.
    #[error(
        "{file}: cannot be read ({reason}); the file may be truncated: fetch it again, or rebuild a snapshot with `forefend data build`"
    )]
    Unreadable {
        /// File name.
        file: String,
        /// What the reader said.
        reason: String,
    },
    /// A column that the reader needs is absent.
    #[error("{file}: no column `{column}`{suggestion}; columns found: {present}")]
    MissingColumn {
        /// File name.
        file: String,
        /// The column asked for.
        column: String,
        /// "; did you mean ...?" or empty.
        suggestion: String,
        /// The columns that are there.
        present: String,
    },
    /// A cell that cannot be what its column should hold.
    #[error(
        "{file}, row {row}, column `{column}`: `{text}` is not {expected}; correct the cell or leave it empty"
    )]
    BadCell {
        /// File name.
        file: String,
        /// Row number, the first below the header being 1.
        row: usize,
        /// Column name.
        column: String,
        /// The text found.
        text: String,
        /// What should be there.
        expected: &'static str,
    },
    /// Two values for one country and year.
    #[error(
        "{place}: `{indicator}` has a second value for {country} in {year}; a country-year may appear once: remove one of the two"
    )]
    DuplicateCountryYear {
        /// File and row, or where in the program.
        place: String,
        /// Indicator id.
        indicator: String,
        /// The unit: a country, as a rule.
        country: String,
        /// The year.
        year: Year,
    },
    /// A value outside what the indicator's declaration allows, or not finite.
    #[error(
        "{place}: `{indicator}` = {value} for {unit} in {year} is impossible (declared: {bounds}); correct the value, its unit or the bounds"
    )]
    ImpossibleValue {
        /// File and row, or where in the program.
        place: String,
        /// Indicator id.
        indicator: String,
        /// The country, or "the world".
        unit: String,
        /// The year.
        year: Year,
        /// The value.
        value: f64,
        /// The bounds in words.
        bounds: String,
    },
    /// An indicator, network or organisation nobody declared.
    #[error("unknown {what} `{name}`{suggestion}")]
    UnknownName {
        /// "indicator", "network" or "organisation".
        what: &'static str,
        /// The name asked for.
        name: String,
        /// "; did you mean ...?" or the list of names.
        suggestion: String,
    },
    /// A country that the roster does not hold.
    #[error(
        "unknown country `{text}`{suggestion}; give an ISO3 code (UGA), a name (Uganda) or a Gleditsch-Ward number"
    )]
    UnknownCountry {
        /// What was asked for.
        text: String,
        /// "; did you mean ...?" or empty.
        suggestion: String,
    },
    /// A name that fits several countries.
    #[error("`{text}` may be {choices}; give the code or the full name of the one that is meant")]
    AmbiguousCountry {
        /// What was asked for.
        text: String,
        /// The countries, with their codes.
        choices: String,
    },
    /// A world series asked for by country, or the other way round.
    #[error("indicator `{indicator}` is on the {has} axis, not the {asked} axis; use `{remedy}`")]
    WrongAxis {
        /// Indicator id.
        indicator: String,
        /// Its axis.
        has: String,
        /// The axis asked for.
        asked: String,
        /// The call that answers.
        remedy: &'static str,
    },
    /// The same name declared twice.
    #[error("{what} `{name}` is declared twice; give one of them another name")]
    DeclaredTwice {
        /// "indicator" or "country".
        what: &'static str,
        /// The name.
        name: String,
    },
    /// First year after the last.
    #[error("{what}: years {first} to {last} run backwards; swap them")]
    BackwardYears {
        /// Where.
        what: String,
        /// First year.
        first: Year,
        /// Last year.
        last: Year,
    },
    /// A folder that cannot be written, or must not be overwritten.
    #[error("cannot write {}: {reason}; nothing was changed: give a folder you may write, new or holding only a snapshot", path.display())]
    Unwritable {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A folder that cannot be read.
    #[error("cannot read {}: {reason}; give the folder of a snapshot made with `forefend data build`", path.display())]
    Unlistable {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A declaration of an indicator that cannot be used.
    #[error("{place}: {message}")]
    Declaration {
        /// `file:line`.
        place: String,
        /// What and remedy.
        message: String,
    },
    /// A row of a world's own CSV file that cannot be used.
    #[error("{place}: {message}")]
    BadRow {
        /// `file:line`.
        place: String,
        /// What and remedy.
        message: String,
    },
    /// A question about a time when nothing was known.
    #[error("`{indicator}` has no value usable as of {as_of}; ask for a later month or another indicator")]
    NothingKnown {
        /// Indicator id.
        indicator: String,
        /// The month of the view.
        as_of: Month,
    },
}
