//! Minor greenhouse gases: concentrations, forcing and stratospheric chlorine, the same in every member.

use super::emissions::Emissions;
use super::gas::{Gas, MINOR, N2O, N2O_LIFETIME, concentration_per_emission};
use super::gas_cycle::{box_after_a_year, lifetime_factor};

/// How much more ozone an atom of bromine destroys than one of chlorine.
const BROMINE: f64 = 45.0;

/// Concentration of a minor gas at the bounds of the years, ppt, from its emissions, kt a year.
pub fn concentration(gas: &Gas, emissions: &[f64]) -> Vec<f64> {
    let lifetime = gas.lifetime * lifetime_factor(gas.iirf_0, gas.g0, gas.g1);
    let per_emission = concentration_per_emission(gas.molecular_weight);
    course(emissions, [gas.baseline_emissions, gas.baseline_concentration], lifetime, per_emission)
}

/// Concentration of nitrous oxide at the bounds of the years, ppb, from its emissions, Mt a year.
pub fn nitrous_oxide(emissions: &[f64]) -> Vec<f64> {
    let [lifetime, g0, g1, iirf_0] = N2O_LIFETIME;
    let lifetime = lifetime * lifetime_factor(iirf_0, g0, g1);
    let per_emission = concentration_per_emission(N2O.molecular_weight);
    course(emissions, [N2O.baseline_emissions, N2O.baseline_concentration], lifetime, per_emission)
}

fn course(emissions: &[f64], [emitted, held]: [f64; 2], lifetime: f64, per_emission: f64) -> Vec<f64> {
    let mut airborne = 0.0;
    let after = emissions.iter().map(|emissions| {
        airborne = box_after_a_year(airborne, emissions - emitted, lifetime);
        held + per_emission * airborne
    });
    std::iter::once(held).chain(after).collect()
}

/// What all minor gases do at the bounds of the years.
#[derive(Debug, Clone, PartialEq)]
pub struct MinorGases {
    /// Forcing with tropospheric adjustment, before a member's scale, W/m2.
    pub forcing: Vec<f64>,
    /// Equivalent effective stratospheric chlorine (Newman et al. 2007), ppt; the baseline's at the first bound.
    pub chlorine: Vec<f64>,
}

impl MinorGases {
    /// From the emissions of a scenario. `baseline` is the chlorine at the first bound, ppt.
    pub fn of(emissions: &Emissions, baseline: f64) -> Self {
        let bounds = emissions.years() + 1;
        let (mut forcing, mut chlorine) = (vec![0.0; bounds], vec![0.0; bounds]);
        for (at, gas) in MINOR.iter().enumerate() {
            let course = concentration(gas, emissions.minor(at));
            let scale = gas.radiative_efficiency * 0.001 * (1.0 + gas.tropospheric_adjustment);
            let released = (gas.chlorine + BROMINE * gas.bromine) * gas.fractional_release;
            for ((forcing, chlorine), held) in forcing.iter_mut().zip(&mut chlorine).zip(&course) {
                *forcing += (held - gas.baseline_concentration) * scale;
                *chlorine += held * released;
            }
        }
        if let Some(first) = chlorine.first_mut() {
            *first = baseline;
        }
        Self { forcing, chlorine }
    }
}
