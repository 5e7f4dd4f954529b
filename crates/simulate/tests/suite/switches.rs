//! Links and scenarios, switched: what changes, what does not, and every mistake.

use forefend_simulate::{Model, SimulateError, Switches, WorldFiles};

use crate::common::world;

const LINK: &str = "[[link]]\nid = \"a\"\ntitle = \"A\"\nfrom = \"conflict\"\nto = \"growth\"\nsource = \"fitted\"\ngrade = \"B2\"\n";
const SCENARIO: &str = "[[scenario]]\nid = \"s\"\ntitle = \"S\"\nsource = \"assumption\"\n";

fn with(links: &str, scenarios: &str) -> WorldFiles {
    let world = world().with("scenarios.toml", scenarios.as_bytes());
    world.with("links.toml", links.as_bytes())
}

fn switches(scenario: Option<&str>, without: &[&str], with: &[&str]) -> Switches {
    let list = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
    Switches { scenario: scenario.map(str::to_owned), without: list(without), with: list(with) }
}

fn formula(world: &WorldFiles, name: &str) -> String {
    let model = Model::load(world).unwrap();
    model.variables[model.position(name).unwrap()].formula.as_ref().unwrap().to_string()
}

#[test]
fn switches_change_what_they_name_and_add_up() {
    let second = LINK.replace("\"a\"", "\"b\"").replace("source", "on = false\nsource");
    let links = format!(
        "{LINK}patch = [{{ variable = \"growth\", without = [\"conflict\"] }}]\n\
         {second}patch = [{{ variable = \"growth\", with = [\"lag(log(people), 2)\"] }}]\n"
    );
    let scenarios = format!(
        "{SCENARIO}patch = [{{ variable = \"growth\", set = {{ bounds = [-0.1, 0.1], error = \"normal\" }} }}]\n"
    );
    let plain = with(&links, &scenarios);
    let before = "growth ~ 1 + lag(growth) + log(people) + I(lag(conflict) > 0)";
    assert_eq!(formula(&plain, "growth"), before);
    let all = plain.clone().switched(&switches(Some("s"), &["a"], &["b"])).unwrap();
    assert_eq!(formula(&all, "growth"), "growth ~ 1 + lag(growth) + log(people) + lag(log(people), 2)");
    let model = Model::load(&all).unwrap();
    assert_eq!(model.variables[model.position("growth").unwrap()].spec.bounds, Some([-0.1, 0.1]));
    assert_ne!(all.digest(), plain.digest());
    assert_eq!(all.switches().options(), " --scenario s --without-link a --with-link b");
    // Nothing else has moved: not a line.
    let lines = |world: &WorldFiles, path: &str| world.text(path).unwrap().lines().count();
    assert_eq!(lines(&all, "threats/conflict.toml"), lines(&plain, "threats/conflict.toml"));
    assert_eq!(formula(&all, "conflict"), formula(&plain, "conflict"));
    // The order and number of mentions do not matter.
    let twice = plain.switched(&switches(Some("s"), &["a", "a"], &["b"])).unwrap();
    assert_eq!(twice.digest(), all.digest());
}

#[test]
fn every_mistake_in_a_patch_is_told_when_the_world_is_read() {
    for (patch, words) in [
        ("{ variable = \"grwth\", without = [\"conflict\"] }", "did you mean `growth`?"),
        ("{ process = \"growth\", set = { a = 1 } }", "unknown process `growth`"),
        ("{ without = [\"conflict\"] }", "needs `variable` or `process`"),
        ("{ variable = \"growth\" }", "it says nothing"),
        ("{ variable = \"growth\", without = [\"deaths\"] }", "no term of its formula reads `deaths`"),
        ("{ variable = \"growth\", with = [\"log(people)\"] }", "has the term `log(people)` already"),
        ("{ variable = \"growth\", with = [\"log(\"] }", "`log(`"),
        ("{ variable = \"people\", without = [\"growth\"] }", "no formula whose terms could change"),
        ("{ variable = \"growth\", set = { family = \"linear\" } }", "has that value already"),
        ("{ variable = \"growth\", unset = [\"penalty\"] }", "no `penalty` to take out"),
        ("{ variable = \"growth\", sett = { a = 1 } }", "sett"),
        (
            "{ variable = \"growth\", set = { formula = \"growth ~ 1\" }, without = [\"conflict\"] }",
            "its formula is set by `a`",
        ),
    ] {
        let error = Model::load(&with(&format!("{LINK}patch = [{patch}]\n"), "")).unwrap_err().to_string();
        assert!(error.contains(words) && error.contains("world/links.toml:"), "{patch}: {error}");
        let scenario = format!("{SCENARIO}patch = [{patch}]\n").replace("is set by `a`", "is set by `s`");
        let error = Model::load(&with("", &scenario)).unwrap_err().to_string();
        assert!(error.contains("world/scenarios.toml:"), "{patch}: {error}");
    }
    let elsewhere = LINK.replace("to = \"growth\"", "to = \"grwth\"");
    let patch = "patch = [{ variable = \"growth\", without = [\"conflict\"] }]\n";
    let error = Model::load(&with(&format!("{elsewhere}{patch}"), "")).unwrap_err().to_string();
    assert!(error.contains("unknown driver or threat `grwth`"), "{error}");
    let error = Model::load(&with(&format!("{LINK}patch = []\n"), "")).unwrap_err().to_string();
    assert!(error.contains("it would change nothing"), "{error}");
}

#[test]
fn grades_are_those_of_evidence_and_an_assumption_is_graded_as_one() {
    let patch = "patch = [{ variable = \"growth\", without = [\"conflict\"] }]\n";
    let of = |links: String| Model::load(&with(&links, "")).map(|_| ()).map_err(|error| error.to_string());
    assert_eq!(of(format!("{LINK}{patch}")), Ok(()));
    assert_eq!(of(format!("{LINK}{patch}").replace("fitted", "assumption").replace("B2", "F6")), Ok(()));
    for (from, to, words) in [
        ("\"B2\"", "\"G2\"", "`G2` is no grade"),
        ("\"B2\"", "\"B\"", "`B` is no grade"),
        ("\"B2\"", "\"F6\"", "F6 is the grade of `source = \"assumption\"`"),
        ("\"fitted\"", "\"assumption\"", "an assumption is graded F6, not B2"),
        ("grade = \"B2\"\n", "", "missing field `grade`"),
    ] {
        let error = of(format!("{LINK}{patch}").replace(from, to)).unwrap_err();
        assert!(error.contains(words) && error.contains("world/links.toml:"), "{to}: {error}");
    }
    let threat = world().text("threats/conflict.toml").unwrap().to_owned();
    let link = "links = [{ from = \"growth\", what = \"Income enters.\", source = \"assumption\", grade = \"C3\" }]\n";
    let at = threat.find("\n[[").unwrap() + 1;
    let threat = format!("{}{link}{}", &threat[..at], &threat[at..]);
    let error =
        Model::load(&world().with("threats/conflict.toml", threat.as_bytes())).unwrap_err().to_string();
    assert!(error.contains("graded F6, not C3") && error.contains("world/threats/conflict.toml:"), "{error}");
}

/// What a key may hold is checked where it is always checked: in the model that the switch makes.
#[test]
fn switches_that_cannot_stand_together_and_models_that_cannot_be_are_refused() {
    let second = LINK.replace("\"a\"", "\"b\"");
    let links = format!(
        "{LINK}patch = [{{ variable = \"growth\", set = {{ bounds = [-0.1, 0.1] }} }}]\n\
         {second}patch = [{{ variable = \"growth\", set = {{ bounds = [-0.2, 0.2] }} }}]\n"
    );
    let refused = |found: Result<WorldFiles, SimulateError>| found.unwrap_err().to_string();
    let both = refused(with(&links, "").switched(&switches(None, &["a", "b"], &[])));
    assert!(both.contains("`bounds` is set by `a` too; switch one of the two"), "{both}");
    let nonsense = format!("{LINK}patch = [{{ variable = \"growth\", set = {{ bounds = [1, 0] }} }}]\n");
    let impossible = with(&nonsense, "").switched(&switches(None, &["a"], &[])).unwrap();
    let error = Model::load(&impossible).unwrap_err().to_string();
    assert!(error.contains("low < high") && error.contains("world/drivers/growth.toml:"), "{error}");
    let none = refused(with(&links, "").switched(&switches(None, &["c"], &[])));
    assert!(none.contains("unknown link `c`"), "{none}");
    let idle = refused(with(&links, "").switched(&switches(None, &[], &["a"])));
    assert!(idle.contains("is on already"), "{idle}");
    let none = refused(world().switched(&switches(Some("s"), &[], &[])));
    assert!(none.contains("unknown scenario `s`"), "{none}");
}
