//! One closed loop in a block: what it decides this year, and what stands of what it decided before.

use forefend_estimate::{Scratch, is_true};

use super::Buffers;
use crate::block::state::State;
use crate::policy::{CompiledAction, CompiledTrigger};

/// State of a closed loop by row (draw x unit) and by draw.
#[derive(Default)]
pub(super) struct ActionState {
    /// What stands this year, one a row.
    pub amount: Vec<f64>,
    /// Priority with which it was decided, one a row; empty without priority.
    rank: Vec<f64>,
    /// Years that a triggered action is still on, one a row; [`FOREVER`] until it is stopped.
    left: Vec<u32>,
    /// Decided and not yet standing: a ring of as many years as the lag.
    coming: Vec<(Vec<f64>, Vec<f64>)>,
    /// Years that it has stood in a row, one a row; kept while building up.
    standing: Vec<u32>,
    /// Money left, one a draw.
    account: Vec<f64>,
}

const FOREVER: u32 = u32::MAX;

impl ActionState {
    pub fn new(action: &CompiledAction, draws: usize) -> Self {
        let rows = draws * action.units;
        let rows_if = |needed: bool| if needed { rows } else { 0 };
        let ranked = rows_if(action.priority.is_some());
        Self {
            amount: vec![0.0; rows],
            rank: vec![0.0; ranked],
            left: vec![0; rows_if(action.trigger.is_some())],
            coming: vec![(vec![0.0; rows], vec![0.0; ranked]); action.lag],
            standing: vec![0; rows_if(action.ramp > 1)],
            account: vec![0.0; draws],
        }
    }

    /// Ranks of one draw's units, where the action has a priority.
    pub fn ranks(&self, draw: usize, units: usize) -> Option<&[f64]> {
        (!self.rank.is_empty()).then(|| &self.rank[draw * units..(draw + 1) * units])
    }

    /// Moves on by a year: afterwards `amount` is what stands in `period`.
    pub fn advance(
        &mut self,
        action: &CompiledAction,
        state: &State<'_>,
        period: usize,
        scratch: &mut Scratch,
        buffers: &mut Buffers,
    ) {
        if action.active[period] {
            self.decide(action, state, period, scratch, buffers);
        } else {
            self.amount.fill(0.0);
        }
        if !self.coming.is_empty() {
            let slot = period % self.coming.len();
            let (amount, rank) = &mut self.coming[slot];
            std::mem::swap(&mut self.amount, amount);
            std::mem::swap(&mut self.rank, rank);
        }
        for (amount, years) in self.amount.iter_mut().zip(&mut self.standing) {
            *years = if *amount > 0.0 { years.saturating_add(1) } else { 0 };
            if *years < action.ramp {
                *amount *= f64::from(*years) / f64::from(action.ramp);
            }
        }
    }

    /// What is decided in `period`, into `amount` and `rank`.
    fn decide(
        &mut self,
        action: &CompiledAction,
        state: &State<'_>,
        period: usize,
        scratch: &mut Scratch,
        buffers: &mut Buffers,
    ) {
        let units = action.units;
        let wanted = &action.wanted[period * units..(period + 1) * units];
        self.amount.chunks_exact_mut(units).for_each(|draw| draw.copy_from_slice(wanted));
        if let Some(rule) = &action.rule {
            buffers.column.resize(self.amount.len(), 0.0);
            rule.evaluate(state, scratch, &mut buffers.column);
            let rows = self.amount.iter_mut().zip(&buffers.column);
            rows.filter(|(_, holds)| !is_true(**holds)).for_each(|(amount, _)| *amount = 0.0);
        }
        if let Some(trigger) = &action.trigger {
            self.watch(trigger, state, scratch, buffers);
        }
        if let Some(priority) = &action.priority {
            priority.evaluate(state, scratch, &mut self.rank);
        }
        let Some(limits) = &action.limits else { return };
        let ranks = &self.rank;
        for (draw, amount) in self.amount.chunks_exact_mut(units).enumerate() {
            let rows = draw * units..(draw + 1) * units;
            buffers.granted.clear();
            buffers.granted.extend_from_slice(amount);
            let ranks = (!ranks.is_empty()).then(|| &ranks[rows]);
            let asked = std::iter::once((&*amount, ranks));
            limits.serve(&mut self.account[draw], asked, &mut buffers.claims, &mut buffers.granted);
            amount.copy_from_slice(&buffers.granted);
        }
    }

    /// Nothing where the trigger is not on. While a term runs the trigger is not looked at; `stop` wins over a start.
    fn watch(
        &mut self,
        trigger: &CompiledTrigger,
        state: &State<'_>,
        scratch: &mut Scratch,
        buffers: &mut Buffers,
    ) {
        let Buffers { column: start, second: stop, .. } = buffers;
        start.resize(self.amount.len(), 0.0);
        stop.resize(self.amount.len(), 0.0);
        trigger.start.evaluate(state, scratch, start);
        match &trigger.stop {
            Some(rule) => rule.evaluate(state, scratch, stop),
            None => stop.fill(0.0),
        }
        for (row, left) in self.left.iter_mut().enumerate() {
            if is_true(stop[row]) {
                *left = 0;
            } else if *left == 0 && is_true(start[row]) {
                *left = trigger.duration.unwrap_or(FOREVER);
            }
            match *left {
                0 => self.amount[row] = 0.0,
                FOREVER => {}
                _ => {
                    *left -= 1;
                }
            }
        }
    }
}
