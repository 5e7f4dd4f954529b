//! Measures, levers and rules on other axes than country, and amounts that go from one axis to another.

use forefend_estimate::{Axis, Expression};
use forefend_simulate::{
    Amount, ClosedLoop, Deployment, Effect, Limits, PastRule, Plan, Policy, SimulateError, Trigger,
    WorldFiles,
};

use crate::axes::{AID, AXES, ELSEWHERE, Values, files, of, planned, run_under};

const LEVER: &str =
    "[[variable.lever]]\nname = \"NAME\"\ntitle = \"NAME\"\nscale = \"SCALE\"\nbounds = [-9, 9]\n";

/// The world of the axes' tests with a lever on a variable of each axis.
fn world() -> WorldFiles {
    let levers = [
        ("covariance = \"classical\"\n", "push_tension", "additive"),
        ("expression = \"total(conflict > 0, in_region)\"\n", "push_region", "multiplier"),
        ("expression = \"average(conflict > 0, alliance)\"\n", "push_alliance", "multiplier"),
        ("expression = \"at(people, cohort) / 6\"\n", "push_cohort", "multiplier"),
        ("expression = \"world_sum(people)\"\n", "push_world", "multiplier"),
        ("expression = \"at(region_conflicts, in_region)\"\n", "push_country", "multiplier"),
    ];
    let elsewhere = levers.iter().fold(ELSEWHERE.to_owned(), |text, (after, name, scale)| {
        let lever = LEVER.replace("NAME", name).replace("SCALE", scale);
        text.replace(after, &format!("{after}{lever}"))
    });
    files(AXES, &elsewhere, AID)
}

fn plan() -> Plan {
    planned(&world()).unwrap().0
}

fn rule(text: &str) -> PastRule {
    PastRule { expression: Expression::parse(text).unwrap(), place: "file.toml:7".to_owned() }
}

fn effect(measure: &str, lever: &str, through: Option<&str>) -> Effect {
    Effect {
        evidence: format!("{measure} {lever}"),
        measure: measure.to_owned(),
        lever: lever.to_owned(),
        mean: 0.5,
        standard_deviation: 0.0,
        saturation: f64::INFINITY,
        through: through.map(rule),
        discount: 0.0,
    }
}

fn axis(plan: &Plan, name: &str) -> Axis {
    plan.axes.find(name).unwrap()
}

/// Unit number u of an axis has the amount 1 + u, in all years.
fn rising(plan: &Plan, axis: Axis) -> Vec<f64> {
    let units = plan.axes.units(axis).ids.len();
    (0..plan.periods()).flat_map(|_| (0..units).map(|unit| 1.0 + unit as f64)).collect()
}

fn deploys(plan: &Plan, measure: &str, on: &str, amount: Option<Amount>) -> Deployment {
    let axis = axis(plan, on);
    let amount = amount.unwrap_or_else(|| Amount::Schedule(rising(plan, axis)));
    Deployment { measure: measure.to_owned(), axis, amount: vec![amount], reference: Vec::new() }
}

/// One measure by `on`, with amounts 1, 2, 3 ... of its units, and its effect on one lever.
fn one(plan: &Plan, on: &str, lever: &str, through: Option<&str>) -> Policy {
    Policy { deployments: vec![deploys(plan, "m", on, None)], effects: vec![effect("m", lever, through)] }
}

fn run(plan: &Plan, policy: &Policy) -> Values {
    run_under(plan, policy, 70, 2)
}

#[test]
fn a_measure_by_pair_cohort_organisation_region_or_the_world_moves_its_own_units() {
    let plan = plan();
    let before = run(&plan, &Policy::default());
    for (on, variable, lever) in [
        ("border", "tension", "push_tension"),
        ("region", "region_conflicts", "push_region"),
        ("alliance", "members_in_conflict", "push_alliance"),
        ("cohort", "age_group", "push_cohort"),
    ] {
        let after = run(&plan, &one(&plan, on, lever, None));
        let units = plan.axes.units(axis(&plan, on)).ids.len();
        let (before, after) = (of(&before, on, variable), of(&after, on, variable));
        for (row, (before, after)) in before.iter().zip(after).enumerate() {
            let shift = 0.5 * (1.0 + (row % units) as f64);
            match variable {
                // The equation reads its own past, so only the first year shows the shift alone.
                "tension" if !(row / units).is_multiple_of(plan.periods()) => assert!(after > before),
                "tension" => assert!((after - (before + shift)).abs() < 1e-9),
                _ => assert!((after - before * libm::exp(shift.min(9.0))).abs() <= 1e-9 * after.abs()),
            }
        }
    }
    // What the world does reaches shares of it, and nothing that does not read it.
    let after = run(&plan, &one(&plan, "world", "push_world", None));
    let (shares, ratio) = (["region", "region_share"], libm::exp(0.5));
    let both = [&before, &after].map(|values| of(values, shares[0], shares[1]));
    assert!(both[0].iter().zip(both[1]).all(|(before, after)| (before / ratio - after).abs() < 1e-12));
    assert!(of(&after, "country", "conflict") == of(&before, "country", "conflict"));
}

#[test]
fn amounts_reach_another_axis_only_as_their_measure_says() {
    let plan = plan();
    let before = run(&plan, &Policy::default());
    let moved = |policy: Policy, axis: &str, variable: &str, shift: &dyn Fn(usize) -> f64| {
        let after = run(&plan, &policy);
        let units = plan.axes.units(plan.axes.find(axis).unwrap()).ids.len();
        let rows = of(&before, axis, variable).iter().zip(of(&after, axis, variable)).enumerate();
        for (row, (before, after)) in rows {
            let expected = before * libm::exp(shift(row % units).clamp(-9.0, 9.0));
            assert!(
                (after - expected).abs() <= 1e-9 * expected.abs(),
                "{axis} {row}: {after} not {expected}"
            );
        }
    };
    // Countries 1 to 5 are north and have 1 + 2 + 3 + 4 + 5, the seven others 63.
    let total = one(&plan, "country", "push_region", Some("total(amount, in_region) / 10"));
    moved(total, "region", "region_conflicts", &|region| 0.5 * [1.5, 6.3][region]);
    let highest = one(&plan, "country", "push_region", Some("highest(amount, in_region)"));
    moved(highest, "region", "region_conflicts", &|region| 0.5 * [5.0, 12.0][region]);
    let average = one(&plan, "country", "push_alliance", Some("average(amount, alliance)"));
    moved(average, "alliance", "members_in_conflict", &|alliance| 0.5 * [6.5, 2.0][alliance]);
    let at = one(&plan, "region", "push_country", Some("at(amount, in_region)"));
    moved(at, "country", "neighbourhood", &|country| 0.5 * f64::from(1 + u8::from(country >= 5)));
    let shared = one(&plan, "country", "push_cohort", Some("at(amount, cohort) / 6"));
    moved(shared, "cohort", "age_group", &|cohort| 0.5 * (1.0 + (cohort / 6) as f64) / 6.0);
    let both_sides = one(&plan, "country", "push_cohort", Some("at(0.5 * amount + 1, cohort)"));
    moved(both_sides, "cohort", "age_group", &|cohort| 0.25 * (1.0 + (cohort / 6) as f64));
    // What the world does is the same everywhere, and needs no word.
    moved(one(&plan, "world", "push_region", None), "region", "region_conflicts", &|_| 0.5);
    // On one axis a text may say what reaches neighbours; alone it changes no bit.
    let spill = one(&plan, "country", "push_country", Some("neighbours(amount, borders) / 10"));
    moved(spill, "country", "neighbourhood", &|country| match country {
        0 => 0.5 * 0.2,
        11 => 0.5 * 1.1,
        other => 0.5 * 0.2 * (other as f64 + 1.0),
    });
    let plain = run(&plan, &one(&plan, "country", "hazard", None));
    assert!(run(&plan, &one(&plan, "country", "hazard", Some("amount"))) == plain);
}

#[test]
fn amounts_get_through_only_where_the_past_lets_them() {
    let plan = plan();
    let text = "neighbours(amount * (lag(conflict) > 0), borders) / 10";
    let policy = one(&plan, "country", "push_country", Some(text));
    let [before, after] = [Policy::default(), policy].map(|policy| run(&plan, &policy));
    let conflict = of(&before, "country", "conflict");
    assert!(conflict == of(&after, "country", "conflict"), "what is shifted is read by nothing");
    let (units, years) = (12, plan.periods());
    let (mut some, mut none) = (0, 0);
    let rows = of(&before, "country", "neighbourhood").iter().zip(of(&after, "country", "neighbourhood"));
    for (row, (before, after)) in rows.enumerate() {
        // Countries stand in a line; what was the year before the first is not recorded.
        let (unit, year) = (row % units, row / units % years);
        if year == 0 {
            continue;
        }
        let there = |at: usize| if conflict[row - unit - units + at] > 0.0 { 1.0 + at as f64 } else { 0.0 };
        let sides = [unit.checked_sub(1), Some(unit + 1).filter(|&at| at < units)];
        let amount: f64 = sides.into_iter().flatten().map(there).sum();
        let expected = before * libm::exp(0.05 * amount);
        assert!((after - expected).abs() <= 1e-9 * expected.abs(), "{row}: {after} not {expected}");
        *(if amount > 0.0 { &mut some } else { &mut none }) += usize::from(*before != 0.0);
    }
    assert!(some > 0 && none > 0, "{some} rows with and {none} without a neighbour in conflict");
}

/// Triggers, targeting and limits by pair, by organisation and for the world, each over its own past.
fn everything(plan: &Plan) -> Policy {
    let closed = |on: &str, start: &str, priority: &str, limits: Limits| {
        Amount::ClosedLoop(Box::new(ClosedLoop {
            wanted: rising(plan, axis(plan, on)),
            rule: None,
            trigger: Some(Trigger { start: rule(start), duration: Some(2), stop: None }),
            priority: Some(rule(priority)),
            limits: Some(limits),
            lag: 1,
            ramp: 2,
        }))
    };
    let two = Limits { most: Some(2), ..Limits::default() };
    let capacity = Limits { capacity: Some(2.5), ..Limits::default() };
    let mediation =
        closed("border", "lag(tension) > 1 & at(lag(conflict), border_a) > 0", "lag(tension)", two);
    let pact = closed("alliance", "lag(members_in_conflict) > 0.2", "lag(members_in_conflict)", capacity);
    let alarm = closed("world", "lag(share) > 0.2", "lag(share)", Limits::default());
    Policy {
        deployments: vec![
            deploys(plan, "mediation", "border", Some(mediation)),
            deploys(plan, "pact", "alliance", Some(pact)),
            deploys(plan, "alarm", "world", Some(alarm)),
        ],
        effects: vec![
            effect("mediation", "push_tension", None),
            effect("mediation", "hazard", Some("-total(amount, border) / 4")),
            effect("pact", "hazard", Some("-total(amount, alliance) / 8")),
            effect("alarm", "hazard", Some("-amount")),
        ],
    }
}

#[test]
fn rules_on_an_axis_read_its_own_past_and_keep_to_its_limits() {
    let plan = plan();
    let closed = ClosedLoop {
        wanted: (0..plan.periods()).flat_map(|_| (0..11).map(|unit| f64::from(1u32 << unit))).collect(),
        rule: Some(rule("lag(tension) > 0.9")),
        trigger: None,
        priority: Some(rule("lag(tension)")),
        limits: Some(Limits { most: Some(3), ..Limits::default() }),
        lag: 0,
        ramp: 0,
    };
    let amount = Amount::ClosedLoop(Box::new(closed));
    let policy = Policy {
        deployments: vec![deploys(&plan, "m", "border", Some(amount))],
        effects: vec![Effect { mean: -1e-3, ..effect("m", "push_tension", None) }],
    };
    let values = run(&plan, &policy);
    let (tension, deployed) = (of(&values, "border", "tension"), of(&values, "world", "m"));
    let mut binding = 0;
    for (row, deployed) in deployed.iter().enumerate().filter(|(row, _)| row % plan.periods() > 0) {
        let before = &tension[(row - 1) * 11..row * 11];
        let mut ranked: Vec<(f64, usize)> = (0..11).map(|unit| (before[unit], unit)).collect();
        ranked.retain(|(tension, _)| *tension > 0.9);
        binding += usize::from(ranked.len() > 3);
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let expected: f64 = ranked.iter().take(3).map(|(_, unit)| f64::from(1u32 << unit)).sum();
        assert_eq!(*deployed, expected, "row {row}");
    }
    assert!(binding > 50, "{binding}");
}

#[test]
fn policies_on_axes_are_the_same_for_any_block_and_thread_and_nothing_against_themselves() {
    let plan = plan();
    let policy = everything(&plan);
    let expected = run_under(&plan, &policy, 1000, 1);
    for (block, threads) in [(1, 2), (7, 7), (64, 1)] {
        assert!(run_under(&plan, &policy, block, threads) == expected, "blocks of {block}");
    }
    for measure in ["mediation", "pact", "alarm"] {
        assert!(of(&expected, "world", measure).iter().any(|amount| *amount > 0.0), "{measure} never stands");
    }
    let nothing = run(&plan, &Policy::default());
    let mut same = policy.clone();
    same.deployments.iter_mut().for_each(|deployment| deployment.reference = deployment.amount.clone());
    let same = run(&plan, &same);
    assert!(nothing.iter().all(|(name, values)| same[name] == *values));
    assert!(nothing.iter().any(|(name, values)| expected[name] != *values));
    let mut turned = policy;
    turned.deployments.reverse();
    turned.effects.reverse();
    assert!(run(&plan, &turned) == expected);
}

#[test]
fn amounts_that_cannot_reach_their_lever_are_refused() {
    let plan = plan();
    let refused = |on: &str, lever: &str, through: Option<&str>, wanted: &[&str]| {
        let error: SimulateError = one(&plan, on, lever, through).compile(&plan).unwrap_err();
        let error = error.to_string();
        wanted.iter().for_each(|part| assert!(error.contains(part), "{error:?} does not say {part:?}"));
    };
    refused("border", "hazard", None, &["measure `m`", "by border", "by country", "at(amount, RELATION)"]);
    refused("country", "push_world", None, &["by country", "by world", "world_sum"]);
    let place = "file.toml:7";
    refused("border", "hazard", Some("amount"), &[place, "`amount`", "each border", "each country"]);
    refused("border", "hazard", Some("total(amount, bordr)"), &[place, "`bordr`", "did you mean `border`?"]);
    refused("border", "hazard", Some("total(amont, border)"), &[place, "`amont`", "did you mean `amount`?"]);
    refused("border", "hazard", Some("total(lag(amount), border)"), &[place, "same year", "`lag`"]);
    refused("border", "hazard", Some("total(1, border)"), &[place, "does not read `amount`"]);
    let past = "neighbours(lag(conflict), borders)";
    refused("country", "hazard", Some(past), &[place, "does not read `amount`"]);
    refused("country", "hazard", Some("amount * conflict"), &[place, "`conflict`", "write lag(conflict)"]);
}
