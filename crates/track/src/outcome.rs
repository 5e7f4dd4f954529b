//! What is forecast of a state, and when it has happened.

use forefend_panel::{CountryId, Year};
use serde::{Deserialize, Serialize};

use crate::observed::Observed;

/// Years after the origin within which a new onset counts.
pub const ONSET_YEARS: i16 = 5;

/// An event of one state that a probability is given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Armed conflict of any level in a given year (level above 0).
    InConflict,
    /// War in a given year (level 2).
    AtWar,
    /// Conflict in any of the [`ONSET_YEARS`] years after the origin, of a state at peace at the origin and the year
    /// before.
    Onset,
}

impl Outcome {
    /// Whether a state at `level` is in the state that [`Outcome::InConflict`] and [`Outcome::AtWar`] ask for; for an
    /// onset, whether a year at this level makes one.
    pub fn holds(self, level: f64) -> bool {
        match self {
            Self::InConflict | Self::Onset => level > 0.0,
            Self::AtWar => level == 2.0,
        }
    }
}

/// Whether a state was at peace in `year` and in the year before; none where either is not observed.
pub(crate) fn at_peace(levels: &Observed, unit: CountryId, year: Year) -> Option<bool> {
    Some(levels.level(unit, year)? == 0.0 && levels.level(unit, year - 1)? == 0.0)
}

/// Whether conflict broke out in the [`ONSET_YEARS`] years after `year`, for a state at peace in `year` and the year
/// before; none where it was not at peace, or one of these years is not observed.
pub(crate) fn onset_after(levels: &Observed, unit: CountryId, year: Year) -> Option<bool> {
    if !at_peace(levels, unit, year)? {
        return None;
    }
    let mut onset = false;
    for later in Year::range(year + 1, year + ONSET_YEARS) {
        onset |= Outcome::Onset.holds(levels.level(unit, later)?);
    }
    Some(onset)
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: CountryId = CountryId(1);

    fn levels(values: &[Option<f64>]) -> Observed {
        let known = (2000..).zip(values).filter_map(|(year, value)| Some(((UNIT, Year(year)), (*value)?)));
        Observed::from_levels(known)
    }

    #[test]
    fn an_onset_needs_two_years_of_peace_and_five_observed_years() {
        let some = |values: &[i8]| levels(&values.iter().map(|&v| Some(f64::from(v))).collect::<Vec<_>>());
        let onset = |values: &[i8]| onset_after(&some(values), UNIT, Year(2001));
        assert_eq!(onset(&[0, 0, 0, 0, 0, 0, 1]), Some(true), "the fifth year counts");
        assert_eq!(onset(&[0, 0, 0, 0, 0, 0, 0, 1]), Some(false), "the sixth does not");
        assert_eq!(onset(&[0, 0, 2, 0, 0, 0, 0]), Some(true), "a war is an onset too");
        assert_eq!(onset(&[1, 0, 1, 1, 1, 1, 1]), None, "one year of peace is not two");
        assert_eq!(onset(&[0, 1, 1, 1, 1, 1, 1]), None, "conflict goes on");
        assert_eq!(onset(&[0, 0, 1, 0, 0, 0]), None, "the fifth year is not observed");
        let hole = levels(&[None, Some(0.0), Some(1.0), Some(1.0), Some(1.0), Some(1.0), Some(1.0)]);
        assert_eq!(onset_after(&hole, UNIT, Year(2001)), None, "peace the year before is not known");
    }

    #[test]
    fn war_is_level_two_and_conflict_any_level() {
        let held = |outcome: Outcome| [0.0, 1.0, 2.0].map(|level| outcome.holds(level));
        assert_eq!(held(Outcome::InConflict), [false, true, true]);
        assert_eq!(held(Outcome::AtWar), [false, false, true]);
    }
}
