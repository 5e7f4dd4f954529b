//! The build from the source files, and what it says when they are wrong.
#![allow(clippy::unwrap_used)] // helpers of tests are no `#[test]` functions

#[path = "build/pairs.rs"]
mod pairs;
mod support;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use arrow::array::{ArrayRef, Int64Array};
use arrow::compute::concat_batches;
use arrow::record_batch::RecordBatch;
use forefend_panel::{CountryId, Year};
use forefend_sources::{build, country_year_panel};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

/// Determinism and currency in one: a fresh build gives the committed files, byte by byte.
#[test]
fn a_fresh_build_is_the_committed_snapshot() {
    let Some(data) = support::data() else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("snapshot");
    let mut steps = 0;
    // A series that the world reads from its own CSV file is no part of the snapshot.
    let own = "[[indicator]]\nid = \"own\"\ncsv = \"own.csv\"\ntitle = \"Own\"\nunit = \"1\"\nsource = \"us\"\nlicence = \"CC0-1.0\"\nrelease_lag_months = 0\n";
    let declared = format!("{}\n{own}", support::declarations());
    let report = build(&data, &out, (&declared, &support::changes()), &mut |_| steps += 1).unwrap();
    assert_eq!(report.own, ["own"]);
    assert!(steps > 5);
    assert!(report.total_bytes() < 6_000_000);
    for (name, _) in &report.files {
        let fresh = fs::read(out.join(name)).unwrap();
        let committed = fs::read(support::root().join("world/snapshot").join(name)).unwrap_or_default();
        assert!(fresh == committed, "world/snapshot/{name} is not current: run the build again");
    }
}

#[test]
fn the_country_year_panel_gives_any_column() {
    let Some(data) = support::data() else { return };
    let table = country_year_panel(&data).unwrap();
    assert_eq!((table.len(), table.names().len()), (14_141, 90));
    let at = table.keys().iter().position(|&key| key == (CountryId(2), Year(1967))).unwrap();
    assert!(table.column("acd_level").unwrap()[at] >= 0.0);
    let message = table.column("acd_levle").unwrap_err().to_string();
    assert!(message.contains("country_year_panel.parquet") && message.contains("`acd_level`"), "{message}");
}

/// A copy of the data folder, by links, in which one file holds `content`.
fn data_with(data: &Path, file: &str, content: &[u8]) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    let (mut from, mut to) = (data.canonicalize().unwrap(), copy.path().to_owned());
    for part in file.split('/') {
        for entry in fs::read_dir(&from).unwrap() {
            let entry = entry.unwrap();
            if entry.file_name() != *part {
                symlink(entry.path(), to.join(entry.file_name())).unwrap();
            }
        }
        (from, to) = (from.join(part), to.join(part));
        if from.is_dir() {
            fs::create_dir(&to).unwrap();
        }
    }
    fs::write(&to, content).unwrap();
    copy
}

#[test]
fn bad_sources_are_named_and_leave_the_old_snapshot_alone() {
    let Some(data) = support::data() else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("snapshot");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("SOURCES.md"), "old").unwrap();
    let panel = fs::read(data.join("conflict/country_year_panel.parquet")).unwrap();
    let education = "drivers/simulators/endogenr/example_data.csv";
    let cases: [(&str, &[u8], &[&str]); 6] = [
        ("conflict/country_year_panel.parquet", &panel[..panel.len() / 2], &["truncated"]),
        (education, b"gwcode,year,psec\n2,2000,0.1\n", &["no column `psecprop`", "did you mean `psec`?"]),
        (education, b"gwcode,year,psecprop\n2,2000,0.1\n2,2000,0.1\n", &["row 2", "GW 2 in 2000"]),
        (education, b"gwcode,year,psecprop\n2,2000,1.7\n", &["row 1", "0 to 1"]),
        (education, b"gwcode,year,psecprop\n2,twenty,0.7\n", &["row 1", "`year`", "`twenty`"]),
        ("multilateral/panels/gw_states.csv.gz", b"not gzip", &["gw_states.csv.gz"]),
    ];
    for (file, content, needles) in cases {
        let bad = data_with(&data, file, content);
        let error =
            build(bad.path(), &out, (&support::declarations(), ""), &mut |_| {}).unwrap_err().to_string();
        assert!(error.contains(file), "{error}");
        for needle in needles {
            assert!(error.contains(needle), "{error}");
        }
        assert_eq!(fs::read_to_string(out.join("SOURCES.md")).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "something was left beside the snapshot");
    }
}

/// A Parquet file of the source data, changed.
fn changed(data: &Path, file: &str, change: impl Fn(RecordBatch) -> RecordBatch) -> Vec<u8> {
    let content = bytes::Bytes::from(fs::read(data.join(file)).unwrap());
    let reader = ParquetRecordBatchReaderBuilder::try_new(content).unwrap().build().unwrap();
    let batches: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
    let batch = change(concat_batches(&batches[0].schema(), &batches).unwrap());
    let mut out = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut out, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    out
}

/// Its first row once more at the end.
fn doubled(batch: RecordBatch) -> RecordBatch {
    concat_batches(&batch.schema(), &[batch.clone(), batch.slice(0, 1)]).unwrap()
}

/// The first row's number in a column moved by one.
fn moved(batch: RecordBatch, column: &str) -> RecordBatch {
    let at = batch.schema().index_of(column).unwrap();
    let old: Int64Array = batch.column(at).as_any().downcast_ref::<Int64Array>().unwrap().clone();
    let new = Int64Array::from_iter_values(
        old.values().iter().enumerate().map(|(row, id)| id + i64::from(row == 0)),
    );
    let mut columns = batch.columns().to_vec();
    columns[at] = std::sync::Arc::new(new) as ArrayRef;
    RecordBatch::try_new(batch.schema(), columns).unwrap()
}

#[test]
fn rows_given_twice_and_months_that_contradict_themselves_are_refused() {
    let Some(data) = support::data() else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("snapshot");
    let ucdp = |file: &str| format!("conflict/ucdp_26_1/{file}.parquet");
    let cases = [
        (
            ucdp("dyad_year_1946_2025"),
            changed(&data, &ucdp("dyad_year_1946_2025"), doubled),
            vec!["pair 399 has a second row for 1946"],
        ),
        (
            ucdp("country_month_1989_2025"),
            changed(&data, &ucdp("country_month_1989_2025"), doubled),
            vec!["GW 2 has a second row for 2001-09"],
        ),
        (
            ucdp("country_month_1989_2025"),
            changed(&data, &ucdp("country_month_1989_2025"), |batch| moved(batch, "month_id")),
            vec!["row 1", "month_id 262 is 2001-10, but year and month say 2001-09 (month_id 261)"],
        ),
        (
            ucdp("country_month_1989_2025"),
            changed(&data, &ucdp("country_month_1989_2025"), |batch| moved(batch, "sb_deaths")),
            vec!["GW 2 in 2001", "`sb_deaths` is 233", "add up to 234"],
        ),
        (
            ucdp("country_year_1946_2025"),
            {
                let file = ucdp("country_year_1946_2025");
                changed(&data, &file, |batch| {
                    let last = batch.num_rows() - 1;
                    concat_batches(&batch.schema(), &[batch.clone(), batch.slice(last, 1)]).unwrap()
                })
            },
            vec!["has a second row for 2025"],
        ),
    ];
    for (file, content, needles) in cases {
        let bad = data_with(&data, &file, &content);
        let error =
            build(bad.path(), &out, (&support::declarations(), ""), &mut |_| {}).unwrap_err().to_string();
        for needle in needles.iter().copied().chain(["correct the source file"]) {
            assert!(error.contains(needle), "{needle}: {error}");
        }
        assert!(error.contains(&file), "{error}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

#[test]
fn absent_data_and_wrong_declarations() {
    let folder = tempfile::tempdir().unwrap();
    let message = |declared: &str| {
        let out = folder.path().join("snapshot");
        build(&folder.path().join("nowhere"), &out, (declared, ""), &mut |_| {}).unwrap_err().to_string()
    };
    let absent = message(&support::declarations());
    assert!(absent.contains("nowhere") && absent.contains("--data"), "{absent}");
    let unknown = message(&support::declarations().replace("id = \"gdppc\"", "id = \"gdppcc\""));
    assert!(unknown.contains("no reader provides `gdppcc`; did you mean `gdppc`?"), "{unknown}");
    let broken = message(&support::declarations().replace("axis = \"country\"", "axis = \"contry\""));
    let line = 1 + support::declarations().lines().position(|line| line == "axis = \"country\"").unwrap();
    assert!(broken.starts_with(&format!("indicators.toml:{line}: ")), "{broken}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
