//! One origin through the engine: the panel as of then, the fit, the draws, counted in memory.

use std::sync::Mutex;

use forefend_panel::{Availability, CountryId, Panel, Year};
use forefend_simulate::memory::{Recorded, simulate_in_memory};
use forefend_simulate::{CompiledPolicy, Ensemble, Estimated, Model, Plan};

use crate::error::VerifyError;

/// The outcome series of the shipped model.
pub(super) const ANCHOR: &str = "conflict_level";
/// The variable whose level is scored.
const OUTCOME: &str = "conflict";
const DRAWS: u64 = 2_000;
const BLOCK: u64 = 100;

/// The model with nothing but `conflict` and what it depends on, recording `conflict` alone: the same equations and the same
/// luck, hence the same conflicts, in a fraction of the time.
pub(super) fn conflict_alone(model: &Model) -> Model {
    let mut model = model.reduced_to(&[OUTCOME]);
    model.frame.record_country.retain(|name| name.as_ref() == OUTCOME);
    model.frame.record_world.clear();
    model.frame.record.clear();
    model
}

/// What the model said at one origin.
pub(super) struct Forecast {
    /// States simulated, ascending.
    pub units: Vec<CountryId>,
    /// Last year simulated.
    pub horizon: Year,
    origin: Year,
    /// Draws in conflict, year-major from the year after the origin, then unit.
    counts: Vec<u32>,
    /// Share of states in conflict by year, then draw, in no order.
    shares: Vec<Vec<f64>>,
}

impl Forecast {
    /// Fits `model` on what `panel` shows as of December of `origin` and simulates to `horizon`.
    pub fn make(model: &Model, panel: &Panel, origin: Year, horizon: Year) -> Result<Self, VerifyError> {
        let then = panel.as_of(origin.last_month(), Availability::Observed);
        let Estimated { plan, .. } = Plan::estimated(model, &then, horizon)?;
        let (units, years) = (plan.units.len(), Year::count(origin + 1, horizon));
        let skipped = plan.periods() - years;
        let found = Mutex::new((vec![0_u32; years * units], vec![Vec::new(); years]));
        let count = |_: u64, recorded: &Recorded| {
            let levels = recorded.column("country", OUTCOME)?;
            let Ok(mut found) = found.lock() else { return Ok(()) };
            for draw in levels.chunks_exact(plan.periods() * units) {
                for (year, levels) in draw.chunks_exact(units).skip(skipped).enumerate() {
                    let mut conflicts = 0.0;
                    for (unit, _) in levels.iter().enumerate().filter(|(_, level)| **level > 0.0) {
                        found.0[year * units + unit] += 1;
                        conflicts += 1.0;
                    }
                    found.1[year].push(conflicts / units as f64);
                }
            }
            Ok(())
        };
        let ensemble = Ensemble { seed: 1, draws: DRAWS, block: BLOCK, deterministic: false };
        simulate_in_memory(&plan, &CompiledPolicy::default(), ensemble, &count)?;
        let poisoned = |_| VerifyError::computation("a thread that counted draws stopped");
        let (counts, shares) = found.into_inner().map_err(poisoned)?;
        Ok(Self { units: plan.units, horizon, origin, counts, shares })
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
