//! Deployments of a block: what stands this year by draw and unit, and how far it moves each lever.

mod action;
mod allocate;
mod lever;

use forefend_estimate::Scratch;

use self::action::ActionState;
use self::allocate::Claim;
use super::state::State;
use crate::luck::Chance;
use crate::policy::{
    Amounts, CompiledAction, CompiledAmount, CompiledDeployment, CompiledEffect, CompiledLever,
    CompiledPolicy,
};

/// The policy's part of a block. All state starts empty with the block's first year, so that a draw is the same in
/// whatever block it runs.
pub(super) struct Deployer<'a> {
    policy: &'a CompiledPolicy,
    /// The draw's effects: `[lever][effect][draw]`.
    effects: Vec<Vec<Vec<f64>>>,
    /// Amounts of this period by deployment: (portfolio, reference), one a row.
    amounts: Vec<[Vec<f64>; 2]>,
    /// The same as they reach a lever on another axis, by the number of the reach.
    reached: Vec<[Vec<f64>; 2]>,
    /// How much of each lever's shift acts, one a row; empty where all of it does.
    weights: Vec<Vec<f64>>,
    /// State of the closed loops, by their number.
    actions: Vec<ActionState>,
    /// Money of the shared limits, by their number, then draw.
    accounts: Vec<Vec<f64>>,
    buffers: Buffers,
}

/// Room to work in, kept from year to year.
#[derive(Default)]
pub(super) struct Buffers {
    column: Vec<f64>,
    second: Vec<f64>,
    granted: Vec<f64>,
    claims: Vec<Claim>,
}

impl<'a> Deployer<'a> {
    pub fn new(policy: &'a CompiledPolicy, chance: Chance, first: u64, draws: usize) -> Self {
        let ids = || first..first + draws as u64;
        let of_lever = |lever: &crate::policy::CompiledLever| {
            let effects = lever.effects.iter();
            effects.map(|e| ids().map(|draw| e.effect.in_draw(chance, draw)).collect()).collect()
        };
        let mut actions: Vec<ActionState> = Vec::new();
        actions.resize_with(policy.actions, ActionState::default);
        for action in policy.closed_loops() {
            actions[action.state] = ActionState::new(action, draws);
        }
        let both = |rows: usize| [vec![0.0; rows], vec![0.0; rows]];
        let reached = reaches(policy).map(|(lever, _)| both(draws * lever.units)).collect();
        Self {
            policy,
            effects: policy.levers.iter().map(of_lever).collect(),
            amounts: policy.deployments.iter().map(|d| both(draws * d.units)).collect(),
            reached,
            weights: policy.levers.iter().map(|_| Vec::new()).collect(),
            actions,
            accounts: vec![vec![0.0; draws]; policy.accounts],
            buffers: Buffers::default(),
        }
    }

    /// Amounts deployed this period: closed loops read the draw's own past.
    pub fn deploy(&mut self, state: &State<'_>, period: usize, scratch: &mut Scratch) {
        let policy = self.policy;
        for (index, deployment) in policy.deployments.iter().enumerate() {
            // What neither deploys stays at nothing.
            let deployed = [&deployment.amount, &deployment.reference];
            for (side, parts) in deployed.into_iter().enumerate().filter(|(_, parts)| !parts.is_empty()) {
                let mut out = std::mem::take(&mut self.amounts[index][side]);
                out.fill(0.0);
                for part in parts {
                    self.add(part, deployment.units, state, period, scratch, &mut out);
                }
                self.amounts[index][side] = out;
            }
        }
        self.weigh(state, scratch);
        for (lever, effect) in reaches(policy) {
            let Some((number, program)) = &effect.reach else { continue };
            for (values, out) in self.amounts[effect.deployment].iter().zip(&mut self.reached[*number]) {
                debug_assert_eq!(out.len(), state.draws * lever.units);
                program.evaluate(&Amounts { frame: state, values }, scratch, out);
                // What the past does not say lets nothing through.
                out.iter_mut().filter(|amount| amount.is_nan()).for_each(|amount| *amount = 0.0);
            }
        }
    }

    /// Weights of the levers this period, from the draw's own past; a missing one lets nothing act.
    fn weigh(&mut self, state: &State<'_>, scratch: &mut Scratch) {
        for (lever, out) in self.policy.levers.iter().zip(&mut self.weights) {
            let Some(program) = &lever.weight else { continue };
            out.resize(state.draws * lever.units, 0.0);
            program.evaluate(state, scratch, out);
            out.iter_mut().filter(|weight| weight.is_nan()).for_each(|weight| *weight = 0.0);
        }
    }

    /// Total amount of each deployment's portfolio, by draw.
    pub fn totals(&self) -> impl Iterator<Item = Vec<f64>> {
        let of_draw = |(deployment, [amount, _]): (&CompiledDeployment, &[Vec<f64>; 2])| {
            amount.chunks_exact(deployment.units).map(|draw| draw.iter().sum()).collect()
        };
        self.policy.deployments.iter().zip(&self.amounts).map(of_draw)
    }

    /// What stands by country, for each mark of the policy.
    pub fn marks(&self) -> impl Iterator<Item = Vec<f64>> {
        self.policy.marks.iter().map(|(mark, deployments)| {
            let mut sum: Vec<f64> = Vec::new();
            for &deployment in deployments {
                let [amount, reference] = &self.amounts[deployment];
                sum.resize(amount.len(), 0.0);
                for (slot, (own, theirs)) in sum.iter_mut().zip(amount.iter().zip(reference)) {
                    *slot += if mark.beyond_reference { (own - theirs).max(0.0) } else { *own };
                }
            }
            sum
        })
    }

    fn add(
        &mut self,
        part: &CompiledAmount,
        units: usize,
        state: &State<'_>,
        period: usize,
        scratch: &mut Scratch,
        out: &mut [f64],
    ) {
        match part {
            CompiledAmount::Schedule(values) => {
                let values = &values[period * units..(period + 1) * units];
                for draw in out.chunks_exact_mut(units) {
                    draw.iter_mut().zip(values).for_each(|(slot, value)| *slot += value);
                }
            }
            CompiledAmount::Action(action) => {
                let own = &mut self.actions[action.state];
                own.advance(action, state, period, scratch, &mut self.buffers);
                out.iter_mut().zip(&own.amount).for_each(|(slot, value)| *slot += value);
            }
            CompiledAmount::Limited { actions, limits, holds, account } => {
                for action in actions {
                    let own = &mut self.actions[action.state];
                    own.advance(action, state, period, scratch, &mut self.buffers);
                }
                let Buffers { claims, granted, .. } = &mut self.buffers;
                for (draw, out) in out.chunks_exact_mut(units).enumerate() {
                    let standing = |action: &CompiledAction| {
                        let own = &self.actions[action.state];
                        (&own.amount[draw * units..(draw + 1) * units], own.ranks(draw, units))
                    };
                    granted.clear();
                    granted.resize(units, 0.0);
                    for (amount, _) in actions.iter().map(standing) {
                        granted.iter_mut().zip(amount).for_each(|(slot, value)| *slot += value);
                    }
                    if holds[period] {
                        let all = actions.iter().map(standing);
                        limits.serve(&mut self.accounts[*account][draw], all, claims, granted);
                    }
                    out.iter_mut().zip(granted.iter()).for_each(|(slot, value)| *slot += value);
                }
            }
        }
    }
}

/// Effects whose amounts come from another axis, in the order of their numbers, each with its lever.
fn reaches(policy: &CompiledPolicy) -> impl Iterator<Item = (&CompiledLever, &CompiledEffect)> {
    let all = policy.levers.iter().flat_map(|lever| lever.effects.iter().map(move |effect| (lever, effect)));
    all.filter(|(_, effect)| effect.reach.is_some())
}
