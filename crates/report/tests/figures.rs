//! Figures on their own: one pinned picture, and no number that is not a number for whatever data comes.

use forefend_report::figure::{fan, interval, reliability, replay, strip};
use forefend_report::*;
use proptest::prelude::*;

fn small(axis: Axis) -> Fan {
    let band = |year: i32, p50: f64| Band {
        year,
        p05: p50 * 0.8,
        p25: p50 * 0.9,
        p50,
        p75: p50 * 1.1,
        p95: p50 * 1.2,
        mean: p50,
    };
    Fan {
        id: "share".into(),
        title: "Share of states in conflict".into(),
        unit: Unit::Share,
        query: "reference/world/share".into(),
        observed: (2018..=2022)
            .map(|year| Point { year, value: 0.18 + 0.005 * f64::from(year - 2018) })
            .collect(),
        projected: (2023..=2030).map(|year| band(year, 0.2)).collect(),
        nowcast_until: Some(2026),
        axis,
        spread: Spread::Bands,
        note: String::new(),
    }
}

#[test]
fn a_small_fan_is_drawn_as_pinned() {
    insta::assert_snapshot!("fan", fan::fan("f1", &small(Axis::Linear)).replace("><", ">\n<"));
}

#[test]
fn figures_without_data_say_so() {
    let mut nothing = small(Axis::Linear);
    nothing.observed.clear();
    nothing.projected.clear();
    assert!(fan::fan("f", &nothing).contains(">no data<"));
    let mut zero = small(Axis::Log);
    zero.observed.iter_mut().for_each(|p| p.value = 0.0);
    zero.projected.clear();
    assert!(fan::fan("f", &zero).contains(">no data<"), "zero has no place on a logarithmic axis");
    let curve = ReliabilityCurve { title: "r".into(), bins: Vec::new(), query: String::new() };
    assert!(reliability::reliability("r", &curve).contains(">no data<"));
    let empty = Replay {
        title: "r".into(),
        unit: Unit::Share,
        observed: Vec::new(),
        origins: Vec::new(),
        query: String::new(),
        note: String::new(),
    };
    assert!(replay::replay("r", &empty).contains(">no data<"));
    let outcome =
        Outcome { id: "d".into(), title: "Deaths".into(), unit: Unit::Deaths, lower_is_better: true };
    assert!(interval::interval("i", &Appraisal::default(), &outcome).contains(">no data<"));
    assert_eq!(strip::strip(&Quantity::new(f64::NAN, Unit::Probability, "q")), "");
}

fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![Just(f64::NAN), Just(0.0), Just(f64::INFINITY), -1e12f64..1e12, 0.0f64..1.0, Just(-1e-300)]
}

proptest! {
    #[test]
    fn no_figure_holds_a_number_that_is_none(
        values in prop::collection::vec((1900i32..2100, any_number(), any_number(), any_number()), 0..12),
        log in any::<bool>(),
    ) {
        let mut f = small(if log { Axis::Log } else { Axis::Linear });
        f.observed = values.iter().map(|v| Point { year: v.0, value: v.1 }).collect();
        f.projected = values
            .iter()
            .map(|v| Band { year: v.0, p05: v.1, p25: v.2, p50: v.3, p75: v.2, p95: v.1, mean: v.3 })
            .collect();
        let picture = fan::fan("f", &f);
        let markup = picture.split("</desc>").last().unwrap_or_default();
        prop_assert!(!markup.contains("NaN") && !markup.contains("inf"), "{}", markup);
    }
}
