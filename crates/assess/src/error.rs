//! What can go wrong on the way from a world to a report.

use forefend_journal::JournalError;
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
    /// From the score book of sealed forecasts.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// From the report.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// An error that ended a run which had begun.
    #[error("{error}; {left}")]
    Stopped {
        /// What ended it.
        error: Box<AssessError>,
        /// What is left of it, and what to do with that.
        left: String,
    },
    /// A declaration that only the assessment reads.
    #[error("{place}: {message}")]
    Declaration {
        /// `file:line` or option.
        place: String,
        /// What and remedy.
        message: String,
    },
}

impl AssessError {
    /// Whether the same command would end the same way again: all but what files and folders refuse.
    pub(crate) fn comes_again(&self) -> bool {
        let of_simulation = |error: &SimulateError| !matches!(error, SimulateError::Run { .. });
        match self {
            Self::Simulate(error) | Self::Strategy(StrategyError::Simulate(error)) => of_simulation(error),
            Self::Track(TrackError::World(error) | TrackError::Origin { source: error, .. }) => {
                of_simulation(error)
            }
            Self::Panel(error) => {
                !matches!(error, PanelError::Unwritable { .. } | PanelError::Unlistable { .. })
            }
            Self::Stopped { error, .. } => error.comes_again(),
            Self::Report(_)
            | Self::Strategy(_)
            | Self::Track(_)
            | Self::Journal(_)
            | Self::Declaration { .. } => true,
        }
    }
}
