//! `forefend data build`.

use crate::cli::Global;
use crate::cli::data::BuildArguments;
use crate::failure::Failure;
use crate::terminal::say;

/// `forefend data build`: source files to snapshot.
pub fn build(global: &Global, arguments: &BuildArguments) -> Result<(), Failure> {
    let world = crate::input::world(arguments.world.as_deref())?;
    let changes = match world.bytes("memberships.toml") {
        Ok(_) => world.text("memberships.toml")?,
        Err(_) => "",
    };
    let declared = (world.text("indicators.toml")?, changes);
    let mut tell = |line: &str| {
        if !global.quiet {
            crate::terminal::warn(line);
        }
    };
    let report = forefend_sources::build(&arguments.data, &arguments.out, declared, &mut tell)?;
    if global.json {
        let coverage: serde_json::Map<String, serde_json::Value> = report
            .coverage
            .iter()
            .map(|(id, coverage)| {
                let years = [coverage.first, coverage.last].map(|year| year.map(|year| year.0));
                let facts = serde_json::json!({
                    "years": years, "units": coverage.units, "countries": coverage.countries, "values": coverage.values,
                });
                (id.clone(), facts)
            })
            .collect();
        let facts = serde_json::json!({
            "files": report.files, "bytes": report.total_bytes(), "digest": report.digest,
            "coverage": coverage, "own": report.own, "anomalies": report.anomalies,
        });
        say(&format!("{facts:#}\n"));
    } else if !global.quiet {
        for (name, bytes) in &report.files {
            say(&format!("{bytes:>9}  {name}\n"));
        }
        say(&format!("{:>9}  in all, digest {}\n", report.total_bytes(), &report.digest[..12]));
        if !report.own.is_empty() {
            say(&format!(
                "note: left out, read from the world's own CSV files at every start: {}\n",
                report.own.join(", ")
            ));
        }
        for anomaly in &report.anomalies {
            say(&format!("note: {anomaly}\n"));
        }
    }
    Ok(())
}
