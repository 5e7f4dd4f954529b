//! What can go wrong with measures, portfolios and principles.

use forefend_panel::PanelError;
use forefend_simulate::SimulateError;

/// Errors of strategy; every message says what, where and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum StrategyError {
    /// A name that nothing declares.
    #[error("{place}: unknown {what} `{name}`{suggestion}")]
    Unknown {
        /// `file:line`.
        place: String,
        /// Kind of thing.
        what: &'static str,
        /// The name.
        name: String,
        /// Did-you-mean, or what is known.
        suggestion: String,
    },
    /// A declaration that cannot be used.
    #[error("{place}: {message}")]
    Declaration {
        /// `file:line`.
        place: String,
        /// What and remedy.
        message: String,
    },
    /// From the simulation or the world's files.
    #[error(transparent)]
    Simulate(#[from] SimulateError),
    /// From the panel.
    #[error(transparent)]
    Panel(#[from] PanelError),
}
