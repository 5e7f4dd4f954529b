//! One origin: the production path, from the panel as of then to what its draws say of every target.

use std::path::Path;

use forefend_panel::{AsOf, Availability, Panel, Year};
use forefend_runs::{RunWriter, simulate};
use forefend_runs::{parameters_from, parameters_text};
use forefend_simulate::spec::Axis;
use forefend_simulate::{CompiledPolicy, Ensemble, Fitted, History, Model, Plan, SimulateError};
use toml::Spanned;

use crate::error::TrackError;
use crate::settings::TrackSettings;
use crate::target::Targets;

/// Draws in a block; it changes speed, never a value.
pub const BLOCK: u64 = 100;

/// What a plan is told before it is run: nothing, or what was observed later.
pub(crate) type Tell<'a> = dyn Fn(&mut Plan) -> Result<(), TrackError> + 'a;

/// Where the forecast of one origin is made.
#[derive(Clone, Copy)]
pub(crate) enum Place<'a> {
    /// A folder that nobody comes back to.
    Folder(&'a Path),
    /// A scenario of a run: its fitted parameters are kept, and sealed.
    Run(&'a RunWriter, &'a str),
}

/// Fits and simulates `model` as of December of `origin`, under the reference policy: the parts, and in a run the fitted
/// parameters, stand in their place afterwards; `tell` may give the plan what it would not know. What is there and complete is kept.
pub(crate) fn simulate_from(
    model: &Model,
    panel: &Panel,
    targets: &Targets,
    (origin, last): (Year, Year),
    settings: &TrackSettings,
    (place, tell): (Place<'_>, &Tell<'_>),
) -> Result<(), TrackError> {
    let horizon = last.min(origin + settings.horizon_years);
    let view = panel.as_of(origin.last_month(), Availability::Observed);
    let model = recording(model, &targets.variables());
    let failed = |source| TrackError::Origin { origin: origin.0, source: Box::new(source) };
    let anchor = model.frame.anchor.as_ref();
    let known = view.last_year(anchor)?;
    if let Some(known) = known.filter(|known| *known != origin) {
        return Err(TrackError::NotObserved { origin: origin.0, anchor: anchor.clone(), last: known.0 });
    }
    let luck = (settings.seed, settings.draws);
    let history = History::build(&model, &view, horizon).map_err(failed)?;
    let fitted = fitted(&model, &history, &view, place).map_err(failed)?;
    let mut plan = Plan::with(&model, &history, &fitted).map_err(failed)?;
    tell(&mut plan)?;
    draw(&plan, luck, place).map_err(failed)
}

/// The production path from one view: history, fits, plan, draws. The last observed year of the anchor series.
pub(crate) fn run(
    model: &Model,
    view: &AsOf<'_>,
    horizon: Year,
    (seed, draws): (u64, u64),
    place: Place<'_>,
) -> Result<Year, SimulateError> {
    let history = History::build(model, view, horizon)?;
    let fitted = fitted(model, &history, view, place)?;
    let plan = Plan::with(model, &history, &fitted)?;
    draw(&plan, (seed, draws), place)?;
    Ok(history.anchor)
}

/// The draws of a plan under the reference policy.
fn draw(plan: &Plan, (seed, draws): (u64, u64), place: Place<'_>) -> Result<(), SimulateError> {
    let ensemble = Ensemble { seed, draws, block: BLOCK, deterministic: false };
    let folder = match place {
        Place::Folder(folder) => folder.to_owned(),
        Place::Run(writer, scenario) => writer.scenario(scenario),
    };
    simulate(plan, &CompiledPolicy::default(), ensemble, &folder, &|_| ()).map(|_| ())
}

/// The model cut down to the `variables` that are scored and all that they read; a run records the scored ones alone, each
/// in the list of its own axis.
///
/// What is cut has no influence on a scored variable, so no score changes. It must go because it could stop the run: a
/// variable that averages over an organisation's members has no value in a year before the organisation exists, and a
/// run from such an origin would end with an error about a variable that nobody scores.
pub(crate) fn recording(model: &Model, variables: &[&str]) -> Model {
    let mut model = model.reduced_to(variables);
    let on = |axis: &Axis| -> Vec<Spanned<String>> {
        let lives =
            |name: &&&str| model.position(name).is_none_or(|at| model.variables[at].spec.axis == *axis);
        variables.iter().filter(lives).map(|name| Spanned::new(0..0, (*name).to_owned())).collect()
    };
    let (by_country, of_world) = (on(&Axis::Country), on(&Axis::World));
    let elsewhere = model.axes.iter().map(|axis| (axis.name.clone(), on(&Axis::Declared(axis.name.clone()))));
    let elsewhere = elsewhere.filter(|(_, names)| !names.is_empty()).collect();
    model.frame.record_country = by_country;
    model.frame.record_world = of_world;
    model.frame.record = elsewhere;
    model
}

/// The fitted parameters that a run has stored, or those fitted now. Stored ones that are not as they were written are fitted
/// again: forecasts made from altered ones would enter the score book.
fn fitted(
    model: &Model,
    history: &History,
    view: &AsOf<'_>,
    place: Place<'_>,
) -> Result<Fitted, SimulateError> {
    let Place::Run(writer, scenario) = place else { return Fitted::estimate(model, history, view) };
    let name = format!("{scenario}/parameters.json");
    if let Some(text) = writer.read(&name) {
        return parameters_from(&text, &writer.folder().join(&name));
    }
    let fitted = Fitted::estimate(model, history, view)?;
    writer.write(&name, parameters_text(&fitted).as_bytes())?;
    Ok(fitted)
}
