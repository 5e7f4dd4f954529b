//! Who belonged to which organisation, and when.
use serde::{Deserialize, Serialize};

use crate::{CountryId, Year};

/// Standing of a state in an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Full member.
    Full,
    /// Associate member.
    Associate,
    /// Observer.
    Observer,
}

impl Status {
    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Status::Full => "full",
            Status::Associate => "associate",
            Status::Observer => "observer",
        }
    }

    /// From the word in files.
    pub fn from_word(word: &str) -> Option<Self> {
        [Status::Full, Status::Associate, Status::Observer].into_iter().find(|status| status.word() == word)
    }
}

/// One spell of membership.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Membership {
    /// Short name of the organisation, as in the source (`un`, `au`, `eu`).
    pub organisation: String,
    /// The state.
    pub country: CountryId,
    /// First year.
    pub first: Year,
    /// Last year; none = still a member.
    pub last: Option<Year>,
    /// Standing.
    pub status: Status,
}

impl Membership {
    /// Whether the spell holds in `year`.
    pub fn contains(&self, year: Year) -> bool {
        self.first <= year && self.last.is_none_or(|last| year <= last)
    }
}
