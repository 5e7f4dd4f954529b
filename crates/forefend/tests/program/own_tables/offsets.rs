//! Offsets and weights of a fit.

use serde_json::Value;

use super::{estimate, fitted, near, notes};
use crate::fit::refused;

/// Closed forms: an intercept with an exposure is the log of the rate; a weight of two is the row twice.
#[test]
fn offsets_and_weights_do_what_they_say() {
    let data =
        "y,e,w,x,z\n1,10,1,0.5,0\n4,20,2,0.1,1\n3,15,1,0.9,0\n9,30,3,0.3,1\n2,25,1,0.7,1\n6,12,2,0.2,0\n";
    for family in ["poisson", "ppml"] {
        let found = fitted(data, &["y ~ offset(log(e))", "--family", family]);
        near(estimate(&found, 0), libm_log(25.0 / 112.0));
    }
    // An offset that is the same everywhere moves the intercept alone.
    let spread = data.replace("9,30", "90,30");
    for (family, formula, data) in [
        ("logit", "z ~ x", data),
        ("nb2", "y ~ x", &spread),
        ("linear", "y ~ x", data),
        ("student-t", "y ~ x", data),
    ] {
        let nu: &[&str] = if family == "student-t" { &["--nu", "5"] } else { &[] };
        let of = |formula: &str| fitted(data, &[&[formula, "--family", family], nu].concat());
        let (plain, moved) = (of(formula), of(&format!("{formula} + offset(0 * x + 2)")));
        assert!((estimate(&plain, 0) - estimate(&moved, 0) - 2.0).abs() < 1e-4, "{family}: {plain} {moved}");
        assert!((estimate(&plain, 1) - estimate(&moved, 1)).abs() < 1e-4, "{family}");
    }
    let mut lines = data.lines();
    let mut twice = format!("{}\n", lines.next().unwrap());
    for line in lines {
        let weight: usize = line.split(',').nth(2).unwrap().parse().unwrap();
        twice.push_str(&format!("{line}\n").repeat(weight));
    }
    for (family, formula) in
        [("poisson", "y ~ x"), ("logit", "z ~ x"), ("nb2", "y ~ x"), ("multinomial", "z ~ x")]
    {
        let twice = twice.replace("9,30", "90,30");
        let weighted = fitted(&spread, &[formula, "--family", family, "--weights", "w"]);
        let repeated = fitted(&twice, &[formula, "--family", family]);
        for term in 0..2 {
            near(estimate(&weighted, term), estimate(&repeated, term));
            let error = |found: &Value| found["terms"][term]["standard_error"].as_f64().unwrap();
            near(error(&weighted), error(&repeated));
        }
        near(weighted["log_likelihood"].as_f64().unwrap(), repeated["log_likelihood"].as_f64().unwrap());
    }
    // R's lm(y ~ 1, weights = w): sum(w y) / sum(w), and the root of sum(w e^2) / ((n - 1) sum(w)).
    let found = fitted(data, &["y ~ 1", "--family", "linear", "--weights", "w"]);
    near(estimate(&found, 0), 5.3);
    near(found["terms"][0]["standard_error"].as_f64().unwrap(), (80.1_f64 / 50.0).sqrt());
    let some = data.replace("2,25,1", "2,25,0").replace("3,15,1", "3,15,NA");
    let found = fitted(&some, &["y ~ x", "--family", "linear", "--weights", "w"]);
    assert_eq!((&found["n"], &found["dropped"]), (&4.into(), &1.into()));
    assert!(notes(&found).contains("1 rows of weight 0"), "{}", notes(&found));
    let negative = data.replace("2,25,1", "2,25,-1");
    refused(
        &negative,
        &["y ~ x", "--family", "linear", "--weights", "w"],
        4,
        &["data.csv:6", "the weight is -1"],
    );
    refused(data, &["z ~ x", "--family", "firth", "--weights", "w"], 4, &["firth: has no weight", "linear"]);
    refused(data, &["y ~ offset(log(x - 1))", "--family", "ppml"], 4, &["`log(x - 1)` is not defined"]);
}

fn libm_log(value: f64) -> f64 {
    // Of the platform, in a test alone.
    #[allow(clippy::disallowed_methods)]
    value.ln()
}
