//! What must hold of any table, and errors.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use forefend_explore::{Direction, Performance, Robustness};
use proptest::prelude::*;

const METRICS: [Robustness; 6] = [
    Robustness::MAXIMIN,
    Robustness::MAXIMAX,
    Robustness::LAPLACE,
    Robustness::hurwicz(0.3),
    Robustness::worst_share(0.25),
    Robustness::MINIMAX_REGRET,
];

/// Two to five alternatives in one to six scenarios.
fn tables() -> impl Strategy<Value = Vec<Vec<f64>>> {
    (2..6usize, 1..7usize).prop_flat_map(|(alternatives, scenarios)| {
        prop::collection::vec(prop::collection::vec(-1e3..1e3, scenarios), alternatives)
    })
}

fn table(rows: &[Vec<f64>]) -> Performance {
    Performance::new(rows.to_vec(), Direction::MoreIsBetter).unwrap()
}

proptest! {
    #[test]
    fn an_alternative_that_is_better_everywhere_is_at_least_as_robust(mut rows in tables(), by in 0.0..10.0) {
        let better: Vec<f64> = rows[0].iter().map(|value| value + by).collect();
        rows[1] = better;
        for metric in METRICS {
            let values = metric.of(&table(&rows));
            prop_assert!(values[1] >= values[0] - 1e-9, "{metric:?}: {values:?}");
        }
    }

    #[test]
    fn the_order_of_scenarios_changes_no_metric(rows in tables()) {
        let turned: Vec<Vec<f64>> = rows.iter().map(|row| row.iter().rev().copied().collect()).collect();
        for metric in METRICS {
            prop_assert_eq!(metric.of(&table(&rows)), metric.of(&table(&turned)));
        }
    }

    #[test]
    fn less_is_better_is_more_of_its_negative(rows in tables()) {
        let negative: Vec<Vec<f64>> = rows.iter().map(|row| row.iter().map(|value| -value).collect()).collect();
        let less = Performance::new(rows, Direction::LessIsBetter).unwrap();
        for metric in METRICS {
            prop_assert_eq!(metric.of(&less), metric.of(&table(&negative)));
        }
    }

    #[test]
    fn worst_tail_and_mean_are_in_order(rows in tables(), share in 0.01..1.0) {
        let table = table(&rows);
        let [worst, tail, mean] =
            [Robustness::MAXIMIN, Robustness::worst_share(share), Robustness::LAPLACE].map(|metric| metric.of(&table));
        for ((worst, tail), mean) in worst.iter().zip(&tail).zip(&mean) {
            prop_assert!(*worst <= tail + 1e-9 && *tail <= mean + 1e-9);
        }
    }
}

#[test]
fn where_less_is_better_levels_are_reached_from_above() {
    // Values of the published reference code for two metrics that minimise, and a level of deaths.
    let rows = vec![vec![0.99, 1.0, 0.5], vec![0.69, 0.6, 0.6]];
    let less = Performance::new(rows, Direction::LessIsBetter).unwrap();
    let close = |found: Vec<f64>, wanted: [f64; 2]| {
        found
            .iter()
            .zip(wanted)
            .for_each(|(found, wanted)| assert!((found - wanted).abs() < 1e-12, "{found}"));
    };
    close(Robustness::UNDESIRABLE_DEVIATIONS.of(&less), [-0.005, -0.045]);
    close(Robustness::regret_at(0.5).of(&less), [-0.3, 0.0]);
    close(Robustness::reaching(0.6, false).of(&less), [1.0 / 3.0, 2.0 / 3.0]);
}

#[test]
fn a_tail_takes_the_scenario_at_its_edge_in_part() {
    let four = table(&[vec![0.0, 10.0, 20.0, 30.0]]);
    // Three eighths of four scenarios: the worst, and half of the next.
    assert_eq!(Robustness::worst_share(0.375).of(&four), [5.0 / 1.5]);
    assert_eq!(Robustness::worst_share(0.0).of(&four), [0.0]);
}

#[test]
fn a_table_with_a_hole_is_refused_with_its_place() {
    let refused =
        |rows: Vec<Vec<f64>>| Performance::new(rows, Direction::MoreIsBetter).unwrap_err().to_string();
    assert!(refused(vec![]).contains("no alternative"));
    assert!(refused(vec![vec![]]).contains("no scenario"));
    assert!(refused(vec![vec![1.0], vec![1.0, 2.0]]).contains("alternative 2 has 2 scenarios"));
    assert!(refused(vec![vec![1.0, f64::NAN]]).contains("alternative 1 in scenario 2 is NaN"));
}
