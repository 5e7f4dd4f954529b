//! One origin through the engine, draws by country kept in memory.

use std::collections::BTreeMap;
use std::sync::Mutex;

use forefend_panel::{Availability, CountryId, Panel, Year};
use forefend_simulate::memory::{Recorded, simulate_in_memory};
use forefend_simulate::{CompiledPolicy, Ensemble, Estimated, Model, Plan};

use crate::error::VerifyError;

const DRAWS: u64 = 500;
const BLOCK: u64 = 100;

/// What the model said at one origin.
pub(super) struct Run {
    /// States simulated, ascending.
    pub units: Vec<CountryId>,
    origin: Year,
    /// Ascending draws by variable, then year after the origin and unit.
    draws: BTreeMap<String, Vec<Vec<f64>>>,
}

impl Run {
    /// Fits what `names` (variables by country) need of `model` on what `panel` shows as of December of the first of `years`
    /// and simulates to the second.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn make(
        model: &Model,
        panel: &Panel,
        (origin, horizon): (Year, Year),
        names: &[&str],
    ) -> Result<Self, VerifyError> {
        let mut model = model.reduced_to(names);
        model.frame.record_world.clear();
        model.frame.record.clear();
        model.frame.record_country =
            names.iter().map(|name| toml::Spanned::new(0..0, (*name).into())).collect();
        let then = panel.as_of(origin.last_month(), Availability::Observed);
        let Estimated { plan, .. } = Plan::estimated(&model, &then, horizon)?;
        let (units, years) = (plan.units.len(), Year::count(origin + 1, horizon));
        let skipped = plan.periods() - years;
        let empty = || vec![Vec::with_capacity(DRAWS as usize); years * units];
        let kept =
            Mutex::new(names.iter().map(|name| ((*name).to_owned(), empty())).collect::<BTreeMap<_, _>>());
        let keep = |_: u64, recorded: &Recorded| {
            for name in names {
                let values = recorded.column("country", name)?;
                let Ok(mut kept) = kept.lock() else { return Ok(()) };
                let Some(cells) = kept.get_mut(*name) else { continue };
                for draw in values.chunks_exact(plan.periods() * units) {
                    for (cell, value) in cells.iter_mut().zip(&draw[skipped * units..]) {
                        cell.push(*value);
                    }
                }
            }
            Ok(())
        };
        let ensemble = Ensemble { seed: 1, draws: DRAWS, block: BLOCK, deterministic: false };
        simulate_in_memory(&plan, &CompiledPolicy::default(), ensemble, &keep)?;
        let poisoned = |_| VerifyError::computation("a thread that kept draws stopped");
        let mut draws = kept.into_inner().map_err(poisoned)?;
        draws.values_mut().flatten().for_each(|cell| cell.sort_by(f64::total_cmp));
        Ok(Self { units: plan.units, origin, draws })
    }

    /// Ascending draws of a variable in a state and year; none for a state that was not simulated.
    pub fn sorted(&self, name: &str, state: CountryId, year: Year) -> Option<&[f64]> {
        let unit = self.units.binary_search(&state).ok()?;
        let at = (year - self.origin - 1) as usize * self.units.len() + unit;
        self.draws.get(name)?.get(at).map(Vec::as_slice)
    }
}
