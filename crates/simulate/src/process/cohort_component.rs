//! The people of every country by age and sex: births, deaths and migrants, year by year (docs/drivers/demography.md).
//!
//! `calibrate` reads people, rates and schedules from the panel, as known at the date of the run. The science is
//! [`forefend_drivers::cohort`]. A run begins from the people of the last year whose rates are known. Beyond it rates follow an
//! anchor: the United Nations' medium variant where it was published by then, else fertility stays, life expectancy gains what
//! it gained lately, and as many people migrate as lately. Deaths in conflict of the year before come on top.

mod inputs;
mod life_tables;
mod prepared;
mod rates;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use forefend_drivers::cohort::{Flows, People, Vital, Work, advance, measures};

use self::life_tables::LifeTables;
use self::prepared::Prepared;
use self::rates::{Mode, Paths};
use super::{
    Calibrated, Draws, Input, Kind, Known, On, Output, Parameters, Process, Running, Turn, Workspace,
};
use crate::error::SimulateError;

/// What `kind = "cohort_component"` reads and writes.
pub(super) const KIND: Kind = Kind {
    inputs: &[Input { name: "conflict_deaths", on: On::Country, lags: 1..=1 }],
    outputs: &[
        Output { name: "population", on: On::Country },
        Output { name: "youth_share", on: On::Country },
        Output { name: "working_age_share", on: On::Country },
        Output { name: "dependency", on: On::Country },
        Output { name: "over_65", on: On::Country },
        Output { name: "median_age", on: On::Country },
        Output { name: "births", on: On::Country },
        Output { name: "deaths", on: On::Country },
    ],
    levers: &[],
    declare,
};

/// Place of the deaths in conflict among the inputs.
const CONFLICT_DEATHS: usize = 0;
/// How many outputs there are.
const OUTPUTS: usize = 8;

/// The declared process, the same for all draws.
#[derive(Debug)]
struct CohortComponent {
    place: String,
    /// What share of deaths in conflict comes on top of other mortality.
    conflict_mortality: f64,
    /// How wide the rates are drawn.
    mode: Mode,
    /// Name of the process: its luck is called by it.
    name: String,
    /// Life tables of the user's own.
    life_tables: LifeTables,
    /// What the last calibration came to, with its key: all blocks of a run share it.
    prepared: Mutex<Option<(u64, Arc<Prepared>)>>,
}

fn declare(parameters: &mut Parameters<'_>) -> Result<Arc<dyn Process>, SimulateError> {
    let life_tables = match parameters.given.contains_key("life_tables") {
        true => LifeTables::read(&parameters.table("life_tables")?)?,
        false => LifeTables::default(),
    };
    Ok(Arc::new(CohortComponent {
        place: parameters.place.clone(),
        mode: Mode::read(parameters)?,
        name: parameters.process.to_owned(),
        conflict_mortality: parameters.number("conflict_mortality", 0.0..=1.0)?,
        life_tables,
        prepared: Mutex::new(None),
    }))
}

impl CohortComponent {
    /// What `calibrated` comes to, made once for all blocks of a run; nothing of numbers that are of another process.
    fn prepared(&self, calibrated: &Calibrated) -> Option<Arc<Prepared>> {
        let key = prepared::key(calibrated);
        let mut kept = self.prepared.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((of, prepared)) = kept.as_ref()
            && *of == key
        {
            return Some(Arc::clone(prepared));
        }
        let prepared = Arc::new(Prepared::new(calibrated)?);
        *kept = Some((key, Arc::clone(&prepared)));
        Some(prepared)
    }
}

impl Process for CohortComponent {
    fn calibrate(&self, known: &Known<'_>) -> Result<Calibrated, SimulateError> {
        let mut calibrated = inputs::read(known, &self.place)?;
        self.life_tables.lay(known.as_of, &mut calibrated)?;
        // Rates that nobody can be projected by are told here, not in the midst of a run.
        Prepared::check(&calibrated)
            .map_err(|message| SimulateError::Declaration { place: self.place.clone(), message })?;
        Ok(calibrated)
    }

    fn begin<'a>(&'a self, draws: Draws, calibrated: &'a Calibrated) -> Box<dyn Running + 'a> {
        let prepared = self.prepared(calibrated);
        let of_country = |country: &prepared::Country| vec![*country.people; draws.number];
        let base = prepared.as_ref().map_or(0, |prepared| prepared.base);
        let mut people: Vec<Vec<People>> =
            prepared.iter().flat_map(|prepared| prepared.countries.iter().map(of_country)).collect();
        let paths = prepared.as_deref().and_then(|prepared| {
            let fitted = prepared.fitted.as_ref()?;
            Some(Paths::begin(fitted, self.mode, draws, &prepared.ids, &self.name))
        });
        if let Some(paths) = &paths {
            people.iter_mut().enumerate().for_each(|(country, people)| paths.restate(country, people));
        }
        let flows: Vec<Vec<Flows>> = prepared
            .iter()
            .flat_map(|prepared| prepared.countries.iter().map(|country| vec![country.flows; draws.number]))
            .collect();
        let rates = prepared.iter().flat_map(|prepared| (0..draws.number).map(|_| prepared.rates(base))).collect();
        let work = Work::default();
        Box::new(RunningCohorts { process: self, prepared, draws, reached: base, people, flows, rates, paths, work })
    }

    fn remedy(&self) -> &'static str {
        "the series `people` has no value of this country: give the variable `where` and `otherwise`, or a series of your own"
    }
}

/// The people of a set of draws.
struct RunningCohorts<'a> {
    process: &'a CohortComponent,
    prepared: Option<Arc<Prepared>>,
    draws: Draws,
    /// The year that `people` have reached.
    reached: i32,
    /// By country, then draw.
    people: Vec<Vec<People>>,
    /// Births and deaths of the year reached, likewise.
    flows: Vec<Vec<Flows>>,
    /// Rates of the calendar year reached, by draw, then country.
    rates: Vec<Vec<Vital>>,
    /// What they are drawn by; nothing where no rates were fitted.
    paths: Option<Paths>,
    work: Work,
}

impl RunningCohorts<'_> {
    /// Rates of all countries in a calendar year of a draw.
    fn drawn(&mut self, prepared: &Prepared, draw: usize, year: i32) -> Vec<Vital> {
        let people = &self.people;
        match (&mut self.paths, &prepared.fitted) {
            (Some(paths), Some(fitted)) => {
                let total = |of: &Vec<People>| of[draw].iter().flatten().sum::<f64>();
                paths.year(fitted, prepared, draw, year, &people.iter().map(total).collect::<Vec<f64>>())
            }
            _ => prepared.rates(year),
        }
    }

    /// Takes all people to 1 July of `year`; `fallen` is what conflict takes of a country in a draw.
    fn step(&mut self, prepared: &Prepared, year: i32, fallen: &dyn Fn(u64, usize) -> f64) {
        let before = std::mem::take(&mut self.rates);
        self.rates = (0..self.draws.number).map(|draw| self.drawn(prepared, draw, year)).collect();
        for (place, country) in prepared.countries.iter().enumerate() {
            let Some(schedule) = prepared.schedule(country, year) else { continue };
            for (draw, people) in self.people[place].iter_mut().enumerate() {
                let extra_deaths = fallen(prepared.ids[place], draw);
                let vital = Vital { extra_deaths, ..mean(&before[draw][place], &self.rates[draw][place]) };
                self.flows[place][draw] = advance(people, &country.mortality, &schedule, &vital, &mut self.work);
            }
        }
        self.reached = year;
    }
}

/// Rates of a year from 1 July to the next: the mean of two calendar years.
fn mean(a: &Vital, b: &Vital) -> Vital {
    Vital {
        tfr: 0.5 * (a.tfr + b.tfr),
        e0: [0, 1].map(|sex| 0.5 * (a.e0[sex] + b.e0[sex])),
        net_migrants: 0.5 * (a.net_migrants + b.net_migrants),
        extra_deaths: 0.0,
    }
}

impl Running for RunningCohorts<'_> {
    fn advance(&mut self, turn: &Turn<'_>, _work: &mut Workspace, out: &mut [Vec<f64>]) {
        let (_, axis, _) = turn.wires.inputs[CONFLICT_DEATHS];
        let units = turn.now.ids(axis);
        out.iter_mut().for_each(|column| {
            column.clear();
            column.resize(self.draws.number * units.len(), f64::NAN);
        });
        let Some(prepared) = self.prepared.clone() else { return };
        let deaths = turn.input(CONFLICT_DEATHS, 1);
        let share = self.process.conflict_mortality;
        let place_of: BTreeMap<u64, usize> = units.iter().enumerate().map(|(unit, id)| (*id, unit)).collect();
        let of_last_year = |id: u64, draw: usize| {
            let deaths = place_of.get(&id).map_or(0.0, |&unit| deaths.draw(draw)[unit]);
            if deaths > 0.0 { share * deaths } else { 0.0 }
        };
        let year = i32::from(turn.year.0);
        for at in self.reached + 1..=year {
            // Deaths in conflict of years before are in the known rates.
            let of_earlier = |_: u64, _: usize| 0.0;
            self.step(&prepared, at, if at == year { &of_last_year } else { &of_earlier });
        }
        for (unit, id) in units.iter().enumerate() {
            let Ok(place) = prepared.ids.binary_search(id) else { continue };
            for (draw, (people, flows)) in self.people[place].iter().zip(&self.flows[place]).enumerate() {
                for (column, value) in out.iter_mut().zip(values(people, flows)) {
                    column[draw * units.len() + unit] = value;
                }
            }
        }
    }
}

/// The outputs, in the order of [`KIND`].
fn values(people: &People, flows: &Flows) -> [f64; OUTPUTS] {
    let measures = measures(people);
    [
        measures.population,
        measures.youth_share,
        measures.working_age_share,
        measures.dependency,
        measures.over_65,
        measures.median_age,
        flows.births,
        flows.deaths,
    ]
}
