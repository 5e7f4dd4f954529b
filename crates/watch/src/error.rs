//! What can be wrong with an outlook that is asked for.

use forefend_panel::{Month, PanelError};
use forefend_score::ScoreError;
use forefend_simulate::SimulateError;

/// What went wrong, where, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    /// Data that cannot be read or used.
    #[error(transparent)]
    Panel(#[from] PanelError),
    /// A forecast that cannot be scored.
    #[error(transparent)]
    Score(#[from] ScoreError),
    /// A file that cannot be written.
    #[error(transparent)]
    File(#[from] SimulateError),
    /// A file of settings that cannot be used.
    #[error("{place}: {message}")]
    Settings {
        /// `world/watch.toml`, with the line where it is known.
        place: String,
        /// What and remedy.
        message: String,
    },
    /// A file of one's own that cannot be used.
    #[error("{file}: {message}")]
    Data {
        /// The file.
        file: String,
        /// What, where in it, and remedy.
        message: String,
    },
    /// Something asked for that cannot be done.
    #[error("{0}")]
    Asked(String),
    /// Too little is known at the origin.
    #[error(
        "as of {as_of} only {rows} country-months are known to learn from; give a later month (a fit needs several years), \
         or a file with more of the past"
    )]
    TooEarly {
        /// The origin.
        as_of: Month,
        /// Rows that there are.
        rows: usize,
    },
}
