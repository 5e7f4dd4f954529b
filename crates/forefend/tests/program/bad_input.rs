//! Each mistake gets one error with its place and a remedy, an exit code, and leaves nothing half-written.

use std::fs::File;
use std::path::Path;

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::{copy_of_world, files, forefend, text};

/// Runs an assessment of a spoiled world and checks the one error it gives.
fn refused(spoil: impl Fn(&Path), code: i32, wanted: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let (world, out) = (folder.path().join("world"), folder.path().join("out"));
    copy_of_world(&world);
    spoil(&world);
    let (world, target) = (world.to_str().unwrap().to_owned(), out.to_str().unwrap().to_owned());
    let output = forefend(&["assess", "--draws", "20", "--no-track", "--world", &world, "--out", &target]);
    check(&output, code, wanted);
    assert_eq!(files(&out), Vec::<std::path::PathBuf>::new(), "nothing half-written stays");
}

fn check(output: &std::process::Output, code: i32, wanted: &[&str]) {
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{error}");
    let lines: Vec<&str> = error.lines().filter(|line| line.starts_with("error:")).collect();
    assert_eq!(lines.len(), 1, "one error: {error}");
    assert!(!error.contains("panicked"), "{error}");
    for part in wanted {
        assert!(error.contains(part), "{error:?} does not say {part:?}");
    }
}

fn edit(world: &Path, file: &str, from: &str, to: &str) {
    let path = world.join(file);
    let before = std::fs::read_to_string(&path).unwrap();
    assert!(before.contains(from), "{file} has changed: mend this test");
    std::fs::write(path, before.replacen(from, to, 1)).unwrap();
}

const TABLE: &str = "snapshot/country_year_cc_by.parquet";

fn read(path: &Path) -> RecordBatch {
    let reader =
        ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap().build().unwrap();
    let batches: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
    concat_batches(&batches[0].schema(), &batches).unwrap()
}

fn write(path: &Path, batch: &RecordBatch) {
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
}

#[test]
fn an_unknown_variable() {
    refused(
        |world| edit(world, "threats/armed_conflict.toml", "log(lag(gdppc))", "log(lag(gdp_pc))"),
        3,
        &["armed_conflict.toml:", "unknown variable `gdp_pc`", "did you mean `gdppc`?"],
    );
}

#[test]
fn a_cycle() {
    refused(
        |world| {
            edit(world, "threats/armed_conflict.toml", "log(lag(gdppc))", "log(gdppc)");
        },
        3,
        &["cycle", "conflict", "gdppc_growth", "lag("],
    );
}

#[test]
fn a_truncated_parquet_file() {
    refused(
        |world| {
            let bytes = std::fs::read(world.join(TABLE)).unwrap();
            std::fs::write(world.join(TABLE), &bytes[..bytes.len() / 2]).unwrap();
        },
        4,
        &["country_year_cc_by.parquet", "data build"],
    );
}

#[test]
fn a_missing_column() {
    refused(
        |world| {
            let batch = read(&world.join(TABLE));
            let kept: Vec<usize> =
                (0..batch.num_columns()).filter(|&i| batch.schema().field(i).name() != "year").collect();
            write(&world.join(TABLE), &batch.project(&kept).unwrap());
        },
        4,
        &["country_year_cc_by.parquet", "`year`"],
    );
}

#[test]
fn a_duplicate_country_year() {
    refused(
        |world| {
            let batch = read(&world.join(TABLE));
            let doubled = concat_batches(&batch.schema(), [&batch, &batch.slice(0, 1)]).unwrap();
            write(&world.join(TABLE), &doubled);
        },
        4,
        &["country_year_cc_by.parquet", "row"],
    );
}

#[test]
fn an_impossible_date() {
    let output = forefend(&["assess", "--as-of", "2022-13"]);
    check(&output, 2, &["--as-of", "2022-13", "month"]);
    refused(
        |world| edit(world, "simulation.toml", "2026-11", "2026-13"),
        3,
        &["simulation.toml", "2026-13", "month"],
    );
}

#[test]
fn a_date_as_of_which_nothing_can_be_known() {
    let output = forefend(&["assess", "--as-of", "9999-12"]);
    check(&output, 2, &["--as-of 9999-12 lies in the future", "--to"]);
    let output = forefend(&["assess", "--as-of", "1955-06", "--draws", "20", "--no-track"]);
    check(&output, 3, &["no value at all as of 1955-06", "choose a later --as-of"]);
}

#[test]
fn a_horizon_in_the_past() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let output = forefend(&["assess", "--to", "2020", "--out", out.to_str().unwrap()]);
    check(&output, 2, &["--to", "2020", "give a later year, up to 2100"]);
    assert!(files(&out).is_empty());
}

#[test]
fn a_folder_that_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("taken");
    std::fs::write(&file, "a file, not a folder").unwrap();
    let output = forefend(&["assess", "--draws", "20", "--no-track", "--out", file.to_str().unwrap()]);
    check(&output, 5, &["taken", "--out"]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "a file, not a folder");
}

#[test]
fn a_world_that_is_not_there() {
    let output = forefend(&["assess", "--world", "no/such/folder"]);
    check(&output, 5, &["no/such/folder"]);
}

#[test]
fn a_world_without_a_snapshot() {
    refused(
        |world| std::fs::remove_dir_all(world.join("snapshot")).unwrap(),
        4,
        &["snapshot", "forefend data build"],
    );
}

#[test]
fn an_unknown_measure_lever_and_evidence() {
    refused(
        |world| edit(world, "portfolios/withdraw.toml", "\"peacekeeping\"", "\"peacekeping\""),
        3,
        &["withdraw.toml:", "unknown measure `peacekeping`", "did you mean `peacekeeping`?"],
    );
    refused(
        |world| edit(world, "measures.toml", "\"conflict_recurrence\"", "\"conflict_recurrance\""),
        3,
        &["lever `conflict_recurrance`", "did you mean `conflict_recurrence`?"],
    );
    refused(
        |world| edit(world, "measures.toml", "\"pko_hazard\"", "\"pko_package\""),
        3,
        &["measures.toml:", "`pko_package`", "use = \"model\""],
    );
}

#[test]
fn a_rule_that_reads_the_same_year() {
    refused(
        |world| edit(world, "portfolios/balanced.toml", "lag(conflict) == 2", "conflict == 2"),
        3,
        &["balanced.toml:", "`conflict` of the same year", "lag(conflict)"],
    );
}

#[test]
fn data_build_without_its_sources_leaves_the_old_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (folder.path().join("data"), folder.path().join("snapshot"));
    std::fs::create_dir_all(&data).unwrap();
    std::fs::create_dir_all(&out).unwrap();
    std::fs::write(out.join("countries.parquet"), "old").unwrap();
    let arguments = ["data", "build", "--data", data.to_str().unwrap(), "--out", out.to_str().unwrap()];
    let output = forefend(&arguments);
    assert_eq!(output.status.code(), Some(5), "{}", text(&output.stderr));
    assert_eq!(std::fs::read_to_string(out.join("countries.parquet")).unwrap(), "old");
    assert_eq!(files(folder.path()).len(), 1);
}

/// What the climate emulator by itself cannot do is refused, and its name is suggested.
#[test]
fn options_that_would_change_nothing_in_the_emulator_are_refused() {
    for option in [&["--to", "2050"][..], &["--as-of", "2015-06"], &["--deterministic"], &["--shard", "1/2"]]
    {
        let output = forefend(&[&["project", "--driver", "climate"][..], option].concat());
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(&format!("{} would change nothing", option[0])), "{error}");
        assert!(error.contains("--driver climate_change"), "{error}");
    }
    let output = forefend(&["project", "--driver", "climat", "--draws", "20"]);
    assert!(text(&output.stderr).contains("did you mean `climate`?"), "{}", text(&output.stderr));
}
