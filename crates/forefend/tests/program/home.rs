//! `--home`: what the shipped world says of one state, and states that are none.

use serde_json::Value;

use crate::{forefend, text};

#[test]
fn a_home_has_risks_of_the_run_and_ties_that_are_observed() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let output =
        forefend(&["project", "--home", "uga", "--draws", "20", "--to", "2028", "--json", "--out", out]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let facts: Value = serde_json::from_slice(&output.stdout).unwrap();
    let home = &facts["home"];
    assert_eq!((&home["iso3"], &home["name"]), (&"UGA".into(), &"Uganda".into()));
    let number = |value: &Value, key: &str| value[key].as_f64().unwrap();
    let risks = home["risks"].as_array().unwrap();
    assert!(risks.len() >= 5, "{}", risks.len());
    for risk in risks {
        let chance = &risk["chance"];
        let (low, share, high) = (number(chance, "low"), number(chance, "value"), number(chance, "high"));
        // Ends of the interval are rounded: 7e-18 where nothing comes.
        let within = low <= share + 1e-12 && share <= high + 1e-12;
        assert!(within && (share * 20.0 - (share * 20.0).round()).abs() < 1e-9, "{risk}");
        assert!(share * 20.0 > 9.5 || risk["toll"].is_null(), "deaths of too few futures: {risk}");
    }
    let exposures = home["exposures"].as_array().unwrap();
    let of = |words: &str| {
        let found = exposures.iter().find(|one| one["title"].as_str().unwrap().starts_with(words));
        number(&found.unwrap_or_else(|| panic!("{words}"))["observed"], "value")
    };
    assert!((0.0..1.0).contains(&of("Trade with states in conflict")) && of("Born at home") > 1000.0);
}

#[test]
fn a_home_that_is_no_state_is_refused_before_anything_is_simulated() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    for name in ["Atlantis", "GRL"] {
        let output = forefend(&["project", "--home", name, "--draws", "20", "--out", out.to_str().unwrap()]);
        let said = text(&output.stderr);
        assert!(!output.status.success() && said.contains("--home") && said.contains(name), "{said}");
        assert!(!out.exists(), "{name}");
    }
}
