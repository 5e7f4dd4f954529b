//! Two forecasts of the same cells.

use std::collections::BTreeMap;

use forefend_panel::Year;
use forefend_score::forecast::{CellId, Forecast, SCORES, ScoredCell, values};
use forefend_score::{
    Bootstrap, Detectable, PairedDifference, WithoutTop, paired_difference, smallest_detectable, without_top,
};
use serde::Serialize;

use crate::cli::score::ScoreArguments;
use crate::failure::Failure;

/// One score of both forecasts, and their difference with all it rests on.
#[derive(Debug, Serialize)]
pub struct Compared {
    /// Name of the score.
    pub score: &'static str,
    /// Mean of the forecast.
    pub forecast: f64,
    /// Mean of the other.
    pub other: f64,
    /// Forecast minus other, below 0 where the forecast is better.
    pub difference: PairedDifference,
    /// What the data could have shown.
    pub detectable: Detectable,
    /// better, worse or tie: a tie is an interval that holds 0.
    pub verdict: &'static str,
    /// The difference without the cells in which both scores together are largest.
    pub without_top: Vec<WithoutTop>,
}

type Key = (Option<Year>, CellId);

/// Brings both forecasts to the same cells in the same order: refuses what only one has, or with `--common` leaves it out.
pub fn same_cells(
    arguments: &ScoreArguments,
    forecast: &mut Forecast,
    rival: &mut Forecast,
) -> Result<(), Failure> {
    let windows = |forecast: &Forecast| forecast.cells.iter().all(|cell| cell.window.is_some());
    let by_window = windows(forecast) && windows(rival);
    let mine = keyed(forecast, by_window)?;
    let theirs = keyed(rival, by_window)?;
    let only = |a: &BTreeMap<Key, ScoredCell>, b: &BTreeMap<Key, ScoredCell>| {
        a.keys().find(|key| !b.contains_key(key)).map(|(_, cell)| cell.to_string())
    };
    if !arguments.common {
        let other = arguments.against.as_deref().unwrap_or(&arguments.forecasts);
        for (has, lacks, cell) in [
            (arguments.forecasts.as_path(), other, only(&mine, &theirs)),
            (other, arguments.forecasts.as_path(), only(&theirs, &mine)),
        ] {
            if let Some(cell) = cell {
                return Err(Failure::data(format!(
                    "{} forecasts {cell}, {} does not; --common compares the cells that both have",
                    has.display(),
                    lacks.display()
                )));
            }
        }
    }
    let both: Vec<Key> = mine.keys().filter(|key| theirs.contains_key(key)).copied().collect();
    if both.is_empty() {
        return Err(Failure::data("the two forecasts have no cell in common".to_owned()));
    }
    forecast.cells = both.iter().filter_map(|key| mine.get(key).copied()).collect();
    rival.cells = both.iter().filter_map(|key| theirs.get(key).copied()).collect();
    Ok(())
}

fn keyed(forecast: &Forecast, by_window: bool) -> Result<BTreeMap<Key, ScoredCell>, Failure> {
    let mut keyed = BTreeMap::new();
    for cell in &forecast.cells {
        let window = cell.window.filter(|_| by_window);
        if keyed.insert((window, cell.cell), *cell).is_some() {
            return Err(Failure::data(format!(
                "{} is forecast in two windows, and only one of the forecasts says which window a file belongs to; \
                 put both into folders window=Y2023",
                cell.cell
            )));
        }
    }
    Ok(keyed)
}

/// Every score of both forecasts, compared; countries are resampled whole.
pub fn compare(
    forecast: &[ScoredCell],
    rival: &[ScoredCell],
    leave_top: &[usize],
    bootstrap: Bootstrap,
) -> Result<Vec<Compared>, Failure> {
    let blocks: Vec<u32> = forecast.iter().map(|cell| cell.cell.unit).collect();
    let mut compared = Vec::new();
    for (score, of) in SCORES {
        let (mine, theirs) = (values(forecast, of), values(rival, of));
        if mine.iter().chain(&theirs).any(|value| !value.is_finite()) {
            continue;
        }
        let difference = paired_difference(&mine, &theirs, &blocks, bootstrap)?;
        let differences: Vec<f64> = mine.iter().zip(&theirs).map(|(a, b)| a - b).collect();
        let both: Vec<f64> = mine.iter().zip(&theirs).map(|(a, b)| a + b).collect();
        let verdict = match difference.interval {
            interval if interval.upper < 0.0 => "better",
            interval if interval.lower > 0.0 => "worse",
            _ => "tie",
        };
        compared.push(Compared {
            score,
            forecast: mine.iter().sum::<f64>() / mine.len() as f64,
            other: theirs.iter().sum::<f64>() / theirs.len() as f64,
            difference,
            detectable: smallest_detectable(&differences, &blocks, bootstrap)?,
            verdict,
            without_top: leave_top.iter().map(|&k| without_top(&differences, &both, k)).collect(),
        });
    }
    Ok(compared)
}
