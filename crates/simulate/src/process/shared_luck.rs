//! The luck of what all rows of an equation share in a year: its own, or made of that of several equations.

use crate::luck::{Chance, Luck, Stream};
use crate::normal;

/// Luck of a common shock.
#[derive(Debug, Clone)]
pub(super) enum SharedLuck {
    Own(Stream),
    /// Streams with weights whose squares sum to one: normal numbers of each, weighted and summed, are one again (a Gaussian
    /// copula, of which these are a row of the correlations' Cholesky factor).
    Made(Vec<(Stream, f64)>),
}

impl SharedLuck {
    /// That of the equation called `name`; `parts` are names and weights, none where the luck is its own.
    pub fn of(name: &str, parts: &[(String, f64)]) -> Self {
        let stream = |name: &str| Stream::named(&format!("{name}/common"));
        match parts {
            [] => Self::Own(stream(name)),
            parts => Self::Made(parts.iter().map(|(name, weight)| (stream(name), *weight)).collect()),
        }
    }

    /// A uniform number for a draw and year.
    pub fn uniform(&self, chance: Chance, draw: u64, year: i32) -> f64 {
        let at = |stream: Stream| Luck::at(chance, draw, year, 0, stream);
        match self {
            Self::Own(stream) => at(*stream).nth(0),
            Self::Made(parts) => {
                let z = parts.iter().map(|(stream, weight)| weight * at(*stream).normal(0)).sum();
                normal::probability(z)
            }
        }
    }
}
