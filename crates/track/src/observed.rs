//! What came: the observed level, or another series, of every state and year.

use std::collections::BTreeMap;

use forefend_panel::{Availability, CountryId, Panel, Year};

use crate::error::TrackError;

/// Observed levels by state and year: 0 peace, 1 minor conflict, 2 war.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Observed {
    levels: BTreeMap<(CountryId, Year), f64>,
}

impl Observed {
    /// From levels by state and year.
    pub fn from_levels(levels: impl IntoIterator<Item = ((CountryId, Year), f64)>) -> Self {
        Self { levels: levels.into_iter().collect() }
    }

    /// All values of `indicator`, whenever they became known, and its last year.
    ///
    /// # Errors
    /// [`TrackError::Panel`] for an unknown indicator, [`TrackError::Settings`] for one without values.
    pub fn read(panel: &Panel, indicator: &str) -> Result<(Self, Year), TrackError> {
        let coverage = panel.coverage(indicator)?;
        let (Some(first), Some(last)) = (coverage.first, coverage.last) else {
            let message = format!("`{indicator}` has no value at all; rebuild the snapshot");
            return Err(TrackError::Settings { message });
        };
        let now = panel.as_of(last.last_month(), Availability::Observed);
        let mut levels = BTreeMap::new();
        for country in panel.roster().iter() {
            for year in Year::range(first, last) {
                if let Some(level) = now.observed(indicator, country.id, year)? {
                    levels.insert((country.id, year), level);
                }
            }
        }
        Ok((Self { levels }, last))
    }

    /// The level of a state in a year, where it is observed.
    pub fn level(&self, unit: CountryId, year: Year) -> Option<f64> {
        self.levels.get(&(unit, year)).copied()
    }

    /// Sum over `units` of the values in `year` that are at least `least`; none where none is observed.
    pub(crate) fn total(&self, units: &[CountryId], year: Year, least: f64) -> Option<f64> {
        let values = || units.iter().filter_map(|&unit| self.level(unit, year));
        values().next()?;
        Some(values().filter(|&value| value >= least).sum())
    }

    /// Every state and year observed, in this order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (CountryId, Year, f64)> {
        self.levels.iter().map(|(&(unit, year), &level)| (unit, year, level))
    }

    /// Share of `units` in conflict in `year` among those observed then, 0 to 1; none where none is.
    pub fn share_in_conflict(&self, units: &[CountryId], year: Year) -> Option<f64> {
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
    fn a_total_leaves_out_other_states_and_what_is_below_the_least() {
        let values = [(1, 100.0), (2, 24.9), (3, 25.0), (4, 1000.0)];
        let seen = Observed::from_levels(values.map(|(unit, value)| ((CountryId(unit), Year(2000)), value)));
        let units = [CountryId(1), CountryId(2), CountryId(3), CountryId(9)];
        assert_eq!(seen.total(&units, Year(2000), 25.0), Some(125.0));
        assert_eq!(seen.total(&units[1..2], Year(2000), 25.0), Some(0.0), "observed, and none counts");
        assert_eq!(seen.total(&units, Year(2001), 25.0), None);
    }
}
