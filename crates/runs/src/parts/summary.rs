//! Exact summaries of one variable, year and unit after the other, with memory that does not grow with draws.

use forefend_score::quantiles_selected;
use rayon::prelude::*;

use crate::MOST_DRAWS;
use crate::parts::{Part, Parts, WORLD, mean};
use forefend_simulate::SimulateError;

/// Values held at a time on an axis with many units (17 MB): what a thousand draws of the shipped world need, so that more
/// draws need no more.
const VALUES: usize = 1 << 21;
/// Values held at a time for the world.
const WORLD_VALUES: usize = 1 << 18;
/// Most parts read at a time, and the values that are held of them beside the buffer.
const PARTS: usize = 16;
const VALUES_OF_PARTS: usize = 1 << 18;

/// What is summarised: one variable of one unit in one year, over all draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<'a> {
    /// The variable.
    pub variable: &'a str,
    /// The year.
    pub year: i16,
    /// The unit's stable id; 0 for the world.
    pub unit: u64,
}

/// A distribution over draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// Mean, summed in draw order.
    pub mean: f64,
    /// Quantiles at 5, 50 and 95 %: exact, linear between order statistics.
    pub p05: f64,
    /// Median.
    pub p50: f64,
    /// 95 %.
    pub p95: f64,
    /// Share of draws with 1 or more, and with 2 or more: of a level the chances of reaching it.
    pub at_least: [f64; 2],
}

impl Summary {
    /// Of values in draw order; leaves them in another order.
    pub fn of(values: &mut [f64]) -> Self {
        let mean = mean(values);
        let share =
            |least: f64| values.iter().filter(|value| **value >= least).count() as f64 / values.len() as f64;
        let at_least = [share(1.0), share(2.0)];
        let [p05, p50, p95] = quantiles_selected(values, [0.05, 0.5, 0.95]);
        Self { mean, p05, p50, p95, at_least }
    }
}

/// A table's shape.
struct Shape {
    units: Vec<u64>,
    years: Vec<i16>,
    draws: usize,
}

impl Parts {
    /// Summarises every cell of `variables` on an axis that has a value (an organisation has none before its first member), handed to `visit` in order of variable, year and unit. What is the
    /// same for all variables (years, units, draws of each part, the buffer) is read and made once: ask for all at once.
    ///
    /// However many draws there are, a few million values are held at a time; with more draws the parts are read
    /// more often instead.
    ///
    /// # Errors
    /// [`SimulateError::Run`] naming the part that is damaged or lacks a column.
    pub fn summaries(
        &self,
        axis: &str,
        variables: &[&str],
        visit: &mut dyn FnMut(Cell<'_>, Summary),
    ) -> Result<(), SimulateError> {
        let values = if axis == WORLD { WORLD_VALUES } else { VALUES };
        self.summaries_holding(values, axis, variables, visit)
    }

    /// The same with no more than `values` values held at a time, or those of one cell where it has more. How many
    /// changes no summary.
    ///
    /// # Errors
    /// As [`Parts::summaries`].
    pub fn summaries_holding(
        &self,
        values: usize,
        axis: &str,
        variables: &[&str],
        visit: &mut dyn FnMut(Cell<'_>, Summary),
    ) -> Result<(), SimulateError> {
        let (units, years) = self.units_and_years(axis)?;
        let parts = self.blocks(axis)?;
        let mut draws = Vec::with_capacity(parts.len());
        for part in &parts {
            draws.push(part.draws(units.len() * years.len())?);
        }
        let shape = Shape { units, years, draws: draws.iter().sum() };
        if let Some(last) = parts.last().filter(|_| shape.draws as u64 > MOST_DRAWS) {
            return Err(last.damaged(&format!("with the parts before it, it holds {} draws", shape.draws)));
        }
        let together = (values / shape.draws.max(1)).max(1);
        let cells = shape.years.len() * shape.units.len();
        let mut buffer = vec![0.0; together.min(cells) * shape.draws];
        for variable in variables {
            for first in (0..cells).step_by(together) {
                let range = first..cells.min(first + together);
                let values = &mut buffer[..range.len() * shape.draws];
                gather(&parts, &draws, variable, &shape, range.clone(), values)?;
                let found: Vec<Summary> = values.par_chunks_mut(shape.draws).map(Summary::of).collect();
                for (cell, summary) in range.zip(found).filter(|(_, summary)| !summary.mean.is_nan()) {
                    let year = shape.years[cell / shape.units.len()];
                    visit(Cell { variable, year, unit: shape.units[cell % shape.units.len()] }, summary);
                }
            }
        }
        Ok(())
    }
}

/// Fills `out`, cell after cell, with the values of all draws; `cells` counts years and, within them, units.
fn gather(
    parts: &[Part],
    draws: &[usize],
    variable: &str,
    shape: &Shape,
    cells: std::ops::Range<usize>,
    out: &mut [f64],
) -> Result<(), SimulateError> {
    let largest = draws.iter().copied().max().unwrap_or(1).max(1) * cells.len();
    let at_a_time = (VALUES_OF_PARTS / largest.max(1)).clamp(1, PARTS);
    let mut before = 0;
    for (parts, draws) in parts.chunks(at_a_time).zip(draws.chunks(at_a_time)) {
        let read: Vec<Result<Vec<f64>, SimulateError>> = parts
            .par_iter()
            .zip(draws)
            .map(|(part, &draws)| part.cells(variable, shape, draws, cells.clone()))
            .collect();
        for (values, &draws) in read.into_iter().zip(draws) {
            let values = values?;
            for (cell, values) in out.chunks_exact_mut(shape.draws).zip(values.chunks_exact(draws)) {
                cell[before..before + draws].copy_from_slice(values);
            }
            before += draws;
        }
    }
    Ok(())
}

impl Part {
    /// Draws of the part, where each has `rows` rows.
    fn draws(&self, rows: usize) -> Result<usize, SimulateError> {
        let found = super::rows_of(&self.path).map_err(|error| self.damaged(&error))? as usize;
        if rows == 0 || found == 0 || !found.is_multiple_of(rows) || (found / rows) as u64 > MOST_DRAWS {
            return Err(self.damaged(&format!("{found} rows where each draw has {rows}")));
        }
        Ok(found / rows)
    }

    /// Values of the cells, cell after cell, one a draw.
    fn cells(
        &self,
        variable: &str,
        shape: &Shape,
        draws: usize,
        cells: std::ops::Range<usize>,
    ) -> Result<Vec<f64>, SimulateError> {
        let width = shape.units.len();
        let mut out = vec![0.0; cells.len() * draws];
        // Rows of a year are draws x units; cells are years x units.
        let years = cells.start / width..cells.end.div_ceil(width);
        let rows = years.start * draws * width..years.end * draws * width;
        let (mut values, mut start) = (Vec::with_capacity(rows.len().min(VALUES)), None);
        self.each_batch(&[variable], &rows, |first, batch| {
            start.get_or_insert(first);
            values.extend_from_slice(self.doubles(&batch[0])?);
            Ok(())
        })?;
        let start = start.unwrap_or(0);
        if start > rows.start || start + values.len() < rows.end {
            return Err(self.damaged(&"it has fewer rows than its footer says"));
        }
        for (cell, slots) in cells.zip(out.chunks_exact_mut(draws)) {
            let first = cell / width * draws * width + cell % width - start;
            for (slot, value) in slots.iter_mut().zip(values[first..].iter().step_by(width)) {
                *slot = *value;
            }
        }
        Ok(out)
    }
}
