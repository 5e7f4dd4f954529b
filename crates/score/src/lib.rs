//! Proper scores, discrimination, calibration and their intervals.
//!
//! Pure functions on slices: no input or output, no clock, no shared state; [`forecast`] alone reads and writes files. Each score has a file of its own, headed by
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
//! - [`ignorance`] on [`Bins`], [`crps_log1p`], [`crps_above`], [`squared_log_error`]: the other scores of the conflict
//!   forecasting field; [`CellScorer`] and [`score_window`] give all of them from one sort of the draws.
//! - [`without_top`], [`Situation`], [`smallest_detectable`]: on what a mean rests, and what it could have shown.
//!
//! Functions named after one case return that case's score, so that a comparison can be paired; [`mean_score`] averages.

mod auc;
mod average_precision;
mod bootstrap;
mod brier;
mod calibration;
mod cell;
mod check;
mod crps;
mod crps_transformed;
mod detectable;
mod draw;
mod error;
#[cfg(feature = "files")]
pub mod forecast;
mod ignorance;
mod interval_score;
mod leave_top;
mod log_error;
mod log_score;
mod paired;
mod quantile;
mod reliability;
mod situation;
mod sort_counts;
mod splitmix;
mod window;

pub use auc::auc;
pub use average_precision::average_precision;
pub use bootstrap::{Bootstrap, Interval, block_bootstrap};
pub use brier::{BrierDecomposition, brier, brier_scores};
pub use calibration::{Pit, coverage, pit_histogram};
pub use cell::{CellScorer, CellScores, CellSettings, ThreeScores};
pub use crps::{crps, crps_fair, crps_sorted};
pub use crps_transformed::{crps_above, crps_log1p};
pub use detectable::{Detectable, smallest_detectable};
pub use draw::Draw;
pub use error::ScoreError;
pub use ignorance::{Bins, VIEWS_EDGES, ignorance, ignorance_of_probabilities};
pub use interval_score::{interval_score, interval_score_of_draws};
pub use leave_top::{WithoutTop, top_positions, without_top, without_top_groups};
pub use log_error::{squared_log_error, squared_log_error_of_draws};
pub use log_score::{log_score, log_score_of_class, log_scores};
pub use paired::{PairedDifference, mean_interval, mean_score, paired_difference};
pub use quantile::{central_interval, quantile_sorted, quantiles, quantiles_selected};
pub use reliability::{ReliabilityBin, reliability_bins};
pub use situation::Situation;
pub use splitmix::SplitMix64;
pub use window::{mean_of_three, score_window};
