//! All that a scored forecast says, as facts.

use std::path::Path;

use forefend_panel::Month;
use forefend_score::forecast::{Actuals, Forecast, Group, SCORES, ScoredCell, values};
use forefend_score::{
    Bootstrap, CellSettings, Pit, ReliabilityBin, ScoreError, WithoutTop, auc, average_precision,
    brier_scores, log_scores, mean_score, pit_histogram, reliability_bins, top_positions, without_top,
    without_top_groups,
};
use serde::Serialize;

use crate::cli::score::Grouping;
use crate::cli::score::ScoreArguments;
use crate::failure::Failure;
use crate::score::against::{Compared, compare};
use crate::score::groups::{groups, unknown_situations};

/// What `--json` prints.
#[derive(Debug, Serialize)]
pub struct Findings {
    /// The forecast.
    pub forecast: String,
    /// The forecast it was compared with.
    pub against: Option<String>,
    /// Column of the actuals.
    pub outcome: String,
    /// Cells scored.
    pub cells: usize,
    /// Units among them.
    pub units: usize,
    /// First and last month.
    pub months: (Month, Month),
    /// Fewest and most draws a cell.
    pub draws: (usize, usize),
    /// Cells left out: forecast but not known, known but not forecast.
    pub left_out: (usize, usize),
    /// Cells that a later file of actuals repeats with the same value.
    pub repeated: usize,
    /// What the scores depend on.
    pub settings: CellSettings,
    /// How intervals were made.
    pub bootstrap: Bootstrap,
    /// Means of all cells and of the groups asked for.
    pub groups: Vec<Group>,
    /// Cells whose twelve months before are not all known.
    pub situation_unknown: usize,
    /// Means without the top.
    pub leave_top: Vec<LeaveTop>,
    /// The cells with the largest CRPS.
    pub top: Vec<TopCell>,
    /// The event "at least the threshold".
    pub event: Event,
    /// Share of cells in each tenth of the probability integral transform.
    pub pit: Vec<f64>,
    /// Paired differences.
    pub compared: Vec<Compared>,
}

/// A mean without the largest cells or units.
#[derive(Debug, Serialize)]
pub struct LeaveTop {
    /// Name of the score.
    pub score: &'static str,
    /// Without cells.
    pub cells: WithoutTop,
    /// Without units.
    pub units: WithoutTop,
}

/// A cell that carries much of the mean.
#[derive(Debug, Serialize)]
pub struct TopCell {
    /// Unit.
    pub unit: u32,
    /// Month.
    pub month: Month,
    /// What came.
    pub observed: f64,
    /// Its CRPS.
    pub crps: f64,
}

/// Scores of the probability of an event.
#[derive(Debug, Serialize)]
pub struct Event {
    /// At least this much.
    pub threshold: f64,
    /// Cells in which it happened.
    pub events: usize,
    /// Mean Brier score.
    pub brier: f64,
    /// Mean log score, nats; shares are kept half a draw from 0 and 1.
    pub log: f64,
    /// Ranking; none where all cells are of one kind.
    pub auc: Option<f64>,
    /// Average precision; none without events.
    pub average_precision: Option<f64>,
    /// Stated probability against frequency.
    pub reliability: Vec<ReliabilityBin>,
}

impl Findings {
    /// Everything asked for.
    pub fn of(
        arguments: &ScoreArguments,
        actuals: &Actuals,
        settings: &CellSettings,
        bootstrap: Bootstrap,
        forecast: &Forecast,
        rival: Option<&Forecast>,
    ) -> Result<Self, Failure> {
        let cells = &forecast.cells;
        let mut all = vec![Group::of("all", "all".to_owned(), cells, bootstrap)?];
        let situation_unknown = unknown_situations(cells, actuals);
        for by in &arguments.by {
            if *by != Grouping::Situation || situation_unknown < cells.len() {
                all.extend(groups(*by, cells, actuals, arguments.as_of, bootstrap)?);
            }
        }
        let mut units: Vec<u32> = cells.iter().map(|cell| cell.cell.unit).collect();
        units.sort_unstable();
        units.dedup();
        let compared = match rival {
            Some(rival) => compare(cells, &rival.cells, &arguments.leave_top, bootstrap)?,
            None => Vec::new(),
        };
        let name = |path: &Path| path.display().to_string();
        Ok(Self {
            forecast: name(&arguments.forecasts),
            against: arguments.against.as_deref().map(name),
            outcome: actuals.outcome.clone(),
            cells: cells.len(),
            units: units.len(),
            months: ends(cells.iter().map(|cell| cell.cell.month))?,
            draws: ends(cells.iter().map(|cell| cell.scores.draws))?,
            left_out: (forecast.without_actual, forecast.without_forecast),
            repeated: actuals.repeated,
            settings: settings.clone(),
            bootstrap,
            groups: all,
            situation_unknown,
            leave_top: leave_top(cells, &arguments.leave_top),
            top: top(cells),
            event: event(cells, settings.threshold)?,
            pit: pit_histogram(&transforms(cells), 10)?,
            compared,
        })
    }
}

fn ends<T: Ord + Copy>(values: impl Iterator<Item = T> + Clone) -> Result<(T, T), ScoreError> {
    let none = ScoreError::Empty { what: "the forecast", needed: 1 };
    values.clone().min().zip(values.max()).ok_or(none)
}

fn leave_top(cells: &[ScoredCell], numbers: &[usize]) -> Vec<LeaveTop> {
    let units: Vec<u32> = cells.iter().map(|cell| cell.cell.unit).collect();
    let mut found = Vec::new();
    for (score, of) in SCORES.into_iter().take(4) {
        let values = values(cells, of);
        for &k in numbers {
            found.push(LeaveTop {
                score,
                cells: without_top(&values, &values, k),
                units: without_top_groups(&values, &values, &units, k),
            });
        }
    }
    found
}

fn top(cells: &[ScoredCell]) -> Vec<TopCell> {
    let crps: Vec<f64> = cells.iter().map(|cell| cell.scores.three.crps).collect();
    let one = |position: usize| {
        let ScoredCell { cell, observed, .. } = cells[position];
        TopCell { unit: cell.unit, month: cell.month, observed, crps: crps[position] }
    };
    top_positions(&crps, 5).into_iter().map(one).collect()
}

fn transforms(cells: &[ScoredCell]) -> Vec<Pit> {
    cells.iter().map(|cell| Pit { below: cell.scores.below, at_or_below: cell.scores.at_or_below }).collect()
}

fn event(cells: &[ScoredCell], threshold: f64) -> Result<Event, Failure> {
    let stated: Vec<f64> = cells.iter().map(|cell| cell.scores.event).collect();
    let happened: Vec<bool> = cells.iter().map(|cell| cell.observed >= threshold).collect();
    // Half a draw, of the cell with the fewest.
    let fewest = cells.iter().map(|cell| cell.scores.draws).min().unwrap_or(1).max(2);
    let floor = 0.5 / fewest as f64;
    Ok(Event {
        threshold,
        events: happened.iter().filter(|happened| **happened).count(),
        brier: mean_score(&brier_scores(&stated, &happened)?)?,
        log: mean_score(&log_scores(&stated, &happened, floor)?)?,
        auc: auc(&stated, &happened).ok(),
        average_precision: average_precision(&stated, &happened).ok(),
        reliability: reliability_bins(&stated, &happened, 10)?,
    })
}
