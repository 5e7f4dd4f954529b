//! Forecast beside outcome: one state in one year, seen from one month.

use forefend_panel::{CountryId, Roster, Year};

use super::at_peace;
use super::rivals::{ReplayRival, published_decline, with_mean};
use super::tally::Tally;
use crate::base_rate::BaseRates;
use crate::baseline::{Share, past_share};
use crate::observed::Observed;
use crate::truth::Truth;
use crate::units::Units;

/// One state in one year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ReplayCase {
    pub unit: CountryId,
    /// Whole years after the year of the look; 0 is the year under way then.
    pub years_ahead: i16,
    /// Peace in the last published year and the year before.
    pub at_peace: bool,
    pub happened: bool,
    /// Draws in conflict, of all.
    pub model: Share,
    pub history: Share,
    pub base: f64,
    pub decline: f64,
}

impl ReplayCase {
    /// The probability of a rival, as the Brier score reads it, or smoothed for the log score.
    pub fn rival(&self, rival: ReplayRival, smoothed: bool) -> f64 {
        match rival {
            ReplayRival::History if smoothed => self.history.smoothed(),
            ReplayRival::History => self.history.value(),
            ReplayRival::PersistenceToBase => self.base,
            ReplayRival::Decline => self.decline,
        }
    }
}

/// What every look is scored against.
#[derive(Debug)]
pub(crate) struct Known<'a> {
    pub levels: &'a Observed,
    /// The same as an event: conflict of any level.
    pub conflict: &'a Truth,
    pub roster: &'a Roster,
    pub rates: &'a BaseRates,
    /// Last year in which the outcome is observed.
    pub last: Year,
}

/// The cases of one look: every state simulated, in every year from the look's own to its last, that still existed and
/// was observed. Rivals read nothing later than the look's anchor.
pub(crate) fn cases(tally: &Tally, known: &Known<'_>) -> Vec<ReplayCase> {
    let Known { levels, conflict, roster, rates, last } = known;
    let anchor = tally.anchor;
    let level = |unit| levels.level(unit, anchor);
    let now: Vec<bool> = tally.units.iter().map(|&unit| level(unit).is_some_and(|l| l > 0.0)).collect();
    let share = levels.share_in_conflict(&tally.units, anchor).unwrap_or_default();
    let mut found = Vec::new();
    for year in Year::range(tally.as_of.year().max(anchor + 1), tally.last.min(*last)) {
        let weights = rates.weights(conflict, &Units::of_countries(roster), year - anchor, anchor);
        let of = |(&unit, &now): (&CountryId, &bool)| rates.probability(unit, now, weights, anchor);
        let persistence: Vec<f64> = tally.units.iter().zip(&now).map(of).collect();
        let line = published_decline(tally.as_of.year(), (anchor, share), year);
        let decline = with_mean(&persistence, line);
        for (position, &unit) in tally.units.iter().enumerate() {
            let exists = roster.get(unit).is_some_and(|country| country.exists(year));
            let Some(level) = levels.level(unit, year).filter(|_| exists) else { continue };
            found.push(ReplayCase {
                unit,
                years_ahead: year - tally.as_of.year(),
                at_peace: at_peace(levels, unit, anchor).unwrap_or(false),
                happened: level > 0.0,
                model: Share { hits: u64::from(tally.count(position, year)), n: tally.draws },
                history: past_share(conflict, unit, anchor),
                base: persistence[position],
                decline: decline[position],
            });
        }
    }
    found
}
