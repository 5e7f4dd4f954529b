//! From emissions to concentrations: boxes that empty at lifetimes scaled by the state (Millar et al. 2017; Leach et al. 2021).

/// The greatest time-integrated airborne fraction, years of 100.
const IIRF_MAX: f64 = 100.0;

/// Factor of all lifetimes of a gas (Leach et al. 2021, eq. 4): g0 exp(iirf / g1).
///
/// `iirf` is the time-integrated airborne fraction of a pulse over 100 years at the state, in years; it is held at 100. Where
/// the product of something near 0 and something near infinity is no number, lifetimes stay as they are.
pub fn lifetime_factor(iirf: f64, g0: f64, g1: f64) -> f64 {
    let factor = g0 * libm::exp(iirf.min(IIRF_MAX) / g1);
    if factor.is_nan() { 1.0 } else { factor }
}

/// Time-integrated airborne fraction of CO2, years (Leach et al. 2021, eq. 4): a sum over `sensitivity` = [at rest (years),
/// to uptake (years/Gt CO2), to temperature (years/K), to what is airborne (years/Gt CO2)] of `cumulative` emissions and
/// those `airborne`, Gt CO2 since 1750, and of the `temperature` above that of 1750, K.
pub fn iirf(sensitivity: [f64; 4], cumulative: f64, airborne: f64, temperature: f64) -> f64 {
    let [at_rest, uptake, warming, aloft] = sensitivity;
    at_rest + uptake * (cumulative - airborne) + warming * temperature + aloft * airborne
}

/// One box over a year: what it holds afterwards, in units of emissions above those of 1750.
///
/// `held` before, `added` during the year (emissions above the baseline times the box's share), `lifetime` in years,
/// already multiplied by its factor. Emissions come evenly over the year.
pub fn box_after_a_year(held: f64, added: f64, lifetime: f64) -> f64 {
    let rate = 1.0 / lifetime;
    let kept = libm::exp(-rate);
    added / rate * (1.0 - kept) + held * kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_fills_to_emissions_times_lifetime_and_empties_exponentially() {
        let mut held = 0.0;
        for _ in 0..2000 {
            held = box_after_a_year(held, 3.0, 12.0);
        }
        assert!((held - 36.0).abs() < 1e-9);
        assert!((box_after_a_year(1.0, 0.0, 10.0) - libm::exp(-0.1)).abs() < 1e-15);
    }

    #[test]
    fn a_lifetime_without_end_is_no_error() {
        // CF4 of the calibration: g0 is 0 to nine digits, and the exponential overflows.
        assert_eq!(lifetime_factor(99.9, 0.0, 0.0998), 1.0);
        assert_eq!(lifetime_factor(500.0, 1.0, 50.0), libm::exp(2.0), "held at 100 years");
    }
}
