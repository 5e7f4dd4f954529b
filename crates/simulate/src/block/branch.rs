//! Branches: other policies in the same draws, computed where they differ.
//!
//! A step of a branch has the values of the first branch, to the bit, while all that it reads has, its process has begun no
//! course of its own, and policy moves it in neither: luck is keyed by draw, year, unit and stream and never by policy. Such
//! a step is not computed but taken over. When something differs, the process forks from where that of the first branch stands
//! before the year, and is computed from then on. What then comes out equal, to the bit, is shared again, so that what only
//! reads it is taken over still. Of a step whose values follow row by row, only the units that differ are computed ([`subset`](super::subset)).

use std::sync::Arc;

use super::subset::units_apart;
use super::{Runner, State};
use crate::block::deploy::Deployer;
use crate::error::SimulateError;
use crate::plan::Plan;
use crate::policy::CompiledPolicy;
use crate::process::{Draws, Running, Workspace};
use forefend_panel::Year;

/// A policy to be simulated, and the plan that says what is recorded of it: of all branches that of one and the same model.
#[derive(Debug, Clone, Copy)]
pub struct Branch<'a> {
    /// What is simulated and recorded.
    pub plan: &'a Plan,
    /// What policy does.
    pub policy: &'a CompiledPolicy,
}

/// The first branch as others follow it, in the period at hand.
pub(super) trait Lead {
    /// Values of a column `lag` periods ago; nothing where no branch can differ in them.
    fn values(&self, column: usize, lag: usize) -> Option<&Arc<Vec<f64>>>;
    /// Whether policy moves a step this year.
    fn is_moved(&self, index: usize) -> bool;
    /// The process of a step as it stands before this year.
    fn standing(&self, index: usize) -> Result<Option<Box<dyn Running>>, SimulateError>;
}

impl Lead for Runner<'_> {
    fn values(&self, column: usize, lag: usize) -> Option<&Arc<Vec<f64>>> {
        Some(self.state.values(column, lag))
    }

    fn is_moved(&self, index: usize) -> bool {
        self.moved[index]
    }

    fn standing(&self, index: usize) -> Result<Option<Box<dyn Running>>, SimulateError> {
        Ok(self.running[index].as_ref().map(|running| running.fork()))
    }
}

impl Branch<'_> {
    /// Whether it records the same as `other`, to the bit.
    pub(super) fn does_as(&self, other: &Self) -> bool {
        std::ptr::eq(self.plan, other.plan) && self.policy.does_as(other.policy)
    }
}

impl<'a> Runner<'a> {
    /// The first branch ready to be computed as a whole, and the others to follow it, of whose steps `needed` says which are.
    pub(super) fn all(branches: &[Branch<'a>], needed: &'a [Vec<bool>], draws: Draws) -> Vec<Self> {
        let depth = branches.iter().map(|branch| branch.policy.depth).max().unwrap_or(1);
        let mut runners: Vec<Self> = Vec::with_capacity(branches.len());
        for (Branch { plan, policy }, needed) in branches.iter().zip(needed) {
            let first = runners.first();
            // What was before the first year is the same for all.
            let state =
                first.map_or_else(|| State::new(plan, depth, draws.number), |first| first.state.clone());
            let begin = |step: &crate::plan::Step| Arc::clone(&step.process).begin(draws, &step.calibrated);
            runners.push(Self {
                plan,
                state,
                deployer: Deployer::new(policy, draws.chance, draws.first, draws.number),
                running: plan.steps.iter().map(|step| first.is_none().then(|| begin(step))).collect(),
                needed,
                moved: vec![false; plan.steps.len()],
                out: Vec::new(),
                holds: Vec::new(),
            });
        }
        runners
    }

    /// Finds which steps policy moves this year.
    pub(super) fn find_moved(&mut self) {
        self.moved.fill(false);
        for target in self.deployer.moved() {
            let steps = self.plan.steps.iter().zip(&mut self.moved);
            steps.filter(|(step, _)| step.takes(target)).for_each(|(_, moved)| *moved = true);
        }
    }

    /// Begins a course of its own for a step that may differ from that of the first branch, which has not been computed yet.
    pub(super) fn fork(&mut self, index: usize, lead: &impl Lead) -> Result<(), SimulateError> {
        if !self.needed[index] || self.running[index].is_some() {
            return Ok(());
        }
        let moved = self.moved[index] || lead.is_moved(index);
        let same = |(column, lag): &(usize, usize)| match lead.values(*column, *lag) {
            Some(values) => Arc::ptr_eq(values, self.state.values(*column, *lag)),
            None => true,
        };
        if moved || !self.plan.sources[index].iter().all(same) {
            self.running[index] = lead.standing(index)?;
        }
        Ok(())
    }

    /// Computes or takes over a step, after the first branch has computed it.
    pub(super) fn follow(
        &mut self,
        index: usize,
        lead: &impl Lead,
        year: Year,
        work: &mut Workspace,
    ) -> Result<(), SimulateError> {
        if !self.needed[index] {
            return Ok(());
        }
        if self.running[index].is_some() {
            match self.places_apart(index, lead) {
                Some(places) => self.step_of_some(index, places, lead, year, work)?,
                None => self.step(index, year, work)?,
            }
        }
        for output in &self.plan.steps[index].outputs {
            let Some(values) = lead.values(output.column, 0) else { continue };
            let own = self.state.values(output.column, 0);
            let units = self.plan.ids(output.axis).len();
            match self.running[index].as_ref().map(|_| units_apart(own, values, units)) {
                Some(apart) if apart.contains(&true) => self.state.tell_apart(output.column, Some(apart)),
                _ => self.state.share(values, output.column),
            }
        }
        Ok(())
    }
}
