//! What sealed chances were worth: proper scores beside those of the rivals that were sealed with them.

use forefend_score::{Bootstrap, brier_scores, log_scores, mean_score, paired_difference};
use forefend_track::Verdict;
use serde::Serialize;

use crate::band::{Band, bands};
use crate::error::JournalError;
use crate::period::Step;
use crate::settle::Cell;

/// Seed of the bootstrap over countries.
const SEED: u64 = 1;
/// Floor of the log score; no smoothed chance comes near it.
const FLOOR: f64 = 1e-9;

/// A score minus a rival's, with its 90 % interval over resampled countries; below zero it is the better.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// Mean.
    pub mean: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Difference {
    /// Scores of each case minus a rival's, countries resampled whole.
    pub(crate) fn of(own: &[f64], rival: &[f64], countries: &[u16]) -> Result<Self, JournalError> {
        let found = paired_difference(own, rival, countries, Bootstrap::with_seed(SEED))?;
        Ok(Self { mean: found.mean, low: found.interval.lower, high: found.interval.upper })
    }
}

/// A rival's scores on the same cells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Against {
    /// `persistence` or `climatology`.
    pub rival: &'static str,
    /// Its Brier score.
    pub brier: f64,
    /// Its log score, nats.
    pub log: f64,
    /// Brier score of the forecast minus its.
    pub brier_difference: Difference,
    /// The same of the log score.
    pub log_difference: Difference,
}

/// What came of those that were called more likely than not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Hits {
    /// Cells given a chance of one half or more.
    pub named: usize,
    /// Of them, those in which it happened.
    pub came: usize,
    /// Cells given less, in which it happened.
    pub missed: usize,
}

/// Scores of one event at some horizons.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScoredRow {
    /// Name of the event.
    pub event: String,
    /// Years or months.
    pub step: Step,
    /// Periods ahead; none for all that are known.
    pub ahead: Option<Band>,
    /// Forecasts scored.
    pub cells: usize,
    /// Of them, those in which it happened.
    pub happened: usize,
    /// Countries: the blocks of the intervals.
    pub countries: usize,
    /// Brier score of the chances as they stand in the entries.
    pub brier: f64,
    /// Log score, nats, of the chances smoothed by their draws, `(hits + 1) / (draws + 2)`.
    pub log: f64,
    /// The rivals: persistence, climatology.
    pub against: Vec<Against>,
    /// What came of those named.
    pub hits: Hits,
    /// Skill where both scores are better than both rivals' beyond the interval; worse where one is worse.
    #[serde(serialize_with = "words")]
    pub verdict: Verdict,
}

fn words<S: serde::Serializer>(verdict: &Verdict, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(verdict.words())
}

impl ScoredRow {
    /// `1-3 years ahead`, or `all`.
    pub fn horizon(&self) -> String {
        self.ahead.map_or_else(|| "all".to_owned(), |band| band.words(self.step))
    }
}

/// Scores of cells from any number of entries: by event, all of them and by band of horizons.
///
/// # Errors
/// Those of the scores.
///
/// # Examples
/// ```
/// use forefend_journal::{Cell, Row, score};
///
/// let cell = |gw: u16, forecast: f64, happened: bool| Cell {
///     event: "in_conflict".to_owned(),
///     gw,
///     ahead: 1,
///     draws: 1000,
///     row: Row {
///         country: String::new(),
///         gw,
///         period: "2026".parse().unwrap(),
///         forecast,
///         persistence: 0.5,
///         climatology: 0.5,
///     },
///     happened,
/// };
/// let rows = score(&[cell(500, 0.9, true), cell(501, 0.1, false)])?;
/// // All horizons, then the band from one to three years.
/// assert!((rows[0].brier - 0.01).abs() < 1e-12);
/// assert_eq!((rows[0].cells, rows[0].hits.named, rows[0].hits.came), (2, 1, 1));
/// assert_eq!(rows[0].against[0].brier, 0.25);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn score(cells: &[Cell]) -> Result<Vec<ScoredRow>, JournalError> {
    // In the order in which they come: entries and their events are in the order of their keeper.
    let mut events: Vec<((&str, Step), Vec<&Cell>)> = Vec::new();
    for cell in cells {
        let key = (cell.event.as_str(), cell.row.period.step());
        match events.iter_mut().find(|(known, _)| *known == key) {
            Some((_, held)) => held.push(cell),
            None => events.push((key, vec![cell])),
        }
    }
    let mut rows = Vec::new();
    for ((event, step), cells) in events {
        rows.push(row(event, step, None, &cells)?);
        for &band in bands(step) {
            let held: Vec<&Cell> = cells.iter().copied().filter(|cell| band.holds(cell.ahead)).collect();
            if !held.is_empty() {
                rows.push(row(event, step, Some(band), &held)?);
            }
        }
    }
    Ok(rows)
}

fn row(event: &str, step: Step, ahead: Option<Band>, cells: &[&Cell]) -> Result<ScoredRow, JournalError> {
    let happened: Vec<bool> = cells.iter().map(|cell| cell.happened).collect();
    let countries: Vec<u16> = cells.iter().map(|cell| cell.gw).collect();
    let each = |of: &dyn Fn(&Cell) -> f64| cells.iter().map(|cell| of(cell)).collect::<Vec<f64>>();
    let said = each(&|cell| cell.row.forecast);
    let smoothed = each(&|cell| (cell.row.forecast * cell.draws as f64 + 1.0) / (cell.draws as f64 + 2.0));
    let (brier, log) = (brier_scores(&said, &happened)?, log_scores(&smoothed, &happened, FLOOR)?);
    let mut against = Vec::new();
    let rivals: [(&'static str, Vec<f64>); 2] = [
        ("persistence", each(&|cell| cell.row.persistence)),
        ("climatology", each(&|cell| cell.row.climatology)),
    ];
    for (rival, said) in rivals {
        let (theirs, logs) = (brier_scores(&said, &happened)?, log_scores(&said, &happened, FLOOR)?);
        against.push(Against {
            rival,
            brier: mean_score(&theirs)?,
            log: mean_score(&logs)?,
            brier_difference: Difference::of(&brier, &theirs, &countries)?,
            log_difference: Difference::of(&log, &logs, &countries)?,
        });
    }
    let named = |cell: &&&Cell| cell.row.forecast >= 0.5;
    let mut blocks = countries;
    blocks.sort_unstable();
    blocks.dedup();
    Ok(ScoredRow {
        event: event.to_owned(),
        step,
        ahead,
        cells: cells.len(),
        happened: happened.iter().filter(|happened| **happened).count(),
        countries: blocks.len(),
        brier: mean_score(&brier)?,
        log: mean_score(&log)?,
        verdict: verdict(&against),
        against,
        hits: Hits {
            named: cells.iter().filter(named).count(),
            came: cells.iter().filter(named).filter(|cell| cell.happened).count(),
            missed: cells.iter().filter(|cell| cell.happened && !named(cell)).count(),
        },
    })
}

fn verdict(against: &[Against]) -> Verdict {
    let all = || against.iter().flat_map(|rival| [rival.brier_difference, rival.log_difference]);
    if all().any(|difference| difference.low > 0.0) {
        Verdict::Worse
    } else if all().all(|difference| difference.high < 0.0) {
        Verdict::Better
    } else {
        Verdict::Tie
    }
}
