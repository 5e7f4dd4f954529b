//! What a country's past says about each edge between bins: how often, how long ago, how far below.

use crate::features::RowAt;
use crate::grid::BINS;
use crate::past::Past;
use crate::tables;

/// Edges between the bins: bin k + 1 lies above the k-th.
pub const EDGES: [u32; BINS - 1] = [0, 2, 5, 10, 25, 50, 100, 250, 500, 1000];
/// Numbers of each pair of a row and an edge.
pub const WIDTH: usize = 11;
/// Half-lives, months, of the shares of months above an edge.
const SHARES: [f64; 4] = [2.0, 6.0, 18.0, 60.0];
/// Half-lives, months, of the means of the log.
const MEANS: [f64; 3] = [1.5, 6.0, 24.0];

/// Tables of countries by months for every edge.
#[derive(Debug)]
pub struct Thresholds {
    months: usize,
    shares: Vec<[Vec<f64>; 4]>,
    since: Vec<Vec<f64>>,
    means: [Vec<f64>; 3],
    highest: Vec<f64>,
    logs: [f64; BINS - 1],
}

/// The numbers of one pair, by their names in `docs/watch.md`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Shares of months above the edge, by half-life.
    pub shares: [f64; 4],
    /// Months since the edge was last passed.
    pub since: f64,
    /// Decayed means of the log, above the edge.
    pub means: [f64; 3],
    /// Log of the highest of twelve months, above the edge.
    pub highest: f64,
    /// Log of the same month a year before, above the edge.
    pub same_month: f64,
    /// Number of the edge.
    pub edge: f64,
}

impl Pair {
    /// All numbers in one row.
    pub fn row(&self) -> [f64; WIDTH] {
        let [a, b, c, d] = self.shares;
        let [e, f, g] = self.means;
        [a, b, c, d, self.since, e, f, g, self.highest, self.same_month, self.edge]
    }
}

impl Thresholds {
    /// Computes the tables.
    pub fn new(past: &Past) -> Self {
        let (deaths, months) = (&past.deaths[..], past.months);
        let logs: Vec<f64> = deaths.iter().map(|deaths| libm::log1p(*deaths)).collect();
        let above = |edge: u32| -> Vec<f64> {
            let edge = f64::from(edge);
            deaths
                .iter()
                .map(|d| if d.is_nan() { f64::NAN } else { f64::from(u8::from(*d > edge)) })
                .collect()
        };
        let above: Vec<Vec<f64>> = EDGES.iter().map(|edge| above(*edge)).collect();
        let highest = tables::highest(deaths, months, 12);
        Self {
            months,
            shares: above
                .iter()
                .map(|t| SHARES.map(|half_life| tables::decayed(t, months, half_life)))
                .collect(),
            since: above.iter().map(|table| tables::since(table, months, 1.0)).collect(),
            means: MEANS.map(|half_life| tables::decayed(&logs, months, half_life)),
            highest: highest.into_iter().map(libm::log1p).collect(),
            logs: EDGES.map(|edge| libm::log1p(f64::from(edge))),
        }
    }

    /// The pair of a row and an edge; `same_month` is the log of deaths in the same month a year before.
    pub fn pair(&self, at: RowAt, edge: usize, same_month: f64) -> Pair {
        let cell = at.place * self.months + at.origin;
        let log = self.logs[edge];
        Pair {
            shares: std::array::from_fn(|which| self.shares[edge][which][cell]),
            since: self.since[edge][cell],
            means: std::array::from_fn(|which| self.means[which][cell] - log),
            highest: self.highest[cell] - log,
            same_month: same_month - log,
            edge: edge as f64,
        }
    }

    /// The pair of a country where nobody was ever killed.
    pub fn at_peace(&self, edge: usize) -> Pair {
        let log = self.logs[edge];
        Pair {
            shares: [0.0; 4],
            since: tables::LONG_AGO,
            means: [-log; 3],
            highest: -log,
            same_month: -log,
            edge: edge as f64,
        }
    }
}
