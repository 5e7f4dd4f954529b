//! Dense history by units and periods, used for fitting and for launching a simulation.

use std::sync::Arc;

use forefend_panel::network::Adjacency;

use crate::error::EstimateError;
use crate::frame::{Axis, Frame, Names, Relation};

/// Consecutive periods x named columns, each column along one axis; and links between axes by period.
///
/// A new table has two axes: its own units ([`Axis::UNITS`]) and the world ([`Axis::WORLD`]). Columns are period-major
/// (`values[period * units + unit]`); missing is NaN. Rows of a period stand in the order of the axis's unit ids, to
/// which links must be aligned.
#[derive(Debug, Clone)]
pub struct Table {
    axes: Vec<TableAxis>,
    first_period: i32,
    periods: usize,
    columns: Vec<Column>,
    relations: Vec<Links>,
}

#[derive(Debug, Clone)]
struct TableAxis {
    name: String,
    units: Vec<u64>,
    /// One period of missing values, shown for lags that reach before the first period.
    missing: Vec<f64>,
}

#[derive(Debug, Clone)]
struct Column {
    name: String,
    axis: Axis,
    values: Vec<f64>,
}

/// One relation: links by period (or one for all), as declared and reversed.
#[derive(Debug, Clone)]
struct Links {
    name: String,
    axes: [Axis; 2],
    by_period: Vec<[Arc<Adjacency>; 2]>,
}

impl Table {
    /// A table without columns, of `periods` consecutive periods from `first_period` on.
    pub fn new(units: Vec<u64>, first_period: i32, periods: usize) -> Self {
        let mut table =
            Self { axes: Vec::new(), first_period, periods, columns: Vec::new(), relations: Vec::new() };
        table.add_axis("unit", units);
        table.add_axis("world", vec![0]);
        table
    }

    /// Adds an axis with its unit ids.
    pub fn add_axis(&mut self, name: &str, units: Vec<u64>) -> Axis {
        let missing = vec![f64::NAN; units.len()];
        self.axes.push(TableAxis { name: name.to_owned(), units, missing });
        Axis(self.axes.len() - 1)
    }

    /// What an axis is called in messages.
    pub fn name_axis(&mut self, axis: Axis, name: &str) {
        if let Some(axis) = self.axes.get_mut(axis.0) {
            axis.name = name.to_owned();
        }
    }

    /// Adds a column of `units x periods` values, period-major.
    ///
    /// # Errors
    /// [`EstimateError::Length`] or [`EstimateError::Duplicate`].
    pub fn add_column(&mut self, name: &str, values: &[f64]) -> Result<(), EstimateError> {
        self.add_column_on(Axis::UNITS, name, values)
    }

    /// Adds a column along `axis`, one of this table's.
    ///
    /// # Errors
    /// As [`Table::add_column`].
    pub fn add_column_on(&mut self, axis: Axis, name: &str, values: &[f64]) -> Result<(), EstimateError> {
        let expected = self.units_of(axis).len() * self.periods;
        if values.len() != expected {
            return Err(EstimateError::Length {
                what: format!("column `{name}`"),
                expected,
                found: values.len(),
            });
        }
        if Names::column(self, name).is_some() {
            return Err(EstimateError::Duplicate { name: name.to_owned() });
        }
        self.columns.push(Column { name: name.to_owned(), axis, values: values.to_vec() });
        Ok(())
    }

    /// Sets the network `name` between the table's own units: one adjacency for every period, or a single one for
    /// all of them.
    ///
    /// # Errors
    /// [`EstimateError::Length`] when their number is neither 1 nor the number of periods, or when one is not over
    /// the table's units.
    pub fn set_network(&mut self, name: &str, by_period: Vec<Arc<Adjacency>>) -> Result<(), EstimateError> {
        self.set_relation(name, [Axis::UNITS; 2], by_period)
    }

    /// Sets the relation `name` between two axes: values of the second reach the first.
    ///
    /// # Errors
    /// As [`Table::set_network`].
    pub fn set_relation(
        &mut self,
        name: &str,
        axes: [Axis; 2],
        by_period: Vec<Arc<Adjacency>>,
    ) -> Result<(), EstimateError> {
        let length = |expected, found| {
            let what = format!("relation `{name}`");
            if expected == found { Ok(()) } else { Err(EstimateError::Length { what, expected, found }) }
        };
        if by_period.len() != 1 {
            length(self.periods, by_period.len())?;
        }
        let [rows, columns] = axes.map(|axis| self.units_of(axis).len());
        for adjacency in &by_period {
            length(rows, adjacency.len())?;
            length(columns, adjacency.columns())?;
        }
        // Periods mostly share their links: each is reversed once.
        let mut both: Vec<[Arc<Adjacency>; 2]> = Vec::with_capacity(by_period.len());
        for links in by_period {
            let reversed = match both.last() {
                Some([last, reversed]) if *last == links => reversed.clone(),
                _ => Arc::new(links.transposed()),
            };
            both.push([links, reversed]);
        }
        let links = Links { name: name.to_owned(), axes, by_period: both };
        match self.relations.iter_mut().find(|known| known.name == name) {
            Some(present) => *present = links,
            None => self.relations.push(links),
        }
        Ok(())
    }

    /// Unit ids, in row order.
    pub fn units(&self) -> &[u64] {
        self.units_of(Axis::UNITS)
    }

    /// Unit ids of an axis, in row order; none for an axis that the table does not have.
    pub fn units_of(&self, axis: Axis) -> &[u64] {
        self.axes.get(axis.0).map_or(&[], |axis| axis.units.as_slice())
    }

    /// The first period.
    pub fn first_period(&self) -> i32 {
        self.first_period
    }

    /// Number of periods.
    pub fn periods(&self) -> usize {
        self.periods
    }

    /// A column's values, period-major.
    pub fn column(&self, name: &str) -> Option<&[f64]> {
        Names::column(self, name).map(|column| self.columns[column].values.as_slice())
    }

    /// A column's values, period-major, to change in place.
    pub fn column_mut(&mut self, name: &str) -> Option<&mut [f64]> {
        Names::column(self, name).map(|column| self.columns[column].values.as_mut_slice())
    }

    /// Links of a relation in one period (0 is the first), as declared or reversed.
    pub fn links(&self, relation: usize, reversed: bool, period: usize) -> Option<&Arc<Adjacency>> {
        let by_period = &self.relations.get(relation)?.by_period;
        let both = if by_period.len() == 1 { by_period.first() } else { by_period.get(period) };
        both.map(|both| &both[usize::from(reversed)])
    }

    /// This table with its last period repeated once: what a reader one period later sees as its past.
    pub fn one_longer(&self) -> Self {
        let mut longer = self.clone();
        longer.periods += 1;
        for column in &mut longer.columns {
            let units = self.axes[column.axis.0].units.len();
            column.values.extend_from_within(column.values.len().saturating_sub(units)..);
        }
        for relation in longer.relations.iter_mut().filter(|relation| relation.by_period.len() > 1) {
            relation.by_period.extend_from_within(relation.by_period.len() - 1..);
        }
        longer
    }

    /// One period (0 is the first) as a frame of one draw.
    pub fn frame(&self, period_index: usize) -> TableFrame<'_> {
        TableFrame { table: self, period_index }
    }
}

impl Names for Table {
    fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|known| known.name == name)
    }

    fn axis_of(&self, column: usize) -> Axis {
        self.columns[column].axis
    }

    fn relation(&self, name: &str) -> Option<Relation> {
        let number = self.relations.iter().position(|known| known.name == name)?;
        Some(Relation { number, axes: self.relations[number].axes })
    }

    fn axis_name(&self, axis: Axis) -> String {
        self.axes.get(axis.0).map_or_else(String::new, |axis| axis.name.clone())
    }

    fn known(&self) -> Vec<String> {
        let columns = self.columns.iter().map(|column| &column.name);
        columns.chain(self.relations.iter().map(|relation| &relation.name)).cloned().collect()
    }
}

/// One period of a [`Table`]. What lies before the first period is missing.
#[derive(Debug, Clone, Copy)]
pub struct TableFrame<'a> {
    table: &'a Table,
    period_index: usize,
}

impl Frame for TableFrame<'_> {
    fn rows(&self, axis: Axis) -> usize {
        self.table.units_of(axis).len()
    }

    fn column(&self, column: usize, lag: usize) -> &[f64] {
        let column = &self.table.columns[column];
        let axis = &self.table.axes[column.axis.0];
        let units = axis.units.len();
        match self.period_index.checked_sub(lag) {
            Some(period) => &column.values[period * units..(period + 1) * units],
            None => &axis.missing,
        }
    }

    fn links(&self, relation: usize, reversed: bool, lag: usize) -> Option<&Adjacency> {
        let period = self.period_index.checked_sub(lag)?;
        self.table.links(relation, reversed, period).map(AsRef::as_ref)
    }
}
