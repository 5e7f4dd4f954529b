//! A forecast held against the actuals, cell by cell.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use forefend_panel::{Month, Year};
use rayon::prelude::*;

use super::cells::{Block, Order, gather_cells, stream_cells};
use super::rows::RowReader;
use super::{Actuals, CellId, forecast_files};
use crate::{CellScorer, CellScores, CellSettings, ScoreError};

/// One cell of a forecast with its scores.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct ScoredCell {
    /// Month and unit.
    #[serde(flatten)]
    pub cell: CellId,
    /// The window it was forecast in, where the folder says it.
    pub window: Option<Year>,
    /// What came.
    pub observed: f64,
    /// The scores.
    pub scores: CellScores,
}

/// A scored forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// Its cells, by window, month and unit.
    pub cells: Vec<ScoredCell>,
    /// Cells forecast of which no actual is known; 0 unless left out on demand.
    pub without_actual: usize,
    /// Cells known in the months forecast, of which there is no forecast; 0 unless left out on demand.
    pub without_forecast: usize,
}

/// Scores every cell of the forecast at `path`. With `common`, cells that only the forecast or only the actuals have are left
/// out and counted; without it they are an error, because a forecast that skips hard cases flatters itself.
///
/// # Errors
/// Files that cannot be read, what [`crate::forecast`] says a forecast must be, cells without an actual or a forecast.
pub fn score_forecast(
    path: &Path,
    actuals: &Actuals,
    settings: &CellSettings,
    common: bool,
) -> Result<Forecast, ScoreError> {
    CellScorer::new(settings)?;
    let mut scored: BTreeMap<(Option<Year>, CellId), ScoredCell> = BTreeMap::new();
    let mut missing = BTreeSet::new();
    for file in forecast_files(path)? {
        let unit = RowReader::open(&file.path)?.unit().to_owned();
        if unit != actuals.unit {
            let message = format!("has units `{unit}`, but the actuals have `{}`", actuals.unit);
            return Err(ScoreError::bad_file(&file.path, message));
        }
        let mut cells = Vec::new();
        let order = stream_cells(&file.path, &mut |block| {
            score_block(block, actuals, settings, &mut cells, &mut missing)
        })?;
        if order == Order::Apart {
            cells.clear();
            gather_cells(&file.path, &mut |block| {
                score_block(block, actuals, settings, &mut cells, &mut missing)
            })?;
        }
        for (cell, observed, scores) in cells {
            let one = ScoredCell { cell, window: file.window, observed, scores };
            if scored.insert((file.window, cell), one).is_some() {
                let message = format!("{cell} stands in another file of the same window too; keep one");
                return Err(ScoreError::bad_file(&file.path, message));
            }
        }
    }
    let skipped = skipped(&scored, actuals);
    if !common {
        refuse(path, actuals, &missing, &skipped)?;
    }
    if scored.is_empty() {
        return Err(ScoreError::bad_file(path, "has no cell that the actuals know; are the months right?"));
    }
    let cells = scored.into_values().collect();
    Ok(Forecast { cells, without_actual: missing.len(), without_forecast: skipped.len() })
}

fn score_block(
    block: &Block,
    actuals: &Actuals,
    settings: &CellSettings,
    cells: &mut Vec<(CellId, f64, CellScores)>,
    missing: &mut BTreeSet<CellId>,
) -> Result<(), ScoreError> {
    let known: Vec<(usize, f64)> = (0..block.cells.len())
        .filter_map(|at| {
            let observed = actuals.get(block.cells[at]);
            if observed.is_none() {
                missing.insert(block.cells[at]);
            }
            observed.map(|observed| (at, observed))
        })
        .collect();
    // Chunks in parallel, put together in their order: the same bits on any number of threads.
    let parts: Result<Vec<Vec<_>>, ScoreError> = known
        .par_chunks(64)
        .map(|chunk| {
            let mut scorer = CellScorer::new(settings)?;
            let one = |&(at, observed): &(usize, f64)| {
                Ok((block.cells[at], observed, scorer.all(block.of(at), observed)?))
            };
            chunk.iter().map(one).collect()
        })
        .collect();
    cells.extend(parts?.into_iter().flatten());
    Ok(())
}

/// Cells that the actuals know in a month and window that was forecast, but that were not.
fn skipped(
    scored: &BTreeMap<(Option<Year>, CellId), ScoredCell>,
    actuals: &Actuals,
) -> BTreeSet<(Option<Year>, CellId)> {
    let months: BTreeSet<(Option<Year>, Month)> =
        scored.keys().map(|(window, cell)| (*window, cell.month)).collect();
    months
        .into_iter()
        .flat_map(|(window, month)| actuals.of_month(month).map(move |(cell, _)| (window, cell)))
        .filter(|key| !scored.contains_key(key))
        .collect()
}

fn refuse(
    path: &Path,
    actuals: &Actuals,
    missing: &BTreeSet<CellId>,
    skipped: &BTreeSet<(Option<Year>, CellId)>,
) -> Result<(), ScoreError> {
    if let Some(first) = missing.first() {
        let (from, to) =
            actuals.months().map_or_else(Default::default, |(from, to)| (from.to_string(), to.to_string()));
        let message = format!(
            "forecasts {first} and {} more cells of which the actuals ({from} to {to}) say nothing; give more files \
             to --actuals, or --common to leave them out",
            missing.len() - 1
        );
        return Err(ScoreError::bad_file(path, message));
    }
    if let Some((_, first)) = skipped.first() {
        let message = format!(
            "has no forecast of {first} and {} more cells that the actuals have in its months; a forecast that skips \
             cases is not scored beside one that does not; --common leaves them out",
            skipped.len() - 1
        );
        return Err(ScoreError::bad_file(path, message));
    }
    Ok(())
}
