//! Policies simulated together: the same bits as each by itself.

use forefend_estimate::Axis;
use forefend_simulate::luck::Chance;
use forefend_simulate::memory::{
    Branch, Followed, Follower, KeptBranch, Recorded, simulate_block, simulate_branches,
};
use forefend_simulate::{Amount, CompiledPolicy, Plan, Policy};

use crate::common::{missions, panel, ready, shifted};
use crate::every_kind;

/// Every recorded value of a block by axis and name, as bits.
fn bits(recorded: &Recorded) -> Vec<(String, String, Vec<u64>)> {
    let of = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect();
    recorded.columns().map(|(axis, name, values)| (axis.to_owned(), name.to_owned(), of(values))).collect()
}

/// Nothing done, then each lever of the plan moved by itself, a little and a lot: from the first year on, in the last only, and now and then
/// in two units, so that steps are computed of some units alone.
fn policies(plan: &Plan) -> Vec<CompiledPolicy> {
    let mut all = vec![CompiledPolicy::default()];
    for (axis, lever) in plan.levers() {
        let units = plan.axes.units(axis).ids.len();
        for share in [0.01, 1.0] {
            let policy = shifted(lever.name.as_ref(), (axis, units), plan.periods(), share * lever.bounds[1]);
            all.push(policy.compile(plan).unwrap());
            let mut late = policy.clone();
            let Amount::Schedule(amounts) = &mut late.deployments[0].amount[0] else { panic!() };
            amounts[..(plan.periods() - 1) * units].fill(0.0);
            all.push(late.compile(plan).unwrap());
            all.push(in_two_units(policy, units).compile(plan).unwrap());
        }
    }
    all
}

/// The same policy in the second and third unit alone, every other year.
pub fn in_two_units(mut policy: Policy, units: usize) -> Policy {
    for deployment in &mut policy.deployments {
        for amount in &mut deployment.amount {
            let Amount::Schedule(amounts) = amount else { panic!() };
            for (at, amount) in amounts.iter_mut().enumerate() {
                let (year, unit) = (at / units, at % units);
                *amount = if year % 2 == 0 && (1..3).contains(&unit) { *amount } else { 0.0 };
            }
        }
    }
    policy
}

/// Compares every branch with the same policy alone; whether any differs from the first in what it records.
pub fn same_alone_and_together(plan: &Plan, policies: &[CompiledPolicy]) -> bool {
    let branches: Vec<Branch<'_>> = policies.iter().map(|policy| Branch { plan, policy }).collect();
    let mut differs = false;
    for (seed, block) in [(1, 0..20), (7, 5..22)] {
        let together = simulate_branches(&branches, Chance::Seeded(seed), &block).unwrap();
        assert_eq!(together.len(), policies.len());
        for (number, (policy, found)) in policies.iter().zip(&together).enumerate() {
            let alone = simulate_block(plan, policy, Chance::Seeded(seed), &block).unwrap();
            assert!(bits(&alone) == bits(found), "branch {number} of seed {seed}");
            differs |= alone.columns().zip(together[0].columns()).any(|(own, first)| own.2 != first.2);
        }
    }
    differs
}

/// Compares every policy that follows a kept branch with the same policy alone; whether any differs from the plan as it is. Some act
/// before the year in which a policy was said to.
pub fn same_alone_and_after_the_first(plan: &Plan, policies: &[CompiledPolicy]) -> bool {
    let (mut differs, mut like): (bool, Option<KeptBranch>) = (false, None);
    let followed = Followed::of(plan, policies);
    let all = (plan, &followed);
    for (from, block) in [(plan.first, 0..8), (plan.first + 2, 8..20), (plan.horizon, 20..21)] {
        let chance = Chance::Seeded(1);
        let kept = KeptBranch::lay(all, chance, &block, from, like.as_ref()).unwrap();
        assert!(kept.bytes() > 0);
        for (number, policy) in policies.iter().enumerate() {
            let follower = Follower::new(all, policy);
            assert!(follower.can_follow());
            let (alone, found) =
                (simulate_block(plan, policy, chance, &block).unwrap(), follower.follow(&kept).unwrap());
            assert!(bits(&alone) == bits(&found), "policy {number} from {from}");
            let today = simulate_block(plan, &CompiledPolicy::default(), chance, &block).unwrap();
            differs |= alone.columns().zip(today.columns()).any(|(own, first)| own.2 != first.2);
        }
        like = Some(kept);
    }
    differs
}

#[test]
fn every_lever_gives_the_same_bits_alone_and_after_a_branch_that_was_kept() {
    let plan = &every_kind::ready().plan;
    assert!(same_alone_and_after_the_first(plan, &policies(plan)));
    // Of one that records less, less is kept.
    let few = plan.recording(&|axis, _| axis == "world");
    assert!(same_alone_and_after_the_first(&few, &policies(plan)));
    let lay = |plan: &Plan| {
        let all = (plan, &Followed::of(plan, &[]));
        KeptBranch::lay(all, Chance::Seeded(1), &(0..4), plan.first, None).unwrap().bytes()
    };
    assert!(lay(&few) <= lay(plan));
}

#[test]
fn every_lever_gives_the_same_bits_alone_and_beside_others() {
    let plan = &every_kind::ready().plan;
    assert!(same_alone_and_together(plan, &policies(plan)));
}

#[test]
fn so_do_missions_when_the_first_branch_is_no_reference_either() {
    let panel = panel(None);
    let plan = ready(&panel, 2000).plan;
    let compiled = |until| missions(&plan, until).compile(&plan).unwrap();
    assert!(same_alone_and_together(
        &plan,
        &[compiled(2005), CompiledPolicy::default(), compiled(2003), compiled(2005)]
    ));
}

#[test]
fn a_branch_that_records_less_records_the_same() {
    let plan = &every_kind::ready().plan;
    let (all, few) = (policies(plan), plan.recording(&|axis, _| axis == "world"));
    let branches = [
        Branch { plan, policy: &all[0] },
        Branch { plan: &few, policy: &all[1] },
        Branch { plan, policy: &all[1] },
    ];
    let found = simulate_branches(&branches, Chance::Seeded(3), &(0..8)).unwrap();
    let of_world = |recorded: &Recorded| -> Vec<_> {
        bits(recorded).into_iter().filter(|(axis, ..)| axis == "world").collect()
    };
    assert_eq!(of_world(&found[1]), of_world(&found[2]));
    assert_eq!(bits(&found[1]).len(), of_world(&found[1]).len());
    assert!(plan.axes.units(Axis::UNITS).ids.len() > 1 && !of_world(&found[1]).is_empty());
}
