use std::collections::BTreeMap;
use std::sync::Arc;

use forefend_panel::Year;
use forefend_score::forecast::{CellId, ScoredCell};
use forefend_score::{Bootstrap, CellScores, ThreeScores};
use forefend_watch::Forecaster;
use proptest::prelude::*;

use super::{Against, Beside, beside};
use crate::rivals::{OfYear, WHO};

const COUNTRIES: u32 = 12;

fn id(unit: u32, month: u8) -> CellId {
    CellId { month: format!("2020-{month:02}").parse().unwrap(), unit }
}

/// Scores that are all the same number.
fn scored(cell: CellId, score: f64) -> ScoredCell {
    let three = ThreeScores { crps: score, ign: score, mis: score };
    let scores = CellScores { three, crps_log1p: score, ..CellScores::default() };
    ScoredCell { cell, window: None, observed: 0.0, scores }
}

/// Twelve countries in two months; `theirs` are the scores by who, the same everywhere.
fn compared(own: impl Fn(u32) -> f64, theirs: [f64; WHO.len()]) -> Beside {
    let cells = || (1..=COUNTRIES).flat_map(|unit| [id(unit, 1), id(unit, 2)]);
    let reader: Vec<ScoredCell> = cells().map(|cell| scored(cell, own(cell.unit))).collect();
    let of_year: OfYear = cells().map(|cell| (cell, theirs.map(|score| [score; 4]))).collect();
    let known = BTreeMap::from([(Year(2020), Arc::new(of_year))]);
    beside(&reader, &known, &BTreeMap::new(), Bootstrap::with_seed(1)).unwrap().0.unwrap()
}

#[test]
fn skill_is_to_beat_the_best_rule_by_every_measure() {
    // Ours 2, the best rule 3: the second in the order.
    let theirs = [2.0, 5.0, 3.0, 6.0, 7.0, 9.0];
    let better = compared(|_| 1.0, theirs);
    assert_eq!((better.verdict, better.cells, better.countries), ("skill", 24, 12));
    assert!(
        better
            .measures
            .iter()
            .all(|one| one.best_rule == Forecaster::Mixture && one.others.len() == WHO.len())
    );
    assert!(
        better.words[1].contains("yours is better by CRPS, log1p CRPS, IGN and MIS."),
        "{:?}",
        better.words
    );
    let between = compared(|_| 2.5, theirs);
    assert_eq!(between.verdict, "skill");
    assert!(between.words[1].contains("yours is worse by CRPS"), "{:?}", between.words);
    let worse = compared(|_| 4.0, theirs);
    assert_eq!(worse.verdict, "no skill (worse)");
    // On average as good as the best rule, better here and worse there.
    let tie = compared(|unit| if unit % 2 == 0 { 1.0 } else { 5.0 }, theirs);
    assert_eq!(tie.verdict, "no skill (tie)");
    assert_eq!(tie.measures[0].others[2].verdict, Against::Tie);
}

#[test]
fn it_is_told_as_the_document_says() {
    let document = crate::api::document();
    let schema =
        serde_json::json!({ "$ref": "#/components/schemas/Beside", "components": document["components"] });
    let told = serde_json::to_value(compared(f64::from, [2.0; WHO.len()])).unwrap();
    let found: Vec<String> = jsonschema::validator_for(&schema)
        .unwrap()
        .iter_errors(&told)
        .map(|error| error.to_string())
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn what_cannot_be_compared_is_counted_by_why() {
    let reader: Vec<ScoredCell> = [id(1, 1), id(2, 1), CellId { month: "1990-01".parse().unwrap(), unit: 1 }]
        .map(|cell| scored(cell, 1.0))
        .to_vec();
    let of_year: OfYear = BTreeMap::from([(id(1, 1), [[2.0; 4]; WHO.len()])]);
    let known = BTreeMap::from([(Year(2020), Arc::new(of_year))]);
    let why = BTreeMap::from([(Year(1990), "too early".to_owned())]);
    let (found, counted) = beside(&reader, &known, &why, Bootstrap::with_seed(1)).unwrap();
    let found = found.unwrap();
    let left_out =
        [("forefend has no forecast of the country in 2020".to_owned(), 1), ("too early".to_owned(), 1)];
    assert_eq!(counted, BTreeMap::from(left_out));
    // One country tells nothing apart.
    assert_eq!((found.countries, found.verdict), (1, "no skill (tie)"));
    assert!(found.words[2].contains("one country"), "{:?}", found.words);
    let (none, counted) = beside(&reader[2..], &known, &why, Bootstrap::with_seed(1)).unwrap();
    assert!(none.is_none());
    assert_eq!(counted, BTreeMap::from([("too early".to_owned(), 1)]));
}

proptest! {
    #[test]
    fn the_verdict_is_that_of_the_numbers(own in prop::collection::vec(0.0..9.0_f64, COUNTRIES as usize), theirs in prop::array::uniform6(0.0..9.0_f64)) {
        let found = compared(|unit| own[unit as usize - 1], theirs);
        let mean = own.iter().sum::<f64>() / f64::from(COUNTRIES);
        for one in &found.measures {
            prop_assert!((one.mean - mean).abs() < 1e-9);
            for other in &one.others {
                prop_assert!((other.difference.mean - (one.mean - other.mean)).abs() < 1e-9);
                match other.verdict {
                    Against::Better => prop_assert!(other.difference.interval.upper < 0.0),
                    Against::Worse => prop_assert!(other.difference.interval.lower > 0.0),
                    Against::Tie => (),
                }
            }
        }
    }
}
