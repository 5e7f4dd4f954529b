//! The reference, laid down block by block, and portfolios counted against it.

use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use forefend_panel::Year;
use forefend_simulate::CompiledPolicy;
use forefend_simulate::memory::{Branch, Followed, Follower, KeptBranch, Recorded, simulate_branches};
use forefend_strategy::appraise::{cost_of_block, deployed, totals_of_block};
use forefend_strategy::measure::Measures;
use forefend_strategy::outcome::{Block, CountedBlock, OutcomeAt, Years};

use super::{Inquiry, Session};
use crate::error::AssessError;

/// Draws in a block: as many as the people of a country have side by side, so that as few as can be are touched by what one draw
/// changes.
const BLOCK: usize = 4;

/// Blocks that hold the draws `0..draws`.
pub(super) fn blocks(draws: u64) -> usize {
    (draws as usize).div_ceil(BLOCK)
}

/// Of blocks as threads came to them, those that go on without a hole from the block `begun`.
pub(super) fn in_order<T>(begun: usize, mut found: Vec<(usize, T)>) -> impl Iterator<Item = T> {
    found.sort_by_key(|(block, _)| *block);
    let without_hole = found.into_iter().zip(begun..).take_while(|((block, _), at)| block == at);
    without_hole.map(|((_, of), _)| of)
}

/// The draws of a block.
fn range(block: usize) -> Range<u64> {
    let first = (block * BLOCK) as u64;
    first..first + BLOCK as u64
}

/// A portfolio in a block of draws, and the reference beside it.
#[derive(Debug, Clone)]
pub(super) struct OfBlock {
    pub(super) own: CountedBlock,
    laid: Arc<LaidBlock>,
    /// What the reference costs where evidence of costs was changed: totals, and by year.
    cost: Option<[Vec<f64>; 2]>,
    /// What the country that was asked for has: in the portfolio, and in the reference.
    pub(super) of_country: [Years; 2],
}

impl OfBlock {
    /// Totals of the reference in an outcome, and what each year came to.
    pub(super) fn reference(&self, at: OutcomeAt, is_cost: bool) -> Option<[&Vec<f64>; 2]> {
        match self.cost.as_ref().filter(|_| is_cost) {
            Some(cost) => Some(cost.each_ref()),
            None => Some([self.laid.counted.totals.get(&at)?, self.laid.counted.years.get(&at)?]),
        }
    }
}

/// An inquiry as it follows the blocks.
pub(super) struct Asked<'a> {
    inquiry: &'a Inquiry,
    own: Follower<'a>,
    /// The reference as a policy of its own, where what a country has is asked for.
    today: Option<Follower<'a>>,
}

/// The reference in a block of draws.
#[derive(Debug)]
pub(super) struct LaidBlock {
    /// What portfolios follow; none where there was no room for it.
    kept: Option<KeptBranch>,
    counted: CountedBlock,
    /// Amounts of each measure by draw, then year: what costs follow from.
    deployed: Vec<Vec<f64>>,
}

/// What is laid down of the reference.
#[derive(Debug)]
pub(super) struct Laid {
    /// Most bytes.
    memory: u64,
    /// What is kept of each block.
    followed: Followed,
    down: Mutex<Down>,
}

#[derive(Debug, Default)]
struct Down {
    blocks: Vec<Option<Arc<LaidBlock>>>,
    bytes: u64,
}

impl Laid {
    pub(super) fn new(memory: u64, followed: Followed) -> Self {
        Self { memory, followed, down: Mutex::default() }
    }

    /// An inquiry made ready to follow the blocks.
    pub(super) fn asked<'a>(&self, session: &'a Session, inquiry: &'a Inquiry) -> Asked<'a> {
        let own = self.follower(session, &inquiry.policy);
        let today = inquiry.country.map(|_| self.follower(session, &session.policy));
        Asked { inquiry, own, today }
    }

    /// A policy made ready to follow the blocks.
    fn follower<'a>(&self, session: &'a Session, policy: &'a CompiledPolicy) -> Follower<'a> {
        Follower::new((&session.prepared.plan_of_others, &self.followed), policy)
    }

    /// Whether all that the rules of `policy` read is kept.
    pub(super) fn is_followed_by(&self, policy: &CompiledPolicy) -> bool {
        self.followed.is_enough_for(policy)
    }

    fn down(&self) -> MutexGuard<'_, Down> {
        self.down.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Draws whose blocks are kept, and the bytes that they take.
    pub(super) fn size(&self) -> (u64, u64) {
        let down = self.down();
        let kept = down.blocks.iter().flatten().filter(|block| block.kept.is_some()).count();
        ((kept * BLOCK) as u64, down.bytes)
    }

    /// A block of the reference, laid down where it is not yet.
    pub(super) fn block(&self, session: &Session, block: usize) -> Result<Arc<LaidBlock>, AssessError> {
        if let Some(laid) = self.known(block) {
            return Ok(laid);
        }
        let kept = self.lay(session, block)?;
        let recorded = self.follower(session, &session.policy).follow(&kept)?;
        let measures = &session.prepared.measures;
        let counted = counted(session, &recorded, &range(block), measures)?;
        let deployed = deployed(block_of(session, &recorded), measures)?;
        let mut down = self.down();
        let missing = (block + 1).saturating_sub(down.blocks.len());
        down.blocks.extend(std::iter::repeat_n(None, missing));
        // Another thread may have been as fast.
        if let Some(known) = &down.blocks[block] {
            return Ok(Arc::clone(known));
        }
        let room = self.memory.saturating_sub(down.bytes);
        let kept = Some(kept).filter(|kept| kept.bytes() <= room);
        down.bytes += kept.as_ref().map_or(0, KeptBranch::bytes);
        let laid = Arc::new(LaidBlock { kept, counted, deployed });
        down.blocks[block] = Some(Arc::clone(&laid));
        Ok(laid)
    }

    fn known(&self, block: usize) -> Option<Arc<LaidBlock>> {
        self.down().blocks.get(block).cloned().flatten()
    }

    fn lay(&self, session: &Session, block: usize) -> Result<KeptBranch, AssessError> {
        let (prepared, chance) = (&session.prepared, session.options.chance());
        let (plan, from) = ((&prepared.plan_of_others, &self.followed), Year(prepared.appraisal.from));
        // What is the same in all draws is kept once.
        let first = if block > 0 { self.known(0) } else { None };
        let like = first.as_ref().and_then(|first| first.kept.as_ref());
        Ok(KeptBranch::lay(plan, chance, &range(block), from, like)?)
    }

    /// What an inquiry comes to in a block.
    pub(super) fn counted(
        &self,
        session: &Session,
        asked: &Asked<'_>,
        block: usize,
    ) -> Result<OfBlock, AssessError> {
        let (inquiry, laid, draws) = (asked.inquiry, self.block(session, block)?, range(block));
        let follows = inquiry.follows || asked.today.is_some();
        let again = (laid.kept.is_none() && follows).then(|| self.lay(session, block)).transpose()?;
        let kept = laid.kept.as_ref().or(again.as_ref());
        let recorded = match kept.filter(|_| inquiry.follows) {
            Some(kept) => asked.own.follow(kept)?,
            None => beside(session, inquiry, &draws)?,
        };
        let of_country = match (inquiry.country, &asked.today, kept) {
            (Some(country), Some(today), Some(kept)) => {
                let counting = &session.prepared.counting;
                let of = |recorded| counting.years_of_country(block_of(session, recorded), country);
                [of(&recorded)?, of(&today.follow(kept)?)?]
            }
            _ => Default::default(),
        };
        let own = counted(session, &recorded, &draws, &inquiry.measures)?;
        let cost = match inquiry.costs_otherwise {
            false => None,
            true => {
                let years = (session.prepared.plan.first.0, draws);
                let cost = cost_of_block(&laid.deployed, years, &session.scope(), &inquiry.measures)?;
                Some(cost.into())
            }
        };
        Ok(OfBlock { own, laid, cost, of_country })
    }
}

/// What an inquiry records, simulated beside the reference: for rules that read what is not kept.
fn beside(session: &Session, inquiry: &Inquiry, draws: &Range<u64>) -> Result<Recorded, AssessError> {
    let plan = &session.prepared.plan_of_others;
    let branch = Branch { plan, policy: &inquiry.policy };
    let recorded = simulate_branches(&[branch], session.options.chance(), draws)?;
    Ok(recorded.into_iter().next().and_then(Arc::into_inner).unwrap_or_default())
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

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn what_comes_after_a_block_that_was_cancelled_is_left_out() {
        let found = |blocks: &[usize]| -> Vec<usize> {
            let found = blocks.iter().map(|block| (*block, *block)).collect();
            in_order(3, found).collect()
        };
        assert_eq!(found(&[5, 3, 4]), [3, 4, 5]);
        assert_eq!(found(&[6, 3, 4]), [3, 4]);
        assert!(found(&[4, 5]).is_empty() && found(&[]).is_empty());
    }
}
