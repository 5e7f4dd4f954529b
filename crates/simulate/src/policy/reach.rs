//! How amounts on one axis reach levers on another: by a named aggregation or broadcast, never by themselves, and only where the past
//! lets them.

use forefend_estimate::{Axis, EstimateError, Frame, Names, NamesOn, Program, Reference, Relation};
use forefend_panel::network::Adjacency;

use super::{Effect, PastRule};
use crate::error::SimulateError;
use crate::plan::Plan;

/// The name of the amounts in the text of a reach; its other names are variables of the past.
const AMOUNT: &str = "amount";

/// Amounts of one measure as a frame: the column `amount` along its axis, then the variables of the draw's past, and the relations of
/// a period.
pub(crate) struct Amounts<'a> {
    /// Variables, links and numbers of rows.
    pub frame: &'a dyn Frame,
    /// One a row of the measure's axis.
    pub values: &'a [f64],
}

impl Frame for Amounts<'_> {
    fn rows(&self, axis: Axis) -> usize {
        self.frame.rows(axis)
    }
    fn column(&self, column: usize, lag: usize) -> &[f64] {
        column.checked_sub(1).map_or(self.values, |variable| self.frame.column(variable, lag))
    }
    fn links(&self, relation: usize, reversed: bool, lag: usize) -> Option<&Adjacency> {
        self.frame.links(relation, reversed, lag)
    }
}

struct NamesOfAmounts<'a> {
    plan: &'a Plan,
    axis: Axis,
}

impl Names for NamesOfAmounts<'_> {
    fn column(&self, name: &str) -> Option<usize> {
        if name == AMOUNT { Some(0) } else { self.plan.column(name).map(|variable| variable + 1) }
    }
    fn axis_of(&self, column: usize) -> Axis {
        column.checked_sub(1).map_or(self.axis, |variable| self.plan.axis_of(variable))
    }
    fn relation(&self, name: &str) -> Option<Relation> {
        self.plan.relation(name)
    }
    fn axis_name(&self, axis: Axis) -> String {
        self.plan.axis_name(axis)
    }
    fn known(&self) -> Vec<String> {
        self.plan.relations().chain([AMOUNT.to_owned()]).chain(self.plan.known()).collect()
    }
}

/// The program by which amounts of the measure of `effect`, along `from`, reach the units of its lever's variable, along
/// `to`; none where these are the same units.
pub(super) fn reach(
    plan: &Plan,
    effect: &Effect,
    from: Axis,
    to: Axis,
) -> Result<Option<Program>, SimulateError> {
    let refuse =
        |place: &str, message: String| Err(SimulateError::Declaration { place: place.to_owned(), message });
    let names = NamesOfAmounts { plan, axis: from };
    let (measure, lever) = (&effect.measure, &effect.lever);
    let Some(PastRule { expression, place }) = &effect.through else {
        if from == to {
            return Ok(None);
        }
        let (own, other) = (names.axis_name(from), names.axis_name(to));
        if from != Axis::WORLD {
            return refuse(
                &format!("measure `{measure}`"),
                format!(
                    "its amounts are by {own}, and its lever `{lever}` moves a variable by {other}; say how they get there, \
                     with a relation between the two: through = \"at(amount, RELATION)\" (or total, average, highest, \
                     lowest, or world_sum for the world)"
                ),
            );
        }
        let text = forefend_estimate::Expression::parse(AMOUNT);
        let program = text.and_then(|text| Program::compile(&text, &NamesOn::new(&names, to)));
        return program.map(Some).map_err(|source| wrong("through", source));
    };
    let program =
        Program::compile(expression, &NamesOn::new(&names, to)).map_err(|source| wrong(place, source))?;
    if program.reads().iter().any(|&(column, lag)| column == 0 && lag > 0) {
        return refuse(
            place,
            "`through` reads amounts of the same year; let the action decide earlier (`lag`)".to_owned(),
        );
    }
    let now = |reference: &&Reference| reference.name != AMOUNT && reference.minimum_lag == 0;
    if let Some(now) = expression.references().iter().find(now) {
        let name = &now.name;
        let message =
            format!("`through` reads `{name}` of the same year, which is not known yet; write lag({name})");
        return refuse(place, message);
    }
    if program.reads().iter().all(|(column, _)| *column > 0) {
        return refuse(place, format!("`through` does not read `{AMOUNT}`; write at({AMOUNT}, RELATION)"));
    }
    Ok(Some(program))
}

/// Columns of the plan that a program over amounts reads.
pub(super) fn past_of(program: &Program) -> impl Iterator<Item = usize> {
    program.reads().iter().filter_map(|(column, _)| column.checked_sub(1))
}

fn wrong(place: &str, source: EstimateError) -> SimulateError {
    SimulateError::Expression { place: place.to_owned(), source }
}
