//! What can go wrong on the way from a world to a report.

use forefend_panel::PanelError;
use forefend_report::ReportError;
use forefend_simulate::SimulateError;
use forefend_strategy::StrategyError;
use forefend_track::TrackError;

/// Errors of an assessment; each comes from the layer that found it, with place and remedy.
#[derive(Debug, thiserror::Error)]
pub enum AssessError {
    /// From the panel.
    #[error(transparent)]
    Panel(#[from] PanelError),
    /// From the simulation or the world's files.
    #[error(transparent)]
    Simulate(#[from] SimulateError),
    /// From measures, portfolios and principles.
    #[error(transparent)]
    Strategy(#[from] StrategyError),
    /// From the track record.
    #[error(transparent)]
    Track(#[from] TrackError),
    /// From the report.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// A declaration that only the assessment reads.
    #[error("{place}: {message}")]
    Declaration {
        /// `file:line` or option.
        place: String,
        /// What and remedy.
        message: String,
    },
}
