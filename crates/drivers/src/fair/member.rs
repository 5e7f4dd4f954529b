//! One member of the calibrated ensemble.

use super::emissions::SHORT_LIVED;
use super::energy_balance::{EnergyBalance, Step};
use super::error::FairError;
use super::gas::{CH4, CO2, N2O};

/// Names that the calibration gives to the parameters of the greenhouse gas that depends on all others.
const CHLORINE: &str = "Equivalent effective stratospheric chlorine";

/// The parameters of one member, made ready: scales of forcing hold the tropospheric adjustment too.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Its number in the calibration.
    pub id: i64,
    /// The energy balance.
    pub balance: EnergyBalance,
    /// A year of it.
    pub(super) step: Step,
    /// Forcing of four times the CO2, W/m2.
    pub forcing_4co2: f64,
    /// Time-integrated airborne fraction of CO2: at rest, to uptake, to warming, to what is airborne (see
    /// [`super::gas_cycle::iirf`]).
    pub(super) iirf: [f64; 4],
    /// CO2 of 1750, ppm.
    pub baseline_co2: f64,
    /// Aerosols and radiation: W/m2 per Mt a year of each short-lived species; per ppb of CH4 and N2O, per ppt of chlorine.
    pub(super) erfari_emissions: [f64; 7],
    pub(super) erfari_air: [f64; 3],
    /// Aerosols and clouds: W/m2, and per Mt a year of sulphur, black and organic carbon.
    pub(super) aci_scale: f64,
    pub(super) aci_shape: [f64; 3],
    /// Ozone, as for aerosols and radiation.
    pub(super) ozone_emissions: [f64; 7],
    pub(super) ozone_air: [f64; 3],
    /// Factors of forcing.
    pub(super) scale: Scales,
}

/// What a member multiplies forcings by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scales {
    pub co2: f64,
    pub ch4: f64,
    pub n2o: f64,
    pub minor: f64,
    pub stratospheric_water: f64,
    pub land_use: f64,
    pub volcanic: f64,
    pub solar: f64,
    pub soot_on_snow: f64,
}

impl Member {
    /// From the parameters of calibration 1.4.1 by their names there (`aci_scale`, `iirf_0[CO2]`); the scales of minor gases,
    /// which are all the same, are `forcing_scale[minor]`.
    ///
    /// # Errors
    /// A parameter that is absent, or one that leaves the energy balance without solution.
    pub fn new(id: i64, of: impl Fn(&str) -> Option<f64>) -> Result<Self, FairError> {
        let get = |name: &'static str| of(name).ok_or(FairError::MissingParameter { name });
        let positive = |name: &'static str| match get(name)? {
            value if value > 0.0 => Ok(value),
            value => Err(FairError::BadParameter { member: id, name, value: value.to_string() }),
        };
        let balance = EnergyBalance {
            capacity: [
                positive("ocean_heat_capacity[0]")?,
                positive("ocean_heat_capacity[1]")?,
                positive("ocean_heat_capacity[2]")?,
            ],
            transfer: [
                positive("ocean_heat_transfer[0]")?,
                positive("ocean_heat_transfer[1]")?,
                positive("ocean_heat_transfer[2]")?,
            ],
            efficacy: positive("deep_ocean_efficacy")?,
            gamma: positive("gamma_autocorrelation")?,
        };
        let name = "ocean_heat_transfer[0]";
        let unsolved =
            || FairError::BadParameter { member: id, name, value: balance.transfer[0].to_string() };
        // Species without a parameter have none of the effect.
        let effect = |of_what: &str, species: &str| of(&format!("{of_what}[{species}]")).unwrap_or(0.0);
        let short_lived = |of_what: &str| SHORT_LIVED.map(|species| effect(of_what, species));
        let air = |of_what: &str| ["CH4", "N2O", CHLORINE].map(|species| effect(of_what, species));
        let adjusted = |scale: f64, adjustment: f64| scale * (1.0 + adjustment);
        let scale = Scales {
            co2: adjusted(get("forcing_scale[CO2]")?, CO2.tropospheric_adjustment),
            ch4: adjusted(get("forcing_scale[CH4]")?, CH4.tropospheric_adjustment),
            n2o: adjusted(get("forcing_scale[N2O]")?, N2O.tropospheric_adjustment),
            minor: get("forcing_scale[minor]")?,
            stratospheric_water: get("forcing_scale[Stratospheric water vapour]")?,
            land_use: get("forcing_scale[Land use]")?,
            volcanic: get("forcing_scale[Volcanic]")?,
            solar: get("forcing_scale[Solar]")?,
            soot_on_snow: get("forcing_scale[Light absorbing particles on snow and ice]")?,
        };
        get("erfari_radiative_efficiency[Sulfur]")?;
        get("ozone_radiative_efficiency[CH4]")?;
        // Chlorine has an efficiency in the calibration, but FaIR 2.2 knows the year's chlorine only after this forcing, and leaves it out.
        let [ari_ch4, ari_n2o, _] = air("erfari_radiative_efficiency");
        Ok(Self {
            id,
            balance,
            step: balance.step().ok_or_else(unsolved)?,
            forcing_4co2: get("forcing_4co2")?,
            iirf: [
                get("iirf_0[CO2]")?,
                get("iirf_uptake[CO2]")?,
                get("iirf_temperature[CO2]")?,
                get("iirf_airborne[CO2]")?,
            ],
            baseline_co2: positive("baseline_concentration[CO2]")?,
            erfari_emissions: short_lived("erfari_radiative_efficiency"),
            erfari_air: [ari_ch4, ari_n2o, 0.0],
            aci_scale: get("aci_scale")?,
            aci_shape: [get("aci_shape[Sulfur]")?, get("aci_shape[BC]")?, get("aci_shape[OC]")?],
            ozone_emissions: short_lived("ozone_radiative_efficiency"),
            ozone_air: air("ozone_radiative_efficiency"),
            scale,
        })
    }
}
