//! One member through one scenario.

use super::forcing::{
    OF_LAND_USE, OF_SOOT_ON_SNOW, OF_STRATOSPHERIC_WATER, OZONE_PER_KELVIN, Precursors, VOLCANIC_EFFICACY,
    erfaci_logsum, erfari, log_of_sum, thornhill2021,
};
use super::gas::{CH4, CH4_LIFETIME, CO2, CO2_G, CO2_LIFETIMES, CO2_SHARES, concentration_per_emission};
use super::gas_cycle::{box_after_a_year, iirf, lifetime_factor};
use super::meinshausen2020::{of_ch4, of_co2, of_n2o};
use super::member::Member;
use super::methane::{BASELINE, factor_of_state};
use super::scenario::Scenario;

/// The climate at the bound of two years.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Climate {
    /// Temperature of the three layers above that of 1750, K, the surface first.
    pub temperature: [f64; 3],
    /// CO2, ppm.
    pub co2: f64,
    /// Effective radiative forcing since 1750.
    pub forcing: Forcing,
}

/// Effective radiative forcing by cause, W/m2.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Forcing {
    /// Carbon dioxide.
    pub co2: f64,
    /// Methane.
    pub ch4: f64,
    /// Nitrous oxide.
    pub n2o: f64,
    /// All other greenhouse gases.
    pub minor: f64,
    /// Interaction of aerosols with radiation, and with clouds.
    pub aerosol_radiation: f64,
    /// See `aerosol_radiation`.
    pub aerosol_clouds: f64,
    /// Ozone.
    pub ozone: f64,
    /// Land use.
    pub land_use: f64,
    /// Volcanoes.
    pub volcanic: f64,
    /// The sun.
    pub solar: f64,
    /// Water vapour in the stratosphere.
    pub stratospheric_water: f64,
    /// Soot on snow and ice.
    pub soot_on_snow: f64,
}

impl Forcing {
    /// The sum, W/m2.
    pub fn total(&self) -> f64 {
        self.but_volcanic() + self.volcanic
    }

    fn but_volcanic(&self) -> f64 {
        self.co2
            + self.ch4
            + self.n2o
            + self.minor
            + self.aerosol_radiation
            + self.aerosol_clouds
            + self.ozone
            + self.land_use
            + self.solar
            + self.stratospheric_water
            + self.soot_on_snow
    }
}

/// What a member's run carries from year to year.
struct State {
    /// CO2 in its boxes, Gt above 1750, and their sum.
    boxes: [f64; 4],
    airborne: f64,
    /// Methane above 1750, Mt.
    methane: f64,
    co2: f64,
    ch4: f64,
    /// Forcing (W/m2) and temperatures (K) of the energy balance.
    balance: [f64; 4],
}

/// Runs `member` through `scenario`; `see` is told the climate at each bound, from the first of January 1750 on, with the bound's number.
///
/// Design: forcing of a year reads concentrations at its end and emissions within it; lifetimes read the state before it
/// (as FaIR's main loop does).
pub fn run(scenario: &Scenario, member: &Member, mut see: impl FnMut(usize, &Climate)) {
    let fixed = Fixed::of(member);
    let mut state = State {
        boxes: [0.0; 4],
        airborne: 0.0,
        methane: 0.0,
        co2: member.baseline_co2,
        ch4: CH4.baseline_concentration,
        balance: [0.0; 4],
    };
    let mut forcing = Forcing::default();
    for year in 0..=scenario.years {
        if year > 0 {
            state.move_gases(scenario, member, &fixed, year - 1);
            forcing = state.forcing(scenario, member, &fixed, year);
            let effective = forcing.but_volcanic() + VOLCANIC_EFFICACY * forcing.volcanic;
            state.balance = member.step.after(&state.balance, effective);
        }
        let [_, temperature @ ..] = state.balance;
        see(year, &Climate { temperature, co2: state.co2, forcing });
    }
}

/// What of a member's formulas no year changes.
struct Fixed {
    /// ppm per Gt CO2, ppb per Mt CH4.
    per_co2: f64,
    per_ch4: f64,
    root_ch4_reference: f64,
    /// Forcing of the concentrations of 1750 against the reference, taken off: CO2, CH4, N2O.
    at_rest: [f64; 3],
    clouds_at_rest: f64,
}

impl Fixed {
    fn of(member: &Member) -> Self {
        use super::gas::N2O;
        let (ch4, n2o) = (CH4.baseline_concentration.sqrt(), N2O.baseline_concentration.sqrt());
        let co2 = member.baseline_co2;
        let root_ch4_reference = CH4.reference_concentration.sqrt();
        let [sulphur, black, organic, ..] = BASELINE;
        Self {
            per_co2: concentration_per_emission(CO2.molecular_weight),
            per_ch4: concentration_per_emission(CH4.molecular_weight),
            root_ch4_reference,
            at_rest: [
                of_co2(co2, CO2.reference_concentration, n2o),
                of_ch4(ch4, root_ch4_reference, n2o),
                of_n2o(n2o, N2O.reference_concentration.sqrt(), co2.sqrt(), ch4),
            ],
            clouds_at_rest: log_of_sum([sulphur, black, organic], member),
        }
    }
}

impl State {
    /// Emissions of a year into the air.
    fn move_gases(&mut self, scenario: &Scenario, member: &Member, fixed: &Fixed, year: usize) {
        let warming = self.balance[1];
        let [g0, g1] = CO2_G;
        let integrated = iirf(member.iirf, scenario.cumulative[year], self.airborne, warming);
        let factor = lifetime_factor(integrated, g0, g1);
        let emitted = scenario.co2[year] - CO2.baseline_emissions;
        for ((held, share), lifetime) in self.boxes.iter_mut().zip(CO2_SHARES).zip(CO2_LIFETIMES) {
            *held = box_after_a_year(*held, share * emitted, factor * lifetime);
        }
        self.airborne = self.boxes.iter().sum();
        self.co2 = member.baseline_co2 + fixed.per_co2 * self.airborne;
        let factor = scenario.methane_factor[year] * factor_of_state(self.ch4, warming);
        let emitted = scenario.ch4[year] - CH4.baseline_emissions;
        self.methane = box_after_a_year(self.methane, emitted, factor * CH4_LIFETIME);
        self.ch4 = CH4.baseline_concentration + fixed.per_ch4 * self.methane;
    }

    /// Forcing at bound `bound`, from emissions of the year before it; warming is still that of the bound before.
    fn forcing(&self, scenario: &Scenario, member: &Member, fixed: &Fixed, bound: usize) -> Forcing {
        let (scale, warming) = (&member.scale, self.balance[1]);
        let (root_co2, root_ch4) = (self.co2.sqrt(), self.ch4.sqrt());
        let root_n2o = scenario.root_n2o[bound];
        let short_lived = scenario.short_lived[bound - 1];
        let [sulphur, black, organic, ..] = short_lived;
        let chlorine = scenario.minor.chlorine[bound];
        let precursors = Precursors { short_lived, ch4: self.ch4, n2o: scenario.n2o[bound], chlorine };
        let [co2_at_rest, ch4_at_rest, n2o_at_rest] = fixed.at_rest;
        Forcing {
            co2: scale.co2 * (of_co2(self.co2, CO2.reference_concentration, root_n2o) - co2_at_rest),
            ch4: scale.ch4 * (of_ch4(root_ch4, fixed.root_ch4_reference, root_n2o) - ch4_at_rest),
            n2o: scale.n2o
                * (of_n2o(root_n2o, scenario.root_n2o_reference, root_co2, root_ch4) - n2o_at_rest),
            minor: scale.minor * scenario.minor.forcing[bound],
            aerosol_radiation: erfari(&precursors, member),
            aerosol_clouds: erfaci_logsum([sulphur, black, organic], member, fixed.clouds_at_rest),
            ozone: thornhill2021(&precursors, member) + OZONE_PER_KELVIN * warming,
            land_use: scale.land_use * OF_LAND_USE * scenario.cumulative_land[bound],
            volcanic: scale.volcanic * scenario.natural.volcanic[bound],
            solar: scale.solar * scenario.natural.solar[bound],
            stratospheric_water: scale.stratospheric_water
                * OF_STRATOSPHERIC_WATER
                * (self.ch4 - CH4.baseline_concentration),
            soot_on_snow: scale.soot_on_snow * OF_SOOT_ON_SNOW * (black - BASELINE[1]),
        }
    }
}
