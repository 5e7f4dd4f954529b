//! Track record: the production path repeated over rolling origins and scored.
//!
//! [`rolling_origins`] does, for each origin year, what a forecast of today does: it reads the panel as of December of
//! that year, fits every equation, simulates the reference policy, and counts. What came after is then scored against
//! simple rivals that knew as much ([`baseline`]), in a [`TrackRecord`].
//!
//! **What this is not.** The series are read as they stand today, corrected after the fact, and the model's form was
//! chosen by people who knew the years it is scored on: a pseudo out-of-sample record on revised data. A real record
//! starts with forecasts published before the fact.
//!
//! Nor was the model untouched by these scores. Seven forms of the conflict equation have been scored on the default
//! origins so far. In brackets: how much of what came the 90 % band of the world share held.
//!
//! 1. Without a common shock (61 %).
//! 2. With a common shock estimated from moments, which came out as nothing.
//! 3. With one autoregression, from its posterior on a grid (66 % when first scored).
//! 4. The same after later changes to the model (63 %).
//! 5. With one shock for outbreaks and one for endings (90 %).
//! 6. The same with the effect of each year taken at its mode, because tests on worlds with known parameters asked for it
//!    (89 %).
//! 7. With a bend in population, and a long peace that counts for more where income is high; it came with the data to 2025.
//!
//! Forms 5 to 7 were chosen on outcomes before 1990 alone, but by people who knew the scores of the earlier forms:
//! `docs/annual-conflict.md`.

mod ablation;
mod amounts;
mod base_rate;
pub mod baseline;
mod belongs;
mod book;
mod cases;
mod compare;
mod error;
mod forecast;
mod observed;
mod outcome;
mod past_list;
mod random_walk;
mod ranking;
mod record;
pub mod replay;
mod rolling;
mod said;
mod settings;
mod skill;
mod target;
mod transform;
mod transitions;
mod truth;
mod units;
mod value_rivals;
mod values;
mod verdict;
mod world_amount;
mod world_share;

pub use ablation::{
    ABLATION, Ablation, AblationBook, AblationRow, CANDIDATES, Candidate, DriverAblation, ablate, candidates,
};
pub use baseline::Baseline;
pub use belongs::{BelongsTo, declared_in};
pub use book::{BOOK, LookMade, ScoreBook};
pub use compare::{PairedRow, PairedSkill, Side, TargetPaired, compare};
pub use error::TrackError;
pub use forecast::BLOCK;
pub use observed::Observed;
pub use past_list::{LISTED, PastList, PastName};
pub use random_walk::{RandomWalk, WALK_YEARS};
pub use record::{BASIS, Calibration, TrackRecord};
pub use rolling::{check_origins, rolling_origins, score_origins, simulate_origin};
pub use settings::{Fingerprint, TrackSettings};
pub use skill::{BaselineScore, Comparison, SkillRow};
pub use target::{Bound, Condition, TARGETS, Target, TargetKind, Targets};
pub use transform::Transform;
pub use verdict::{Score, Verdict};
pub use world_amount::{AmountPath, AmountYear, WorldAmount};
pub use world_share::{Coverage, Quantiles, SharePath, ShareYear, WorldShare};
