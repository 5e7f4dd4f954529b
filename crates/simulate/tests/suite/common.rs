//! The small synthetic world, for the tests of the suite.

pub use forefend_fixtures::small::*;

use std::collections::BTreeMap;
use std::sync::Mutex;

use forefend_estimate::Axis;
use forefend_simulate::memory::{Recorded, simulate_in_memory};
use forefend_simulate::{Amount, Deployment, Effect, Ensemble, Plan, Policy};

/// What runs recorded, by name, each in order of draw, year and unit.
pub type Columns = BTreeMap<&'static str, Vec<f64>>;

/// Runs `draws` draws in blocks of `block`, and keeps the columns, each of an axis.
pub fn recorded(
    plan: &Plan,
    policy: &Policy,
    (seed, draws, block): (u64, u64, u64),
    columns: &[(&'static str, &'static str)],
) -> Columns {
    let blocks: Mutex<BTreeMap<u64, Columns>> = Mutex::default();
    let ensemble = Ensemble { seed, draws, block, deterministic: false };
    let keep = |first: u64, recorded: &Recorded| {
        let column =
            |&(axis, name): &(&str, &'static str)| (name, recorded.column(axis, name).unwrap().to_vec());
        blocks.lock().unwrap().insert(first, columns.iter().map(column).collect());
        Ok(())
    };
    simulate_in_memory(plan, &policy.compile(plan).unwrap(), ensemble, &keep).unwrap();
    let mut all = Columns::new();
    for (name, values) in blocks.into_inner().unwrap().into_values().flatten() {
        all.entry(name).or_default().extend(values);
    }
    all
}

/// A measure that shifts one lever by `shift` in every year and unit of an axis, and is nowhere in the reference.
pub fn shifted(lever: &str, (axis, units): (Axis, usize), years: usize, shift: f64) -> Policy {
    let effect = Effect {
        evidence: "none".to_owned(),
        measure: "measure".to_owned(),
        lever: lever.to_owned(),
        mean: shift,
        standard_deviation: 0.0,
        saturation: 1.0,
        through: None,
        discount: 0.0,
    };
    let deployment = Deployment {
        measure: "measure".to_owned(),
        axis,
        amount: vec![Amount::Schedule(vec![1.0; years * units])],
        reference: vec![Amount::Schedule(vec![0.0; years * units])],
    };
    Policy { deployments: vec![deployment], effects: vec![effect] }
}
