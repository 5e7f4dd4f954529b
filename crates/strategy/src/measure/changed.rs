//! Measures under evidence that says something else.

use super::{Measures, unusable};
use crate::error::StrategyError;
use crate::evidence::Use;

impl Measures {
    /// The same with another value and interval of one row of the evidence: what if it were so?
    ///
    /// # Errors
    /// A row that is not there or is not for the model; numbers that are none, that do not hold one another, or that the measures
    /// cannot use.
    pub fn with_effect(&self, id: &str, value: f64, ends: Option<[f64; 2]>) -> Result<Self, StrategyError> {
        let place = format!("evidence `{id}`");
        let refuse = |message: String| Err(StrategyError::Declaration { place: place.clone(), message });
        let mut changed = self.clone();
        self.row(id, "the effects that are changed")?;
        let Some(row) = changed.evidence.iter_mut().find(|row| row.id == id) else { return Ok(changed) };
        if row.purpose != Use::Model {
            return refuse(
                "it is for tables, not for the model; change a row with use = \"model\"".to_owned(),
            );
        }
        let [low, high] = ends.unwrap_or([value, value]);
        if !(low.is_finite() && high.is_finite() && low <= value && value <= high) {
            return refuse(format!(
                "the interval [{low}, {high}] does not hold {value}; give low <= value <= high"
            ));
        }
        // What was given as a normal distribution is now given by its interval.
        row.standard_deviation = None;
        (row.value, row.low, row.high) = (Some(value), Some(low), Some(high));
        for measure in &changed.measures {
            for effect in measure.effect.iter().filter(|effect| effect.evidence.as_ref() == id) {
                let row = changed.row(id, &place)?;
                if effect.shift_per_unit(row).is_none() {
                    return refuse(unusable(row));
                }
            }
            let cost =
                (measure.cost.evidence.as_ref() == id).then(|| changed.unit_cost(measure)).transpose()?;
            if cost.is_some_and(|cost| !(cost.is_finite() && cost >= 0.0)) {
                return refuse("a cost is 0 or more; give such a value".to_owned());
            }
        }
        Ok(changed)
    }
}
