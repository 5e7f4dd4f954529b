//! What can go wrong with a journal.

use std::path::Path;

use forefend_panel::PanelError;
use forefend_score::ScoreError;
use forefend_simulate::SimulateError;

/// Errors of a journal, each with place and remedy.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// From the panel.
    #[error(transparent)]
    Panel(#[from] PanelError),
    /// From a run or a world.
    #[error(transparent)]
    Simulate(#[from] SimulateError),
    /// From a forecast file, or from scoring.
    #[error(transparent)]
    Score(#[from] ScoreError),
    /// An entry that is not what was sealed.
    #[error(
        "{place}: {what}: not what was sealed. An entry is never changed; take it back from version control, or take \
         its folder out of the journal"
    )]
    Touched {
        /// Folder of the entry, and the file where it is known.
        place: String,
        /// Which field or file.
        what: String,
    },
    /// Something that is no entry, or cannot become one.
    #[error("{place}: {message}")]
    Entry {
        /// Folder or file.
        place: String,
        /// What and remedy.
        message: String,
    },
    /// Something asked for that cannot be done.
    #[error("{0}")]
    Asked(String),
    /// A mistake in the score book of sealed forecasts.
    #[error("{place}: {message}")]
    Book {
        /// File and line.
        place: String,
        /// What and remedy.
        message: String,
    },
    /// A file or folder that cannot be read or written.
    #[error("{path}: {reason}")]
    Files {
        /// The path.
        path: String,
        /// What the system says, and what to do.
        reason: String,
    },
}

impl JournalError {
    pub(crate) fn entry(place: &str, message: impl Into<String>) -> Self {
        Self::Entry { place: place.to_owned(), message: message.into() }
    }

    pub(crate) fn touched(place: &str, what: impl Into<String>) -> Self {
        Self::Touched { place: place.to_owned(), what: what.into() }
    }

    pub(crate) fn files(path: &Path, reason: impl Into<String>) -> Self {
        Self::Files { path: path.display().to_string(), reason: reason.into() }
    }
}
