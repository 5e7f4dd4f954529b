//! What texts may name in a plan, and compiling them.

use forefend_estimate::{Axis, Expression, Names, NamesOn, Program, Relation};

use super::Plan;
use crate::error::SimulateError;
use crate::place::TextPlace;

impl Names for Plan {
    fn column(&self, name: &str) -> Option<usize> {
        self.own_column(name).map(|own| self.as_seen(own))
    }
    fn axis_of(&self, column: usize) -> Axis {
        self.axis_of[column]
    }
    fn relation(&self, name: &str) -> Option<Relation> {
        self.table.relation(name)
    }
    fn axis_name(&self, axis: Axis) -> String {
        self.axes.units(axis).name.clone()
    }
    fn known(&self) -> Vec<String> {
        self.names[..self.names.len() - self.delayed.len()].to_vec()
    }
}

/// Names as a variable's own text sees them: its own past is as it was before a delay.
pub(super) struct Inside<'a> {
    pub plan: &'a Plan,
    pub own: Option<usize>,
}

impl Names for Inside<'_> {
    fn column(&self, name: &str) -> Option<usize> {
        let own = self.plan.own_column(name)?;
        Some(if self.own == Some(own) { own } else { self.plan.as_seen(own) })
    }
    fn axis_of(&self, column: usize) -> Axis {
        self.plan.axis_of(column)
    }
    fn relation(&self, name: &str) -> Option<Relation> {
        self.plan.relation(name)
    }
    fn axis_name(&self, axis: Axis) -> String {
        self.plan.axis_name(axis)
    }
    fn known(&self) -> Vec<String> {
        self.plan.known()
    }
}

impl Plan {
    /// The column in which a variable is computed.
    pub(super) fn own_column(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    /// The column that others read.
    pub(super) fn as_seen(&self, own: usize) -> usize {
        self.delayed.get(&own).copied().unwrap_or(own)
    }

    /// Compiles an expression over this plan's variables, for a reader on `axis`.
    pub(crate) fn compile(
        &self,
        axis: Axis,
        expression: &Expression,
        place: &str,
    ) -> Result<Program, SimulateError> {
        self.compile_on((axis, None), expression, &TextPlace::line(place))
    }

    /// Names of networks and relations, for "did you mean".
    pub(crate) fn relations(&self) -> impl Iterator<Item = String> {
        self.table.known().into_iter().filter(|name| self.table.relation(name).is_some())
    }

    /// The same for a reader on an axis; the text of a variable reads its own past as it was before a delay.
    pub(super) fn compile_on(
        &self,
        (axis, own): (Axis, Option<usize>),
        expression: &Expression,
        place: &TextPlace,
    ) -> Result<Program, SimulateError> {
        Program::compile(expression, &NamesOn::new(&Inside { plan: self, own }, axis))
            .map_err(|source| place.wrong(source))
    }
}
