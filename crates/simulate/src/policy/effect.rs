//! An effect of a measure on a lever.

use serde::Serialize;

use super::PastRule;
use crate::luck::{Chance, Luck, Stream};

/// An effect of a measure on a lever, linear in the amount up to a saturation.
#[derive(Debug, Clone, Serialize)]
pub struct Effect {
    /// Stable name of the evidence; the draw's effect is keyed by it.
    pub evidence: String,
    /// Measure whose amount it reads.
    pub measure: String,
    /// Lever it moves.
    pub lever: String,
    /// Mean effect per unit of amount, on the lever's scale.
    pub mean: f64,
    /// Standard deviation of the effect (parameter uncertainty).
    pub standard_deviation: f64,
    /// Amount beyond which more changes nothing: the edge of the data's support.
    pub saturation: f64,
    /// How amounts on the measure's axis reach the units of the lever's: an expression over `amount` and the past, such as
    /// `at(amount, in_region)` or `neighbours(amount * (lag(conflict) > 0), contiguity)`. Not needed on one axis, nor from the world.
    #[serde(skip)]
    pub through: Option<PastRule>,
    /// Causal discount d in [0, 1]: the effect is multiplied by (1 - d).
    pub discount: f64,
}

impl Effect {
    /// Whether it is the same piece of evidence, put to the same use under the same discount. How amounts reach the lever is
    /// the measure's, and the same under every setting.
    pub(crate) fn is(&self, other: &Self) -> bool {
        let numbers = |of: &Self| [of.mean, of.standard_deviation, of.saturation, of.discount];
        [&self.lever, &self.evidence, &self.measure] == [&other.lever, &other.evidence, &other.measure]
            && numbers(self) == numbers(other)
    }

    /// The effect in one draw, keyed by (seed, draw, evidence), never by portfolio.
    pub fn in_draw(&self, chance: impl Into<Chance>, draw: u64) -> f64 {
        let stream = Stream::named(&format!("effect/{}", self.evidence));
        let z = Luck::at(chance, draw, 0, 0, stream).normal(0);
        (1.0 - self.discount) * (self.mean + self.standard_deviation * z)
    }
}
