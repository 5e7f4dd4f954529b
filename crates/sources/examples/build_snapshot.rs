//! Builds the snapshot: `cargo run -p forefend-sources --example build_snapshot -- ../shared/data world/snapshot`.
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [data, out] = arguments.as_slice() else {
        eprintln!("usage: build_snapshot DATA OUT (run from the workspace root)");
        return ExitCode::from(2);
    };
    let declared = match std::fs::read_to_string("world/indicators.toml") {
        Ok(declared) => declared,
        Err(error) => {
            eprintln!("world/indicators.toml: {error}; run from the workspace root");
            return ExitCode::FAILURE;
        }
    };
    let mut progress = |step: &str| eprintln!("{step}");
    match forefend_sources::build(Path::new(data), Path::new(out), &declared, &mut progress) {
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
        Ok(report) => {
            for (name, bytes) in &report.files {
                println!("{bytes:>9}  {name}");
            }
            println!("{:>9}  in all", report.total_bytes());
            for (id, coverage) in &report.coverage {
                println!("{id}: {coverage:?}");
            }
            for anomaly in &report.anomalies {
                println!("- {anomaly}");
            }
            println!("digest {}", report.digest);
            ExitCode::SUCCESS
        }
    }
}
