//! The greenhouse gases whose course is the same in every member, and what is the same of the other three.
//!
//! Source: species table of FaIR calibration 1.4.1 (Smith et al. 2024; lifetimes and efficiencies of Hodnebrog et al. 2020 and
//! of AR6, as given there). CO2, CH4 and N2O have their own files.

/// A greenhouse gas with one lifetime that nothing changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gas {
    /// Its name in emission files.
    pub name: &'static str,
    /// Molecular weight, g/mol.
    pub molecular_weight: f64,
    /// Lifetime in the unperturbed atmosphere, years.
    pub lifetime: f64,
    /// Scale of the lifetime's factor (Leach et al. 2021, eq. 4).
    pub g0: f64,
    /// Years of time-integrated airborne fraction that multiply the lifetime by e.
    pub g1: f64,
    /// Time-integrated airborne fraction of a pulse over 100 years, years.
    pub iirf_0: f64,
    /// Concentration in 1750, ppt; forcing counts from it.
    pub baseline_concentration: f64,
    /// Emissions that keep the concentration of 1750, kt a year.
    pub baseline_emissions: f64,
    /// Radiative efficiency, W/m2/ppb.
    pub radiative_efficiency: f64,
    /// What adjustments of the troposphere add to its forcing, as a share.
    pub tropospheric_adjustment: f64,
    /// Atoms of chlorine in a molecule.
    pub chlorine: f64,
    /// Atoms of bromine in a molecule.
    pub bromine: f64,
    /// Share that is released in the stratosphere.
    pub fractional_release: f64,
}

const fn gas(name: &'static str, of: [f64; 12]) -> Gas {
    Gas {
        name,
        molecular_weight: of[0],
        lifetime: of[1],
        g0: of[2],
        g1: of[3],
        iirf_0: of[4],
        baseline_concentration: of[5],
        baseline_emissions: of[6],
        radiative_efficiency: of[7],
        tropospheric_adjustment: of[8],
        chlorine: of[9],
        bromine: of[10],
        fractional_release: of[11],
    }
}

/// The minor gases: chlorofluorocarbons and what replaced them, halons, other chlorinated and fluorinated gases.
///
/// Numbers in the order of [`Gas`]'s fields.
#[rustfmt::skip]
pub const MINOR: [Gas; 40] = [
    gas("CFC-11", [137.36, 52.0, 0.225210813, 29.78420333, 44.39985903, 0.0, 0.0, 0.25941, 0.13, 3.0, 0.0, 0.47]),
    gas("CFC-12", [120.91, 102.0, 0.087948721, 26.21688273, 63.73327742, 0.0, 0.0, 0.31998, 0.12, 2.0, 0.0, 0.23]),
    gas("CFC-113", [187.37, 93.0, 0.104677409, 27.14723796, 61.26784005, 0.0, 0.0, 0.30142, 0.0, 3.0, 0.0, 0.29]),
    gas("CFC-114", [170.92, 189.0, 0.015863837, 18.74008878, 77.65355287, 0.0, 0.0, 0.31433, 0.0, 2.0, 0.0, 0.12]),
    gas("CFC-115", [154.46, 540.0, 1.45e-05, 8.191750463, 91.28678945, 0.0, 0.0, 0.24625, 0.0, 1.0, 0.0, 0.04]),
    gas("HCFC-22", [86.47, 11.9, 0.367185805, 11.87492178, 11.89733306, 0.0, 0.0, 0.21385, 0.0, 1.0, 0.0, 0.13]),
    gas("HCFC-141b", [116.95, 9.4, 0.367785579, 9.397376608, 9.39977459, 0.0, 0.0, 0.16065, 0.0, 2.0, 0.0, 0.34]),
    gas("HCFC-142b", [100.49, 18.0, 0.35986159, 17.54382142, 17.93041344, 0.0, 0.0, 0.19329, 0.0, 1.0, 0.0, 0.17]),
    gas("CCl4", [153.8, 32.0, 0.311082807, 26.20032476, 30.59401812, 0.025, 0.021566776, 0.16616, 0.0, 4.0, 0.0, 0.56]),
    gas("CHCl3", [119.37, 0.501, 0.367879441, 0.501, 0.501, 4.8, 204.4237338, 0.07357, 0.0, 3.0, 0.0, 0.0]),
    gas("CH2Cl2", [84.93, 0.493, 0.367879441, 0.493, 0.493, 6.91, 207.4912296, 0.02882, 0.0, 2.0, 0.0, 0.0]),
    gas("CH3Cl", [50.49, 0.9, 0.367879441, 0.9, 0.9, 457.0, 4407.598453, 0.00466, 0.0, 1.0, 0.0, 0.44]),
    gas("CH3CCl3", [133.4, 5.0, 0.367879426, 4.999999784, 4.99999999, 0.0, 0.0, 0.06454, 0.0, 3.0, 0.0, 0.67]),
    gas("CH3Br", [94.94, 0.8, 0.367879441, 0.8, 0.8, 5.3, 106.6891725, 0.00432, 0.0, 0.0, 1.0, 0.6]),
    gas("Halon-1211", [165.36, 16.0, 0.363405278, 15.77606732, 15.96911273, 0.00445, 0.008275908, 0.30014, 0.0, 1.0, 1.0, 0.62]),
    gas("Halon-1301", [148.91, 72.0, 0.156211519, 29.11142009, 54.04664097, 0.0, 0.0, 0.29943, 0.0, 0.0, 1.0, 0.28]),
    gas("Halon-2402", [259.82, 28.0, 0.327842336, 24.40119555, 27.21276153, 0.0, 0.0, 0.31169, 0.0, 0.0, 2.0, 0.65]),
    gas("CF4", [88.004, 50000.0, 0.0, 0.099866767, 99.90006663, 34.05, 0.010071225, 0.09859, 0.0, 0.0, 0.0, 0.0]),
    gas("C2F6", [138.01, 10000.0, 9.91e-88, 0.496679133, 99.50166251, 0.0, 0.0, 0.26105, 0.0, 0.0, 0.0, 0.0]),
    gas("C3F8", [188.02, 2600.0, 1.87e-23, 1.874471219, 98.10134266, 0.0, 0.0, 0.26999, 0.0, 0.0, 0.0, 0.0]),
    gas("c-C4F8", [200.03, 3200.0, 1.15e-28, 1.530326228, 98.45364968, 0.0, 0.0, 0.31392, 0.0, 0.0, 0.0, 0.0]),
    gas("C4F10", [238.03, 2600.0, 1.87e-23, 1.874471219, 98.10134266, 0.0, 0.0, 0.36874, 0.0, 0.0, 0.0, 0.0]),
    gas("C5F12", [288.03, 4100.0, 1.75e-36, 1.199862922, 98.79034238, 0.0, 0.0, 0.4076, 0.0, 0.0, 0.0, 0.0]),
    gas("C6F14", [338.04, 3100.0, 8.48e-28, 1.578633139, 98.40430085, 0.0, 0.0, 0.44888, 0.0, 0.0, 0.0, 0.0]),
    gas("C7F16", [388.05, 3000.0, 6.26e-27, 1.630088506, 98.35169855, 0.0, 0.0, 0.50312, 0.0, 0.0, 0.0, 0.0]),
    gas("C8F18", [438.06, 3000.0, 6.26e-27, 1.630088506, 98.35169855, 0.0, 0.0, 0.55787, 0.0, 0.0, 0.0, 0.0]),
    gas("NF3", [71.002, 569.0, 8.1e-06, 7.822566817, 91.70559121, 0.0, 0.0, 0.20448, 0.0, 0.0, 0.0, 0.0]),
    gas("SF6", [146.06, 3200.0, 1.15e-28, 1.530326228, 98.45364968, 0.0, 0.0, 0.56657, 0.0, 0.0, 0.0, 0.0]),
    gas("SO2F2", [102.06, 36.0, 0.29354177, 27.54399273, 33.76164514, 0.0, 1.06e-05, 0.21074, 0.0, 0.0, 0.0, 0.0]),
    gas("HFC-125", [120.02, 30.0, 0.319608933, 25.36238086, 28.9297802, 0.0, 0.0, 0.23378, 0.0, 0.0, 0.0, 0.0]),
    gas("HFC-134a", [102.03, 14.0, 0.365794734, 13.9098841, 13.98893314, 0.0, 0.0, 0.16714, 0.0, 0.0, 0.0, 0.0]),
    gas("HFC-143a", [84.04, 51.0, 0.229202513, 29.74705396, 43.82185266, 0.0, 0.0, 0.168, 0.0, 0.0, 0.0, 0.0]),
    gas("HFC-152a", [66.05, 1.6, 0.367879441, 1.6, 1.6, 0.0, 0.0, 0.10174, 0.0, 0.0, 0.0, 0.0]),
    gas("HFC-227ea", [170.03, 36.0, 0.29354177, 27.54399273, 33.76164514, 0.0, 0.0, 0.27325, 0.0, 0.0, 0.0, 0.0]),
    gas("HFC-23", [78.014, 228.0, 0.007310939, 16.459363, 80.95345964, 0.0, 0.0, 0.19111, 0.0, 0.0, 0.0, 0.0]),
    gas("HFC-236fa", [152.04, 213.0, 0.009850859, 17.27323657, 79.80574885, 0.0, 0.0, 0.25069, 0.0, 0.0, 0.0, 0.0]),
    gas("HFC-245fa", [134.05, 7.9, 0.367864627, 7.89965674, 7.899974868, 0.0, 0.0, 0.24498, 0.0, 0.0, 0.0, 0.0]),
    gas("HFC-32", [52.023, 5.4, 0.367879379, 5.399999044, 5.399999951, 0.0, 0.0, 0.11144, 0.0, 0.0, 0.0, 0.0]),
    gas("HFC-365mfc", [148.07, 8.9, 0.367824911, 8.89856347, 8.899882598, 0.0, 0.0, 0.22813, 0.0, 0.0, 0.0, 0.0]),
    gas("HFC-4310mee", [252.05, 17.0, 0.36177885, 16.67377861, 16.95260031, 0.0, 0.0, 0.35731, 0.0, 0.0, 0.0, 0.0]),
];

/// What is the same in all members of one of the three main gases.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MainGas {
    /// Molecular weight, g/mol.
    pub molecular_weight: f64,
    /// Concentration in 1750 (CO2: each member has its own), ppm for CO2, else ppb.
    pub baseline_concentration: f64,
    /// Concentration that forcing is counted from, in the same unit.
    pub reference_concentration: f64,
    /// Emissions that keep the concentration of 1750, Gt CO2 or Mt a year.
    pub baseline_emissions: f64,
    /// What adjustments of the troposphere add to its forcing, as a share.
    pub tropospheric_adjustment: f64,
}

/// Carbon dioxide.
pub const CO2: MainGas = MainGas {
    molecular_weight: 44.009,
    baseline_concentration: 278.3,
    reference_concentration: 277.15,
    baseline_emissions: 0.0,
    tropospheric_adjustment: 0.05,
};

/// Methane.
pub const CH4: MainGas = MainGas {
    molecular_weight: 16.043,
    baseline_concentration: 729.2,
    reference_concentration: 731.41,
    baseline_emissions: 38.246272,
    tropospheric_adjustment: -0.14,
};

/// Nitrous oxide.
pub const N2O: MainGas = MainGas {
    molecular_weight: 44.013,
    baseline_concentration: 270.1,
    reference_concentration: 273.87,
    baseline_emissions: 1.00046404,
    tropospheric_adjustment: 0.07,
};

/// Shares of emitted CO2 that go to each of its four boxes (Leach et al. 2021).
pub const CO2_SHARES: [f64; 4] = [0.2173, 0.224, 0.2824, 0.2763];
/// Lifetimes of the boxes, years: the first is geological.
pub const CO2_LIFETIMES: [f64; 4] = [1e9, 394.4, 36.54, 4.304];
/// Scale of the factor of CO2's lifetimes, and years that multiply it by e.
pub const CO2_G: [f64; 2] = [0.010178288, 11.41262243];

/// Lifetime of methane in the unperturbed atmosphere, years.
pub const CH4_LIFETIME: f64 = 16.78837799;
/// Lifetime of nitrous oxide, years, with the scale of its factor, the years that multiply it by e, and its
/// time-integrated airborne fraction (years).
pub const N2O_LIFETIME: [f64; 4] = [109.0, 0.076755588, 25.49528818, 65.44969575];

/// Mass of the atmosphere, 10^18 kg.
const MASS_OF_ATMOSPHERE: f64 = 5.1352;
/// Molecular weight of air, g/mol.
const MOLECULAR_WEIGHT_OF_AIR: f64 = 28.97;

/// What one unit of emissions adds to the concentration: ppm per Gt, ppb per Mt, ppt per kt.
pub fn concentration_per_emission(molecular_weight: f64) -> f64 {
    1.0 / (MASS_OF_ATMOSPHERE * molecular_weight / MOLECULAR_WEIGHT_OF_AIR)
}
