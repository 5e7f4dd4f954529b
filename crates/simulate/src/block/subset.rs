//! The units alone in which a branch differs from the first: what a step reads of them, as if there were no others.
//!
//! Conflict in one country changes few others. Where each value of a process follows from its own row
//! ([`Process::is_by_row`](crate::process::Process::is_by_row)), it is computed only for units in which something that it reads differs.
//! Everywhere else it is that of the first branch. The bits are those of a whole computation: luck is keyed by unit, and no operation knows
//! where in a column a row stands.

use std::sync::Arc;

use forefend_estimate::{Axis, Frame};
use forefend_panel::network::Adjacency;

use super::branch::Lead;
use super::{Runner, State};
use crate::process::Now;

/// A step is computed of all units where it would be of more than so many of a hundred: to pick rows out takes time, too.
const MOST: usize = 75;

/// Some units of an axis, in all draws.
pub(super) struct Subset<'a> {
    state: &'a State<'a>,
    axis: Axis,
    /// Their places among all units, ascending, and their ids.
    places: Vec<usize>,
    ids: Vec<u64>,
    /// How many units there are in all.
    units: usize,
    /// What is read of them, by column and lag.
    columns: Vec<((usize, usize), Vec<f64>)>,
}

impl Runner<'_> {
    /// The units in which the step `index` may differ from that of `lead`, where they are not most; none where that is not known.
    pub(super) fn places_apart(&self, index: usize, lead: &impl Lead) -> Option<Vec<usize>> {
        let step = &self.plan.steps[index];
        let [output] = step.outputs.as_slice() else { return None };
        if !step.by_row || self.moved[index] || lead.is_moved(index) {
            return None;
        }
        lead.values(output.column, 0)?;
        let mut apart = vec![false; self.plan.ids(output.axis).len()];
        for &(column, lag) in &self.plan.sources[index] {
            let own = self.state.values(column, lag);
            if lead.values(column, lag).is_none_or(|theirs| Arc::ptr_eq(theirs, own)) {
                continue;
            }
            let of_column = self.state.apart(column, lag)?;
            // A value of the world is one of every row.
            if self.plan.axis_of[column] != output.axis {
                return None;
            }
            apart.iter_mut().zip(of_column).for_each(|(apart, other)| *apart |= other);
        }
        let mut places: Vec<usize> = (0..apart.len()).filter(|place| apart[*place]).collect();
        if places.is_empty() && !apart.is_empty() {
            // What draws have of a process goes on from year to year, whether or not any unit differs.
            places.push(0);
        }
        (!places.is_empty() && 100 * places.len() <= MOST * apart.len()).then_some(places)
    }
}

impl<'a> Subset<'a> {
    /// What the step `index` of a branch in `state` reads of the units at `places`.
    pub fn new(state: &'a State<'a>, index: usize, axis: Axis, places: Vec<usize>) -> Self {
        let plan = state.plan();
        let all = plan.ids(axis);
        let ids = places.iter().map(|place| all[*place]).collect();
        let mut subset = Self { state, axis, ids, units: all.len(), places, columns: Vec::new() };
        for &(column, lag) in plan.sources[index].iter().filter(|(column, _)| plan.axis_of[*column] == axis) {
            if subset.columns.iter().all(|(known, _)| *known != (column, lag)) {
                let values = subset.pick(state.values(column, lag));
                subset.columns.push(((column, lag), values));
            }
        }
        subset
    }

    /// Of values one a row, or one a unit, those of these units.
    fn pick(&self, values: &[f64]) -> Vec<f64> {
        let of_draw = |draw: &'_ [f64]| self.places.iter().map(|place| draw[*place]).collect::<Vec<f64>>();
        values.chunks_exact(self.units.max(1)).flat_map(of_draw).collect()
    }

    /// The values of all units into `out`: those of the first branch, `theirs`, but of these units `own`. Each has a value a row, or one a
    /// unit; so has `out`, one a unit where both have.
    pub fn laid_over(&self, theirs: &[f64], own: &[f64], out: &mut Vec<f64>) {
        let is_narrow = theirs.len() <= self.units && own.len() <= self.places.len();
        let draws = if is_narrow { 1 } else { self.state.draws };
        lay_over((theirs, self.units), (own, &self.places), draws, out);
    }
}

/// `theirs` in each of so many draws, but at `places` among its units `own`. Each has a value a row, or one a unit.
fn lay_over(
    (theirs, units): (&[f64], usize),
    (own, places): (&[f64], &[usize]),
    draws: usize,
    out: &mut Vec<f64>,
) {
    out.clear();
    for draw in 0..draws {
        let of_draw = |values: &[f64], units: usize| if values.len() > units { draw * units } else { 0 };
        let at = out.len();
        out.extend_from_slice(&theirs[of_draw(theirs, units)..][..units]);
        let own = &own[of_draw(own, places.len())..][..places.len()];
        places.iter().zip(own).for_each(|(place, value)| out[at + place] = *value);
    }
}

impl Frame for Subset<'_> {
    fn rows(&self, axis: Axis) -> usize {
        if axis == self.axis { self.state.draws * self.places.len() } else { self.state.rows(axis) }
    }
    fn column(&self, column: usize, lag: usize) -> &[f64] {
        let picked = self.columns.iter().find(|(known, _)| *known == (column, lag));
        picked.map_or_else(|| self.state.column(column, lag), |(_, values)| values)
    }
    fn links(&self, relation: usize, reversed: bool, lag: usize) -> Option<&Adjacency> {
        self.state.links(relation, reversed, lag)
    }
}

impl Now for Subset<'_> {
    fn ids(&self, axis: Axis) -> &[u64] {
        if axis == self.axis { &self.ids } else { self.state.ids(axis) }
    }
    fn places(&self, axis: Axis) -> Option<&[usize]> {
        (axis == self.axis).then_some(&self.places)
    }
    fn is_path(&self, column: usize) -> bool {
        self.state.is_path(column)
    }
}

/// The units in which two columns of the same draws differ in any draw, to the bit. Each has a value a row, or one a unit.
pub(super) fn units_apart(own: &[f64], theirs: &[f64], units: usize) -> Vec<bool> {
    let mut apart = vec![false; units];
    let all = own.len().max(theirs.len());
    for start in (0..all).step_by(units.max(1)) {
        let of_draw = |values: &'_ [f64]| if values.len() > units { start } else { 0 };
        let (own, theirs) = (&own[of_draw(own)..][..units], &theirs[of_draw(theirs)..][..units]);
        let values = apart.iter_mut().zip(own).zip(theirs);
        values.for_each(|((apart, own), theirs)| *apart |= own.to_bits() != theirs.to_bits());
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::{lay_over, units_apart};

    #[test]
    fn units_are_apart_in_any_draw_and_to_the_bit() {
        let (own, theirs) = ([1.0, 0.0, 3.0, 1.0, 2.0, 4.0], [1.0, -0.0, 3.0, 1.0, 2.0, 3.0]);
        assert_eq!(units_apart(&own, &theirs, 3), [false, true, true]);
        assert_eq!(units_apart(&[f64::NAN; 2], &[f64::NAN; 2], 1), [false]);
        // A value a unit is the same in all draws, however it is held.
        assert_eq!(units_apart(&own[..3], &own, 3), [false, true, true]);
        assert_eq!(units_apart(&[5.0; 6], &[5.0; 3], 3), [false; 3]);
        assert_eq!(units_apart(&[], &[], 0), [] as [bool; 0]);
    }

    #[test]
    fn what_differs_lies_over_what_does_not() {
        let mut out = vec![9.0];
        let rows = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        lay_over((&rows, 3), (&[10.0, 20.0, 30.0, 40.0], &[0, 2]), 2, &mut out);
        assert_eq!(out, [10.0, 2.0, 20.0, 30.0, 5.0, 40.0]);
        // A value a unit holds in every draw.
        lay_over((&rows[..3], 3), (&[10.0], &[1]), 2, &mut out);
        assert_eq!(out, [1.0, 10.0, 3.0, 1.0, 10.0, 3.0]);
    }
}
