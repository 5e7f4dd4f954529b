//! What can go wrong between a declared gate and its verdict.

use std::path::PathBuf;

use forefend_estimate::EstimateError;
use forefend_journal::JournalError;
use forefend_panel::PanelError;
use forefend_score::ScoreError;
use forefend_simulate::SimulateError;
use forefend_track::TrackError;
use forefend_watch::WatchError;

/// Errors of this crate. A message says what, where and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The file of gates cannot be read.
    #[error("{}: {reason}; name a file of gates with --gates, or leave it out for the embedded one", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The file of gates is not TOML, or has a key or type that it must not have.
    #[error("{place}: {message}")]
    Syntax {
        /// `file:line`.
        place: String,
        /// The reader's words.
        message: String,
    },
    /// An entry that means nothing: a value without a tolerance, an id used twice.
    #[error("{place}: {message}")]
    Declaration {
        /// `file:line`.
        place: String,
        /// What and remedy.
        message: String,
    },
    /// An entry names a computation that the program does not have.
    #[error("{place}: `{id}` names the check `{check}`, which is not registered{suggestion}")]
    UnknownCheck {
        /// `file:line`.
        place: String,
        /// Id of the entry.
        id: String,
        /// The computation it names.
        check: String,
        /// `; did you mean ...?`, or the list of those there are.
        suggestion: String,
    },
    /// An id asked for that no entry has.
    #[error("no gate or bar `{id}` in {file}{suggestion}; `forefend verify --list` prints them")]
    UnknownId {
        /// The id.
        id: String,
        /// The file of gates.
        file: String,
        /// `; did you mean ...?` or empty.
        suggestion: String,
    },
    /// An id asked for whose entry is open.
    #[error("`{id}` is not computed: {why}")]
    NotComputed {
        /// The id.
        id: String,
        /// The entry's reason.
        why: String,
    },
    /// A speed asked for by name alone.
    #[error("`{id}` measures a speed; add --speed, on a machine that does nothing else")]
    SpeedNotAsked {
        /// The id.
        id: String,
    },
    /// An entry that reads source figures, asked for where only the snapshot may be read.
    #[error(
        "`{id}` needs source figures ({files}); leave --snapshot-only out, and name their folder with --data DIR"
    )]
    NeedsSources {
        /// The id.
        id: String,
        /// Paths below the data folder.
        files: String,
    },
    /// An expected value that the computation does not deliver.
    #[error("{place}: the check `{check}` delivers no `{name}`{suggestion}")]
    NotDelivered {
        /// `file:line` of the expected value.
        place: String,
        /// The computation.
        check: String,
        /// The name expected.
        name: String,
        /// `; did you mean ...?`, or the names delivered.
        suggestion: String,
    },
    /// A delivered value that no entry expects, or one delivered twice.
    #[error(
        "{place}: the check `{check}` delivers `{name}`, which this entry does not expect (once); add it to values"
    )]
    NotExpected {
        /// `file:line` of the entry.
        place: String,
        /// The computation.
        check: String,
        /// The name delivered.
        name: String,
    },
    /// A source file that is not there. The check is skipped.
    #[error("{path} is not in {}", folder.display())]
    MissingSource {
        /// Path below the data folder.
        path: String,
        /// The data folder.
        folder: PathBuf,
    },
    /// A check reads a source that its entry does not name.
    #[error("the check reads {path}, which its entry does not name under `files`; add it there")]
    UndeclaredSource {
        /// Path below the data folder.
        path: String,
    },
    /// A computation that cannot be carried out on what the sources hold.
    #[error("{message}")]
    Computation {
        /// What and why.
        message: String,
    },
    /// The panel or a source table.
    #[error(transparent)]
    Panel(#[from] PanelError),
    /// A fit.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
    /// A score.
    #[error(transparent)]
    Score(#[from] ScoreError),
    /// The engine.
    #[error(transparent)]
    Simulate(#[from] SimulateError),
    /// The track record.
    #[error(transparent)]
    Track(#[from] TrackError),
    /// The country-month outlook.
    #[error(transparent)]
    Watch(#[from] WatchError),
    /// Sealed forecasts.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

impl VerifyError {
    /// A computation that cannot be carried out.
    pub fn computation(message: impl Into<String>) -> Self {
        Self::Computation { message: message.into() }
    }
}
