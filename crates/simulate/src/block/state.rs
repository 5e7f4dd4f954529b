//! The state of a block: a ring of periods for every variable, shown to expressions as a frame.

use std::sync::Arc;

use forefend_estimate::{Axis, Frame};
use forefend_panel::network::Adjacency;

use crate::plan::Plan;
use crate::process::Now;

/// State of a block: for every variable the current and past periods. A period's values are one a row (draws x units
/// of its axis, unit fastest), or one a unit while they are the same in all draws, as the past before launch is.
///
/// Branches that have the same values of a variable in a period share them: they are equal if they are at the same place.
#[derive(Clone)]
pub(crate) struct State<'a> {
    plan: &'a Plan,
    pub(super) draws: usize,
    pub(super) period: usize,
    /// `[variable][slot]` with `slot = period modulo depth`.
    columns: Vec<Vec<Arc<Vec<f64>>>>,
    /// `[variable][slot]` of a branch: the units in which the values differ from those of the first. None where they are shared.
    apart: Vec<Vec<Option<Vec<bool>>>>,
}

impl<'a> State<'a> {
    /// The state before the first simulated period; `depth` is the least number of periods kept.
    pub(super) fn new(plan: &'a Plan, depth: usize, draws: usize) -> Self {
        let of_variable = |variable: usize| {
            let depth = plan.depth(variable).max(depth);
            // Before history begins everything is missing.
            let nothing = Arc::new(vec![f64::NAN; plan.units_of(variable)]);
            let mut slots: Vec<_> = (0..depth).map(|_| Arc::clone(&nothing)).collect();
            for back in 0..depth.min(plan.launch_period + 1) {
                // Simulated period 0 lies one after launch: lag `back + 1` seen from there.
                let values = plan.past(&plan.names[variable], plan.launch_period - back);
                slots[slot(depth, 0, back + 1)] = Arc::new(values.to_vec());
            }
            slots
        };
        let columns: Vec<Vec<_>> = (0..plan.names.len()).map(of_variable).collect();
        let apart = columns.iter().map(|slots| vec![None; slots.len()]).collect();
        Self { plan, draws, period: 0, columns, apart }
    }

    /// The same for so many draws, before the first period: what is in it is the same in all.
    pub(super) fn of_draws(&self, draws: usize) -> Self {
        Self { draws, ..self.clone() }
    }

    /// A buffer for this period's values of a variable; what it holds means nothing.
    pub(super) fn take(&mut self, variable: usize) -> Vec<f64> {
        Arc::try_unwrap(std::mem::take(self.slot_mut(variable))).unwrap_or_default()
    }

    pub(super) fn put(&mut self, variable: usize, values: Vec<f64>) {
        self.tell_apart(variable, None);
        *self.slot_mut(variable) = Arc::new(values);
    }

    /// Keeps the units in which this period's values of a variable differ from those of the first branch.
    pub(super) fn tell_apart(&mut self, variable: usize, apart: Option<Vec<bool>>) {
        let slots = &mut self.apart[variable];
        let slot = slot(slots.len(), self.period, 0);
        slots[slot] = apart;
    }

    /// The units in which the values of a variable `lag` periods ago differ from those of the first branch. None where they are shared, too,
    /// so ask that first.
    pub(super) fn apart(&self, variable: usize, lag: usize) -> Option<&[bool]> {
        let slots = &self.apart[variable];
        slots[slot(slots.len(), self.period, lag)].as_deref()
    }

    pub(super) fn plan(&self) -> &'a Plan {
        self.plan
    }

    fn slot_mut(&mut self, variable: usize) -> &mut Arc<Vec<f64>> {
        let slots = &mut self.columns[variable];
        let slot = slot(slots.len(), self.period, 0);
        &mut slots[slot]
    }

    /// Of the state before the first period: values `back` periods before it, 1 being the last of history.
    pub(super) fn before(&self, variable: usize, back: usize) -> &[f64] {
        let slots = &self.columns[variable];
        &slots[slot(slots.len(), 0, back)]
    }

    /// Takes over this period's values of a variable.
    pub(super) fn share(&mut self, values: &Arc<Vec<f64>>, variable: usize) {
        self.tell_apart(variable, None);
        *self.slot_mut(variable) = Arc::clone(values);
    }

    pub(super) fn values(&self, variable: usize, lag: usize) -> &Arc<Vec<f64>> {
        let slots = &self.columns[variable];
        &slots[slot(slots.len(), self.period, lag)]
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
        self.values(column, lag)
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
