//! The fit inside the replication of Hegre et al. (2013), against scikit-learn. The gate itself is in `gates.toml`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

use std::path::PathBuf;

use forefend_verify::checks::hegre::{Estimates, Holes, estimates};
use forefend_verify::{Context, Gates, Sources, VerifyError};

/// The fit, or `None` with a note where the source figures are absent.
fn fit(holes: Holes) -> Option<Estimates> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let folder = std::env::var_os("FOREFEND_DATA").map_or_else(|| PathBuf::from(default), PathBuf::from);
    let sources = Sources::new(folder, Box::new(|| 0.0));
    let gates = Gates::embedded().unwrap();
    let check = gates.checks.iter().find(|check| check.check.starts_with("hegre")).unwrap();
    match estimates(&Context::new(&sources, check), holes) {
        Ok(found) => Some(found),
        Err(error @ VerifyError::MissingSource { .. }) => {
            let required = std::env::var("FOREFEND_REQUIRE_DATA").is_ok_and(|value| value == "1");
            assert!(!required, "{error}; set FOREFEND_DATA to the folder of the source data");
            println!("skipped: {error}");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

/// 24 coefficients, 4,519 transitions.
fn check(holes: Holes, golden_column: usize) {
    let Some(found) = fit(holes) else { return };
    assert_eq!((found.rows, found.coefficients.len()), (4_519, 24));
    let golden = include_str!("hegre_golden.csv").lines().filter(|line| !line.starts_with('#')).skip(1);
    for (at, line) in golden.enumerate() {
        let cells: Vec<&str> = line.split(',').collect();
        for class in 0..2 {
            let expected: f64 = cells[golden_column + class].parse().unwrap();
            let value = found.coefficients[class * 12 + at];
            let tolerance = 1e-4 * expected.abs().max(1.0);
            let named = format!("{} class {}: {value} instead of {expected}", cells[0], class + 1);
            assert!((value - expected).abs() <= tolerance, "{named}");
        }
    }
}

#[test]
fn coefficients_with_nothing_seen_after_2000() {
    check(Holes::Engine, 3);
}

#[test]
fn coefficients_with_holes_filled_from_the_whole_series() {
    check(Holes::Recipe, 1);
}
