//! What keeps the server from starting.

use std::net::SocketAddr;

use forefend_assess::AssessError;
use forefend_panel::PanelError;
use forefend_simulate::SimulateError;

/// Why the server cannot start or go on.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error(
        "cannot listen on {address} ({error}); stop what listens there, or give another address with --bind"
    )]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        error: std::io::Error,
    },
    /// The system gives no threads, no random numbers, no signals.
    #[error("cannot {what} ({error}); end other programs, or try later")]
    System {
        /// What was asked of the system.
        what: &'static str,
        /// What it said.
        error: std::io::Error,
    },
    /// Something given that cannot be used.
    #[error("{place}: {message}")]
    Given {
        /// The option.
        place: &'static str,
        /// What is wrong, and what to do.
        message: String,
    },
    /// A mistake in the world.
    #[error(transparent)]
    Simulate(#[from] SimulateError),
    /// A mistake in its data.
    #[error(transparent)]
    Panel(#[from] PanelError),
    /// A mistake that an appraisal would meet.
    #[error(transparent)]
    Assess(#[from] AssessError),
}
