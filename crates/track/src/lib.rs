//! Track record: the production path repeated over rolling origins and scored.
//!
//! [`rolling_origins`] does, for each origin year, what a forecast of today does: it reads the panel as of December of
//! that year, fits every equation, simulates the reference policy, and counts. What came after is then scored against
//! simple rivals that knew as much ([`baseline`]), in a [`TrackRecord`].
//!
//! **What this is not.** The series are read as they stand today, corrected after the fact, and the model's form was
//! chosen by people who knew the years it is scored on: a pseudo out-of-sample record on revised data. A real record
//! starts with forecasts published before the fact. Settings are not tuned on any of these scores.

pub mod baseline;
mod cases;
mod error;
mod forecast;
mod observed;
mod outcome;
mod random_walk;
mod record;
mod rolling;
mod settings;
mod skill;
mod world_share;

pub use baseline::Baseline;
pub use error::TrackError;
pub use observed::Observed;
pub use outcome::{ONSET_YEARS, Outcome};
pub use random_walk::{RandomWalk, WALK_YEARS};
pub use record::{BASIS, TrackRecord};
pub use rolling::rolling_origins;
pub use settings::{Fingerprint, TrackSettings};
pub use skill::{BaselineScore, Comparison, SkillRow, Verdict};
pub use world_share::{Coverage, Quantiles, SharePath, ShareYear, WorldShare};
