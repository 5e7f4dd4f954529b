//! What can be wrong with the rates that a population is projected by.

/// A schedule of rates that no population can be projected by. The reader of a file adds where it stands.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CohortError {
    /// A death rate is negative, infinite or no number.
    #[error("death rate {value} at age {age}: give a rate of 0 or more, deaths a person-year")]
    DeathRate {
        /// First age of the group.
        age: usize,
        /// What was given.
        value: f64,
    },
    /// The last age group has no deaths, so that nobody in it ever dies.
    #[error("death rate 0 at age 100 and over: give a rate above 0, or nobody of that age ever dies")]
    Immortal,
    /// Fertility by age is negative, or nothing at all.
    #[error("share {value} of births at mothers' age {age}: give shares of 0 or more, some of them above 0")]
    Fertility {
        /// First age of the group.
        age: usize,
        /// What was given.
        value: f64,
    },
    /// Boys born for each girl.
    #[error("{value} boys born for each girl: give a number above 0 and below 10")]
    SexRatio {
        /// What was given.
        value: f64,
    },
    /// A count of people is negative or no number.
    #[error("{value} people aged {age}: give a number of 0 or more")]
    People {
        /// First age of the group.
        age: usize,
        /// What was given.
        value: f64,
    },
    /// A schedule without any year.
    #[error("no {what} for any year: give at least one")]
    Nothing {
        /// What is missing.
        what: &'static str,
    },
}
