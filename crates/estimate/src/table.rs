//! A dense table of units by periods, used for fitting.

use std::sync::Arc;

use forefend_panel::network::Adjacency;

use crate::error::EstimateError;
use crate::program::{Frame, Names};

/// Units x consecutive periods x named columns, and networks between the units by period.
///
/// Columns are period-major (`values[period * units + unit]`); missing is NaN. Rows of a period stand in the order
/// of the unit ids given to [`Table::new`], to which adjacencies must be aligned.
#[derive(Debug, Clone)]
pub struct Table {
    units: Vec<u64>,
    first_period: i32,
    periods: usize,
    names: Vec<String>,
    columns: Vec<Vec<f64>>,
    networks: Vec<(String, Vec<Arc<Adjacency>>)>,
    /// One period of missing values, shown for lags that reach before the first period.
    missing: Vec<f64>,
}

impl Table {
    /// A table without columns, of `periods` consecutive periods from `first_period` on.
    pub fn new(units: Vec<u64>, first_period: i32, periods: usize) -> Self {
        let missing = vec![f64::NAN; units.len()];
        Self {
            units,
            first_period,
            periods,
            names: Vec::new(),
            columns: Vec::new(),
            networks: Vec::new(),
            missing,
        }
    }

    /// Adds a column of `units x periods` values, period-major.
    ///
    /// # Errors
    /// [`EstimateError::Length`] or [`EstimateError::Duplicate`].
    pub fn add_column(&mut self, name: &str, values: &[f64]) -> Result<(), EstimateError> {
        let expected = self.units.len() * self.periods;
        if values.len() != expected {
            return Err(EstimateError::Length {
                what: format!("column `{name}`"),
                expected,
                found: values.len(),
            });
        }
        if self.names.iter().any(|known| known == name) {
            return Err(EstimateError::Duplicate { name: name.to_owned() });
        }
        self.names.push(name.to_owned());
        self.columns.push(values.to_vec());
        Ok(())
    }

    /// Sets the network `name`: one adjacency for every period, or a single one for all of them.
    ///
    /// # Errors
    /// [`EstimateError::Length`] when their number is neither 1 nor the number of periods, or when one is not over
    /// the table's units.
    pub fn set_network(&mut self, name: &str, by_period: Vec<Arc<Adjacency>>) -> Result<(), EstimateError> {
        let what = format!("network `{name}`");
        if by_period.len() != 1 && by_period.len() != self.periods {
            return Err(EstimateError::Length { what, expected: self.periods, found: by_period.len() });
        }
        if let Some(wrong) = by_period.iter().find(|adjacency| adjacency.len() != self.units.len()) {
            return Err(EstimateError::Length { what, expected: self.units.len(), found: wrong.len() });
        }
        match self.networks.iter_mut().find(|(known, _)| known == name) {
            Some((_, present)) => *present = by_period,
            None => self.networks.push((name.to_owned(), by_period)),
        }
        Ok(())
    }

    /// Unit ids, in row order.
    pub fn units(&self) -> &[u64] {
        &self.units
    }

    /// The first period.
    pub fn first_period(&self) -> i32 {
        self.first_period
    }

    /// Number of periods.
    pub fn periods(&self) -> usize {
        self.periods
    }

    /// A column's values, period-major.
    pub fn column(&self, name: &str) -> Option<&[f64]> {
        Names::column(self, name).map(|column| self.columns[column].as_slice())
    }

    /// A column's values, period-major, to change in place.
    pub fn column_mut(&mut self, name: &str) -> Option<&mut [f64]> {
        Names::column(self, name).map(|column| self.columns[column].as_mut_slice())
    }

    /// One period (0 is the first) as a frame of one draw.
    pub fn frame(&self, period_index: usize) -> TableFrame<'_> {
        TableFrame { table: self, period_index }
    }
}

impl Names for Table {
    fn column(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    fn network(&self, name: &str) -> Option<usize> {
        self.networks.iter().position(|(known, _)| known == name)
    }

    fn known(&self) -> Vec<String> {
        self.names.iter().chain(self.networks.iter().map(|(name, _)| name)).cloned().collect()
    }
}

/// One period of a [`Table`]. What lies before the first period is missing.
#[derive(Debug, Clone, Copy)]
pub struct TableFrame<'a> {
    table: &'a Table,
    period_index: usize,
}

impl Frame for TableFrame<'_> {
    fn rows(&self) -> usize {
        self.table.units.len()
    }

    fn column(&self, column: usize, lag: usize) -> &[f64] {
        let units = self.table.units.len();
        match self.period_index.checked_sub(lag) {
            Some(period) => &self.table.columns[column][period * units..(period + 1) * units],
            None => &self.table.missing,
        }
    }

    fn neighbours(&self, network: usize, lag: usize, values: &[f64], out: &mut [f64]) {
        // Before the first period nothing is known, so the sum is missing rather than an empty sum of 0.
        let Some(period) = self.period_index.checked_sub(lag) else {
            out.fill(f64::NAN);
            return;
        };
        let adjacencies = &self.table.networks[network].1;
        let adjacency = if adjacencies.len() == 1 { &adjacencies[0] } else { &adjacencies[period] };
        adjacency.sum_over_neighbours(values, out);
    }

    fn world_sum(&self, values: &[f64], out: &mut [f64]) {
        out.fill(sum_and_count(values).map_or(f64::NAN, |(sum, _)| sum));
    }

    fn world_mean(&self, values: &[f64], out: &mut [f64]) {
        out.fill(sum_and_count(values).map_or(f64::NAN, |(sum, count)| sum / count as f64));
    }
}

/// Sum and number of the values that are not missing; none when all are.
fn sum_and_count(values: &[f64]) -> Option<(f64, usize)> {
    let present = values.iter().filter(|value| !value.is_nan());
    let (sum, count) = present.fold((0.0, 0), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then_some((sum, count))
}
