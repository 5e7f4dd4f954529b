//! What past looks said of every state, beside what came: for the page of one country.

use forefend_panel::{CountryId, Month, Panel, Year};
use forefend_simulate::Model;
use serde::{Deserialize, Serialize};

use super::{ReplaySettings, at_peace, look_ahead};
use crate::error::TrackError;
use crate::observed::Observed;
use crate::outcome::outcome_variable;
use crate::settings::Fingerprint;
use crate::skill::distinct;

/// Which past months to look from, and how far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastLooks {
    /// Months whose published data the model sees, ascending.
    pub months: Vec<Month>,
    /// Whole years after the year of each look.
    pub years_ahead: i16,
    /// Simulated futures at each look.
    pub draws: u64,
    /// Seed of all luck.
    pub seed: u64,
}

/// What one look said, and what came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LookSaid {
    /// Month whose published data the model saw (`2008-06`).
    pub as_of: String,
    /// Last year whose outcome was published then.
    pub last_known: i16,
    /// States simulated, ascending by id.
    pub states: Vec<StateSaid>,
}

/// What one look said of one state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StateSaid {
    /// The state.
    pub unit: CountryId,
    /// Its level of conflict in the last year known at the look; none where it was not observed.
    pub level: Option<f64>,
    /// Whether it was at peace in that year and the year before.
    pub at_peace: bool,
    /// The years after the last known one.
    pub years: Vec<YearSaid>,
}

/// What one look said of one state in one year.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct YearSaid {
    /// The year.
    pub year: i16,
    /// Years after the last known one, from 1.
    pub ahead: i16,
    /// Share of draws in conflict in the year.
    pub probability: f64,
    /// Share of draws with conflict in any year from the first unknown one to this.
    pub by_then: f64,
    /// The level that came; none where it is not observed (yet), or the state no longer existed.
    pub came: Option<f64>,
}

/// Looks from every month of `settings` through the production path. `progress` is told the number of looks done and of all.
///
/// # Errors
/// Any [`TrackError`]; one raised while looking ahead names its year.
pub fn looks_said(
    model: &Model,
    panel: &Panel,
    settings: &PastLooks,
    progress: &dyn Fn(usize, usize),
) -> Result<Vec<LookSaid>, TrackError> {
    let variable = outcome_variable(model)?;
    let (levels, last) = Observed::read(panel, model.frame.anchor.as_ref())?;
    let mut looks = Vec::with_capacity(settings.months.len());
    for (done, &month) in settings.months.iter().enumerate() {
        progress(done, settings.months.len());
        let to = month.year() + settings.years_ahead;
        let of_look = ReplaySettings {
            as_of: month,
            to,
            others: Vec::new(),
            draws: settings.draws,
            seed: settings.seed,
            fingerprint: Fingerprint::default(),
        };
        let tally = look_ahead(model, panel, variable, (month, to), &of_look)?;
        let draws = tally.draws as f64;
        let state = |(position, &unit): (usize, &CountryId)| {
            let country = panel.roster().get(unit);
            let years = Year::range(tally.anchor + 1, tally.last).map(|year| {
                let exists = country.is_some_and(|country| country.exists(year));
                YearSaid {
                    year: year.0,
                    ahead: year - tally.anchor,
                    probability: f64::from(tally.count(position, year)) / draws,
                    by_then: f64::from(tally.count_by(position, year)) / draws,
                    came: levels.level(unit, year).filter(|_| exists && year <= last),
                }
            });
            StateSaid {
                unit,
                level: levels.level(unit, tally.anchor),
                at_peace: at_peace(&levels, unit, tally.anchor).unwrap_or(false),
                years: years.collect(),
            }
        };
        let states = tally.units.iter().enumerate().map(state).collect();
        looks.push(LookSaid { as_of: month.to_string(), last_known: tally.anchor.0, states });
    }
    progress(settings.months.len(), settings.months.len());
    Ok(looks)
}

/// How often conflict came where past looks gave about the chance that is given now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CameTrue {
    /// State-years of past looks.
    pub cases: usize,
    /// Countries they are of.
    pub countries: usize,
    /// Share of them in conflict.
    pub share: f64,
    /// 90 % interval, whole countries resampled.
    pub interval: Option<forefend_score::Interval>,
}

/// Edges of the classes of chances that are counted together.
const EDGES: [f64; 8] = [0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.95];
/// Edges of the classes of years ahead that are counted together.
const AHEAD: [i16; 3] = [3, 6, 9];
/// Fewer countries than this say nothing about others.
const LEAST_COUNTRIES: usize = 8;

/// Class of a value: the number of edges that it has reached.
fn class<T: PartialOrd>(edges: &[T], value: T) -> usize {
    edges.iter().filter(|edge| value >= **edge).count()
}

/// What a chance like this has been worth: the share of past cases like it in which conflict came. A case is a state and a
/// year of a past look. It is like this one when its chance lies in the same class (edges 2, 5, 10, 20, 40, 60, 80, 95 %) and
/// it was about as many years ahead (1-3, 4-6, 7-9, more). None where the cases are from fewer than eight countries.
///
/// # Errors
/// Those of the bootstrap.
pub fn came_true(
    looks: &[LookSaid],
    (probability, ahead): (f64, i16),
    seed: u64,
) -> Result<Option<CameTrue>, TrackError> {
    let ahead_class = |ahead: i16| AHEAD.iter().filter(|&&last| ahead > last).count();
    let wanted = |year: &&YearSaid| {
        class(&EDGES, year.probability) == class(&EDGES, probability)
            && ahead_class(year.ahead) == ahead_class(ahead)
    };
    let (mut happened, mut blocks) = (Vec::new(), Vec::new());
    for state in looks.iter().flat_map(|look| &look.states) {
        for year in state.years.iter().filter(wanted) {
            let Some(level) = year.came else { continue };
            happened.push(f64::from(u8::from(level > 0.0)));
            blocks.push(state.unit.0);
        }
    }
    let countries = distinct(blocks.clone());
    if countries < LEAST_COUNTRIES {
        return Ok(None);
    }
    let settings = forefend_score::Bootstrap::with_seed(seed);
    Ok(Some(CameTrue {
        cases: happened.len(),
        countries,
        share: forefend_score::mean_score(&happened)?,
        interval: forefend_score::mean_interval(&happened, &blocks, settings)?,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(states: impl Iterator<Item = (u16, f64, Option<f64>)>) -> LookSaid {
        let states = states.map(|(unit, probability, came)| StateSaid {
            unit: CountryId(unit),
            level: Some(0.0),
            at_peace: true,
            years: vec![YearSaid { year: 2001, ahead: 1, probability, by_then: probability, came }],
        });
        LookSaid { as_of: "2001-06".to_owned(), last_known: 2000, states: states.collect() }
    }

    /// Ten states given 15 %, of which two came; one of another class and one not yet settled do not count.
    #[test]
    fn a_chance_is_held_against_what_came_of_its_like() {
        let alike = (0..10).map(|unit| (unit, 0.15, Some(f64::from(u8::from(unit < 2)))));
        let looks = [look(alike.chain([(20, 0.9, Some(1.0)), (21, 0.15, None)]))];
        let found = came_true(&looks, (0.11, 3), 1).unwrap().unwrap();
        assert_eq!((found.cases, found.countries), (10, 10));
        assert!((found.share - 0.2).abs() < 1e-12);
        let interval = found.interval.unwrap();
        assert!(interval.lower < 0.2 && 0.2 < interval.upper);
        assert_eq!(came_true(&looks, (0.9, 1), 1).unwrap(), None, "one country says nothing");
        assert_eq!(came_true(&looks, (0.15, 4), 1).unwrap(), None, "nor do other years ahead");
    }
}
