//! The people of every country by age and sex: births, deaths and migrants, year by year (docs/drivers/demography.md).
//!
//! `calibrate` reads people, rates and schedules from the panel, as known at the date of the run. The science is
//! [`forefend_drivers::cohort`]. A run begins from the people of the last year whose rates are known. Beyond it rates are drawn
//! around the United Nations' medium variant where it was published by then, else around the model's own path ([`rates`]).
//! Deaths in conflict and in a pandemic of the year before come on top.

mod inputs;
mod life_tables;
mod past;
mod prepared;
mod rates;

use std::collections::BTreeMap;
use std::sync::Arc;

use forefend_drivers::cohort::{AGES, Flows, Measures, Side, Vital, advance_side, measures_side};

use self::life_tables::LifeTables;
use self::prepared::{Country, Prepared};
use self::rates::{Drawn, Mode};
use super::{
    Calibrated, Draws, Input, Kind, Known, On, Output, Parameters, Process, Running, Turn, Workspace,
};
use crate::error::SimulateError;

/// What `kind = "cohort_component"` reads and writes.
pub(super) const KIND: Kind = Kind {
    inputs: &[
        Input { name: "conflict_deaths", on: On::Country, lags: 1..=1 },
        Input { name: "disease_deaths", on: On::Country, lags: 1..=1 },
    ],
    outputs: &[
        Output { name: "population", on: On::Country },
        Output { name: "youth_share", on: On::Country },
        Output { name: "working_age_share", on: On::Country },
        Output { name: "dependency", on: On::Country },
        Output { name: "over_65", on: On::Country },
        Output { name: "over_80", on: On::Country },
        Output { name: "median_age", on: On::Country },
        Output { name: "births", on: On::Country },
        Output { name: "deaths", on: On::Country },
    ],
    levers: &[],
    declare,
};

/// Place of the deaths in conflict among the inputs.
const CONFLICT_DEATHS: usize = 0;
/// Place of the deaths in a pandemic.
const DISEASE_DEATHS: usize = 1;
/// Draws whose people stand side by side: what the processor does to one it does to all of them.
const SIDE: usize = 4;
/// How many outputs there are.
const OUTPUTS: usize = KIND.outputs.len();

/// The declared process, the same for all draws.
#[derive(Debug, Clone)]
struct CohortComponent {
    place: String,
    /// What share of deaths in conflict comes on top of other mortality.
    conflict_mortality: f64,
    /// How wide the rates are drawn.
    mode: Mode,
    /// The same of deaths in a pandemic.
    disease_mortality: f64,
    /// Name of the process: its luck is called by it.
    name: String,
    /// Life tables of the user's own.
    life_tables: LifeTables,
    /// What a calibration comes to, in a plan: all its draws share it.
    prepared: Option<Arc<Prepared>>,
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
        disease_mortality: parameters.number("disease_mortality", 0.0..=1.0)?,
        life_tables,
        prepared: None,
    }))
}

impl CohortComponent {
    /// What `calibrated` comes to. Rates that nobody can be projected by are told here, not in the midst of a run.
    fn prepare(&self, calibrated: &Calibrated) -> Result<Prepared, SimulateError> {
        Prepared::new(calibrated)
            .map_err(|message| SimulateError::Declaration { place: self.place.clone(), message })
    }
}

impl Process for CohortComponent {
    fn calibrate(&self, known: &Known<'_>) -> Result<Calibrated, SimulateError> {
        let mut calibrated = inputs::read(known, &self.place)?;
        self.life_tables.lay(known.as_of, &mut calibrated)?;
        // Published migrants are by age; those of the past are not.
        let mut prepared = self.prepare(&calibrated)?;
        if !prepared.fitted.published {
            let past = past::exchange(known.as_of, &prepared)?;
            calibrated.extend(prepared.fitted.seen(&past));
        }
        Ok(calibrated)
    }

    fn ready(&self, calibrated: &Calibrated) -> Result<Option<Arc<dyn Process>>, SimulateError> {
        Ok(Some(Arc::new(Self { prepared: Some(Arc::new(self.prepare(calibrated)?)), ..self.clone() })))
    }

    fn begin(self: Arc<Self>, draws: Draws, _calibrated: &Arc<Calibrated>) -> Box<dyn Running> {
        let cohorts = self.prepared.as_ref().map(|prepared| {
            let drawn = Drawn::begin(prepared, self.mode, draws, &self.name);
            Cohorts::begin(Arc::clone(prepared), drawn, draws)
        });
        Box::new(RunningCohorts { process: Arc::clone(&self), draws, cohorts })
    }

    fn remedy(&self) -> &'static str {
        "the series `people` has no value of this country: give the variable `where` and `otherwise`, or a series of your own"
    }
}

/// The people of a set of draws.
#[derive(Clone)]
struct RunningCohorts {
    process: Arc<CohortComponent>,
    draws: Draws,
    /// Nothing before the process is made ready.
    cohorts: Option<Cohorts>,
}

/// Where all countries stand in a set of draws.
#[derive(Clone)]
struct Cohorts {
    prepared: Arc<Prepared>,
    draws: usize,
    /// Rates of the calendar year that `people` have reached.
    drawn: Arc<Drawn>,
    /// By country, then [`SIDE`] draws; places beyond the last draw stand empty.
    people: Vec<Vec<Side<SIDE>>>,
    /// What is told of them in the year reached, likewise.
    told: Vec<Vec<[Told; SIDE]>>,
    /// All of them, by draw, then country.
    totals: Vec<Vec<f64>>,
    /// Net migrants of the calendar year reached, by draw, then country.
    net_migrants: Vec<Vec<f64>>,
}

/// What is told of the people of a country in a draw: where they stand, and the year that came to it.
#[derive(Debug, Clone, Copy)]
struct Told {
    measures: Measures,
    flows: Flows,
}

impl Cohorts {
    /// The people of the base year, restated by each draw.
    fn begin(prepared: Arc<Prepared>, drawn: Drawn, draws: Draws) -> Self {
        let mut people = Vec::with_capacity(prepared.countries.len());
        for (place, country) in prepared.countries.iter().enumerate() {
            let mut of_draws = vec![*country.people; draws.number];
            drawn.restate(&prepared, place, &mut of_draws);
            let mut side = vec![[[[0.0; SIDE]; AGES]; 2]; draws.number.div_ceil(SIDE)];
            for (draw, people) in of_draws.iter().enumerate() {
                let all = side[draw / SIDE].as_flattened_mut().iter_mut();
                all.zip(people.as_flattened()).for_each(|(slot, people)| slot[draw % SIDE] = *people);
            }
            people.push(side);
        }
        let told = |(country, people): (&Country, &Vec<Side<SIDE>>)| {
            people.iter().map(|people| told(people, &[country.flows; SIDE])).collect()
        };
        let mut totals = vec![vec![0.0; people.len()]; draws.number];
        for (place, people) in people.iter().enumerate() {
            for (totals, people) in totals.chunks_mut(SIDE).zip(people) {
                totals.iter_mut().zip(total(people)).for_each(|(totals, total)| totals[place] = total);
            }
        }
        let net: Vec<f64> = prepared.base_rates().map(|vital| vital.net_migrants).collect();
        Self {
            told: prepared.countries.iter().zip(&people).map(told).collect(),
            totals,
            net_migrants: vec![net; draws.number],
            draws: draws.number,
            drawn: Arc::new(drawn),
            people,
            prepared,
        }
    }

    /// Takes all people to 1 July of the next year; `fallen` is what conflict takes of a country in a draw,
    /// and a pandemic.
    fn step(&mut self, fallen: &dyn Fn(u64, usize) -> [f64; 2]) {
        let drawn = Arc::clone(self.drawn.next(&self.prepared));
        let of_draws = self.totals.iter().enumerate();
        let net = of_draws.map(|(draw, total)| drawn.net_migrants(&self.prepared, draw, total)).collect();
        let before = std::mem::replace(&mut self.net_migrants, net);
        for (place, way) in drawn.ways.iter().enumerate() {
            let Some(way) = way else { continue };
            for (side, people) in self.people[place].iter_mut().enumerate() {
                let (mut vital, mut start) = ([Vital::default(); SIDE], [0.0; SIDE]);
                for (lane, draw) in (side * SIDE..self.draws.min((side + 1) * SIDE)).enumerate() {
                    let [extra_deaths, disease_deaths] = fallen(self.prepared.ids[place], draw);
                    let net_migrants = 0.5 * (before[draw][place] + self.net_migrants[draw][place]);
                    vital[lane] = Vital { extra_deaths, disease_deaths, net_migrants, ..way.vital[draw] };
                    start[lane] = self.totals[draw][place];
                }
                // All that is done with these people is done while they are at hand: those of all countries are more than a cache holds.
                let rates = (&vital, &start);
                let flows = advance_side(people, &way.survival[side], &way.schedule, rates);
                self.told[place][side] = told(people, &flows);
                let totals = self.totals[side * SIDE..].iter_mut().zip(total(people));
                totals.for_each(|(totals, total)| totals[place] = total);
            }
        }
        self.drawn = drawn;
    }
}

/// All people of draws side by side: sums over sexes and ages in order. By itself, so that the compiler keeps the draws side by side.
#[inline(never)]
fn total(people: &Side<SIDE>) -> [f64; SIDE] {
    let mut sums = [std::iter::empty::<f64>().sum::<f64>(); SIDE];
    for people in people.as_flattened() {
        (0..SIDE).for_each(|lane| sums[lane] += people[lane]);
    }
    sums
}

fn told(people: &Side<SIDE>, flows: &[Flows; SIDE]) -> [Told; SIDE] {
    let measures = measures_side(people);
    std::array::from_fn(|lane| Told { measures: measures[lane], flows: flows[lane] })
}

/// Rates of a year from 1 July to the next: the mean of two calendar years. An exchange lasts as it is drawn; the year before the
/// first has none.
fn mean(a: &Vital, b: &Vital) -> Vital {
    Vital {
        tfr: 0.5 * (a.tfr + b.tfr),
        e0: [0, 1].map(|sex| 0.5 * (a.e0[sex] + b.e0[sex])),
        net_migrants: 0.5 * (a.net_migrants + b.net_migrants),
        exchange: b.exchange,
        extra_deaths: 0.0,
        disease_deaths: 0.0,
    }
}

impl Running for RunningCohorts {
    fn bytes(&self) -> u64 {
        self.cohorts.as_ref().map_or(0, |cohorts| {
            let side = size_of::<Side<SIDE>>() + size_of::<[Flows; SIDE]>();
            let sides: usize = cohorts.people.iter().map(Vec::len).sum();
            (sides * side) as u64 + cohorts.drawn.bytes()
        })
    }

    fn advance(&mut self, turn: &Turn<'_>, _work: &mut Workspace, out: &mut [Vec<f64>]) {
        let (_, axis, _) = turn.wires.inputs[CONFLICT_DEATHS];
        let units = turn.now.ids(axis);
        out.iter_mut().for_each(|column| {
            column.clear();
            column.resize(self.draws.number * units.len(), f64::NAN);
        });
        let Some(cohorts) = &mut self.cohorts else { return };
        let causes = [
            (turn.input(CONFLICT_DEATHS, 1), self.process.conflict_mortality),
            (turn.input(DISEASE_DEATHS, 1), self.process.disease_mortality),
        ];
        let place_of: BTreeMap<u64, usize> = units.iter().enumerate().map(|(unit, id)| (*id, unit)).collect();
        let of_last_year = |id: u64, draw: usize| {
            causes.map(|(deaths, share)| {
                let deaths = place_of.get(&id).map_or(0.0, |&unit| deaths.draw(draw)[unit]);
                if deaths > 0.0 { share * deaths } else { 0.0 }
            })
        };
        let year = i32::from(turn.year.0);
        for at in cohorts.drawn.year + 1..=year {
            // Those of years before are in the known rates.
            let of_earlier = |_: u64, _: usize| [0.0; 2];
            cohorts.step(if at == year { &of_last_year } else { &of_earlier });
        }
        for (unit, id) in units.iter().enumerate() {
            let Ok(place) = cohorts.prepared.ids.binary_search(id) else { continue };
            for (draw, told) in cohorts.told[place].as_flattened()[..cohorts.draws].iter().enumerate() {
                for (column, value) in out.iter_mut().zip(told.values()) {
                    column[draw * units.len() + unit] = value;
                }
            }
        }
    }
}

impl Told {
    /// The outputs, in the order of [`KIND`].
    fn values(&self) -> [f64; OUTPUTS] {
        let Self { measures, flows } = self;
        [
            measures.population,
            measures.youth_share,
            measures.working_age_share,
            measures.dependency,
            measures.over_65,
            measures.over_80,
            measures.median_age,
            flows.births,
            flows.deaths,
        ]
    }
}
