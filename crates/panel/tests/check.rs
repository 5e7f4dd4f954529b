//! `check` finds what is planted and nothing in its place; what it finds in the shipped snapshot is known.
#![allow(clippy::unwrap_used)] // helpers of tests are no `#[test]` functions

use std::path::Path;

use forefend_panel::{
    Bounds, Check, CountryId, Fill, Finding, Impossible, Indicator, Month, Panel, PanelBuilder, Year,
};
use proptest::prelude::*;

const FIRST: i16 = 1980;
const YEARS: usize = 40;
const STATES: usize = 5;

fn month() -> Month {
    "2020-06".parse().unwrap()
}

/// A panel of five states and the indicator `x` with the values given, year-major within each state.
fn panel(values: &[Vec<Option<f64>>], bounds: Bounds) -> Panel {
    let mut builder = PanelBuilder::default();
    builder.on_impossible(Impossible::Keep);
    let mut indicator = Indicator::synthetic("x");
    indicator.bounds = bounds;
    indicator.release_lag_months = 0;
    builder.add_indicator(indicator).unwrap();
    for (state, values) in values.iter().enumerate() {
        let id = CountryId(500 + state as u16);
        builder.add_state(id.0, &format!("State {state}")).unwrap();
        for (at, value) in values.iter().enumerate() {
            if let Some(value) = value {
                builder.set("x", id, Year(FIRST + at as i16), *value).unwrap();
            }
        }
    }
    builder.build().unwrap()
}

fn found(values: &[Vec<Option<f64>>], bounds: Bounds) -> Vec<Finding> {
    panel(values, bounds).check(&[], month(), month()).unwrap()
}

/// Unremarkable series: changes between 1 and 3 up or down, never equal from one year to the next.
fn quiet() -> impl Strategy<Value = Vec<Vec<Option<f64>>>> {
    let steps = prop::collection::vec((1.0..3.0f64, any::<bool>()), YEARS);
    let walk = |steps: Vec<(f64, bool)>| {
        let mut level = 500.0;
        steps
            .into_iter()
            .map(|(size, up)| {
                level += if up { size } else { -size };
                Some(level)
            })
            .collect::<Vec<_>>()
    };
    prop::collection::vec(steps.prop_map(walk), STATES)
}

const BOUNDS: Bounds = Bounds { lower: Some(0.0), upper: Some(10_000.0) };

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_is_found_where_nothing_is_wrong(values in quiet()) {
        prop_assert_eq!(found(&values, BOUNDS), vec![]);
    }

    #[test]
    fn a_planted_hole_is_found(mut values in quiet(), state in 0..STATES, at in 1..YEARS - 4, wide in 1..3usize) {
        values[state][at..at + wide].fill(None);
        let found = found(&values, BOUNDS);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(found[0].check, Check::Hole);
        prop_assert_eq!(found[0].country.clone(), Some(format!("State {state}")));
        prop_assert_eq!(found[0].first, Year(FIRST + at as i16));
        prop_assert_eq!(found[0].last, Year(FIRST + (at + wide) as i16 - 1));
    }

    #[test]
    fn a_planted_jump_is_found(mut values in quiet(), state in 0..STATES, at in 1..YEARS, up in any::<bool>()) {
        for value in values[state][at..].iter_mut().flatten() {
            *value += if up { 150.0 } else { -150.0 };
        }
        let found = found(&values, BOUNDS);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(found[0].check, Check::Jump);
        prop_assert_eq!(found[0].last, Year(FIRST + at as i16));
        prop_assert_eq!(found[0].value, values[state][at]);
    }

    #[test]
    fn a_planted_impossible_value_is_found(mut values in quiet(), state in 0..STATES, at in 0..YEARS, over in 1e-6..1e9f64) {
        values[state][at] = Some(10_000.0 + over);
        let found = found(&values, BOUNDS);
        let impossible: Vec<&Finding> = found.iter().filter(|one| one.check == Check::Impossible).collect();
        prop_assert_eq!(impossible.len(), 1);
        prop_assert_eq!((impossible[0].last, impossible[0].value), (Year(FIRST + at as i16), values[state][at]));
    }

    #[test]
    fn interpolated_and_carried_stretches_are_found(mut values in quiet(), state in 0..STATES, at in 0..YEARS - 5, line in any::<bool>()) {
        for inner in 1..5 {
            values[state][at + inner] = values[state][at].map(|value| value + if line { 2.5 * inner as f64 } else { 0.0 });
        }
        let found = found(&values, BOUNDS);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(found[0].check, if line { Check::StraightLine } else { Check::Repeated });
        prop_assert!(found[0].first <= Year(FIRST + at as i16) && found[0].last >= Year(FIRST + at as i16 + 4));
    }
}

#[test]
fn the_unit_bounds_what_the_declaration_does_not() {
    for (unit, value, impossible) in [
        ("share of population", 1.01, true),
        ("share of GDP", 1.01, false),
        ("share of GDP", -0.01, true),
        ("deaths a year", -1.0, true),
        ("degrees Celsius", -1.0, false),
        ("share, both sexes", 0.5, false),
    ] {
        let mut builder = PanelBuilder::default();
        let mut indicator = Indicator::synthetic("x");
        indicator.unit = unit.into();
        builder.add_indicator(indicator).unwrap().add_state(500, "State").unwrap();
        builder.set("x", CountryId(500), Year(2019), value).unwrap();
        let found = builder.build().unwrap().check(&["x".into()], month(), month()).unwrap();
        assert_eq!(found.iter().any(|one| one.check == Check::Impossible), impossible, "{unit} {value}");
    }
}

fn shipped() -> Panel {
    Panel::read_dir(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../world/snapshot")).unwrap()
}

#[test]
fn the_shipped_snapshot_has_no_impossible_value_and_the_oddities_that_its_notes_tell() {
    let findings = shipped().check(&[], "2026-11".parse().unwrap(), "2026-11".parse().unwrap()).unwrap();
    let count = |check: Check, id: &str| {
        findings.iter().filter(|one| one.check == check && one.indicator == id).count()
    };
    assert!(findings.iter().all(|one| one.check != Check::Impossible));
    // One source gives the best estimate from 1989, and no interval beside it that another release made.
    assert!(findings.iter().all(|one| one.check != Check::OutsideInterval));
    // Years before a state's independence are no gap in its series.
    assert_eq!(count(Check::Hole, "conflict_level"), 0);
    // Only the five-yearly points are kept, and Venezuela's level not at all.
    assert_eq!(count(Check::StraightLine, "postsecondary_share"), 0);
    assert_eq!(count(Check::StraightLine, "gdppc"), 0);
    assert_eq!(
        count(Check::EndsEarly, "conflict_level"),
        0,
        "outcomes of 2025, the last year that ended, are known"
    );
}

/// The source column behind `postsecondary_share` held straight lines between its five-yearly points.
#[test]
fn yearly_values_interpolated_from_five_yearly_ones_are_found_out() {
    let panel = shipped();
    let view = panel.as_of("2026-11".parse().unwrap(), forefend_panel::Availability::Observed);
    let uganda = CountryId(500);
    let line =
        view.grid("postsecondary_share", &[uganda], Year(1950), Year(2020), Fill::Interpolate).unwrap();
    let mut builder = PanelBuilder::default();
    builder.add_state(500, "Uganda").unwrap().add_indicator(Indicator::synthetic("x")).unwrap();
    for (at, value) in line.iter().enumerate() {
        builder.set("x", uganda, Year(1950 + at as i16), *value).unwrap();
    }
    let findings = builder.build().unwrap().check(&[], month(), month()).unwrap();
    let lines = findings.iter().filter(|one| one.check == Check::StraightLine).count();
    assert_eq!(lines, 14, "one line for each of the fourteen five-year intervals");
}
