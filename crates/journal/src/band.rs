//! Horizons that are scored together, fixed before any score is known.

use serde::Serialize;

use crate::period::Step;

/// Periods ahead, first and last.
///
/// # Examples
/// ```
/// use forefend_journal::{ANNUAL, Step};
///
/// assert!(ANNUAL[0].holds(3) && !ANNUAL[0].holds(4));
/// assert_eq!(ANNUAL[0].words(Step::Year), "1-3 years ahead");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Band(pub i32, pub i32);

/// Of years: those of the track record.
pub const ANNUAL: [Band; 4] = [Band(1, 3), Band(4, 6), Band(7, 9), Band(10, 13)];
/// Of months: those of the published comparison that the first sealed forecasts were held against, and what lies beyond.
pub const MONTHLY: [Band; 4] = [Band(1, 3), Band(4, 6), Band(7, 12), Band(13, 36)];

impl Band {
    /// Whether a horizon lies in it.
    pub fn holds(self, ahead: i32) -> bool {
        (self.0..=self.1).contains(&ahead)
    }

    /// `1-3 years ahead`.
    pub fn words(self, step: Step) -> String {
        match self {
            Self(from, to) if from == to => format!("{from} {} ahead", step.words(from)),
            Self(from, to) => format!("{from}-{to} {} ahead", step.words(to)),
        }
    }
}

/// The bands of a step.
pub fn bands(step: Step) -> &'static [Band] {
    match step {
        Step::Year => &ANNUAL,
        Step::Month => &MONTHLY,
    }
}
