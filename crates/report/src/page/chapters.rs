//! What the templates need beyond the brief: drawn figures, and rows joined from several lists.

use super::html::Html;
use crate::ReportError;
use crate::brief::*;
use crate::figure::{fan, interval, map, reliability, replay};
use crate::number::{Quantity, Unit};
use std::cell::Cell;

/// Figures of the page. The map is drawn first since it alone can fail; the rest on demand.
#[derive(Debug)]
pub struct Figures {
    /// The world map.
    pub map: Html,
    /// Classes of the map: colour, label, number of countries.
    pub classes: Vec<(&'static str, &'static str, usize)>,
    /// Countries of the run without a value in the map's year.
    pub without: usize,
    /// Number of figures drawn, for ids that are unique on the page.
    drawn: Cell<usize>,
}

impl Figures {
    /// Draws the map.
    pub fn draw(brief: &Brief) -> Result<Self, ReportError> {
        let year = brief.outlook.map_year;
        let title = format!("Probability of armed conflict by country, {year}");
        let picture = map::map("map", &title, &brief.outlook.countries, year)?;
        let value = |c: &CountryOutlook| map::at(c, year).map_or(f64::NAN, |y| y.conflict);
        let found: Vec<_> = brief.outlook.countries.iter().map(|c| map::class(value(c))).collect();
        let count = |i| found.iter().filter(|class| **class == Some(i)).count();
        let classes =
            map::CLASSES.iter().enumerate().map(|(i, (_, paint, label))| (*paint, *label, count(i)));
        let without = found.iter().filter(|class| class.is_none()).count();
        Ok(Self { map: Html(picture), classes: classes.collect(), without, drawn: Cell::new(0) })
    }

    fn id(&self) -> String {
        self.drawn.set(self.drawn.get() + 1);
        format!("f{}", self.drawn.get())
    }

    /// A fan chart.
    pub fn fan(&self, f: &Fan) -> Html {
        Html(fan::fan(&self.id(), f))
    }

    /// An interval plot of one outcome.
    pub fn interval(&self, appraisal: &Appraisal, outcome: &Outcome) -> Html {
        Html(interval::interval(&self.id(), appraisal, outcome))
    }

    /// A reliability diagram.
    pub fn reliability(&self, curve: &ReliabilityCurve) -> Html {
        Html(reliability::reliability(&self.id(), curve))
    }

    /// A replay figure.
    pub fn replay(&self, r: &Replay) -> Html {
        Html(replay::replay(&self.id(), r))
    }
}

/// One row of the table of differences: an alternative under one setting.
#[derive(Debug)]
pub struct DifferenceRow<'a> {
    /// Name of the alternative.
    pub alternative: &'a str,
    /// Title of the setting.
    pub setting: &'a str,
    /// One cell an outcome, in declared order.
    pub cells: Vec<DifferenceCell<'a>>,
}

/// One cell of the table of differences.
#[derive(Debug)]
pub struct DifferenceCell<'a> {
    /// The outcome.
    pub outcome: &'a Outcome,
    /// The difference, if the run has it.
    pub difference: Option<&'a Difference>,
    /// Median with 90% interval; `NaN` where the run has no such difference.
    pub quantity: Quantity,
}

impl<'a> DifferenceCell<'a> {
    fn new(outcome: &'a Outcome, difference: Option<&'a Difference>) -> Self {
        let unit = outcome.unit.clone();
        let quantity = match difference {
            None => Quantity::new(f64::NAN, unit, ""),
            Some(d) => {
                Quantity::new(d.p50, unit, format!("{}/p50", d.query)).between(d.p05, d.p95, 90).signed()
            }
        };
        Self { outcome, difference, quantity }
    }
}

impl DifferenceCell<'_> {
    /// The 50% interval in words, empty where there is none.
    pub fn half(&self) -> String {
        let of = |d: &Difference| {
            let q = Quantity::new(d.p50, self.outcome.unit.clone(), "").between(d.p25, d.p75, 50).signed();
            q.interval().filter(|_| d.p50.is_finite())
        };
        self.difference.and_then(of).unwrap_or_default()
    }

    /// Share of draws in which the alternative is better.
    pub fn better(&self) -> Option<Quantity> {
        let d = self.difference.filter(|d| d.probability_better.is_finite())?;
        Some(Quantity::new(d.probability_better, Unit::Share, format!("{}/better", d.query)))
    }

    /// Whether the number rests on an assumption.
    pub fn assumed(&self) -> bool {
        self.difference.is_some_and(|d| d.grounds == Grounds::Assumption)
    }

    /// Admiralty grade, empty for none.
    pub fn grade(&self) -> &str {
        self.difference.map_or("", |d| &d.grade)
    }
}

/// Rows alternative x setting in declared order.
pub fn difference_rows(appraisal: &Appraisal) -> Vec<DifferenceRow<'_>> {
    let pairs = appraisal.alternatives.iter().flat_map(|a| appraisal.settings.iter().map(move |s| (a, s)));
    pairs
        .map(|(a, s)| DifferenceRow {
            alternative: &a.name,
            setting: &s.title,
            cells: appraisal
                .outcomes
                .iter()
                .map(|o| DifferenceCell::new(o, appraisal.find(a, o, s)))
                .collect(),
        })
        .collect()
}
