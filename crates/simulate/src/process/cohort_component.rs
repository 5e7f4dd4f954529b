//! The people of every country by age and sex: births, deaths and migrants, year by year (docs/drivers/demography.md).
//!
//! `calibrate` reads people, rates and schedules from the panel, as known at the date of the run. The science is
//! [`forefend_drivers::cohort`]. A run begins from the people of the last year whose rates are known. Beyond it rates are drawn
//! around the United Nations' medium variant where it was published by then, else around the model's own path ([`rates`]).
//! Deaths in conflict and in a pandemic of the year before come on top.

mod cohorts;
mod inputs;
mod life_tables;
mod past;
mod prepared;
mod rates;

use std::collections::BTreeMap;
use std::sync::Arc;

use forefend_drivers::cohort::Vital;

use self::cohorts::{Cohorts, Told};
use self::life_tables::LifeTables;
use self::prepared::Prepared;
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
        self.cohorts.as_ref().map_or(0, Cohorts::bytes)
    }

    fn lighten(&mut self) {
        self.cohorts.iter_mut().for_each(Cohorts::lighten);
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
        let unit_of: BTreeMap<u64, usize> = units.iter().enumerate().map(|(unit, id)| (*id, unit)).collect();
        let unit_of: Vec<Option<usize>> = cohorts.ids().iter().map(|id| unit_of.get(id).copied()).collect();
        let of_last_year = |place: usize, draw: usize| {
            causes.map(|(deaths, share)| {
                let deaths = unit_of[place].map_or(0.0, |unit| deaths.draw(draw)[unit]);
                if deaths > 0.0 { share * deaths } else { 0.0 }
            })
        };
        let year = i32::from(turn.year.0);
        for at in cohorts.year() + 1..=year {
            // Those of years before are in the known rates.
            let of_earlier = |_: usize, _: usize| [0.0; 2];
            cohorts.step(if at == year { &of_last_year } else { &of_earlier });
        }
        for (unit, id) in units.iter().enumerate() {
            for (draw, told) in cohorts.told(*id).enumerate() {
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
