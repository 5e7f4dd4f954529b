//! One origin: the production path, from the panel as of then to counts of draws.

use std::path::Path;

use forefend_estimate::{Expression, Formula};
use forefend_panel::{AsOf, Availability, CountryId, Panel, Year};
use forefend_simulate::load::Declared;
use forefend_simulate::parts::CountryRow;
use forefend_simulate::run::{parameters_from, parameters_text, write_file};
use forefend_simulate::spec::{Axis, Family, Kind};
use forefend_simulate::{Ensemble, Fitted, History, Model, Parts, Plan, Policy, SimulateError, simulate};

use crate::error::TrackError;
use crate::outcome::{ONSET_YEARS, Outcome};
use crate::settings::TrackSettings;
use crate::world_deaths;

/// Draws in a block; it changes speed, never a value.
pub const BLOCK: u64 = 100;

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

    /// Fits and simulates `model` as of December of `origin`, under the reference policy: the parts and the fitted
    /// parameters stand in `folder` afterwards. What is there and complete is kept.
    pub fn simulate(
        model: &Model,
        panel: &Panel,
        variable: &str,
        origin: Year,
        last: Year,
        settings: &TrackSettings,
        folder: &Path,
    ) -> Result<(), TrackError> {
        let horizon = last.min(origin + settings.horizon_years);
        let view = panel.as_of(origin.last_month(), Availability::Observed);
        let model = recording(model, variable);
        let failed = |source| TrackError::Origin { origin: origin.0, source: Box::new(source) };
        let anchor = model.frame.anchor.as_ref();
        let known = view.last_year(anchor)?;
        if let Some(known) = known.filter(|known| *known != origin) {
            return Err(TrackError::NotObserved { origin: origin.0, anchor: anchor.clone(), last: known.0 });
        }
        run(&model, &view, horizon, (settings.seed, settings.draws), folder).map(|_| ()).map_err(failed)
    }

    /// Counts the draws that stand in `folder`.
    pub fn read(
        model: &Model,
        variable: &str,
        origin: Year,
        last: Year,
        settings: &TrackSettings,
        folder: &Path,
    ) -> Result<Self, TrackError> {
        let horizon = last.min(origin + settings.horizon_years);
        let failed = |source| TrackError::Origin { origin: origin.0, source: Box::new(source) };
        let parts = Parts::at(folder);
        let (units, _) = parts.units_and_years("country").map_err(failed)?;
        let units = units.into_iter().map(|unit| CountryId(unit as u16)).collect();
        let mut counter = Counter::new(origin, horizon, units);
        for part in parts.blocks("country").map_err(failed)? {
            part.countries(&[variable], &mut |row| counter.add(row)).map_err(failed)?;
            counter.close_block();
        }
        let mut forecast = counter.forecast;
        forecast.draws = settings.draws;
        if world_deaths::is_recorded(model) {
            let mut series = parts.world(world_deaths::VARIABLE).map_err(failed)?;
            let years = Year::range(origin + 1, horizon);
            forecast.world_deaths = years.map(|year| series.remove(&year.0).unwrap_or_default()).collect();
        }
        Ok(forecast)
    }
}

/// The production path from one view: history, fits, plan, draws. The last observed year of the anchor series.
pub(crate) fn run(
    model: &Model,
    view: &AsOf<'_>,
    horizon: Year,
    (seed, draws): (u64, u64),
    folder: &Path,
) -> Result<Year, SimulateError> {
    let history = History::build(model, view, horizon)?;
    let fitted = fitted(model, &history, view, folder)?;
    let plan = Plan::new(model, &history, &fitted, horizon)?;
    let ensemble = Ensemble { seed, draws, block: BLOCK, deterministic: false };
    simulate(&plan, &Policy::default(), ensemble, folder, &|_| ())?;
    Ok(history.anchor)
}

/// What a forecast keeps: the variables recorded by country and for the world.
///
/// # Errors
/// [`TrackError::NoOutcome`].
pub fn recorded(model: &Model) -> Result<[Vec<String>; 2], TrackError> {
    let world = world_deaths::is_recorded(model).then(|| world_deaths::VARIABLE.to_owned());
    Ok([vec![outcome_variable(model)?.to_owned()], world.into_iter().collect()])
}

/// The model, keeping only what is scored. Identities on axes of their own (members of organisations) that nothing reads
/// are left out: they move no other variable, and before an organisation's first year they have no value, which would
/// end a look from before it.
pub(crate) fn recording(model: &Model, variable: &str) -> Model {
    let mut model = model.clone();
    model.frame.record_country.retain(|name| name.as_ref() == variable);
    model.frame.record_world.retain(|name| name.as_ref() == world_deaths::VARIABLE);
    model.frame.record.clear();
    let read: Vec<String> = model.variables.iter().flat_map(reads).collect();
    model.variables.retain(|declared| {
        let elsewhere = matches!(declared.spec.axis, Axis::Declared(_));
        let leaf = elsewhere && declared.spec.kind == Kind::Identity && declared.spec.indicator.is_none();
        !leaf || read.iter().any(|name| name == declared.name())
    });
    model
}

/// Names of the variables that a variable reads.
pub(crate) fn reads(declared: &Declared) -> Vec<String> {
    let expressions = [&declared.expression, &declared.condition, &declared.history];
    let references = expressions.into_iter().flatten().flat_map(Expression::references);
    references.chain(declared.formula.iter().flat_map(Formula::references)).map(|read| read.name).collect()
}

/// The fitted parameters stored in `folder`, or fitted now and stored there. Draws are made with what is stored.
fn fitted(model: &Model, history: &History, view: &AsOf<'_>, folder: &Path) -> Result<Fitted, SimulateError> {
    let path = folder.join("parameters.json");
    if let Ok(text) = std::fs::read_to_string(&path) {
        return parameters_from(&text, &path);
    }
    let fitted = Fitted::estimate(model, history, view)?;
    write_file(&path, parameters_text(&fitted).as_bytes())?;
    Ok(fitted)
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

/// Adds up the rows of one block after the other; in a block they come in order of year, draw and country.
struct Counter {
    forecast: Forecast,
    /// First draw of the block.
    first: Option<u32>,
    /// Conflict in the onset years, by draw of the block, then unit.
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
        Self { forecast, first: None, any: Vec::new() }
    }

    fn add(&mut self, row: CountryRow<'_>) {
        let ahead = row.year - self.forecast.origin.0;
        let units = self.forecast.units.len();
        let Ok(position) = self.forecast.units.binary_search(&CountryId(row.country)) else { return };
        let draw = (row.draw - *self.first.get_or_insert(row.draw)) as usize;
        if self.any.len() < (draw + 1) * units {
            self.any.resize((draw + 1) * units, false);
        }
        // Years up to the origin are simulated only to fill series that end before it.
        if ahead < 1 {
            return;
        }
        let year = (ahead - 1) as usize;
        let cell = year * units + position;
        if position == 0 {
            self.forecast.conflicts[year].push(0);
        }
        if Outcome::InConflict.holds(row.values[0]) {
            self.forecast.in_conflict[cell] += 1;
            self.any[draw * units + position] |= ahead <= ONSET_YEARS;
            if let Some(count) = self.forecast.conflicts[year].last_mut() {
                *count += 1;
            }
        }
        self.forecast.at_war[cell] += u32::from(Outcome::AtWar.holds(row.values[0]));
    }

    fn close_block(&mut self) {
        for draw in self.any.chunks_exact(self.forecast.units.len()) {
            for (count, any) in self.forecast.any_conflict.iter_mut().zip(draw) {
                *count += u32::from(*any);
            }
        }
        self.first = None;
        self.any.clear();
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
        let level = |draw, year, country| match (draw, year, country) {
            (_, 2000, _) | (1, _, 2) | (0, 2005, 1) => 1.0,
            (1, 2006, 1) => 2.0,
            _ => 0.0,
        };
        for year in 2000..=2007_i16 {
            for (draw, country) in [(0_u32, 1_u16), (0, 2), (1, 1), (1, 2)] {
                counter.add(CountryRow { draw, year, country, values: &[level(draw, year, country)] });
            }
        }
        counter.close_block();
        let found = counter.forecast;
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
