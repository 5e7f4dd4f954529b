//! One type of violence as the hazards learn from it: its rows, and the features that its own past gives.

use crate::features::{Features, RowAt};
use crate::past::Past;
use crate::rows::{Known, known_rows};
use crate::settings::Settings;
use crate::terms::READ;
use crate::thresholds::{Pair, Thresholds};

/// Rows and features of a target.
pub struct Source<'a> {
    /// Rows with a known outcome.
    pub known: Vec<Known>,
    /// Base features of all trees.
    pub base: Features<'a>,
    /// Features of the regression.
    pub read: Features<'a>,
    /// Features of the edges.
    pub thresholds: Thresholds,
    /// Number of the target in [`Target::ALL`](crate::Target::ALL).
    pub number: usize,
    /// Weight of its rows beside those of the other targets.
    pub weight: f64,
}

impl<'a> Source<'a> {
    /// From the past of a target; rows look up to `furthest` months ahead.
    pub fn new(past: &'a Past, settings: &'a Settings, furthest: usize) -> Self {
        let known = known_rows(past, &settings.rows, furthest);
        let mut read = Features::new(past, &READ);
        let mut base = Features::new(past, &settings.features);
        let at: Vec<RowAt> = known.iter().map(|row| row.at).collect();
        base.set_typical(&base.rows(&at));
        read.set_typical(&read.rows(&at));
        let number = crate::Target::ALL.iter().position(|target| *target == past.target).unwrap_or(0);
        Self {
            known,
            base,
            read,
            thresholds: Thresholds::new(past),
            number,
            weight: settings.boost.target_weights.get(&past.target).copied().unwrap_or(0.0),
        }
    }

    /// Base features of its rows.
    pub fn base_rows(&self) -> Vec<f64> {
        self.base.rows(&self.known.iter().map(|row| row.at).collect::<Vec<_>>())
    }

    /// The numbers of a row and an edge.
    pub fn pair(&self, at: RowAt, edge: usize) -> Pair {
        self.thresholds.pair(at, edge, self.read.same_month(at))
    }
}
