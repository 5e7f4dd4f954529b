//! Outcomes are what the world declares: counted as they say, and nothing else is printed.

use std::collections::BTreeMap;
use std::path::Path;

use forefend_runs::Parts;

use crate::drought::{OUTCOMES, STATES, appraised, figures, world};

/// The run's list of numbers.
pub fn numbers(run: &Path) -> BTreeMap<String, f64> {
    let text = std::fs::read_to_string(run.join("numbers.csv")).unwrap();
    let pair = |line: &str| {
        let (query, value) = line.rsplit_once(',').unwrap();
        (query.to_owned(), value.parse().unwrap())
    };
    text.lines().skip(1).map(pair).collect()
}

/// By draw and year: the values asked for of each state in order.
type Rows = BTreeMap<(u32, i16), Vec<Vec<f64>>>;

const ALL: [&str; 3] = ["drought", "people", "poor"];

fn rows(scenario: &Path, names: &[&str]) -> Rows {
    let mut rows = Rows::new();
    Parts::at(scenario)
        .countries(names, &mut |row| {
            rows.entry((row.draw, row.year)).or_default().push(row.values.to_vec());
        })
        .unwrap();
    rows
}

#[test]
fn a_world_without_conflict_is_appraised_by_what_it_declares() {
    let folder = tempfile::tempdir().unwrap();
    let done = appraised(world(OUTCOMES), folder.path()).unwrap();
    let appraisal = done.appraisal.unwrap();
    let titles: Vec<&str> = appraisal.outcomes.iter().map(|outcome| outcome.title.as_str()).collect();
    assert_eq!(
        titles,
        ["Share of people who are not poor", "Drought-years"],
        "the world's first, then the threat's"
    );
    let found = numbers(&done.ran.folder);
    let of = |outcome: &str, name: &str| found[&format!("difference/none/{outcome}/published/{name}")];
    // Without the irrigation of the reference there is more drought, which costs income.
    assert!(of("drought_years", "mean") > 0.0 && of("drought_years", "worse") > 0.9);
    assert!(of("drought_years", "better") < 0.1);
    // Where more is better, less of it is worse.
    assert!(of("not_poor", "mean") < 0.0 && of("not_poor", "worse") > 0.9, "{found:?}");
    let text = serde_json::to_string(&appraisal).unwrap().to_lowercase().replace("\"cost\":null", "");
    // Keys that are those of every world.
    let text =
        ["commissioners", "\"at_equal_cost\":null"].iter().fold(text, |text, key| text.replace(key, ""));
    for word in ["conflict", "war", "battle", "deaths", "refugee", "displaced", "poorest", "mission", "cost"]
    {
        assert!(!text.contains(word), "`{word}` is no word of this world: {text}");
    }
    let queries: Vec<&String> = found.keys().filter(|query| query.contains("cost")).collect();
    assert!(queries.is_empty(), "no cost is declared: {queries:?}");
}

const UNITS: [&str; 6] = ["sum", "mean", "weighted mean", "share", "any", "max"];
const YEARS: [&str; 5] = ["sum", "last", "mean", "any", "peak"];

/// Every rule over units with every rule over years, of an expression that is 0 in many states and another in the rest.
fn every_rule() -> String {
    let mut text = String::new();
    for (u, units) in UNITS.into_iter().enumerate() {
        for (y, years) in YEARS.into_iter().enumerate() {
            let weight = if units == "weighted mean" { "weight = \"people\"" } else { "" };
            text.push_str(&format!(
                "[[outcome]]\nid = \"o{u}{y}\"\ntitle = \"O\"\nunit = \"\"\nvalue = \"poor * (drought > 0)\"\nunits = \"{units}\"\n\
                 years = \"{years}\"\nbetter = \"neither\"\n{weight}\n"
            ));
        }
    }
    text
}

/// The rules once more, by other means.
fn by_hand(rows: &Rows, units: &str, years: &str) -> Vec<f64> {
    let mut by_draw: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    for ((draw, year), states) in rows.iter().filter(|((_, year), _)| *year >= 2002) {
        assert_eq!(states.len(), usize::from(STATES), "{year}");
        let value = |s: &Vec<f64>| if s[0] > 0.0 { s[2] } else { 0.0 };
        let sum: f64 = states.iter().map(value).sum();
        let of_year = match units {
            "sum" => sum,
            "mean" => sum / 12.0,
            "weighted mean" => {
                states.iter().map(|s| s[1] * value(s)).sum::<f64>() / states.iter().map(|s| s[1]).sum::<f64>()
            }
            "share" => states.iter().filter(|s| value(s) > 0.0).count() as f64 / 12.0,
            "any" => f64::from(u8::from(sum > 0.0)),
            _ => states.iter().map(value).fold(0.0, f64::max),
        };
        by_draw.entry(*draw).or_default().push(of_year);
    }
    let one = |values: &Vec<f64>| match years {
        "sum" => values.iter().sum(),
        "last" => values[values.len() - 1],
        "mean" => values.iter().sum::<f64>() / values.len() as f64,
        "any" => f64::from(u8::from(values.iter().any(|value| *value > 0.0))),
        _ => values.iter().copied().fold(0.0, f64::max),
    };
    by_draw.values().map(one).collect()
}

#[test]
fn every_rule_over_units_and_years_counts_what_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let done = appraised(world(&every_rule()), folder.path()).unwrap();
    let found = numbers(&done.ran.folder);
    let (reference, none) =
        (rows(&done.ran.folder.join("reference"), &ALL), rows(&done.ran.folder.join("none@published"), &ALL));
    let mut moved = 0;
    for (u, units) in UNITS.into_iter().enumerate() {
        for (y, years) in YEARS.into_iter().enumerate() {
            let both = [by_hand(&none, units, years), by_hand(&reference, units, years)];
            let pairs = both[0].iter().zip(&both[1]);
            let expected = pairs.map(|(none, reference)| none - reference).sum::<f64>() / 40.0;
            let got = found[&format!("difference/none/o{u}{y}/published/mean")];
            assert!(
                (got - expected).abs() < 1e-9,
                "{units} over units, {years} over years: {got} {expected}"
            );
            moved += u8::from(expected != 0.0);
        }
    }
    assert!(moved > 20, "{moved}: the rules must not agree for want of any difference");
}

/// Groups that choose states by rank, by a condition, by name and by all, and the states that each must hold.
#[test]
fn groups_are_chosen_once_at_the_outset() {
    let group = |id: &str, how: &str| {
        let count = "value = \"drought > 0\"\nunits = \"sum\"\nyears = \"sum\"\nbetter = \"less\"";
        format!(
            "[[group]]\nid = \"{id}\"\ntitle = \"{id}\"\n{how}\n[[outcome]]\nid = \"of_{id}\"\ntitle = \"O\"\nunit = \"\"\ngroup = \
             \"{id}\"\n{count}\n"
        )
    };
    let outcomes = [
        group("poorest", "rank = \"income\"\nlowest = 0.25"),
        group("richest", "rank = \"-1 * income\"\nlowest = 0.25"),
        group("highest", "rank = \"income\"\nhighest = 0.3"),
        group("small", "where = \"people < 4500000\""),
        group("home", "units = [\"State 5\", \"7\"]"),
    ];
    let folder = tempfile::tempdir().unwrap();
    let done = appraised(world(&outcomes.concat()), folder.path()).unwrap();
    let found = numbers(&done.ran.folder);
    let (reference, none) = (
        rows(&done.ran.folder.join("reference"), &["drought"]),
        rows(&done.ran.folder.join("none@published"), &["drought"]),
    );
    let (known, mut ranked) = (figures(), (1..=STATES).collect::<Vec<u16>>());
    ranked.sort_by(|a, b| known[&(2000, *a)][1].total_cmp(&known[&(2000, *b)][1]));
    for (id, states) in [
        ("poorest", ranked[..3].to_vec()),
        ("richest", ranked[9..].to_vec()),
        ("highest", ranked[9..].to_vec()),
        ("small", vec![1, 2, 3, 4]),
        ("home", vec![5, 7]),
    ] {
        let years = |rows: &Rows| -> f64 {
            let own = rows.iter().filter(|((_, year), _)| *year >= 2002);
            own.flat_map(|(_, all)| states.iter().map(|state| all[usize::from(*state) - 1][0])).sum()
        };
        let expected = (years(&none) - years(&reference)) / 40.0;
        let got = found[&format!("difference/none/of_{id}/published/mean")];
        assert!(expected != 0.0 && (got - expected).abs() < 1e-9, "{id}: {got} {expected}");
    }
}

const COHORTS: &str = r#"
[[axis]]
id = "cohort"
title = "People by age"
product = { age = ["young", "old"] }
"#;

const BY_COHORT: &str = r#"
id = "by_age"
title = "By age"
status = "modelled"
why = "synthetic"
[[variable]]
name = "dry_by_age"
title = "People in drought by age"
unit = "persons"
axis = "cohort"
kind = "identity"
expression = "at(people * drought, cohort) / 2"
[[group]]
id = "old_of_the_first"
title = "the old of the first state"
axis = "cohort"
units = ["gw1/old"]
[[outcome]]
id = "by_age"
title = "People in drought"
unit = "people"
axis = "cohort"
value = "dry_by_age"
units = "sum"
years = "sum"
better = "less"
[[outcome]]
id = "old"
title = "The old of the first state in drought"
unit = "people"
axis = "cohort"
value = "dry_by_age"
group = "old_of_the_first"
units = "sum"
years = "sum"
better = "less"
"#;

const BY_COUNTRY: &str = r#"
[[group]]
id = "first"
title = "the first state"
units = ["State 1"]
[[outcome]]
id = "by_country"
title = "People in drought"
unit = "people"
value = "people * drought"
units = "sum"
years = "sum"
better = "less"
[[outcome]]
id = "first"
title = "People of the first state in drought"
unit = "people"
value = "people * drought"
group = "first"
units = "sum"
years = "sum"
better = "less"
"#;

#[test]
fn units_of_a_declared_axis_count_like_countries() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(BY_COUNTRY).with("axes.toml", COHORTS.as_bytes());
    let world = world.with("drivers/by_age.toml", BY_COHORT.as_bytes());
    let done = appraised(world, folder.path()).unwrap();
    let found = numbers(&done.ran.folder);
    let of = |outcome: &str| found[&format!("difference/none/{outcome}/published/mean")];
    assert!(
        of("by_country") > 0.0 && of("by_age") == of("by_country"),
        "{} {}",
        of("by_age"),
        of("by_country")
    );
    assert!(of("old") != 0.0 && of("old") == of("first") / 2.0, "{} {}", of("old"), of("first"));
}
