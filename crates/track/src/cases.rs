//! Forecast beside outcome, case by case.

use forefend_panel::{CountryId, Roster, Year};

use crate::baseline::{Share, past_share};
use crate::forecast::Forecast;
use crate::observed::Observed;
use crate::outcome::{ONSET_YEARS, Outcome, onset_after};
use crate::transitions::Transitions;

/// One state in one year (or one window of onset) seen from one origin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Case {
    pub unit: CountryId,
    pub happened: bool,
    /// Draws in which it happened, of all.
    pub model: Share,
    pub history: Share,
    pub climatology: Share,
    pub transitions: Share,
    /// Whether the last observed level says so.
    pub persistence: bool,
}

/// Years ahead that are scored together, both ends included.
pub(crate) const BANDS: [(i16, i16); 4] = [(1, 3), (4, 6), (7, 9), (10, 13)];

/// The cases of `outcome` from one origin, `band` years ahead (of an onset: its own window, where it is over).
/// A case needs a state that still exists and an observed level.
pub(crate) fn cases(
    forecast: &Forecast,
    levels: &Observed,
    roster: &Roster,
    outcome: Outcome,
    band: (i16, i16),
) -> Vec<Case> {
    let origin = forecast.origin;
    let past: Vec<Share> =
        forecast.units.iter().map(|&unit| past_share(levels, outcome, unit, origin)).collect();
    let mut climatology = Share::default();
    for share in &past {
        climatology.hits += share.hits;
        climatology.n += share.n;
    }
    let years = match outcome {
        // One case a state: the window as a whole, told by its last year.
        Outcome::Onset => Year::range(origin + ONSET_YEARS, forecast.horizon.min(origin + ONSET_YEARS)),
        _ => Year::range(origin + band.0, forecast.horizon.min(origin + band.1)),
    };
    let mut cases = Vec::new();
    for year in years {
        let table = Transitions::estimate(levels, roster, outcome, year - origin, origin);
        for (position, &unit) in forecast.units.iter().enumerate() {
            let happened = match outcome {
                Outcome::Onset => onset_after(levels, unit, origin),
                _ => levels.level(unit, year).map(|level| outcome.holds(level)),
            };
            let exists = roster.get(unit).is_some_and(|country| country.exists(year));
            let (Some(happened), Some(now), true) = (happened, levels.level(unit, origin), exists) else {
                continue;
            };
            let hits = u64::from(forecast.count(outcome, position, year));
            cases.push(Case {
                unit,
                happened,
                model: Share { hits, n: forecast.draws },
                history: if past[position].n > 0 { past[position] } else { climatology },
                climatology,
                transitions: table.share(levels, unit, origin).unwrap_or(climatology),
                persistence: outcome.holds(now),
            });
        }
    }
    cases
}
