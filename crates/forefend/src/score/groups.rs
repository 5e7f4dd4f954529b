//! Means of groups of cells with their intervals.

use std::collections::BTreeMap;

use forefend_panel::{Month, Year};
use forefend_score::forecast::{Actuals, ScoredCell};
use forefend_score::{Bootstrap, Interval, Situation, mean_interval};
use serde::Serialize;

use crate::cli::score::Grouping;
use crate::failure::Failure;

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
    /// Means of some cells.
    pub fn of(
        by: &'static str,
        name: String,
        cells: &[ScoredCell],
        bootstrap: Bootstrap,
    ) -> Result<Self, Failure> {
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

/// The groups asked for, in their order.
pub fn groups(
    by: Grouping,
    cells: &[ScoredCell],
    actuals: &Actuals,
    as_of: Option<Month>,
    bootstrap: Bootstrap,
) -> Result<Vec<Group>, Failure> {
    let mut parts: BTreeMap<(i64, String), Vec<ScoredCell>> = BTreeMap::new();
    for cell in cells {
        parts.entry(key(by, cell, actuals, as_of)?).or_default().push(*cell);
    }
    let word = match by {
        Grouping::Situation => "situation",
        Grouping::Horizon => "months ahead",
        Grouping::Year => "year",
        Grouping::Country => "unit",
    };
    parts.into_iter().map(|((_, name), cells)| Group::of(word, name, &cells, bootstrap)).collect()
}

fn key(
    by: Grouping,
    cell: &ScoredCell,
    actuals: &Actuals,
    as_of: Option<Month>,
) -> Result<(i64, String), Failure> {
    Ok(match by {
        Grouping::Situation => {
            let situation = actuals.situation(cell.cell, cell.observed);
            (situation as i64, situation.word().to_owned())
        }
        Grouping::Horizon => {
            let ahead = i64::from(cell.cell.month - last_known(cell.window, as_of)?);
            (ahead, ahead.to_string())
        }
        Grouping::Year => {
            let year = cell.cell.month.year();
            (i64::from(year.0), year.to_string())
        }
        Grouping::Country => (i64::from(cell.cell.unit), cell.cell.unit.to_string()),
    })
}

/// October before the window's year, the challenge's rule, where nothing else is said.
fn last_known(window: Option<Year>, as_of: Option<Month>) -> Result<Month, Failure> {
    match (as_of, window) {
        (Some(month), _) => Ok(month),
        (None, Some(year)) => Ok(year.first_month() + -3),
        (None, None) => Err(Failure::command(
            "--by horizon: no folder window=Y2023 says when the forecast was made; give --as-of YYYY-MM, the last \
             month it may have known"
                .to_owned(),
        )),
    }
}

/// Number of cells whose situation is not known.
pub fn unknown_situations(cells: &[ScoredCell], actuals: &Actuals) -> usize {
    let unknown = |cell: &&ScoredCell| actuals.situation(cell.cell, cell.observed) == Situation::Unknown;
    cells.iter().filter(unknown).count()
}
