//! The state of a block: a ring of periods for every variable, shown to expressions as a frame.

use forefend_estimate::Frame;

use crate::plan::Plan;

/// State of a block: for every variable the current and past periods, rows = draws x units (unit fastest).
pub(crate) struct State<'a> {
    pub(super) plan: &'a Plan,
    pub(super) rows: usize,
    pub(super) period: usize,
    /// Periods kept, the current one included.
    depth: usize,
    /// `[variable][slot]` with `slot = period modulo depth`.
    columns: Vec<Vec<Vec<f64>>>,
}

impl<'a> State<'a> {
    pub(super) fn new(plan: &'a Plan, depth: usize, draws: usize) -> Self {
        let units = plan.units.len();
        let rows = draws * units;
        let mut columns = vec![vec![vec![f64::NAN; rows]; depth]; plan.names.len()];
        for (variable, slots) in columns.iter_mut().enumerate() {
            for back in 0..depth.min(plan.launch_period + 1) {
                // Simulated period 0 lies one after launch: lag `back + 1` seen from there.
                let values = plan.past(&plan.names[variable], plan.launch_period - back);
                let slot = slot(depth, 0, back + 1);
                for draw in slots[slot].chunks_exact_mut(units) {
                    draw.copy_from_slice(values);
                }
            }
        }
        Self { plan, rows, period: 0, depth, columns }
    }

    pub(super) fn take(&mut self, variable: usize) -> Vec<f64> {
        let slot = slot(self.depth, self.period, 0);
        std::mem::take(&mut self.columns[variable][slot])
    }

    pub(super) fn put(&mut self, variable: usize, values: Vec<f64>) {
        let slot = slot(self.depth, self.period, 0);
        self.columns[variable][slot] = values;
    }
}

/// Ring position of the value `lag` periods before `period`. With depth 1 nothing reads the past.
fn slot(depth: usize, period: usize, lag: usize) -> usize {
    (period + depth - lag % depth) % depth
}

impl Frame for State<'_> {
    fn rows(&self) -> usize {
        self.rows
    }
    fn column(&self, column: usize, lag: usize) -> &[f64] {
        &self.columns[column][slot(self.depth, self.period, lag)]
    }
    fn neighbours(&self, network: usize, _lag: usize, values: &[f64], out: &mut [f64]) {
        let units = self.plan.units.len();
        for (values, out) in values.chunks_exact(units).zip(out.chunks_exact_mut(units)) {
            self.plan.networks[network].sum_over_neighbours(values, out);
        }
    }
    fn world_sum(&self, values: &[f64], out: &mut [f64]) {
        self.over_world(values, out, false);
    }
    fn world_mean(&self, values: &[f64], out: &mut [f64]) {
        self.over_world(values, out, true);
    }
}

impl State<'_> {
    fn over_world(&self, values: &[f64], out: &mut [f64], mean: bool) {
        let units = self.plan.units.len();
        for (values, out) in values.chunks_exact(units).zip(out.chunks_exact_mut(units)) {
            let (mut sum, mut n) = (0.0, 0.0);
            for &value in values.iter().filter(|value| !value.is_nan()) {
                sum += value;
                n += 1.0;
            }
            // Over nothing but missing values the answer is missing, as in a table of history.
            out.fill(match (n > 0.0, mean) {
                (false, _) => f64::NAN,
                (true, true) => sum / n,
                (true, false) => sum,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::slot;

    #[test]
    fn the_ring_keeps_as_many_periods_as_its_depth() {
        assert_eq!([slot(3, 0, 0), slot(3, 0, 1), slot(3, 0, 2), slot(3, 4, 1)], [0, 2, 1, 0]);
    }
}
