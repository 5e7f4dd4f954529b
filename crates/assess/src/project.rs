//! The baseline alone: what comes if policy stays as it is.

use forefend_panel::{CountryId, Panel};
use forefend_report::Unit;
use forefend_simulate::parts::Summary;
use forefend_simulate::{Manifest, Model, Parts, RunWriter, WorldFiles};

use crate::error::AssessError;
use crate::fans::unit;
use crate::ledger::Ledger;
use crate::ran::{self, Ran};
use crate::scenarios::{self, Prepared};
use crate::selection::{Alternatives, Selection};
use crate::{Options, Progress};

/// A projection that has ended.
#[derive(Debug, Clone)]
pub struct Projection {
    /// The run.
    pub ran: Ran,
    /// World variables by name; none of a shard, whose draws are not all there are.
    pub variables: Option<Vec<Projected>>,
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
pub fn project(
    world: &WorldFiles,
    panel: &Panel,
    options: &Options,
    driver: Option<&str>,
    progress: &dyn Progress,
) -> Result<Projection, AssessError> {
    progress.advance("fitting", "the declared equations", 0, 1);
    let alternatives = Alternatives::Given(Vec::new());
    let selection = Selection { driver, alternatives, parameters: None };
    let prepared = Prepared::new(world, panel, options, &selection)?;
    let manifest = prepared.manifest("project", world, panel, options)?;
    let writer = ran::start(options, &manifest, &prepared.parameters, progress)?;
    scenarios::run(&prepared, world, panel, options, &writer, progress)?;
    let variables = match options.shard.is_whole() {
        true => Some(summarise(&prepared.model, panel, &manifest, &writer, progress)?),
        false => None,
    };
    Ok(Projection { ran: ran::finish(writer, manifest)?, variables })
}

/// Summaries of a whole run: `numbers.csv`, and the world variables.
pub(crate) fn summarise(
    model: &Model,
    panel: &Panel,
    manifest: &Manifest,
    writer: &RunWriter,
    progress: &dyn Progress,
) -> Result<Vec<Projected>, AssessError> {
    let ledger = Ledger::new(writer.id());
    let mut world = Vec::new();
    let reference = manifest.scenarios.first().map_or("reference", String::as_str);
    let parts = Parts::at(&writer.scenario(reference));
    let total = manifest.tables.iter().map(|table| table.variables.len() as u64).sum();
    let mut done = 0;
    for table in &manifest.tables {
        for variable in &table.variables {
            progress.advance("summarising", variable, done, total);
            done += 1;
            let mut years = Vec::new();
            parts.summaries(&table.axis, &[variable.as_str()], &mut |cell, summary| {
                let query = match table.axis.as_str() {
                    "world" => format!("reference/world/{variable}/{}", cell.year),
                    axis => format!(
                        "reference/{axis}/{}/{variable}/{}",
                        unit_name(panel, axis, cell.unit),
                        cell.year
                    ),
                };
                enter(&ledger, &query, &summary);
                if table.axis == "world" {
                    years.push((cell.year, summary));
                }
            })?;
            if table.axis == "world" {
                world.push(Projected { years, ..projected(model, variable) });
            }
        }
    }
    writer.write("numbers.csv", ledger.csv().as_bytes())?;
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

/// How a query names a unit: a country by its ISO code, units of other axes by their id.
fn unit_name(panel: &Panel, axis: &str, unit: u64) -> String {
    let country = match axis {
        "country" => u16::try_from(unit).ok().and_then(|id| panel.roster().get(CountryId(id))),
        _ => None,
    };
    let iso3 = country.and_then(|country| country.iso3());
    iso3.map_or_else(|| unit.to_string(), |iso3| iso3.to_string())
}

fn enter(ledger: &Ledger, query: &str, summary: &Summary) {
    let Summary { mean, p05, p50, p95 } = *summary;
    for (name, value) in [("mean", mean), ("p05", p05), ("p50", p50), ("p95", p95)] {
        ledger.enter(&format!("{query}/{name}"), value);
    }
}
