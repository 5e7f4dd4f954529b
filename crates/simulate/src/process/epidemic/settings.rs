//! The declared numbers of a pandemic.

use forefend_threats::pandemic::ages::BANDS;

use super::Parameters;
use crate::error::SimulateError;

/// How often: by the record of epidemics, or by a published chance of one as great as COVID-19.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Frequency {
    Record,
    /// Chance a year, drawn from this interval once a draw.
    CovidSize([f64; 2]),
}

/// See docs/threats/pandemic.md for the source of each. An interval is drawn from evenly, once an event unless it says otherwise.
#[derive(Debug)]
pub(super) struct Settings {
    pub frequency: Frequency,
    /// Years of the record that epidemics are counted in.
    pub window: f64,
    /// Deaths per thousand people of the world and year: those of COVID-19; the least that is simulated; the greatest.
    pub covid_size: f64,
    pub least: f64,
    pub greatest: f64,
    /// Laboratories, their yearly chance of a release, and (once a draw) the chance that one seeds a pandemic.
    pub facilities: f64,
    pub release: f64,
    pub seeds: [f64; 2],
    /// Chance a year of a deliberate beginning: its logarithm is even between these, once a draw. 0 and 0: never.
    pub deliberate: [f64; 2],
    pub reproduction: [f64; 2],
    pub latent: [f64; 2],
    pub infectious: [f64; 2],
    /// Years over which the yearly rate of deaths lasts.
    pub years: [f64; 2],
    /// Deaths of a hundred infected by age in COVID-19, and the power that an event has them to.
    pub fatality: [f64; BANDS],
    pub steepness: [f64; 2],
    /// Elasticity of fatality to income.
    pub income_fatality: [f64; 2],
    /// Quartiles of the days to detection, lognormal.
    pub detection: [f64; 2],
    pub response: [f64; 2],
    /// Share of what would stop growth that distancing does of its own.
    pub strength: [f64; 2],
    pub trigger: f64,
    /// Share of travel that goes on.
    pub travel: [f64; 2],
    pub vaccine_day: [f64; 2],
    pub vaccine_capacity: [f64; 2],
    pub vaccine_inequality: [f64; 2],
    pub vaccine_efficacy: [f64; 2],
    pub vaccine_coverage: f64,
    /// Share of seats taken, and travellers a head and day whom direct flights do not carry.
    pub load: f64,
    pub background: f64,
}

impl Settings {
    pub(super) fn read(parameters: &mut Parameters<'_>) -> Result<Self, SimulateError> {
        let days = 0.0..=3000.0;
        let chance = parameters.interval("covid_size_chance", 0.0..=0.5)?;
        let frequency = match parameters.text("frequency")? {
            "record" => Frequency::Record,
            "covid_size" => Frequency::CovidSize(chance),
            _ => return Err(parameters.unusable("frequency", "\"record\" or \"covid_size\"")),
        };
        Ok(Self {
            frequency,
            window: parameters.number("window", 10.0..=400.0)?,
            covid_size: parameters.number("covid_size", 0.001..=1000.0)?,
            least: parameters.number("least", 0.001..=1000.0)?,
            greatest: parameters.number("greatest", 0.01..=1000.0)?,
            facilities: parameters.number("facilities", 0.0..=10_000.0)?,
            release: parameters.number("release", 0.0..=1.0)?,
            seeds: parameters.interval("seeds", 0.0..=1.0)?,
            deliberate: parameters.interval("deliberate", 0.0..=0.5)?,
            reproduction: parameters.interval("reproduction", 1.01..=20.0)?,
            latent: parameters.interval("latent_days", 1.0..=100.0)?,
            infectious: parameters.interval("infectious_days", 1.0..=100.0)?,
            years: parameters.interval("years", 0.1..=10.0)?,
            fatality: [
                parameters.number("fatality_0_14", 0.0..=100.0)?,
                parameters.number("fatality_15_24", 0.0..=100.0)?,
                parameters.number("fatality_25_64", 0.0..=100.0)?,
                parameters.number("fatality_65_79", 0.0..=100.0)?,
                parameters.number("fatality_80", 0.0..=100.0)?,
            ],
            steepness: parameters.interval("steepness", 0.0..=1.0)?,
            income_fatality: parameters.interval("income_fatality", -2.0..=2.0)?,
            detection: parameters.interval("detection_days", 0.1..=1000.0)?,
            response: parameters.interval("response_days", days.clone())?,
            strength: parameters.interval("strength", 0.0..=1.0)?,
            trigger: parameters.number("trigger", 0.0..=1.0)?,
            travel: parameters.interval("travel", 0.0..=1.0)?,
            vaccine_day: parameters.interval("vaccine_day", days)?,
            vaccine_capacity: parameters.interval("vaccine_capacity", 0.0..=0.1)?,
            vaccine_inequality: parameters.interval("vaccine_inequality", 0.0..=5.0)?,
            vaccine_efficacy: parameters.interval("vaccine_efficacy", 0.0..=1.0)?,
            vaccine_coverage: parameters.number("vaccine_coverage", 0.0..=1.0)?,
            load: parameters.number("load", 0.0..=1.0)?,
            background: parameters.number("background", 0.0..=0.01)?,
        })
    }
}
