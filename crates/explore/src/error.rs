//! What can be wrong with a table of performances.

/// An error of this crate.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ExploreError {
    /// A table without rows or columns.
    #[error("no {0} to compare: give at least one")]
    Empty(&'static str),
    /// A row with another number of scenarios than the first.
    #[error(
        "alternative {alternative} has {found} scenarios and the first has {wanted}: give each a value in every scenario"
    )]
    Ragged {
        /// Position of the row, from 1.
        alternative: usize,
        /// Its scenarios.
        found: usize,
        /// Those of the first row.
        wanted: usize,
    },
    /// A performance that is missing or infinite.
    #[error(
        "the performance of alternative {alternative} in scenario {scenario} is {value}: give a finite number"
    )]
    NotFinite {
        /// Position of the row, from 1.
        alternative: usize,
        /// Position of the column, from 1.
        scenario: usize,
        /// What was given.
        value: f64,
    },
}
