//! `docs/formula.md`: every example runs, and everything the grammar has is in one of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

use std::sync::Arc;

use forefend_estimate::{Axis, Design, Expression, Formula, NamesOn, Program, Scratch, Table};
use forefend_panel::network::Adjacency;

const PAGE: &str = include_str!("../../../docs/formula.md");
const PERIODS: usize = 40;

/// The examples of a kind (`expression`, `formula`) in fenced blocks, one a line.
fn fenced(kind: &str) -> Vec<String> {
    let blocks = PAGE.split("\n```").skip(1).step_by(2);
    let of_kind = blocks.filter_map(|block| block.strip_prefix(kind)?.strip_prefix('\n'));
    of_kind.flat_map(str::lines).map(str::to_owned).collect()
}

/// The last of three cells of a table is an example of its operator or function.
fn in_tables() -> Vec<String> {
    let example = |line: &str| {
        let cells: Vec<&str> = line.split(" | ").collect();
        let [_, _, example] = cells.as_slice() else { return None };
        Some(example.split('`').nth(1)?.replace("\\|", "|"))
    };
    PAGE.lines().filter_map(example).collect()
}

/// Six countries with two regions, three pairs, two organisations and cohorts; every name that an example uses is a column.
fn table(names: &[String]) -> Table {
    let mut table = Table::new((1..=6).collect(), 1980, PERIODS);
    let links = |rows: usize, links: &[(usize, usize)]| {
        let links: Vec<(usize, usize, f64)> = links.iter().map(|(row, unit)| (*row, *unit, 1.0)).collect();
        vec![Arc::new(Adjacency::between(rows, 6, &links))]
    };
    table
        .set_network("contiguity", links(6, &[(0, 1), (1, 0), (1, 2), (2, 1), (3, 4), (4, 3), (5, 0)]))
        .unwrap();
    let mut axis = |name: &str, units: usize, relations: &[(&str, &[(usize, usize)])]| {
        let axis = table.add_axis(name, (0..units as u64).collect());
        for (name, pairs) in relations {
            table.set_relation(name, [axis, Axis::UNITS], links(units, pairs)).unwrap();
        }
        axis
    };
    axis("region", 2, &[("in_region", &[(0, 0), (0, 1), (0, 2), (1, 3), (1, 4), (1, 5)])]);
    axis("organisation", 2, &[("organisation", &[(0, 0), (0, 4), (1, 2), (1, 5)])]);
    axis("cohort", 6, &[("cohort", &[(0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 5)])]);
    let sides: [&[(usize, usize)]; 2] = [&[(0, 0), (1, 2), (2, 4)], &[(0, 1), (1, 3), (2, 5)]];
    let both = [sides[0], sides[1]].concat();
    let pairs = [("border", both.as_slice()), ("border_a", sides[0]), ("border_b", sides[1])];
    let border = axis("border", 3, &pairs);
    for (number, name) in names.iter().enumerate() {
        let own = if name == "tension" { border } else { Axis::UNITS };
        let units = table.units_of(own).len();
        let value = |at: usize| match name.as_str() {
            "level" | "region" | "mandate" => ((7 * at + at / units) % 3) as f64,
            _ => 1.0 + ((31 * at + 17 * number * number + at * at) % 97) as f64,
        };
        let values: Vec<f64> = (0..units * PERIODS).map(value).collect();
        table.add_column_on(own, name, &values).unwrap();
    }
    table
}

#[test]
fn every_example_of_an_expression_runs() {
    let examples = [fenced("expression"), in_tables()].concat();
    assert_eq!((fenced("expression").len(), in_tables().len()), (17, 26));
    for example in &examples {
        let expression = Expression::parse(example).unwrap_or_else(|error| panic!("{example}: {error}"));
        assert_eq!(Expression::parse(&expression.to_string()).unwrap(), expression);
        let mut names: Vec<String> = expression.references().into_iter().map(|r| r.name).collect();
        names.dedup();
        let table = table(&names);
        // An example belongs to a reader on one of the axes.
        let readers = (0..6).map(Axis);
        let runs = readers.filter_map(|axis| Program::compile(&expression, &NamesOn::new(&table, axis)).ok());
        let found = runs.filter(|program| {
            let mut out = vec![f64::NAN; table.units_of(program.axis()).len()];
            program.evaluate(&table.frame(PERIODS - 1), &mut Scratch::new(), &mut out);
            out.iter().all(|value| !value.is_nan())
        });
        assert!(found.count() > 0, "{example}: gives no value on any axis");
    }
}

#[test]
fn every_example_of_a_formula_makes_a_design() {
    let examples = fenced("formula");
    assert_eq!(examples.len(), 8);
    for example in &examples {
        let formula = Formula::parse(example).unwrap_or_else(|error| panic!("{example}: {error}"));
        assert_eq!(Formula::parse(&formula.to_string()).unwrap(), formula);
        let read = formula.references().into_iter().chain(formula.response.references());
        let mut names: Vec<String> = read.map(|reference| reference.name).collect();
        names.sort();
        names.dedup();
        let (recipe, design) = Design::build(&formula, &table(&names), &|_, _| true)
            .unwrap_or_else(|error| panic!("{example}: {error}"));
        assert!(design.rows > 150 && recipe.columns() > 0, "{example}: {} rows", design.rows);
    }
}

/// Names of functions come from the parser itself: an unknown one is told all that it knows, one by one.
#[test]
fn everything_the_grammar_has_is_in_an_example() {
    let expressions = [fenced("expression"), in_tables()].concat().join("\n");
    let functions = [
        "log",
        "log1p",
        "log10",
        "exp",
        "sqrt",
        "abs",
        "min",
        "max",
        "if",
        "lag",
        "mean",
        "neighbours",
        "any",
        "total",
        "average",
        "highest",
        "lowest",
        "at",
        "world_sum",
        "world_mean",
        "world_highest",
        "world_lowest",
    ];
    for name in functions {
        assert!(expressions.contains(&format!("{name}(")), "{name} has no example");
        let misspelt = Expression::parse(&format!("{name}_(x)")).unwrap_err().to_string();
        assert!(misspelt.contains(&format!("`{name}`")) || name.len() < 3, "{misspelt}");
    }
    let operators =
        [" | ", " & ", "!", " == ", " != ", " < ", " <= ", " > ", " >= ", " + ", " - ", " * ", " / ", "^"];
    for operator in operators {
        assert!(expressions.contains(operator), "{operator:?} has no example");
    }
    let formulas = fenced("formula").join("\n");
    for term in [" + ", ":", " * ", "I(", "factor(", "- 1", "0 + ", "~ 1", "lag(", "log("] {
        assert!(formulas.contains(term), "{term:?} has no example");
    }
}
