//! One origin: the production path, from the panel as of then to counts of draws.

use forefend_panel::{Availability, CountryId, Panel, Year};
use forefend_simulate::parts::CountryRow;
use forefend_simulate::spec::Family;
use forefend_simulate::{Ensemble, Fitted, History, Model, Parts, Plan, Policy, simulate};

use crate::error::TrackError;
use crate::outcome::{ONSET_YEARS, Outcome};
use crate::settings::TrackSettings;
use crate::world_deaths;

/// Draws in a block; it changes speed, never a value.
const BLOCK: u64 = 100;

/// What the model said at one origin, in counts of draws.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Forecast {
    /// Last year the model was allowed to see.
    pub origin: Year,
    /// States simulated, ascending.
    pub units: Vec<CountryId>,
    /// Last year simulated; the first is the year after the origin.
    pub horizon: Year,
    /// Number of draws.
    pub draws: u64,
    /// Draws in conflict, years x units, year-major.
    in_conflict: Vec<u32>,
    /// Draws at war, years x units, year-major.
    at_war: Vec<u32>,
    /// Draws with conflict in any of the first [`ONSET_YEARS`] years, by unit.
    any_conflict: Vec<u32>,
    /// States in conflict by year, then draw.
    conflicts: Vec<Vec<u32>>,
    /// Battle deaths in the simulated world by year, then draw; empty where the model does not record them.
    pub world_deaths: Vec<Vec<f64>>,
}

impl Forecast {
    /// Draws in which the outcome holds for the unit at `position`, in `year` (of an onset: within its years).
    pub fn count(&self, outcome: Outcome, position: usize, year: Year) -> u32 {
        let cell = (year - self.origin - 1) as usize * self.units.len() + position;
        match outcome {
            Outcome::InConflict => self.in_conflict[cell],
            Outcome::AtWar => self.at_war[cell],
            Outcome::Onset => self.any_conflict[position],
        }
    }

    /// Shares of the simulated states in conflict in `year`, one a draw.
    pub fn shares(&self, year: Year) -> Vec<f64> {
        let n = self.units.len() as f64;
        self.conflicts[(year - self.origin - 1) as usize].iter().map(|&count| f64::from(count) / n).collect()
    }

    /// Fits and simulates `model` as of December of `origin`, under the reference policy.
    pub fn make(
        model: &Model,
        panel: &Panel,
        variable: &str,
        origin: Year,
        last: Year,
        settings: &TrackSettings,
    ) -> Result<Self, TrackError> {
        let horizon = last.min(origin + settings.horizon_years);
        let folder = tempfile::tempdir()?;
        let failed = |source| TrackError::Origin { origin: origin.0, source: Box::new(source) };
        let view = panel.as_of(origin.last_month(), Availability::Observed);
        let history = History::build(model, &view, horizon).map_err(failed)?;
        if history.anchor != origin {
            return Err(TrackError::NotObserved {
                origin: origin.0,
                anchor: model.frame.anchor.as_ref().clone(),
                last: history.anchor.0,
            });
        }
        let fitted = Fitted::estimate(model, &history, &view).map_err(failed)?;
        let plan = Plan::new(model, &history, &fitted, horizon).map_err(failed)?;
        let ensemble =
            Ensemble { seed: settings.seed, draws: settings.draws, block: BLOCK, deterministic: false };
        simulate(&plan, &Policy::default(), ensemble, folder.path(), &|_| ()).map_err(failed)?;
        let mut counter = Counter::new(origin, horizon, plan.units);
        let parts = Parts::at(folder.path());
        parts.countries(&[variable], &mut |row| counter.add(row)).map_err(failed)?;
        let mut forecast = counter.finish(settings.draws);
        if world_deaths::is_recorded(model) {
            let mut series = parts.world(world_deaths::VARIABLE).map_err(failed)?;
            let years = Year::range(origin + 1, horizon);
            forecast.world_deaths = years.map(|year| series.remove(&year.0).unwrap_or_default()).collect();
        }
        Ok(forecast)
    }
}

/// The variable whose level is scored: multinomial, observed in the anchor series, and recorded.
pub(crate) fn outcome_variable(model: &Model) -> Result<&str, TrackError> {
    let anchor = model.frame.anchor.as_ref();
    let recorded = |name: &str| model.frame.record_country.iter().any(|known| known.as_ref() == name);
    model
        .variables
        .iter()
        .filter(|variable| variable.spec.family == Some(Family::Multinomial))
        .filter(|variable| variable.spec.indicator.as_ref().is_some_and(|name| name.as_ref() == anchor))
        .map(|variable| variable.name())
        .find(|name| recorded(name))
        .ok_or_else(|| TrackError::NoOutcome { anchor: anchor.clone() })
}

/// Adds up rows that come in order of draw, year and country.
struct Counter {
    forecast: Forecast,
    draw: u32,
    /// Units with conflict in the onset years of the current draw.
    any: Vec<bool>,
}

impl Counter {
    fn new(origin: Year, horizon: Year, units: Vec<CountryId>) -> Self {
        let (n, years) = (units.len(), Year::count(origin + 1, horizon));
        let forecast = Forecast {
            origin,
            horizon,
            draws: 0,
            in_conflict: vec![0; n * years],
            at_war: vec![0; n * years],
            any_conflict: vec![0; n],
            conflicts: vec![Vec::new(); years],
            world_deaths: Vec::new(),
            units,
        };
        Self { forecast, draw: 0, any: vec![false; n] }
    }

    fn add(&mut self, row: CountryRow<'_>) {
        let ahead = row.year - self.forecast.origin.0;
        let Ok(position) = self.forecast.units.binary_search(&CountryId(row.country)) else { return };
        if row.draw != self.draw {
            self.close_draw();
            self.draw = row.draw;
        }
        // Years up to the origin are simulated only to fill series that end before it.
        if ahead < 1 {
            return;
        }
        let year = (ahead - 1) as usize;
        let cell = year * self.forecast.units.len() + position;
        if position == 0 {
            self.forecast.conflicts[year].push(0);
        }
        if Outcome::InConflict.holds(row.values[0]) {
            self.forecast.in_conflict[cell] += 1;
            self.any[position] |= ahead <= ONSET_YEARS;
            if let Some(count) = self.forecast.conflicts[year].last_mut() {
                *count += 1;
            }
        }
        self.forecast.at_war[cell] += u32::from(Outcome::AtWar.holds(row.values[0]));
    }

    fn close_draw(&mut self) {
        for (count, any) in self.forecast.any_conflict.iter_mut().zip(&mut self.any) {
            *count += u32::from(std::mem::take(any));
        }
    }

    fn finish(mut self, draws: u64) -> Forecast {
        self.close_draw();
        self.forecast.draws = draws;
        self.forecast
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two draws, two states, seven years from 2001: state 1 is in conflict in year 5 of draw 0 and at war in year 6 of
    /// draw 1; state 2 is in conflict in every year of draw 1.
    #[test]
    fn draws_are_counted_by_state_and_year_and_the_sixth_year_is_no_onset() {
        let mut counter = Counter::new(Year(2000), Year(2007), vec![CountryId(1), CountryId(2)]);
        for draw in 0..2_u32 {
            for year in 2000..=2007_i16 {
                for country in 1..=2_u16 {
                    let level = match (draw, year, country) {
                        (_, 2000, _) | (1, _, 2) | (0, 2005, 1) => 1.0,
                        (1, 2006, 1) => 2.0,
                        _ => 0.0,
                    };
                    counter.add(CountryRow { draw, year, country, values: &[level] });
                }
            }
        }
        let found = counter.finish(2);
        let count = |outcome, position| {
            (2001..=2007).map(|year| found.count(outcome, position, Year(year))).collect::<Vec<u32>>()
        };
        assert_eq!(count(Outcome::InConflict, 0), [0, 0, 0, 0, 1, 1, 0]);
        assert_eq!(count(Outcome::AtWar, 0), [0, 0, 0, 0, 0, 1, 0]);
        assert_eq!(count(Outcome::InConflict, 1), [1; 7]);
        assert_eq!(
            (found.count(Outcome::Onset, 0, Year(2001)), found.count(Outcome::Onset, 1, Year(2001))),
            (1, 1)
        );
        assert_eq!(found.shares(Year(2005)), [0.5, 0.5]);
        assert_eq!(found.shares(Year(2006)), [0.0, 1.0]);
    }
}
