//! The baseline alone: what comes if policy stays as it is.

use std::collections::BTreeMap;

use forefend_panel::{Month, Panel, Table};
use forefend_report::{Home, Unit};
use forefend_runs::parts::Summary;
use forefend_runs::{Manifest, Parts, RunWriter};
use forefend_simulate::{Model, WorldFiles};

use crate::book::Scored;
use crate::error::AssessError;
use crate::fans::unit;
use crate::ledger::Ledger;
use crate::material::Material;
use crate::options::Options;
use crate::progress::Progress;
use crate::ran::{self, Ran};
use crate::scenarios::{self, Prepared, units_file};
use crate::selection::{Alternatives, Selection};

/// A projection that has ended.
#[derive(Debug, Clone)]
pub struct Projection {
    /// The run.
    pub ran: Ran,
    /// World variables by name; none of a shard, whose draws are not all there are.
    pub variables: Option<Vec<Projected>>,
    /// What the world's score book says of them.
    pub scored: Scored,
    /// What it means for the home that was asked for; none of a shard.
    pub home: Option<Home>,
}

/// A world variable over the simulated years.
#[derive(Debug, Clone)]
pub struct Projected {
    /// Its name.
    pub name: String,
    /// Words for a table.
    pub title: String,
    /// What it counts.
    pub unit: Unit,
    /// Distribution over draws, by year.
    pub years: Vec<(i16, Summary)>,
}

/// Simulates the reference portfolio and summarises every recorded variable: a run with `numbers.csv`. With `driver`
/// only the variables of that driver or threat are recorded.
///
/// # Errors
/// The first error of any layer, with its place and remedy.
///
/// # Examples
/// ```
/// use forefend_assess::{Options, Progress, project};
/// use forefend_panel::Year;
/// use forefend_runs::Shard;
/// use forefend_simulate::WorldFiles;
///
/// struct Quiet;
///
/// impl Progress for Quiet {
///     fn advance(&self, _stage: &str, _detail: &str, _done: u64, _total: u64) {}
/// }
///
/// let world = WorldFiles::new("world", forefend_world::files());
/// let panel = world.panel()?;
/// let runs = tempfile::tempdir()?;
/// let options = Options {
///     seed: 1,
///     draws: 20,
///     block: 20,
///     to: Some(Year(2028)),
///     runs: runs.path().to_owned(),
///     // The caller says who asks and when: the engine has no clock.
///     command: "an example".to_owned(),
///     created: "2026-11-28".to_owned(),
///     code: "0.1.0".to_owned(),
///     deterministic: false,
///     shard: Shard::WHOLE,
///     as_of: None,
///     home: None,
///     track: None,
/// };
///
/// let found = project(&world, &panel, &options, Some("armed_conflict"), &Quiet)?;
/// let variables = found.variables.expect("a whole run");
/// let share = variables.iter().find(|variable| variable.name == "share_in_conflict").expect("recorded");
/// // A median, a mean and quantiles for each simulated year.
/// let (year, summary) = share.years.last().expect("years");
/// assert!(*year == 2028 && 0.0 < summary.mean && summary.mean < 1.0);
/// // Numbers, parts and manifest of the run stand in its folder.
/// assert!(found.ran.folder.join("numbers.csv").exists());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn project(
    world: &WorldFiles,
    panel: &Panel,
    options: &Options,
    driver: Option<&str>,
    progress: &dyn Progress,
) -> Result<Projection, AssessError> {
    progress.advance("fitting", "the declared equations", 0, 1);
    let alternatives = Alternatives::Given(Vec::new());
    let selection = Selection { driver, alternatives, ..Selection::default() };
    let prepared = Prepared::new(world, panel, options, &selection)?;
    prepared.tell_filled(panel, options, progress)?;
    crate::book::check(world)?;
    if options.home.is_some() {
        prepared.check_ahead(options)?;
    }
    let manifest = prepared.manifest("project", world, panel, options)?;
    let writer = ran::start(options, &manifest, &prepared.parameters, progress)?;
    let (variables, scored, home) = ran::told((&writer, &manifest), || {
        prepared.write_units(&writer)?;
        crate::outcomes::keep(panel, &writer)?;
        scenarios::run(&prepared, options, &writer, progress)?;
        let (mut variables, mut home) = (None, None);
        if options.shard.is_whole() {
            let ledger = Ledger::new(writer.id());
            variables = Some(summaries(&prepared.model, &manifest, (&writer, &ledger), progress)?);
            home = crate::home::home(&Material::new((world, panel), &prepared, &ledger, options)?, &writer)?;
            writer.write("numbers.csv", ledger.csv().as_bytes())?;
        }
        let scored = match &variables {
            Some(variables) => {
                let model = (&prepared.model, options.month(&prepared.model)?);
                scored(world, panel, model, variables)?
            }
            None => Scored::default(),
        };
        Ok((variables, scored, home))
    })?;
    Ok(Projection { ran: ran::finish(writer, manifest)?, variables, scored, home })
}

/// What the score book says of every variable and year of a projection.
pub(crate) fn scored(
    world: &WorldFiles,
    panel: &Panel,
    model: (&Model, Month),
    variables: &[Projected],
) -> Result<Scored, AssessError> {
    let cells = variables
        .iter()
        .flat_map(|variable| variable.years.iter().map(|(year, _)| (variable.name.clone(), *year)));
    crate::book::scored(world, panel, model, cells)
}

/// Summaries of a whole run: `numbers.csv`, and the world variables.
pub(crate) fn summarise(
    model: &Model,
    manifest: &Manifest,
    writer: &RunWriter,
    progress: &dyn Progress,
) -> Result<Vec<Projected>, AssessError> {
    let ledger = Ledger::new(writer.id());
    let world = summaries(model, manifest, (writer, &ledger), progress)?;
    writer.write("numbers.csv", ledger.csv().as_bytes())?;
    Ok(world)
}

/// Summaries of a whole run, entered into `ledger`: those of world variables.
fn summaries(
    model: &Model,
    manifest: &Manifest,
    (writer, ledger): (&RunWriter, &Ledger),
    progress: &dyn Progress,
) -> Result<Vec<Projected>, AssessError> {
    writer.check_draws(manifest)?;
    let mut world: Vec<Projected> = Vec::new();
    let reference = manifest.scenarios.first().map_or("reference", String::as_str);
    let parts = Parts::at(&writer.scenario(reference));
    let total = manifest.tables.iter().map(|table| table.variables.len() as u64).sum();
    let mut done = 0;
    for table in &manifest.tables {
        let labels = labels(writer, &table.axis);
        let label = |unit: u64| labels.get(&unit).cloned().unwrap_or_else(|| unit.to_string());
        if table.variables.is_empty() {
            continue;
        }
        let variables: Vec<&str> = table.variables.iter().map(String::as_str).collect();
        let mut last: Option<String> = None;
        progress.advance("summarising", variables[0], done, total);
        parts.summaries(&table.axis, &variables, &mut |cell, summary| {
            let variable = cell.variable;
            if last.as_deref() != Some(variable) {
                progress.advance("summarising", variable, done, total);
                (last, done) = (Some(variable.to_owned()), done + 1);
                if table.axis == "world" {
                    world.push(projected(model, variable));
                }
            }
            let query = match table.axis.as_str() {
                "world" => format!("reference/world/{variable}/{}", cell.year),
                axis => format!("reference/{axis}/{}/{variable}/{}", label(cell.unit), cell.year),
            };
            enter(ledger, &query, &summary, levels(model, variable));
            if let Some(projected) = world.last_mut().filter(|_| table.axis == "world") {
                projected.years.push((cell.year, summary));
            }
        })?;
    }
    Ok(world)
}

fn projected(model: &Model, variable: &str) -> Projected {
    let title = model.position(variable).map(|position| model.variables[position].spec.title.clone());
    Projected {
        name: variable.to_owned(),
        title: title.unwrap_or_else(|| variable.to_owned()),
        unit: unit(model, variable),
        years: Vec::new(),
    }
}

/// How queries name the units of an axis: by their labels (with the id where two share one), countries by their ISO codes.
fn labels(writer: &RunWriter, axis: &str) -> BTreeMap<u64, String> {
    let file = units_file(axis);
    let text = writer.read(&file).unwrap_or_default();
    let Ok(table) = Table::from_csv(&file, text.as_bytes(), &[]) else { return BTreeMap::new() };
    let (ids, labels) = (table.whole::<u64>("id"), table.texts("label"));
    let (ids, labels) = (ids.unwrap_or_default(), labels.unwrap_or_default());
    let mut named: BTreeMap<&str, u32> = BTreeMap::new();
    labels.iter().flatten().for_each(|label| *named.entry(label).or_default() += 1);
    let query = |(id, label): (u64, Option<&str>)| match label {
        Some(label) if named[label] == 1 => (id, label.to_owned()),
        Some(label) => (id, format!("{label} ({id})")),
        None => (id, id.to_string()),
    };
    ids.into_iter().zip(labels).map(query).collect()
}

/// The highest level that a variable of levels reaches (2 of peace, conflict, war); nothing for other variables.
fn levels(model: &Model, variable: &str) -> Option<usize> {
    let classes = &model.variables[model.position(variable)?].spec.classes;
    classes.iter().map(|class| *class as usize).max()
}

/// Of a number its mean and quantiles; of a level, whose mean is no chance, that mean under a name of its own and the
/// chance of each level or more.
fn enter(ledger: &Ledger, query: &str, summary: &Summary, levels: Option<usize>) {
    let Summary { mean, p05, p50, p95, at_least } = *summary;
    let of_mean = if levels.is_some() { "mean_level" } else { "mean" };
    for (name, value) in [(of_mean, mean), ("p05", p05), ("p50", p50), ("p95", p95)] {
        ledger.enter(&format!("{query}/{name}"), value);
    }
    for (level, chance) in (1..=levels.unwrap_or(0)).zip(at_least) {
        ledger.enter(&format!("{query}/chance_of_{level}_or_more"), chance);
    }
}
