//! What a plan records.

use std::collections::BTreeSet;

use forefend_estimate::{Axis, Names};
use toml::Spanned;

use super::Plan;
use crate::axes::UnitList;
use crate::model::Model;

/// What is recorded on one axis.
#[derive(Debug, Clone)]
pub(crate) struct Records {
    pub axis: Axis,
    /// Columns of the variables, as others see them.
    pub columns: Vec<usize>,
}

/// What a plan records on one axis: a table with a row for each year, draw and unit.
#[derive(Debug, Clone)]
pub struct RecordedTable<'a> {
    /// The axis and its units.
    pub units: &'a UnitList,
    /// Names of the variables, in the order of their columns.
    pub variables: Vec<&'a str>,
}

impl Plan {
    /// What is recorded: by country, for the world, then on each axis declared that records something.
    pub fn recorded(&self) -> impl Iterator<Item = RecordedTable<'_>> {
        self.record.iter().map(|records| RecordedTable {
            units: self.axes.units(records.axis),
            variables: records.columns.iter().map(|&column| self.names[column].as_str()).collect(),
        })
    }

    /// The recorded variables of an axis, by name.
    pub fn recorded_on(&self, axis: &str) -> impl Iterator<Item = &str> {
        self.recorded().filter(move |table| table.units.name == axis).flat_map(|table| table.variables)
    }
}

/// The recorded variables of every axis that has some; countries and the world always.
pub(super) fn of(model: &Model, plan: &Plan) -> Vec<Records> {
    let records = |axis: Axis, names: &[Spanned<String>]| {
        let known = names.iter().filter_map(|name| plan.column(name.as_ref()));
        Records { axis, columns: known.collect::<BTreeSet<usize>>().into_iter().collect() }
    };
    let frame = &model.frame;
    let mut all =
        vec![records(Axis::UNITS, &frame.record_country), records(Axis::WORLD, &frame.record_world)];
    all.extend(frame.record.iter().filter_map(|(axis, names)| Some(records(plan.axes.find(axis)?, names))));
    all
}
