//! Figures on their own: one pinned picture, and no number that is not a number for whatever data comes.

use forefend_report::figure::{
    WIDTH, arrival, dots, fan, interval, multiples, ranks, reliability, replay, strip, text_width,
};
use forefend_report::*;
use proptest::prelude::*;

fn small(axis: Axis) -> Fan {
    let band = |year: i32, p50: f64| Band {
        year,
        p05: p50 * 0.8,
        p10: p50 * 0.85,
        p25: p50 * 0.9,
        p50,
        p75: p50 * 1.1,
        p90: p50 * 1.15,
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
    let nobody =
        Multiples { title: "m".into(), statistic: "p50".into(), fans: Vec::new(), note: String::new() };
    assert!(multiples::multiples("m", &nobody).contains(">no data<"));
    assert!(ranks::ranks("r", &Ranks::of("r", &[], 3)).contains(">no data<"));
    assert!(arrival::arrival("a", &arrivals(&[])).contains(">no data<"));
    assert!(dots::dots("d", "d", &[]).unwrap().contains(">no data<"));
    let outcome =
        Outcome { id: "d".into(), title: "Deaths".into(), unit: Unit::Deaths, better: Better::Less };
    assert!(interval::scale(&Appraisal::default(), &outcome).is_none());
    assert_eq!(strip::strip(&Quantity::new(f64::NAN, Unit::Probability, "q")), "");
}

fn arrivals(places: &[(f64, f64)]) -> ArrivalChart {
    let place = |(at, (distance, days)): (usize, &(f64, f64))| ArrivalPlace {
        iso3: format!("P{at:02}"),
        name: format!("place {at}"),
        distance: *distance,
        days: *days,
        between: None,
    };
    ArrivalChart {
        title: "First reports".into(),
        distance: "effective distance".into(),
        places: places.iter().enumerate().map(place).collect(),
        line: Some((4.0, -10.0)),
        marked: None,
        query: String::new(),
        note: String::new(),
    }
}

fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![Just(f64::NAN), Just(0.0), Just(f64::INFINITY), -1e12f64..1e12, 0.0f64..1.0, Just(-1e-300)]
}

/// Boxes (left, right, baseline) of all text in a picture, as wide as the widest common font sets it, and its words.
fn boxes(svg: &str, size: f64) -> Vec<(f64, f64, f64, String)> {
    let value = |tag: &str, name: &str| {
        let rest = tag.split_once(&format!("{name}=\"")).map_or("", |(_, rest)| rest);
        rest.split('"').next().unwrap_or_default().to_owned()
    };
    let texts = svg.split("<text ").skip(1).filter_map(|piece| piece.split_once('>'));
    let one = |(tag, rest): (&str, &str)| {
        let words = rest.split('<').next().unwrap_or_default().to_owned();
        let (x, y): (f64, f64) = (value(tag, " x").parse().ok()?, value(tag, " y").parse().ok()?);
        let width = text_width(&words, size);
        let left = match value(tag, "text-anchor").as_str() {
            "start" => x,
            "end" => x - width,
            _ => x - width / 2.0,
        };
        Some((left, left + width, y, words))
    };
    texts.map(|(tag, rest)| (format!(" {tag}"), rest)).filter_map(|(tag, rest)| one((&tag, rest))).collect()
}

/// No two texts of one line meet.
fn texts_keep_apart(boxes: &[(f64, f64, f64, String)]) -> Result<(), TestCaseError> {
    for (i, a) in boxes.iter().enumerate() {
        for b in &boxes[i + 1..] {
            let apart = (a.2 - b.2).abs() > 10.0 || a.1 <= b.0 || b.1 <= a.0;
            prop_assert!(apart, "{:?} meets {:?}", a, b);
        }
    }
    Ok(())
}

proptest! {
    /// However narrow or wide the nowcast is in the figure, its words never meet and stay inside.
    #[test]
    fn words_above_the_nowcast_keep_apart(past in 1i32..120, nowcast in 1i32..40, ahead in 0i32..40) {
        let mut f = small(Axis::Linear);
        let value = |year| Point { year, value: 0.2 };
        f.observed = (2023 - past..2023).map(value).collect();
        f.nowcast_until = Some(2022 + nowcast);
        f.projected = (2023..=2022 + nowcast + ahead).map(|year| Band::path(year, 0.2)).collect();
        let picture = fan::fan("f", &f);
        let above: Vec<_> = boxes(&picture, 12.0).into_iter().filter(|b| b.2 < 15.0).collect();
        prop_assert!(above.iter().any(|b| b.3 == "nowcast"), "{}", picture);
        prop_assert!(above.iter().all(|b| b.0 >= 0.0 && b.1 <= WIDTH), "{:?}", above);
        texts_keep_apart(&above)?;
    }

    /// The axis above a column of differences is legible whatever the numbers are.
    #[test]
    fn words_of_the_axis_of_differences_keep_apart(low in -1e10f64..1e10, high in -1e10f64..1e10, shrink in 0i32..12) {
        let scale = 10f64.powi(-shrink);
        let difference = Difference {
            alternative: "a".into(),
            outcome: "d".into(),
            setting: "s".into(),
            mean: low * scale,
            p05: low.min(high) * scale,
            p25: low.min(high) * scale,
            p50: low * scale,
            p75: low.max(high) * scale,
            p95: low.max(high) * scale,
            probability_better: 0.5,
            probability_worse: 0.5,
            grounds: Grounds::Evidence,
            grade: "B2".into(),
            query: "q".into(),
        };
        let outcome = Outcome { id: "d".into(), title: "Deaths".into(), unit: Unit::Deaths, better: Better::Less };
        let appraisal = Appraisal { differences: vec![difference.clone()], ..Appraisal::default() };
        let x = interval::scale(&appraisal, &outcome).unwrap();
        let axis = interval::axis(&outcome, &x);
        let texts = boxes(&axis, 11.0);
        prop_assert!(texts.iter().any(|b| b.3 == "0"), "zero is always named: {}", axis);
        texts_keep_apart(&texts)?;
        prop_assert!(!interval::interval(&difference, &x).contains("NaN"));
    }

    #[test]
    fn no_figure_holds_a_number_that_is_none(
        values in prop::collection::vec((1900i32..2100, any_number(), any_number(), any_number()), 0..12),
        log in any::<bool>(),
    ) {
        let mut f = small(if log { Axis::Log } else { Axis::Linear });
        f.observed = values.iter().map(|v| Point { year: v.0, value: v.1 }).collect();
        f.projected = values
            .iter()
            .map(|v| Band { p05: v.1, p25: v.2, p75: v.2, p95: v.1, ..Band::path(v.0, v.3) })
            .collect();
        let picture = fan::fan("f", &f);
        let markup = picture.split("</desc>").last().unwrap_or_default();
        prop_assert!(!markup.contains("NaN") && !markup.contains("inf"), "{}", markup);
    }

    /// Panels and points hold no number that is none, and codes of places keep apart.
    #[test]
    fn many_panels_and_places_are_drawn_whatever_the_data_are(
        values in prop::collection::vec((any_number(), any_number()), 1..40),
    ) {
        let picture = arrival::arrival("a", &arrivals(&values));
        let panel = |value: &(f64, f64)| {
            let mut one = small(Axis::Linear);
            one.projected.iter_mut().for_each(|band| (band.p05, band.p50, band.p95) = (value.0, value.1, value.0));
            one
        };
        let fans = values.iter().map(panel).collect();
        let of = Multiples { title: "m".into(), statistic: "p50".into(), fans, note: String::new() };
        for picture in [&picture, &multiples::multiples("m", &of)] {
            let markup = picture.split("</desc>").last().unwrap_or_default();
            prop_assert!(!markup.contains("NaN") && !markup.contains("inf"), "{}", markup);
        }
        let codes: Vec<_> = boxes(&picture, 11.0).into_iter().filter(|text| text.3.starts_with('P')).collect();
        texts_keep_apart(&codes)?;
    }
}
