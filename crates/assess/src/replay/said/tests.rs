#![allow(clippy::unwrap_used, clippy::panic, clippy::unreachable, reason = "a test fails by panicking")]

use forefend_track::Quantiles;
use forefend_track::replay::ReplayFan;

use super::*;
use crate::telling::Levels;

fn words() -> Words<'static> {
    let texts = |all: [&str; 2]| all.map(str::to_owned).to_vec();
    Words {
        event: "drought",
        levels: Levels {
            variable: "water".to_owned(),
            ids: texts(["rain", "dry spell"]),
            states: texts(["under rain", "dry"]),
            at_least: vec![1.0],
        },
        rivals: "",
        listed: "",
    }
}

fn year(year: i16, observed: Option<f64>) -> FanYear {
    let model = Quantiles { p05: 0.2, p25: 0.25, p50: 0.3, p75: 0.35, p95: 0.4 };
    FanYear { year, model, random_walk: model, decline: 0.3, observed, above_last: 0.75 }
}

fn named(country: &str, rank: usize, first: Option<i16>) -> Named {
    let probability = 0.9 - 0.1 * rank as f64;
    Named { country: country.to_owned(), probability, rank, first_event: first, first_worst: None }
}

fn names(until: i16) -> Names {
    Names {
        window: (2001, until),
        states: 9,
        onsets: 3,
        expected: 2.6,
        caught: vec![named("B", 2, Some(2003)), named("F", 6, Some(2001))],
        missed: vec![named("Z", 7, Some(2002))],
        false_alarms: vec![
            named("A", 1, None),
            named("C", 3, None),
            named("D", 4, None),
            named("E", 5, None),
        ],
        quiet: Vec::new(),
        born_later: Vec::new(),
    }
}

/// A look of these years and lists.
fn look(years: Vec<FanYear>, names: Vec<Names>) -> Look {
    let fan = ReplayFan {
        last_known: (2000, 0.25),
        past: Vec::new(),
        years,
        model_score: 0.1,
        random_walk_score: 0.2,
        inside_90: (1, 1),
    };
    Look { as_of: "2001-06".to_owned(), last_known: 2000, to: 2004, states: 12, at_peace: 9, fan, names }
}

fn told(look: &Look) -> Vec<(String, String)> {
    said(look, &words(), 20).into_iter().map(|one| (one.then, one.came)).collect()
}

#[test]
fn the_share_half_way_and_at_the_end_each_with_what_came() {
    let years = vec![year(2001, Some(0.9)), year(2002, Some(0.4)), year(2003, Some(0.41))];
    let told = told(&look(years, Vec::new()));
    assert_eq!(told.len(), 3);
    assert_eq!(
        told[0].0,
        "With outcomes known to 2000 (25% of 12 states in drought): in 2002 the share of states in drought will be about 30%, \
         90% interval 20% to 40%."
    );
    assert_eq!(told[0].1, "40%, inside the interval.", "its end belongs to it");
    assert_eq!(
        told[1].0,
        "In 2003 the share of states in drought will be about 30%, 90% interval 20% to 40%."
    );
    assert_eq!(told[1].1, "41%, outside the interval.");
    let below = self::told(&look(vec![year(2001, Some(0.19))], Vec::new()));
    assert_eq!(below[0].1, "19%, outside the interval.");
    assert!(self::told(&look(Vec::new(), Vec::new())).is_empty(), "no year, no sentence");
}

#[test]
fn whether_more_came_than_before() {
    for (observed, came) in [
        (Some(0.3), "more were (30% against 25%)."),
        (Some(0.2), "fewer were (20% against 25%)."),
        (Some(0.25), "as many were."),
        (None, "not observed."),
    ] {
        let told = told(&look(vec![year(2001, Some(0.9)), year(2002, observed)], Vec::new()));
        let (then, found) = told.last().unwrap();
        assert_eq!(then, "That more of these states will be in drought in 2002 than in 2000: likely (75%).");
        assert_eq!(found, came);
        assert_eq!(told[0].1 == "not observed.", observed.is_none(), "the share is told alike");
    }
}

#[test]
fn new_events_are_counted_in_every_window_and_named_in_the_first() {
    let told = told(&look(Vec::new(), vec![names(2004), names(2006)]));
    let count = |until: i16| {
        format!("Of the 9 states under rain, about 3 will see drought at some time in 2001-{until}.")
    };
    let came = "3 did; 2 of them were among the 3 with the highest probability.";
    assert_eq!(told[0], (count(2004), came.to_owned()));
    assert_eq!(told[1], (count(2006), came.to_owned()));
    let [.., (then, came)] = &told[..] else { unreachable!() };
    assert_eq!(told.len(), 3);
    assert!(
        then.starts_with("New dry spell in 2001-2004, the five states under rain most at risk: A, "),
        "{then}"
    );
    // By rank, whatever came; the sixth and the missed are left out.
    let order: Vec<usize> =
        ["A, ", "B, ", "C, ", "D, ", "E, "].iter().map(|name| then.find(name).unwrap()).collect();
    assert!(order.is_sorted() && !then.contains("F, ") && !then.contains("Z, "), "{then}");
    assert!(then.contains("A, highly likely (80%); B, likely (70%)"), "{then}");
    assert_eq!(came, "A not, B in 2003, C not, D not, E not.");
}

#[test]
fn without_a_name_nothing_is_said_of_names() {
    let mut none = names(2004);
    (none.onsets, none.caught, none.false_alarms) = (0, Vec::new(), Vec::new());
    let told = told(&look(Vec::new(), vec![none]));
    let [(_, came)] = &told[..] else { panic!("{told:?}") };
    assert_eq!(came, "0 did; 0 of them were among the 0 with the highest probability.");
}
