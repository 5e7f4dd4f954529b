//! Fit, simulation and counts of the replication; the protocol is in the module above.

use forefend_panel::{Availability, CountryId, Panel, Year};
use forefend_runs::{Parts, parts::CountryRow, simulate};
use forefend_simulate::{CompiledPolicy, Ensemble, Estimated, Model, Plan, WorldFiles};

use crate::error::VerifyError;

const DRAWS: u64 = 2_000;
/// Years scored.
const SCORED: std::ops::RangeInclusive<i16> = 2007..=2009;
/// Last year the model sees.
const ORIGIN: Year = Year(2000);
/// First year of the history that the second rival counts.
const PAST: i16 = 1970;

/// What the fit of a panel comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimates {
    /// Rows of the fit.
    pub rows: usize,
    /// Coefficients of the multinomial logit, class-major.
    pub coefficients: Vec<f64>,
}

impl Estimates {
    /// Fits on `panel`, without a simulation.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn make(panel: &Panel) -> Result<Self, VerifyError> {
        let fitted = estimated(panel)?.fitted;
        let equation = fitted.equations.get("conflict");
        let fit = &equation.ok_or_else(|| VerifyError::computation("the world fits no `conflict`"))?.fit;
        Ok(Self { rows: fit.n, coefficients: fit.coefficients.clone() })
    }
}

/// The model fitted and compiled on a panel as of the origin.
fn estimated(panel: &Panel) -> Result<Estimated, VerifyError> {
    let world = world();
    let model = Model::load(&world)?;
    model.check_indicators(&world, panel)?;
    let then = panel.as_of(ORIGIN.last_month(), Availability::Observed);
    Ok(Plan::estimated(&model, &then, Year(*SCORED.end()))?)
}

/// Probabilities of conflict and what happened, by year 2007-2009, then unit, with two simple rivals.
#[derive(Debug, Clone, PartialEq)]
pub struct Replication {
    /// Unit of each country-year (Gleditsch-Ward code).
    pub unit: Vec<u16>,
    /// Share of draws in conflict.
    pub probability: Vec<f64>,
    /// Whether there was conflict.
    pub happened: Vec<bool>,
    /// 1 where there was conflict in 2000.
    pub persistence: Vec<f64>,
    /// Share of the years 1970-2000 in conflict.
    pub history: Vec<f64>,
}

impl Replication {
    /// Fits and simulates on `panel` with the luck of `seed`.
    ///
    /// # Errors
    /// Those of the engine, and a temporary folder that cannot be made.
    pub fn make(panel: &Panel, seed: u64) -> Result<Self, VerifyError> {
        let plan = estimated(panel)?.plan;
        let units = &plan.units;
        let now = panel.as_of(Year(2022).last_month(), Availability::Observed);
        let in_conflict = |unit: CountryId, year: i16| -> Result<bool, VerifyError> {
            let level = now.observed("acd_level", unit, Year(year))?;
            let unknown =
                || VerifyError::computation(format!("acd_level of {} in {year} is missing", unit.0));
            Ok(level.ok_or_else(unknown)? > 0.0)
        };
        let mut found = Self {
            unit: Vec::new(),
            probability: probabilities(&plan, seed)?,
            happened: Vec::new(),
            persistence: Vec::new(),
            history: Vec::new(),
        };
        for year in SCORED {
            for &unit in units {
                let mut past = 0.0;
                for earlier in PAST..=ORIGIN.0 {
                    past += f64::from(u8::from(in_conflict(unit, earlier)?));
                }
                found.unit.push(unit.0);
                found.happened.push(in_conflict(unit, year)?);
                found.persistence.push(f64::from(u8::from(in_conflict(unit, ORIGIN.0)?)));
                found.history.push(past / f64::from(ORIGIN.0 - PAST + 1));
            }
        }
        Ok(found)
    }
}

/// The declared covariates of the replication.
pub const COVARIATES: &str = include_str!("world/drivers/covariates.toml");
/// The declared conflict equation of the replication.
pub const ARMED_CONFLICT: &str = include_str!("world/threats/armed_conflict.toml");

/// The world of the replication, embedded.
fn world() -> WorldFiles {
    let files = [
        ("simulation.toml", include_str!("world/simulation.toml")),
        ("drivers/covariates.toml", COVARIATES),
        ("threats/armed_conflict.toml", ARMED_CONFLICT),
    ];
    WorldFiles::new("hegre", files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())))
}

/// Share of draws in conflict, by year scored, then unit.
fn probabilities(plan: &Plan, seed: u64) -> Result<Vec<f64>, VerifyError> {
    let folder = |error: std::io::Error| {
        VerifyError::computation(format!(
            "no temporary folder ({error}); set TMPDIR to one that can be written"
        ))
    };
    let run = tempfile::tempdir().map_err(folder)?;
    let ensemble = Ensemble { seed, draws: DRAWS, block: 100, deterministic: false };
    simulate(plan, &CompiledPolicy::default(), ensemble, run.path(), &|_| ())?;
    let units = &plan.units;
    let mut counts = vec![0_u32; SCORED.count() * units.len()];
    let mut count = |row: CountryRow<'_>| {
        if SCORED.contains(&row.year) && row.values[0] > 0.0 {
            let unit = units.partition_point(|unit| unit.0 < row.country);
            counts[(row.year - SCORED.start()) as usize * units.len() + unit] += 1;
        }
    };
    Parts::at(run.path()).countries(&["conflict"], &mut count)?;
    Ok(counts.iter().map(|&n| f64::from(n) / DRAWS as f64).collect())
}
