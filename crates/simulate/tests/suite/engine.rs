//! What the engine promises, shown on a synthetic world.

use std::path::Path;

use crate::common::{as_of, missions, panel, ready, world};
use forefend_estimate::{Axis, Expression};
use forefend_panel::Year;
use forefend_runs::{Parts, simulate};
use forefend_simulate::{Amount, Deployment, Ensemble, Fitted, History, Model, Plan, Policy};

/// All recorded values, sorted by (draw, year, country), as bits.
type Decoded = (Vec<(u32, i16, u16, [u64; 3])>, Vec<(i16, Vec<u64>)>);

fn run(plan: &Plan, policy: &Policy, seed: u64, block: u64, threads: usize) -> Decoded {
    let folder = tempfile::tempdir().unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let ensemble = Ensemble { seed, draws: 130, block, deterministic: false };
    pool.install(|| simulate(plan, &policy.compile(plan).unwrap(), ensemble, folder.path(), &|_| ()))
        .unwrap();
    decode(folder.path())
}

fn decode(folder: &Path) -> Decoded {
    let parts = Parts::at(folder);
    let mut rows = Vec::new();
    parts
        .countries(&["conflict", "deaths", "growth"], &mut |row| {
            let bits = [row.values[0].to_bits(), row.values[1].to_bits(), row.values[2].to_bits()];
            rows.push((row.draw, row.year, row.country, bits));
        })
        .unwrap();
    // Rows come block by block, and in a block by year: sorted, they must not tell the blocks.
    rows.sort_unstable();
    let share = parts.world("share").unwrap();
    (rows, share.into_iter().map(|(y, v)| (y, v.iter().map(|x| x.to_bits()).collect())).collect())
}

fn conflict_years(decoded: &Decoded) -> Vec<f64> {
    let mut totals = vec![0.0; 130];
    for (draw, _, _, bits) in &decoded.0 {
        totals[*draw as usize] += f64::from(u8::from(f64::from_bits(bits[0]) > 0.0));
    }
    totals
}

#[test]
fn the_same_values_for_any_number_of_threads_and_any_block_size() {
    let panel = panel(None);
    let ready = ready(&panel, 2000);
    let expected = run(&ready.plan, &Policy::default(), 1, 1000, 1);
    assert_eq!(expected.0.len(), 130 * 10 * 12);
    for threads in [1, 2, 7] {
        // 17, 33 and 64 leave a single draw, or two, for the last tile.
        for block in [1, 17, 33, 64, 1000] {
            let found = run(&ready.plan, &Policy::default(), 1, block, threads);
            assert!(found == expected, "{threads} threads, blocks of {block}");
        }
    }
    assert!(run(&ready.plan, &Policy::default(), 2, 64, 2) != expected, "the seed must matter");
}

#[test]
fn no_model_reads_a_value_later_than_as_of() {
    let decoded = |corrupt| {
        let panel = panel(corrupt);
        let ready = ready(&panel, 1990);
        assert_eq!(ready.plan.first, Year(1991));
        (run(&ready.plan, &Policy::default(), 1, 64, 2), ready.fitted)
    };
    let (honest, corrupted) = (decoded(None), decoded(Some(1990)));
    assert_eq!(honest.1, corrupted.1, "parameters");
    assert!(honest.0 == corrupted.0, "simulated values");
    let earlier = decoded(Some(1989));
    assert_ne!(honest.1, earlier.1, "the test must be able to fail");
}

#[test]
fn a_portfolio_that_changes_nothing_differs_by_exactly_nothing() {
    let panel = panel(None);
    let ready = ready(&panel, 2000);
    let nothing = run(&ready.plan, &Policy::default(), 5, 64, 2);
    let same = run(&ready.plan, &missions(&ready.plan, 2010), 5, 64, 2);
    assert!(nothing == same);
}

#[test]
fn withdrawing_missions_raises_the_hazard_in_every_future() {
    let panel = panel(None);
    let ready = ready(&panel, 2000);
    let kept = conflict_years(&run(&ready.plan, &missions(&ready.plan, 2010), 5, 64, 2));
    let withdrawn = conflict_years(&run(&ready.plan, &missions(&ready.plan, 2002), 5, 64, 2));
    assert!(withdrawn.iter().sum::<f64>() > kept.iter().sum::<f64>());
    // On the same luck and with a positive coefficient on past conflict no future may get better.
    assert!(kept.iter().zip(&withdrawn).all(|(kept, withdrawn)| withdrawn >= kept));
}

#[test]
fn the_order_of_measures_and_effects_changes_no_bit() {
    let panel = panel(None);
    let ready = ready(&panel, 2000);
    let mut policy = missions(&ready.plan, 2002);
    let rule = Expression::parse("lag(conflict) == 2").unwrap();
    policy.deployments.push(Deployment {
        measure: "aid".to_owned(),
        axis: Axis::UNITS,
        amount: vec![Amount::Rule { rule, amount: vec![1.3; 10], place: "test".into() }],
        reference: Vec::new(),
    });
    let mut third = policy.effects[0].clone();
    (third.evidence, third.measure, third.mean) = ("third".into(), "aid".into(), 0.1);
    policy.effects.push(third);
    let expected = run(&ready.plan, &policy, 5, 64, 2);
    policy.effects.reverse();
    policy.deployments.reverse();
    assert!(run(&ready.plan, &policy, 5, 64, 2) == expected);
    assert!(run(&ready.plan, &missions(&ready.plan, 2002), 5, 64, 2) != expected, "the rule must act");
}

#[test]
fn known_years_are_not_simulated_over() {
    // Two series end later than the anchor's launch: their observed values hold in every draw.
    let panel = panel(None);
    let model = Model::load(&world()).unwrap();
    let view = as_of(&panel, 2000);
    let mut history = History::build(&model, &view, Year(2010)).unwrap();
    let fitted = Fitted::estimate(&model, &history, &view).unwrap();
    history.launch = Year(1995);
    let plan = Plan::with(&model, &history, &fitted).unwrap();
    let decoded = run(&plan, &Policy::default(), 1, 64, 2);
    for (_, year, country, bits) in decoded.0.iter().filter(|row| row.1 <= 2000) {
        let unit = forefend_panel::CountryId(*country);
        let growth = view.observed("growth", unit, Year(*year)).unwrap().unwrap();
        assert_eq!(f64::from_bits(bits[2]), growth);
    }
}

#[test]
fn what_lies_before_history_is_missing_and_makes_no_rule_true() {
    let panel = panel(None);
    let ready = ready(&panel, 2000);
    let rule = |text: &str| Amount::Rule {
        rule: Expression::parse(text).unwrap(),
        amount: vec![3.0; 10],
        place: "test".into(),
    };
    let mut policy = missions(&ready.plan, 2010);
    policy.deployments[0].reference = policy.deployments[0].amount.clone();
    let expected = run(&ready.plan, &policy, 5, 64, 2);
    for text in ["lag(conflict, 100) == 0", "lag(conflict, 100) >= lag(growth)", "lag(people, 100) > 0"] {
        policy.deployments[0].amount.push(rule(text));
        assert!(run(&ready.plan, &policy, 5, 64, 2) == expected, "{text}");
    }
    policy.deployments[0].amount.push(rule("lag(conflict, 40) >= 0"));
    assert!(run(&ready.plan, &policy, 5, 64, 2) != expected, "forty years back there is history");
}

#[test]
fn outcomes_stay_inside_their_bounds() {
    let panel = panel(None);
    let ready = ready(&panel, 2000);
    for (_, _, _, bits) in run(&ready.plan, &missions(&ready.plan, 2002), 9, 64, 2).0 {
        let [conflict, deaths, growth] = bits.map(f64::from_bits);
        assert!([0.0, 1.0, 2.0].contains(&conflict));
        assert_eq!(conflict > 0.0, deaths > 0.0);
        assert!(deaths == 0.0 || (libm::exp(3.0) - 1e-9..=libm::exp(9.0) + 1e-9).contains(&deaths));
        assert!((-0.5..=0.5).contains(&growth));
    }
}

/// The fixture's hazards are 0.15 in peace and 0.65 in conflict; the stationary share is 0.3.
#[test]
fn the_simulated_share_in_conflict_is_that_of_the_process_that_made_the_data() {
    let panel = panel(None);
    let ready = ready(&panel, 2000);
    let decoded = run(&ready.plan, &Policy::default(), 11, 64, 2);
    let share = conflict_years(&decoded).iter().sum::<f64>() / (130.0 * 10.0 * 12.0);
    assert!((share - 0.3).abs() < 0.06, "{share}");
    assert_eq!(ready.model.variables.len(), 6);
}
