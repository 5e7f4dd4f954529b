//! What a block of draws recorded, found by axis and name.

use forefend_estimate::Axis;

use crate::error::SimulateError;
use crate::plan::{Plan, Records};
use crate::policy::{CompiledPolicy, deployed_column};
use forefend_panel::suggestion;

/// What a block recorded: the variables that its plan records, and the total amounts of measures deployed.
#[derive(Debug, Default)]
pub struct Recorded {
    tables: Vec<Table>,
}

#[derive(Debug)]
struct Table {
    axis: String,
    names: Vec<String>,
    /// By name: each (draw, period, unit) flattened, unit fastest.
    columns: Vec<Vec<f64>>,
}

impl Recorded {
    /// Room for what `draws` draws of `plan` record under `policy`: a table an axis, in the plan's order; the world's has the
    /// amounts deployed after its own, that of countries the policy's marks.
    pub(super) fn new(plan: &Plan, policy: &CompiledPolicy, draws: usize) -> Self {
        let table = |records: &Records| {
            let own = records.columns.iter().map(|&variable| plan.names[variable].clone());
            let measures = policy.measures().filter(|_| records.axis == Axis::WORLD);
            let marks = policy.marks().filter(|_| records.axis == Axis::UNITS && !records.columns.is_empty());
            let names: Vec<String> =
                own.chain(measures.map(deployed_column)).chain(marks.map(str::to_owned)).collect();
            let units = plan.axes.units(records.axis);
            let columns = vec![vec![0.0; draws * plan.periods() * units.ids.len()]; names.len()];
            Table { axis: units.name.clone(), names, columns }
        };
        Self { tables: plan.record.iter().map(table).collect() }
    }

    /// Values of the variable `name` on `axis` (`country`, `world`, or one that is declared), draw by draw, in each draw by
    /// simulated year, in each year by unit. The total amount of a measure, on `world`, is called [`deployed_column`].
    ///
    /// # Errors
    /// [`SimulateError::Unknown`] where the plan does not record it, with the nearest name that it does.
    pub fn column(&self, axis: &str, name: &str) -> Result<&[f64], SimulateError> {
        let table = self.tables.iter().find(|table| table.axis == axis);
        let place = table.and_then(|table| Some((table, table.names.iter().position(|own| own == name)?)));
        let (table, place) = place.ok_or_else(|| SimulateError::Unknown {
            place: format!("what is recorded on axis `{axis}` (simulation.toml)"),
            what: "variable",
            name: name.to_owned(),
            suggestion: suggestion(
                name,
                table.iter().flat_map(|table| table.names.iter().map(String::as_str)),
            ),
        })?;
        Ok(&table.columns[place])
    }

    /// Every column: its axis, its name and its values.
    pub fn columns(&self) -> impl Iterator<Item = (&str, &str, &[f64])> {
        self.tables.iter().flat_map(|table| {
            let columns = table.names.iter().zip(&table.columns);
            columns.map(|(name, values)| (table.axis.as_str(), name.as_str(), values.as_slice()))
        })
    }

    /// Columns of every table, in the plan's order.
    pub(super) fn tables_mut(&mut self) -> impl Iterator<Item = &mut [Vec<f64>]> {
        self.tables.iter_mut().map(|table| table.columns.as_mut_slice())
    }
}
