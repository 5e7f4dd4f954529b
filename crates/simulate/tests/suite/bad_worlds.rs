//! Every mistake an analyst can make in a world file gets one error with its place and a remedy.

use crate::common::{DRIVER, SIMULATION, THREAT, as_of, panel, world_with};
use forefend_panel::Year;
use forefend_simulate::{CompiledPolicy, Estimated, Model, Plan};

/// The first error that the world gives on its way to a plan.
fn error(simulation: &str, driver: &str, threat: &str) -> String {
    let world = world_with(simulation, driver, threat);
    let panel = panel(None);
    let view = as_of(&panel, 2000);
    let result = Model::load(&world).and_then(|model| {
        model.check_indicators(&world, &panel)?;
        Plan::estimated(&model, &view, Year(2010)).map(|_| ())
    });
    result.expect_err("this world is wrong").to_string()
}

fn check(found: &str, wanted: &[&str]) {
    for part in wanted {
        assert!(found.contains(part), "{found:?} does not say {part:?}");
    }
}

#[test]
fn an_unknown_variable_is_named_with_its_line_and_the_nearest_one() {
    let driver = DRIVER.replace("lag(growth)", "lag(grwth)");
    check(&error(SIMULATION, &driver, THREAT), &["growth.toml:13:25: ", "`grwth`", "did you mean `growth`?"]);
}

/// `:line:column` of the place where `part` stands last in a file.
fn place(file: &str, part: &str) -> String {
    let before = &file[..file.rfind(part).unwrap()];
    let column = 1 + before.chars().rev().take_while(|c| *c != '\n').count();
    format!(":{}:{column}: ", 1 + before.matches('\n').count())
}

#[test]
fn a_mistake_in_a_text_is_told_at_its_own_line_and_column() {
    for (from, to, wrong, words) in [
        ("world_mean(conflict > 0)", "world_mean(conflict > 0) + deaths", "deaths\"", "each country"),
        ("\"conflict > 0\"", "\"conflict > 0 & borders\"", "borders\"\nbounds", "unknown variable `borders`"),
        ("if(conflict > 0, exp(", "iff(conflict > 0, exp(", "iff(", "unknown function `iff`"),
        ("3 + 2 * conflict", "3 + 2 * ", "+ growth\"\nformula", "found `+`"),
        (
            "by = \"lag(conflict) > 0\"",
            "by = \"lag(conflict) > share > 0\"",
            "> 0\", persist",
            "second comparison",
        ),
        ("\"log_deaths ~ log(people)\"", "\"log_deaths ~ log(share_of)\"", "share_of)", "`share_of`"),
        (
            "neighbours(lag(conflict) > 0, borders)",
            "neighbours(lag(conflict) > 0, bordrs)",
            "bordrs",
            "`borders`",
        ),
        (
            "expression = \"if(conflict > 0, exp(log_deaths), 0)\"",
            "expression = \"\"\"\nif(conflict > 0,\n  exp(lag_deaths), 0)\"\"\"",
            "lag_deaths",
            "did you mean `log_deaths`?",
        ),
    ] {
        let threat = THREAT.replacen(from, to, 1);
        assert!(threat != THREAT, "{from}");
        let place = format!("conflict.toml{}", place(&threat, wrong));
        check(&error(SIMULATION, DRIVER, &threat), &[&place, words]);
    }
}

#[test]
fn an_unknown_indicator_is_named() {
    let driver = DRIVER.replace("indicator = \"people\"", "indicator = \"pepole\"");
    check(&error(SIMULATION, &driver, THREAT), &["growth.toml:21", "indicator `pepole`", "`people`"]);
}

#[test]
fn a_cycle_is_named_along_its_way() {
    let threat = THREAT.replace("lag(growth)", "growth");
    let driver = DRIVER.replace("I(lag(conflict) > 0)", "I(conflict > 0)");
    check(&error(SIMULATION, &driver, &threat), &["cycle", "conflict -> growth -> conflict", "lag("]);
}

#[test]
fn syntax_errors_carry_file_and_line() {
    check(&error(SIMULATION, &DRIVER.replace("unit = \"share\"", "unit ="), THREAT), &["growth.toml:9"]);
    check(
        &error(SIMULATION, &DRIVER.replace("unit = ", "units = "), THREAT),
        &["growth.toml:9", "units", "unit"],
    );
    let driver = DRIVER.replace("lag(growth) + log", "lag(growth + log");
    check(&error(SIMULATION, &driver, THREAT), &["growth.toml:13"]);
}

#[test]
fn names_declared_twice_are_refused() {
    let driver = DRIVER.replace("name = \"people\"", "name = \"growth\"");
    check(&error(SIMULATION, &driver, THREAT), &["`growth`", "declared twice"]);
}

#[test]
fn a_status_that_does_not_match_the_variables_is_refused() {
    let driver = DRIVER.replace("status = \"modelled\"", "status = \"index only\"");
    check(&error(SIMULATION, &driver, THREAT), &["growth.toml:1", "not \"modelled\""]);
}

#[test]
fn a_lever_may_not_be_a_free_covariate_too() {
    let threat = THREAT.replace("bounds = [-5, 5]", "bounds = [-5, 5]\nmoves = [\"growth\"]");
    check(&error(SIMULATION, DRIVER, &threat), &["`hazard`", "`growth`", "counts twice"]);
}

#[test]
fn lever_bounds_must_hold_the_reference_path() {
    let threat = THREAT.replace("bounds = [-5, 5]", "bounds = [1, 5]");
    check(&error(SIMULATION, DRIVER, &threat), &["`hazard`", "0, the reference path"]);
}

#[test]
fn keys_that_a_kind_needs_are_asked_for() {
    let driver = DRIVER.replace("family = \"linear\"\n", "");
    check(&error(SIMULATION, &driver, THREAT), &["growth.toml:7", "`growth`", "`family`"]);
    let threat = THREAT.replace("classes = [0, 1, 2]", "classes = [0, 2, 1]");
    check(&error(SIMULATION, DRIVER, &threat), &["`classes` must increase"]);
    let threat = THREAT.replace("classes = [0, 1, 2]", "classes = [0, 1]");
    check(&error(SIMULATION, DRIVER, &threat), &["classes", "declared but the data hold"]);
}

#[test]
fn a_key_that_would_do_nothing_is_refused() {
    let with = |after: &str, key: &str| {
        let change = |text: &str| text.replace(after, &format!("{after}\n{key}"));
        error(SIMULATION, &change(DRIVER), &change(THREAT))
    };
    for (after, key, words) in [
        (
            "indicator = \"people\"",
            "family = \"linear\"",
            "`family` would do nothing here: it is for equations",
        ),
        ("indicator = \"people\"", "sample = { first = 1990 }", "`sample` would do nothing here"),
        ("indicator = \"people\"", "bounds = [0, 1]", "`bounds` would do nothing here"),
        (
            "indicator = \"growth\"",
            "penalty = 1.0",
            "`penalty` would do nothing here: it is for a multinomial",
        ),
        ("indicator = \"growth\"", "otherwise = 0.1", "it is for a variable with `where`"),
        ("indicator = \"level\"", "bounds = [0, 2]", "`bounds` would do nothing here"),
        ("indicator = \"level\"", "path = \"frozen\"", "`path` would do nothing here"),
    ] {
        check(&with(after, key), &[words]);
    }
}

#[test]
fn a_variable_is_not_called_like_a_column_of_every_run() {
    for name in ["year", "draw", "world", "country"] {
        let driver = DRIVER.replace("name = \"people\"", &format!("name = \"{name}\""));
        let driver = driver.replace("log(people)", &format!("log({name})"));
        let threat = THREAT.replace("log(people)", &format!("log({name})"));
        check(
            &error(SIMULATION, &driver, &threat),
            &["growth.toml", &format!("`{name}`"), "rename the variable"],
        );
    }
}

#[test]
fn an_unknown_network_or_recorded_variable_is_named() {
    let threat = THREAT.replace(", borders)", ", boarders)");
    check(
        &error(SIMULATION, DRIVER, &threat),
        &["network or relation `boarders`", "did you mean `borders`?"],
    );
    let simulation = SIMULATION.replace("\"share\"", "\"shares\"");
    check(&error(&simulation, DRIVER, THREAT), &["simulation.toml:8", "`shares`", "`share`"]);
}

#[test]
fn the_left_side_of_a_formula_is_the_variable_itself() {
    let driver = DRIVER.replace("\"growth ~", "\"people ~");
    check(&error(SIMULATION, &driver, THREAT), &["left side", "`growth`"]);
}

#[test]
fn a_hole_that_reaches_the_simulation_names_country_and_year() {
    let threat = THREAT.replace("exp(log_deaths)", "log(conflict - 5)");
    check(&error_while_running(&threat), &["`deaths`", "2001", "not a number"]);
}

#[test]
fn a_value_without_end_is_no_value() {
    let threat = THREAT.replace("exp(log_deaths)", "exp(1000 * log_deaths)");
    check(&error_while_running(&threat), &["`deaths`", "2001", "infinite"]);
}

fn error_while_running(threat: &str) -> String {
    let world = world_with(SIMULATION, DRIVER, threat);
    let panel = panel(None);
    let view = as_of(&panel, 2000);
    let model = Model::load(&world).unwrap();
    let Estimated { plan, .. } = Plan::estimated(&model, &view, Year(2010)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let ensemble = forefend_simulate::Ensemble { seed: 1, draws: 20, block: 10, deterministic: false };
    forefend_runs::simulate(&plan, &CompiledPolicy::default(), ensemble, folder.path(), &|_| ())
        .expect_err("a hole")
        .to_string()
}

#[test]
fn a_common_shock_or_weights_that_make_no_sense_are_refused() {
    let form = "common_shock = true\nshock = { by = \"lag(conflict) > 0\", persistence = [0.9, 1.0] }";
    let with = |text: &str| THREAT.replace("sample = { half_life = 30 }\n", "").replace(form, text);
    for (text, wanted) in [
        ("shock = { scale = 0.3 }", "set `common_shock = true`"),
        ("common_shock = true\nshock = { scale = 0 }", "`shock.scale` must be a number above 0"),
        ("common_shock = true\nshock = { persistence = [1.1] }", "where 1 is a random walk"),
        ("common_shock = true\nshock = { by = \"lag(conflct) > 0\" }", "did you mean `conflict`?"),
        ("common_shock = true\nshock = { by = \"lag(conflict) >= 0\" }", "in every row that is fitted"),
        ("common_shock = true\nshock = { sze = 1 }", "sze"),
        ("sample = { half_life = 0 }", "`half_life` must be a number of years above 0"),
    ] {
        check(&error(SIMULATION, DRIVER, &with(text)), &["conflict.toml", wanted]);
    }
    let driver = DRIVER.replace("common_shock = true", "sample = { half_life = 5 }");
    check(&error(SIMULATION, &driver, THREAT), &["growth.toml", "`half_life` is for a multinomial equation"]);
}
