//! What can go wrong while scoring, and what to do about it.

use forefend_panel::PanelError;
use forefend_score::ScoreError;
use forefend_simulate::SimulateError;

/// Errors of the track record.
#[derive(Debug, thiserror::Error)]
pub enum TrackError {
    /// Settings that leave nothing to score.
    #[error("track settings: {message}")]
    Settings {
        /// What and remedy.
        message: String,
    },
    /// The model has no outcome to score.
    #[error(
        "no multinomial variable of the model has the anchor series `{anchor}` as its indicator and stands in \
         record_country; declare one, or add it to record_country in simulation.toml"
    )]
    NoOutcome {
        /// The anchor series.
        anchor: String,
    },
    /// The anchor series has no value in an origin year.
    #[error("origin {origin}: `{anchor}` ends in {last}; choose an origin at which it is observed")]
    NotObserved {
        /// The origin.
        origin: i16,
        /// The anchor series.
        anchor: String,
        /// Its last year as of the origin.
        last: i16,
    },
    /// Too little past for a random walk.
    #[error(
        "origin {origin}: {what} is observed in {years} of the {needed} years before it that a random \
         walk needs; choose a later origin"
    )]
    ShortPast {
        /// The origin.
        origin: i16,
        /// What walks.
        what: &'static str,
        /// Years found.
        years: usize,
        /// Years needed.
        needed: usize,
    },
    /// One origin could not be forecast.
    #[error("origin {origin}: {source}")]
    Origin {
        /// The origin.
        origin: i16,
        /// Why.
        source: Box<SimulateError>,
    },
    /// A mistake in a file of the world.
    #[error(transparent)]
    World(#[from] Box<SimulateError>),
    /// A score book that cannot be read or written.
    #[error("scorebook/backtest.parquet {message}")]
    Book {
        /// What and remedy.
        message: String,
    },
    /// An ablation that cannot be read or written.
    #[error("scorebook/ablation.parquet {message}")]
    Ablation {
        /// What and remedy.
        message: String,
    },
    /// No room for the runs of an origin.
    #[error("cannot make a temporary folder ({0}); set TMPDIR to a folder that can be written")]
    Folder(#[from] std::io::Error),
    /// The panel cannot give what is asked.
    #[error(transparent)]
    Panel(#[from] PanelError),
    /// A score cannot be computed.
    #[error(transparent)]
    Score(#[from] ScoreError),
}
