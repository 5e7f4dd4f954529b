//! A table as it is written and read: names, numbers and links, each checked when it is read.

use std::sync::Arc;

use forefend_panel::{Numbers, network::Adjacency};
use serde::{Deserialize, Serialize};

use super::{Column, Table};
use crate::frame::Axis;

/// Most periods of a stored table.
const MOST_PERIODS: usize = 100_000;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoredTable {
    first_period: i32,
    periods: usize,
    axes: Vec<StoredAxis>,
    columns: Vec<StoredColumn>,
    relations: Vec<StoredRelation>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredAxis {
    name: String,
    units: Vec<u64>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredColumn {
    name: String,
    axis: usize,
    values: Numbers,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredRelation {
    name: String,
    axes: [usize; 2],
    /// Links, and for how many periods in a row they hold.
    spells: Vec<(usize, Adjacency)>,
}

impl From<Table> for StoredTable {
    fn from(table: Table) -> Self {
        let axes = table.axes.into_iter().map(|axis| StoredAxis { name: axis.name, units: axis.units });
        let column = |column: Column| StoredColumn {
            name: column.name,
            axis: column.axis.0,
            values: Numbers(column.values),
        };
        let relations = table.relations.into_iter().map(|relation| {
            let mut spells: Vec<(usize, Adjacency)> = Vec::new();
            for [links, _] in relation.by_period {
                match spells.last_mut() {
                    Some((periods, last)) if *last == *links => *periods += 1,
                    _ => spells.push((1, Adjacency::clone(&links))),
                }
            }
            StoredRelation { name: relation.name, axes: relation.axes.map(|axis| axis.0), spells }
        });
        Self {
            first_period: table.first_period,
            periods: table.periods,
            axes: axes.collect(),
            columns: table.columns.into_iter().map(column).collect(),
            relations: relations.collect(),
        }
    }
}

impl TryFrom<StoredTable> for Table {
    type Error = String;

    fn try_from(stored: StoredTable) -> Result<Self, String> {
        if stored.periods > MOST_PERIODS {
            return Err(format!("{} periods, more than {MOST_PERIODS}", stored.periods));
        }
        let mut axes = stored.axes.into_iter();
        let (Some(own), Some(world)) = (axes.next(), axes.next()) else {
            return Err("a table has an axis of its own and the world".to_owned());
        };
        if world.units != [0] {
            return Err("the second axis of a table is the world, whose unit is 0".to_owned());
        }
        let mut table = Self::new(own.units, stored.first_period, stored.periods);
        table.name_axis(Axis::UNITS, &own.name);
        table.name_axis(Axis::WORLD, &world.name);
        for axis in axes {
            table.add_axis(&axis.name, axis.units);
        }
        let known = |axis: usize| match axis < table.axes.len() {
            true => Ok(Axis(axis)),
            false => Err(format!("axis {axis}, of {}", table.axes.len())),
        };
        let mut columns = Vec::new();
        for column in stored.columns {
            columns.push((known(column.axis)?, column.name, column.values.0));
        }
        let mut relations = Vec::new();
        for StoredRelation { name, axes: [rows, columns], spells } in stored.relations {
            let mut by_period = Vec::new();
            for (periods, links) in spells {
                if periods > MOST_PERIODS {
                    return Err(format!("links that hold for {periods} periods, more than {MOST_PERIODS}"));
                }
                by_period.extend(std::iter::repeat_n(Arc::new(links), periods));
            }
            relations.push((name, [known(rows)?, known(columns)?], by_period));
        }
        for (axis, name, values) in columns {
            table.add_column_on(axis, &name, &values).map_err(|error| error.to_string())?;
        }
        for (name, axes, by_period) in relations {
            table.set_relation(&name, axes, by_period).map_err(|error| error.to_string())?;
        }
        Ok(table)
    }
}
