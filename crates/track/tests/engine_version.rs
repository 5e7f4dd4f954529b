//! Whoever changes a value must raise the version of the engine: the digests here are of what the engine gives under it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Mutex;

use forefend_fixtures::{chain, every_kind};
use forefend_panel::{ValueDigest, Year, digest};
use forefend_simulate::memory::{Recorded, simulate_in_memory};
use forefend_simulate::{CompiledPolicy, ENGINE, Ensemble};
use forefend_track::{Targets, TrackRecord, TrackSettings, rolling_origins};
use serde_json::Value;

/// The version that the digests below belong to.
const OF_VERSION: u32 = 1;
/// Parameters fitted on the world with every kind of equation and error.
const PARAMETERS: &str = "4cf6e2bb1feb4ab8ad5b09737772634520786480f840a824b6a5fadb897d761b";
/// Values of a few futures of that world.
const VALUES: &str = "55a41257c28682bcda4618e60a16cba7fd70dcaf6ff690a470b8af750af55679";
/// Scores of events, shares and amounts of a world of forty states.
const SCORES: &str = "a758613f906352c7d0244d2a33036218324fd6fb6534619af57b40211030fdce";

#[test]
fn who_changes_a_value_raises_the_version_of_the_engine() {
    let found = [parameters(), values(), scores()];
    let kept = [PARAMETERS, VALUES, SCORES];
    let changed: Vec<&str> = ["parameters", "values", "scores"]
        .into_iter()
        .zip(found.iter().zip(kept))
        .filter(|(_, (found, kept))| found != kept)
        .map(|(what, _)| what)
        .collect();
    let now = format!("the digests are now {found:?}");
    assert!(
        changed.is_empty() || ENGINE != OF_VERSION,
        "{} of a fixed world are no longer those of engine {ENGINE}. Undo what changed them; or, if that was meant, raise \
         ENGINE (crates/simulate/src/engine.rs), put the digests here, and write the score book anew with `cargo run \
         --release -- backtest --world world --write-scorebook`. {now}",
        changed.join(" and ")
    );
    assert_eq!(ENGINE, OF_VERSION, "put the digests of engine {ENGINE} here, and its number; {now}");
}

fn parameters() -> String {
    of_numbers(&serde_json::to_value(&every_kind::ready().fitted).unwrap())
}

fn values() -> String {
    let kept = Mutex::new(Vec::new());
    let keep = |first: u64, recorded: &Recorded| {
        let mut digest = ValueDigest::default();
        recorded.columns().for_each(|(_, _, values)| digest.numbers(values));
        kept.lock().unwrap().push((first, digest.finish()));
        Ok(())
    };
    let ensemble = Ensemble { seed: 5, draws: 6, block: 3, deterministic: false };
    simulate_in_memory(&every_kind::ready().plan, &CompiledPolicy::default(), ensemble, &keep).unwrap();
    let mut blocks = kept.into_inner().unwrap();
    blocks.sort();
    assert_eq!(blocks.len(), 2);
    digest(format!("{blocks:?}").as_bytes())
}

fn scores() -> String {
    let panel = chain::panel_with_deaths(0.06, 0.8);
    let frame = chain::FRAME.replace("[\"conflict\"]", "[\"conflict\", \"deaths\"]");
    let model = chain::model_with(&frame, chain::DEATHS);
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
