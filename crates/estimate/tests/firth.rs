//! Firth's logit where likelihoods are far from parabolas: convergence, and profile intervals.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod common;

use common::Random;
use forefend_estimate::{Covariance, Design, Family, Request, fit, fit_logit, profile_firth};

fn design(columns: &[&[f64]], y: &[f64]) -> Design {
    let names = ["(Intercept)", "x", "z"];
    Design {
        names: names[..=columns.len()].iter().map(|name| (*name).to_owned()).collect(),
        rows: y.len(),
        x: (0..y.len())
            .flat_map(|row| std::iter::once(1.0).chain(columns.iter().map(move |column| column[row])))
            .collect(),
        y: y.to_vec(),
        unit: (0..y.len() as u64).collect(),
        period: vec![0; y.len()],
        dropped: 0,
    }
}

/// Estimate, standard error, ends of the profile interval, chi-square and p of each coefficient. numpy 2.3, scipy 1.16:
/// `minimize(method="BFGS", jac=...)` of -(log-likelihood + log det(X'WX) / 2), over all coefficients and with one held;
/// `brentq` of twice the loss minus `chi2.ppf(0.95, 1)` on both sides; `chi2.sf`.
fn check(design: &Design, expected: &[[f64; 6]]) {
    let found = fit(design, &Request::new(Family::Firth)).unwrap();
    let profiles = profile_firth(design, &found).unwrap();
    for (at, expected) in expected.iter().enumerate() {
        let (profile, error) = (profiles[at], found.standard_errors()[at]);
        let found = [found.coefficients[at], error, profile.low, profile.high, profile.chi_square, profile.p];
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 2e-6 * expected.abs().max(0.1), "{found} {expected}");
        }
    }
}

/// `z` is 1 only where y is: no logit exists, and the Wald interval of `z` would hold 0 (p 0.086).
#[test]
fn profiles_of_a_separated_sample() {
    let x = [1.2, -0.7, 0.3, 2.1, -1.5, 0.8, -0.2, 1.7, -0.9, 0.1, 0.6, -1.1, 1.4, -0.4, 2.6, -1.8];
    let z = [0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0];
    let y = [1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0];
    let design = design(&[&x, &z], &y);
    assert!(fit_logit(&design, &Covariance::Classical).is_err());
    check(
        &design,
        &[
            [-0.925240668, 0.848146648, -3.0692629, 0.5816472, 1.44823206, 0.22881184],
            [1.423100381, 0.780384439, 0.2286264, 4.7005647, 6.05900006, 0.01383560],
            [4.442774975, 2.586195393, 0.6944866, 12.0535236, 6.07926866, 0.01367774],
        ],
    );
}

/// One row with a leverage close to 1: scoring alone takes 263 steps.
#[test]
fn one_row_far_out() {
    let x = [
        -0.2653, 0.9043, 0.5469, -0.7766, -0.5195, 1.321, -0.07937, -0.3761, 0.4599, -2.128, 0.1121, -0.3412,
        -0.7012, -0.684, 0.2729, -1.559, -0.138, -2.622, 0.3896, -0.7212, 1.363, 1.214, 0.07208, -1.929,
        0.6038, -0.5041, 0.8888, 0.9809, 0.2048, 0.6474, -0.9428, 1.247, 0.3422, -1.015, 0.07197, -1.556,
    ];
    let z = [
        -0.2791, 0.04789, -0.06174, -0.105, -0.132, -0.3726, 0.6842, 0.4917, -0.04201, 0.01376, 0.01457,
        -0.2887, 0.07467, -0.004408, 0.08703, -0.4339, -0.006862, 0.04918, -0.1926, -0.4786, 0.1653, 0.3051,
        0.07634, 0.2768, -5.845, 0.06249, -0.1818, 0.03774, 0.04812, 0.03563, -0.03389, 0.04607, -0.0302,
        0.1362, 0.03206, -0.02791,
    ];
    let ones = [0, 2, 6, 8, 9, 10, 11, 12, 16, 18, 19, 20, 22, 25, 28, 30, 31, 33];
    let y: Vec<f64> = (0..36).map(|row| f64::from(u8::from(ones.contains(&row)))).collect();
    check(
        &design(&[&x, &z], &y),
        &[
            [0.060606946, 0.342794382, -0.5965494, 0.7241647, 0.03302457, 0.85579725],
            [0.054931676, 0.340786842, -0.5913938, 0.7102268, 0.02880333, 0.86523394],
            [0.198120532, 0.384837846, -0.3195391, 1.7073741, 0.54732079, 0.45941449],
        ],
    );
}

/// Heavy tails and separation, 6 to 29 rows: all end, the estimate lies inside its interval, and the interval leaves out 0
/// exactly where p is below 0.05.
#[test]
fn small_samples_converge() {
    let mut separated = 0;
    for seed in 0..300 {
        let mut random = Random(7000 + seed);
        let rows = 6 + (seed % 24) as usize;
        let x: Vec<f64> = (0..rows).map(|_| random.normal()).collect();
        let z: Vec<f64> = (0..rows).map(|_| random.normal() / random.normal()).collect();
        let mut y: Vec<f64> =
            x.iter().map(|x| f64::from(u8::from(x + random.normal() * 0.3 > 0.0))).collect();
        (y[0], y[1]) = (0.0, 1.0);
        let design = design(&[&x, &z], &y);
        separated += usize::from(fit_logit(&design, &Covariance::Classical).is_err());
        let found =
            fit(&design, &Request::new(Family::Firth)).unwrap_or_else(|error| panic!("{seed}: {error}"));
        let profiles = profile_firth(&design, &found).unwrap_or_else(|error| panic!("{seed}: {error}"));
        for (estimate, profile) in found.coefficients.iter().zip(profiles) {
            assert!(profile.low < *estimate && *estimate < profile.high, "{seed}: {estimate} {profile:?}");
            assert_eq!(profile.p < 0.05, profile.low > 0.0 || profile.high < 0.0, "{seed}: {profile:?}");
        }
    }
    assert!(separated > 50, "{separated}");
}
