//! What conflict costs in the shipped world: the same futures with the hazard of conflict pressed down.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use forefend_estimate::Axis;
use forefend_panel::{Availability, Month, Panel, Year};
use forefend_runs::{Parts, simulate};
use forefend_simulate::{Amount, Deployment, Effect, Ensemble, Estimated, Model, Plan, Policy, WorldFiles};

const LAST: i16 = 2032;

/// Mean over draws of a world variable in the last year.
fn run(plan: &Plan, policy: &Policy, variables: &[&str]) -> Vec<f64> {
    let folder = tempfile::tempdir().unwrap();
    let ensemble = Ensemble { seed: 4, draws: 60, block: 20, deterministic: false };
    simulate(plan, &policy.compile(plan).unwrap(), ensemble, folder.path(), &|_| ()).unwrap();
    let parts = Parts::at(folder.path());
    let mean = |variable: &&str| {
        let draws = &parts.world(variable).unwrap()[&LAST];
        draws.iter().sum::<f64>() / draws.len() as f64
    };
    variables.iter().map(mean).collect()
}

#[test]
fn with_less_conflict_on_the_same_luck_people_are_richer_and_fewer_flee() {
    let world = WorldFiles::new("world", forefend_world::files());
    let panel = Panel::from_files(&world.folder("snapshot")).unwrap();
    let model = Model::load(&world).unwrap();
    let as_of = panel.as_of(Month::new(Year(2026), 11).unwrap(), Availability::Published);
    let Estimated { plan, .. } = Plan::estimated(&model, &as_of, Year(LAST)).unwrap();
    let everywhere = |amount: f64| vec![Amount::Schedule(vec![amount; plan.periods() * plan.units.len()])];
    let calm = Policy {
        deployments: vec![Deployment {
            measure: "calm".to_owned(),
            axis: Axis::UNITS,
            amount: everywhere(1.0),
            reference: everywhere(0.0),
        }],
        effects: vec![Effect {
            evidence: "calm".to_owned(),
            measure: "calm".to_owned(),
            lever: "conflict_hazard".to_owned(),
            mean: -3.0,
            standard_deviation: 1e-6,
            saturation: 10.0,
            through: None,
            discount: 0.0,
        }],
    };
    let variables =
        ["share_in_conflict", "world_deaths", "world_gdppc", "world_refugees", "world_internally_displaced"];
    let (as_it_is, calm) = (run(&plan, &Policy::default(), &variables), run(&plan, &calm, &variables));
    assert!(calm[0] < 0.5 * as_it_is[0], "{calm:?} {as_it_is:?}");
    assert!(calm[1] < 0.5 * as_it_is[1], "{calm:?} {as_it_is:?}");
    assert!(calm[2] > as_it_is[2], "{calm:?} {as_it_is:?}");
    assert!(calm[3] < as_it_is[3] && calm[4] < as_it_is[4], "{calm:?} {as_it_is:?}");
}
