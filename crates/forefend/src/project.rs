//! `forefend project`.

use forefend_assess::{Projected, Projection, project};
use forefend_simulate::run::TableOf;
use serde_json::{Value, json};

use crate::cli::{Global, ProjectArguments};
use crate::failure::Failure;
use crate::progress::Bar;
use crate::{simulated, table};

/// Years between the lines of a table, beside its first and last.
const EVERY: i16 = 5;

/// `forefend project`: the reference portfolio simulated and summarised.
pub fn run(global: &Global, arguments: &ProjectArguments) -> Result<(), Failure> {
    let (given, futures) = (&arguments.simulated, &arguments.futures);
    let shard = simulated::shard(given)?;
    let world = crate::input::world(given.world.as_deref())?;
    let panel = crate::input::panel(&world)?;
    let mut command = simulated::command("project", given, futures);
    if let Some(driver) = &arguments.driver {
        command.push_str(&format!(" --driver {driver}"));
    }
    if arguments.deterministic {
        command.push_str(" --deterministic");
    }
    let mut options = simulated::options(given, futures, shard, command)?;
    options.deterministic = arguments.deterministic;
    simulated::threads(given.threads)?;
    let bar = Bar::new(global);
    let result = project(&world, &panel, &options, arguments.driver.as_deref(), &bar);
    bar.finish();
    tell(global, &result?);
    Ok(())
}

/// The closing of a projection.
pub fn tell(global: &Global, projection: &Projection) {
    let variables = projection.variables.as_deref().unwrap_or_default();
    let facts: Vec<Value> = variables.iter().map(facts).collect();
    let present = projection.ran.manifest.as_of.get(..4).and_then(|year| year.parse().ok());
    let tables: String =
        variables.iter().map(|variable| words(variable, present.unwrap_or(i16::MIN))).collect();
    let elsewhere: String = projection.ran.manifest.tables.iter().filter_map(counted_elsewhere).collect();
    let text = format!("{tables}{elsewhere}");
    simulated::close(global, &projection.ran, json!({ "label": "projection", "variables": facts }), &text);
}

fn facts(variable: &Projected) -> Value {
    let years = variable.years.iter().map(|(year, summary)| {
        json!({
            "year": year, "mean": summary.mean, "p05": summary.p05, "p50": summary.p50, "p95": summary.p95,
        })
    });
    json!({
        "variable": variable.name, "title": variable.title, "unit": variable.unit.name(),
        "years": years.collect::<Vec<_>>(),
    })
}

/// A line about a table that is not printed: it has a row for each of many units.
fn counted_elsewhere(table: &TableOf) -> Option<String> {
    let printed = table.axis == "world" || table.variables.is_empty();
    let names = table.variables.join(", ");
    (!printed).then(|| format!("by {} ({} units), in numbers.csv: {names}\n", table.axis, table.units))
}

/// A table of a few years after the present.
fn words(variable: &Projected, present: i16) -> String {
    let unit = &variable.unit;
    let last = variable.years.last().map(|(year, _)| *year);
    let mut years = variable.years.iter().filter(|(year, _)| *year > present).peekable();
    let first = years.peek().map(|(year, _)| *year);
    let shown = years.filter(|(year, _)| year % EVERY == 0 || Some(*year) == first || Some(*year) == last);
    let rows: Vec<Vec<String>> = shown
        .map(|(year, summary)| {
            let number = |value: f64| unit.number(value);
            let (low, high) = (number(summary.p05), number(summary.p95));
            vec![year.to_string(), number(summary.mean), low, high]
        })
        .collect();
    let of = if unit.name().is_empty() { String::new() } else { format!(", {}", unit.name()) };
    let head = format!("{} ({}{of}): projection\n", variable.title, variable.name);
    format!("{head}{}\n", table::aligned(&["year", "mean", "5%", "95%"], &rows, 0))
}
