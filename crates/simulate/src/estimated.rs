//! The way from a model to a plan that can be run: history as of a date, fits, compiled steps.

use forefend_panel::{AsOf, Year};

use crate::error::SimulateError;
use crate::fitted::Fitted;
use crate::history::History;
use crate::model::Model;
use crate::plan::Plan;

/// A plan with what it was made from.
#[derive(Debug, Clone)]
pub struct Estimated {
    /// What was known as of the date.
    pub history: History,
    /// Equations fitted on it.
    pub fitted: Fitted,
    /// The model compiled with both.
    pub plan: Plan,
}

impl Plan {
    /// The door from a world to a run: puts `model` on what `as_of` may show, fits it and compiles it to run to `horizon`.
    /// With parameters that are given it is [`History::build`] and [`Plan::with`].
    ///
    /// ```
    /// use forefend_panel::{Availability, Month, Panel, Year};
    /// use forefend_simulate::memory::simulate_in_memory;
    /// use forefend_simulate::{CompiledPolicy, Ensemble, Estimated, Model, Plan, SimulateError, WorldFiles};
    ///
    /// /// The share of draws and states in conflict, from the first simulated year on.
    /// fn share_in_conflict(world: &WorldFiles, panel: &Panel) -> Result<Vec<f64>, SimulateError> {
    ///     let model = Model::load(world)?;
    ///     model.check_indicators(world, panel)?;
    ///     let as_of = panel.as_of(Month::new(Year(2025), 12)?, Availability::Observed);
    ///     let Estimated { plan, .. } = Plan::estimated(&model, &as_of, Year(2030))?;
    ///     let ensemble = Ensemble { seed: 1, draws: 100, block: 100, deterministic: false };
    ///     let found = std::sync::Mutex::new(Vec::new());
    ///     simulate_in_memory(&plan, &CompiledPolicy::default(), ensemble, &|_first_draw, recorded| {
    ///         let share = recorded.column("world", "share_in_conflict")?;
    ///         found.lock().unwrap().extend_from_slice(share);
    ///         Ok(())
    ///     })?;
    ///     Ok(found.into_inner().unwrap())
    /// }
    /// ```
    ///
    /// # Errors
    /// Those of [`History::build`], [`Fitted::estimate`] and [`Plan::with`].
    pub fn estimated(model: &Model, as_of: &AsOf<'_>, horizon: Year) -> Result<Estimated, SimulateError> {
        let history = History::build(model, as_of, horizon)?;
        let fitted = Fitted::estimate(model, &history, as_of)?;
        let plan = Self::with(model, &history, &fitted)?;
        Ok(Estimated { history, fitted, plan })
    }
}
