//! Formulas and expressions: parsed, printed and parsed again, compiled on every axis, evaluated.
use std::sync::{Arc, OnceLock};

use forefend_estimate::{Axis, Design, Expression, Formula, NamesOn, Program, Scratch, Table};
use forefend_panel::Adjacency;

const UNITS: usize = 3;
const PERIODS: usize = 4;

/// Three units, two regions and the world; one relation of each kind.
fn table() -> &'static (Table, Axis) {
    static TABLE: OnceLock<(Table, Axis)> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Table::new(vec![2, 20, 41], 1990, PERIODS);
        for (at, name) in ["x", "y", "level", "gdppc"].into_iter().enumerate() {
            let values: Vec<f64> = (0..UNITS * PERIODS)
                .map(|cell| if cell == 5 { f64::NAN } else { ((cell * 7 + at * 3) % 11) as f64 - 2.0 })
                .collect();
            table.add_column(name, &values).expect("as many values as cells");
        }
        let near = Adjacency::from_links(UNITS, &[(0, 1, 1.0), (1, 0, 0.5), (2, 0, 2.0)]);
        table.set_network("near", vec![Arc::new(near)]).expect("as many rows as units");
        let region = table.add_axis("region", vec![1, 2]);
        table
            .add_column_on(region, "hot", &[1.0, f64::NAN, 2.0, -1.0, 0.0, 3.0, 4.0, 1.0])
            .expect("two regions");
        table.add_column_on(Axis::WORLD, "heat", &[0.1, 0.2, 0.3, 0.4]).expect("one world");
        let inside = Adjacency::between(2, UNITS, &[(0, 0, 1.0), (0, 1, 0.5), (1, 2, 1.0)]);
        table
            .set_relation("in_region", [region, Axis::UNITS], vec![Arc::new(inside)])
            .expect("as many rows as regions");
        (table, region)
    })
}

fn evaluate(expression: &Expression) {
    let (table, region) = table();
    for (axis, units) in [(Axis::UNITS, UNITS), (*region, 2), (Axis::WORLD, 1)] {
        let Ok(program) = Program::compile(expression, &NamesOn::new(table, axis)) else { continue };
        let (mut scratch, mut values) = (Scratch::default(), vec![0.0; units]);
        for period in 0..PERIODS {
            program.evaluate(&table.frame(period), &mut scratch, &mut values);
        }
    }
}

/// Reads one input; bytes that are no text are passed over.
pub fn read(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(expression) = Expression::parse(text) {
        let _ = (expression.references(), expression.networks());
        let printed = expression.to_string();
        let again = Expression::parse(&printed).expect("what was printed parses");
        assert_eq!(again.to_string(), printed, "and prints the same");
        evaluate(&expression);
    }
    if let Ok(formula) = Formula::parse(text) {
        let _ = (formula.references(), formula.networks(), formula.factors());
        if let Ok((_, design)) = Design::build(&formula, &table().0, &|_, period| period > 1990) {
            assert!(design.x.iter().chain(&design.y).all(|value| value.is_finite()));
        }
    }
}
