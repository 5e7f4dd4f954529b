//! The state of a block: a ring of periods for every variable, shown to expressions as a frame.

use std::rc::Rc;

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
    columns: Vec<Vec<Rc<Vec<f64>>>>,
}

impl<'a> State<'a> {
    /// The state before the first simulated period; `depth` is the least number of periods kept.
    pub(super) fn new(plan: &'a Plan, depth: usize, draws: usize) -> Self {
        let of_variable = |variable: usize| {
            let depth = plan.depth(variable).max(depth);
            // Before history begins everything is missing.
            let nothing = Rc::new(vec![f64::NAN; plan.units_of(variable)]);
            let mut slots: Vec<_> = (0..depth).map(|_| Rc::clone(&nothing)).collect();
            for back in 0..depth.min(plan.launch_period + 1) {
                // Simulated period 0 lies one after launch: lag `back + 1` seen from there.
                let values = plan.past(&plan.names[variable], plan.launch_period - back);
                slots[slot(depth, 0, back + 1)] = Rc::new(values.to_vec());
            }
            slots
        };
        let columns = (0..plan.names.len()).map(of_variable).collect();
        Self { plan, draws, period: 0, columns }
    }

    /// A buffer for this period's values of a variable; what it holds means nothing.
    pub(super) fn take(&mut self, variable: usize) -> Vec<f64> {
        Rc::try_unwrap(std::mem::take(self.slot_mut(variable))).unwrap_or_default()
    }

    pub(super) fn put(&mut self, variable: usize, values: Vec<f64>) {
        *self.slot_mut(variable) = Rc::new(values);
    }

    fn slot_mut(&mut self, variable: usize) -> &mut Rc<Vec<f64>> {
        let slots = &mut self.columns[variable];
        let slot = slot(slots.len(), self.period, 0);
        &mut slots[slot]
    }

    /// Whether a variable had the very same values in `other`, `lag` periods ago.
    pub(super) fn shares(&self, other: &Self, variable: usize, lag: usize) -> bool {
        Rc::ptr_eq(self.values(variable, lag), other.values(variable, lag))
    }

    /// Whether this period's values of a variable are those of `other`, to the bit.
    pub(super) fn equals(&self, other: &Self, variable: usize) -> bool {
        let (own, theirs) = (self.values(variable, 0), other.values(variable, 0));
        let same = |(own, theirs): (&[f64], &[f64])| {
            own.iter()
                .zip(theirs)
                .fold(true, |same, (own, theirs)| same & (own.to_bits() == theirs.to_bits()))
        };
        own.len() == theirs.len() && own.chunks(super::CHUNK).zip(theirs.chunks(super::CHUNK)).all(same)
    }

    /// Takes over this period's values of a variable.
    pub(super) fn share(&mut self, other: &Self, variable: usize) {
        *self.slot_mut(variable) = Rc::clone(other.values(variable, 0));
    }

    fn values(&self, variable: usize, lag: usize) -> &Rc<Vec<f64>> {
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
