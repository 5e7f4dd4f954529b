//! The first branch of a set of draws, kept in memory: branches that come later follow it without it being computed again.
//!
//! What is kept is the plan as it is, without any policy: what others may differ in from it, and what of it they read, year by year; and
//! every process that can differ, as it stood before the first year in which a policy may act. A branch that forks later goes on from
//! there, over the years between with what was kept of them. To the bit a branch that follows is what it is beside the first.

use std::ops::Range;
use std::sync::Arc;

use forefend_estimate::{Axis, Frame, Program};
use forefend_panel::Year;
use forefend_panel::network::Adjacency;

use super::branch::Lead;
use super::{Deployer, Recorded, Runner, State, evaluate_conditions};
use crate::error::SimulateError;
use crate::luck::Chance;
use crate::plan::Plan;
use crate::policy::CompiledPolicy;
use crate::process::{Draws, Levers, Now, Running, Target, Turn, Workspace};

/// Values of a column in a period; none where nobody follows it.
type Kept = Option<Arc<Vec<f64>>>;

/// The plan as it is, in a set of draws.
pub struct KeptBranch {
    draws: Draws,
    /// By period, then column.
    columns: Vec<Vec<Kept>>,
    /// First period in which a policy may act.
    from: usize,
    /// By step: its process as it stood before that period; none of a step that no policy can make differ.
    standing: Vec<Option<Box<dyn Running>>>,
    /// Bytes of all columns that are its own, and of the processes.
    bytes: u64,
}

impl std::fmt::Debug for KeptBranch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let own = (self.draws, self.from, self.bytes);
        f.debug_tuple("KeptBranch").field(&own).finish_non_exhaustive()
    }
}

/// What of a plan is kept for branches that follow.
#[derive(Debug, Clone)]
pub struct Followed {
    /// Steps that a policy can make differ.
    steps: Vec<bool>,
    /// Columns that are kept.
    columns: Vec<bool>,
    /// Steps that are computed for them.
    needed: Vec<bool>,
}

impl Followed {
    /// Of `plan`: what any policy can make differ in what the plan records, what that reads, and what the rules of `policies` read. A
    /// policy whose rules read anything else cannot follow.
    pub fn of(plan: &Plan, policies: &[CompiledPolicy]) -> Self {
        // The weights of levers are read whatever a policy says.
        let weights =
            || plan.levers.iter().filter_map(|lever| lever.weight.as_ref()).flat_map(Program::reads);
        let rules = || {
            let of_levers = weights().map(|(column, _)| *column);
            policies.iter().flat_map(CompiledPolicy::reads).chain(of_levers)
        };
        let needed = plan.needed(rules());
        let mut steps: Vec<bool> =
            plan.steps.iter().map(|step| plan.levers.iter().any(|lever| step.takes(lever.target))).collect();
        let mut written = vec![false; plan.names.len()];
        // What differs in a year makes others differ in later ones, so the list is gone through until nothing is new.
        loop {
            for (step, _) in plan.steps.iter().zip(&steps).filter(|(_, differs)| **differs) {
                step.outputs.iter().for_each(|output| written[output.column] = true);
            }
            let reads = |index: &usize| plan.sources[*index].iter().any(|(column, _)| written[*column]);
            let new: Vec<usize> = (0..steps.len()).filter(|index| !steps[*index]).filter(reads).collect();
            if new.is_empty() {
                break;
            }
            new.into_iter().for_each(|index| steps[index] = true);
        }
        steps.iter_mut().zip(&needed).for_each(|(differs, needed)| *differs &= needed);
        let mut columns = vec![false; plan.names.len()];
        for (index, _) in steps.iter().enumerate().filter(|(_, differs)| **differs) {
            plan.sources[index].iter().for_each(|(column, _)| columns[*column] = true);
            plan.steps[index].outputs.iter().for_each(|output| columns[output.column] = true);
        }
        plan.record.iter().flat_map(|records| &records.columns).for_each(|column| columns[*column] = true);
        rules().for_each(|column| columns[column] = true);
        Self { steps, columns, needed }
    }

    /// Whether all that the rules of a policy read is kept, so that it can follow.
    pub fn is_enough_for(&self, policy: &CompiledPolicy) -> bool {
        policy.reads().all(|column| self.columns[column])
    }
}

impl KeptBranch {
    /// Simulates the draws `draws` of `plan` as it is and keeps what branches need that follow it, which may differ from the year `from`
    /// on. Columns that are those of `like`, as paths are in all draws, are shared with it.
    ///
    /// # Errors
    /// [`SimulateError::NotANumber`] for a value that cannot be simulated.
    pub fn lay(
        (plan, followed): (&Plan, &Followed),
        chance: Chance,
        draws: &Range<u64>,
        from: Year,
        like: Option<&Self>,
    ) -> Result<Self, SimulateError> {
        let draws = Draws { chance, first: draws.start, number: (draws.end - draws.start) as usize };
        let (nothing, needed) = (CompiledPolicy::default(), [followed.needed.clone()]);
        let branch = super::Branch { plan, policy: &nothing };
        let mut runners = Runner::all(&[branch], &needed, draws);
        let mut work = Workspace::default();
        let from = usize::try_from(from.0 - plan.first.0).unwrap_or(0);
        let mut kept = Self { draws, columns: Vec::new(), from, standing: Vec::new(), bytes: 0 };
        let Some(runner) = runners.first_mut() else { return Ok(kept) };
        kept.standing.resize_with(plan.steps.len(), || None);
        for (period, year) in Year::range(plan.first, plan.horizon).enumerate() {
            runner.state.period = period;
            for (index, needed) in needed[0].iter().enumerate() {
                if period == from && followed.steps[index] {
                    kept.standing[index] = runner.running[index].as_ref().map(|running| running.fork());
                }
                if *needed {
                    runner.step(index, year, &mut work)?;
                }
            }
            let column = |(column, wanted): (usize, &bool)| {
                wanted.then(|| kept_as(runner.state.values(column, 0), like, (period, column)))
            };
            let columns: Vec<Kept> = followed.columns.iter().enumerate().map(column).collect();
            kept.columns.push(columns);
        }
        // Last, as processes go on holding what they drew in later years for whoever follows.
        let standing = kept.standing.iter_mut().flatten().map(|running| {
            running.lighten();
            running.bytes()
        });
        let standing: u64 = standing.sum();
        kept.bytes = kept.own_bytes(like) + standing;
        Ok(kept)
    }

    /// Bytes of memory that it takes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    fn own_bytes(&self, like: Option<&Self>) -> u64 {
        let mut bytes = 0;
        for (period, columns) in self.columns.iter().enumerate() {
            for (column, values) in columns.iter().enumerate() {
                let Some(values) = values else { continue };
                let shared = like.and_then(|like| like.columns.get(period)?.get(column)?.as_ref());
                if !shared.is_some_and(|shared| Arc::ptr_eq(shared, values)) {
                    bytes += 8 * values.len() as u64;
                }
            }
        }
        bytes
    }
}

/// The values, or those of another set of draws where they are the same.
fn kept_as(
    values: &Arc<Vec<f64>>,
    like: Option<&KeptBranch>,
    (period, column): (usize, usize),
) -> Arc<Vec<f64>> {
    let other = like.and_then(|like| like.columns.get(period)?.get(column)?.as_ref());
    let same = |other: &&Arc<Vec<f64>>| {
        other.len() == values.len()
            && other.iter().zip(values.iter()).all(|(other, own)| other.to_bits() == own.to_bits())
    };
    Arc::clone(other.filter(same).unwrap_or(values))
}

/// A policy made ready to follow kept branches of its plan.
pub struct Follower<'a> {
    plan: &'a Plan,
    policy: &'a CompiledPolicy,
    needed: Vec<bool>,
    /// What was before the first year: the same in all draws.
    start: State<'a>,
    /// Whether all that its rules read is kept.
    followed: bool,
}

impl<'a> Follower<'a> {
    /// Of the plan that the kept branches are of.
    pub fn new((plan, followed): (&'a Plan, &Followed), policy: &'a CompiledPolicy) -> Self {
        Self {
            plan,
            policy,
            needed: plan.needed(policy.reads()),
            start: State::new(plan, policy.depth, 0),
            followed: followed.is_enough_for(policy),
        }
    }

    /// Whether it can follow kept branches: a rule may read what is kept of none, and then it has to be simulated beside the first.
    pub fn can_follow(&self) -> bool {
        self.followed
    }

    /// What the plan records under the policy, in the draws of a kept branch.
    ///
    /// # Errors
    /// [`SimulateError::NotANumber`] for a value that cannot be simulated.
    pub fn follow(&self, kept: &KeptBranch) -> Result<Recorded, SimulateError> {
        let (plan, draws) = (self.plan, kept.draws);
        let mut recorded = Recorded::new(plan, self.policy, draws.number);
        let mut work = Workspace::default();
        let mut runner = Runner {
            plan,
            state: self.start.of_draws(draws.number),
            deployer: Deployer::new(self.policy, draws.chance, draws.first, draws.number),
            running: plan.steps.iter().map(|_| None).collect(),
            needed: &self.needed,
            moved: vec![false; plan.steps.len()],
            out: Vec::new(),
            holds: Vec::new(),
        };
        for (period, year) in Year::range(plan.first, plan.horizon).enumerate() {
            runner.state.period = period;
            runner.deployer.deploy(&runner.state, period, &mut work.scratch);
            runner.find_moved();
            let lead = At { plan, kept, start: &self.start, period };
            for index in 0..plan.steps.len() {
                runner.fork(index, &lead)?;
                runner.follow(index, &lead, year, &mut work)?;
            }
            runner.record(0, period, &mut recorded);
        }
        Ok(recorded)
    }
}

/// A kept branch in a period.
#[derive(Clone, Copy)]
struct At<'a> {
    plan: &'a Plan,
    kept: &'a KeptBranch,
    start: &'a State<'a>,
    period: usize,
}

impl Lead for At<'_> {
    fn values(&self, column: usize, lag: usize) -> Option<&Arc<Vec<f64>>> {
        match self.period.checked_sub(lag) {
            Some(period) => self.kept.columns[period][column].as_ref(),
            // What was before the first year is the same for all.
            None => None,
        }
    }

    fn is_moved(&self, _: usize) -> bool {
        false
    }

    fn standing(&self, index: usize) -> Result<Option<Box<dyn Running>>, SimulateError> {
        let kept = self.kept.standing[index].as_ref().filter(|_| self.period >= self.kept.from);
        let step = &self.plan.steps[index];
        let (mut running, since) = match kept {
            Some(running) => (running.fork(), self.kept.from),
            None => (Arc::clone(&step.process).begin(self.kept.draws, &step.calibrated), 0),
        };
        let (mut work, mut holds) = (Workspace::default(), Vec::new());
        for period in since..self.period {
            let now = At { period, ..*self };
            evaluate_conditions(step, &now, &mut work, &mut holds);
            let year = Year(self.plan.first.0 + period as i16);
            let (levers, wires) = (&Nothing, &step.wires);
            let turn = Turn { year, period, now: &now, levers, wires, holds: &holds };
            running.advance(&turn, &mut work, &mut vec![Vec::new(); step.outputs.len()]);
        }
        Ok(Some(running))
    }
}

impl Frame for At<'_> {
    fn rows(&self, axis: Axis) -> usize {
        self.kept.draws.number * self.plan.ids(axis).len()
    }
    fn column(&self, column: usize, lag: usize) -> &[f64] {
        match self.period.checked_sub(lag) {
            Some(period) => self.kept.columns[period][column].as_deref().map_or(&[], Vec::as_slice),
            None => self.start.before(column, lag - self.period),
        }
    }
    fn links(&self, relation: usize, reversed: bool, lag: usize) -> Option<&Adjacency> {
        let period = self.plan.period_of_links(self.period, lag)?;
        self.plan.table.links(relation, reversed, period).map(AsRef::as_ref)
    }
}

impl Now for At<'_> {
    fn ids(&self, axis: Axis) -> &[u64] {
        self.plan.ids(axis)
    }
    fn is_path(&self, column: usize) -> bool {
        self.plan.is_path[column]
    }
}

/// A policy that moves nothing.
pub(super) struct Nothing;

impl Levers for Nothing {
    fn shift(&self, _: Target) -> Option<Vec<f64>> {
        None
    }
}
