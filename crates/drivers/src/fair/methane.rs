//! The lifetime of methane (Thornhill et al. 2021): chemistry of what is emitted and held in the air, and warming.

use super::gas::{CH4, N2O};

/// Baseline emissions of the short-lived species, Mt a year, in the order of [`super::emissions::SHORT_LIVED`].
pub const BASELINE: [f64; 7] =
    [2.293964929, 2.096765609, 15.44571911, 6.656462698, 19.4168329, 60.62284009, 348.4549732];
/// Relative change of the lifetime per Mt a year of each; sulphur, black and organic carbon, ammonia and CO have none.
const OF_EMISSIONS: [f64; 7] = [0.0, 0.0, 0.0, 0.0, -0.0034188, 0.00019837, 0.0];
/// Relative change per ppb of methane, per ppb of nitrous oxide, and per ppt of stratospheric chlorine.
const OF_CH4: f64 = 0.000167283;
const OF_N2O: f64 = -0.000949891;
const OF_CHLORINE: f64 = 2.53e-5;
/// Relative change per K.
const OF_WARMING: f64 = -0.0463;
/// Equivalent effective stratospheric chlorine of the baseline, ppt.
pub const BASELINE_CHLORINE: f64 = 344.3627591;

/// The part of the lifetime's factor that no member changes: `short_lived` emissions in Mt a year, nitrous oxide in ppb,
/// equivalent effective stratospheric `chlorine` in ppt.
pub fn factor_of_others(short_lived: [f64; 7], n2o: f64, chlorine: f64) -> f64 {
    let mut factor = 1.0;
    for ((emitted, baseline), sensitivity) in short_lived.iter().zip(BASELINE).zip(OF_EMISSIONS) {
        factor *= 1.0 + (emitted - baseline) * sensitivity;
    }
    factor *= 1.0 + (n2o - N2O.baseline_concentration) * OF_N2O;
    factor * (1.0 + (chlorine - BASELINE_CHLORINE) * OF_CHLORINE)
}

/// The part that a member's own methane (ppb) and warming since 1750 (K) make.
pub fn factor_of_state(ch4: f64, warming: f64) -> f64 {
    (1.0 + (ch4 - CH4.baseline_concentration) * OF_CH4) * (1.0 + warming * OF_WARMING)
}
