//! Columns on several axes: what a reader gets, and what it must say to get it.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::sync::Arc;

use forefend_estimate::{
    Axis, Covariance, Design, Expression, Formula, NamesOn, Program, Scratch, Table, fit_linear,
};
use forefend_panel::network::Adjacency;

/// Four countries, two regions (the last country is in none), three dyads, two periods.
fn table() -> (Table, Axis, Axis) {
    let mut table = Table::new(vec![10, 20, 30, 40], 2000, 2);
    let region = table.add_axis("region", vec![1, 2]);
    let dyad = table.add_axis("dyad", vec![1020, 1030, 2040]);
    table.add_column("people", &[1.0, 2.0, 4.0, 8.0, 10.0, 20.0, 40.0, 80.0]).unwrap();
    table.add_column_on(region, "fund", &[5.0, 7.0, 50.0, 70.0]).unwrap();
    table.add_column_on(dyad, "trade", &[1.0, f64::NAN, 3.0, 10.0, 20.0, 30.0]).unwrap();
    table.add_column_on(Axis::WORLD, "mood", &[0.5, 0.25]).unwrap();
    let once = |rows, columns, links: &[(usize, usize, f64)]| {
        vec![Arc::new(Adjacency::between(rows, columns, links))]
    };
    let members = once(2, 4, &[(0, 0, 1.0), (0, 1, 1.0), (1, 2, 1.0)]);
    table.set_relation("members", [region, Axis::UNITS], members).unwrap();
    table
        .set_relation("side_a", [dyad, Axis::UNITS], once(3, 4, &[(0, 0, 1.0), (1, 0, 1.0), (2, 1, 1.0)]))
        .unwrap();
    table
        .set_relation("side_b", [dyad, Axis::UNITS], once(3, 4, &[(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0)]))
        .unwrap();
    (table, region, dyad)
}

fn value(text: &str, reader: Axis, period: usize) -> Result<Vec<f64>, String> {
    let (table, ..) = table();
    let expression = Expression::parse(text).unwrap();
    let program =
        Program::compile(&expression, &NamesOn::new(&table, reader)).map_err(|error| error.to_string())?;
    let mut out = vec![0.0; table.units_of(reader).len()];
    program.evaluate(&table.frame(period), &mut Scratch::new(), &mut out);
    Ok(out)
}

#[test]
fn values_cross_axes_by_the_word_that_names_how() {
    let (_, region, dyad) = table();
    let n = f64::NAN;
    let cases: [(&str, Axis, Vec<f64>); 16] = [
        ("total(people, members)", region, vec![3.0, 4.0]),
        ("average(people, members)", region, vec![1.5, 4.0]),
        ("highest(people, members) - lowest(people, members)", region, vec![1.0, 0.0]),
        ("total(1, members)", region, vec![2.0, 1.0]),
        // A country in no region: a total of nothing is 0, anything else is missing.
        ("total(fund, members)", Axis::UNITS, vec![5.0, 5.0, 7.0, 0.0]),
        ("at(fund, members)", Axis::UNITS, vec![5.0, 5.0, 7.0, n]),
        ("people / at(total(people, members), members)", Axis::UNITS, vec![1.0 / 3.0, 2.0 / 3.0, 1.0, n]),
        (
            "log(at(people, side_b)) - log(at(people, side_a))",
            dyad,
            vec![libm::log(2.0), libm::log(4.0), libm::log(4.0)],
        ),
        ("at(people, side_a) * trade", dyad, vec![1.0, n, 6.0]),
        ("total(trade, side_a) + total(trade, side_b)", Axis::UNITS, vec![1.0, 4.0, 0.0, 3.0]),
        ("total(1, side_a)", Axis::UNITS, vec![2.0, 1.0, 0.0, 0.0]),
        // Two regions share a country with neither dyad missing: the mean is over what is there.
        ("average(trade, side_a)", Axis::UNITS, vec![1.0, 3.0, n, n]),
        ("world_sum(people)", Axis::WORLD, vec![15.0]),
        ("world_mean(trade)", Axis::WORLD, vec![2.0]),
        // The world is the same for every unit and needs no word.
        (
            "people * mood / world_sum(people)",
            Axis::UNITS,
            vec![0.5 / 15.0, 1.0 / 15.0, 2.0 / 15.0, 4.0 / 15.0],
        ),
        ("fund * mood", region, vec![2.5, 3.5]),
    ];
    for (text, reader, expected) in cases {
        let found = value(text, reader, 0).unwrap();
        let same = |a: &f64, b: &f64| a.is_nan() && b.is_nan() || (a - b).abs() < 1e-12;
        assert!(
            found.len() == expected.len() && found.iter().zip(&expected).all(|(a, b)| same(a, b)),
            "{text}: {found:?}"
        );
    }
    assert_eq!(
        value("lag(total(people, members)) + total(lag(people), members)", region, 1).unwrap(),
        [6.0, 8.0]
    );
}

#[test]
fn another_axis_without_a_word_is_an_error_that_says_what_to_write() {
    let (_, region, dyad) = table();
    let cases = [
        (
            "fund + people",
            region,
            "column 8: `people` has a value for each unit, and here one for each region is needed",
        ),
        (
            "people",
            dyad,
            "column 1: `people` has a value for each unit, and here one for each dyad is needed",
        ),
        (
            "people + 1",
            Axis::WORLD,
            "column 1: `people` has a value for each unit, and here one for each world is needed",
        ),
        ("total(fund, side_a)", dyad, "column 7: `fund` has a value for each region"),
        (
            "neighbours(fund, members)",
            Axis::UNITS,
            "column 18: `members` links units of two axes; write total(x, members)",
        ),
        (
            "total(fund, member)",
            Axis::UNITS,
            "column 13: unknown network or relation `member`; did you mean `members`?",
        ),
    ];
    for (text, reader, message) in cases {
        let error = value(text, reader, 0).unwrap_err();
        assert!(error.starts_with(message), "{text}: {error}");
    }
}

#[test]
fn an_equation_is_fitted_on_the_rows_of_its_own_axis() {
    let (table, _, dyad) = table();
    let formula = Formula::parse("trade ~ at(people, side_a)").unwrap();
    let (_, design) = Design::build_on(dyad, &formula, &table, &|_, _| true).unwrap();
    assert_eq!((design.rows, design.dropped), (5, 1));
    assert_eq!(design.unit, [1020, 2040, 1020, 1030, 2040]);
    assert_eq!(design.x, [1.0, 1.0, 1.0, 2.0, 1.0, 10.0, 1.0, 10.0, 1.0, 20.0]);
    // numpy.polyfit([1, 2, 10, 10, 20], [1, 3, 10, 20, 30], 1)
    let fit = fit_linear(&design, &Covariance::Classical).unwrap();
    assert!((fit.coefficients[1] - 1.516_156_462_585_034).abs() < 1e-12, "{:?}", fit.coefficients);
}
