use super::*;
use proptest::prelude::*;

/// Golden strings, written by hand from the house style (3 significant digits; % without decimals, one below 10).
#[test]
fn golden_strings() {
    let cases: [(Unit, f64, &str); 42] = [
        (Unit::Share, 0.6234, "62%"),
        (Unit::Share, 0.0834, "8.3%"),
        (Unit::Share, 0.0996, "10%"),
        (Unit::Share, 0.0994, "9.9%"),
        (Unit::Share, 0.02, "2%"),
        (Unit::Share, 0.0, "0%"),
        (Unit::Share, 0.0002, "<0.1%"),
        (Unit::Share, 0.9987, ">99%"),
        (Unit::Share, 1.0, "100%"),
        (Unit::Probability, 0.0, "<0.1%"),
        (Unit::Probability, 1.0, ">99%"),
        (Unit::Draws(1000), 0.0, "0 of 1,000"),
        (Unit::Draws(60), 1.0, "60 of 60"),
        (Unit::Draws(5000), 0.0002, "<0.1%"),
        (Unit::Draws(60), 0.05, "5%"),
        (Unit::Points, -0.031, "−3.1 percentage points"),
        (Unit::Points, 0.0, "0 percentage points"),
        (Unit::Deaths, 12_345.0, "12,300 deaths"),
        (Unit::Deaths, 999.6, "1,000 deaths"),
        (Unit::Deaths, -152.4, "−152 deaths"),
        (Unit::Deaths, 0.0, "0 deaths"),
        (Unit::People, 8_190_000_000.0, "8.19 bn people"),
        (Unit::People, 999_999.0, "1 million people"),
        (Unit::People, 1_204_000.0, "1.2 million people"),
        (Unit::Usd, 3.2e9, "US$ 3.2 bn"),
        (Unit::Usd, -3.2e9, "−US$ 3.2 bn"),
        (Unit::Usd, 4.56e12, "US$ 4.56 tn"),
        (Unit::UsdPerPerson, 17_245.0, "US$ 17,200 per person"),
        (Unit::Celsius, 1.234, "1.23 °C"),
        (Unit::Index, 0.5, "0.50"),
        (Unit::Score, 0.043_21, "0.043"),
        (Unit::Score, -0.009_35, "−0.009"),
        (Unit::Score, 0.000_277, "0.0003"),
        (Unit::Score, -0.01, "−0.010"),
        (Unit::Score, 1_234.5, "1,230"),
        (Unit::Count, 6_266.0, "6,266"),
        (Unit::Number, 0.000_000_01, "<0.000001"),
        (Unit::Number, 100.0, "100"),
        (Unit::Number, 9.995, "9.99"),
        (Unit::ConflictYears, -41.27, "−41.3 conflict-years"),
        (Unit::Other("missions".into()), 14.0, "14 missions"),
        (Unit::Deaths, f64::NAN, "no data"),
    ];
    for (unit, value, expected) in cases {
        assert_eq!(unit.text(value), expected, "{unit:?} {value}");
    }
}

#[test]
fn intervals_read_as_a_person_would_write_them() {
    let share = Quantity::new(0.62, Unit::Share, "q").between(0.41, 0.8, 90);
    assert_eq!(share.text(), "62% [41–80%]");
    let narrow = Quantity::new(0.19, Unit::Share, "q").between(0.186, 0.1938, 90);
    assert_eq!(narrow.text(), "19.0% [18.6–19.4%]", "a narrow band is still one");
    let cost = Quantity::new(3.2e9, Unit::Usd, "q").between(2.1e9, 4.4e9, 50);
    assert_eq!(cost.text(), "US$ 3.2 bn [2.1–4.4 bn, 50% interval]");
    let wide = Quantity::new(9e8, Unit::Usd, "q").between(8e8, 1.1e9, 90);
    assert_eq!(wide.text(), "US$ 900 million [800 million to 1.1 bn]");
    let change = Quantity::new(-120.0, Unit::Deaths, "q").between(-340.0, 15.0, 90).signed();
    assert_eq!(change.text(), "−120 deaths [−340 to +15]");
    let nothing = Quantity::new(0.0, Unit::Deaths, "q").between(0.0, 0.0, 90).signed();
    assert_eq!(nothing.text(), "0 deaths");
    let fixed = Quantity::new(-4.09e10, Unit::Usd, "q").between(-4.091e10, -4.088e10, 90).signed();
    assert_eq!(fixed.text(), "−US$ 40.9 bn", "both ends print the same");
    let gain = Quantity::new(4.07e10, Unit::Usd, "q").between(3.1e10, 5.2e10, 90).signed();
    assert_eq!(gain.text(), "+US$ 40.7 bn [+31 to +52 bn]");
    let missing = Quantity::new(f64::NAN, Unit::Deaths, "q");
    assert_eq!(missing.text(), "no data");
}

#[test]
fn a_long_unit_goes_to_the_label() {
    let long = Unit::Other("degrees Celsius against 1901-2000".into());
    let quantity = Quantity::new(1.18, long.clone(), "q");
    assert_eq!((quantity.under_label().as_str(), long.long_name().is_some()), ("1.18", true));
    assert_eq!(Quantity::new(1.18, Unit::Celsius, "q").under_label(), "1.18 °C");
    assert_eq!(Quantity::new(14.0, Unit::Other("missions".into()), "q").under_label(), "14 missions");
}

#[test]
fn a_mean_is_told_where_it_is_a_tenth_or_more_from_the_median() {
    let text =
        |median: f64, mean: f64| Quantity::new(median, Unit::Deaths, "p50").with_mean(mean, "mean").text();
    assert_eq!(text(700.0, 1_100.0), "700 deaths (mean 1,100)");
    assert_eq!(text(700.0, 760.0), "700 deaths");
    assert_eq!(text(0.0, -0.12), "0 deaths (mean −0.1)");
    assert_eq!(text(700.0, f64::NAN), "700 deaths");
    let signed = Quantity::new(5.0, Unit::Deaths, "p50").signed().with_mean(9.0, "mean");
    assert_eq!(signed.text(), "+5 deaths (mean +9)");
}

#[test]
fn a_score_that_is_almost_nothing_says_so() {
    for (value, printed) in
        [(0.0004, "0.0004"), (0.000_004, "<0.0001"), (-0.000_004, ">−0.0001"), (0.0, "0.000")]
    {
        assert_eq!(Unit::Score.number(value), printed);
    }
}

/// A difference of scores that is small and known well shows both ends of its interval.
#[test]
fn a_narrow_interval_of_scores_has_the_digits_it_needs() {
    let narrow = Quantity::new(-0.0008, Unit::Score, "q").between(-0.0011, -0.0005, 90).signed();
    assert_eq!(narrow.text(), "−0.0008 [−0.0011 to −0.0005]");
    let wide = Quantity::new(-0.0008, Unit::Score, "q").between(-0.011, 0.009, 90).signed();
    assert_eq!(wide.text(), "−0.001 [−0.011 to +0.009]");
}

#[test]
fn the_interval_of_none_and_of_all_is_in_percent() {
    let share = |value: f64| Quantity::new(value, Unit::Draws(60), "q");
    assert_eq!(share(0.0).between(0.0, 0.043, 90).text(), "0 of 60 [0–4.3%]");
    assert_eq!(share(1.0).between(0.957, 1.0, 90).text(), "60 of 60 [96–100%]");
}

#[test]
fn a_missing_number_survives_json() {
    let before = Quantity::new(f64::NAN, Unit::Deaths, "q");
    let json = serde_json::to_string(&before).unwrap();
    assert!(json.contains("\"value\":null"));
    let after: Quantity = serde_json::from_str(&json).unwrap();
    assert!(after.value.is_nan());
}

proptest! {
    /// What is printed, read back, is within half a unit of the third digit.
    #[test]
    fn printed_value_is_near(value in prop_oneof![-1e5f64..1e5, -1e14f64..1e14, -1.0f64..1.0]) {
        prop_assume!(value.abs() > 1e-5);
        let text = significant(value).replace(',', "").replace('−', "-");
        let (number, scale) = match text.split_once(' ') {
            Some((n, "million")) => (n, 1e6),
            Some((n, "bn")) => (n, 1e9),
            Some((n, "tn")) => (n, 1e12),
            Some((_, other)) => panic!("unknown scale {other}"),
            None => (text.as_str(), 1.0),
        };
        let back = number.parse::<f64>().unwrap() * scale;
        prop_assert!((back - value).abs() <= value.abs() * 0.005_000_1, "{value} printed {text}");
    }
}
