//! `appraise`: refugees among the outcomes, two portfolios against each other, and differences by place.

use std::path::Path;

use serde_json::Value;

use crate::in_small_world::{Small, numbers};
use crate::small_world;

const DISPLACEMENT: &str = r#"
id = "displacement"
title = "Displacement"
status = "modelled"
why = "synthetic"
event = "synthetic"
resolution = "synthetic"
[[variable]]
name = "refugees"
title = "Refugees"
unit = "persons"
kind = "identity"
expression = "100 * deaths"
[[variable]]
name = "world_refugees"
title = "Refugees, world"
unit = "persons"
axis = "world"
kind = "identity"
expression = "world_sum(refugees)"
[[outcome]]
id = "refugees"
title = "Refugees, yearly mean"
unit = "people"
axis = "world"
value = "world_refugees"
by_country = "refugees"
years = "mean"
better = "less"
[[outcome]]
id = "share"
title = "Share in conflict, last year"
unit = "share"
axis = "world"
value = "share"
years = "last"
better = "neither"
"#;

/// The small world with a hundred refugees for each death: one file adds them, and the outcome that they are.
fn displacing() -> Small {
    let small = Small::new();
    let world = small.folder.path().join("world");
    std::fs::write(world.join("threats/displacement.toml"), DISPLACEMENT).unwrap();
    let more =
        small_world::ALTERNATIVE.replace("everywhere-at-war", "twice").replace("amount = 1", "amount = 2");
    std::fs::write(small.folder.path().join("twice.toml"), more).unwrap();
    small
}

fn facts(small: &Small, words: &[&str]) -> Value {
    serde_json::from_str(&small.done(&[words, &["--json"]].concat())).unwrap()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

/// 2002 to 2010 are nine years.
#[test]
fn one_file_adds_what_is_modelled_and_the_outcome_that_it_is() {
    let small = displacing();
    let mine = small.path("mine.toml");
    let words = ["appraise", "--draws", "40", "--against", &mine];
    let printed = small.done(&words);
    assert!(printed.contains("Refugees, yearly mean"), "{printed}");
    assert!(!printed.contains("Internally displaced"), "the world declares none: {printed}");
    let found = numbers(&small.folder(&words));
    let of = |outcome: &str| found[&format!("difference/everywhere-at-war/{outcome}/published/mean")];
    // Where neither direction is better, a difference is told and not judged.
    let share = |of: &str| found.get(&format!("difference/everywhere-at-war/share/published/{of}"));
    assert!(share("more").is_some_and(|more| *more > 0.0) && share("better").is_none());
    assert!(of("refugees") > 0.0 && near(of("refugees"), 100.0 * of("battle_deaths") / 9.0));
    // A principle that asks of what is not declared is refused before a year is simulated.
    let principles = small.folder.path().join("world/principles.toml");
    let text = std::fs::read_to_string(&principles).unwrap();
    std::fs::write(&principles, text.replace("conflict_years", "conflict_yers")).unwrap();
    small.refused(
        &words,
        &[],
        3,
        &["principles.toml:5", "unknown outcome `conflict_yers`", "`conflict_years`"],
    );
}

#[test]
fn two_portfolios_are_compared_head_to_head_on_the_same_luck() {
    let small = displacing();
    let (mine, twice) = (small.path("mine.toml"), small.path("twice.toml"));
    let words = ["appraise", "--draws", "40", "--versus", &twice, &mine];
    let printed = small.done(&words);
    assert!(
        printed.contains("Missions to wars (twice) minus Missions to wars (everywhere-at-war)"),
        "{printed}"
    );
    assert!(!printed.contains("against Nothing"), "{printed}");
    let found = numbers(&small.folder(&words));
    let mean = |query: &str| found[&format!("{query}/conflict_years/published/mean")];
    let (two, one) = (mean("difference/twice"), mean("difference/everywhere-at-war"));
    let both = mean("head_to_head/twice/everywhere-at-war");
    assert!(both != 0.0 && near(both, two - one), "{both} {two} {one}");
    assert_eq!(both, -mean("head_to_head/everywhere-at-war/twice"));
    // Draw by draw: twice the missions never have less.
    assert_eq!(found["head_to_head/twice/everywhere-at-war/conflict_years/published/better"], 0.0);
    let against = small.done(&["appraise", "--draws", "40", "--against", &mine, &twice]);
    for word in ["against Nothing", "compared with the reference", "--versus A B"] {
        assert!(against.contains(word), "{against}");
    }
    small.refused(&["appraise", "--versus", &mine], &[], 2, &["--versus"]);
    small.refused(&["appraise", "--versus", &mine, "nowhere.toml"], &[], 2, &["--versus", "`nowhere.toml`"]);
    small.refused(&["appraise", "--versus", &mine, &twice, "--against", &mine], &[], 2, &["--against"]);
}

#[test]
fn differences_by_place_add_up_to_those_of_the_world() {
    let small = displacing();
    let mine = small.path("mine.toml");
    let words = ["appraise", "--draws", "40", "--against", &mine, "--by", "country"];
    let found = facts(&small, &words);
    let world = numbers(Path::new(found["folder"].as_str().unwrap()));
    let rows = found["by_place"]["differences"].as_array().unwrap();
    for outcome in ["conflict_years", "war_years", "battle_deaths", "refugees"] {
        let own = rows.iter().filter(|row| row["outcome"] == outcome);
        let means: Vec<f64> = own.map(|row| row["mean"].as_f64().unwrap()).collect();
        let all = world[&format!("difference/everywhere-at-war/{outcome}/published/mean")];
        assert_eq!(means.len(), 12, "{outcome}: a row a state");
        assert!(all != 0.0 && near(means.iter().sum(), all), "{outcome}: {means:?} {all}");
    }
    let file = Path::new(found["folder"].as_str().unwrap()).join("differences_by_country.csv");
    let text = std::fs::read_to_string(file).unwrap();
    assert_eq!(text.lines().count(), 1 + rows.len());
    let printed = small.done(&words);
    assert!(printed.contains("everywhere-at-war minus reference by country, published"), "{printed}");
    let without = "Not by country, for want of a variable by country: Share in conflict, last year.";
    assert!(printed.contains(without), "{printed}");
    // The states of the small world stand in no region: one row, of the world.
    let regions = facts(&small, &[&words[..6], &["region"]].concat());
    let rows = regions["by_place"]["differences"].as_array().unwrap();
    let deaths = rows.iter().find(|row| row["outcome"] == "battle_deaths").unwrap();
    assert_eq!(deaths["place"], "no region");
    let all = world["difference/everywhere-at-war/battle_deaths/published/mean"];
    assert!(near(deaths["mean"].as_f64().unwrap(), all));
}

/// On the shipped world, which declares organisations.
#[test]
fn the_same_money_through_two_organisations_is_a_small_table_and_a_sentence() {
    let out = tempfile::tempdir().unwrap();
    let typed = |words: &[&str]| {
        let all = ["appraise", "--strengthen", "au", "ecowas", "--draws", "20", "--to", "2029"];
        let out = ["--out", out.path().to_str().unwrap()];
        crate::forefend(&[&all[..], words, &out].concat())
    };
    let output = typed(&["--money", "200e6", "--from", "2027"]);
    let printed = crate::text(&output.stdout);
    assert!(output.status.success(), "{}", crate::text(&output.stderr));
    for word in [
        "US$ 200 m a year from 2027, totals 2027-2029",
        "AU minus ECOWAS",
        "ECOWAS against today",
        "The same money compared:",
    ] {
        assert!(printed.contains(word), "{word}: {printed}");
    }
    let found: Value = serde_json::from_slice(&typed(&["--money", "200e6", "--json"]).stdout).unwrap();
    let strengthened = &found["strengthened"];
    assert_eq!(strengthened["organisations"][1]["portfolio"], "strengthen-ecowas");
    assert!(strengthened["organisations"][0]["told"].as_array().unwrap().len() > 5);
    let rows = strengthened["rows"].as_array().unwrap();
    for row in rows {
        // Differences of means are the mean of differences.
        let mean = |cell: &Value| cell["mean"].as_f64().unwrap();
        let [first, second] = [0, 1].map(|at| mean(&row["against_reference"][at]));
        let pair = mean(&row["first_minus_second"]);
        assert!((first - second - pair).abs() <= 1e-9 * (1.0 + first.abs() + second.abs()), "{row}");
    }
    assert!(rows.iter().any(|row| row["outcome"] == "cost"), "{rows:?}");
    assert!(printed.contains(strengthened["sentence"].as_str().unwrap()), "{printed}");
    for (words, said) in [(["--money", "-5"], "not -5"), (["--from", "2019"], "compared from 2027")] {
        let refused = typed(&words);
        let error = crate::text(&refused.stderr);
        assert!(refused.status.code() == Some(2) && error.contains(said), "{error}");
    }
}
