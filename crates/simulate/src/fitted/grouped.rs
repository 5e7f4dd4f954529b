//! What countries of one group share of a year's error, beyond what all share.
//!
//! One-way random effects within each year, by the method of moments: the mean of a group of n rows scatters by the variance
//! of the group plus an nth of that of a row, so group means as they stand would make countries look more alike than they are.
//! The shapes are kept: group means and rows are the observed ones, each drawn in or out to its own variance.

use std::collections::BTreeMap;

use forefend_estimate::Design;
use forefend_panel::AsOf;

use crate::history::History;
use crate::residual::QuantileFunction;
use crate::spec::SharedBy;

/// The error of rows, parted into what groups share and the rest.
pub(super) struct Parted {
    /// The distribution of a group's shock.
    pub law: QuantileFunction,
    /// Variance that it adds to the mean of all rows of a year, mean over years.
    pub in_the_mean: f64,
}

/// The group of each simulated country, by its id; those without a word are left out.
pub(super) fn groups(by: SharedBy, history: &History, as_of: &AsOf<'_>) -> BTreeMap<u64, String> {
    let word = |country: &forefend_panel::Country| match by {
        SharedBy::Region => country.region.clone(),
        SharedBy::Continent => country.continent.clone(),
    };
    let found = history.units.iter().filter_map(|id| Some((u64::from(id.0), word(as_of.roster().get(*id)?))));
    found.filter(|(_, word)| !word.is_empty()).collect()
}

/// Sums over the rows of one group and year.
#[derive(Default, Clone, Copy)]
struct Cell {
    sum: f64,
    n: f64,
}

impl Cell {
    fn mean(self) -> f64 {
        self.sum / self.n
    }
}

/// Takes the groups' part out of residuals whose yearly means are nothing. Rows that are alone in their group say nothing of
/// the rest and become missing; rows of no group stay. None, and nothing is changed, where groups differ by no more than rows
/// of one group do.
pub(super) fn part(design: &Design, residuals: &mut [f64], groups: &BTreeMap<u64, String>) -> Option<Parted> {
    let mut cells: BTreeMap<(i32, &str), Cell> = BTreeMap::new();
    let key = |row: usize| Some((design.period[row], groups.get(&design.unit[row])?.as_str()));
    for (row, residual) in residuals.iter().enumerate() {
        if let Some(key) = key(row) {
            let cell = cells.entry(key).or_default();
            *cell = Cell { sum: cell.sum + residual, n: cell.n + 1.0 };
        }
    }
    let mut within = 0.0;
    for (row, residual) in residuals.iter().enumerate() {
        let deviation = key(row).map_or(0.0, |key| residual - cells[&key].mean());
        within += deviation * deviation;
    }
    let rows: f64 = cells.values().map(|cell| cell.n).sum();
    let variance = within / (rows - cells.len() as f64).max(1.0);
    let mut years: BTreeMap<i32, (f64, f64)> = BTreeMap::new();
    for ((year, _), cell) in &cells {
        let entry = years.entry(*year).or_default();
        *entry = (entry.0 + cell.n, entry.1 + cell.n * cell.n);
    }
    // Rows that stand against each other between groups: all, less those that the year's own mean takes.
    let against: f64 = rows - years.values().map(|(n, squares)| squares / n).sum::<f64>();
    let between: f64 = cells.values().map(|cell| cell.n * cell.mean() * cell.mean()).sum();
    let of_rows = (cells.len() - years.len()) as f64 * variance;
    let of_groups = (between - of_rows) / against;
    let means: Vec<f64> = cells.values().map(|cell| cell.mean()).collect();
    let spread = means.iter().map(|mean| mean * mean).sum::<f64>() / means.len().max(1) as f64;
    if !(of_groups > 0.0 && spread > 0.0) {
        return None;
    }
    let scale = (of_groups / spread).sqrt();
    let law = QuantileFunction::from_sample(&means.iter().map(|mean| mean * scale).collect::<Vec<_>>())?;
    let concentration =
        years.values().map(|(n, squares)| squares / (n * n)).sum::<f64>() / years.len() as f64;
    for (row, residual) in residuals.iter_mut().enumerate() {
        if let Some(cell) = key(row).map(|key| cells[&key]) {
            *residual = (*residual - cell.mean()) * (cell.n / (cell.n - 1.0)).sqrt();
        }
    }
    // Alone in its group: nothing over nothing.
    residuals.iter_mut().filter(|residual| !residual.is_finite()).for_each(|residual| *residual = f64::NAN);
    Some(Parted { law, in_the_mean: of_groups * concentration })
}
