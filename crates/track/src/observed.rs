//! What came: the observed values of one series, by unit and year.

use std::collections::BTreeMap;

use forefend_panel::{AsOf, Availability, Panel, Year};

use crate::error::TrackError;
use crate::units::{UnitId, Units};

/// The panel as of the end of the last year of `indicator`, and that year: a view that sees all of the series.
///
/// # Errors
/// [`TrackError::Panel`] for an unknown indicator, [`TrackError::Settings`] for one without values.
pub(crate) fn complete<'a>(panel: &'a Panel, indicator: &str) -> Result<(AsOf<'a>, Year), TrackError> {
    let Some(last) = panel.coverage(indicator)?.last else {
        let message = format!("`{indicator}` has no value at all; rebuild the snapshot");
        return Err(TrackError::Settings { message });
    };
    Ok((panel.as_of(last.last_month(), Availability::Observed), last))
}

/// Observed values by unit (a state, as a rule) and year; of the conflict level 0 is peace, 1 minor conflict, 2 war.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Observed {
    /// First year held, and values from it on, NaN where not observed.
    values: BTreeMap<UnitId, (Year, Vec<f64>)>,
}

impl Observed {
    /// From values by state and year, in any order.
    pub fn from_levels<U: Into<UnitId>>(levels: impl IntoIterator<Item = ((U, Year), f64)>) -> Self {
        let mut sorted: BTreeMap<UnitId, BTreeMap<Year, f64>> = BTreeMap::new();
        for ((unit, year), value) in levels {
            sorted.entry(unit.into()).or_default().insert(year, value);
        }
        let dense = |years: BTreeMap<Year, f64>| -> Option<(Year, Vec<f64>)> {
            let (&first, &last) = (years.keys().next()?, years.keys().next_back()?);
            let value = |year| years.get(&year).copied().unwrap_or(f64::NAN);
            Some((first, Year::range(first, last).map(value).collect()))
        };
        Self { values: sorted.into_iter().filter_map(|(unit, years)| Some((unit, dense(years)?))).collect() }
    }

    /// All values of `indicator`, a series by country, whenever they became known, and its last year.
    ///
    /// # Errors
    /// [`TrackError::Panel`] for an unknown indicator, [`TrackError::Settings`] for one without values.
    pub fn read(panel: &Panel, indicator: &str) -> Result<(Self, Year), TrackError> {
        Self::read_on(&Units::of_countries(panel.roster()), panel, indicator)
    }

    /// The same on any axis: that of `units`.
    pub(crate) fn read_on(
        units: &Units<'_>,
        panel: &Panel,
        indicator: &str,
    ) -> Result<(Self, Year), TrackError> {
        let (now, last) = complete(panel, indicator)?;
        let levels = now.values(indicator)?.map(|(unit, year, value)| ((units.id(unit), year), value));
        Ok((Self::from_levels(levels), last))
    }

    /// The value of a unit in a year, where it is observed.
    pub fn level(&self, unit: impl Into<UnitId>, year: Year) -> Option<f64> {
        let (first, values) = self.values.get(&unit.into())?;
        let at = usize::try_from(year - *first).ok()?;
        values.get(at).copied().filter(|value| !value.is_nan())
    }

    /// Sum over `units` of the values in `year`; none where none is observed.
    pub(crate) fn total<U: Into<UnitId> + Copy>(&self, units: &[U], year: Year) -> Option<f64> {
        let values = || units.iter().filter_map(|&unit| self.level(unit, year));
        values().next()?;
        Some(values().sum())
    }

    /// Every unit and year observed, in this order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (UnitId, Year, f64)> {
        self.values.iter().flat_map(|(&unit, (first, values))| {
            let known = values.iter().zip(0_i16..).filter(|(value, _)| !value.is_nan());
            known.map(move |(&value, at)| (unit, *first + at, value))
        })
    }

    /// Every unit observed, in order.
    pub(crate) fn units(&self) -> impl Iterator<Item = UnitId> {
        self.values.keys().copied()
    }

    /// The same years with every value changed.
    pub(crate) fn map(&self, change: impl Fn(UnitId, Year, f64) -> Option<f64>) -> Self {
        Self::from_levels(
            self.iter().filter_map(|(unit, year, value)| Some(((unit, year), change(unit, year, value)?))),
        )
    }

    /// Share of `units` with a value above 0 in `year` among those observed then, 0 to 1; none where none is.
    pub fn share_in_conflict<U: Into<UnitId> + Copy>(&self, units: &[U], year: Year) -> Option<f64> {
        let (mut n, mut conflicts) = (0.0, 0.0);
        for level in units.iter().filter_map(|&unit| self.level(unit, year)) {
            n += 1.0;
            conflicts += f64::from(u8::from(level > 0.0));
        }
        (n > 0.0).then_some(conflicts / n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_leaves_out_other_states_and_holes_are_no_values() {
        let values = [(1, 2000, 100.0), (2, 2000, 25.0), (2, 2003, 7.0), (4, 2000, 1000.0)];
        let seen = values.map(|(unit, year, value)| ((UnitId(unit), Year(year)), value));
        let seen = Observed::from_levels(seen);
        let units = [UnitId(1), UnitId(2), UnitId(9)];
        assert_eq!(seen.total(&units, Year(2000)), Some(125.0));
        assert_eq!(seen.total(&units, Year(2001)), None, "a hole");
        assert_eq!((seen.level(UnitId(2), Year(2003)), seen.level(UnitId(2), Year(1999))), (Some(7.0), None));
        let found: Vec<_> = seen.iter().map(|(unit, year, value)| (unit.0, year.0, value)).collect();
        assert_eq!(found, values);
    }
}
