//! The shipped model's forecasts of an onset of mass killing, a year ahead, through the production path.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::{Mutex, PoisonError};

use forefend_panel::{Availability, CountryId, Panel, Year};
use forefend_simulate::memory::{Recorded, simulate_in_memory};
use forefend_simulate::{CompiledPolicy, Ensemble, Estimated, Model, Plan, SimulateError};
use rayon::prelude::*;

use crate::error::VerifyError;

/// The variable forecast: the chance of an onset, not a count of draws.
const RISK: &str = "mass_killing_risk";
/// Draws of parameters (and of the conflict of a year that is not observed): the mean moves by less than 1 % beyond.
const DRAWS: u64 = 200;

/// Probability of an onset by year and country.
pub type Risks = BTreeMap<(i16, CountryId), f64>;

/// For each of `years`, the panel as of the December before, a fit on what it holds, and the chance of an onset in the year,
/// averaged over draws. Of series that end sooner (conflict: 2022) the years between are simulated.
///
/// # Errors
/// Those of the engine; a model without `mass_killing_risk`.
pub fn rolling(model: &Model, panel: &Panel, years: RangeInclusive<i16>) -> Result<Risks, VerifyError> {
    let mut model = model.reduced_to(&[RISK]);
    if model.position(RISK).is_none() {
        return Err(VerifyError::computation(format!("the world has no variable `{RISK}`")));
    }
    let frame = &mut model.frame;
    frame.record_country = vec![toml::Spanned::new(0..0, RISK.to_owned())];
    frame.record_world.clear();
    frame.record.clear();
    let of_year = |year: i16| one_year(&model, panel, Year(year));
    let found: Vec<Result<Risks, SimulateError>> = years.into_par_iter().map(of_year).collect();
    let mut risks = Risks::new();
    for year in found {
        risks.append(&mut year?);
    }
    Ok(risks)
}

fn one_year(model: &Model, panel: &Panel, year: Year) -> Result<Risks, SimulateError> {
    let view = panel.as_of((year - 1).last_month(), Availability::Observed);
    let Estimated { plan, .. } = Plan::estimated(model, &view, year)?;
    let ensemble = Ensemble { seed: 1, draws: DRAWS, block: DRAWS, deterministic: false };
    let (units, periods) = (plan.units.len(), plan.periods());
    let sums = Mutex::new(vec![0.0; units]);
    let add = |_: u64, recorded: &Recorded| {
        // One block holds all draws, so the order of the sum is theirs.
        let mut sums = sums.lock().unwrap_or_else(PoisonError::into_inner);
        for draw in recorded.column("country", RISK)?.chunks_exact(periods * units) {
            let last = &draw[(periods - 1) * units..];
            sums.iter_mut().zip(last).for_each(|(sum, risk)| *sum += risk);
        }
        Ok(())
    };
    simulate_in_memory(&plan, &CompiledPolicy::default(), ensemble, &add)?;
    let sums = sums.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(plan.units.iter().zip(sums).map(|(unit, sum)| ((year.0, *unit), sum / DRAWS as f64)).collect())
}
