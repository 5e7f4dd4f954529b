//! Every mistake in a report's files: one error with file, line and remedy.

use super::{REPORT, checked, files, options, panel, with};
use crate::scenarios::Prepared;
use crate::selection::{Alternatives, Selection};

/// What is said of a report, in the place of simulating it.
fn error(report: &str) -> String {
    let (world, panel) = (files(report), panel());
    let selection = Selection { alternatives: Alternatives::Given(Vec::new()), ..Selection::default() };
    let options = options(std::path::Path::new("unused"));
    let prepared = match Prepared::new(&world, &panel, &options, &selection) {
        Ok(prepared) => prepared,
        Err(error) => return error.to_string(),
    };
    checked(&world, &panel, &prepared).expect_err(report).to_string()
}

/// `dry/report.toml:LINE` of the first line that holds `text`.
fn place(report: &str, text: &str) -> String {
    let line = 1 + report.lines().position(|line| line.contains(text)).unwrap();
    format!("dry/report.toml:{line}")
}

#[test]
fn the_report_itself_is_right() {
    let (world, panel) = (files(REPORT), panel());
    let selection = Selection { alternatives: Alternatives::Given(Vec::new()), ..Selection::default() };
    let prepared =
        Prepared::new(&world, &panel, &options(std::path::Path::new("unused")), &selection).unwrap();
    checked(&world, &panel, &prepared).unwrap();
}

#[test]
fn a_name_that_is_not_there_is_told_with_the_nearest() {
    for (from, to, wanted) in [
        (
            "variable = \"water\"\n",
            "variable = \"watter\"\n",
            "unknown variable by country `watter`; did you mean `water`?",
        ),
        ("calm_years = \"rainy_years\"", "calm_years = \"rany_years\"", "did you mean `rainy_years`?"),
        ("variable = \"loss\"", "variable = \"share_dry\"", "unknown variable by country `share_dry`"),
        (
            "variable = \"share_dry\"\nnote",
            "variable = \"share_wet\"\nnote",
            "unknown variable of the world `share_wet`; did you mean `share_dry`?",
        ),
        (
            "target = \"new_drought\"",
            "target = \"new_droughts\"",
            "unknown target of kind \"event\" `new_droughts`; did you mean `new_drought`?",
        ),
        ("target = \"harvest_lost\"", "target = \"dry\"", "unknown target of the world `dry`"),
        ("id = \"biosecurity\"", "id = \"biosecurit\"", "`biosecurit`; did you mean `biosecurity`?"),
        ("Toads", "Toads of {them}", "{them} stands for nothing here"),
        ("list = \"dry-on\"", "list = \"dry-off\"", "unknown list `dry-off`; did you mean `dry-on`?"),
        ("threat = \"drought\"", "threat = \"draught\"", "unknown threat `draught`; did you mean `drought`?"),
        (
            "explained_by = \"water\"",
            "explained_by = \"heat\"",
            "`heat` has no terms to explain a list by; name a variable with family",
        ),
        ("class = 1", "class = 3", "`water` has no class 3 above its first; it has [1.0, 2.0]"),
        ("from = [\"rain\"]", "from = [\"reign\"]", "unknown level `reign`; did you mean `rain`?"),
        (
            "rows = 2\n",
            "book = \"scorebook/none.toml\"\n",
            "`scorebook/none.toml` is not in the world; give the path",
        ),
    ] {
        let report = with(from, to);
        let found = error(&report);
        let line =
            format!("dry/report.toml:{}: ", 1 + REPORT[..REPORT.find(from).unwrap()].matches('\n').count());
        assert!(found.starts_with(&line) && found.contains(wanted), "{to}: {line}: {found}");
    }
}

#[test]
fn an_expression_that_cannot_be_read_has_line_and_column() {
    let line = |report: &str, text: &str| place(report, text);
    for (to, column, wanted) in [
        ("event = \"water >\"\nyears = \"any\"", 17, "expected"),
        (
            "event = \"watter > 0\"\nyears = \"any\"",
            10,
            "unknown variable by country `watter`; did you mean `water`?",
        ),
        (
            "event = \"water > lag(water)\"\nyears = \"any\"",
            10,
            "`water` is read in its own year and country only; declare an identity",
        ),
        ("event = \"share_dry > 0\"\nyears = \"any\"", 10, "unknown variable by country `share_dry`"),
    ] {
        let report = with("event = \"water > 0\"\nyears = \"any\"", to);
        let found = error(&report);
        let at = format!("{}:{column}: ", line(&report, to.lines().next().unwrap()));
        assert!(found.starts_with(&at) && found.contains(wanted), "{at} {found}");
    }
    let report = with("water == 0 & rainy_years >= 2", "water == 0 & rany_years >= 2");
    let found = error(&report);
    assert!(
        found.starts_with(&format!("{}:26: ", line(&report, "rany_years"))) && found.contains("rainy_years"),
        "{found}"
    );
    let report = with("world_sum(water > 1)", "water > 1");
    assert!(error(&report).starts_with(&line(&report, "expression = \"water > 1\"")), "{}", error(&report));
}

#[test]
fn what_contradicts_itself_is_refused() {
    for (from, to, wanted) in [
        (
            "id = \"dry-on\"",
            "id = \"new-drought\"",
            "list `new-drought` is declared twice; give each its own name",
        ),
        ("id = \"dry-on\"", "id = \"dry on/off\"", "dry on/off"),
        (
            "at_least = 2",
            "at_least = 1",
            "level `famine`: the lowest has no at_least, every other one more than the one before it",
        ),
        ("id = \"rain\"\n", "id = \"rain\"\nat_least = 0\n", "level `rain`: the lowest has no at_least"),
        ("rows = 2\n", "rows = 0\n", "`rows` is at least 1"),
        (
            "target = \"new_drought\"\nnote",
            "note",
            "[list.hits] says what came of earlier lists: name the `target`",
        ),
        (
            "variable = \"hungry\"",
            "variable = \"loss\"",
            "`loss` is a variable already; call the figure otherwise",
        ),
        (
            "variable = \"harvest_lost\"\naxis",
            "variable = \"share_dry\"\naxis",
            "fan `share_dry` is declared twice",
        ),
        ("{then} of states", "{them} of states", "{them} stands for nothing here; did you mean `then`?"),
        ("{famine} of them", "{famin} of them", "did you mean `famine`?"),
        (
            "heading = \"Where it stays dry in {ahead}\"",
            "heading = \"Where in {then}\"",
            "{then} stands for nothing here",
        ),
        ("in {ahead}, {later}", "in {ahead}, {later:loud}", "{later:loud}: a number is printed as {later}"),
    ] {
        let found = error(&with(from, to));
        assert!(found.starts_with("dry/report.toml:") && found.contains(wanted), "{to}: {found}");
    }
}

#[test]
fn an_unknown_key_is_an_error() {
    for (from, to, key) in [
        ("subtitle =", "subtitel =", "subtitel"),
        ("years = \"every\"", "years = \"every\"\nyear = 3", "year"),
        ("axis = \"log\"", "axis = \"log\"\nnotes = \"x\"", "notes"),
        ("years = \"every\"", "years = \"some\"", "some"),
        ("when = \"published effects\"", "when = \"sometimes\"", "sometimes"),
    ] {
        let found = error(&with(from, to));
        assert!(
            found.starts_with("dry/report.toml:") && found.contains(&format!("`{key}`")),
            "{to}: {found}"
        );
    }
}

#[test]
fn an_outbreak_needs_a_threat_people_and_a_network() {
    let outbreak = |threat: &str, population: &str| {
        format!(
            "{REPORT}\n[outbreak]\nthreat = \"{threat}\"\nevent = \"A blight\"\norigin = \"MEX\"\npopulation = \"{population}\"\n\
             reproduction = 2.0\nlatent_days = 1\ninfectious_days = 2\nsource = \"a guess\"\n"
        )
    };
    for (report, at, wanted) in [
        (outbreak("draught", "water"), "draught", "unknown threat `draught`; did you mean `drought`?"),
        (
            outbreak("drought", "watter"),
            "watter",
            "unknown variable by country `watter`; did you mean `water`?",
        ),
        (
            outbreak("drought", "water"),
            "origin = \"MEX\"",
            "no network of flights to follow it by; take [outbreak] out",
        ),
    ] {
        let error = error(&report);
        assert!(error.contains(wanted) && error.contains(&place(&report, at)), "{error}");
    }
}
