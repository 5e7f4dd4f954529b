//! What countries share of their luck in a year.

use serde::Deserialize;

/// Groups of countries whose years have a shock of their own, beside that of the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SharedBy {
    /// Regions of the panel's roster: those of the World Bank.
    Region,
    /// Continents of the roster.
    Continent,
}
