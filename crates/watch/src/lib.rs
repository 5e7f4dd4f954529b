//! The outlook for the months ahead: deaths by country and month, as predictive distributions.
//!
//! [`forecast`] learns from what was known at a month ([`Views`]) and pools three components: each country's own past,
//! decayed; a distributional forest; boosted hazards of the bins. Countries at war are also forecast by
//! what became of wars of their size. It stands outside the joint simulation. Settings are
//! declared in `world/watch.toml` ([`Settings`]); how they were learned, and how good the outlook has been, is in `docs/watch.md`.

mod boost;
mod combine;
mod decayed;
mod error;
mod feature;
mod features;
mod forecast;
mod forest;
mod grid;
mod hazard;
mod learn;
mod logit;
mod looks;
mod numbers;
mod outlook;
mod own_data;
mod past;
mod pool;
mod quantised;
mod rolling;
mod rows;
mod settings;
mod source;
mod tables;
mod target;
mod terms;
mod thresholds;
mod tree;
mod wars;
mod write;

pub use error::WatchError;
pub use feature::{Feature, Group};
pub use forecast::{AHEAD, Asked, FURTHEST, Forecast, forecast};
pub use grid::{BINS, Grid, bin_of};
pub use learn::learn_weights;
pub use looks::{BOOK, Frozen, Look, ScoreBook};
pub use outlook::{BEFORE, CountryOutlook, EVENT, MonthAhead, ONGOING, Outlook, Reason, Standing, outlook};
pub use own_data::replace_deaths;
pub use past::{Past, Place, STRUCTURAL, Views};
pub use pool::draws;
pub use rolling::{Forecaster, ScoredMonth, of_window, origin_of, score_windows};
pub use settings::{
    BoostSettings, DecayedSettings, FILE, ForestSettings, Learned, LogitSettings, RowSettings, Settings,
    Shape, Split, Weights,
};
pub use target::Target;
pub use wars::{WarSettings, WarShares};
pub use write::{MadeFrom, window_of, write_forecast};
