//! Whoever changes a value must raise the version of the engine: the digests here are of what the engine gives under it. Where
//! nothing but the fixed worlds changed (a variable added to them), which the digest of inputs tells, new digests are put in and
//! the version stays.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Mutex;

use forefend_fixtures::small::{self, Ready};
use forefend_fixtures::{chain, every_kind};
use forefend_panel::{Panel, ValueDigest, Year, digest};
use forefend_simulate::memory::{Recorded, simulate_in_memory};
use forefend_simulate::{
    CompiledPolicy, ENGINE, Effect, Ensemble, Estimated, Model, Plan, Policy, WorldFiles,
};
use forefend_track::{Targets, TrackRecord, TrackSettings, rolling_origins};
use serde_json::Value;

/// The version that the digests below belong to.
const OF_VERSION: u32 = 3;
/// Files of the fixed worlds, and their panels.
const INPUTS: &str = "31703550dc287b535bfdb47b454891ee0c41dbb784acc569a0e04eae68974fac";
/// Parameters fitted on the world with every kind of equation and error.
const PARAMETERS: &str = "cc585e4caaac7a9fde2df3b206efa3a7a02094400e0daa4207f743c4d347050e";
/// Values of a few futures of that world.
const VALUES: &str = "01ac2e29e57bec425255e9c1dab5cf6d69f9723073fcce5a1803fa743d0fe69a";
/// Values of the same futures under a policy that moves a chance, a number and a delay.
const UNDER_POLICY: &str = "cce02473d83368fab349bf2b15f53b8cab577f47006ff267cc0d9f86fafdd34e";
/// Scores of events, shares and amounts of a world of forty states.
const SCORES: &str = "53e2fe49a9324ed4f471f8261747c0846fc66c898888ffa688b53d47ebfb3d2b";

#[test]
fn who_changes_a_value_raises_the_version_of_the_engine() {
    let ready = with_a_delay();
    let policy = policy(&ready.plan).compile(&ready.plan).unwrap();
    let found = [inputs(), parameters(), values(&every_kind::ready().plan, &CompiledPolicy::default())]
        .into_iter()
        .chain([values(&ready.plan, &policy), scores()])
        .collect::<Vec<_>>();
    let kept = [INPUTS, PARAMETERS, VALUES, UNDER_POLICY, SCORES];
    let changed: Vec<&str> = ["inputs", "parameters", "values", "values under a policy", "scores"]
        .into_iter()
        .zip(found.iter().zip(kept))
        .filter(|(_, (found, kept))| found != kept)
        .map(|(what, _)| what)
        .collect();
    let now = format!("the digests are now {found:#?}");
    let which = changed.join(", ");
    if changed.first() == Some(&"inputs") {
        panic!(
            "The fixed worlds are others (changed: {which}), so their digests say nothing of the engine. Put the new ones here \
             and leave ENGINE as it is, in a commit that changes nothing of the engine. {now}"
        );
    }
    assert!(
        changed.is_empty() || ENGINE != OF_VERSION,
        "{which} of a fixed world are no longer those of engine {ENGINE}, and its inputs are the same. Undo what changed them; \
         or, if that was meant, raise ENGINE (crates/simulate/src/engine.rs), put the digests here, and write the score book \
         anew with `cargo run --release -- backtest --world world --write-scorebook`. {now}"
    );
    assert_eq!(ENGINE, OF_VERSION, "put the digests of engine {ENGINE} here, and its number; {now}");
}

/// A policy that moves nothing would guard nothing.
#[test]
fn each_lever_of_the_guarded_policy_moves_values() {
    let ready = with_a_delay();
    let rest = values(&ready.plan, &CompiledPolicy::default());
    for (at, lever) in LEVERS.iter().enumerate() {
        let mut policy = policy(&ready.plan);
        policy.effects = vec![policy.effects.swap_remove(at)];
        assert_ne!(values(&ready.plan, &policy.compile(&ready.plan).unwrap()), rest, "{lever:?}");
    }
}

/// Levers with the mean effect of a unit deployed.
const LEVERS: [(&str, f64); 3] = [("hazard", -0.07), ("trade", 0.02), ("trade_delay", 0.3)];

/// The world with every kind of variable, and a lever that delays one.
fn delaying() -> WorldFiles {
    let world = every_kind::files();
    let text = world.text("drivers/more.toml").unwrap();
    let lever =
        "[[variable.lever]]\nname = \"trade_delay\"\ntitle = \"Years\"\nscale = \"delay\"\nbounds = [0, 5]\n";
    let trade = "[[variable.lever]]\nname = \"trade\"";
    assert!(text.contains(trade));
    let text = text.replace(trade, &format!("{lever}{trade}"));
    world.clone().with("drivers/more.toml", text.as_bytes())
}

fn with_a_delay() -> Ready {
    let panel = every_kind::panel();
    let model = Model::load(&delaying()).unwrap();
    let Estimated { fitted, plan, .. } =
        Plan::estimated(&model, &small::as_of(&panel, small::LAST), Year(2010)).unwrap();
    Ready { model, fitted, plan }
}

/// Missions in every state for three years, against none.
fn policy(plan: &Plan) -> Policy {
    let mut policy = small::missions(plan, plan.first.0 + 2);
    policy.deployments.iter_mut().for_each(|deployment| deployment.reference.clear());
    let like = policy.effects[0].clone();
    let effect = |(lever, mean): (&str, f64)| Effect {
        evidence: lever.to_owned(),
        lever: lever.to_owned(),
        mean,
        standard_deviation: 0.1 * mean.abs(),
        ..like.clone()
    };
    policy.effects = LEVERS.map(effect).to_vec();
    policy
}

/// The world of forty states whose scores are guarded.
fn chained() -> (WorldFiles, Panel) {
    let frame = chain::FRAME.replace("[\"conflict\"]", "[\"conflict\", \"deaths\"]");
    (chain::files(&frame, chain::DEATHS), chain::panel_with_deaths(0.06, 0.8))
}

fn inputs() -> String {
    let (world, panel) = chained();
    let parts = [delaying().digest(), every_kind::panel().digest(), world.digest(), panel.digest()];
    digest(parts.join(" ").as_bytes())
}

fn parameters() -> String {
    of_numbers(&serde_json::to_value(&every_kind::ready().fitted).unwrap())
}

fn values(plan: &Plan, policy: &CompiledPolicy) -> String {
    let kept = Mutex::new(Vec::new());
    let keep = |first: u64, recorded: &Recorded| {
        let mut digest = ValueDigest::default();
        recorded.columns().for_each(|(_, _, values)| digest.numbers(values));
        kept.lock().unwrap().push((first, digest.finish()));
        Ok(())
    };
    let ensemble = Ensemble { seed: 5, draws: 6, block: 3, deterministic: false };
    simulate_in_memory(plan, policy, ensemble, &keep).unwrap();
    let mut blocks = kept.into_inner().unwrap();
    blocks.sort();
    assert_eq!(blocks.len(), 2);
    digest(format!("{blocks:?}").as_bytes())
}

fn scores() -> String {
    let (world, panel) = chained();
    let model = Model::load(&world).unwrap();
    let targets = Targets::of(&model, &panel).unwrap();
    let settings =
        TrackSettings { origins: vec![Year(1995), Year(2003)], draws: 40, ..TrackSettings::default() };
    let record = rolling_origins(&model, &panel, &targets, &settings, &|_, _| ()).unwrap();
    let TrackRecord { skill, world_shares, world_amounts, .. } = &record;
    assert!(skill.len() > 3 && !world_shares.is_empty() && !world_amounts.is_empty());
    of_numbers(&serde_json::to_value(&record).unwrap())
}

/// Digest of the numbers in `value`, in their order: how they are called is no value.
fn of_numbers(value: &Value) -> String {
    fn collect(value: &Value, numbers: &mut Vec<f64>) {
        match value {
            Value::Number(number) => numbers.push(number.as_f64().unwrap()),
            Value::Array(list) => list.iter().for_each(|one| collect(one, numbers)),
            Value::Object(fields) => fields.values().for_each(|one| collect(one, numbers)),
            Value::Null | Value::Bool(_) | Value::String(_) => {}
        }
    }
    let mut numbers = Vec::new();
    collect(value, &mut numbers);
    assert!(numbers.len() > 100, "{}", numbers.len());
    let mut digest = ValueDigest::default();
    digest.numbers(&numbers);
    digest.finish()
}
