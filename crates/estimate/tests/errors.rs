//! Every error, with its place and remedy.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod common;

use std::sync::Arc;

use common::Random;
use forefend_estimate::{
    Covariance, Design, EstimateError, Expression, Fit, Formula, Program, Recipe, Ridge, Table, fit_linear,
    fit_logit, fit_multinomial,
};
use forefend_panel::network::Adjacency;

fn expression_error(text: &str) -> String {
    Expression::parse(text).unwrap_err().to_string()
}

fn formula_error(text: &str) -> String {
    Formula::parse(text).unwrap_err().to_string()
}

#[test]
fn syntax_errors_name_column_and_what_was_expected() {
    for (text, expected) in [
        ("", "column 1: found the end of the text, expected a number, a name, a function or `(`"),
        ("a + * b", "column 5: found `*`, expected a number, a name, a function or `(`"),
        ("(a + b", "column 7: found the end of the text, expected `)`"),
        ("a b", "column 3: found `b`, expected an operator or the end of the text"),
        ("a < b < c", "column 7: found `<`, expected no second comparison; write (a < b) & (b < c)"),
        (
            "é",
            "column 1: found `é`, expected a name (with other characters than letters, digits, _ and . between backquotes), \
             a number, an operator or a parenthesis",
        ),
        ("x + `a b", "column 5: found ```, expected a second one that closes it"),
        ("x == \"a", "column 6: found `\"`, expected a second one that closes it"),
        ("x + ``", "column 5: found ```, expected the name of a column between the backquotes"),
        (
            "x < \"a\"",
            "column 5: found \"a\", expected a number: words have no order, only == and != compare them",
        ),
        (
            "x + 1 == \"a\"",
            "column 10: found \"a\", expected a number: only a column is compared with a word, as in region == \"north\"",
        ),
        ("1e999", "column 1: found `1e999`, expected a number that fits a 64-bit float"),
        ("lag(x, 0)", "column 8: found `0`, expected a whole number of periods from 1 to 1000"),
        ("lag(x, 1.5)", "column 8: found `1.5`, expected a whole number of periods from 1 to 1000"),
        ("mean(x)", "column 7: found `)`, expected `,`"),
        ("neighbours(x, 3)", "column 15: found `3`, expected the name of a network or relation"),
        ("log(x, 2)", "column 6: found `,`, expected `)`"),
        (
            "1 + factor(x)",
            "column 5: found `factor(`, expected a value; factor() is a term of a formula's right side and stands \
             in no expression",
        ),
    ] {
        assert_eq!(expression_error(text), expected, "{text}");
    }
    let term = "a variable, a function call, I(...) or factor(...)";
    let after = "`+`, `:`, `*`, `- 1` or the end of the text; write arithmetic and comparisons as I(...)";
    for (text, expected) in [
        ("y", "column 2: found the end of the text, expected an operator, or `~` between the two sides of the formula".to_owned()),
        ("y ~ x / z", format!("column 7: found `/`, expected {after}")),
        ("y ~ x > 1", format!("column 7: found `>`, expected {after}")),
        ("y ~ x + 2", format!("column 9: found `2`, expected {term}")),
        ("y ~ (x + z):w", format!("column 5: found `(`, expected {term}")),
        ("y ~ x - z", "column 9: found `z`, expected `1`: only the intercept can be taken away".to_owned()),
        ("y ~ 0", "column 6: found the end of the text, expected at least one term, or an intercept".to_owned()),
    ] {
        assert_eq!(formula_error(text), expected, "{text}");
    }
}

#[test]
fn unknown_names_come_with_a_suggestion() {
    assert_eq!(
        expression_error("1 + neighbors(x, net)"),
        "column 5: unknown function `neighbors`; did you mean `neighbours`?"
    );
    let table = table();
    let compile =
        |text: &str| Program::compile(&Expression::parse(text).unwrap(), &table).unwrap_err().to_string();
    assert_eq!(compile("x + gdp_cp"), "column 5: unknown variable `gdp_cp`; did you mean `gdp_pc`?");
    assert_eq!(compile("quite_different"), "column 1: unknown variable `quite_different`");
    assert_eq!(
        compile("neighbours(x, contigity)"),
        "column 15: unknown network or relation `contigity`; did you mean `contiguity`?"
    );
}

#[test]
fn sizes_are_bounded() {
    let nested = |n: usize| format!("{}x{}", "(".repeat(n), ")".repeat(n));
    assert!(Expression::parse(&nested(63)).is_ok());
    assert_eq!(
        expression_error(&nested(64)),
        "column 65: nested more than 64 deep; give a part of it a name of its own"
    );
    for text in ["-".repeat(5000), "!".repeat(5000), "2^".repeat(5000), "log(".repeat(4000)] {
        assert!(matches!(Expression::parse(&text), Err(EstimateError::TooDeep { .. })), "{text:.9}");
    }
    assert!(Expression::parse(&["x"; 500].join("+")).is_ok());
    assert_eq!(
        expression_error(&["x"; 600].join("+")),
        "more than 1000 operations in one text; give a part of it a name of its own"
    );
    assert!(expression_error(&"x".repeat(30_000)).starts_with("more than 20000 characters"));
    let crossed = (0..10).map(|n| format!("x{n}")).collect::<Vec<_>>().join("*");
    assert!(formula_error(&format!("y ~ {crossed}")).starts_with("more than 500 terms"));
    let windows = Expression::parse("mean(mean(mean(x, 100), 100), 100)").unwrap();
    let error = Program::compile(&windows, &table()).unwrap_err().to_string();
    assert!(error.starts_with("more than 100000 operations after windows"), "{error}");
    let factors = Formula::parse("y ~ factor(x):factor(gdp_pc)").unwrap();
    let many: Vec<f64> = (0..100).map(f64::from).collect();
    let error = Recipe::new(&factors, &table(), &[many.clone(), many]).unwrap_err().to_string();
    assert!(error.starts_with("more than 5000 columns"), "{error}");
}

fn table() -> Table {
    let mut table = Table::new(vec![1, 2, 3], 2000, 4);
    let count: Vec<f64> = (0..12).map(f64::from).collect();
    table.add_column("x", &count).unwrap();
    table.add_column("y", &count.iter().map(|v| v % 2.0).collect::<Vec<_>>()).unwrap();
    table.add_column("gdp_pc", &count.iter().map(|v| v * v % 7.0).collect::<Vec<_>>()).unwrap();
    table.add_column("same", &[3.0; 12]).unwrap();
    table.set_network("contiguity", vec![Arc::new(Adjacency::from_links(3, &[]))]).unwrap();
    table
}

#[test]
fn tables_refuse_what_does_not_fit() {
    let mut table = table();
    let message = |result: Result<(), EstimateError>| result.unwrap_err().to_string();
    assert_eq!(message(table.add_column("z", &[1.0])), "column `z`: 1 value(s), expected 12");
    assert!(message(table.add_column("x", &[0.0; 12])).starts_with("`x` is already in the table"));
    let network = Arc::new(Adjacency::from_links(2, &[]));
    assert_eq!(
        message(table.set_network("n", vec![network.clone()])),
        "relation `n`: 2 value(s), expected 3"
    );
    assert_eq!(message(table.set_network("n", vec![network; 2])), "relation `n`: 2 value(s), expected 4");
}

fn design(text: &str) -> Result<Design, EstimateError> {
    Design::build(&Formula::parse(text).unwrap(), &table(), &|_, _| true).map(|(_, design)| design)
}

#[test]
fn designs_name_what_cannot_be_fitted() {
    let message = |text: &str| design(text).unwrap_err().to_string();
    assert_eq!(
        message("y ~ log(x)"),
        "`log(x)` is not finite for unit 1 in period 2000; log of zero? use log1p or leave the row out"
    );
    assert!(message("log(x) ~ y").starts_with("`log(x)` is not finite for unit 1 in period 2000"));
    assert_eq!(
        message("y ~ factor(same)"),
        "factor(same) has 1 level(s) in the rows used; it needs 2 to 1000"
    );
    let formula = Formula::parse("y ~ factor(x)").unwrap();
    let error = Recipe::new(&formula, &table(), &[]).unwrap_err().to_string();
    assert_eq!(error, "the formula has 1 factor(s), but levels were given for 0");
    let few = fit_linear(&design("y ~ lag(x, 3)").unwrap(), &Covariance::Classical);
    assert!(few.is_ok());
    let none = fit_linear(&design("y ~ lag(x, 4)").unwrap(), &Covariance::Classical).unwrap_err();
    assert_eq!(
        none.to_string(),
        "0 complete row(s) for 2 coefficient(s) (12 dropped for missing values); a fit needs more rows than \
         coefficients"
    );
}

#[test]
fn fits_name_the_collinear_column() {
    for fit in [
        fit_linear(&design("y ~ x + gdp_pc + I(2 * x - gdp_pc + 1)").unwrap(), &Covariance::Classical),
        fit_logit(&design("y ~ x + gdp_pc + I(2 * x - gdp_pc + 1)").unwrap(), &Covariance::Classical),
    ] {
        let error = fit.unwrap_err().to_string();
        assert!(error.starts_with("`I(2 * x - gdp_pc + 1)` is a linear combination"), "{error}");
    }
    let constant = design("y ~ x + same").unwrap();
    let ridge = Some(Ridge { inverse_strength: 1.0, standardise: true });
    let error = fit_multinomial(&constant, &Covariance::Classical, ridge).unwrap_err();
    assert_eq!(error, EstimateError::Collinear { column: "same".to_owned() });
}

#[test]
fn hand_made_designs_are_checked() {
    let mut short = design("y ~ x").unwrap();
    short.y.pop();
    let error = fit_linear(&short, &Covariance::Classical).unwrap_err().to_string();
    assert_eq!(error, "response: 11 value(s), expected 12");
    let mut missing = design("y ~ x").unwrap();
    missing.x[3] = f64::NAN;
    let error = fit_linear(&missing, &Covariance::Classical).unwrap_err();
    assert!(matches!(error, EstimateError::NotFinite { unit: 2, period: 2000, .. }), "{error}");
}

#[test]
fn clusters_must_fit() {
    let design = design("y ~ x").unwrap();
    let error = |covariance: Covariance| fit_linear(&design, &covariance).unwrap_err().to_string();
    assert_eq!(error(Covariance::ClusteredBy(vec![1])), "cluster keys: 1 value(s), expected 12");
    assert!(error(Covariance::ClusteredBy(vec![1; 12])).starts_with("1 cluster(s)"));
}

#[test]
fn classes_must_fit() {
    let error = fit_logit(&design("x ~ y").unwrap(), &Covariance::Classical).unwrap_err().to_string();
    assert!(error.starts_with("the response of a logit must be 0 or 1, found 2 for unit 3 in period 2000"));
    let one = design("x > 99 ~ x").unwrap();
    let expected = EstimateError::Classes { found: 1, limit: 2 };
    assert_eq!(fit_logit(&one, &Covariance::Classical).unwrap_err(), expected);
    let error = fit_multinomial(&one, &Covariance::Classical, None).unwrap_err().to_string();
    assert_eq!(error, "the response takes 1 value(s); a fit by class needs 2 to 50");
}

/// A thousand rows in which `dummy` is 1 only where y is 0, and `x` says nothing.
fn separated(classes: f64) -> Design {
    let mut random = Random(5);
    let mut design = Design {
        names: ["(Intercept)", "x", "dummy"].map(str::to_owned).to_vec(),
        rows: 1000,
        x: Vec::new(),
        y: Vec::new(),
        unit: (0..1000).collect(),
        period: vec![0; 1000],
        dropped: 0,
    };
    for _ in 0..design.rows {
        let y = (random.uniform() * classes).floor();
        let dummy = if y == 0.0 && random.uniform() < 0.05 { 1.0 } else { 0.0 };
        design.y.push(y);
        design.x.extend([1.0, random.normal(), dummy]);
    }
    design
}

#[test]
fn separation_names_the_column_and_a_penalty_cures_it() {
    let error = fit_logit(&separated(2.0), &Covariance::Classical).unwrap_err();
    assert_eq!(error, EstimateError::Separation { column: "dummy".to_owned(), class: String::new() });
    let three = separated(3.0);
    let error = fit_multinomial(&three, &Covariance::Classical, None).unwrap_err().to_string();
    assert!(error.starts_with("`dummy` separates the classes perfectly (class "), "{error}");
    let ridge = Some(Ridge { inverse_strength: 1.0, standardise: true });
    let fit = fit_multinomial(&three, &Covariance::Classical, ridge).unwrap();
    assert!(fit.coefficients[2] < -1.0 && fit.standard_errors().iter().all(|error| error.is_finite()));

    // Complete separation: the sign of x decides.
    let mut complete = separated(2.0);
    complete.names.pop();
    complete.x = complete.x.chunks(3).flat_map(|row| [row[0], row[1]]).collect();
    complete.y = complete.x.chunks(2).map(|row| f64::from(u8::from(row[1] > 0.3))).collect();
    let error = fit_logit(&complete, &Covariance::Classical).unwrap_err();
    assert_eq!(error, EstimateError::Separation { column: "x".to_owned(), class: String::new() });
}

#[test]
fn penalties_must_make_sense() {
    let design = design("y ~ x - 1").unwrap();
    let fit = |inverse_strength, standardise| {
        let ridge = Some(Ridge { inverse_strength, standardise });
        fit_multinomial(&design, &Covariance::Classical, ridge).map_err(|error| error.to_string())
    };
    assert_eq!(fit(0.0, false).unwrap_err(), "ridge: inverse_strength must be a number above 0");
    assert!(fit(1.0, true).unwrap_err().starts_with("ridge: standardising centres the columns"));
    assert!(fit(1.0, false).is_ok());
}

/// Squares of values near 1e160 overflow: the solver says so instead of returning what came out.
#[test]
fn a_solver_that_cannot_go_down_says_so() {
    let mut wild = separated(2.0);
    wild.x.iter_mut().skip(1).step_by(3).for_each(|x| *x *= 1e160);
    let ridge = Some(Ridge { inverse_strength: 1.0, standardise: false });
    let error = fit_multinomial(&wild, &Covariance::Classical, ridge).unwrap_err();
    assert!(matches!(&error, EstimateError::NotConverged { column, .. } if column == "x"), "{error}");
}

#[test]
fn stored_fits_that_do_not_read_are_refused() {
    assert!(Fit::from_json("{}").unwrap_err().to_string().starts_with("stored fit: missing field"));
    let mut fit = fit_linear(&design("y ~ x").unwrap(), &Covariance::Classical).unwrap();
    let text = fit.to_json().unwrap();
    let cut = text.replace("\"x\"", "\"x\", \"z\"");
    let error = Fit::from_json(&cut).unwrap_err().to_string();
    assert_eq!(error, "stored fit: 3 coefficient(s) and their covariance expected; fit again");
    fit.log_likelihood = f64::NAN;
    assert_eq!(fit.to_json().unwrap_err().to_string(), "stored fit: a number is not finite; fit again");
}
