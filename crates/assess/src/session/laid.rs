//! The reference, laid down block by block, and portfolios counted against it.

use std::ops::Range;

use forefend_simulate::memory::{Branch, Recorded, simulate_branches};
use forefend_strategy::appraise::totals_of_block;
use forefend_strategy::measure::Measures;
use forefend_strategy::outcome::{Block, CountedBlock, Years};

use super::{Inquiry, Session};
use crate::error::AssessError;

/// Draws in a block: those that are computed side by side.
const BLOCK: usize = 8;

/// Blocks that hold the draws `0..draws`.
pub(super) fn blocks(draws: u64) -> usize {
    (draws as usize).div_ceil(BLOCK)
}

/// The draws of a block.
fn range(block: usize) -> Range<u64> {
    let first = (block * BLOCK) as u64;
    first..first + BLOCK as u64
}

/// A portfolio and the reference in a block of draws.
#[derive(Debug, Clone)]
pub(super) struct OfBlock {
    pub(super) own: CountedBlock,
    pub(super) reference: CountedBlock,
    /// What the country that was asked for has, in both.
    pub(super) of_country: [Years; 2],
}

/// What is laid down of the reference.
#[derive(Debug)]
pub(super) struct Laid {
    /// Most bytes.
    _memory: u64,
}

impl Laid {
    pub(super) fn new(memory: u64) -> Self {
        Self { _memory: memory }
    }

    /// Draws and bytes laid down.
    pub(super) fn size(&self) -> (u64, u64) {
        (0, 0)
    }

    /// Lays a block down, where there is room for it.
    pub(super) fn lay(&self, _session: &Session, _block: usize) -> Result<(), AssessError> {
        Ok(())
    }

    /// What an inquiry and the reference come to in a block.
    pub(super) fn counted(
        &self,
        session: &Session,
        inquiry: &Inquiry,
        block: usize,
    ) -> Result<OfBlock, AssessError> {
        let (prepared, draws) = (&session.prepared, range(block));
        let plan = &prepared.plan_of_others;
        let branches = [Branch { plan, policy: &session.policy }, Branch { plan, policy: &inquiry.policy }];
        let recorded = simulate_branches(&branches, session.options.chance(), &draws)?;
        let [reference, own] = [&recorded[0], &recorded[1]];
        Ok(OfBlock {
            own: counted(session, own, &draws, &inquiry.measures)?,
            reference: counted(session, reference, &draws, &inquiry.measures)?,
            of_country: [of_country(session, inquiry, own)?, of_country(session, inquiry, reference)?],
        })
    }
}

fn block_of<'a>(session: &Session, recorded: &'a Recorded) -> Block<'a> {
    Block { recorded, draws: BLOCK, first_year: session.prepared.plan.first.0 }
}

/// Every outcome of a block.
fn counted(
    session: &Session,
    recorded: &Recorded,
    draws: &Range<u64>,
    measures: &Measures,
) -> Result<CountedBlock, AssessError> {
    let block = (block_of(session, recorded), draws.start);
    Ok(totals_of_block(block, &session.prepared.counting, &session.scope(), measures)?)
}

/// What the country that was asked for has of each outcome.
fn of_country(session: &Session, inquiry: &Inquiry, recorded: &Recorded) -> Result<Years, AssessError> {
    let Some(country) = inquiry.country else { return Ok(Years::new()) };
    Ok(session.prepared.counting.years_of_country(block_of(session, recorded), country)?)
}
