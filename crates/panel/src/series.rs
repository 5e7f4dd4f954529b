//! The values of one indicator.
use std::collections::BTreeMap;

use crate::{Unit, Year};

/// Values by unit and year. Years without a value are absent; NaN is never stored.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Series {
    pub(crate) by_unit: BTreeMap<Unit, BTreeMap<Year, f64>>,
}

impl Series {
    /// Stores a value; gives back `false` when the unit-year already has one.
    pub(crate) fn insert(&mut self, unit: Unit, year: Year, value: f64) -> bool {
        let years = self.by_unit.entry(unit).or_default();
        if years.contains_key(&year) {
            return false;
        }
        years.insert(year, value);
        true
    }

    /// One value.
    pub(crate) fn get(&self, unit: &Unit, year: Year) -> Option<f64> {
        self.by_unit.get(unit)?.get(&year).copied()
    }

    /// The values of a unit from its first year through `last`, in order of year.
    pub(crate) fn through(
        &self,
        unit: &Unit,
        last: Year,
    ) -> impl DoubleEndedIterator<Item = (Year, f64)> + use<'_> {
        self.by_unit
            .get(unit)
            .into_iter()
            .flat_map(move |years| years.range(..=last))
            .map(|(&year, &value)| (year, value))
    }

    /// The last year, not after `last`, in which any unit has a value.
    pub(crate) fn last_year_through(&self, last: Year) -> Option<Year> {
        self.by_unit
            .values()
            .filter_map(|years| years.range(..=last).next_back().map(|(&year, _)| year))
            .max()
    }

    /// All values in order of unit and year.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Unit, Year, f64)> + '_ {
        self.by_unit
            .iter()
            .flat_map(|(unit, years)| years.iter().map(move |(&year, &value)| (unit, year, value)))
    }
}
