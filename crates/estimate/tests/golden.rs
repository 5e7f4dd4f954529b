//! Coefficients and standard errors against statsmodels and scikit-learn (`golden/make_golden.py`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod common;

use forefend_estimate::{
    Covariance, Design, Fit, Formula, Ridge, balance, fit_linear, fit_logit, fit_multinomial,
};

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

/// Entropy balancing of conflict-years against the others (`golden/make_balance.py`).
#[test]
fn balance_matches_scipy() {
    let cells = common::records(include_str!("golden/extract.csv"));
    let column = |at: usize| -> Vec<f64> { cells.iter().map(|record| record[at].parse().unwrap()).collect() };
    let logs = |at: usize| -> Vec<f64> { column(at).into_iter().map(libm::log).collect() };
    let treated: Vec<bool> = column(2).into_iter().map(|best| best >= 25.0).collect();
    let columns = [logs(3), logs(4), column(5)];
    for record in common::records(include_str!("golden/balance.csv")) {
        let (slack, expected): (f64, f64) = (record[0].parse().unwrap(), record[2].parse().unwrap());
        let found = balance(&["income", "people", "democracy"], &columns, &treated, slack).unwrap();
        let others: Vec<f64> =
            found.weights.iter().zip(&treated).filter(|(_, treated)| !**treated).map(|(w, _)| *w).collect();
        assert!((others.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let value = match record[1].split_once(' ') {
            Some(("before", at)) => found.before[at.parse::<usize>().unwrap()],
            Some((_, at)) => found.after[at.parse::<usize>().unwrap()],
            None if record[1] == "effective" => found.effective,
            None if record[1] == "first" => others[0],
            None => others.iter().copied().fold(0.0, f64::max),
        };
        assert!((value - expected).abs() <= 1e-8 * expected.abs().max(1.0), "{record:?}: {value}");
    }
}

#[test]
fn what_cannot_be_balanced_is_refused() {
    let refused = |column: Vec<f64>, treated: &[bool], wanted: &str| {
        let error = balance(&["x"], &[column], treated, 0.0).unwrap_err().to_string();
        assert!(error.contains(wanted), "{error}");
    };
    let two = [true, true, false, false];
    refused(vec![5.0, 6.0, 1.0, 2.0], &two, "raise the slack");
    refused(vec![5.0, 6.0, 1.0], &two, "`x` needs 4 values");
    refused(vec![5.0, 6.0, 1.0, f64::NAN], &two, "none of them missing");
    refused(vec![5.0, 6.0, 1.0], &[true, false, false], "two treated cases");
    // With slack there is always an answer, and a constant is balanced as it is.
    let found = balance(&["x", "one"], &[vec![5.0, 6.0, 1.0, 2.0], vec![1.0; 4]], &two, 0.01).unwrap();
    assert!(found.after[0] > 0.0 && found.after[0] < found.before[0] && found.after[1] == 0.0);
}
