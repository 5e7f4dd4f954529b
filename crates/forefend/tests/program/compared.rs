//! `compare` and `describe model` on the small world.

use std::path::Path;

use serde_json::Value;

use crate::in_small_world::Small;
use crate::{forefend, program, small_world, text};

const DRAWS: [&str; 4] = ["--draws", "60", "--origins", "1990,1993,1996"];

/// A second world beside the small one: conflict does not persist in it, and it scores more and otherwise.
fn two() -> Small {
    let small = Small::new();
    let other = small.folder.path().join("other");
    small_world::write(&other);
    let war = other.join("threats/war.toml");
    let declared = std::fs::read_to_string(&war).unwrap();
    std::fs::write(&war, declared.replace("conflict ~ I(lag(conflict) > 0) + lag(growth)", "conflict ~ 1"))
        .unwrap();
    let event = |id: &str, least: u8| {
        format!(
            "[[target]]\nid = \"{id}\"\ntitle = \"{id}\"\nkind = \"event\"\nvariable = \"conflict\"\n\
             observed = \"level\"\nat_least = {least}\n"
        )
    };
    let targets = [event("in_conflict", 1), event("at_war", 1), event("more", 2)].concat();
    std::fs::write(other.join("targets.toml"), targets).unwrap();
    small
}

fn compare(small: &Small, names: [&str; 2], more: &[&str]) -> String {
    let [one, other, out] = [names[0], names[1], "out"].map(|name| small.path(name));
    let words = [&["compare", &one, &other, "--out", &out][..], &DRAWS, more].concat();
    let output = forefend(&words);
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

#[test]
fn a_world_against_itself_differs_by_exactly_nothing() {
    let small = two();
    let facts: Value = serde_json::from_str(&compare(&small, ["world", "world"], &["--json"])).unwrap();
    assert_eq!(facts["first"]["run"], facts["second"]["run"]);
    let rows = facts["rows"].as_array().unwrap();
    assert!(rows.len() > 10, "{rows:?}");
    assert!(rows.iter().all(|row| row["difference"] == 0.0 && row["verdict"] == "tie"), "{rows:?}");
    let left = |target: &Value| target["only_first"] == 0 && target["only_second"] == 0;
    assert!(facts["targets"].as_array().unwrap().iter().all(left));
    assert!(small.folder.path().join("world/scorebook").metadata().is_err(), "no book is written");
}

/// Of the same states and years: the means are those of each world's own backtest.
#[test]
fn two_worlds_are_compared_on_common_cases() {
    let small = two();
    let facts: Value = serde_json::from_str(&compare(&small, ["world", "other"], &["--json"])).unwrap();
    let row = |score: &str| {
        let mine = |row: &&Value| {
            row["target"] == "in_conflict"
                && row["score"] == score
                && row["years_ahead"] == serde_json::json!([1, 3])
        };
        facts["rows"].as_array().unwrap().iter().find(mine).unwrap().clone()
    };
    for score in ["brier", "log"] {
        let found = row(score);
        let number = |key: &str| found[key].as_f64().unwrap();
        for (side, key) in [("first", "first"), ("second", "second")] {
            let run = facts[side]["folder"].as_str().unwrap();
            let skill = std::fs::read_to_string(Path::new(run).join("skill.csv")).unwrap();
            let line = skill
                .lines()
                .map(|line| line.split(',').collect::<Vec<_>>())
                .find(|cells| cells[..3] == ["in_conflict", "1", "3"] && cells[6] == score)
                .unwrap();
            assert_eq!(line[3], found["cases"].to_string());
            // The same cases summed in another order.
            assert!((line[7].parse::<f64>().unwrap() - number(key)).abs() < 1e-12, "{line:?} {found}");
        }
        let rest = number("difference") - (number("first") - number("second"));
        assert!(rest.abs() < 1e-12 && number("difference") != 0.0, "another model: {found}");
    }
    assert_eq!(facts["only_second"], serde_json::json!(["more"]));
    assert_eq!(facts["asked_otherwise"], serde_json::json!(["at_war"]));
    assert_eq!(facts["only_first"], serde_json::json!(["onset", "share_in_conflict"]));
    let printed = compare(&small, ["world", "other"], &[]);
    for word in [
        "A minus B, 90%",
        "targets of B alone: more",
        "ask different things in A and B: at_war",
        "(in_conflict)",
    ] {
        assert!(printed.contains(word), "{printed}");
    }
    let back: Value = serde_json::from_str(&compare(&small, ["other", "world"], &["--json"])).unwrap();
    let first = back["rows"].as_array().unwrap().iter().find(|row| row["score"] == "brier").unwrap();
    assert_eq!(first["difference"].as_f64().unwrap(), -row("brier")["difference"].as_f64().unwrap());
}

#[test]
fn worlds_that_are_not_there_or_origins_without_an_outcome_are_refused() {
    let small = two();
    let [one, other, nowhere, out] = ["world", "other", "nowhere", "out"].map(|name| small.path(name));
    let output = forefend(&["compare", &one, &nowhere, "--out", &out]);
    assert_eq!(output.status.code(), Some(5));
    assert!(text(&output.stderr).contains("nowhere"), "{}", text(&output.stderr));
    let output = forefend(&["compare", &one, &other, "--origins", "2000", "--out", &out]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("no origin"), "{}", text(&output.stderr));
}

fn described(small: &Small, more: &[&str]) -> Value {
    let words = [&["describe", "model", "--json"][..], more].concat();
    let output = program(&words, &[]).args(["--world", &small.path("world")]).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The coefficients are those that a run stores and draws from.
#[test]
fn the_fitted_equations_are_told_with_intervals_rows_and_years() {
    let small = Small::new();
    let facts = described(&small, &[]);
    let equations = facts["equations"].as_array().unwrap();
    let names: Vec<&Value> = equations.iter().map(|one| &one["variable"]).collect();
    assert_eq!(names, ["conflict", "growth"]);
    let run = small.folder(&["project", "--draws", "20"]);
    let stored: Value = serde_json::from_slice(&std::fs::read(run.join("parameters.json")).unwrap()).unwrap();
    for equation in equations {
        let fit = &stored["equations"][equation["variable"].as_str().unwrap()]["fit"];
        let told = equation["coefficients"].as_array().unwrap();
        let estimates: Vec<&Value> = told.iter().map(|one| &one["estimate"]).collect();
        assert_eq!(estimates, fit["coefficients"].as_array().unwrap().iter().collect::<Vec<_>>());
        assert_eq!(equation["n"], fit["n"]);
        for (at, one) in told.iter().enumerate() {
            let variance = fit["covariance"][at * (told.len() + 1)].as_f64().unwrap();
            let (low, high) = (one["interval"][0].as_f64().unwrap(), one["interval"][1].as_f64().unwrap());
            // The 95 % point of the normal.
            assert!(((high - low) / 2.0 - 1.644_853_627 * variance.sqrt()).abs() < 1e-8, "{one}");
        }
    }
    let conflict = &equations[0];
    assert_eq!((&conflict["family"], &conflict["last"]), (&"multinomial".into(), &2000.into()));
    assert_eq!(conflict["coefficients"].as_array().unwrap().len(), 2 * 3, "two classes of three terms");
    assert!(facts["not_fitted"].as_array().unwrap().is_empty());
    // As of an earlier date the rows end earlier.
    assert_eq!(described(&small, &["growth", "--as-of", "1990-12"])["equations"][0]["last"], 1990);
}

#[test]
fn one_variable_is_described_by_its_name() {
    let small = Small::new();
    let world = small.path("world");
    let of = |name: &str| program(&["describe", "model", name, "--world", &world], &[]).output().unwrap();
    let growth = text(&of("growth").stdout);
    assert!(growth.starts_with("term"), "{growth}");
    for word in ["growth: Growth (linear, n ", "growth ~ lag(growth) + I(lag(conflict) > 0)", "90 % interval"]
    {
        assert!(growth.contains(word) && !growth.contains("conflict: Conflict"), "{growth}");
    }
    let deaths = text(&of("deaths").stdout);
    assert!(deaths.contains("computed as 25 * conflict * exp(growth)"), "{deaths}");
    let wrong = of("grwth");
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong.stderr).contains("did you mean `growth`?"), "{}", text(&wrong.stderr));
}
