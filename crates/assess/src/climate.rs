//! The climate emulator by itself: all members of the ensemble once through one scenario, variability off.

mod emissions_file;
mod units;

use std::path::Path;

use forefend_drivers::fair::{FIRST_YEAR, Scenario, above, temperatures};
use forefend_score::quantiles;
use forefend_simulate::WorldFiles;
use forefend_simulate::climate::Emulator;

use crate::error::AssessError;
use forefend_panel::did_you_mean;

pub use self::emissions_file::read_emissions;

/// What `--driver` calls the emulator by itself, beside the drivers and threats of a world.
pub const EMULATOR: &str = "climate";
/// Last year that is computed, at its beginning.
const LAST: i32 = 2100;
/// Change of temperature (K) beyond which emissions are taken for those of another unit.
const PLAUSIBLE: f64 = 30.0;
/// Years that warming is counted from.
const BASE: [i32; 2] = [1850, 1900];
/// Percentiles that are told.
pub const PERCENTILES: [f64; 5] = [5.0, 17.0, 50.0, 83.0, 95.0];
/// The scenario of a world's own emissions where none is named: the one its joint runs have.
const USUAL: &str = "ssp245";

/// Global temperature under one scenario, over all members.
#[derive(Debug, Clone, PartialEq)]
pub struct ClimateRun {
    /// The scenario's name.
    pub scenario: String,
    /// Where its emissions are from.
    pub source: String,
    /// Number of members.
    pub members: usize,
    /// By year, at its beginning: [`PERCENTILES`] of surface temperature above the mean of 1850-1900, K.
    pub years: Vec<(i32, [f64; 5])>,
}

impl ClimateRun {
    /// The percentiles of the beginning of 2100, to which every run goes.
    pub fn last(&self) -> Option<&[f64; 5]> {
        self.years.last().map(|(_, of_year)| of_year)
    }
}

/// Runs all members of `world`'s ensemble through `scenario`, from `emissions` (a file of the user's) or the emissions
/// that the world ships, to 2100.
///
/// # Errors
/// A world without the emulator's tables; a file that is no table of emissions (with line and remedy); a scenario that is not
/// there (with those that are).
pub fn climate(
    world: &WorldFiles,
    emissions: Option<&Path>,
    scenario: Option<&str>,
) -> Result<ClimateRun, AssessError> {
    let emulator = Emulator::of_world(world)?;
    let (name, source, ready) = match emissions {
        Some(path) => {
            let (name, emissions) = read_emissions(path, scenario)?;
            (name, path.display().to_string(), Scenario::new(&emissions, &emulator.natural))
        }
        None => {
            let name = scenario.unwrap_or(USUAL);
            let ready = emulator.scenario(name).ok_or_else(|| unknown(name, &emulator))?;
            (name.to_owned(), "the world's own".to_owned(), ready)
        }
    };
    let ready = ready
        .map_err(|error| AssessError::Declaration { place: source.clone(), message: error.to_string() })?;
    let courses: Vec<Vec<f64>> = temperatures(&ready, &emulator.members)
        .iter()
        .map(|course| above(course, BASE[0], BASE[1]))
        .collect();
    let of_year = |year: i32| {
        let at = usize::try_from(year - FIRST_YEAR).ok()?;
        let values: Vec<f64> = courses.iter().filter_map(|course| course.get(at).copied()).collect();
        (!values.is_empty()).then(|| (year, quantiles(&values, PERCENTILES.map(|p| p / 100.0))))
    };
    let years: Vec<_> = (FIRST_YEAR..=LAST).filter_map(of_year).collect();
    let beyond = |values: &[f64]| values.iter().any(|value| value.is_nan() || value.abs() > PLAUSIBLE);
    if let Some((year, _)) = years.iter().find(|(_, values)| beyond(values)) {
        return Err(AssessError::Declaration {
            place: source,
            message: format!(
                "with these emissions temperatures of {year} are beyond {PLAUSIBLE} K of change or no numbers at all; check the units (CO2 in Gt CO2, methane in Mt, docs/drivers/climate.md) and the signs"
            ),
        });
    }
    Ok(ClimateRun { scenario: name, source, members: emulator.members.len(), years })
}

fn unknown(name: &str, emulator: &Emulator) -> AssessError {
    let known: Vec<&str> = emulator.scenarios.keys().map(String::as_str).collect();
    AssessError::Declaration {
        place: format!("--scenario {name}"),
        message: format!(
            "the world ships no such scenario{}; it has {}",
            did_you_mean(name, known.iter().copied()),
            known.join(", ")
        ),
    }
}
