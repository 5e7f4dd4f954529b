//! What a world declares to be switched, and what each link does: the model with it beside the model without it, on the same
//! luck.

mod switched;

use std::collections::BTreeMap;
use std::sync::Mutex;

use forefend_panel::{Availability, Month, Panel, Year};
use forefend_simulate::memory::simulate_in_memory;
use forefend_simulate::spec::Axis;
use forefend_simulate::switch::declared;
use forefend_simulate::{CompiledPolicy, Ensemble, Model, Plan, SimulateError, Switches, WorldFiles};
use serde::Serialize;

pub use self::switched::{SwitchedEffect, SwitchedLinks, switch_links};
use crate::error::AssessError;
use crate::options::month_of;
use crate::progress::Progress;

/// Years between those that effects are told of.
const EVERY: i16 = 10;
/// Draws that one thread runs together. Changes no value.
const BLOCK: u64 = 50;
/// Grade of what is estimated here from a named data set (the legend at the head of `world/evidence/measures.toml`).
const ESTIMATED: &str = "B2";

/// Everything that can be switched in a world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DescribedLinks {
    /// Links and correlations, in file order.
    pub links: Vec<DescribedLink>,
    /// Scenarios, in file order.
    pub scenarios: Vec<DescribedScenario>,
}

/// A link or correlation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DescribedLink {
    /// The id that options name it by.
    pub id: String,
    /// The influence in words.
    pub title: String,
    /// Element that it comes from; of a correlation, a variable.
    pub from: String,
    /// Element that it goes to; of a correlation, the other variable.
    pub to: String,
    /// Where its size is from.
    pub source: String,
    /// Grade of that source, as of evidence; empty of a correlation whose value is given.
    pub grade: String,
    /// Whether the model has it.
    pub on: bool,
    /// Whether it is a correlation of shocks.
    pub correlation: bool,
}

/// A scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DescribedScenario {
    /// The id that `--scenario` names it by.
    pub id: String,
    /// The course in words.
    pub title: String,
    /// Where it is from.
    pub source: String,
}

/// What one link does to one variable of the world by one year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinkEffect {
    /// The link.
    pub link: String,
    /// The variable.
    pub variable: String,
    /// The year.
    pub year: i16,
    /// Median over futures with the link.
    pub with: f64,
    /// Median over the same futures without it.
    pub without: f64,
    /// Mean of with less without, future by future.
    pub difference: f64,
    /// Its Monte Carlo standard error.
    pub standard_error: f64,
}

/// Effects of all links of a world.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinkEffects {
    /// Month as of which the figures were read.
    pub as_of: String,
    /// Seed of all luck.
    pub seed: u64,
    /// Number of futures.
    pub draws: u64,
    /// By link, variable and year.
    pub effect: Vec<LinkEffect>,
}

/// What is switched for effects: seed, number of futures, last year.
#[derive(Debug, Clone, Copy)]
pub struct EffectSettings {
    /// Seed of all luck.
    pub seed: u64,
    /// Number of futures.
    pub draws: u64,
    /// Month as of which the panel is read; the world's own where absent.
    pub as_of: Option<Month>,
    /// Last simulated year; the world's own where absent.
    pub to: Option<Year>,
}

/// Lists what `world` declares to be switched.
///
/// # Errors
/// The first mistake in the world.
///
/// # Examples
/// ```
/// use forefend_assess::describe_links;
/// use forefend_simulate::WorldFiles;
///
/// let world = WorldFiles::new("world", forefend_world::files());
/// let told = describe_links(&world)?;
/// let growth = told.links.iter().find(|link| link.id == "conflict_to_growth").expect("declared");
/// assert!(growth.on && growth.from == "armed_conflict");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn describe_links(world: &WorldFiles) -> Result<DescribedLinks, AssessError> {
    Model::load(world)?;
    let (links, scenarios) = declared(world)?;
    let of_links = links.link.into_iter().map(|link| DescribedLink {
        id: link.id.into_inner(),
        title: link.title,
        from: link.from.into_inner(),
        to: link.to.into_inner(),
        source: link.source,
        grade: link.grade.into_inner().text().to_owned(),
        on: link.on,
        correlation: false,
    });
    let of_correlations = links.correlation.into_iter().map(|one| {
        let [from, to] = one.between.map(toml::Spanned::into_inner);
        let grade = if one.value.is_none() { ESTIMATED } else { "" }.to_owned();
        let source = one.source.unwrap_or_else(|| "estimated, and shrunk".to_owned());
        let id = one.id.into_inner();
        DescribedLink { id, title: one.title, from, to, source, grade, on: one.on, correlation: true }
    });
    let of_scenarios = scenarios.scenario.into_iter().map(|one| DescribedScenario {
        id: one.id.into_inner(),
        title: one.title,
        source: one.source,
    });
    Ok(DescribedLinks { links: of_links.chain(of_correlations).collect(), scenarios: of_scenarios.collect() })
}

/// Runs the model with and without each link, on the same luck, and tells what differs in the variables of the world.
///
/// # Errors
/// Whatever a file, the panel, a fit or a run reports.
pub fn link_effects(
    world: &WorldFiles,
    panel: &Panel,
    settings: EffectSettings,
    progress: &dyn Progress,
) -> Result<LinkEffects, AssessError> {
    let model = Model::load(world)?;
    model.check_indicators(world, panel)?;
    let as_of = month_of(settings.as_of, &model)?;
    let ids: Vec<(String, bool)> =
        describe_links(world)?.links.into_iter().map(|link| (link.id, link.on)).collect();
    let total = ids.len() as u64 + 1;
    progress.advance("running", "as declared", 0, total);
    let plain = world_values(&model, panel, as_of, settings)?;
    let mut effect = Vec::new();
    for (done, (id, on)) in ids.into_iter().enumerate() {
        progress.advance("running", &id, done as u64 + 1, total);
        let one = vec![id.clone()];
        let (without, with) = if on { (one, Vec::new()) } else { (Vec::new(), one) };
        let other = world.clone().switched(&Switches { scenario: None, without, with })?;
        let switched = world_values(&Model::load(&other)?, panel, as_of, settings)?;
        let (with, without) = if on { (&plain, &switched) } else { (&switched, &plain) };
        effect.extend(compared(&id, with, without));
    }
    Ok(LinkEffects { as_of: as_of.to_string(), seed: settings.seed, draws: settings.draws, effect })
}

/// Values of the world's variables: by variable and year, one a draw.
type WorldValues = BTreeMap<(String, i16), Vec<f64>>;

/// What a run of `model` keeps of the world, in the years that are told of.
fn world_values(
    model: &Model,
    panel: &Panel,
    as_of: Month,
    settings: EffectSettings,
) -> Result<WorldValues, AssessError> {
    let mut model = model.clone();
    let of_world = model.variables.iter().filter(|variable| variable.spec.axis == Axis::World);
    model.frame.record_world = of_world.map(|variable| variable.spec.name.clone()).collect();
    model.frame.record_country.clear();
    model.frame.record.clear();
    let view = panel.as_of(as_of, Availability::Published);
    let horizon = settings.to.unwrap_or(Year(model.frame.horizon));
    let plan = Plan::estimated(&model, &view, horizon)?.plan;
    let names: Vec<String> = model.frame.record_world.iter().map(|name| name.as_ref().clone()).collect();
    let periods = plan.periods();
    let blocks: Mutex<BTreeMap<u64, Vec<Vec<f64>>>> = Mutex::new(BTreeMap::new());
    let ensemble =
        Ensemble { seed: settings.seed, draws: settings.draws, block: BLOCK, deterministic: false };
    simulate_in_memory(&plan, &CompiledPolicy::default(), ensemble, &|first, recorded| {
        let columns: Result<Vec<Vec<f64>>, SimulateError> =
            names.iter().map(|name| Ok(recorded.column("world", name)?.to_vec())).collect();
        if let Ok(mut blocks) = blocks.lock() {
            blocks.insert(first, columns?);
        }
        Ok(())
    })?;
    let blocks = blocks.into_inner().unwrap_or_default();
    let mut values = WorldValues::new();
    for (at, year) in Year::range(plan.first, plan.horizon).enumerate() {
        if year.0 % EVERY != 0 && year != plan.horizon {
            continue;
        }
        for (column, name) in names.iter().enumerate() {
            let of_blocks = blocks.values().flat_map(|block| block[column].iter().skip(at).step_by(periods));
            values.insert((name.clone(), year.0), of_blocks.copied().collect());
        }
    }
    Ok(values)
}

/// Differences in what differs; a variable that a link does not reach is not told of.
fn compared(link: &str, with: &WorldValues, without: &WorldValues) -> Vec<LinkEffect> {
    let mut effects = Vec::new();
    for ((variable, year), ours) in with {
        let Some(theirs) = without.get(&(variable.clone(), *year)) else { continue };
        let differences: Vec<f64> = ours.iter().zip(theirs).map(|(a, b)| a - b).collect();
        if differences.iter().all(|difference| *difference == 0.0) {
            continue;
        }
        let n = differences.len() as f64;
        let mean = differences.iter().sum::<f64>() / n;
        let squares = differences.iter().map(|one| (one - mean) * (one - mean)).sum::<f64>();
        effects.push(LinkEffect {
            link: link.to_owned(),
            variable: variable.clone(),
            year: *year,
            with: median(ours),
            without: median(theirs),
            difference: mean,
            standard_error: (squares / (n - 1.0).max(1.0) / n).sqrt(),
        });
    }
    effects
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() % 2 {
        0 => 0.5 * (sorted[middle - 1] + sorted[middle]),
        _ => sorted[middle],
    }
}
