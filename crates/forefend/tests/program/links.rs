//! Links and scenarios can be switched, every one that the shipped world declares, and runs say what was switched.

use forefend_simulate::{Model, Switches, WorldFiles};

use crate::{forefend, text};

/// What a command that works prints.
fn success(arguments: &[&str]) -> String {
    let output = forefend(arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

#[test]
fn every_link_and_scenario_of_the_world_can_be_switched_alone() {
    let world = WorldFiles::new("world", forefend_world::files());
    let told = forefend_assess::describe_links(&world).unwrap();
    assert!(told.links.len() > 5);
    let plain = world.digest();
    for link in told.links {
        let one = vec![link.id.clone()];
        let (without, with) = if link.on { (one, Vec::new()) } else { (Vec::new(), one) };
        let switched = world.clone().switched(&Switches { scenario: None, without, with }).unwrap();
        Model::load(&switched).unwrap_or_else(|error| panic!("{}: {error}", link.id));
        assert_ne!(switched.digest(), plain, "{}", link.id);
        let now = forefend_simulate::switch::declared(&switched).unwrap().0;
        let on = now.link.iter().map(|one| (&one.id, one.on));
        let mut on = on.chain(now.correlation.iter().map(|one| (&one.id, one.on)));
        assert!(on.any(|(id, on)| *id.as_ref() == link.id && on != link.on));
    }
    for scenario in told.scenarios {
        let switches = Switches { scenario: Some(scenario.id.clone()), ..Switches::default() };
        let switched = world.clone().switched(&switches).unwrap();
        Model::load(&switched).unwrap_or_else(|error| panic!("{}: {error}", scenario.id));
    }
}

#[test]
fn a_link_that_is_unknown_or_switched_to_what_it_is_is_refused() {
    let world = || WorldFiles::new("world", forefend_world::files());
    let of = |without: &str, with: &str| {
        let list = |id: &str| if id.is_empty() { Vec::new() } else { vec![id.to_owned()] };
        let switches = Switches { scenario: None, without: list(without), with: list(with) };
        world().switched(&switches).unwrap_err().to_string()
    };
    assert!(of("conflict_to_grwth", "").contains("did you mean `conflict_to_growth`?"));
    assert!(of("", "conflict_to_growth").contains("the link is on already; leave the option out"));
    let switches = Switches { scenario: Some("none".to_owned()), ..Switches::default() };
    assert!(world().switched(&switches).unwrap_err().to_string().contains("unknown scenario `none`"));
}

#[test]
fn a_run_without_a_link_is_another_run_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let out = out.to_str().unwrap();
    let run = |more: &[&str]| {
        let common =
            ["project", "--draws", "20", "--to", "2028", "--driver", "poverty_and_inequality", "--json"];
        let text = success(&[&common[..], &["--out", out], more].concat());
        serde_json::from_str::<serde_json::Value>(&text).unwrap()["run"].as_str().unwrap().to_owned()
    };
    let (plain, without) = (run(&[]), run(&["--without-link", "conflict_to_growth"]));
    assert_ne!(plain, without);
    let listed = success(&["run", "list", "--out", out]);
    assert!(listed.contains("project --without-link conflict_to_growth"), "{listed}");
    let manifest = std::fs::read_to_string(format!("{out}/runs/{without}/manifest.json")).unwrap();
    assert!(manifest.contains("\"without\"") && manifest.contains("--without-link conflict_to_growth"));
}

/// Lines fit a terminal of 100 columns, and nothing of a link is lost to that.
#[test]
fn links_and_scenarios_are_told_in_lines_that_fit() {
    let said = success(&["describe", "links"]);
    let long: Vec<&str> = said.lines().filter(|line| line.chars().count() > 100).collect();
    assert!(long.is_empty(), "{long:?}");
    let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = forefend_assess::describe_links(&WorldFiles::new("world", forefend_world::files())).unwrap();
    for link in told.links {
        assert!(words.contains(&format!("{}: {}", link.id, if link.on { "on" } else { "off" })), "{words}");
        let title = link.title.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(&title), "{title}");
    }
}
