//! Forcing of CO2, CH4 and N2O with their overlaps (Meinshausen et al. 2020, Table 3: a rescaled Etminan et al. 2016).
//!
//! Concentrations are in ppm (CO2) and ppb; each function gives stratospherically adjusted radiative forcing in W/m2 against
//! the reference concentration, before tropospheric adjustment and a member's scale.

const A1: f64 = -2.4785e-07;
const B1: f64 = 0.00075906;
const C1: f64 = -0.0021492;
const D1: f64 = 5.2488;
const A2: f64 = -0.00034197;
const B2: f64 = 0.00025455;
const C2: f64 = -0.00024357;
const D2: f64 = 0.12173;
const A3: f64 = -8.9603e-05;
const B3: f64 = -0.00012462;
const D3: f64 = 0.045194;

/// Of CO2: `co2` against `reference` (ppm), at the square root of nitrous oxide (ppb).
pub fn of_co2(co2: f64, reference: f64, root_n2o: f64) -> f64 {
    // Beyond this concentration the forcing of a doubling no longer rises.
    let most = reference - B1 / (2.0 * A1);
    let alpha = if co2 > most {
        D1 - B1 * B1 / (4.0 * A1)
    } else if co2 > reference {
        D1 + A1 * (co2 - reference) * (co2 - reference) + B1 * (co2 - reference)
    } else {
        D1
    };
    (alpha + C1 * root_n2o) * libm::log(co2 / reference)
}

/// Of CH4, from the square roots of methane, of its reference, and of nitrous oxide (all ppb).
pub fn of_ch4(root_ch4: f64, root_reference: f64, root_n2o: f64) -> f64 {
    (A3 * root_ch4 + B3 * root_n2o + D3) * (root_ch4 - root_reference)
}

/// Of N2O, from the square roots of nitrous oxide (ppb), of its reference, of CO2 (ppm) and of methane (ppb).
pub fn of_n2o(root_n2o: f64, root_reference: f64, root_co2: f64, root_ch4: f64) -> f64 {
    (A2 * root_co2 + B2 * root_n2o + C2 * root_ch4 + D2) * (root_n2o - root_reference)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The page of constants says 3.75 W/m2 or so for twice the CO2 of 1750 (Meinshausen et al. 2020: 3.75 with N2O of 1750).
    #[test]
    fn a_doubling_of_co2_forces_by_what_the_fit_says() {
        let forcing = of_co2(2.0 * 277.15, 277.15, 273.87_f64.sqrt());
        assert!((3.7..3.8).contains(&forcing), "{forcing}");
        assert_eq!(of_co2(277.15, 277.15, 16.0), 0.0);
    }

    #[test]
    fn forcing_is_continuous_where_the_fit_changes() {
        let most = 277.15 - B1 / (2.0 * A1);
        for at in [277.15, most] {
            let (below, above) = (of_co2(at - 1e-7, 277.15, 16.5), of_co2(at + 1e-7, 277.15, 16.5));
            assert!((below - above).abs() < 1e-8);
        }
    }
}
