//! Invariants that hold for any input.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod common;

use forefend_estimate::{
    Axis, Covariance, Design, Expression, Fit, Formula, Frame, Names, Program, Recipe, Relation, Scratch,
    fit_linear,
};
use forefend_panel::network::Adjacency;
use proptest::prelude::*;

/// Texts of the grammar, with parentheses, spaces and nesting at random.
fn expression_text() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop::sample::select(vec!["x", "y", "level", "a.b_1"]).prop_map(str::to_owned),
        (0u32..1000).prop_map(|n| n.to_string()),
        (0.0f64..1e6).prop_map(|v| v.to_string()),
        (1u32..9, -300i32..300).prop_map(|(digit, power)| format!("{digit}e{power}")),
    ];
    leaf.prop_recursive(5, 40, 3, |inner| {
        let chained = vec!["+", "-", "*", "/", "^", "&", "|"];
        let comparisons = vec!["==", "!=", "<", "<=", ">", ">="];
        let functions = vec!["log", "log1p", "log10", "exp", "sqrt", "abs", "lag", "world_sum", "world_mean"];
        let along = vec!["neighbours", "total", "average", "highest", "lowest", "at"];
        prop_oneof![
            // Operands without parentheses, so that the grammar's own order decides; comparisons do not chain.
            (inner.clone(), prop::sample::select(chained.clone()), inner.clone())
                .prop_map(|(a, o, b)| format!("{a}{o} {b}")),
            (inner.clone(), prop::sample::select(chained), inner.clone())
                .prop_map(|(a, o, b)| format!("({a}) {o}({b})")),
            (inner.clone(), prop::sample::select(comparisons), inner.clone())
                .prop_map(|(a, o, b)| format!("({a} {o}{b})")),
            (inner.clone(), prop::sample::select(functions)).prop_map(|(a, f)| format!("{f}({a})")),
            (inner.clone(), 1usize..5).prop_map(|(a, k)| format!("lag({a}, {k})")),
            (inner.clone(), 1usize..4).prop_map(|(a, k)| format!("mean({a},{k})")),
            inner.clone().prop_map(|a| format!("-({a})")),
            inner.clone().prop_map(|a| format!("(!({a}))")),
            (inner.clone(), prop::sample::select(along)).prop_map(|(a, f)| format!("{f}({a}, near)")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("min({a}, {b})")),
            (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("if({a}, {b}, {c})")),
        ]
    })
}

/// Pieces of the grammar in any order.
fn token_soup() -> impl Strategy<Value = String> {
    let pieces = vec![
        "x",
        "y",
        "1",
        "0",
        "2.5",
        "1e9",
        ".",
        "+",
        "-",
        "*",
        "/",
        "^",
        "(",
        ")",
        ",",
        ":",
        "~",
        "&",
        "|",
        "!",
        "=",
        "==",
        "<",
        "<=",
        "lag(",
        "mean(",
        "if(",
        "I(",
        "factor(",
        "neighbours(",
        "é",
        " ",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..40).prop_map(|list| list.concat())
}

const UNITS: usize = 7;

/// Draws `first..first + draws` of a world of three columns whose values depend on draw, unit, column and lag alone.
struct Block {
    draws: usize,
    /// values[column][lag]
    values: Vec<Vec<Vec<f64>>>,
    near: Adjacency,
    /// Columns that are the same in all draws are shown as one value a unit.
    narrow: bool,
}

/// Columns whose values do not depend on the draw.
const SAME_IN_ALL_DRAWS: [usize; 2] = [1, 2];

impl Block {
    fn new(first: usize, draws: usize) -> Self {
        let cell = |column: usize, lag: usize, row: usize| {
            let draw = if SAME_IN_ALL_DRAWS.contains(&column) { 0 } else { first + row / UNITS };
            let seed = (column * 1000 + lag) * 100_000 + draw * UNITS + row % UNITS;
            let value = common::Random(seed as u64).normal();
            if value > 2.2 { f64::NAN } else { value }
        };
        let column = |c| (0..40).map(|l| (0..draws * UNITS).map(|row| cell(c, l, row)).collect()).collect();
        let near =
            (0..UNITS).flat_map(|unit| [(unit, (unit + 1) % UNITS, 1.0), (unit, (unit + 2) % UNITS, 0.5)]);
        let near = Adjacency::from_links(UNITS, &near.collect::<Vec<_>>());
        Self { draws, values: (0..4).map(column).collect(), near, narrow: false }
    }
}

struct Known;

impl Names for Known {
    fn column(&self, name: &str) -> Option<usize> {
        ["x", "y", "level", "a.b_1"].iter().position(|known| *known == name)
    }
    fn relation(&self, name: &str) -> Option<Relation> {
        (name == "near").then_some(Relation { number: 0, axes: [Axis::UNITS; 2] })
    }
    fn known(&self) -> Vec<String> {
        Vec::new()
    }
}

impl Frame for Block {
    fn rows(&self, axis: Axis) -> usize {
        if axis == Axis::WORLD { self.draws } else { self.draws * UNITS }
    }
    fn column(&self, column: usize, lag: usize) -> &[f64] {
        let values = &self.values[column][lag.min(39)];
        let shown = self.narrow && SAME_IN_ALL_DRAWS.contains(&column);
        if shown { &values[..UNITS] } else { values }
    }
    fn links(&self, _: usize, _: bool, _: usize) -> Option<&Adjacency> {
        Some(&self.near)
    }
}

fn evaluate(program: &Program, first: usize, draws: usize, scratch: &mut Scratch) -> Vec<u64> {
    evaluate_on(program, &Block::new(first, draws), scratch)
}

fn evaluate_on(program: &Program, block: &Block, scratch: &mut Scratch) -> Vec<u64> {
    let mut out = vec![0.0; block.rows(Axis::UNITS)];
    program.evaluate(block, scratch, &mut out);
    // Any NaN is one value: which bits it has is not promised.
    out.iter().map(|value| if value.is_nan() { u64::MAX } else { value.to_bits() }).collect()
}

/// Texts with their lags written out at the columns by hand.
#[test]
fn pushing_lags_down_by_hand_gives_the_same_bits() {
    for (pushed, written) in [
        ("lag(log(abs(x)) + mean(y, 3), 2)", "log(abs(lag(x, 2))) + (lag(y, 2) + lag(y, 3) + lag(y, 4)) / 3"),
        ("mean(lag(x) * y, 2)", "(lag(x) * y + lag(x, 2) * lag(y)) / 2"),
        ("lag(if(x > 0, world_sum(y), 2), 3)", "if(lag(x, 3) > 0, world_sum(lag(y, 3)), 2)"),
        ("lag(neighbours(mean(x, 2), near))", "neighbours((lag(x) + lag(x, 2)) / 2, near)"),
    ] {
        let run = |text: &str| {
            let program = Program::compile(&Expression::parse(text).unwrap(), &Known).unwrap();
            evaluate(&program, 0, 5, &mut Scratch::new())
        };
        assert_eq!(run(pushed), run(written), "{pushed}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn printed_expressions_parse_to_themselves(text in expression_text()) {
        let expression = Expression::parse(&text).unwrap();
        let printed = expression.to_string();
        prop_assert_eq!(Expression::parse(&printed).unwrap(), expression, "{} as {}", text, printed);
    }

    #[test]
    fn printed_formulas_parse_to_themselves(
        response in expression_text(),
        terms in prop::collection::vec((expression_text(), 0..4), 1..4),
    ) {
        let term = |(text, kind): &(String, i32)| match kind {
            0 => format!("I({text})"),
            1 => format!("factor({text}):x"),
            2 => format!("log({text}) * y"),
            _ => format!("x:I({text})"),
        };
        let terms: Vec<String> = terms.iter().map(term).collect();
        let formula = Formula::parse(&format!("{response} ~ {}", terms.join(" + "))).unwrap();
        prop_assert_eq!(Formula::parse(&formula.to_string()).unwrap(), formula);
    }

    #[test]
    fn the_parser_never_panics(text in ".{0,60}", soup in token_soup()) {
        for text in [text, soup.clone(), format!("y ~ {soup}")] {
            let _ = Expression::parse(&text);
            let _ = Formula::parse(&text);
        }
    }

    #[test]
    fn splitting_draws_into_blocks_changes_no_bit(text in expression_text(), split in 1usize..5) {
        let program = Program::compile(&Expression::parse(&text).unwrap(), &Known).unwrap();
        // One scratch for all three, so that what an earlier block left behind would show.
        let mut scratch = Scratch::new();
        let whole = evaluate(&program, 0, 5, &mut scratch);
        let mut parts = evaluate(&program, 0, split, &mut scratch);
        parts.extend(evaluate(&program, split, 5 - split, &mut scratch));
        prop_assert_eq!(whole, parts);
    }

    #[test]
    fn columns_that_are_the_same_in_all_draws_may_be_shown_once(text in expression_text()) {
        let program = Program::compile(&Expression::parse(&text).unwrap(), &Known).unwrap();
        let mut scratch = Scratch::new();
        let mut block = Block::new(0, 3);
        let full = evaluate_on(&program, &block, &mut scratch);
        block.narrow = true;
        prop_assert_eq!(full, evaluate_on(&program, &block, &mut scratch));
        let terms = Formula::parse(&format!("y ~ x:I({text}) + level:I({text}) + level")).unwrap();
        let recipe = Recipe::new(&terms, &Known, &[]).unwrap();
        let design = |block: &Block| {
            let mut out = vec![0.0; recipe.columns() * 3 * UNITS];
            recipe.evaluate(block, &mut Scratch::new(), &mut out);
            out.into_iter().map(|value| if value.is_nan() { u64::MAX } else { value.to_bits() }).collect::<Vec<_>>()
        };
        prop_assert_eq!(design(&Block::new(0, 3)), design(&block));
    }

    #[test]
    fn the_greatest_lag_is_that_of_the_references(text in expression_text()) {
        let expression = Expression::parse(&text).unwrap();
        let program = Program::compile(&expression, &Known).unwrap();
        let greatest = expression.references().iter().map(|r| r.maximum_lag).max().unwrap_or(0);
        // A network around constants alone is read at a lag without any column.
        prop_assert!(program.maximum_lag() >= greatest);
        prop_assert!(program.maximum_lag() == greatest || text.contains("near"));
    }
}

/// Draws have the mean and covariance of the fit, also where two coefficients are fully dependent.
#[test]
fn parameter_draws_have_the_mean_and_covariance_of_the_fit() {
    let table = common::table(include_str!("golden/extract.csv"));
    let formula = Formula::parse("log1p(best) ~ log(population) + polyarchy").unwrap();
    let (_, design) = Design::build(&formula, &table, &|_, _| true).unwrap();
    let fit = fit_linear(&design, &Covariance::Clustered).unwrap();
    check_moments(&fit);
    // Make the last coefficient minus twice the second: a covariance of rank 2.
    let mut singular = fit;
    let (n, old) = (3, singular.covariance.clone());
    for i in 0..n {
        let copy = |j: usize| if j == 2 { 1 } else { j };
        let sign = |j: usize| if j == 2 { -2.0 } else { 1.0 };
        (0..n).for_each(|j| {
            singular.covariance[i * n + j] = sign(i) * sign(j) * old[copy(i) * n + copy(j)];
        });
    }
    check_moments(&singular);
    let mut random = common::Random(1);
    let draw = singular.sampler().draw(&mut || random.normal());
    let moves: Vec<f64> = draw.iter().zip(&singular.coefficients).map(|(a, b)| a - b).collect();
    assert!((moves[2] + 2.0 * moves[1]).abs() < 1e-12 * moves[1].abs().max(1.0));
}

fn check_moments(fit: &Fit) {
    const DRAWS: usize = 40_000;
    let mut random = common::Random(20_240_601);
    let sampler = fit.sampler();
    let n = fit.coefficients.len();
    let draws: Vec<Vec<f64>> = (0..DRAWS).map(|_| sampler.draw(&mut || random.normal())).collect();
    let errors = fit.standard_errors();
    for i in 0..n {
        let mean = draws.iter().map(|draw| draw[i]).sum::<f64>() / DRAWS as f64;
        // Four standard errors of a mean of 40,000 draws.
        assert!((mean - fit.coefficients[i]).abs() < 4.0 * errors[i] / 200.0, "mean {i}");
        for j in 0..n {
            let product = |draw: &Vec<f64>| (draw[i] - fit.coefficients[i]) * (draw[j] - fit.coefficients[j]);
            let covariance = draws.iter().map(product).sum::<f64>() / DRAWS as f64;
            let error = (covariance - fit.covariance[i * n + j]).abs() / (errors[i] * errors[j]);
            // The standard error of a correlation-scaled covariance is at most sqrt(2 / 40,000) = 0.007.
            assert!(error < 0.028, "covariance {i} {j}: off by {error}");
        }
    }
}

#[test]
fn the_first_draw_is_the_mean_moved_by_the_factor_and_every_draw_takes_as_many_normals() {
    let table = common::table(include_str!("golden/extract.csv"));
    let formula = Formula::parse("log1p(best) ~ polyarchy").unwrap();
    let (_, design) = Design::build(&formula, &table, &|_, _| true).unwrap();
    let fit = fit_linear(&design, &Covariance::Classical).unwrap();
    let mut taken = 0;
    let zero = fit.sampler().draw(&mut || {
        taken += 1;
        0.0
    });
    assert_eq!((zero, taken), (fit.coefficients.clone(), 2));
    // L is lower triangular with a positive diagonal: the first normal moves the first coefficient by its error.
    let mut normals = [1.0, 0.0].into_iter();
    let moved = fit.sampler().draw(&mut || normals.next().unwrap());
    let by = moved[0] - fit.coefficients[0];
    common::close("first coefficient", by, fit.standard_errors()[0], 1e-12);
}
