//! Proper scores, discrimination, calibration and their intervals.
//!
//! Pure functions on slices: no input or output, no clock, no shared state. Each score has a file of its own, headed by
//! its formula and the paper it comes from.
//!
//! - [`crps`], [`crps_fair`]: a sample against one number; [`log_score`], [`log_score_of_class`], [`brier`]: probabilities
//!   against what happened; [`interval_score`]: a central interval against one number. All are oriented so that
//!   **smaller is better**.
//! - [`auc`], [`average_precision`]: does the forecast rank events above non-events? Larger is better; they say nothing
//!   about calibration.
//! - [`Pit`], [`coverage`], [`reliability_bins`], [`BrierDecomposition`]: are the stated probabilities kept?
//! - [`paired_difference`], [`block_bootstrap`]: how sure a comparison of two forecasts is when errors within a year or a
//!   country hang together.
//!
//! Functions named after one case return that case's score, so that a comparison can be paired; [`mean_score`] averages.

mod auc;
mod average_precision;
mod bootstrap;
mod brier;
mod calibration;
mod check;
mod crps;
mod error;
mod interval_score;
mod log_score;
mod paired;
mod quantile;
mod reliability;
mod splitmix;

pub use auc::auc;
pub use average_precision::average_precision;
pub use bootstrap::{Bootstrap, Interval, block_bootstrap};
pub use brier::{BrierDecomposition, brier, brier_scores};
pub use calibration::{Pit, coverage, pit_histogram};
pub use crps::{crps, crps_fair, crps_sorted};
pub use error::ScoreError;
pub use interval_score::{interval_score, interval_score_of_draws};
pub use log_score::{log_score, log_score_of_class, log_scores};
pub use paired::{PairedDifference, mean_score, paired_difference};
pub use quantile::{central_interval, quantile_sorted, quantiles};
pub use reliability::{ReliabilityBin, reliability_bins};
pub use splitmix::SplitMix64;
