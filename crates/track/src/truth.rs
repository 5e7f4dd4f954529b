//! What came of an event, by unit (a state, as a rule) and year: whether it held, and of whom it was asked.

use forefend_panel::{Panel, Year};

use crate::error::TrackError;
use crate::observed::Observed;
use crate::target::{Condition, Target};
use crate::units::{UnitId, Units};

/// The series behind one event.
#[derive(Debug, Clone)]
pub(crate) struct Truth {
    /// 1 where the event held, 0 where not.
    holds: Observed,
    /// Conditions at the origin, each with its series.
    at_origin: Vec<(Condition, Observed)>,
    /// What sorts states for the rival "what usually followed".
    pub standing: Observed,
    /// Years after the origin of a window, none of an event of one year.
    pub within: Option<i16>,
    /// Last year in which the event is observed.
    pub last: Year,
}

impl Truth {
    pub fn read(target: &Target, units: &Units<'_>, panel: &Panel) -> Result<Self, TrackError> {
        let read = |series: &str| Ok::<_, TrackError>(Observed::read_on(units, panel, series)?.0);
        let (values, last) = Observed::read_on(units, panel, target.observed.as_ref())?;
        let mut more = Vec::new();
        for condition in &target.and {
            more.push((condition.bound(), read(condition.series.as_ref())?));
        }
        let bound = target.bound();
        let holds = values.map(|unit, year, value| {
            let others =
                more.iter().map(|(bound, series)| series.level(unit, year).map(|value| bound.holds(value)));
            let all = [Some(bound.holds(value))].into_iter().chain(others);
            // One that fails settles it, whatever is missing of the others.
            let failed = all.clone().any(|held| held == Some(false));
            if failed { Some(0.0) } else { all.collect::<Option<Vec<bool>>>().map(|_| 1.0) }
        });
        let mut at_origin = Vec::new();
        for condition in &target.at_origin {
            at_origin.push((condition.clone(), read(condition.series.as_ref())?));
        }
        let standing = match &target.standing {
            Some(series) => read(series.as_ref())?,
            None => values,
        };
        Ok(Self { holds, at_origin, standing, within: target.within, last })
    }

    /// Of a level series: the event that it is `least` or more, in the year or within years of an origin at peace for two.
    #[cfg(test)]
    pub fn of_levels(levels: &Observed, least: f64, within: Option<i16>) -> Self {
        let series = toml::Spanned::new(0..0, "level".to_owned());
        let peace = Condition { series, at_least: None, at_most: Some(0.0), above: None, years: Some(2) };
        let last = levels.iter().map(|(_, year, _)| year).max().unwrap_or(Year(0));
        Self {
            holds: levels.map(|_, _, level| Some(f64::from(u8::from(level >= least)))),
            at_origin: within.map(|_| (peace, levels.clone())).into_iter().collect(),
            standing: levels.clone(),
            within,
            last,
        }
    }

    /// Of a level series: conflict of any level in the year.
    pub fn in_conflict(levels: &Observed, last: Year) -> Self {
        Self {
            holds: levels.map(|_, _, level| Some(f64::from(u8::from(level > 0.0)))),
            at_origin: Vec::new(),
            standing: levels.clone(),
            within: None,
            last,
        }
    }

    /// Whether the event held in `year`.
    pub fn held(&self, unit: UnitId, year: Year) -> Option<bool> {
        self.holds.level(unit, year).map(|held| held > 0.0)
    }

    /// States and years in which it is known whether the event held.
    pub fn iter(&self) -> impl Iterator<Item = (UnitId, Year, bool)> {
        self.holds.iter().map(|(unit, year, held)| (unit, year, held > 0.0))
    }

    /// Whether the event is asked of the state at `origin`; none where that is not observed.
    pub fn asked(&self, unit: UnitId, origin: Year) -> Option<bool> {
        for (condition, series) in &self.at_origin {
            for back in 0..condition.years.unwrap_or(1) {
                if !condition.bound().holds(series.level(unit, origin - back)?) {
                    return Some(false);
                }
            }
        }
        Some(true)
    }

    /// What came `ahead` years after `origin`, or within its years; none where it is not asked or not observed.
    pub fn came(&self, unit: UnitId, origin: Year, ahead: i16) -> Option<bool> {
        if !self.asked(unit, origin)? {
            return None;
        }
        let Some(within) = self.within else { return self.held(unit, origin + ahead) };
        let mut any = false;
        for year in Year::range(origin + 1, origin + within) {
            any |= self.held(unit, year)?;
        }
        Some(any)
    }

    /// What "stays as it was" says: of a window, never.
    pub fn stays(&self, unit: UnitId, origin: Year) -> Option<bool> {
        let now = self.held(unit, origin)?;
        Some(self.within.is_none() && now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: UnitId = UnitId(1);

    fn levels(values: &[Option<f64>]) -> Observed {
        let known = (2000..).zip(values).filter_map(|(year, value)| Some(((UNIT, Year(year)), (*value)?)));
        Observed::from_levels(known)
    }

    #[test]
    fn an_onset_needs_two_years_of_peace_and_five_observed_years() {
        let onset = |values: &[i8]| {
            let seen = levels(&values.iter().map(|&v| Some(f64::from(v))).collect::<Vec<_>>());
            Truth::of_levels(&seen, 1.0, Some(5)).came(UNIT, Year(2001), 5)
        };
        assert_eq!(onset(&[0, 0, 0, 0, 0, 0, 1]), Some(true), "the fifth year counts");
        assert_eq!(onset(&[0, 0, 0, 0, 0, 0, 0, 1]), Some(false), "the sixth does not");
        assert_eq!(onset(&[0, 0, 2, 0, 0, 0, 0]), Some(true), "a war is an onset too");
        assert_eq!(onset(&[1, 0, 1, 1, 1, 1, 1]), None, "one year of peace is not two");
        assert_eq!(onset(&[0, 1, 1, 1, 1, 1, 1]), None, "conflict goes on");
        assert_eq!(onset(&[0, 0, 1, 0, 0, 0]), None, "the fifth year is not observed");
        let hole = levels(&[None, Some(0.0), Some(1.0), Some(1.0), Some(1.0), Some(1.0), Some(1.0)]);
        let hole = Truth::of_levels(&hole, 1.0, Some(5));
        assert_eq!(hole.came(UNIT, Year(2001), 5), None, "peace the year before is not known");
    }

    #[test]
    fn an_event_of_a_year_is_asked_of_everybody_and_stays_as_it_was() {
        let seen = levels(&[Some(2.0), Some(1.0), Some(0.0)]);
        let war = Truth::of_levels(&seen, 2.0, None);
        assert_eq!(
            [0, 1, 2, 3].map(|ahead| war.came(UNIT, Year(2000), ahead)),
            [Some(true), Some(false), Some(false), None]
        );
        assert_eq!((war.stays(UNIT, Year(2000)), war.stays(UNIT, Year(2003))), (Some(true), None));
        assert_eq!(
            Truth::of_levels(&seen, 1.0, Some(5)).stays(UNIT, Year(2000)),
            Some(false),
            "an onset: never"
        );
    }
}
