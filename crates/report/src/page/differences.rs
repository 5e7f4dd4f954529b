//! The table of differences: one row an alternative and outcome, one column a setting, each cell a plot and its numbers.

use super::html::Html;
use crate::brief::*;
use crate::figure::interval;
use crate::figure::scale::Scale;
use crate::number::{Quantity, Unit};

/// The table, joined from the lists of the appraisal.
#[derive(Debug)]
pub struct Differences<'a> {
    /// Titles of the settings, in declared order.
    pub settings: Vec<&'a str>,
    /// Alternatives in declared order.
    pub groups: Vec<Group<'a>>,
}

/// The rows of one alternative.
#[derive(Debug)]
pub struct Group<'a> {
    /// Name of the alternative.
    pub name: &'a str,
    /// One row an outcome, in declared order.
    pub rows: Vec<Row<'a>>,
}

/// One outcome.
#[derive(Debug)]
pub struct Row<'a> {
    /// The outcome.
    pub outcome: &'a Outcome,
    /// Its axis, empty where nothing is drawn.
    pub axis: Html,
    /// One cell a setting, in declared order.
    pub cells: Vec<Cell<'a>>,
}

/// One difference.
#[derive(Debug)]
pub struct Cell<'a> {
    /// Title of the setting.
    pub setting: &'a str,
    /// Median with 90% interval; `NaN` where the run has no such difference.
    pub quantity: Quantity,
    /// Interval plot, empty where there is no number.
    pub plot: Html,
    difference: Option<&'a Difference>,
}

impl<'a> Differences<'a> {
    /// Joins alternatives, outcomes and settings.
    pub fn new(appraisal: &'a Appraisal) -> Self {
        let scales: Vec<(&'a Outcome, Option<Scale>)> =
            appraisal.outcomes.iter().map(|outcome| (outcome, interval::scale(appraisal, outcome))).collect();
        let row = |alternative: &Portfolio, (outcome, scale): &(&'a Outcome, Option<Scale>)| Row {
            outcome,
            axis: Html(scale.map(|x| interval::axis(outcome, &x)).unwrap_or_default()),
            cells: appraisal
                .settings
                .iter()
                .map(|setting| {
                    let difference = appraisal.find(alternative, outcome, setting);
                    Cell::new(&setting.title, (outcome, *scale), difference)
                })
                .collect(),
        };
        let groups = appraisal.alternatives.iter();
        let groups =
            groups.map(|a| Group { name: &a.name, rows: scales.iter().map(|of| row(a, of)).collect() });
        Self {
            settings: appraisal.settings.iter().map(|setting| setting.title.as_str()).collect(),
            groups: groups.collect(),
        }
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.settings.is_empty() || self.groups.iter().all(|group| group.rows.is_empty())
    }
}

impl<'a> Cell<'a> {
    fn new(
        setting: &'a str,
        (outcome, scale): (&Outcome, Option<Scale>),
        difference: Option<&'a Difference>,
    ) -> Self {
        let unit = outcome.unit.clone();
        let quantity = match difference {
            None => Quantity::new(f64::NAN, unit, ""),
            Some(d) => {
                Quantity::new(d.p50, unit, format!("{}/p50", d.query)).between(d.p05, d.p95, 90).signed()
            }
        };
        let drawn = difference.filter(|d| d.p50.is_finite()).zip(scale);
        let plot = Html(drawn.map(|(d, x)| interval::interval(d, &x)).unwrap_or_default());
        Self { setting, quantity, plot, difference }
    }

    /// Shares of draws in which the alternative is better, the same and worse, where neither all are the same nor the directions
    /// untold. The middle one has no query: it is what the others leave.
    pub fn shares(&self) -> Vec<(&'static str, Quantity)> {
        let told = |d: &&Difference| d.probability_better.is_finite() && d.probability_worse.is_finite();
        let Some(d) = self.difference.filter(told).filter(|_| !self.same()) else { return Vec::new() };
        let share = |value: f64, query: String| Quantity::new(value, Unit::Share, query);
        let same = 1.0 - d.probability_better - d.probability_worse;
        vec![
            ("better", share(d.probability_better, format!("{}/better", d.query))),
            ("same", share(same.max(0.0), String::new())),
            ("worse", share(d.probability_worse, format!("{}/worse", d.query))),
        ]
    }

    /// Whether nine draws in ten or more show no difference at all: "better in 0%" would read as harm.
    pub fn same(&self) -> bool {
        self.difference.is_some_and(|d| d.p05 == 0.0 && d.p95 == 0.0)
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
