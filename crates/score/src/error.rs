//! What can be wrong with the input of a score.

#[cfg(feature = "files")]
use std::path::Path;

use thiserror::Error;

/// An input that cannot be scored. The message names the argument, the position and what to do.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ScoreError {
    /// Nothing to score.
    #[error("{what} is empty; a score needs at least {needed}")]
    Empty {
        /// The argument.
        what: &'static str,
        /// The least number of values.
        needed: usize,
    },
    /// Two arguments that describe the same cases differ in length.
    #[error("{left} has {left_length} values but {right} has {right_length}; each case needs one of both")]
    LengthMismatch {
        /// First argument.
        left: &'static str,
        /// Its length.
        left_length: usize,
        /// Second argument.
        right: &'static str,
        /// Its length.
        right_length: usize,
    },
    /// A missing or infinite value.
    #[error(
        "{what}[{index}] is {value}; drop or fill missing cases before scoring, so that all forecasts are scored on the same ones"
    )]
    NotFinite {
        /// The argument.
        what: &'static str,
        /// Position from 0.
        index: usize,
        /// What stands there.
        value: f64,
    },
    /// A value below 0 where only counts and amounts can be.
    #[error("{what}[{index}] is {value}; deaths and other amounts cannot be below 0")]
    Negative {
        /// The argument.
        what: &'static str,
        /// Position from 0.
        index: usize,
        /// What stands there.
        value: f64,
    },
    /// A draw with a fraction among those to be written as whole numbers.
    #[error("draws[{index}] is {value}; a forecast of counts has whole draws")]
    Fraction {
        /// Position from 0.
        index: usize,
        /// What stands there.
        value: f64,
    },
    /// Edges of bins that make no bins.
    #[error(
        "edge {edge} (position {position}) of the bins does not lie above {before}; edges are numbers above 0 in ascending order"
    )]
    Edges {
        /// Position among the inner edges, from 0.
        position: usize,
        /// The edge.
        edge: f64,
        /// The edge before it, or 0.
        before: f64,
    },
    /// A probability below 0 or above 1.
    #[error(
        "{what}[{index}] is {value}, which is no probability; give a share between 0 and 1, not a percentage"
    )]
    NotAProbability {
        /// The argument.
        what: &'static str,
        /// Position from 0.
        index: usize,
        /// What stands there.
        value: f64,
    },
    /// Class probabilities that do not add up to one.
    #[error("class probabilities add up to {sum}, not 1; normalise them first")]
    NotNormalised {
        /// Their sum.
        sum: f64,
    },
    /// An observed class without a forecast probability.
    #[error("observed class {class} has no probability among the {classes} forecast (classes count from 0)")]
    UnknownClass {
        /// The class observed.
        class: usize,
        /// How many were forecast.
        classes: usize,
    },
    /// Ranking needs events and non-events.
    #[error("{score} is undefined: {events} events in {cases} cases; it needs at least one event{more}")]
    OneClass {
        /// The score.
        score: &'static str,
        /// Cases in which the event happened.
        events: usize,
        /// All cases.
        cases: usize,
        /// What else is needed.
        more: &'static str,
    },
    /// A setting outside its range.
    #[error("{what} is {value}; it must be {range}")]
    Setting {
        /// The setting.
        what: &'static str,
        /// What was given.
        value: f64,
        /// What is allowed.
        range: &'static str,
    },
    /// An interval whose lower end lies above its upper end.
    #[error("the interval's lower end {lower} lies above its upper end {upper}; swap them")]
    Reversed {
        /// Lower end.
        lower: f64,
        /// Upper end.
        upper: f64,
    },
    /// A file or folder that cannot be opened.
    #[error("{file}: cannot be read ({reason})")]
    Unopened {
        /// The file.
        file: String,
        /// What the system said.
        reason: String,
    },
    /// A file that cannot be written.
    #[error("{file}: cannot be written ({reason})")]
    Unwritable {
        /// The file.
        file: String,
        /// What the system said.
        reason: String,
    },
    /// A file of forecasts or actuals that is not what it must be.
    #[error("{file}: {message}")]
    BadFile {
        /// The file.
        file: String,
        /// Where, what and the remedy.
        message: String,
    },
    /// A table that cannot be read; the words name the file and the row.
    #[error("{0}")]
    Table(String),
    /// The statistic could not be computed on enough resamples.
    #[error(
        "the statistic exists on only {defined} of {replicates} resamples; use larger blocks or another statistic"
    )]
    Undefined {
        /// Resamples on which it exists.
        defined: usize,
        /// Resamples tried.
        replicates: usize,
    },
}

impl From<forefend_panel::PanelError> for ScoreError {
    fn from(error: forefend_panel::PanelError) -> Self {
        match error {
            forefend_panel::PanelError::Unopened { file, reason } => Self::Unopened { file, reason },
            error => Self::Table(error.to_string()),
        }
    }
}

#[cfg(feature = "files")]
impl ScoreError {
    /// About a file of forecasts or actuals.
    pub(crate) fn bad_file(path: &Path, message: impl Into<String>) -> Self {
        Self::BadFile { file: path.display().to_string(), message: message.into() }
    }
}
