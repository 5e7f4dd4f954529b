//! The state of a block: a ring of periods for every variable, shown to expressions as a frame.

use forefend_estimate::{Axis, Frame};
use forefend_panel::network::Adjacency;

use crate::plan::Plan;
use crate::process::Now;

/// State of a block: for every variable the current and past periods. A period's values are one a row (draws x units
/// of its axis, unit fastest), or one a unit while they are the same in all draws, as the past before launch is.
pub(crate) struct State<'a> {
    plan: &'a Plan,
    pub(super) draws: usize,
    pub(super) period: usize,
    /// `[variable][slot]` with `slot = period modulo depth`.
    columns: Vec<Vec<Vec<f64>>>,
}

impl<'a> State<'a> {
    /// The state before the first simulated period; `depth` is the least number of periods kept.
    pub(super) fn new(plan: &'a Plan, depth: usize, draws: usize) -> Self {
        let of_variable = |variable: usize| {
            let depth = plan.depth(variable).max(depth);
            // Before history begins everything is missing.
            let mut slots = vec![vec![f64::NAN; plan.units_of(variable)]; depth];
            for back in 0..depth.min(plan.launch_period + 1) {
                // Simulated period 0 lies one after launch: lag `back + 1` seen from there.
                let values = plan.past(&plan.names[variable], plan.launch_period - back);
                slots[slot(depth, 0, back + 1)].copy_from_slice(values);
            }
            slots
        };
        let columns = (0..plan.names.len()).map(of_variable).collect();
        Self { plan, draws, period: 0, columns }
    }

    pub(super) fn take(&mut self, variable: usize) -> Vec<f64> {
        let slots = &mut self.columns[variable];
        let slot = slot(slots.len(), self.period, 0);
        std::mem::take(&mut slots[slot])
    }

    pub(super) fn put(&mut self, variable: usize, values: Vec<f64>) {
        let slots = &mut self.columns[variable];
        let slot = slot(slots.len(), self.period, 0);
        slots[slot] = values;
    }
}

/// Ring position of the value `lag` periods before `period`. With depth 1 nothing reads the past.
fn slot(depth: usize, period: usize, lag: usize) -> usize {
    (period + depth - lag % depth) % depth
}

impl Frame for State<'_> {
    fn rows(&self, axis: Axis) -> usize {
        self.draws * self.plan.ids(axis).len()
    }
    fn column(&self, column: usize, lag: usize) -> &[f64] {
        let slots = &self.columns[column];
        &slots[slot(slots.len(), self.period, lag)]
    }
    fn links(&self, relation: usize, reversed: bool, lag: usize) -> Option<&Adjacency> {
        let period = self.plan.period_of_links(self.period, lag)?;
        self.plan.table.links(relation, reversed, period).map(AsRef::as_ref)
    }
}

impl Now for State<'_> {
    fn ids(&self, axis: Axis) -> &[u64] {
        self.plan.ids(axis)
    }
    fn is_path(&self, column: usize) -> bool {
        self.plan.is_path[column]
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
