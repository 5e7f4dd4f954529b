//! Gate G3: the ordinary least squares of the nearest peer simulator's example, through formula and table.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod common;

use std::collections::BTreeSet;

use forefend_estimate::{Covariance, Design, Formula, Table, fit_linear};

const VARIABLES: [&str; 6] = ["best", "gdppc", "population", "psecprop", "v2x_polyarchy", "gdppc_grwt"];

/// The states without a hole in any variable in 1970-2009.
fn complete_states(table: &Table) -> BTreeSet<u64> {
    let units = table.units();
    let first = (1970 - table.first_period()) as usize * units.len();
    let complete = |position: &usize| {
        VARIABLES.iter().all(|name| {
            let values = &table.column(name).unwrap()[first..first + 40 * units.len()];
            values.iter().skip(*position).step_by(units.len()).all(|value| !value.is_nan())
        })
    };
    (0..units.len()).filter(complete).map(|position| units[position]).collect()
}

#[test]
fn endogenr_example_coefficients() {
    let Some(text) = common::source("drivers/simulators/endogenr/example_data.csv") else { return };
    let table = common::table(&text);
    let states = complete_states(&table);
    assert_eq!(states.len(), 140);
    let formula = Formula::parse(
        "best ~ lag(best) + lag(log(gdppc)) + lag(log(population)) + lag(psecprop) + lag(v2x_polyarchy) \
         + lag(gdppc_grwt) + mean(lag(best), 5)",
    )
    .unwrap();
    let keep = |unit: u64, year: i32| states.contains(&unit) && (1970..=2009).contains(&year);
    let (recipe, design) = Design::build(&formula, &table, &keep).unwrap();
    assert_eq!((design.rows, design.dropped, recipe.maximum_lag()), (5600, 0, 5));
    let fit = fit_linear(&design, &Covariance::Classical).unwrap();
    // gates.md, G3, tolerance 1e-6 relative.
    let expected =
        [-196.198358, 0.376982, 57.238172, 48.891642, -1261.996299, -367.291664, -505.104063, 0.365866];
    for ((name, found), expected) in fit.names.iter().zip(&fit.coefficients).zip(expected) {
        // The gate's figures have six decimals, which for the small ones is fewer than six digits.
        let error = (found - expected).abs();
        assert!(error <= (1e-6 * expected.abs()).max(0.5e-6), "{name}: {found} instead of {expected}");
        println!("{name:<24} {found:>16.6}  gate {expected:>16.6}");
    }
}
