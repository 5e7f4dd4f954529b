//! `forefend project`.

use forefend_assess::{EMULATOR, Options, Projected, Projection, Scored, project};
use forefend_report::Unit;
use forefend_runs::{TableOf, quoted};
use forefend_track::Verdict;
use serde_json::{Value, json};

use crate::cli::Global;
use crate::cli::simulated::ProjectArguments;
use crate::failure::Failure;
use crate::progress::Bar;
use crate::{climate, home, simulated, table};

/// Years between the lines of a table, beside its first and last.
const EVERY: i16 = 5;

/// `forefend project`: the reference portfolio simulated and summarised.
pub fn run(global: &Global, arguments: &ProjectArguments) -> Result<(), Failure> {
    if arguments.driver.as_deref() == Some(EMULATOR) {
        return climate::run(global, arguments);
    }
    if arguments.emissions.is_some() {
        let message = "--emissions belongs to the climate emulator; add --driver climate";
        return Err(Failure::command(message.to_owned()));
    }
    let (simulated, futures) = (&arguments.simulated, &arguments.futures);
    let shard = simulated::shard(simulated)?;
    let world = crate::input::given(&simulated.given)?;
    let panel = crate::input::panel_with(&world, simulated.given.outcomes.as_deref())?;
    let home = home::asked(&panel, arguments.home.as_deref())?;
    let mut command = simulated::command("project", simulated, futures, arguments.deterministic);
    if let Some(driver) = &arguments.driver {
        command.push_str(&format!(" --driver {}", quoted(driver)));
    }
    command.push_str(&home::in_command(&panel, home));
    let options = simulated::options(simulated, futures, shard, command, arguments.deterministic)?;
    let options = Options { home, ..options };
    simulated::threads(simulated.work.threads)?;
    let bar = Bar::new(global);
    let result = project(&world, &panel, &options, arguments.driver.as_deref(), &bar);
    bar.finish();
    tell(global, &result?)
}

/// The closing of a projection.
///
/// # Errors
/// As [`home::words`].
pub fn tell(global: &Global, projection: &Projection) -> Result<(), Failure> {
    let variables = projection.variables.as_deref().unwrap_or_default();
    let scored = &projection.scored;
    let facts: Vec<Value> = variables.iter().map(|variable| facts(variable, scored)).collect();
    let present = projection.ran.manifest.as_of.get(..4).and_then(|year| year.parse().ok());
    let tables: String =
        variables.iter().map(|variable| words(variable, scored, present.unwrap_or(i16::MIN))).collect();
    let elsewhere: String = projection.ran.manifest.tables.iter().filter_map(counted_elsewhere).collect();
    let missing = scored.missing.iter().map(|words| format!("{words}\n")).collect::<String>();
    let text = format!("{}{tables}{elsewhere}{missing}", home::words(projection.home.as_ref())?);
    let facts = json!({
        "label": "projection", "scored": scored.missing.is_none(), "not_scored": scored.missing,
        "variables": facts, "home": projection.home,
    });
    simulated::close(global, &projection.ran, facts, &text);
    Ok(())
}

fn facts(variable: &Projected, scored: &Scored) -> Value {
    let years = variable.years.iter().map(|(year, summary)| {
        json!({
            "year": year, "mean": summary.mean, "p05": summary.p05, "p50": summary.p50, "p95": summary.p95,
            "skill": scored.verdict(&variable.name, *year).map(Verdict::words),
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

/// A table of a few years after the present; of a variable that was scored with what its horizon is worth.
fn words(variable: &Projected, scored: &Scored, present: i16) -> String {
    let unit = &variable.unit;
    let last = variable.years.last().map(|(year, _)| *year);
    // A run that ends with the present year is shown from its beginning.
    let from = if last.is_some_and(|last| last > present) { present } else { i16::MIN };
    let mut years = variable.years.iter().filter(|(year, _)| *year > from).peekable();
    let first = years.peek().map(|(year, _)| *year);
    let shown: Vec<_> =
        years.filter(|(year, _)| year % EVERY == 0 || Some(*year) == first || Some(*year) == last).collect();
    let values = shown.iter().flat_map(|(_, summary)| [summary.p50, summary.mean, summary.p05, summary.p95]);
    let places = places(unit, values);
    let percent = matches!(unit, Unit::Share | Unit::Probability | Unit::Draws(_));
    let mut head = vec!["year", "median", "mean", "5%", "95%"];
    head.extend(scored.has(&variable.name).then_some("against simple rivals"));
    let rows: Vec<Vec<String>> = shown
        .iter()
        .map(|(year, summary)| {
            let number = |value: f64| match places {
                Some(places) if percent => format!("{}%", fixed(100.0 * value, places)),
                Some(places) => fixed(value, places),
                None => unit.number(value),
            };
            let (low, high) = (number(summary.p05), number(summary.p95));
            let mut row = vec![year.to_string(), number(summary.p50), number(summary.mean), low, high];
            if scored.has(&variable.name) {
                let verdict = scored.verdict(&variable.name, *year);
                row.push(verdict.map_or("not scored so far ahead", Verdict::words).to_owned());
            }
            row
        })
        .collect();
    let of = if unit.name().is_empty() { String::new() } else { format!(", {}", unit.name()) };
    let title = format!("{} ({}{of}): projection\n", variable.title, variable.name);
    format!("{title}{}\n", table::aligned(&head, &rows, 0))
}

/// Decimals that all numbers of a table share, so that they can be compared down a column (of a share, in percent); none
/// where the unit has its own way of printing them (in millions).
fn places(unit: &Unit, values: impl Iterator<Item = f64>) -> Option<usize> {
    let largest = values.map(f64::abs).filter(|value| value.is_finite()).fold(0.0, f64::max);
    match unit {
        Unit::Share | Unit::Probability | Unit::Draws(_) => return Some(usize::from(largest < 0.2)),
        Unit::Other(_) | Unit::Number | Unit::Index | Unit::Celsius | Unit::Years => {}
        _ => return None,
    }
    match largest {
        _ if largest >= 1e6 => None,
        _ if largest >= 1000.0 => Some(0),
        _ if largest >= 10.0 => Some(1),
        _ if largest >= 1.0 => Some(2),
        _ => Some(3),
    }
}

/// A number with so many decimals and a true minus sign; what rounds to nothing has no sign.
fn fixed(value: f64, places: usize) -> String {
    if !value.is_finite() {
        return "no data".to_owned();
    }
    let text = format!("{:.places$}", value.abs());
    let nothing = text.chars().all(|c| matches!(c, '0' | '.'));
    if value < 0.0 && !nothing { format!("−{text}") } else { text }
}
