//! What the families refuse, naming the column and the remedy, and what they do at the edges.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod common;

use common::Random;
use forefend_estimate::{Covariance, Design, EstimateError, Family, Request, Ridge, fit};

/// `rows` rows of an intercept, a normal `x` and a `dummy`; `respond` gives y and may change the row.
fn design(rows: usize, mut respond: impl FnMut(&mut [f64; 3], &mut Random) -> f64) -> Design {
    let mut random = Random(11);
    let mut design = Design {
        names: ["(Intercept)", "x", "dummy"].map(str::to_owned).to_vec(),
        rows,
        x: Vec::new(),
        y: Vec::new(),
        unit: (0..rows as u64).map(|row| row / 4).collect(),
        period: (0..rows as i32).map(|row| row % 4).collect(),
        dropped: 0,
    };
    for _ in 0..rows {
        let mut row = [1.0, random.normal(), f64::from(u8::from(random.uniform() < 0.2))];
        let y = respond(&mut row, &mut random);
        design.y.push(y);
        design.x.extend(row);
    }
    design
}

fn refused(design: &Design, family: Family) -> EstimateError {
    fit(design, &Request::new(family)).unwrap_err()
}

fn count(row: &[f64; 3], random: &mut Random) -> f64 {
    (random.uniform() * 4.0 * libm::exp(0.5 * row[1])).floor() * f64::from(u8::from(random.uniform() < 0.6))
}

#[test]
fn families_are_known_by_name() {
    for family in Family::ALL {
        assert_eq!(family.name().parse::<Family>().unwrap(), family);
        // The name in stored fits is the one that is typed.
        assert_eq!(serde_json::to_string(&family).unwrap(), format!("\"{family}\""));
    }
    let message = "poison".parse::<Family>().unwrap_err().to_string();
    assert!(
        message.starts_with("unknown family `poison`; did you mean `poisson`?; there are linear, logit"),
        "{message}"
    );
}

#[test]
fn options_of_other_families_are_refused() {
    let design = design(40, |row, random| row[1] + random.normal());
    let plain = Request::new(Family::Linear);
    let cases = [
        (Request { threshold: Some(1.0), ..plain.clone() }, "a threshold belongs to family gpd"),
        (Request { nu: Some(4.0), ..plain.clone() }, "nu belongs to family student-t"),
        (Request { groups: Some(vec![1; 40]), ..plain.clone() }, "groups belongs to family student-t"),
        (
            Request { ridge: Some(Ridge { inverse_strength: 1.0, standardise: true }), ..plain },
            "a penalty belongs to family multinomial",
        ),
    ];
    for (request, wanted) in cases {
        let message = fit(&design, &request).unwrap_err().to_string();
        assert!(message.starts_with(wanted), "{message}");
    }
}

#[test]
fn counts_must_be_counts() {
    let negative = design(40, |row, random| if random.uniform() < 0.1 { -1.0 } else { count(row, random) });
    let fraction = design(40, |row, random| count(row, random) + 0.5);
    for family in [Family::Poisson, Family::Nb2, Family::Ppml] {
        let message = refused(&negative, family).to_string();
        assert!(
            message.starts_with(&format!("the response of {family} must be at least 0; found -1 for unit")),
            "{message}"
        );
        let zero = design(40, |_, _| 0.0);
        assert_eq!(refused(&zero, family), EstimateError::AllZero { family });
    }
    for family in [Family::Poisson, Family::Nb2] {
        let message = refused(&fraction, family).to_string();
        assert!(message.contains("must be a whole number; family ppml takes fractions; found"), "{message}");
    }
    assert!(fit(&fraction, &Request::new(Family::Ppml)).is_ok());
}

#[test]
fn a_column_that_only_marks_zeros_is_named() {
    let design = design(400, |row, random| {
        let y = count(row, random);
        row[2] = if y > 0.0 { 0.0 } else { row[2] };
        y
    });
    for family in [Family::Poisson, Family::Ppml, Family::Nb2] {
        assert_eq!(
            refused(&design, family),
            EstimateError::OnlyZeros { column: "dummy".to_owned() },
            "{family}"
        );
    }
}

#[test]
fn collinear_columns_are_named() {
    let design = design(200, |row, random| {
        row[2] = 3.0 * row[1] - 1.0;
        f64::from(u8::from(random.uniform() < 0.4))
    });
    for family in Family::ALL {
        let threshold = (family == Family::Gpd).then_some(-1.0);
        // A response of 0 and 1 suits every family but the tail, which takes what lies above -1.
        let error = fit(&design, &Request { threshold, ..Request::new(family) }).unwrap_err();
        assert_eq!(error, EstimateError::Collinear { column: "dummy".to_owned() }, "{family}");
    }
}

#[test]
fn counts_without_overdispersion_send_the_user_to_poisson() {
    let even = design(200, |_, random| 3.0 + (random.uniform() * 2.0).floor());
    assert_eq!(refused(&even, Family::Nb2), EstimateError::NoOverdispersion);
}

#[test]
fn firth_is_finite_where_the_logit_is_not() {
    let separated = design(100, |row, random| {
        let y = f64::from(u8::from(random.uniform() < 0.4));
        row[2] *= y;
        y
    });
    let error = refused(&separated, Family::Logit).to_string();
    assert!(error.starts_with("`dummy` separates") && error.contains("family firth"), "{error}");
    let firth = fit(&separated, &Request::new(Family::Firth)).unwrap();
    assert!(firth.coefficients[2] > 1.0 && firth.coefficients[2] < 10.0, "{:?}", firth.coefficients);
    assert!(firth.standard_errors()[2].is_finite());
}

#[test]
fn tails_need_rows_and_a_threshold() {
    let tail = design(200, |_, random| -libm::log(1.0 - random.uniform()));
    assert!(refused(&tail, Family::Gpd).to_string().starts_with("gpd: needs a threshold"));
    let request = |threshold| Request { threshold: Some(threshold), ..Request::new(Family::Gpd) };
    let high = fit(&tail, &request(1e6)).unwrap_err().to_string();
    assert_eq!(high, "gpd: 0 row(s) above the threshold 1000000; lower it");
    assert!(fit(&tail, &request(f64::NAN)).is_err());
    // A response with an upper end has a shape near -1, where no regular maximum exists.
    let bounded = design(2000, |_, random| random.uniform());
    let message = fit(&bounded, &request(0.0)).unwrap_err().to_string();
    assert!(message.contains("no regular maximum"), "{message}");
    // Units do not matter: the scale moves with them, the shape stays.
    let mut large = tail.clone();
    large.y.iter_mut().for_each(|y| *y *= 1e9);
    let (one, other) = (fit(&tail, &request(0.5)).unwrap(), fit(&large, &request(0.5e9)).unwrap());
    common::close("xi", other.auxiliary("xi").unwrap().estimate, one.auxiliary("xi").unwrap().estimate, 1e-7);
    common::close("scale", other.coefficients[0] - libm::log(1e9), one.coefficients[0], 1e-7);
}

#[test]
fn student_t_at_its_edges() {
    let groups = |design: &Design| Some(design.unit.clone());
    let request = Request::new(Family::StudentT);
    // Normal errors and groups that do not differ: both parameters stop at their bounds, without errors.
    let plain = design(400, |row, random| 5.0 + row[1] + random.uniform() + random.uniform());
    let edge = fit(&plain, &Request { groups: groups(&plain), ..request.clone() }).unwrap();
    let (tau, nu) = (edge.auxiliary("tau").unwrap(), edge.auxiliary("nu").unwrap());
    assert_eq!((tau.estimate, tau.standard_error), (0.0, None));
    assert_eq!((nu.estimate, nu.standard_error), (200.0, None));
    assert!(edge.group_effects.iter().all(|group| group.effect == 0.0));
    // A thousandth of the units and another level: the same fit.
    let heavy = design(400, |row, random| row[1] + libm::tan(3.0 * (random.uniform() - 0.5)));
    let mut moved = heavy.clone();
    moved.y.iter_mut().for_each(|y| *y = 1e-3 * *y + 1e3);
    let (one, other) = (fit(&heavy, &request).unwrap(), fit(&moved, &request).unwrap());
    common::close("slope", 1e3 * other.coefficients[1], one.coefficients[1], 1e-6);
    common::close("nu", other.auxiliary("nu").unwrap().estimate, one.auxiliary("nu").unwrap().estimate, 1e-6);
    // What cannot be fitted.
    let message = |request: &Request, design: &Design| fit(design, request).unwrap_err().to_string();
    let exact = design(40, |row, _| 2.0 * row[1] - row[2]);
    assert!(message(&request, &exact).contains("explain the response fully"));
    assert!(
        message(&Request { nu: Some(0.0), ..request.clone() }, &heavy)
            .contains("nu must be a number above 0")
    );
    assert!(
        message(&Request { groups: Some(vec![7; 400]), ..request.clone() }, &heavy).contains("1 group(s)")
    );
    let split = Covariance::ClusteredBy((0..400).collect());
    let split = Request { groups: groups(&heavy), covariance: split, ..request };
    assert!(message(&split, &heavy).contains("group 0 lies in more than one cluster"));
}

/// Zeros are only blamed where there are zeros: one group of 1 to 6 beside one near 10^12 (means by group are the fit).
#[test]
fn groups_of_very_different_sizes_are_not_zeros() {
    let mut large = design(60, |row, random| {
        row[1] = 0.0;
        1.0 + (random.uniform() * 6.0).floor() + 1e12 * row[2]
    });
    // x would be constant.
    large.names.remove(1);
    large.x = large.x.chunks(3).flat_map(|row| [row[0], row[2]]).collect();
    let found = fit(&large, &Request::new(Family::Ppml)).unwrap();
    let group = |own: f64| {
        let rows = || (0..60).filter(|row| large.x[2 * row + 1] == own);
        rows().map(|row| large.y[row]).sum::<f64>() / rows().count() as f64
    };
    let expected = [libm::log(group(0.0)), libm::log(group(1.0)) - libm::log(group(0.0))];
    for (found, expected) in found.coefficients.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-6, "{found} {expected}");
    }
}

#[test]
fn exact_constant_huge_and_nearly_collinear_columns_are_refused_by_name() {
    let exact = design(40, |row, _| 2.0 + 3.0 * row[1] - row[2]);
    let constant = design(40, |_, _| 5.0);
    for design in [exact, constant] {
        for family in [Family::Linear, Family::StudentT] {
            assert!(refused(&design, family).to_string().contains("explain the response fully"));
        }
    }
    // R's lm drops `near` too: its tolerance is 1e-7.
    let near = |size: f64| {
        design(60, |row, random| {
            row[2] = row[1] + size * random.normal();
            row[1] + random.normal()
        })
    };
    let error = refused(&near(1e-9), Family::Linear).to_string();
    assert!(error.starts_with("`dummy` is a linear combination"), "{error}");
    assert!(fit(&near(1e-5), &Request::new(Family::Linear)).is_ok());
    // A series far from 0 is not collinear with the intercept.
    let far = design(60, |row, random| {
        row[1] = 1e9 + random.normal();
        row[1] - 1e9 + random.normal()
    });
    assert!(fit(&far, &Request::new(Family::Linear)).is_ok());
    for size in [1e200, 1e-200] {
        let scaled = design(60, |row, random| {
            row[1] *= size;
            random.normal()
        });
        let error = refused(&scaled, Family::Linear).to_string();
        assert!(error.starts_with("`x` has values up to") && error.contains("units"), "{error}");
        let response = design(60, |row, random| size * (row[1] + random.normal()));
        assert!(refused(&response, Family::StudentT).to_string().starts_with("`response` has values"));
    }
}
