//! One origin through the engine: the panel as of then, the fit, and what is kept of each draw.

use std::collections::BTreeMap;
use std::sync::Mutex;

use forefend_panel::{Availability, CountryId, Panel, Year};
use forefend_simulate::memory::{Recorded, simulate_in_memory};
use forefend_simulate::{CompiledPolicy, Ensemble, Estimated, Model, Plan, SimulateError};
use rayon::prelude::*;

use crate::error::VerifyError;

const BLOCK: u64 = 100;

/// The model with nothing but `names` (variables by country) and what they depend on, recording them alone: the same equations
/// and the same luck, hence the same values, in a fraction of the time.
pub(super) fn alone(model: &Model, names: &[&str]) -> Model {
    let mut model = model.reduced_to(names);
    model.frame.record_country =
        names.iter().map(|name| toml::Spanned::new(0..0, (*name).to_owned())).collect();
    model.frame.record_world.clear();
    model.frame.record.clear();
    model
}

/// What `make` gives at each of `origins`, in their order. Origins are made side by side, because much of one (history, fits) is the
/// work of one thread. Of errors, the first.
pub(super) fn at_each<T: Send>(
    origins: impl IntoIterator<Item = Year>,
    make: impl Fn(Year) -> Result<T, VerifyError> + Sync,
) -> Result<Vec<(Year, T)>, VerifyError> {
    let origins: Vec<Year> = origins.into_iter().collect();
    let made: Vec<_> = origins.into_par_iter().map(|origin| Ok((origin, make(origin)?))).collect();
    made.into_iter().collect()
}

/// Fits `model` on what `panel` shows as of December of `origin` and simulates to `horizon`. Gives the states simulated,
/// ascending, and what `keep` makes of each draw, in their order; it is given the values of each of `names`, by year from the one
/// after the origin and then by state.
pub(super) fn each_draw<K: Send, const N: usize>(
    model: &Model,
    panel: &Panel,
    (origin, horizon): (Year, Year),
    draws: u64,
    names: [&str; N],
    keep: impl Fn([&[f64]; N]) -> K + Sync,
) -> Result<(Vec<CountryId>, Vec<K>), VerifyError> {
    each_draw_on("country", model, panel, (origin, horizon), draws, names, keep)
}

/// The same of variables on an axis, which `model` records; of the world, one value a year.
pub(super) fn each_draw_on<K: Send, const N: usize>(
    axis: &str,
    model: &Model,
    panel: &Panel,
    (origin, horizon): (Year, Year),
    draws: u64,
    names: [&str; N],
    keep: impl Fn([&[f64]; N]) -> K + Sync,
) -> Result<(Vec<CountryId>, Vec<K>), VerifyError> {
    let then = panel.as_of(origin.last_month(), Availability::Observed);
    let Estimated { plan, .. } = Plan::estimated(model, &then, horizon)?;
    let years = Year::count(origin + 1, horizon);
    let kept = draws_on((axis, &plan), &CompiledPolicy::default(), (years, draws), names, keep)?;
    Ok((plan.units, kept))
}

/// What `keep` makes of each draw of `plan` under a policy, of its last `years` years: a series may end before the origin, and the
/// years between are simulated and not kept.
pub(super) fn draws_on<K: Send, const N: usize>(
    (axis, plan): (&str, &Plan),
    policy: &CompiledPolicy,
    (years, draws): (usize, u64),
    names: [&str; N],
    keep: impl Fn([&[f64]; N]) -> K + Sync,
) -> Result<Vec<K>, VerifyError> {
    let units = if axis == "world" { 1 } else { plan.units.len() };
    let (whole, skipped) = (plan.periods() * units, (plan.periods() - years) * units);
    let found: Mutex<BTreeMap<u64, Vec<K>>> = Mutex::new(BTreeMap::new());
    let of_block = |first: u64, recorded: &Recorded| {
        let mut columns: [&[f64]; N] = [&[]; N];
        for (column, name) in columns.iter_mut().zip(names) {
            *column = recorded.column(axis, name)?;
        }
        let draws = columns.first().map_or(0, |column| column.len() / whole);
        let of = |draw: usize| columns.map(|column| &column[draw * whole + skipped..(draw + 1) * whole]);
        let kept = (0..draws).map(|draw| keep(of(draw))).collect();
        if let Ok(mut found) = found.lock() {
            found.insert(first, kept);
        }
        Ok::<(), SimulateError>(())
    };
    let ensemble = Ensemble { seed: 1, draws, block: BLOCK, deterministic: false };
    simulate_in_memory(plan, policy, ensemble, &of_block)?;
    let poisoned = |_| VerifyError::computation("a thread that kept draws stopped");
    let kept = found.into_inner().map_err(poisoned)?;
    Ok(kept.into_values().flatten().collect())
}
