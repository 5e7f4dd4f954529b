//! `forefend project --driver climate`: the climate emulator by itself.

use forefend_assess::{ClimateRun, EMULATOR, PERCENTILES, climate};
use serde_json::{Map, Value, json};

use crate::cli::Global;
use crate::cli::simulated::ProjectArguments;
use crate::failure::Failure;
use crate::table::aligned;
use crate::terminal::say;

/// Years of the printed table.
const SHOWN: [i32; 9] = [1900, 1950, 2000, 2020, 2030, 2040, 2050, 2075, 2100];

/// Runs all members through one scenario and prints the percentiles of global temperature.
pub fn run(global: &Global, arguments: &ProjectArguments) -> Result<(), Failure> {
    check(arguments)?;
    let world = crate::input::world(arguments.simulated.given.world.as_deref())?;
    crate::simulated::threads(arguments.simulated.work.threads)?;
    let scenario = arguments.simulated.given.switching.scenario.as_deref();
    let found = climate(&world, arguments.emissions.as_deref(), scenario)?;
    if global.json {
        say(&format!("{:#}\n", facts(&found)));
    } else if !global.quiet {
        say(&words(&found));
    }
    Ok(())
}

/// Options of a simulation that would change nothing here are refused.
fn check(arguments: &ProjectArguments) -> Result<(), Failure> {
    let (simulated, futures) = (&arguments.simulated, &arguments.futures);
    let switching = &simulated.given.switching;
    let given = [
        ("--to", futures.to.is_some()),
        ("--as-of", futures.as_of.is_some()),
        ("--deterministic", arguments.deterministic),
        ("--shard", simulated.shard.is_some()),
        ("--outcomes", simulated.given.outcomes.is_some()),
        ("--without-link", !switching.without_link.is_empty()),
        ("--with-link", !switching.with_link.is_empty()),
    ];
    let given: Vec<&str> = given.into_iter().filter(|(_, is)| *is).map(|(name, _)| name).collect();
    if given.is_empty() {
        return Ok(());
    }
    Err(Failure::command(format!(
        "--driver {EMULATOR} runs every member once from 1750 to 2100, whatever the date and without luck: {} would change \
         nothing; leave it out, or use --driver climate_change for the joint simulation",
        given.join(", ")
    )))
}

fn facts(run: &ClimateRun) -> Value {
    let of = |values: &[f64; 5]| {
        let named = PERCENTILES.iter().zip(values).map(|(p, value)| (format!("p{p:02}"), json!(value)));
        Value::Object(named.collect::<Map<String, Value>>())
    };
    let years = run.years.iter().map(|(year, values)| {
        let mut facts = of(values);
        facts["year"] = json!(year);
        facts
    });
    json!({
        "driver": EMULATOR, "label": "projection", "scenario": run.scenario, "emissions": run.source,
        "members": run.members, "unit": "K above the mean of 1850-1900, at the beginning of the year",
        "t2100_over_1850_1900": run.last().map(of),
        "years": years.collect::<Vec<_>>(),
    })
}

fn words(run: &ClimateRun) -> String {
    let head = ["year", "median", "5%", "17%", "83%", "95%"];
    let shown = run.years.iter().filter(|(year, _)| SHOWN.contains(year));
    let rows: Vec<Vec<String>> = shown
        .map(|(year, [p05, p17, p50, p83, p95])| {
            let cells = [p50, p05, p17, p83, p95].map(|value| format!("{value:.2}").replace('-', "−"));
            std::iter::once(year.to_string()).chain(cells).collect()
        })
        .collect();
    format!(
        "Global surface temperature above 1850-1900, °C, under {} ({} members, variability off): projection\n{}",
        run.scenario,
        run.members,
        aligned(&head, &rows, 0)
    )
}
