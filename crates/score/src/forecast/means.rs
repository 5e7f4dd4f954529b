//! Means of scored cells with their intervals.

use serde::Serialize;

use super::ScoredCell;
use crate::{Bootstrap, Interval, ScoreError, mean_interval};

/// A score of a cell.
pub type Score = fn(&ScoredCell) -> f64;

/// Every score with a mean, by its name; smaller is better in all of them.
pub const SCORES: [(&str, Score); 7] = [
    ("CRPS", |cell| cell.scores.three.crps),
    ("log1p CRPS", |cell| cell.scores.crps_log1p),
    ("IGN", |cell| cell.scores.three.ign),
    ("MIS", |cell| cell.scores.three.mis),
    ("tail CRPS", |cell| cell.scores.crps_above),
    ("MSLE", |cell| cell.scores.squared_log_error),
    ("fair CRPS", |cell| cell.scores.crps_fair),
];

/// A score of every cell.
pub fn values(cells: &[ScoredCell], of: Score) -> Vec<f64> {
    cells.iter().map(of).collect()
}

/// A mean and its interval.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Mean {
    /// Name of the score.
    pub score: &'static str,
    /// The mean.
    pub mean: f64,
    /// Over resampled units; none with one unit alone.
    pub interval: Option<Interval>,
}

/// A group of cells.
#[derive(Debug, Serialize)]
pub struct Group {
    /// What it is grouped by: all, situation, horizon, year, country.
    pub by: &'static str,
    /// Its name.
    pub name: String,
    /// How many cells.
    pub cells: usize,
    /// The means.
    pub scores: Vec<Mean>,
}

impl Group {
    /// Means of some cells, with intervals over resampled units.
    ///
    /// # Errors
    /// Settings of the bootstrap that cannot be.
    pub fn of(
        by: &'static str,
        name: String,
        cells: &[ScoredCell],
        bootstrap: Bootstrap,
    ) -> Result<Self, ScoreError> {
        let blocks: Vec<u32> = cells.iter().map(|cell| cell.cell.unit).collect();
        let mut scores = Vec::new();
        for (score, of) in SCORES {
            let values = values(cells, of);
            // A single draw has no fair CRPS.
            if values.iter().all(|value| value.is_finite()) {
                let interval = mean_interval(&values, &blocks, bootstrap)?;
                let mean = values.iter().sum::<f64>() / values.len() as f64;
                scores.push(Mean { score, mean, interval });
            }
        }
        Ok(Self { by, name, cells: cells.len(), scores })
    }
}
