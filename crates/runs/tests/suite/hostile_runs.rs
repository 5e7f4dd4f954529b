//! Folders of runs that somebody else has made: nothing in them is believed before it is checked, nothing is followed out of
//! them, and nothing hangs.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int16Array, RecordBatch, UInt32Array, UInt64Array};
use parquet::arrow::ArrowWriter;

use crate::shards::{make, manifest, refused, shards};
use forefend_runs::merge;
use forefend_runs::{Begun, Manifest, Parts, RunWriter, Shard};
use serde_json::{Value, json};

/// Two shards, and where a merge of them would go.
fn two() -> (tempfile::TempDir, Vec<PathBuf>, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let given = shards(&folder.path().join("given"), 1, 16, 2);
    let out = folder.path().join("out");
    (folder, given, out)
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Every file and folder below `folder`, links not followed.
fn everything(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        all.push(entry.path());
        if entry.file_type().unwrap().is_dir() {
            all.extend(everything(&entry.path()));
        }
    }
    all.sort();
    all
}

#[test]
fn a_manifest_is_checked_before_it_is_believed() {
    let (folder, given, out) = two();
    let path = given[0].join("manifest.json");
    let sound = std::fs::read_to_string(&path).unwrap();
    let parsed: Value = serde_json::from_str(&sound).unwrap();
    let tables = |table: Value| json!([table]);
    let table = |axis: &str| json!({"axis": axis, "units": 1, "variables": ["share"]});
    let changes: Vec<(&str, Value)> = vec![
        ("scenarios", json!(["../../x"])),
        ("scenarios", json!(["a/b"])),
        ("scenarios", json!([".."])),
        ("scenarios", json!(["/tmp/x"])),
        ("scenarios", json!(["a@b@c"])),
        ("scenarios", json!(["reference", "reference"])),
        ("scenarios", json!(["x".repeat(300)])),
        ("tables", tables(table("../country"))),
        ("tables", tables(table("a\u{1b}[31m"))),
        ("tables", json!([table("world"), table("world")])),
        ("tables", tables(json!({"axis": "world", "units": 1, "variables": ["deployed:x"]}))),
        ("tables", tables(json!({"axis": "world", "units": u64::MAX, "variables": ["share"]}))),
        ("portfolios", json!({"../../p": "world"})),
        ("portfolios", json!({"p": "no digest"})),
        ("parameters", json!("../x")),
        ("verb", json!("../x")),
        ("command", json!("forefend test; rm -rf x")),
        ("command", json!("forefend test $(x)")),
        ("command", json!("forefend\u{1b}[2J test")),
        ("shard", json!({"index": 0, "count": 0})),
        ("shard", json!({"index": 0, "count": 2})),
        ("shard", json!({"index": 3, "count": 2})),
        ("shard", json!({"index": 1, "count": 1_000_000_000_000_u64})),
        ("draws", json!(0)),
        ("draws", json!(1_000_000_000_000_u64)),
        ("draws", json!(u64::MAX)),
        ("block", json!(0)),
        ("block", json!(u64::MAX)),
        ("first_year", json!(-32768)),
        ("horizon", json!(32767)),
        ("origins", json!([-32768])),
        ("years_ahead", json!(32767)),
        ("more", json!("than there is")),
    ];
    let before = everything(folder.path());
    for (key, value) in changes {
        let mut edited = parsed.clone();
        edited[key] = value.clone();
        std::fs::write(&path, edited.to_string()).unwrap();
        let error = refused(&given, &out, &[path.to_str().unwrap(), "run its command again"]).to_string();
        assert!(error.len() < 1_000 && !error.contains('\u{1b}'), "{key}: {error}");
        assert!(Manifest::read(&given[0]).is_err(), "{key} = {value}");
    }
    // More parts than anybody makes, each number alone allowed.
    let mut edited = parsed.clone();
    edited["draws"] = json!(1_000_000);
    edited["block"] = json!(1);
    edited["scenarios"] = (0..100).map(|at| json!(format!("s{at}"))).collect();
    std::fs::write(&path, edited.to_string()).unwrap();
    refused(&given, &out, &["more than 2000000 parts"]);
    let many: Vec<Value> = (0..1_000_000).map(|at| table(&format!("t{at}"))).collect();
    let mut edited = parsed;
    edited["tables"] = many.into();
    std::fs::write(&path, edited.to_string()).unwrap();
    refused(&given, &out, &[path.to_str().unwrap(), "more than it may have"]);
    std::fs::write(&path, sound).unwrap();
    assert_eq!(everything(folder.path()), before, "nothing is written anywhere");
    assert!(merge(&given, &out, None).is_ok(), "the test must be able to pass");
}

#[test]
fn a_large_number_of_missing_shards_is_counted_and_not_listed() {
    let (_folder, given, out) = two();
    for shard in &given {
        let path = shard.join("manifest.json");
        let mut edited: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        edited["shard"]["count"] = json!(100_000);
        std::fs::write(&path, edited.to_string()).unwrap();
    }
    let error = refused(&given, &out, &["3/100000", "(and 99993 more)", "--shard 3/100000"]).to_string();
    assert!(error.len() < 500, "{error}");
}

/// A folder of another user may be among those of a shared disk: his links lead to files that only this user may read.
#[test]
fn links_pipes_and_loops_in_a_shard_are_neither_followed_nor_copied() {
    let (folder, given, out) = two();
    let secret = folder.path().join("secret");
    std::fs::create_dir(&secret).unwrap();
    std::fs::write(secret.join("key"), "private").unwrap();
    std::fs::write(secret.join("half.partial"), "not ours").unwrap();
    let inside = given[0].join("notes.csv");
    let wanted = |words: &str| refused(&given, &out, &[given[0].to_str().unwrap(), words]);
    symlink(secret.join("key"), &inside).unwrap();
    wanted("regular files and folders only");
    std::fs::remove_file(&inside).unwrap();
    symlink(&secret, &inside).unwrap();
    wanted("regular files and folders only");
    std::fs::remove_file(&inside).unwrap();
    symlink(&given[0], &inside).unwrap();
    wanted("regular files and folders only");
    std::fs::remove_file(&inside).unwrap();
    pipe(&inside);
    wanted("regular files and folders only");
    std::fs::remove_file(&inside).unwrap();
    for name in ["reference/country-00000000.parquet", "manifest.json", "parameters.json"] {
        let (place, away) = (given[0].join(name), folder.path().join("away"));
        std::fs::rename(&place, &away).unwrap();
        symlink(&away, &place).unwrap();
        wanted("no regular file");
        std::fs::remove_file(&place).unwrap();
        pipe(&place);
        wanted("no regular file");
        std::fs::remove_file(&place).unwrap();
        std::fs::rename(&away, &place).unwrap();
    }
    // The list of digests is one of the files.
    let sums = given[0].join("SHA256SUMS");
    let listed = std::fs::read(&sums).unwrap();
    std::fs::remove_file(&sums).unwrap();
    pipe(&sums);
    wanted("not the manifest that was written");
    std::fs::remove_file(&sums).unwrap();
    std::fs::write(&sums, listed).unwrap();
    assert_eq!(std::fs::read_to_string(secret.join("half.partial")).unwrap(), "not ours");
    assert!(merge(&given, &out, None).is_ok(), "the test must be able to pass");
}

#[test]
fn a_run_is_not_carried_on_through_a_link_and_nothing_behind_one_is_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let (runs, elsewhere) = (folder.path().join("runs"), folder.path().join("elsewhere"));
    std::fs::create_dir_all(&elsewhere).unwrap();
    std::fs::write(elsewhere.join("half.partial"), "not ours").unwrap();
    let whole = manifest(1, 16, Shard::WHOLE);
    let start = || RunWriter::start(&runs, &whole, crate::shards::PARAMETERS);
    let partial = start().unwrap().folder().to_owned();
    symlink(&elsewhere, partial.join("more")).unwrap();
    let error = start().unwrap_err().to_string();
    assert!(error.contains("more") && error.contains("take this away"), "{error}");
    std::fs::remove_file(partial.join("more")).unwrap();
    assert_eq!(start().unwrap().begun(), Begun::Resumed);
    std::fs::rename(&partial, folder.path().join("moved")).unwrap();
    symlink(folder.path().join("moved"), &partial).unwrap();
    let error = start().unwrap_err().to_string();
    assert!(error.contains("in the place of a run"), "{error}");
    assert_eq!(std::fs::read_to_string(elsewhere.join("half.partial")).unwrap(), "not ours");
    let writer = RunWriter::start(&runs, &manifest(2, 16, Shard::WHOLE), crate::shards::PARAMETERS).unwrap();
    for place in ["../x", "/tmp/x", "a/../../x", "."] {
        assert!(writer.write(place, b"x").is_err(), "{place} lies outside the run");
    }
}

#[test]
fn locks_that_nobody_holds_are_cleared_and_what_is_no_lock_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let runs = folder.path().join("runs");
    let whole = manifest(1, 16, Shard::WHOLE);
    let start = || RunWriter::start(&runs, &whole, crate::shards::PARAMETERS);
    let held = RunWriter::start(&runs, &manifest(2, 16, Shard::WHOLE), crate::shards::PARAMETERS).unwrap();
    let own = runs.join(format!("{}.lock", whole.id()));
    let (stale, shard) = (runs.join("0123456789ab.lock"), runs.join("0123456789ab.shard-2-of-3.lock"));
    let (other, full) = (runs.join("mine.lock"), runs.join("ba9876543210.lock"));
    for path in [&stale, &shard, &other] {
        std::fs::write(path, "").unwrap();
    }
    std::fs::write(&full, "somebody's words").unwrap();
    drop(start().unwrap());
    assert!(!stale.exists() && !shard.exists() && !own.exists(), "what a dead process left is cleared");
    assert!(other.exists() && full.exists(), "what is no lock of a run stays");
    assert!(runs.join(format!("{}.lock", held.id())).exists(), "a lock that is held stays");
    std::fs::create_dir(&own).unwrap();
    let error = start().unwrap_err().to_string();
    assert!(error.contains("in the place of a lock"), "{error}");
    std::fs::remove_dir(&own).unwrap();
    pipe(&own);
    assert!(start().is_err(), "and no waiting for a pipe");
    std::fs::remove_file(&own).unwrap();
    symlink(folder.path().join("elsewhere"), &own).unwrap();
    assert!(start().is_err());
    assert!(!folder.path().join("elsewhere").exists(), "nothing is written through a link");
}

/// Texts are sealed as parts are: `sha256sum -c SHA256SUMS` agrees.
#[test]
fn one_digit_changed_in_a_text_of_a_run_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let runs = folder.path().join("runs");
    let whole = manifest(1, 16, Shard::WHOLE);
    let start = || RunWriter::start(&runs, &whole, crate::shards::PARAMETERS).unwrap();
    let writer = start();
    writer.write("track.json", b"{\"brier\": 0.0372}").unwrap();
    writer.write("origin-1990/parameters.json", b"{\"b\": 1.25}").unwrap();
    assert_eq!(writer.read("track.json").as_deref(), Some("{\"brier\": 0.0372}"));
    let at = writer.folder().to_owned();
    let agrees = || {
        let check = Command::new("sha256sum").args(["-c", "--quiet", "SHA256SUMS"]).current_dir(&at).output();
        check.is_ok_and(|output| output.status.success())
    };
    assert!(agrees());
    for (name, changed) in
        [("track.json", "{\"brier\": 0.0371}"), ("origin-1990/parameters.json", "{\"b\": 1.26}")]
    {
        let sound = std::fs::read(at.join(name)).unwrap();
        std::fs::write(at.join(name), changed).unwrap();
        assert_eq!(writer.read(name), None, "{name} is not believed");
        assert!(!agrees());
        let texts = writer.found(&whole).texts;
        assert_eq!(texts.len(), 1);
        assert!(
            texts[0].0.ends_with(name) && texts[0].1.contains("not those that were written"),
            "{texts:?}"
        );
        writer.write(name, &sound).unwrap();
        assert!(agrees() && writer.read(name).is_some());
    }
    // The list of another run is none of this one's.
    let other = RunWriter::start(&runs, &manifest(2, 16, Shard::WHOLE), crate::shards::PARAMETERS).unwrap();
    other.write("track.json", b"{\"brier\": 0.01}").unwrap();
    for name in ["track.json", "SHA256SUMS"] {
        std::fs::copy(other.folder().join(name), at.join(name)).unwrap();
    }
    assert_eq!(writer.read("track.json"), None);
}

#[test]
fn a_text_of_a_shard_that_was_changed_is_named_with_the_command_that_mends_it() {
    let folder = tempfile::tempdir().unwrap();
    let (runs, out) = (folder.path().join("runs"), folder.path().join("out"));
    let given = shards(&runs, 1, 16, 2);
    for shard in [1, 2] {
        let manifest = manifest(1, 16, Shard { index: shard, count: 2 });
        let writer = RunWriter::start(&runs, &manifest, crate::shards::PARAMETERS).unwrap();
        writer.write("units/region.csv", b"id,label\n1,North\n").unwrap();
    }
    for shard in &given {
        std::fs::write(shard.join("units/region.csv"), "id,label\n1,South\n").unwrap();
    }
    let command = format!("`forefend test --shard 1/2 --out {}` mends it", folder.path().display());
    refused(&given, &out, &["units/region.csv", "file is damaged", &command]);
    for shard in &given {
        std::fs::write(shard.join("units/region.csv"), "id,label\n1,North\n").unwrap();
    }
    std::fs::write(given[1].join("parameters.json"), "{ }").unwrap();
    refused(&given, &out, &["parameters.json", "delete", given[1].to_str().unwrap(), "--shard 2/2"]);
    std::fs::remove_dir_all(&given[1]).unwrap();
    make(&runs, 1, 16, Shard { index: 2, count: 2 });
    assert!(merge(&given, &out, None).is_ok());
}

/// Readers count by draw, year and country, so a part that says others than its name would fill memory or count past an end.
#[test]
fn a_part_whose_keys_are_not_those_of_its_name_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let read = |rows: &[(u32, i16, u64)]| {
        let columns: [(&str, ArrayRef); 4] = [
            ("draw", Arc::new(UInt32Array::from_iter_values(rows.iter().map(|row| row.0)))),
            ("year", Arc::new(Int16Array::from_iter_values(rows.iter().map(|row| row.1)))),
            ("country", Arc::new(UInt64Array::from_iter_values(rows.iter().map(|row| row.2)))),
            ("conflict", Arc::new(Float64Array::from_iter_values(rows.iter().map(|_| 1.0)))),
        ];
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let file = std::fs::File::create(folder.path().join("country-00000100.parquet")).unwrap();
        let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        Parts::at(folder.path()).countries(&["conflict"], &mut |_| {})
    };
    assert!(read(&[(100, 2021, 2), (101, 2021, 2)]).is_ok(), "the test must be able to pass");
    for (rows, words) in [
        (vec![(0, 2021, 2)], "draws are not those"),
        (vec![(101, 2021, 2)], "draws are not those"),
        (vec![(100, 2021, 2), (99, 2021, 2)], "draws are not those"),
        (vec![(100, 2021, 2), (u32::MAX, 2021, 2)], "draws are not those"),
        (vec![(100, i16::MIN, 2)], "-32768 is no year"),
        (vec![(100, 2021, 65_538)], "65538 is no country"),
    ] {
        let error = read(&rows).unwrap_err().to_string();
        assert!(error.contains("country-00000100.parquet") && error.contains(words), "{rows:?}: {error}");
    }
}
