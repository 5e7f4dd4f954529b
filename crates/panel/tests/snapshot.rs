//! A snapshot survives the trip to disk, and bad files get one clear error with place and remedy.
#![allow(clippy::unwrap_used)] // helpers of tests are no `#[test]` functions

use std::fs;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int16Array, StringArray, UInt16Array};
use arrow::record_batch::RecordBatch;
use forefend_panel::{
    Axis, Bounds, CountryId, Indicator, Kind, Link, Membership, Mission, Panel, PanelError, Status, Year,
};
use parquet::arrow::ArrowWriter;

const VALUES: &str = "country_year_synthetic.parquet";

fn panel() -> Panel {
    let mut builder = Panel::builder();
    builder.add_state(500, "Uganda").unwrap();
    builder.add_state(501, "Kenya").unwrap();
    let mut share = Indicator::synthetic("share");
    share.bounds = Bounds { lower: Some(0.0), upper: Some(1.0) };
    share.url = Some("https://example.org".into());
    builder.add_indicator(share).unwrap();
    let mut people = Indicator::synthetic("people");
    people.kind = Kind::Path { vintage: "2024-07".parse().unwrap() };
    builder.add_indicator(people).unwrap();
    let mut heat = Indicator::synthetic("heat");
    heat.axis = Axis::World;
    heat.file = "world_year.parquet".into();
    heat.first = Some(Year(1990));
    builder.add_indicator(heat).unwrap();
    builder.set("share", CountryId(500), Year(2000), 0.1 + 0.2).unwrap();
    builder.set("people", CountryId(501), Year(2030), 1e7).unwrap();
    builder.set_world(&String::new, "heat", Year(2000), -0.25).unwrap();
    let (from, to) = (CountryId(500), CountryId(501));
    builder
        .add_network("near", vec![Link { from, to, first: Year(1963), last: Some(Year(2000)), weight: 0.5 }])
        .unwrap();
    let organisation = "eac".to_owned();
    let status = Status::Associate;
    builder
        .add_memberships(vec![Membership {
            organisation,
            country: to,
            first: Year(2000),
            last: None,
            status,
        }])
        .unwrap();
    builder
        .add_missions(vec![Mission { country: from, year: Year(1993), name: "UNOMUR".into(), troops: None }])
        .unwrap();
    let mut panel = builder.build().unwrap();
    panel.add_document("SOURCES.md", "# Sources".into());
    panel
}

fn parquet_file(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut out = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut out, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    out
}

/// A file of values with the given rows.
fn values(rows: &[(&str, u16, i16, f64)]) -> Vec<u8> {
    parquet_file(vec![
        ("indicator", Arc::new(StringArray::from_iter_values(rows.iter().map(|row| row.0)))),
        ("unit", Arc::new(UInt16Array::from_iter_values(rows.iter().map(|row| row.1)))),
        ("year", Arc::new(Int16Array::from_iter_values(rows.iter().map(|row| row.2)))),
        ("value", Arc::new(Float64Array::from_iter_values(rows.iter().map(|row| row.3)))),
    ])
}

/// The error of a snapshot in which `name` holds `content`.
fn error_with(name: &str, content: Vec<u8>) -> PanelError {
    let mut files = panel().to_files().unwrap();
    files.insert(name.to_owned(), content);
    Panel::from_files(&files).unwrap_err()
}

#[test]
fn the_same_panel_comes_back_and_gives_the_same_bytes() {
    let panel = panel();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("deep/snapshot");
    panel.write_dir(&out).unwrap();
    let back = Panel::read_dir(&out).unwrap();
    assert_eq!(back, panel);
    assert_eq!(back.digest(), panel.digest());
    assert_eq!(back.to_files().unwrap(), panel.to_files().unwrap());
    // Written again over itself, with nothing left beside it.
    panel.write_dir(&out).unwrap();
    assert_eq!(fs::read_dir(folder.path().join("deep")).unwrap().count(), 1);
}

#[test]
fn the_digest_sees_one_bit() {
    let mut files = panel().to_files().unwrap();
    let rows =
        [("share", 500, 2000, f64::from_bits((0.1f64 + 0.2).to_bits() + 1)), ("people", 501, 2030, 1e7)];
    files.insert(VALUES.to_owned(), values(&rows));
    assert_ne!(Panel::from_files(&files).unwrap().digest(), panel().digest());
}

#[test]
fn truncated_file() {
    let whole = panel().to_files().unwrap()[VALUES].clone();
    for keep in [0, 3, whole.len() / 2, whole.len() - 1] {
        let message = error_with(VALUES, whole[..keep].to_vec()).to_string();
        assert!(message.contains(VALUES) && message.contains("truncated"), "{message}");
    }
}

#[test]
fn missing_file_and_column() {
    let mut files = panel().to_files().unwrap();
    files.remove("memberships.parquet");
    let message = Panel::from_files(&files).unwrap_err().to_string();
    assert!(message.contains("memberships.parquet") && message.contains("forefend data build"), "{message}");
    let content = parquet_file(vec![
        ("indicator", Arc::new(StringArray::from_iter_values(["share"]))),
        ("units", Arc::new(UInt16Array::from_iter_values([500]))),
    ]);
    let message = error_with(VALUES, content).to_string();
    assert!(message.contains("no column `unit`; did you mean `units`?"), "{message}");
}

#[test]
fn duplicate_impossible_and_unknown_values_name_file_and_row() {
    let good = ("share", 500, 2000, 0.5);
    for (bad, needles) in [
        (("share", 500, 2000, 0.5), ["second value", "GW 500 in 2000"]),
        (("share", 501, 2000, 1.5), ["impossible", "declared: 0 to 1"]),
        (("share", 501, 2000, f64::INFINITY), ["impossible", "inf"]),
        (("shares", 501, 2000, 0.5), ["unknown indicator", "did you mean `share`?"]),
        (("share", 999, 2000, 0.5), ["unknown country `GW 999`", "not in the roster"]),
    ] {
        let message = error_with(VALUES, values(&[good, bad])).to_string();
        for needle in needles {
            assert!(message.contains(needle), "{message}");
        }
        if !message.starts_with("unknown indicator") {
            assert!(message.contains(&format!("{VALUES}, row 2")), "{message}");
        }
    }
}

#[test]
fn an_unwritable_folder_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    // A file where a folder should be stops even the superuser.
    fs::write(folder.path().join("file"), "x").unwrap();
    let message = panel().write_dir(&folder.path().join("file/snapshot")).unwrap_err().to_string();
    assert!(message.contains("cannot write") && message.contains("nothing was changed"), "{message}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    // Somebody's own folder is not replaced.
    let own = folder.path().join("own");
    fs::create_dir(&own).unwrap();
    fs::write(own.join("thesis.txt"), "years of work").unwrap();
    let message = panel().write_dir(&own).unwrap_err().to_string();
    assert!(message.contains("thesis.txt"), "{message}");
    assert_eq!(fs::read_to_string(own.join("thesis.txt")).unwrap(), "years of work");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    // Nor are tables, notices and folders that only look like a snapshot's: all of them are named.
    let own = folder.path().join("tables");
    fs::create_dir_all(own.join("countries.parquet")).unwrap();
    fs::write(own.join("survey.parquet"), "mine").unwrap();
    fs::write(own.join("NOTICE-of-mine.md"), "mine").unwrap();
    let message = panel().write_dir(&own).unwrap_err().to_string();
    assert!(message.contains("`NOTICE-of-mine.md`, `countries.parquet`, `survey.parquet`"), "{message}");
    assert_eq!(fs::read_dir(&own).unwrap().count(), 3);
    assert!(Panel::read_dir(&folder.path().join("absent")).unwrap_err().to_string().contains("absent"));
}

#[test]
fn what_a_killed_build_left_is_cleared_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("snapshot");
    panel().write_dir(&out).unwrap();
    // Killed while it wrote, and killed between its two renames: the old snapshot is aside, the new one not there yet.
    let left = |name: &str| folder.path().join(format!(".snapshot-snapshot-{name}"));
    fs::create_dir_all(left("aaaaaa").join("new")).unwrap();
    fs::copy(out.join(VALUES), left("aaaaaa").join("new").join(VALUES)).unwrap();
    fs::create_dir(left("bbbbbb")).unwrap();
    fs::rename(&out, left("bbbbbb").join("old")).unwrap();
    // Of another snapshot, with somebody's file inside, and of a process that lives.
    fs::create_dir(folder.path().join(".snapshot-other-aaaaaa")).unwrap();
    fs::create_dir_all(left("cccccc").join("new")).unwrap();
    fs::write(left("cccccc").join("new/thesis.txt"), "years of work").unwrap();
    fs::create_dir(left("dddddd")).unwrap();
    let living = fs::File::open(left("dddddd")).unwrap();
    living.lock().unwrap();
    panel().write_dir(&out).unwrap();
    assert_eq!(Panel::read_dir(&out).unwrap(), panel());
    let mut names: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [".snapshot-other-aaaaaa", ".snapshot-snapshot-cccccc", ".snapshot-snapshot-dddddd", "snapshot"]
    );
}

#[test]
fn csv_cells_name_row_and_column() {
    use forefend_panel::Table;
    let table = Table::from_csv("a.csv", "gwcode,year\n2,2000\n2.5,NA\n".as_bytes(), &[]).unwrap();
    assert_eq!(table.integers::<i16>("year").unwrap(), [Some(2000), None]);
    let message = table.whole::<u16>("gwcode").unwrap_err().to_string();
    assert!(message.contains("a.csv, row 2, column `gwcode`: `2.5`"), "{message}");
    let message = table.numbers("gwcod").unwrap_err().to_string();
    assert!(message.contains("did you mean `gwcode`?") && message.contains("gwcode, year"), "{message}");
    let ragged = Table::from_csv("b.csv", "a,b\n1\n".as_bytes(), &[]).unwrap_err().to_string();
    assert!(ragged.contains("b.csv"), "{ragged}");
    let text = Table::from_csv("c.csv", "a\nx\n".as_bytes(), &[]).unwrap();
    assert!(text.numbers("a").unwrap_err().to_string().contains("`x` is not a number"));
    let twice = Table::from_csv("d.csv", "a,a\n1,2\n".as_bytes(), &[]).unwrap_err().to_string();
    assert!(twice.contains("two columns are named `a`"), "{twice}");
    let long = Table::from_csv("e.csv", "id\n1e17\n".as_bytes(), &[]).unwrap();
    assert!(long.integers::<i64>("id").is_err(), "its last digits are lost");
}

/// A moment with a time zone cannot be read as words; it once stopped files that have one beside what is needed.
#[test]
fn a_column_that_nobody_asks_for_stops_no_source() {
    use arrow::array::{ArrayRef, Float64Array, TimestampMicrosecondArray};
    use forefend_panel::Table;
    let when = TimestampMicrosecondArray::from(vec![0, 1]).with_timezone("Europe/Oslo");
    let columns: [(&str, ArrayRef); 2] =
        [("x", std::sync::Arc::new(Float64Array::from(vec![1.0, 2.0]))), ("when", std::sync::Arc::new(when))];
    let batch = arrow::record_batch::RecordBatch::try_from_iter(columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer = parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let table = Table::from_parquet("a.parquet", bytes.into()).unwrap();
    assert_eq!(table.numbers("x").unwrap(), [1.0, 2.0]);
    let error = table.texts("when").unwrap_err().to_string();
    assert!(error.contains("a.parquet") && error.contains("column `when`"), "{error}");
}

#[test]
fn a_builder_refuses_what_cannot_be() {
    let mut builder = Panel::builder();
    builder.add_state(500, "Uganda").unwrap();
    assert!(matches!(builder.add_state(500, "Again"), Err(PanelError::DeclaredTwice { .. })));
    builder.add_indicator(Indicator::synthetic("x")).unwrap();
    assert!(builder.add_indicator(Indicator::synthetic("x")).is_err());
    assert!(matches!(
        builder.set_world(&String::new, "x", Year(2000), 1.0),
        Err(PanelError::WrongAxis { .. })
    ));
    assert!(builder.set("x", CountryId(500), Year(2000), f64::NAN).is_err());
    let (from, to, last) = (CountryId(500), CountryId(500), Some(Year(1999)));
    let link = Link { from, to, first: Year(2000), last, weight: 1.0 };
    let message = builder.add_network("near", vec![link]).unwrap_err().to_string();
    assert!(message.contains("2000 to 1999 run backwards"), "{message}");
}
