//! Levers of scale `delay`: events and values that arrive later, and paths that are brought forward.

use std::collections::BTreeMap;

use forefend_estimate::{Axis, Expression};
use forefend_panel::{CountryId, Indicator, Kind, Month, Panel, Year};
use forefend_runs::{Parts, Shard, simulate_shard};
use forefend_simulate::{
    Amount, ClosedLoop, Deployment, Effect, Ensemble, Model, PastRule, Plan, Policy, Trigger, WorldFiles,
};
use proptest::prelude::*;

use crate::common::{DRIVER, SIMULATION, STATES, THREAT, as_of, panel, panel_builder, world_with};

const DRAWS: u64 = 24;

/// An identity that reads its own past, a path, and what is read of them by others.
pub const PROGRAMME: &str = r#"
id = "programme"
title = "Programme"
status = "modelled"
why = "synthetic"
[[variable]]
name = "progress"
title = "Progress"
unit = "steps"
kind = "identity"
initial = 0.0
expression = "lag(progress) + 1 + if(growth > 0, growth, 0)"
[[variable.lever]]
name = "programme_delay"
title = "Years that the programme comes later"
scale = "delay"
bounds = [0, 5]
[[variable]]
name = "read_by_others"
title = "Progress as others see it"
unit = "steps"
kind = "identity"
expression = "progress"
[[variable]]
name = "crowd"
title = "People, a published projection"
unit = "persons"
kind = "path"
indicator = "forecast"
[[variable.lever]]
name = "crowd_delay"
title = "Years that people come later"
scale = "delay"
bounds = [-3, 4]
"#;

const EVENT_LEVER: &str = "bounds = [-5, 5]
[[variable.lever]]
name = \"event_delay\"
title = \"Years that events come later\"
scale = \"delay\"
bounds = [0, 4]
";

/// The synthetic world; conflict reads nothing that reads conflict, so that its undelayed future is the same always.
pub fn world(programme: &str, event_keys: &str) -> WorldFiles {
    let simulation =
        SIMULATION.replace("\"growth\"]", "\"growth\", \"progress\", \"read_by_others\", \"crowd\"]");
    let threat = THREAT
        .replace("bounds = [-5, 5]\n", &format!("{EVENT_LEVER}{event_keys}"))
        .replace(" + log(people) + lag(growth)\"\nsample", " + log(people)\"\nsample");
    world_with(&simulation, DRIVER, &threat).with("drivers/programme.toml", programme.as_bytes())
}

/// The panel of the suite with a projection to 2012, published before the run, that bends every year.
fn panel_with_a_projection() -> Panel {
    let mut builder = panel_builder(None);
    let vintage = Month::new(Year(1999), 6).unwrap();
    builder
        .add_indicator(Indicator { kind: Kind::Path { vintage }, ..Indicator::synthetic("forecast") })
        .unwrap();
    for (unit, year) in (1..=STATES).flat_map(|unit| (1960..=2012).map(move |year| (unit, year))) {
        let since = f64::from(year - 1960);
        builder.set("forecast", CountryId(unit), Year(year), f64::from(unit) + since * since).unwrap();
    }
    builder.build().unwrap()
}

pub fn plan_of(world: &WorldFiles) -> Result<Plan, String> {
    let panel = panel_with_a_projection();
    let view = as_of(&panel, 2000);
    let model = Model::load(world).map_err(|error| error.to_string())?;
    Ok(Plan::estimated(&model, &view, Year(2010)).unwrap().plan)
}

fn plan() -> Plan {
    plan_of(&world(PROGRAMME, "meanwhile = 0\n")).unwrap()
}

/// One unit everywhere in the years given, each with one certain effect on `lever`.
fn delays(plan: &Plan, lever: &str, parts: &[(f64, std::ops::RangeInclusive<i16>)]) -> Policy {
    let schedule = |years: &std::ops::RangeInclusive<i16>| {
        let amount = |year: Year| if years.contains(&year.0) { 1.0 } else { 0.0 };
        let rows = Year::range(plan.first, plan.horizon).flat_map(|y| vec![amount(y); plan.units.len()]);
        vec![Amount::Schedule(rows.collect())]
    };
    let deployment = |(index, (_, years)): (usize, &(f64, std::ops::RangeInclusive<i16>))| Deployment {
        measure: format!("m{index}"),
        axis: Axis::UNITS,
        amount: schedule(years),
        reference: Vec::new(),
    };
    let effect = |(index, (years, _)): (usize, &(f64, std::ops::RangeInclusive<i16>))| Effect {
        evidence: format!("e{index}"),
        measure: format!("m{index}"),
        lever: lever.to_owned(),
        mean: *years,
        standard_deviation: 0.0,
        saturation: f64::INFINITY,
        through: None,
        discount: 0.0,
    };
    Policy {
        deployments: parts.iter().enumerate().map(deployment).collect(),
        effects: parts.iter().enumerate().map(effect).collect(),
    }
}

/// Values by (draw, country, year) of one variable.
type Values = BTreeMap<(u32, u16, i16), f64>;

fn run_as(
    plan: &Plan,
    policy: &Policy,
    ensemble: Ensemble,
    shards: u64,
    threads: usize,
) -> BTreeMap<&'static str, Values> {
    let folder = tempfile::tempdir().unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    for number in 1..=shards {
        let shard: Shard = format!("{number}/{shards}").parse().unwrap();
        pool.install(|| {
            simulate_shard(plan, &policy.compile(plan).unwrap(), ensemble, shard, folder.path(), &|_| ())
        })
        .unwrap();
    }
    let names = ["conflict", "progress", "read_by_others", "crowd", "growth"];
    let mut found: BTreeMap<&str, Values> = names.iter().map(|name| (*name, Values::new())).collect();
    Parts::at(folder.path())
        .countries(&names, &mut |row| {
            for (name, value) in names.iter().zip(row.values) {
                found.get_mut(name).unwrap().insert((row.draw, row.country, row.year), *value);
            }
        })
        .unwrap();
    found
}

fn run(plan: &Plan, policy: &Policy) -> BTreeMap<&'static str, Values> {
    let ensemble = Ensemble { seed: 2, draws: DRAWS, block: 7, deterministic: false };
    run_as(plan, policy, ensemble, 1, 2)
}

/// The value in a year that may lie between two simulated ones.
fn at(values: &Values, (draw, country): (u32, u16), year: f64) -> f64 {
    let value = |year: f64| values[&(draw, country, year as i16)];
    let part = year - year.floor();
    if part == 0.0 {
        value(year)
    } else {
        (1.0 - part) * value(year.floor()) + part * value(year.floor() + 1.0)
    }
}

#[test]
fn no_delay_is_exactly_nothing_and_a_lever_that_nothing_moves_is_not_noticed() {
    let plan = plan();
    let nothing = run(&plan, &Policy::default());
    for lever in ["programme_delay", "event_delay", "crowd_delay"] {
        assert!(run(&plan, &delays(&plan, lever, &[(0.0, 2001..=2010)])) == nothing, "{lever}");
        let mut same = delays(&plan, lever, &[(2.0, 2001..=2010)]);
        same.deployments[0].reference = same.deployments[0].amount.clone();
        assert!(run(&plan, &same) == nothing, "{lever}");
        assert!(run(&plan, &delays(&plan, lever, &[(2.0, 2001..=2010)])) != nothing, "{lever}");
    }
    let cut = |text: &str, from: &str, to: &str| {
        let (start, end) = (text.find(from).unwrap(), text.find(to).unwrap());
        format!("{}{}", &text[..start], &text[end..])
    };
    let without = cut(PROGRAMME, "[[variable.lever]]", "[[variable]]\nname = \"read");
    let without = plan_of(&world(&without, "meanwhile = 0\n")).unwrap();
    assert!(run(&without, &Policy::default()) == nothing);
}

#[test]
fn a_value_arrives_years_later_and_what_is_lost_is_not_made_up_for() {
    let plan = plan();
    let before = &run(&plan, &Policy::default())["progress"];
    for (delay, years, lost) in [
        (2.0, 2003..=2010, [0.0, 0.0, 1.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0]),
        (1.5, 2002..=2010, [0.0, 1.0, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5]),
        (2.0, 2004..=2004, [0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]),
        (9.0, 2004..=2010, [0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 5.0, 5.0]),
    ] {
        let after = run(&plan, &delays(&plan, "programme_delay", &[(delay, years)]));
        for (&(draw, country, year), value) in &after["progress"] {
            let lost: f64 = lost[(year - 2001) as usize];
            let expected = at(before, (draw, country), f64::from(year) - lost);
            assert!((value - expected).abs() < 1e-12, "{draw} {country} {year}: {value} not {expected}");
        }
        assert!(after["read_by_others"] == after["progress"]);
        assert!(after["growth"] == run(&plan, &Policy::default())["growth"], "nothing else moves");
    }
}

#[test]
fn a_delay_in_the_first_year_holds_the_last_observed_value() {
    let plan = plan();
    let before = &run(&plan, &Policy::default())["conflict"];
    let held = plan_of(&world(PROGRAMME, "")).unwrap();
    let policy = delays(&held, "event_delay", &[(1.0, 2001..=2010)]);
    let after = &run(&held, &policy)["conflict"];
    let panel = panel(None);
    let observed = |country: u16| {
        as_of(&panel, 2000).observed("level", CountryId(country), Year(2000)).unwrap().unwrap()
    };
    for (&(draw, country, year), level) in after {
        let expected = if year == 2001 { observed(country) } else { before[&(draw, country, year - 1)] };
        assert_eq!(*level, expected, "{draw} {country} {year}");
    }
}

#[test]
fn every_event_arrives_once_and_later_by_whole_years() {
    let plan = plan();
    let before = &run(&plan, &Policy::default())["conflict"];
    let (mut delayed, mut rows) = (0, 0);
    for (&(draw, country, year), level) in
        &run(&plan, &delays(&plan, "event_delay", &[(1.4, 2003..=2010)]))["conflict"]
    {
        // By the same luck in all years: a unit of a draw has a delay of one year or of two.
        let undelayed = |back: i16| before[&(draw, country, year - back)];
        match year {
            ..=2002 => assert_eq!(*level, undelayed(0)),
            2003 => assert_eq!(*level, 0.0),
            2004 => {}
            _ => assert!([undelayed(1), undelayed(2)].contains(level)),
        }
        if year >= 2005 && undelayed(1) != undelayed(2) {
            rows += 1;
            delayed += usize::from(*level == undelayed(2));
        }
    }
    let share = f64::from(delayed as u32) / f64::from(rows as u32);
    assert!(rows > 300 && (share - 0.4).abs() < 0.1, "{share} of {rows}");
}

#[test]
fn in_the_deterministic_mode_a_delay_is_its_nearest_whole_number() {
    let plan = plan();
    let ensemble = Ensemble { seed: 2, draws: 2, block: 2, deterministic: true };
    let of =
        |delay: f64| run_as(&plan, &delays(&plan, "event_delay", &[(delay, 2001..=2010)]), ensemble, 1, 1);
    assert!(of(1.4) == of(1.0) && of(1.6) == of(2.0) && of(1.0) != of(2.0));
}

#[test]
fn a_path_is_known_beforehand_and_can_be_brought_forward() {
    let plan = plan();
    let before = &run(&plan, &Policy::default())["crowd"];
    let both = [0.0, 2.0]
        .map(|delay| (delay, delays(&plan, "crowd_delay", &[(-1.5, 2002..=2003), (delay, 2006..=2010)])));
    let after = both.iter().flat_map(|(delay, policy)| {
        run(&plan, policy).remove("crowd").unwrap().into_iter().map(|value| (*delay, value))
    });
    for (delay, ((draw, country, year), value)) in after {
        let moved = match year {
            2001 => 0.0,
            2002..=2005 => 1.5,
            2006 if delay > 0.0 => 0.5,
            _ => 1.5 - delay,
        };
        let past_horizon = |year: i16| f64::from(country) + f64::from(year - 1960).powi(2);
        let date = f64::from(year) + moved;
        let expected = match date {
            date if date <= 2010.0 => at(before, (draw, country), date),
            date => 0.5 * (past_horizon(date as i16) + past_horizon(date as i16 + 1)),
        };
        assert!((value - expected).abs() < 1e-9 * expected, "{year}: {value} not {expected}");
    }
}

#[test]
fn delays_add_up_within_bounds_and_in_any_order() {
    let plan = plan();
    let of = |parts: &[f64]| {
        let parts: Vec<_> = parts.iter().map(|years| (*years, 2002..=2010)).collect();
        delays(&plan, "programme_delay", &parts)
    };
    assert!(run(&plan, &of(&[0.5, 1.25])) == run(&plan, &of(&[1.75])));
    assert!(run(&plan, &of(&[3.0, 4.0])) == run(&plan, &of(&[5.0])));
    assert!(run(&plan, &of(&[-1.0])) == run(&plan, &Policy::default()), "an identity cannot come early");
    let mut policy = of(&[0.3, 1.1, 0.7, -0.2]);
    let expected = run(&plan, &policy);
    policy.effects.rotate_left(1);
    policy.deployments.reverse();
    assert!(run(&plan, &policy) == expected);
}

/// Sanctions that a future's own conflict triggers, on all three levers.
fn closed_loop(plan: &Plan) -> Policy {
    let rule = |text: &str| PastRule {
        expression: Expression::parse(text).unwrap(),
        place: "portfolio.toml:7".to_owned(),
    };
    let trigger =
        Trigger { start: rule("lag(conflict) > 0 & lag(progress) > 3"), duration: Some(3), stop: None };
    let mut policy = delays(plan, "programme_delay", &[(1.7, 2001..=2010)]);
    policy.deployments[0].amount = vec![Amount::ClosedLoop(Box::new(ClosedLoop {
        wanted: vec![1.0; plan.periods() * plan.units.len()],
        rule: None,
        trigger: Some(trigger),
        priority: None,
        limits: None,
        lag: 0,
        ramp: 0,
    }))];
    for lever in ["event_delay", "crowd_delay"] {
        let effect = Effect { lever: lever.to_owned(), standard_deviation: 0.4, ..policy.effects[0].clone() };
        policy.effects.push(effect);
    }
    policy
}

#[test]
fn delays_give_the_same_bits_for_any_threads_blocks_and_shards() {
    let plan = plan();
    let policy = closed_loop(&plan);
    let of = |block: u64, shards: u64, threads: usize| {
        let ensemble = Ensemble { seed: 4, draws: 41, block, deterministic: false };
        run_as(&plan, &policy, ensemble, shards, threads)
    };
    let expected = of(1000, 1, 1);
    for (block, shards, threads) in [(1, 1, 2), (17, 2, 7), (8, 5, 2)] {
        assert!(of(block, shards, threads) == expected, "block {block}, {shards} shards, {threads} threads");
    }
    let ensemble = Ensemble { seed: 4, draws: 41, block: 64, deterministic: false };
    assert!(run_as(&plan, &Policy::default(), ensemble, 1, 1) != expected);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn more_delay_makes_nothing_earlier(
        first in 0.0..3.0f64, second in 0.0..3.0f64, more in 0.0..2.0f64,
        start in 2001..2009i16, end in 2003..2010i16,
    ) {
        let plan = plan();
        let of = |more: f64| {
            let parts = [(first + more, start..=2010), (second, 2001..=end)];
            [run(&plan, &delays(&plan, "programme_delay", &parts)), run(&plan, &delays(&plan, "event_delay", &parts))]
        };
        let ([less, less_event], [later, later_event]) = (of(0.0), of(more));
        // Progress only rises, so later means lower; the first conflict comes no earlier.
        prop_assert!(less["progress"].iter().zip(&later["progress"]).all(|((_, less), (_, later))| later <= less));
        let first_event = |values: &Values| {
            let mut first: BTreeMap<(u32, u16), i16> = BTreeMap::new();
            for ((draw, country, year), level) in values {
                if *level > 0.0 {
                    first.entry((*draw, *country)).or_insert(*year);
                }
            }
            first
        };
        let (less, later) = (first_event(&less_event["conflict"]), first_event(&later_event["conflict"]));
        prop_assert!(later.iter().all(|(unit, year)| less.get(unit).is_some_and(|less| less <= year)));
    }
}
