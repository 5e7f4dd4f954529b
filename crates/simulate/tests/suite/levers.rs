//! Several measures on one lever: sums, the strongest, independent shares; whatever the order of files.

use forefend_estimate::Axis;
use forefend_panel::Year;
use forefend_runs::{Parts, simulate};
use forefend_simulate::{Amount, Deployment, Effect, Ensemble, Model, Plan, Policy};

use crate::common::{DRIVER, SIMULATION, THREAT, as_of, panel, world_with};

const BOUNDS: &str = "bounds = [-5, 5]";
const GROWTH_LEVER: &str = "bounds = [-0.5, 0.5]
[[variable.lever]]
name = \"push\"
title = \"Push\"
scale = \"additive\"
";

fn plan(driver: &str, threat: &str) -> Result<Plan, String> {
    let world = world_with(SIMULATION, driver, threat);
    let panel = panel(None);
    let view = as_of(&panel, 2000);
    let model = Model::load(&world).map_err(|error| error.to_string())?;
    Ok(Plan::estimated(&model, &view, Year(2010)).unwrap().plan)
}

fn with_growth_lever(keys: &str) -> String {
    DRIVER.replace("bounds = [-0.5, 0.5]\n", &format!("{GROWTH_LEVER}{keys}\n"))
}

/// One unit of each measure everywhere, with one certain effect each on `lever`.
fn measures(plan: &Plan, lever: &str, means: &[f64]) -> Policy {
    let cells = plan.periods() * plan.units.len();
    let name = |index: usize| format!("m{index}");
    let deployment = |index: usize| Deployment {
        measure: name(index),
        axis: Axis::UNITS,
        amount: vec![Amount::Schedule(vec![1.0; cells])],
        reference: Vec::new(),
    };
    let effect = |(index, mean): (usize, &f64)| Effect {
        evidence: format!("e{index}"),
        measure: name(index),
        lever: lever.to_owned(),
        mean: *mean,
        standard_deviation: 0.0,
        saturation: f64::INFINITY,
        through: None,
        discount: 0.0,
    };
    Policy {
        deployments: (0..means.len()).map(deployment).collect(),
        effects: means.iter().enumerate().map(effect).collect(),
    }
}

/// (conflict, deaths, growth) of every row.
fn run(plan: &Plan, policy: &Policy) -> Vec<[f64; 3]> {
    let folder = tempfile::tempdir().unwrap();
    simulate(
        plan,
        &policy.compile(plan).unwrap(),
        Ensemble { seed: 2, draws: 20, block: 7, deterministic: false },
        folder.path(),
        &|_| (),
    )
    .unwrap();
    let mut rows = Vec::new();
    let names = ["conflict", "deaths", "growth"];
    Parts::at(folder.path())
        .countries(&names, &mut |row| rows.push([row.values[0], row.values[1], row.values[2]]))
        .unwrap();
    rows
}

#[test]
fn of_measures_that_do_the_same_work_only_the_strongest_counts() {
    let plan = plan(DRIVER, &THREAT.replace(BOUNDS, &format!("{BOUNDS}\ncombine = \"strongest\""))).unwrap();
    let of = |means: &[f64]| run(&plan, &measures(&plan, "hazard", means));
    assert!(of(&[-0.4, -1.5, -0.9]) == of(&[-1.5]));
    assert!(of(&[-1.5, 0.7, 0.2]) == of(&[-1.5 + 0.7]));
    assert!(of(&[-0.4, -1.5]) != of(&[-0.4]));
    // What is weaker than what stands anyway brings nothing; what is stronger brings the difference.
    let beside = |own: f64| {
        let mut policy = measures(&plan, "hazard", &[-1.5, own]);
        policy.deployments[0].reference = policy.deployments[0].amount.clone();
        run(&plan, &policy)
    };
    let nothing = run(&plan, &Policy::default());
    assert!(beside(-0.4) == nothing && beside(-2.0) == of(&[-0.5]));
}

#[test]
fn shares_of_independent_measures_do_not_add_up() {
    let keys = "bounds = [-1, 1]\ncombine = \"independent\"";
    let plan = plan(&with_growth_lever(keys), THREAT).unwrap();
    let of = |means: &[f64]| run(&plan, &measures(&plan, "push", means));
    // 1 - (1 - 0.03)(1 - 0.02) = 0.0494
    let (two, one) = (of(&[-0.03, -0.02]), of(&[-0.0494]));
    assert!(two.iter().zip(&one).all(|(two, one)| (two[2] - one[2]).abs() < 1e-12));
    assert!(one != of(&[-0.05]));
}

#[test]
fn the_order_of_measures_changes_no_bit_under_any_combination() {
    for rule in ["sum", "strongest", "independent"] {
        let plan =
            plan(&with_growth_lever(&format!("bounds = [-1, 1]\ncombine = \"{rule}\"")), THREAT).unwrap();
        let mut policy = measures(&plan, "push", &[-0.011, 0.0123, -0.0457, 0.0019]);
        let expected = run(&plan, &policy);
        policy.effects.rotate_left(1);
        policy.deployments.reverse();
        assert!(run(&plan, &policy) == expected, "{rule}");
        policy.effects.retain(|effect| effect.evidence != "e2");
        assert!(run(&plan, &policy) != expected, "{rule}: the strongest effect must count");
    }
}

#[test]
fn two_levers_of_a_variable_keep_their_own_bounds() {
    let second = "bounds = [-5, 5]\n[[variable.lever]]\nname = \"narrow\"\ntitle = \"Narrow\"\nscale = \"log-hazard\"\nbounds = [-0.5, 0.5]";
    let plan = plan(DRIVER, &THREAT.replace(BOUNDS, second)).unwrap();
    let mut both = measures(&plan, "hazard", &[-1.0, -2.0]);
    both.effects[1].lever = "narrow".to_owned();
    assert!(run(&plan, &both) == run(&plan, &measures(&plan, "hazard", &[-1.5])));
}

#[test]
fn a_combination_that_means_nothing_on_its_scale_is_refused() {
    let refused = |driver: &str, threat: &str, wanted: &[&str]| {
        let error = plan(driver, threat).expect_err("must be refused");
        wanted.iter().for_each(|part| assert!(error.contains(part), "{error:?} does not say {part:?}"));
    };
    let independent = format!("{BOUNDS}\ncombine = \"independent\"");
    refused(DRIVER, &THREAT.replace(BOUNDS, &independent), &["conflict.toml:9", "`hazard`", "\"sum\""]);
    let wide = with_growth_lever("bounds = [-2, 2]\ncombine = \"independent\"");
    refused(&wide, THREAT, &["growth.toml:7", "`push`", "inside [-1, 1]"]);
    let unknown = THREAT.replace(BOUNDS, &format!("{BOUNDS}\ncombine = \"product\""));
    refused(DRIVER, &unknown, &["conflict.toml:26", "product", "strongest"]);
}

/// A lever beside `hazard` with `keys`.
fn beside(keys: &[&str]) -> String {
    let one = |(number, keys): (usize, &&str)| {
        format!(
            "\n[[variable.lever]]\nname = \"part{number}\"\ntitle = \"Part\"\nscale = \"log-hazard\"\n{BOUNDS}\n{keys}"
        )
    };
    let all: String = keys.iter().enumerate().map(one).collect();
    THREAT.replacen(BOUNDS, &format!("{BOUNDS}{all}"), 1)
}

#[test]
fn a_weight_says_where_a_lever_acts_and_nothing_else_changes() {
    let parts = beside(&[
        "weight = \"lag(conflict) == 0\"",
        "weight = \"lag(conflict) > 0\"",
        "weight = \"0 * lag(conflict)\"",
        "class = 1",
        "class = 2",
    ]);
    let plan = plan(DRIVER, &parts).unwrap();
    let on = |lever: &str| run(&plan, &measures(&plan, lever, &[1.5]));
    let (whole, nothing) = (on("hazard"), run(&plan, &Policy::default()));
    let mut both = measures(&plan, "part0", &[1.5, 1.5]);
    both.effects[1].lever = "part1".to_owned();
    assert!(run(&plan, &both) == whole && whole != nothing);
    assert!(on("part0") != on("part1") && on("part0") != whole && on("part0") != nothing);
    assert!(on("part2") == nothing, "a weight of 0 changes no bit");
    // The classes above the first, one by one.
    let mut classes = measures(&plan, "part3", &[1.5, 1.5]);
    classes.effects[1].lever = "part4".to_owned();
    assert!(run(&plan, &classes) == whole && on("part3") != on("part4") && on("part4") != whole);
    // The weight counts before the bounds do: 100 at a weight of 0.01 is 1.
    let small = beside(&["weight = \"0.01 + 0 * lag(conflict)\""]);
    let small = self::plan(DRIVER, &small).unwrap();
    let of = |lever: &str, shift: f64| run(&small, &measures(&small, lever, &[shift]));
    assert!(of("part0", 100.0) == of("hazard", 1.0));
}

#[test]
fn a_weight_that_no_government_could_know_and_a_class_that_is_none_are_refused() {
    let refused = |keys: &str, wanted: &[&str]| {
        let error = plan(DRIVER, &beside(&[keys])).expect_err("must be refused");
        wanted.iter().for_each(|part| assert!(error.contains(part), "{error:?} does not say {part:?}"));
    };
    refused("weight = \"conflict == 0\"", &["`part0`", "same year", "lag(conflict)", "conflict.toml:"]);
    refused("weight = \"lag(conflict\"", &["conflict.toml:"]);
    refused("class = 0", &["`part0`", "above the first", "[1.0, 2.0]"]);
    refused("class = 3", &["`part0`", "above the first"]);
}
