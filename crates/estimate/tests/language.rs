//! What expressions and formulas mean, on small tables whose answers are worked out by hand.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod common;

use std::sync::Arc;

use forefend_estimate::{Design, Expression, Formula, Program, Reference, Scratch, Table};
use forefend_panel::network::Adjacency;

const MISSING: f64 = f64::NAN;

/// Three units over four periods. In periods 0 and 1 unit 10 has neighbours 20 and 30, later 20 alone.
fn small() -> Table {
    let mut table = Table::new(vec![10, 20, 30], 2000, 4);
    let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, MISSING, 9.0, 10.0, 11.0, 12.0];
    table.add_column("x", &x).unwrap();
    table.add_column("y", &x.map(|x| x * x)).unwrap();
    table.add_column("level", &[0.0, 1.0, 2.0, 0.0, 1.0, 2.0, 0.0, 1.0, 2.0, 2.0, 1.0, 0.0]).unwrap();
    let early = Arc::new(Adjacency::from_links(3, &[(0, 1, 1.0), (0, 2, 0.5), (1, 0, 2.0)]));
    let late = Arc::new(Adjacency::from_links(3, &[(0, 1, 1.0), (1, 0, 2.0)]));
    table.set_network("near", vec![early.clone(), early, late.clone(), late]).unwrap();
    table
}

fn value(text: &str, period: usize) -> [f64; 3] {
    let table = small();
    let program = Program::compile(&Expression::parse(text).unwrap(), &table).unwrap();
    let mut out = [0.0; 3];
    program.evaluate(&table.frame(period), &mut Scratch::new(), &mut out);
    out
}

/// Equal, with missing equal to missing.
fn same(found: &[f64], expected: &[f64]) -> bool {
    found.len() == expected.len()
        && found.iter().zip(expected).all(|(a, b)| a == b || (a.is_nan() && b.is_nan()))
}

#[test]
fn expressions_have_the_values_worked_out_by_hand() {
    let n = MISSING;
    for (text, period, expected) in [
        ("1 + 2 * 3 ^ 2", 0, [19.0; 3]),
        ("2 ^ 3 ^ 2", 0, [512.0; 3]),
        ("-2 ^ 2", 0, [-4.0; 3]),
        ("2 ^ -1", 0, [0.5; 3]),
        ("7 - 2 - 1", 0, [4.0; 3]),
        ("8 / 4 / 2", 0, [1.0; 3]),
        ("x - -x", 0, [2.0, 4.0, 6.0]),
        ("x > 1 & x < 3", 0, [0.0, 1.0, 0.0]),
        ("x == 1 | x == 3", 0, [1.0, 0.0, 1.0]),
        ("!x == 2", 0, [1.0, 0.0, 1.0]),
        ("(!level) + 0", 0, [1.0, 0.0, 0.0]),
        ("x >= 8", 2, [0.0, n, 1.0]),
        ("x != 7 | 1", 2, [1.0, n, 1.0]),
        ("!x", 2, [0.0, n, 0.0]),
        ("x ^ 0", 2, [1.0, n, 1.0]),
        ("min(x, 8)", 2, [7.0, n, 8.0]),
        ("max(8, x)", 2, [8.0, n, 9.0]),
        ("if(level == 1, 0, x)", 2, [7.0, 0.0, 9.0]),
        ("if(x > 8, 1, 2)", 2, [2.0, n, 1.0]),
        ("exp(log(x)) > 0.999 * x", 0, [1.0; 3]),
        ("log10(1000) + sqrt(16) + abs(-3) + log1p(0)", 0, [10.0; 3]),
        ("lag(x)", 1, [1.0, 2.0, 3.0]),
        ("lag(x)", 0, [n; 3]),
        ("lag(x, 3) + lag(lag(x), 2)", 3, [2.0, 4.0, 6.0]),
        ("mean(x, 2)", 1, [2.5, 3.5, 4.5]),
        ("mean(x, 2)", 3, [8.5, n, 10.5]),
        ("mean(x, 2)", 0, [n; 3]),
        ("mean(x, 1)", 0, [1.0, 2.0, 3.0]),
        (
            "lag(x + mean(y, 2), 2)",
            3,
            [4.0 + (1.0 + 16.0) / 2.0, 5.0 + (4.0 + 25.0) / 2.0, 6.0 + (9.0 + 36.0) / 2.0],
        ),
        ("neighbours(x, near)", 0, [3.5, 2.0, 0.0]),
        ("neighbours(x, near)", 2, [0.0, 14.0, 0.0]),
        ("neighbours(level > 0, near)", 0, [1.5, 0.0, 0.0]),
        ("neighbours(1, near)", 3, [1.0, 2.0, 0.0]),
        // The network, too, is that of the lagged period.
        ("lag(neighbours(x, near))", 2, [8.0, 8.0, 0.0]),
        ("neighbours(lag(x), near)", 2, [5.0, 8.0, 0.0]),
        ("lag(neighbours(x, near))", 0, [n; 3]),
        ("world_sum(x)", 2, [16.0; 3]),
        ("world_mean(x)", 2, [8.0; 3]),
        ("world_sum(2)", 2, [6.0; 3]),
        ("world_mean(lag(x))", 0, [n; 3]),
        ("x / world_sum(x)", 0, [1.0 / 6.0, 2.0 / 6.0, 3.0 / 6.0]),
        ("world_highest(x)", 2, [9.0; 3]),
        ("world_lowest(x) + world_lowest(lag(x))", 2, [11.0; 3]),
        ("world_highest(lag(x))", 0, [n; 3]),
        // 7 * 49 + 9 * 81; the weight of the unit without a value does not count.
        ("world_mean(x, y)", 2, [1072.0 / 130.0; 3]),
        ("world_mean(x, level)", 2, [9.0; 3]),
        ("average(x, near)", 0, [3.5 / 1.5, 1.0, n]),
        ("average(x, near, y)", 0, [21.5 / 8.5, 1.0, n]),
        ("average(x, near, level)", 0, [(2.0 + 3.0) / 2.0, n, n]),
        ("any(level > 1, near)", 0, [1.0, 0.0, 0.0]),
        ("any(x, near) + any(x > 8, near)", 2, [0.0, 1.0, 0.0]),
    ] {
        let found = value(text, period);
        assert!(same(&found, &expected), "{text} in period {period}: {found:?} instead of {expected:?}");
    }
}

#[test]
fn references_carry_lags_and_networks() {
    let expression =
        Expression::parse("lag(x + mean(y, 3), 2) - x + neighbours(lag(x, 4) > 0, near)").unwrap();
    let own = |name: &str, minimum_lag, maximum_lag, network: Option<&str>| Reference {
        text: None,
        name: name.to_owned(),
        minimum_lag,
        maximum_lag,
        network: network.map(str::to_owned),
    };
    let expected = [own("x", 0, 2, None), own("x", 4, 4, Some("near")), own("y", 2, 4, None)];
    assert_eq!(expression.references(), expected);
    assert_eq!(expression.networks(), ["near"]);
    let program = Program::compile(&expression, &small()).unwrap();
    assert_eq!(program.maximum_lag(), 4);
    let formula = Formula::parse("lag(x, 9) ~ lag(y) + factor(level) : neighbours(y, near)").unwrap();
    let names: Vec<_> = formula.references().into_iter().map(|r| (r.name, r.maximum_lag)).collect();
    assert_eq!(names, [("level".to_owned(), 0), ("y".to_owned(), 1), ("y".to_owned(), 0)]);
}

fn names(text: &str) -> Vec<String> {
    let formula = Formula::parse(text).unwrap();
    let (recipe, _) = Design::build(&formula, &small(), &|_, _| true).unwrap();
    recipe.names().to_vec()
}

/// The rules are those of R's `terms.formula` and `contrasts`; only the brackets around levels are ours.
#[test]
fn formulas_expand_as_in_r() {
    for (text, expected) in [
        ("x ~ y", "(Intercept) y"),
        ("x ~ y - 1", "y"),
        ("x ~ 0 + y", "y"),
        ("x ~ 1", "(Intercept)"),
        ("x ~ y * level + x", "(Intercept) y level x y:level"),
        ("x ~ y:level + y + level:y", "(Intercept) y y:level"),
        ("x ~ y * y", "(Intercept) y"),
        ("x ~ log(y) + I(y + 1)", "(Intercept) log(y) I(y + 1)"),
        ("x ~ factor(level)", "(Intercept) factor(level)[1] factor(level)[2]"),
        ("x ~ factor(level) - 1", "factor(level)[0] factor(level)[1] factor(level)[2]"),
        ("x ~ factor(level):y + y", "(Intercept) y factor(level)[1]:y factor(level)[2]:y"),
        ("x ~ factor(level):y", "(Intercept) factor(level)[0]:y factor(level)[1]:y factor(level)[2]:y"),
    ] {
        assert_eq!(names(text).join(" "), expected, "{text}");
    }
}

#[test]
fn interactions_of_factors_multiply_dummies() {
    let formula = Formula::parse("x ~ factor(level) * factor(x > 5)").unwrap();
    let (recipe, design) = Design::build(&formula, &small(), &|_, _| true).unwrap();
    let expected = "(Intercept) factor(level)[1] factor(level)[2] factor(x > 5)[1] \
                    factor(level)[1]:factor(x > 5)[1] factor(level)[2]:factor(x > 5)[1]";
    assert_eq!(recipe.names().join(" "), expected);
    // x = 7 is missing in period 2 for unit 20: eleven of twelve rows are complete.
    assert_eq!((design.rows, design.dropped), (11, 1));
    let last: Vec<f64> = design.x.chunks(6).map(|row| row[5]).collect();
    let by_hand: Vec<f64> = design.x.chunks(6).map(|row| row[2] * row[3]).collect();
    assert_eq!(last, by_hand);
    assert_eq!(last.iter().sum::<f64>(), 3.0);
}

#[test]
fn a_level_that_was_not_fitted_is_missing() {
    use forefend_estimate::Recipe;
    let formula = Formula::parse("x ~ factor(level)").unwrap();
    let table = small();
    let recipe = Recipe::new(&formula, &table, &[vec![1.0, 0.0]]).unwrap();
    let mut out = [0.0; 3];
    recipe.evaluate_column(1, &table.frame(0), &mut Scratch::new(), &mut out);
    assert!(same(&out, &[0.0, 1.0, MISSING]), "{out:?}");
}

#[test]
fn all_columns_at_once_have_the_bits_of_each_alone() {
    let formula = Formula::parse("x ~ factor(level) * log(y) + y:factor(x > 5) + lag(log(y))").unwrap();
    let table = small();
    let (recipe, _) = Design::build(&formula, &table, &|_, _| true).unwrap();
    let mut scratch = Scratch::new();
    for period in 0..4 {
        let frame = table.frame(period);
        let mut all = vec![0.0; 3 * recipe.columns()];
        recipe.evaluate(&frame, &mut scratch, &mut all);
        for (column, expected) in all.chunks(3).enumerate() {
            let mut out = [0.0; 3];
            recipe.evaluate_column(column, &frame, &mut scratch, &mut out);
            assert!(same(&out, expected), "{}: {out:?} {expected:?}", recipe.names()[column]);
        }
    }
}

#[test]
fn keep_selects_rows_and_order_is_period_then_unit() {
    let formula = Formula::parse("x ~ lag(x)").unwrap();
    let keep = |unit: u64, period: i32| unit != 20 && period < 2003;
    let (_, design) = Design::build(&formula, &small(), &keep).unwrap();
    assert_eq!(design.unit, [10, 30, 10, 30]);
    assert_eq!(design.period, [2001, 2001, 2002, 2002]);
    assert_eq!(design.x, [1.0, 1.0, 1.0, 3.0, 1.0, 4.0, 1.0, 6.0]);
    assert_eq!(design.dropped, 2);
}
