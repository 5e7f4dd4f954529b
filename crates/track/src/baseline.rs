//! Rivals that need no model: a state's own past, its last level, the world's past, and what usually followed.
//!
//! Each reads observed values up to and with the origin, nothing later and nothing from the model.

use forefend_panel::{CountryId, Year};
use serde::{Deserialize, Serialize};

use crate::observed::Observed;
use crate::outcome::{ONSET_YEARS, Outcome, onset_after};

/// Years of the past that the history and climatology baselines look at.
pub const PAST_YEARS: i16 = 30;

/// A forecast without a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Baseline {
    /// Share of the state's last 30 years in which the outcome held. For an onset: share of its base years, the 30
    /// years whose five following years were over at the origin and in which it had been at peace for two, that an
    /// onset followed; where it has none such, climatology.
    History,
    /// Certain that the state stays as it was at the origin. It has no log score: a certain forecast that fails
    /// scores infinity. For an onset it says never.
    Persistence,
    /// The same share as [`Baseline::History`], over all simulated states together.
    Climatology,
    /// Share of all existing states, in all years whose outcome was observed by the origin, in which the outcome held
    /// as many years later, among those at the same level and, at peace, for about as long (1, 2-4, 5-9, 10-19, 20 and
    /// more whole years). For an onset: the same of those at peace for two years. Where none such was observed,
    /// climatology.
    Transitions,
}

/// `hits` of `n`: a share, or the smoothed probability that the log score needs.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Share {
    pub hits: u64,
    pub n: u64,
}

impl Share {
    pub fn add(&mut self, hit: bool) {
        self.hits += u64::from(hit);
        self.n += 1;
    }

    /// The plain share, for Brier score and AUC; 0 of 0 is 0.
    pub fn value(self) -> f64 {
        if self.n == 0 { 0.0 } else { self.hits as f64 / self.n as f64 }
    }

    /// Laplace's rule of succession, `(hits + 1) / (n + 2)`, for the log score. Model and baselines alike: a share of
    /// 0 means "not among so many", not "impossible".
    pub fn smoothed(self) -> f64 {
        (self.hits as f64 + 1.0) / (self.n as f64 + 2.0)
    }
}

/// How often the outcome held for one state in the past, as [`Baseline::History`] counts it.
pub(crate) fn past_share(levels: &Observed, outcome: Outcome, unit: CountryId, origin: Year) -> Share {
    let mut share = Share::default();
    let last = if outcome == Outcome::Onset { origin - ONSET_YEARS } else { origin };
    for year in Year::range(last - (PAST_YEARS - 1), last) {
        let hit = match outcome {
            Outcome::Onset => onset_after(levels, unit, year),
            Outcome::InConflict | Outcome::AtWar => {
                levels.level(unit, year).map(|level| outcome.holds(level))
            }
        };
        if let Some(hit) = hit {
            share.add(hit);
        }
    }
    share
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Conflict in the last of every ten years from 1961 to 2020 (1970, 1980, ...), war in 1980 alone.
    fn levels() -> Observed {
        let level = |year: i16| if year == 1980 { 2.0 } else { f64::from(u8::from(year % 10 == 0)) };
        Observed::from_levels((1961..=2020).map(|year| ((CountryId(1), Year(year)), level(year))))
    }

    #[test]
    fn the_past_ends_with_the_origin_and_reaches_thirty_years_back() {
        let share = |outcome, origin| past_share(&levels(), outcome, CountryId(1), Year(origin));
        assert_eq!(share(Outcome::InConflict, 2000), Share { hits: 3, n: 30 }, "1980, 1990, 2000");
        assert_eq!(share(Outcome::InConflict, 2009), Share { hits: 3, n: 30 }, "1980 counts, 2010 is later");
        assert_eq!(share(Outcome::AtWar, 2009), Share { hits: 1, n: 30 });
        assert_eq!(share(Outcome::AtWar, 2010), Share { hits: 0, n: 30 });
        assert_eq!(
            share(Outcome::InConflict, 1970),
            Share { hits: 1, n: 10 },
            "what is not observed is left out"
        );
    }

    #[test]
    fn onsets_of_the_past_are_those_complete_at_the_origin() {
        // Base years 1966-1995; at peace two years: not x0 and x1; followed by conflict within five: x5 to x9.
        let share = past_share(&levels(), Outcome::Onset, CountryId(1), Year(2000));
        assert_eq!(share, Share { hits: 15, n: 24 });
    }

    #[test]
    fn a_share_of_nothing_is_smoothed_to_one_half() {
        assert_eq!((Share::default().value(), Share::default().smoothed()), (0.0, 0.5));
        assert_eq!(Share { hits: 0, n: 30 }.smoothed(), 1.0 / 32.0);
    }
}
