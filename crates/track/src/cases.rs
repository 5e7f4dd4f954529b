//! Forecast beside outcome, case by case.

use forefend_panel::Year;

use crate::base_rate::BaseRates;
use crate::baseline::{Share, past_share};
use crate::said::Forecast;
use crate::target::Target;
use crate::transitions::Transitions;
use crate::truth::Truth;
use crate::units::{UnitId, Units};

/// The model's probability, plain for Brier score and ranking, and smoothed for the log score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Chance {
    pub plain: f64,
    pub smoothed: f64,
}

impl Chance {
    /// Of `sum` over `draws`: the mean, and by Laplace's rule of succession.
    pub fn of(sum: f64, draws: u64) -> Self {
        let n = draws as f64;
        Self { plain: (sum / n).clamp(0.0, 1.0), smoothed: (sum + 1.0) / (n + 2.0) }
    }
}

/// One state in one year (or one window) seen from one origin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Case {
    pub unit: UnitId,
    /// What intervals resample it with.
    pub block: u64,
    /// Years from the origin to the year (of a window, to its last).
    pub ahead: i16,
    pub happened: bool,
    pub model: Chance,
    pub history: Share,
    pub climatology: Share,
    pub transitions: Share,
    pub base: f64,
    /// Whether the last observed year says so.
    pub persistence: bool,
}

/// One event with what is known of it.
#[derive(Debug)]
pub(crate) struct Event {
    /// Position among the targets.
    pub position: usize,
    pub target: Target,
    pub truth: Truth,
    pub rates: BaseRates,
}

/// The cases of an event from one origin, `band` years ahead (of an event within years: its own window, where it is
/// over). A case needs a state that still exists and is asked, and an observed outcome.
pub(crate) fn cases(forecast: &Forecast, event: &Event, units: &Units<'_>, band: (i16, i16)) -> Vec<Case> {
    let origin = forecast.origin;
    let Event { position: target, truth, rates, .. } = event;
    if !event.target.scored_from(origin.0) {
        return Vec::new();
    }
    let past: Vec<Share> =
        forecast.units[*target].iter().map(|&unit| past_share(truth, unit, origin)).collect();
    let mut climatology = Share::default();
    for share in &past {
        climatology.hits += share.hits;
        climatology.n += share.n;
    }
    let last = forecast.horizon.min(truth.last);
    let years = match truth.within {
        // One case a state: the window as a whole, told by its last year.
        Some(within) => Year::range(origin + within, last.min(origin + within)),
        None => Year::range(origin + band.0, last.min(origin + band.1)),
    };
    let mut cases = Vec::new();
    for year in years {
        let ahead = year - origin;
        let table = Transitions::estimate(truth, units, ahead, origin);
        let weights = rates.weights(truth, units, ahead, origin);
        for (position, &unit) in forecast.units[*target].iter().enumerate() {
            let exists = units.exists(unit, year);
            let known = truth.came(unit, origin, ahead).zip(truth.stays(unit, origin));
            let Some((happened, persistence)) = known.filter(|_| exists) else { continue };
            let sum = forecast.sum(*target, truth.within.is_some(), position, year);
            cases.push(Case {
                unit,
                block: units.block(unit, origin.0),
                ahead,
                happened,
                model: Chance::of(sum, forecast.draws),
                history: if past[position].n > 0 { past[position] } else { climatology },
                climatology,
                transitions: table.share(truth, unit, origin).unwrap_or(climatology),
                base: rates.probability(unit, persistence, weights, origin),
                persistence,
            });
        }
    }
    cases
}
