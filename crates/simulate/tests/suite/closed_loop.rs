//! Portfolios that decide inside each draw: triggers, targeting, lags, limits, and what they promise.

use std::collections::BTreeMap;

use forefend_estimate::{Axis, Expression};
use forefend_panel::{CountryId, Panel, Year};
use forefend_runs::{Parts, simulate};
use forefend_simulate::{
    Amount, Budget, ClosedLoop, Deployment, Effect, Ensemble, Limited, Limits, PastRule, Plan, Policy,
    Trigger, deployed_column,
};

use crate::common::{STATES, as_of, panel, ready};

const DRAWS: u64 = 60;
const UNITS: usize = STATES as usize;

/// Conflict and deaths by (draw, year, country), and the total of measure `m` by year, then draw.
struct Found {
    conflict: BTreeMap<(u32, i16, u16), f64>,
    deaths: BTreeMap<(u32, i16, u16), f64>,
    deployed: BTreeMap<i16, Vec<f64>>,
}

impl Found {
    fn bits(&self) -> Vec<u64> {
        let values = self.conflict.values().chain(self.deaths.values());
        values.chain(self.deployed.values().flatten()).map(|value| value.to_bits()).collect()
    }

    fn conflict_years(&self, draw: u32) -> usize {
        self.conflict.iter().filter(|((d, ..), level)| *d == draw && **level > 0.0).count()
    }
}

fn run(plan: &Plan, policy: &Policy, block: u64, threads: usize) -> Found {
    let folder = tempfile::tempdir().unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let ensemble = Ensemble { seed: 5, draws: DRAWS, block, deterministic: false };
    pool.install(|| simulate(plan, &policy.compile(plan).unwrap(), ensemble, folder.path(), &|_| ()))
        .unwrap();
    let parts = Parts::at(folder.path());
    let mut found = Found { conflict: BTreeMap::new(), deaths: BTreeMap::new(), deployed: BTreeMap::new() };
    parts
        .countries(&["conflict", "deaths"], &mut |row| {
            found.conflict.insert((row.draw, row.year, row.country), row.values[0]);
            found.deaths.insert((row.draw, row.year, row.country), row.values[1]);
        })
        .unwrap();
    if policy.deployments.iter().any(|deployment| deployment.measure == "m") {
        found.deployed = parts.world(&deployed_column("m")).unwrap();
    }
    found
}

fn rule(text: &str) -> PastRule {
    PastRule { expression: Expression::parse(text).unwrap(), place: "portfolio.toml:7".to_owned() }
}

/// Country number u asks for 2^u, so that a total tells who is served.
fn asked(plan: &Plan) -> Vec<f64> {
    (0..plan.periods()).flat_map(|_| (0..UNITS).map(|unit| f64::from(1u32 << unit))).collect()
}

fn closed_loop(wanted: Vec<f64>) -> ClosedLoop {
    ClosedLoop { wanted, rule: None, trigger: None, priority: None, limits: None, lag: 0, ramp: 0 }
}

fn even(plan: &Plan, amount: f64) -> Vec<f64> {
    vec![amount; plan.periods() * UNITS]
}

fn effect(evidence: &str, measure: &str, mean: f64) -> Effect {
    Effect {
        evidence: evidence.to_owned(),
        measure: measure.to_owned(),
        lever: "hazard".to_owned(),
        mean,
        standard_deviation: 0.0,
        saturation: f64::INFINITY,
        through: None,
        discount: 0.0,
    }
}

fn policy(amount: Vec<Amount>, reference: Vec<Amount>, mean: f64) -> Policy {
    Policy {
        deployments: vec![Deployment { measure: "m".to_owned(), axis: Axis::UNITS, amount, reference }],
        effects: vec![effect("e", "m", mean)],
    }
}

fn one(closed: ClosedLoop) -> Amount {
    Amount::ClosedLoop(Box::new(closed))
}

fn limited(plan: &Plan, parts: Vec<Amount>, limits: Limits) -> Amount {
    let holds = vec![true; plan.periods()];
    Amount::Limited(Box::new(Limited { parts, limits, holds, place: "portfolio.toml:9".to_owned() }))
}

/// Standing missions, a surge when conflict breaks out, and aid after it, under shared limits.
fn everything(plan: &Plan) -> Vec<Amount> {
    let surge = ClosedLoop {
        trigger: Some(Trigger {
            start: rule("lag(conflict) > 0 & lag(conflict, 2) == 0"),
            duration: Some(3),
            stop: Some(rule("lag(mean(conflict, 2)) == 0")),
        }),
        priority: Some(rule("lag(deaths)")),
        limits: Some(Limits { most: Some(4), ..Limits::default() }),
        lag: 1,
        ramp: 2,
        ..closed_loop(even(plan, 3.7))
    };
    let aid = ClosedLoop {
        rule: Some(rule("lag(conflict) == 0 & neighbours(lag(conflict) > 0, borders) > 0")),
        priority: Some(rule("-lag(growth)")),
        lag: 2,
        ..closed_loop(even(plan, 1.3))
    };
    let budget = Some(Budget { yearly: 12.0, carry_over: true, unit_cost: 1.1 });
    let limits = Limits { capacity: Some(14.3), most_per_unit: Some(4.1), budget, ..Limits::default() };
    vec![limited(plan, vec![Amount::Schedule(even(plan, 0.1)), one(surge), one(aid)], limits)]
}

#[test]
fn a_closed_loop_gives_the_same_bits_for_any_block_and_any_number_of_threads() {
    let panel = panel(None);
    let plan = ready(&panel, 2000).plan;
    let policy = policy(everything(&plan), Vec::new(), -0.2);
    let expected = run(&plan, &policy, 1000, 1).bits();
    for (block, threads) in [(1, 2), (17, 7), (64, 1)] {
        assert!(
            run(&plan, &policy, block, threads).bits() == expected,
            "blocks of {block}, {threads} threads"
        );
    }
    assert!(run(&plan, &Policy::default(), 64, 1).conflict != run(&plan, &policy, 64, 1).conflict);
}

#[test]
fn a_closed_loop_that_the_reference_has_too_differs_by_exactly_nothing() {
    let panel = panel(None);
    let plan = ready(&panel, 2000).plan;
    let same = run(&plan, &policy(everything(&plan), everything(&plan), -0.2), 64, 2);
    let nothing = run(&plan, &Policy::default(), 64, 2);
    assert!(same.conflict == nothing.conflict && same.deaths == nothing.deaths);
    assert!(same.deployed.values().flatten().any(|amount| *amount > 0.0));
}

#[test]
fn the_order_of_actions_and_limits_changes_no_bit() {
    let panel = panel(None);
    let plan = ready(&panel, 2000).plan;
    let parts = |reverse: bool| {
        let mut parts = everything(&plan);
        let Amount::Limited(shared) = &mut parts[0] else { panic!("limits") };
        let more = [0.1, 0.7, 1.9].map(|amount| Amount::Schedule(even(&plan, amount)));
        shared.parts.extend(more.clone());
        parts.extend(more);
        for (place, text) in [("a.toml:3", "lag(conflict) == 2"), ("a.toml:9", "lag(conflict) == 1")] {
            let expression = Expression::parse(text).unwrap();
            let amount = vec![0.3 + text.len() as f64 / 7.0; plan.periods()];
            parts.push(Amount::Rule { rule: expression, amount, place: place.to_owned() });
        }
        if reverse {
            let Amount::Limited(shared) = &mut parts[0] else { panic!("limits") };
            shared.parts.reverse();
            parts.reverse();
        }
        parts
    };
    let expected = run(&plan, &policy(parts(false), Vec::new(), -0.2), 64, 2).bits();
    assert!(run(&plan, &policy(parts(true), Vec::new(), -0.2), 64, 2).bits() == expected);
}

#[test]
fn limits_that_never_bind_change_no_bit() {
    let panel = panel(None);
    let plan = ready(&panel, 2000).plan;
    let Amount::Limited(shared) = everything(&plan).remove(0) else { panic!("limits") };
    let free = run(&plan, &policy(shared.parts.clone(), Vec::new(), -0.2), 64, 2).bits();
    let budget = Some(Budget { yearly: 1e9, carry_over: false, unit_cost: 1.0 });
    let wide = Limits { capacity: Some(1e9), most_per_unit: Some(1e9), most: Some(99), budget, whole: true };
    let held = |limits| {
        run(&plan, &policy(vec![limited(&plan, shared.parts.clone(), limits)], Vec::new(), -0.2), 64, 2)
    };
    assert!(held(wide).bits() == free);
    assert!(held(shared.limits).bits() != free, "the limits of the fixture must bind");
}

#[test]
fn protection_on_warning_makes_no_future_worse() {
    let panel = panel(None);
    let plan = ready(&panel, 2000).plan;
    let nothing = run(&plan, &Policy::default(), 64, 2);
    let protected = run(&plan, &policy(everything(&plan), Vec::new(), -0.5), 64, 2);
    let years =
        |found: &Found| -> Vec<usize> { (0..DRAWS as u32).map(|d| found.conflict_years(d)).collect() };
    let (nothing, protected) = (years(&nothing), years(&protected));
    assert!(nothing.iter().zip(&protected).all(|(nothing, protected)| protected <= nothing));
    assert!(protected.iter().sum::<usize>() < nothing.iter().sum::<usize>());
}

/// The past as the rules see it: observed up to 2000, the draw's own after.
fn level(panel: &Panel, found: &Found, draw: u32, year: i16, country: u16) -> f64 {
    match found.conflict.get(&(draw, year, country)) {
        Some(level) => *level,
        None => as_of(panel, 2000).observed("level", CountryId(country), Year(year)).unwrap().unwrap(),
    }
}

#[test]
fn a_trigger_runs_its_term_stops_and_stands_after_its_lag() {
    let panel = panel(None);
    let plan = ready(&panel, 2000).plan;
    let stop = || Some(rule("lag(conflict) == 0 & lag(conflict, 2) == 0"));
    for (duration, stop, lag) in
        [(Some(3), None, 0), (Some(1), None, 2), (None, None, 1), (None, stop(), 0), (Some(4), stop(), 3)]
    {
        let start = rule("lag(conflict) > 0 & lag(conflict, 2) == 0");
        let closed = ClosedLoop {
            trigger: Some(Trigger { start, duration, stop: stop.clone() }),
            lag,
            ..closed_loop(asked(&plan))
        };
        let found = run(&plan, &policy(vec![one(closed)], Vec::new(), -1e-4), 25, 2);
        for draw in 0..DRAWS as u32 {
            let mut expected = BTreeMap::from_iter((2001..=2010).map(|year| (year, 0.0)));
            for country in 1..=STATES {
                let mut until = i16::MIN;
                for year in 2001..=2010 {
                    let [last, before] = [1, 2].map(|back| level(&panel, &found, draw, year - back, country));
                    if stop.is_some() && last == 0.0 && before == 0.0 {
                        until = i16::MIN;
                    } else if year > until && last > 0.0 && before == 0.0 {
                        until = duration.map_or(i16::MAX, |years| year + years as i16 - 1);
                    }
                    if year <= until
                        && let Some(slot) = expected.get_mut(&(year + lag as i16))
                    {
                        *slot += f64::from(1u32 << (country - 1));
                    }
                }
            }
            for (year, amounts) in &found.deployed {
                assert_eq!(amounts[draw as usize], expected[year], "draw {draw}, {year}, lag {lag}");
            }
        }
    }
}

#[test]
fn the_countries_that_need_it_most_are_served_first() {
    let panel = panel(None);
    let plan = ready(&panel, 2000).plan;
    let closed = ClosedLoop {
        rule: Some(rule("lag(conflict) > 0")),
        priority: Some(rule("lag(deaths)")),
        limits: Some(Limits { most: Some(2), ..Limits::default() }),
        lag: 1,
        ..closed_loop(asked(&plan))
    };
    let found = run(&plan, &policy(vec![one(closed)], Vec::new(), -1e-4), 25, 2);
    let mut binding = 0;
    for draw in 0..DRAWS as u32 {
        for year in 2003..=2010 {
            let mut ranked: Vec<(f64, u16)> = (1..=STATES)
                .map(|country| (found.deaths[&(draw, year - 2, country)], country))
                .filter(|(deaths, _)| *deaths > 0.0)
                .collect();
            ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            binding += usize::from(ranked.len() > 2);
            let expected: f64 =
                ranked.iter().take(2).map(|(_, country)| f64::from(1u32 << (country - 1))).sum();
            assert_eq!(found.deployed[&year][draw as usize], expected, "draw {draw}, {year}");
        }
    }
    assert!(binding > 100, "{binding}");
}

#[test]
fn capacity_and_a_budget_with_carry_over_hold_in_every_draw_and_year() {
    let panel = panel(None);
    let plan = ready(&panel, 2000).plan;
    let budget = Budget { yearly: 28.0, carry_over: true, unit_cost: 4.0 };
    let limits = Limits { capacity: Some(8.5), budget: Some(budget), ..Limits::default() };
    let closed = ClosedLoop { rule: Some(rule("lag(conflict) > 0")), ..closed_loop(even(&plan, 2.0)) };
    let policy = policy(vec![limited(&plan, vec![one(closed)], limits)], Vec::new(), -0.05);
    let found = run(&plan, &policy, 25, 2);
    let (mut at_capacity, mut out_of_money) = (0, 0);
    for draw in 0..DRAWS as u32 {
        let mut account = 0.0;
        for year in 2001..=2010 {
            let wanting = (1..=STATES).filter(|&c| level(&panel, &found, draw, year - 1, c) > 0.0).count();
            account += budget.yearly;
            let (wanted, affordable) = (2.0 * wanting as f64, account / budget.unit_cost);
            let expected = wanted.min(8.5).min(affordable);
            let amount = found.deployed[&year][draw as usize];
            assert!((amount - expected).abs() < 1e-9, "draw {draw}, {year}: {amount} not {expected}");
            at_capacity += usize::from(expected == 8.5);
            out_of_money += usize::from(expected == affordable);
            account -= budget.unit_cost * amount;
        }
    }
    assert!(at_capacity > 10 && out_of_money > 10, "{at_capacity} {out_of_money}");
}

#[test]
fn an_amount_builds_up_over_its_ramp_after_its_lag() {
    let panel = panel(None);
    let plan = ready(&panel, 2000).plan;
    let closed = ClosedLoop { lag: 2, ramp: 4, ..closed_loop(even(&plan, 1.0)) };
    let found = run(&plan, &policy(vec![one(closed)], Vec::new(), -0.05), 25, 2);
    let of_first_draw: Vec<f64> = found.deployed.values().map(|amounts| amounts[0]).collect();
    assert_eq!(of_first_draw, [0.0, 0.0, 3.0, 6.0, 9.0, 12.0, 12.0, 12.0, 12.0, 12.0]);
}

#[test]
fn rules_and_limits_that_cannot_be_meant_are_refused_with_their_place() {
    let panel = panel(None);
    let plan = ready(&panel, 2000).plan;
    let refused = |amount: Amount, wanted: &[&str]| {
        let error = policy(vec![amount], Vec::new(), -1.0).compile(&plan).unwrap_err().to_string();
        wanted.iter().for_each(|part| assert!(error.contains(part), "{error:?} does not say {part:?}"));
    };
    let triggered = |start: &str, stop: Option<&str>| {
        let trigger = Trigger { start: rule(start), duration: None, stop: stop.map(rule) };
        one(ClosedLoop { trigger: Some(trigger), ..closed_loop(even(&plan, 1.0)) })
    };
    let place = "portfolio.toml:7";
    refused(triggered("conflict > 0", None), &[place, "the trigger", "`conflict`", "lag(conflict)"]);
    refused(triggered("lag(conflict) > 0", Some("growth > 0")), &[place, "the stop rule", "lag(growth)"]);
    refused(triggered("lag(conflct) > 0", None), &[place, "`conflct`", "did you mean `conflict`?"]);
    let ranked = ClosedLoop { priority: Some(rule("deaths")), ..closed_loop(even(&plan, 1.0)) };
    refused(one(ranked), &[place, "the priority", "lag(deaths)"]);
    let negative = Limits { capacity: Some(-1.0), ..Limits::default() };
    refused(limited(&plan, Vec::new(), negative), &["portfolio.toml:9", "capacity is -1", "0 or more"]);
    let inner = limited(&plan, Vec::new(), Limits::default());
    refused(limited(&plan, vec![inner], Limits::default()), &["portfolio.toml:9", "put them into one"]);
}
