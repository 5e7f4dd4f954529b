//! Effective radiative forcing of everything but the greenhouse gases, W/m2.
//!
//! Aerosols as in Smith et al. 2021, ozone after Thornhill et al. 2021, the rest linear in what causes it. Coefficients that
//! differ by member come from the [`Member`].

use super::gas::{CH4, N2O};
use super::member::Member;
use super::methane::{BASELINE, BASELINE_CHLORINE};

/// W/m2 per ppb of methane above 1750, through water vapour in the stratosphere.
pub const OF_STRATOSPHERIC_WATER: f64 = 4.4e-5;
/// W/m2 per Mt of black carbon a year above 1750, as soot on snow and ice.
pub const OF_SOOT_ON_SNOW: f64 = 0.01407193;
/// W/m2 per Gt CO2 emitted from land since 1750, through its brightness and irrigation.
pub const OF_LAND_USE: f64 = -0.000222468;
/// W/m2 of ozone per K of warming.
pub const OZONE_PER_KELVIN: f64 = -0.037;
/// What a W/m2 of volcanic forcing is worth for temperature.
pub const VOLCANIC_EFFICACY: f64 = 0.6;

/// What aerosols and ozone are made of in a year.
#[derive(Debug, Clone, Copy)]
pub struct Precursors {
    /// Emissions, Mt a year, in the order of [`super::emissions::SHORT_LIVED`].
    pub short_lived: [f64; 7],
    /// Methane and nitrous oxide, ppb.
    pub ch4: f64,
    /// See `ch4`.
    pub n2o: f64,
    /// Equivalent effective stratospheric chlorine, ppt.
    pub chlorine: f64,
}

impl Precursors {
    /// The sum over all of what exceeds 1750 times an efficiency each: seven of emissions, then methane, nitrous oxide and
    /// chlorine.
    fn weighted(&self, emissions: &[f64; 7], air: [f64; 3]) -> f64 {
        let above = self.short_lived.iter().zip(BASELINE).map(|(emitted, baseline)| emitted - baseline);
        let emitted: f64 = above.zip(emissions).map(|(above, efficiency)| above * efficiency).sum();
        let [ch4, n2o, chlorine] = air;
        emitted
            + (self.ch4 - CH4.baseline_concentration) * ch4
            + (self.n2o - N2O.baseline_concentration) * n2o
            + (self.chlorine - BASELINE_CHLORINE) * chlorine
    }
}

/// Interaction of aerosols with radiation: linear in emissions and concentrations.
pub fn erfari(precursors: &Precursors, member: &Member) -> f64 {
    precursors.weighted(&member.erfari_emissions, member.erfari_air)
}

/// Interaction of aerosols with clouds: the logarithm of a sum over sulphur, black and organic carbon (Smith et al. 2021,
/// after Stevens 2015), `emitted` in Mt a year, against `at_rest`, the logarithm of the sum for 1750.
pub fn erfaci_logsum(emitted: [f64; 3], member: &Member, at_rest: f64) -> f64 {
    member.aci_scale * (log_of_sum(emitted, member) - at_rest)
}

/// log(1 + the sum of shape times emissions) for sulphur, black and organic carbon.
pub fn log_of_sum(emitted: [f64; 3], member: &Member) -> f64 {
    let sum: f64 = emitted.iter().zip(member.aci_shape).map(|(emitted, shape)| emitted * shape).sum();
    libm::log(1.0 + sum)
}

/// Ozone of both spheres before the feedback of warming (Thornhill et al. 2021; Skeie et al. 2020).
pub fn thornhill2021(precursors: &Precursors, member: &Member) -> f64 {
    precursors.weighted(&member.ozone_emissions, member.ozone_air)
}
