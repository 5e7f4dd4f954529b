//! What can be wrong with the source files or the declarations.
use std::path::PathBuf;

use forefend_panel::PanelError;

/// What went wrong, where, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum SourcesError {
    /// A table that is broken, or a value that cannot be.
    #[error(transparent)]
    Panel(#[from] PanelError),
    /// A source file that is not there.
    #[error("{}: cannot be opened ({reason}); give the folder of source data with --data (its README lists the files)", path.display())]
    Unopened {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A declaration file that is not what it should be.
    #[error("{file}: {reason}")]
    Declaration {
        /// The declaration file.
        file: &'static str,
        /// The parser's message with line and column.
        reason: String,
    },
    /// An indicator that no reader provides.
    #[error(
        "indicators.toml: no reader provides `{id}`{suggestion}; remove the declaration or add a reader in the crate forefend-sources"
    )]
    NoReader {
        /// The indicator.
        id: String,
        /// "; did you mean ...?" or empty.
        suggestion: String,
    },
    /// A code in a source file that no country carries.
    #[error(
        "{place}: no country has {list} code `{code}` in {year}; correct the file, or add the code in roster/corrections.toml"
    )]
    UnknownCode {
        /// File and row.
        place: String,
        /// The code list.
        list: &'static str,
        /// The code.
        code: String,
        /// The year.
        year: i16,
    },
    /// Two columns that contradict each other.
    #[error("{place}: {what}; correct the source file")]
    Contradiction {
        /// File and row.
        place: String,
        /// What contradicts what.
        what: String,
    },
    /// A correction that no longer matches what it corrects.
    #[error("{file}: {what}; update or remove the correction")]
    StaleCorrection {
        /// The file of corrections.
        file: &'static str,
        /// What it asks for.
        what: String,
    },
}
