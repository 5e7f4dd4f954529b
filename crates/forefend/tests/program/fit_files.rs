//! `forefend fit`: what users' files look like, and what is told about them.

use std::process::Command;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array};
use arrow::record_batch::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use serde_json::Value;

use crate::fit::{SMALL, fit, json, refused};
use crate::text;

/// Blanks around names, quotes inside cells, `true` as a number.
#[test]
fn files_of_spreadsheets_are_read() {
    let data = SMALL.replacen("who,when,y,x", "who , when,\"y\", x ", 1);
    let arguments = ["y ~ x", "--family", "linear", "--data", "{}", "--json"];
    assert_eq!(json(&fit(&data, &arguments))["terms"], json(&fit(SMALL, &arguments))["terms"]);
    let quoted = "y,x,note\n1,true,\"a, \"\"b\"\"\"\n2,false,c\n4,TRUE,\"d\n e\"\n3,False,5\" high\n";
    let found = json(&fit(quoted, &arguments));
    // Means of 1, 4 and of 2, 3.
    assert!(found["terms"][1]["estimate"].as_f64().unwrap().abs() < 1e-12);
    assert_eq!(found["n"], 4);
}

/// The intervals are those of crates/estimate/tests/firth.rs, to what this small sample gives.
#[test]
fn firth_tells_its_profile_and_its_standard_errors() {
    let arguments = ["y ~ x", "--family", "firth", "--data", "{}"];
    let found = json(&fit(SMALL, &[&arguments[..], &["--json"]].concat()));
    let term = &found["terms"][1];
    let number = |value: &Value| value.as_f64().unwrap();
    let wald = number(&term["estimate"]) / number(&term["standard_error"]);
    assert!((number(&term["wald"]["z"]) - wald).abs() < 1e-12);
    assert!(number(&term["low"]) < number(&term["estimate"]) && term["low"] != term["wald"]["low"]);
    assert_eq!(found["test"], "profile penalised likelihood");
    assert_eq!(found["covariance_matrix"].as_array().unwrap().len(), 2);
    let shown = text(&fit(SMALL, &arguments).stdout);
    assert!(shown.contains("chi2") && shown.contains("from the profile"), "{shown}");
    let robust = [&arguments[..], &["--covariance", "robust", "--json"]].concat();
    assert_eq!(json(&fit(SMALL, &robust))["test"], "z");
}

#[test]
fn odd_options_and_links_are_refused() {
    let by_class = |classes: &'static str| {
        ["status ~ x", "--family", "multinomial", "--penalty", "1", "--classes", classes]
    };
    refused(SMALL, &by_class("none,low,mid,high"), 4, &["--classes names `none`", "no row used"]);
    refused(SMALL, &by_class("low,low,mid,high"), 2, &["--classes names `low` twice"]);
    refused(SMALL, &["y ~ x", "--family", "student-t", "--nu", "-1"], 4, &["nu must be a number above 0"]);
    refused(SMALL, &["status ~ x", "--family", "multinomial", "--penalty", "-1"], 2, &["above 0"]);
    let folder = tempfile::tempdir().unwrap();
    let net = folder.path().join("net.csv");
    let linked = |links: &str, wanted: &str| {
        std::fs::write(&net, format!("unit,neighbour\n{links}")).unwrap();
        let network = ["--unit", "who", "--time", "when", "--network", net.to_str().unwrap()];
        refused(
            SMALL,
            &[&["y ~ neighbours(x, net)", "--family", "linear"], &network[..]].concat(),
            4,
            &[wanted],
        );
    };
    linked("a,b\nb,a\na,b\n", "net.csv:2 and ");
    linked("a,b\nb,b\n", "net.csv:3: links b with itself");
}

/// A neighbour's value before the first period is missing, not 0; most months of YYYYMM do not exist.
#[test]
fn what_lies_before_the_first_period_is_missing() {
    let row = |at: usize| {
        let (unit, month) = (at / 24, at % 24);
        format!("u{unit},{},{},{}\n", 202_001 + month / 12 * 100 + month % 12, at * 7 % 11, at * 5 % 13)
    };
    let data = format!("who,when,y,x\n{}", (0..72).map(row).collect::<String>());
    let folder = tempfile::tempdir().unwrap();
    let net = folder.path().join("net.csv");
    std::fs::write(&net, "unit,neighbour\nu0,u1\nu1,u2\nu2,u0\n").unwrap();
    let network =
        ["--unit", "who", "--time", "when", "--network", net.to_str().unwrap(), "--data", "{}", "--json"];
    let found =
        json(&fit(&data, &[&["y ~ neighbours(lag(x), net)", "--family", "linear"], &network[..]].concat()));
    assert_eq!((&found["n"], &found["dropped"]), (&69.into(), &3.into()));
    let note = found["notes"][0].as_str().unwrap();
    assert!(note.contains("`when` has rows at 24 of the 112 times") && note.contains("YYYYMM"), "{note}");
}

/// What other programs write: each usual compression is read.
#[test]
fn parquet_is_read_whatever_packed_it() {
    use parquet::basic::{Compression, GzipLevel, ZstdLevel};
    let rows = |step: usize| Float64Array::from_iter_values((0..40).map(move |at| (at * step % 13) as f64));
    let columns: [(&str, ArrayRef); 2] = [("y", Arc::new(rows(5))), ("x", Arc::new(rows(7)))];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("data.parquet");
    let fitted = |packed: Compression| {
        let properties = WriterProperties::builder().set_compression(packed).build();
        let out = std::fs::File::create(&file).unwrap();
        let mut writer = ArrowWriter::try_new(out, batch.schema(), Some(properties)).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        let arguments = ["fit", "y ~ x", "--family", "linear", "--json", "--data", file.to_str().unwrap()];
        json(&Command::new(env!("CARGO_BIN_EXE_forefend")).args(arguments).output().unwrap())["terms"].clone()
    };
    let plain = fitted(Compression::UNCOMPRESSED);
    let (gzip, zstd) = (GzipLevel::try_new(6).unwrap(), ZstdLevel::try_new(3).unwrap());
    for packed in [Compression::GZIP(gzip), Compression::SNAPPY, Compression::ZSTD(zstd)] {
        assert_eq!(fitted(packed), plain, "{packed:?}");
    }
}
