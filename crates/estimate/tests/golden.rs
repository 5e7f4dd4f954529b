//! Coefficients and standard errors against statsmodels and scikit-learn (`golden/make_golden.py`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod common;

use forefend_estimate::{Covariance, Design, Fit, Formula, Ridge, fit_linear, fit_logit, fit_multinomial};

const TERMS: &str = "log(gdppc) + log(population) + polyarchy + I(polyarchy^2)";

fn design(response: &str) -> Design {
    let table = common::table(include_str!("golden/extract.csv"));
    let formula = Formula::parse(&format!("{response} ~ {TERMS}")).unwrap();
    let (_, design) = Design::build(&formula, &table, &|_, _| true).unwrap();
    assert_eq!((design.rows, design.dropped), (400, 0));
    design
}

fn response(model: &str) -> &'static str {
    match model {
        "linear" => "log1p(best)",
        "logit" | "binary" => "best >= 25",
        _ => "(best >= 25) + (best >= 1000)",
    }
}

fn fitted(model: &str, covariance: &str) -> Fit {
    let covariance = match covariance {
        "classical" => Covariance::Classical,
        "robust" => Covariance::Robust,
        _ => Covariance::Clustered,
    };
    let design = design(response(model));
    match model {
        "linear" => fit_linear(&design, &covariance),
        "logit" => fit_logit(&design, &covariance),
        _ => fit_multinomial(&design, &covariance, None),
    }
    .unwrap()
}

fn place(fit: &Fit, equation: &str, term: &str) -> usize {
    let column = fit.names.iter().position(|name| name == term).unwrap();
    equation.parse::<usize>().unwrap() * fit.names.len() + column
}

#[test]
fn statsmodels_coefficients_errors_and_likelihoods() {
    let records = common::records(include_str!("golden/statsmodels.csv"));
    assert_eq!(records.len(), 60);
    for record in records {
        let [model, covariance, equation, term, coefficient, error, likelihood] = record[..] else {
            panic!("{record:?}")
        };
        let fit = fitted(model, covariance);
        let place = place(&fit, equation, term);
        let what = format!("{model} {covariance} {equation} {term}");
        common::close(&what, fit.coefficients[place], coefficient.parse().unwrap(), 1e-8);
        common::close(&what, fit.standard_errors()[place], error.parse().unwrap(), 1e-7);
        common::close(&what, fit.log_likelihood, likelihood.parse().unwrap(), 1e-12);
    }
}

#[test]
fn scikit_learn_ridge() {
    let records = common::records(include_str!("golden/sklearn.csv"));
    assert_eq!(records.len(), 25);
    for record in records {
        let [model, strength, standardise, equation, term, coefficient] = record[..] else {
            panic!("{record:?}")
        };
        let ridge = Ridge { inverse_strength: strength.parse().unwrap(), standardise: standardise == "1" };
        let design = design(response(model));
        let fit = fit_multinomial(&design, &Covariance::Classical, Some(ridge)).unwrap();
        let found = fit.coefficients[place(&fit, equation, term)];
        common::close(&format!("{record:?}"), found, coefficient.parse().unwrap(), 1e-7);
    }
}

#[test]
fn clusters_by_key_are_those_by_unit_when_the_keys_are_the_units() {
    let design = design(response("linear"));
    let by_key = Covariance::ClusteredBy(design.unit.clone());
    let by_key = fit_linear(&design, &by_key).unwrap();
    assert_eq!(by_key, fit_linear(&design, &Covariance::Clustered).unwrap());
    assert_ne!(by_key, fit_linear(&design, &Covariance::Robust).unwrap());
}

#[test]
fn a_two_class_multinomial_is_the_logit() {
    let design = design(response("logit"));
    let logit = fit_logit(&design, &Covariance::Robust).unwrap();
    let multinomial = fit_multinomial(&design, &Covariance::Robust, None).unwrap();
    assert_eq!(logit.coefficients, multinomial.coefficients);
    assert_eq!(logit.covariance, multinomial.covariance);
    assert_eq!(multinomial.classes, [0.0, 1.0]);
}

#[test]
fn a_fit_is_read_back_bit_for_bit() {
    for model in ["linear", "logit", "multinomial"] {
        let fit = fitted(model, "clustered");
        assert_eq!(Fit::from_json(&fit.to_json().unwrap()).unwrap(), fit);
    }
}

/// Scale and offset of a variable must not change what is fitted: year as 1990-2009 and as 0-19 are one model.
#[test]
fn offsets_and_scales_of_variables_do_not_matter() {
    let table = common::table(include_str!("golden/extract.csv"));
    let fit = |terms: &str| {
        let formula = Formula::parse(&format!("best >= 25 ~ {terms}")).unwrap();
        let (_, design) = Design::build(&formula, &table, &|_, _| true).unwrap();
        fit_logit(&design, &Covariance::Classical).unwrap()
    };
    let plain = fit("log(gdppc) + polyarchy");
    let moved = fit("I(1e6 * log(gdppc) + 1e7) + I(1e-3 * polyarchy)");
    common::close("slope", moved.coefficients[1] * 1e6, plain.coefficients[1], 1e-8);
    common::close("error", moved.standard_errors()[2] * 1e-3, plain.standard_errors()[2], 1e-8);
    common::close("likelihood", moved.log_likelihood, plain.log_likelihood, 1e-12);
}
