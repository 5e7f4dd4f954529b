//! Performances of alternatives in scenarios.

use crate::error::ExploreError;

/// Whether more of a performance is better or worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Lives saved, people out of poverty.
    MoreIsBetter,
    /// Deaths, costs.
    LessIsBetter,
}

/// One value for each alternative in each scenario. Where less is better, values are held with their sign changed, so that
/// every metric maximises.
#[derive(Debug, Clone, PartialEq)]
pub struct Performance {
    rows: Vec<Vec<f64>>,
    direction: Direction,
}

impl Performance {
    /// From a row an alternative, a column a scenario.
    ///
    /// # Errors
    /// No alternative, no scenario, rows of different lengths, a value that is no finite number.
    pub fn new(mut rows: Vec<Vec<f64>>, direction: Direction) -> Result<Self, ExploreError> {
        let wanted = rows.first().ok_or(ExploreError::Empty("alternative"))?.len();
        if wanted == 0 {
            return Err(ExploreError::Empty("scenario"));
        }
        for (at, row) in rows.iter_mut().enumerate() {
            if row.len() != wanted {
                return Err(ExploreError::Ragged { alternative: at + 1, found: row.len(), wanted });
            }
            if let Some((scenario, &value)) = row.iter().enumerate().find(|(_, value)| !value.is_finite()) {
                return Err(ExploreError::NotFinite { alternative: at + 1, scenario: scenario + 1, value });
            }
            if direction == Direction::LessIsBetter {
                row.iter_mut().for_each(|value| *value = -*value);
            }
        }
        Ok(Self { rows, direction })
    }

    /// Rows as they are held: more is better.
    pub(crate) fn rows(&self) -> &[Vec<f64>] {
        &self.rows
    }

    /// A level as it is held.
    pub(crate) fn level(&self, level: f64) -> f64 {
        match self.direction {
            Direction::MoreIsBetter => level,
            Direction::LessIsBetter => -level,
        }
    }

    /// The best of any alternative in each scenario.
    pub(crate) fn best(&self) -> Vec<f64> {
        let scenarios = self.rows.first().map_or(0, Vec::len);
        (0..scenarios)
            .map(|scenario| self.rows.iter().map(|row| row[scenario]).fold(f64::NEG_INFINITY, f64::max))
            .collect()
    }
}
