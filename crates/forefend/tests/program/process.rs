//! The example of docs/process.md, laid into a copy of the world as the page says and run.

use std::io::Write as _;
use std::path::Path;

use crate::{copy, copy_of_world, files, forefend, text};

const PAGE: &str = include_str!("../../../../docs/process.md");
/// What the page records, the last line of `simulation.toml`.
const RECORD: &str = "age_band = [\"outbreak_infected\", \"outbreak_deaths\"]";

fn append(path: &Path, words: &str) {
    let mut file = std::fs::OpenOptions::new().append(true).open(path).unwrap();
    writeln!(file, "{words}").unwrap();
}

#[test]
fn the_documented_process_runs_in_a_copy_of_the_world() {
    let folder = tempfile::tempdir().unwrap();
    let (world, out) = (folder.path().join("my-world"), folder.path().join("my-out"));
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/process");
    assert!(PAGE.contains(&format!("echo '{RECORD}' >> my-world/simulation.toml")));
    copy_of_world(&world);
    copy(&example.join("axes"), &world.join("axes"));
    copy(&example.join("threats"), &world.join("threats"));
    append(&world.join("axes.toml"), &std::fs::read_to_string(example.join("axes.toml")).unwrap());
    append(&world.join("simulation.toml"), RECORD);
    let (world, out) = (world.to_str().unwrap(), out.to_str().unwrap());
    let output = forefend(&["project", "--world", world, "--out", out, "--draws", "40", "--to", "2035"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let written = files(Path::new(out));
    let named = |part: &str, ending: &str| {
        written.iter().find(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            name.starts_with(part) && name.ends_with(ending)
        })
    };
    assert!(named("age_band-", ".parquet").is_some(), "{written:?}");
    let parameters = std::fs::read_to_string(named("parameters", ".json").unwrap()).unwrap();
    let parameters: serde_json::Value = serde_json::from_str(&parameters).unwrap();
    let chance = parameters["processes"]["outbreak"]["chance"][0].as_f64().unwrap();
    // Five in the 125 years from 1900 to 2024, the last that was known by the world's date, November 2026.
    assert!((chance - 5.5 / 126.0).abs() < 1e-12, "{chance}");
}
