//! One origin through the engine: draws of one variable by country.

use std::collections::BTreeMap;
use std::sync::Mutex;

use forefend_panel::{Availability, CountryId, Panel, Year};
use forefend_simulate::memory::{Recorded, simulate_in_memory};
use forefend_simulate::{CompiledPolicy, Ensemble, Estimated, Model, Plan};

use crate::error::VerifyError;

/// Draws of a forecast.
pub(super) const DRAWS: u64 = 400;
const BLOCK: u64 = 100;

/// The model with nothing but `variable` and what it depends on, recording it alone.
pub(super) fn alone(model: &Model, variable: &str) -> Model {
    let mut model = model.reduced_to(&[variable]);
    model.frame.record_country = vec![toml::Spanned::new(0..0, variable.to_owned())];
    model.frame.record_world.clear();
    model.frame.record.clear();
    model
}

/// What the model said at one origin.
pub(super) struct Forecast {
    /// States simulated, ascending.
    pub units: Vec<CountryId>,
    origin: Year,
    years: usize,
    /// Draw-major, then year from the one after the origin, then unit.
    draws: Vec<f64>,
}

impl Forecast {
    /// Fits `model` on what `panel` shows as of December of `origin` and simulates to `horizon`.
    pub fn make(
        model: &Model,
        panel: &Panel,
        variable: &str,
        origin: Year,
        horizon: Year,
    ) -> Result<Self, VerifyError> {
        let then = panel.as_of(origin.last_month(), Availability::Observed);
        let Estimated { plan, .. } = Plan::estimated(model, &then, horizon)?;
        let (units, years) = (plan.units.len(), Year::count(origin + 1, horizon));
        // A series may end before the origin: the years between are simulated and not scored.
        let skipped = plan.periods() - years;
        let found: Mutex<BTreeMap<u64, Vec<f64>>> = Mutex::new(BTreeMap::new());
        let keep = |first: u64, recorded: &Recorded| {
            let values = recorded.column("country", variable)?;
            let draws = values.chunks_exact(plan.periods() * units);
            let kept = draws.flat_map(|draw| &draw[skipped * units..]).copied().collect();
            if let Ok(mut found) = found.lock() {
                found.insert(first, kept);
            }
            Ok(())
        };
        let ensemble = Ensemble { seed: 1, draws: DRAWS, block: BLOCK, deterministic: false };
        simulate_in_memory(&plan, &CompiledPolicy::default(), ensemble, &keep)?;
        let poisoned = |_| VerifyError::computation("a thread that kept draws stopped");
        let draws = found.into_inner().map_err(poisoned)?.into_values().flatten().collect();
        Ok(Self { units: plan.units, origin, years, draws })
    }

    /// Values of the unit at `position` in `year`, one a draw.
    fn of(&self, position: usize, year: Year) -> impl Iterator<Item = f64> + '_ {
        let (units, year) = (self.units.len(), (year - self.origin - 1) as usize);
        let at = year * units + position;
        self.draws.chunks_exact(self.years * units).map(move |draw| draw[at])
    }

    /// The same, ascending.
    pub fn sorted(&self, position: usize, year: Year) -> Vec<f64> {
        let mut draws: Vec<f64> = self.of(position, year).collect();
        draws.sort_by(f64::total_cmp);
        draws
    }

    /// Their mean.
    pub fn mean(&self, position: usize, year: Year) -> f64 {
        self.of(position, year).sum::<f64>() / DRAWS as f64
    }

    /// Share of draws in which a yearly change within two years goes beyond `least`, in its direction, from the value `now`
    /// at the origin.
    pub fn chance_of_step(&self, position: usize, origin: Year, now: f64, least: f64) -> f64 {
        let beyond = |change: f64| if least < 0.0 { change < least } else { change > least };
        let pairs = self.of(position, origin + 1).zip(self.of(position, origin + 2));
        let stepped = pairs.filter(|(first, second)| beyond(first - now) || beyond(second - first));
        stepped.count() as f64 / DRAWS as f64
    }
}
