//! Rivals that need no model: a state's own past, its last level, the world's past, and what usually followed.
//!
//! Each reads observed values up to and with the origin, nothing later and nothing from the model.

use forefend_panel::Year;
use serde::{Deserialize, Serialize};

use crate::truth::Truth;
use crate::units::UnitId;

/// Years of the past that the history and climatology baselines look at.
pub const PAST_YEARS: i16 = 30;

/// A forecast without a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Baseline {
    /// Share of the state's last 30 years in which the event held. Of an event within years: share of its base years, the
    /// 30 years whose following years were over at the origin and of which it would have been asked, that it
    /// followed; where it has none such, climatology.
    History,
    /// Certain that the state stays as it was at the origin. It has no log score: a certain forecast that fails
    /// scores infinity. Of an event within years it says never.
    Persistence,
    /// The same share as [`Baseline::History`], over all simulated states together.
    Climatology,
    /// What usually followed. Of all past state-years like the state's present one, the share after which the outcome
    /// held as many years later. "Like" means the same level and, at peace, about as many whole years of peace (1, 2-4,
    /// 5-9, 10-19, 20 and more). Only state-years count of which the target would have been asked and whose outcome was
    /// observed by the origin. Where there is none, climatology.
    Transitions,
    /// A weighted mean of three numbers: the state's present (0 or 1), its own share of past years, and the world's. For each
    /// number of years ahead the weights are those that fit all earlier origins best (least squares).
    PersistenceToBase,
    /// Of an amount or value: certain that it stays what it was in the last observed year.
    LastValue,
    /// Of an amount: one of the state's last ten values, each as likely.
    LastTen,
    /// Of an amount, on log1p, or of the world's share, on its log odds: a random walk without drift. Of a value, on its own
    /// scale: its last value, with the spread of all units' changes over as many years.
    RandomWalk,
    /// Of a value: its last value and the changes of all units over as many years, with what they had in common.
    AllChanges,
    /// Of a value: its mean yearly change of the last ten years goes on, with the errors that this rule made before.
    OwnDrift,
}

impl Baseline {
    /// The name in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::History => "history",
            Self::Persistence => "persistence",
            Self::Climatology => "climatology",
            Self::Transitions => "transitions",
            Self::PersistenceToBase => "persistence_to_base",
            Self::LastValue => "last_value",
            Self::LastTen => "last_ten",
            Self::RandomWalk => "random_walk",
            Self::AllChanges => "all_changes",
            Self::OwnDrift => "own_drift",
        }
    }

    /// The name in tables.
    pub fn words(self) -> &'static str {
        match self {
            Self::History => "share of the last 30 years",
            Self::Persistence => "stays as it was",
            Self::Climatology => "world average",
            Self::Transitions => "what usually followed",
            Self::PersistenceToBase => "fades to its base rate",
            Self::LastValue => "last value",
            Self::LastTen => "one of the last ten years",
            Self::RandomWalk => "random walk",
            Self::AllChanges => "changes as all had",
            Self::OwnDrift => "goes on as before",
        }
    }
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

/// How often the event held for one state in the past, as [`Baseline::History`] counts it.
pub(crate) fn past_share(truth: &Truth, unit: impl Into<UnitId>, origin: Year) -> Share {
    let unit = unit.into();
    let mut share = Share::default();
    let last = origin - truth.within.unwrap_or(0);
    for year in Year::range(last - (PAST_YEARS - 1), last) {
        let hit = match truth.within {
            Some(within) => truth.came(unit, year, within),
            None => truth.held(unit, year),
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
    use crate::observed::Observed;

    /// Conflict in the last of every ten years from 1961 to 2020 (1970, 1980, ...), war in 1980 alone.
    fn levels() -> Observed {
        let level = |year: i16| if year == 1980 { 2.0 } else { f64::from(u8::from(year % 10 == 0)) };
        Observed::from_levels((1961..=2020).map(|year| ((UnitId(1), Year(year)), level(year))))
    }

    #[test]
    fn the_past_ends_with_the_origin_and_reaches_thirty_years_back() {
        let share =
            |least, origin| past_share(&Truth::of_levels(&levels(), least, None), UnitId(1), Year(origin));
        assert_eq!(share(1.0, 2000), Share { hits: 3, n: 30 }, "1980, 1990, 2000");
        assert_eq!(share(1.0, 2009), Share { hits: 3, n: 30 }, "1980 counts, 2010 is later");
        assert_eq!(share(2.0, 2009), Share { hits: 1, n: 30 });
        assert_eq!(share(2.0, 2010), Share { hits: 0, n: 30 });
        assert_eq!(share(1.0, 1970), Share { hits: 1, n: 10 }, "what is not observed is left out");
    }

    #[test]
    fn onsets_of_the_past_are_those_complete_at_the_origin() {
        // Base years 1966-1995; at peace two years: not x0 and x1; followed by conflict within five: x5 to x9.
        let share = past_share(&Truth::of_levels(&levels(), 1.0, Some(5)), UnitId(1), Year(2000));
        assert_eq!(share, Share { hits: 15, n: 24 });
    }

    #[test]
    fn a_share_of_nothing_is_smoothed_to_one_half() {
        assert_eq!((Share::default().value(), Share::default().smoothed()), (0.0, 0.5));
        assert_eq!(Share { hits: 0, n: 30 }.smoothed(), 1.0 / 32.0);
    }
}
