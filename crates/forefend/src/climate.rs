//! `forefend project --driver climate`: the climate emulator by itself.

use forefend_assess::{ClimateRun, PERCENTILES, climate};
use serde_json::{Map, Value, json};

use crate::cli::Global;
use crate::cli::simulated::ProjectArguments;
use crate::failure::Failure;
use crate::table::aligned;
use crate::terminal::say;

/// What `--driver` says for it.
pub const NAME: &str = "climate";
/// Years of the printed table.
const SHOWN: [i32; 9] = [1900, 1950, 2000, 2020, 2030, 2040, 2050, 2075, 2100];

/// Runs all members through one scenario and prints the percentiles of global temperature.
pub fn run(global: &Global, arguments: &ProjectArguments) -> Result<(), Failure> {
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
        "driver": NAME, "label": "projection", "scenario": run.scenario, "emissions": run.source,
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
