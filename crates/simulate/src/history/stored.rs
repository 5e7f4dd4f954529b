//! A history as it is written and read, checked in itself when it is read.

use std::collections::BTreeMap;

use forefend_estimate::{Axis, Table};
use forefend_panel::{CountryId, Numbers, Year};
use serde::{Deserialize, Serialize};

use super::{Filled, History, LeftOut};
use crate::axes::Axes;
use crate::world::YEARS;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoredHistory {
    units: Vec<CountryId>,
    first: Year,
    last: Year,
    launch: Year,
    horizon: Year,
    anchor: Year,
    axes: Axes,
    table: Table,
    observed: BTreeMap<String, Numbers>,
    observed_elsewhere: BTreeMap<String, Numbers>,
    paths: BTreeMap<String, Numbers>,
    existed: Vec<bool>,
    filled: Vec<Filled>,
    left_out: Vec<LeftOut>,
}

impl From<History> for StoredHistory {
    fn from(history: History) -> Self {
        let by_name = |values: BTreeMap<String, Vec<f64>>| {
            values.into_iter().map(|(name, values)| (name, Numbers(values))).collect()
        };
        Self {
            units: history.units,
            first: history.first,
            last: history.last,
            launch: history.launch,
            horizon: history.horizon,
            anchor: history.anchor,
            axes: history.axes,
            table: history.table,
            observed: by_name(history.observed),
            observed_elsewhere: by_name(history.observed_elsewhere),
            paths: by_name(history.paths),
            existed: history.existed,
            filled: history.filled,
            left_out: history.left_out,
        }
    }
}

impl TryFrom<StoredHistory> for History {
    type Error = String;

    fn try_from(stored: StoredHistory) -> Result<Self, String> {
        stored.check()?;
        let by_name = |values: BTreeMap<String, Numbers>| {
            values.into_iter().map(|(name, values)| (name, values.0)).collect()
        };
        Ok(Self {
            units: stored.units,
            first: stored.first,
            last: stored.last,
            launch: stored.launch,
            horizon: stored.horizon,
            anchor: stored.anchor,
            axes: stored.axes,
            table: stored.table,
            observed: by_name(stored.observed),
            observed_elsewhere: by_name(stored.observed_elsewhere),
            paths: by_name(stored.paths),
            existed: stored.existed,
            filled: stored.filled,
            left_out: stored.left_out,
        })
    }
}

impl StoredHistory {
    /// What every reader of a history relies on.
    fn check(&self) -> Result<(), String> {
        let years = [self.first, self.last, self.launch, self.horizon, self.anchor];
        let (least, most) = (YEARS[0], YEARS[1]);
        if years.iter().any(|year| !(least..=most).contains(&year.0))
            || !(self.first <= self.launch && self.launch <= self.last && self.launch < self.horizon)
        {
            return Err(format!("the years {years:?} are none of a history"));
        }
        let periods = Year::count(self.first, self.last);
        if (self.table.first_period(), self.table.periods()) != (i32::from(self.first.0), periods) {
            return Err("its table has other years than it says".to_owned());
        }
        let lists = self.axes.lists.iter().enumerate();
        let differs = lists.filter(|(axis, list)| {
            self.table.units_of(Axis(*axis)) != list.ids.as_slice() || !list.is_consistent()
        });
        if let Some((_, list)) = differs.into_iter().next() {
            return Err(format!("the units of the axis `{}` are not those of its table", list.name));
        }
        let own: Vec<u64> = self.units.iter().map(|unit| u64::from(unit.0)).collect();
        if self.axes.lists.len() < 2 || self.axes.lists[0].ids != own {
            return Err("its countries are not those of its table".to_owned());
        }
        let cells = self.units.len() * periods;
        if self.existed.len() != cells || self.observed.values().any(|values| values.0.len() != cells) {
            return Err(format!("what was observed is not of {cells} countries and years"));
        }
        Ok(())
    }
}
