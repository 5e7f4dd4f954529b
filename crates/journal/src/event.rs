//! What an entry gives a chance of.

use serde::{Deserialize, Serialize};

/// Something that happens to a country in a period or not: its series is this much or more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Name, and name of its table: letters, digits, `_` and `-`.
    pub id: String,
    /// In words.
    pub title: String,
    /// The series of a panel that settles it.
    pub series: String,
    /// It happened where the series is this or more.
    pub at_least: f64,
}

impl Event {
    /// Whether a value of the series means that it happened.
    pub fn happened(&self, value: f64) -> bool {
        value >= self.at_least
    }

    /// File of its forecasts.
    pub fn table(&self) -> String {
        format!("{}.csv", self.id)
    }

    /// File of what came, where it is kept beside the forecasts.
    pub fn came(&self) -> String {
        format!("{}.came.csv", self.id)
    }

    /// Whether the name can be a file's.
    pub(crate) fn is_named_well(&self) -> bool {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        (1..=64).contains(&self.id.len()) && self.id.bytes().all(fits)
    }
}
