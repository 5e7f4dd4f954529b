//! Every mistake in what is declared of outcomes gets one error with file, line, nearest name and remedy, before a year is
//! simulated.

use std::path::Path;

use crate::drought::{FILES, OUTCOMES, appraised, world};

/// Outcomes, a group and a counterpart, all of them sound.
const SOUND: &str = r#"
lead = "not_poor"
through = "drought_years"
[[group]]
id = "poorest"
title = "poorest quarter"
rank = "income"
lowest = 0.25
[[outcome]]
id = "not_poor"
title = "Share of people who are not poor"
unit = "share"
value = "1 - poor"
weight = "people"
units = "weighted mean"
years = "last"
better = "more"
[[outcome]]
id = "dry"
title = "People in drought"
unit = "people"
axis = "world"
value = "people_in_drought"
by_country = "people * drought"
years = "mean"
better = "neither"
[[outcome]]
id = "dry_poorest"
title = "Drought-years of the poorest"
unit = "drought-years"
value = "drought"
group = "poorest"
units = "sum"
years = "sum"
better = "less"
[[outcome]]
id = "cost"
title = "Cost"
unit = "US$"
kind = "cost"
better = "less"
[[counterpart]]
id = "with_and_without"
portfolio = "none"
outcome = "drought_years"
"#;

/// The error of the world in which `from` in `file` is `to`.
fn error(file: &str, from: &str, to: &str) -> String {
    let text = FILES.into_iter().chain([("outcomes.toml", SOUND)]).find(|(path, _)| *path == file).unwrap().1;
    assert!(text.contains(from), "{file} has no {from}");
    let spoilt = world(SOUND).with(file, text.replacen(from, to, 1).as_bytes());
    // Nothing is written: the folder of runs stays away.
    let runs = Path::new("unused").join("outcomes");
    let error = appraised(spoilt, &runs).expect_err(to).to_string();
    assert!(!runs.exists(), "{to}");
    error
}

#[test]
fn what_is_sound_is_not_refused() {
    let folder = tempfile::tempdir().unwrap();
    appraised(world(SOUND), folder.path()).unwrap();
    appraised(world(OUTCOMES), folder.path()).unwrap();
}

#[test]
fn each_mistake_has_one_error_with_its_place_and_remedy() {
    let own = "outcomes.toml";
    let cases: &[(&str, &str, &str, &[&str])] = &[
        // What is counted.
        (own, "1 - poor", "1 - por", &["outcomes.toml:13:14", "unknown variable `por`", "`poor`"]),
        (own, "1 - poor", "1 - (poor", &["outcomes.toml:13:", "expected"]),
        (own, "1 - poor", "lag(poor)", &["outcomes.toml:13:14", "identity that reads `poor`"]),
        (own, "1 - poor", "1 - people_in_drought", &["outcomes.toml:13:", "is by world", "axis = \"world\""]),
        (own, "1 - poor", "1", &["outcomes.toml:13:", "reads no variable"]),
        (own, "\"people\"\nunits", "\"peple\"\nunits", &["outcomes.toml:14:", "`peple`", "`people`"]),
        (own, "people * drought", "people * drougt", &["outcomes.toml:24:24", "`drougt`", "`drought`"]),
        (own, "value = \"1 - poor\"\n", "", &["outcomes.toml:10", "`not_poor` needs `value`"]),
        (own, "axis = \"world\"", "axis = \"wrld\"", &["outcomes.toml:19", "units"]),
        (
            own,
            "axis = \"world\"",
            "axis = \"wrld\"\nunits = \"sum\"",
            &["outcomes.toml:19", "axis `wrld`", "`world`"],
        ),
        (
            "threats/drought.toml",
            "\"drought > 0\"",
            "\"drougth > 0\"",
            &["threats/drought.toml:34:10", "`drought`"],
        ),
        // Rules that do not fit.
        (
            own,
            "years = \"mean\"",
            "units = \"sum\"\nyears = \"mean\"",
            &["outcomes.toml:25", "the world is one unit"],
        ),
        (
            own,
            "years = \"mean\"",
            "weight = \"people\"\nyears = \"mean\"",
            &["outcomes.toml:25", "the world is one unit"],
        ),
        (
            own,
            "units = \"weighted mean\"\n",
            "",
            &["outcomes.toml:10", "say how they become one", "\"share\""],
        ),
        (own, "weighted mean", "total", &["outcomes.toml:15", "`total`", "`sum`"]),
        (own, "weighted mean", "sum", &["outcomes.toml:14", "a weight is for"]),
        (own, "weight = \"people\"\n", "", &["outcomes.toml:14", "needs `weight`"]),
        (own, "years = \"last\"\n", "", &["outcomes.toml:10", "needs `years`", "\"peak\""]),
        (
            own,
            "kind = \"cost\"",
            "kind = \"cost\"\nyears = \"sum\"",
            &["outcomes.toml:37", "`years` would do nothing"],
        ),
        (own, "better = \"neither\"", "better = \"none\"", &["outcomes.toml:26", "`none`", "`neither`"]),
        (
            own,
            "years = \"last\"",
            "year = \"last\"",
            &["outcomes.toml:16", "unknown field `year`; did you mean `years`?"],
        ),
        // Names.
        (
            own,
            "\"dry\"",
            "\"not_poor\"",
            &["outcomes.toml:19", "`not_poor` is declared twice", "outcomes.toml:10"],
        ),
        (
            own,
            "\"dry\"",
            "\"drought_years\"",
            &["drought.toml:31", "`drought_years` is declared twice", "outcomes.toml:19"],
        ),
        (own, "\"dry\"", "\"so dry\"", &["outcomes.toml:19", "id of outcome"]),
        (
            own,
            "id = \"dry\"",
            "id = \"dry\"\nkind = \"cost\"",
            &["outcomes.toml:19", "`value` would do nothing"],
        ),
        (
            own,
            "lead = \"not_poor\"",
            "lead = \"not_por\"",
            &["outcomes.toml:2", "unknown outcome `not_por`", "`not_poor`"],
        ),
        (own, "lead = \"not_poor\"", "lead = \"dry\"", &["outcomes.toml:2", "an outcome with a direction"]),
        (
            own,
            "through = \"drought_years\"",
            "through = \"cost\"",
            &["outcomes.toml:3", "an outcome with a direction"],
        ),
        (
            own,
            "portfolio = \"none\"",
            "portfolio = \"nne\"",
            &["outcomes.toml:44", "unknown portfolio `nne`", "`none`"],
        ),
        (
            own,
            "outcome = \"drought_years\"",
            "outcome = \"drought\"",
            &["outcomes.toml:45", "unknown outcome `drought`"],
        ),
        (
            "principles.toml",
            "drought_years",
            "drought_year",
            &["principles.toml:5", "outcome `drought_year`", "`drought_years`"],
        ),
        (
            "principles.toml",
            "drought_years",
            "dry",
            &["principles.toml:5", "better = \"neither\"", "give it a direction"],
        ),
        (
            "evidence/works.toml",
            "use = \"model\"",
            "use = \"model\"\nbeside = \"a\"",
            &["works.toml:17", "comparison only"],
        ),
        (
            "evidence/works.toml",
            "use = \"model\"",
            "use = \"model\"\n[[effect]]\nid = \"other\"\nmeasure = \"m\"\nacts_on = \"a\"\nquantity = \"q\"\nunit = \"u\"\nsource = \
             \"s\"\nhow_known = \"h\"\ngrade = \"C3\"\nuse = \"comparison only\"\nbeside = \"without\"",
            &["works.toml:27", "counterpart of outcomes.toml `without`", "with_and_without"],
        ),
        (
            own,
            "[[counterpart]]",
            "[[outcome]]\nid = \"money\"\ntitle = \"M\"\nunit = \"US$\"\nkind = \"cost\"\nbetter = \"less\"\n[[counterpart]]",
            &["outcomes.toml:43", "`cost` and `money`", "take one out"],
        ),
        // Groups.
        (
            own,
            "group = \"poorest\"",
            "group = \"porest\"",
            &["outcomes.toml:32", "unknown group `porest`", "`poorest`"],
        ),
        (
            own,
            "rank = \"income\"",
            "rank = \"incme\"",
            &["outcomes.toml:7:9", "unknown variable `incme`", "`income`"],
        ),
        (own, "rank = \"income\"", "rank = \"income +\"", &["outcomes.toml:7:", "expected"]),
        (
            own,
            "rank = \"income\"\nlowest = 0.25",
            "where = \"income > 99\"",
            &["outcomes.toml:5", "none of the 12 units"],
        ),
        (own, "lowest = 0.25", "lowest = 0.01", &["outcomes.toml:5", "none of the 12 units", "widen it"]),
        (own, "lowest = 0.25", "lowest = 25", &["outcomes.toml:8", "no share of units"]),
        (own, "lowest = 0.25\n", "", &["outcomes.toml:5", "give `lowest` or `highest`"]),
        (
            own,
            "lowest = 0.25",
            "lowest = 0.25\nunits = [\"State 1\"]",
            &["outcomes.toml:5", "give exactly one"],
        ),
        (own, "rank = \"income\"\n", "where = \"income > 0\"\n", &["outcomes.toml:5", "are for a `rank`"]),
        (own, "rank = \"income\"\nlowest = 0.25", "units = [\"Stat 1\"]", &["outcomes.toml:7", "Stat 1"]),
        (
            own,
            "rank = \"income\"\nlowest = 0.25",
            "regions = [\"Africa\"]",
            &["outcomes.toml:7", "unknown region `Africa`"],
        ),
        (
            own,
            "id = \"poorest\"",
            "id = \"poorest\"\naxis = \"world\"",
            &["outcomes.toml:33", "a group of the outcome's own axis"],
        ),
    ];
    for (file, from, to, wanted) in cases {
        let error = error(file, from, to);
        for part in *wanted {
            assert!(error.contains(part), "{to:?}: {error:?} does not say {part:?}");
        }
        assert!(!error.contains("unused") && error.lines().count() == 1, "{error}");
    }
}

#[test]
fn an_appraisal_needs_an_outcome() {
    let threat = FILES.into_iter().find(|(path, _)| *path == "threats/drought.toml").unwrap().1;
    let without = threat.split("[[outcome]]").next().unwrap();
    let files = world("").with("threats/drought.toml", without.as_bytes()).with("principles.toml", b"");
    let error = appraised(files, Path::new("unused")).expect_err("no outcome").to_string();
    assert!(error.contains("outcomes.toml") && error.contains("add an [[outcome]]"), "{error}");
}
