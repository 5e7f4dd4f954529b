//! What came of an entry's cells.

use forefend_panel::{Availability, CountryId, Panel};
use serde::Serialize;

use crate::entry::{Entry, Row};
use crate::error::JournalError;
use crate::event::Event;
use crate::period::Period;

/// A forecast whose outcome is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Name of the event.
    pub event: String,
    /// Gleditsch-Ward number.
    pub gw: u16,
    /// Periods after the last one known when it was said.
    pub ahead: i32,
    /// Draws behind the chance.
    pub draws: u64,
    /// What was said, and what the rivals said.
    pub row: Row,
    /// Whether it happened.
    pub happened: bool,
}

/// An entry's cells, as far as their outcomes are known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Settled {
    /// The entry.
    pub entry: String,
    /// Where the outcomes are from.
    pub source: String,
    /// Cells known.
    #[serde(skip)]
    pub cells: Vec<Cell>,
    /// Cells known, as a number.
    pub known: usize,
    /// Cells of which nobody knows yet.
    pub open: usize,
    /// First and last open period.
    pub open_periods: Option<(Period, Period)>,
}

/// Settles an entry: by the outcomes kept beside it, where there are some; else by `panel`, whoever filled it.
///
/// # Errors
/// [`JournalError::Panel`] for a series that the panel has not.
pub fn settle(entry: &Entry, panel: &Panel) -> Result<Settled, JournalError> {
    let source = match &entry.settlement {
        Some(settlement) => settlement.source.clone(),
        None => match panel.outcomes() {
            Some(outcomes) => format!("these data and {}", outcomes.name()),
            None => "these data".to_owned(),
        },
    };
    let mut settled = Settled {
        entry: entry.name.clone(),
        source,
        cells: Vec::new(),
        known: 0,
        open: 0,
        open_periods: None,
    };
    for event in &entry.facts.events {
        for row in &entry.tables[&event.id] {
            let outcome = match &entry.settlement {
                Some(kept) => kept.outcomes.get(&(event.id.clone(), row.gw, row.period)).copied(),
                None => outcome(event, row, panel)?,
            };
            match outcome {
                Some(happened) => settled.cells.push(Cell {
                    event: event.id.clone(),
                    gw: row.gw,
                    ahead: row.period.ahead_of(entry.facts.known_to).unwrap_or(0),
                    draws: entry.facts.draws,
                    row: row.clone(),
                    happened,
                }),
                None => {
                    settled.open += 1;
                    let (first, last) = settled.open_periods.unwrap_or((row.period, row.period));
                    settled.open_periods = Some((first.min(row.period), last.max(row.period)));
                }
            }
        }
    }
    settled.known = settled.cells.len();
    Ok(settled)
}

/// Whether an event happened, by a panel; none where it does not know.
fn outcome(event: &Event, row: &Row, panel: &Panel) -> Result<Option<bool>, JournalError> {
    let country = CountryId(row.gw);
    let value = match row.period {
        Period::Year(year) => {
            let last = panel.coverage(&event.series)?.last.unwrap_or(year);
            let now = panel.as_of(last.last_month(), Availability::Observed);
            now.observed(&event.series, country, year)?
        }
        Period::Month(month) => {
            let now = panel.as_of(month, Availability::Observed).monthly(&event.series)?;
            now.get(country, month).map(f64::from)
        }
    };
    Ok(value.map(|value| event.happened(value)))
}
