//! Peacekeeping missions: which stood where, and how large they were.
use serde::{Deserialize, Serialize};

use crate::{CountryId, Year};

/// A mission in a country and year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mission {
    /// The country it stood in.
    pub country: CountryId,
    /// The year.
    pub year: Year,
    /// Short name, as in the source (`MINUSCA`).
    pub name: String,
    /// Troops in that country (yearly average); none where the source does not know.
    pub troops: Option<f64>,
}
