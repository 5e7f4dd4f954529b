//! One origin through the engine, draws in conflict counted.

use forefend_panel::{CountryId, Panel, Year};
use forefend_simulate::Model;

use super::super::from_origin::each_draw;
use crate::error::VerifyError;

/// The outcome series of the shipped model.
pub(super) const ANCHOR: &str = "conflict_level";
/// The variable whose level is scored.
pub(super) const OUTCOME: &str = "conflict";
/// 2,000 gave each AUC and its gain within 0.001, and mean scores of the world share within 0.003.
const DRAWS: u64 = 500;

/// What the model said at one origin.
pub(super) struct Forecast {
    /// States simulated, ascending.
    pub units: Vec<CountryId>,
    /// Last year simulated.
    pub horizon: Year,
    /// Year from which it was made.
    pub origin: Year,
    /// Draws in conflict, year-major from the year after the origin, then unit.
    counts: Vec<u32>,
    /// Share of states in conflict by year, then draw.
    shares: Vec<Vec<f64>>,
}

impl Forecast {
    /// Fits `model` on what `panel` shows as of December of `origin` and simulates to `horizon`.
    pub fn make(model: &Model, panel: &Panel, origin: Year, horizon: Year) -> Result<Self, VerifyError> {
        let in_conflict =
            |[levels]: [&[f64]; 1]| levels.iter().map(|level| *level > 0.0).collect::<Vec<bool>>();
        let (units, draws) = each_draw(model, panel, (origin, horizon), DRAWS, [OUTCOME], in_conflict)?;
        let years = Year::count(origin + 1, horizon);
        let (mut counts, mut shares) = (vec![0; years * units.len()], vec![Vec::new(); years]);
        for draw in draws {
            counts.iter_mut().zip(&draw).for_each(|(count, conflict)| *count += u32::from(*conflict));
            for (shares, conflicts) in shares.iter_mut().zip(draw.chunks_exact(units.len())) {
                let conflicts = conflicts.iter().filter(|conflict| **conflict).count();
                shares.push(conflicts as f64 / units.len() as f64);
            }
        }
        Ok(Self { units, horizon, origin, counts, shares })
    }

    /// Share of draws in conflict of the unit at `position` in `year`.
    pub fn probability(&self, position: usize, year: Year) -> f64 {
        let year = (year - self.origin - 1) as usize;
        f64::from(self.counts[year * self.units.len() + position]) / DRAWS as f64
    }

    /// Shares of states in conflict in `year`, one a draw, ascending.
    pub fn sorted_shares(&self, year: Year) -> Vec<f64> {
        let mut shares = self.shares[(year - self.origin - 1) as usize].clone();
        shares.sort_by(f64::total_cmp);
        shares
    }
}
