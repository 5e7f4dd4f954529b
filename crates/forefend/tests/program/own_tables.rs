//! Users' tables in `forefend fit`: each kind of file on which a number was once wrong without a word.

mod offsets;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, StringArray, TimestampMicrosecondArray};
use arrow::record_batch::RecordBatch;
use parquet::arrow::ArrowWriter;
use serde_json::Value;

use crate::fit::{fit, json, refused};
use crate::text;

const LINEAR: [&str; 2] = ["--family", "linear"];

/// A fit of text as a file, as JSON.
fn fitted(data: &str, arguments: &[&str]) -> Value {
    json(&fit(data, &[arguments, &["--data", "{}", "--json"]].concat()))
}

fn linear(data: &str, formula: &str) -> Value {
    fitted(data, &[&[formula], &LINEAR[..]].concat())
}

fn estimate(found: &Value, term: usize) -> f64 {
    found["terms"][term]["estimate"].as_f64().unwrap()
}

fn names(found: &Value) -> Vec<String> {
    let terms = found["terms"].as_array().unwrap().iter();
    terms.map(|term| term["name"].as_str().unwrap().to_owned()).collect()
}

fn notes(found: &Value) -> String {
    found["notes"].to_string()
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 5e-7 + 1e-6 * expected.abs(), "{found} instead of {expected}");
}

pub fn parquet(folder: &Path, columns: Vec<(&str, ArrayRef)>) -> PathBuf {
    let path = folder.join("data.parquet");
    let fields = columns
        .iter()
        .map(|(name, array)| arrow::datatypes::Field::new(*name, array.data_type().clone(), true));
    let schema = Arc::new(arrow::datatypes::Schema::new(fields.collect::<Vec<_>>()));
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let batch = RecordBatch::try_new(schema, arrays).unwrap();
    let mut writer =
        ArrowWriter::try_new(std::fs::File::create(&path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    path
}

fn program(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_forefend")).args(arguments).output().unwrap()
}

pub fn numbers(values: &[f64]) -> ArrayRef {
    Arc::new(Float64Array::from(values.to_vec()))
}

/// Once the alphabetical codes of such a column were compared: 5 rows, slope -0.964.
#[test]
fn text_is_never_compared_as_codes() {
    let clean = "year,x,y\n2000,1,1\n2001,2,2.1\n2002,3,2.9\n2003,1,9\n2004,2,7\n";
    let before = ["y ~ x", "--family", "linear", "--where", "year < 2003"];
    let found = fitted(clean, &before);
    assert_eq!((&found["n"], &found["rows"], &found["chosen"]), (&3.into(), &5.into(), &3.into()));
    near(estimate(&found, 1), 0.95);
    let typo = clean.replace("2004,", "2004 p,");
    refused(&typo, &before, 4, &["data.csv:6", "`2004 p` is not a number"]);
    refused(&typo, &["y ~ x + I(year > 2001)", "--family", "linear"], 4, &["data.csv:6", "`2004 p`"]);
    let region = "region,x,y\nnorth,1,1\nnorth,2,2.1\nnorth,3,2.9\nsouth,1,9\nsouth,2,7\n,9,9\n";
    let by = |condition: &'static str| ["y ~ x", "--family", "linear", "--where", condition];
    let found = fitted(region, &by("region == \"north\""));
    near(estimate(&found, 1), 0.95);
    assert!(notes(&found).contains("--where has no value in 1 rows"), "{}", notes(&found));
    near(estimate(&fitted(region, &by("region != \"south\" & x > 0")), 1), 0.95);
    refused(region, &by("region > 1"), 4, &["`region` holds text (`north`)", "region == \"north\""]);
    refused(region, &by("region == \"nroth\""), 4, &["leaves none of the 6 rows"]);
    refused(region, &by("x == \"1\""), 2, &["`x` holds numbers", "without quotation marks"]);
    refused(region, &by("region < \"south\""), 2, &["only == and != compare"]);
    let found = fitted(region, &by("region == \"nroth\" | x > 0"));
    assert!(notes(&found).contains("did you mean"), "{}", notes(&found));
}

/// Once the first of two columns with one plain name was taken for both.
#[test]
fn a_name_means_one_column() {
    let data = "y,gdp_pc,gdp pc\n1,1,4\n2,2,1\n3.1,3,3\n4,4,0\n";
    near(estimate(&linear(data, "y ~ `gdp pc`"), 1), -0.49);
    near(estimate(&linear(data, "y ~ gdp_pc"), 1), 1.01);
    let data = "y,a-b,a+b\n1,1,4\n2,2,1\n3.1,3,3\n4,4,0\n";
    let found = linear(data, "y ~ `a-b` + `a+b`");
    assert_eq!(names(&found), ["(Intercept)", "`a-b`", "`a+b`"]);
    assert!(
        (estimate(&found, 1) - 1.04).abs() < 0.005 && (estimate(&found, 2) - 0.03).abs() < 0.005,
        "{found}"
    );
    let ambiguous = ["y ~ a_b", "--family", "linear"];
    refused(data, &ambiguous, 4, &["`a_b` may stand for several columns (`a-b`, `a+b`)", "backquotes"]);
    let accents = "y,né,nè\n1,1,4\n2,2,1\n3.1,3,3\n4,4,0\n";
    near(estimate(&linear(accents, "y ~ `nè`"), 1), -0.49);
    let digits = "y,2010 gdp,3\n1,1,4\n2,2,1\n3.1,3,3\n4,4,0\n";
    let found = fitted(digits, &["y ~ log(`2010 gdp`) + `3`", "--family", "linear", "--where", "`3` >= 0"]);
    assert_eq!(names(&found)[1..], ["log(`2010 gdp`)", "`3`"]);
    refused(digits, &["y ~ `4`", "--family", "linear"], 4, &["no column `4`"]);
    refused("y,x,x\n1,2,3\n", &["y ~ x", "--family", "linear"], 4, &["columns 2 and 3 are both named `x`"]);
}

/// Namibia once was missing in CSV and there in Parquet.
#[test]
fn words_for_missing_hold_among_numbers_only_and_are_counted() {
    let data = "iso2,y\nNA,5\nNA,6\nKE,1\nKE,2\nUG,3\nUG,5\n";
    let found = linear(data, "y ~ factor(iso2)");
    assert_eq!(names(&found)[1..], ["factor(iso2)[NA]", "factor(iso2)[UG]"]);
    assert_eq!((&found["n"], &found["dropped"]), (&6.into(), &0.into()));
    assert!(notes(&found).contains("`NA` is one like the others"), "{}", notes(&found));
    let quoted = linear(&data.replace("NA,", "\"NA\","), "y ~ factor(iso2)");
    assert_eq!(quoted["terms"], found["terms"]);
    let folder = tempfile::tempdir().unwrap();
    let iso: ArrayRef = Arc::new(StringArray::from(vec!["NA", "NA", "KE", "KE", "UG", "UG"]));
    let file = parquet(folder.path(), vec![("iso2", iso), ("y", numbers(&[5.0, 6.0, 1.0, 2.0, 3.0, 5.0]))]);
    let arguments =
        ["fit", "y ~ factor(iso2)", "--family", "linear", "--json", "--data", file.to_str().unwrap()];
    assert_eq!(json(&program(&arguments))["terms"], found["terms"]);
    let data = "x,y\n1,2\nNA,3\n..,4\n,5\nNA,1\n3,4\n5,5\n";
    let arguments = ["y ~ x", "--family", "linear"];
    let found = fitted(data, &arguments);
    assert_eq!(found["missing"]["x"], serde_json::json!({ "..": 1, "NA": 2, "empty": 1 }));
    assert_eq!((&found["n"], &found["dropped"]), (&3.into(), &4.into()));
    let printed = text(&fit(data, &[&arguments[..], &["--data", "{}"]].concat()).stdout);
    assert!(printed.contains("missing in the file: x 1 .., 2 NA, 1 empty"), "{printed}");
    let page = include_str!("../../../../docs/formula.md");
    for word in forefend_panel::MISSING_WORDS.iter().filter(|word| !word.is_empty()) {
        assert!(page.contains(&format!("`{word}`")), "docs/formula.md does not list {word}");
    }
}

/// Codes and long numbers once went through floating point.
#[test]
fn codes_keep_their_digits() {
    let data = "id,y\n01,1\n01,2\n1,5\n1,7\n9007199254740992,3\n9007199254740992,4\n9007199254740993,8\n9007199254740993,9\n";
    let found = linear(data, "y ~ factor(id)");
    let levels = ["factor(id)[1]", "factor(id)[9007199254740992]", "factor(id)[9007199254740993]"];
    assert_eq!(names(&found)[1..], levels);
    refused(data, &["y ~ id", "--family", "linear"], 4, &["are one number", "factor(id)"]);
    let folder = tempfile::tempdir().unwrap();
    let long = 9_007_199_254_740_992;
    let ids: ArrayRef = Arc::new(Int64Array::from(vec![1, 1, long, long, long + 1, long + 1]));
    let file = parquet(folder.path(), vec![("id", ids), ("y", numbers(&[5.0, 6.0, 1.0, 2.0, 3.0, 5.0]))]);
    let arguments =
        ["fit", "y ~ factor(id)", "--family", "linear", "--json", "--data", file.to_str().unwrap()];
    assert_eq!(names(&json(&program(&arguments)))[1..], levels[1..]);
    // A mistyped number is no number: too large for any.
    refused("x,y\n1,2\n1e999,3\n3,4\n", &["y ~ x", "--family", "linear"], 4, &["data.csv:3", "`1e999`"]);
}

#[test]
fn columns_of_parquet_that_nobody_asks_for_stop_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let when: ArrayRef =
        Arc::new(TimestampMicrosecondArray::from(vec![0, 1, 2, 86_400_000_000 * 366]).with_timezone("UTC"));
    let (x, y) = (numbers(&[1.0, 2.0, 3.0, 4.0]), numbers(&[1.0, 3.0, 2.0, 5.0]));
    let file = parquet(folder.path(), vec![("x", x.clone()), ("y", y.clone()), ("when", when)]);
    let file = file.to_str().unwrap();
    let run = |formula| program(&["fit", formula, "--family", "linear", "--json", "--data", file]);
    near(estimate(&json(&run("y ~ x")), 1), 1.1);
    let error = text(&run("y ~ when").stderr);
    assert!(error.contains("row 1: `when` holds text (`1970-01-01T00:00:00`)"), "{error}");
    let file = parquet(folder.path(), vec![("x", x), ("y", y.clone()), ("y", y)]);
    let twice = program(&["fit", "y ~ x", "--family", "linear", "--data", file.to_str().unwrap()]);
    let error = text(&twice.stderr);
    assert!(
        twice.status.code() == Some(4) && error.contains("columns 2 and 3 are both named `y`"),
        "{error}"
    );
}

#[test]
fn a_bad_number_of_the_response_is_named() {
    let data = "x,y\n1,2\n2,3\n3,\"1,234\"\n4,5\n";
    refused(
        data,
        &["y ~ x", "--family", "linear"],
        4,
        &["data.csv:4", "`1,234` is not a number", "thousands"],
    );
    refused("x,y\n1,0\n2,1\n3,O\n4,0\n5,1\n", &["y ~ x", "--family", "logit"], 4, &["data.csv:4", "`O`"]);
    let words = "g,y\n1,1\n2,2\n1,4\n2,3\nx,5\nx,7\n3,3\n3,4\n";
    let found = linear(words, "y ~ factor(g)");
    assert!(notes(&found).contains("data.csv:6 holds `x`"), "{}", notes(&found));
}

/// R: glm.nb gives the same to the digits shown. Once the search stopped short: its steps are judged by the size of the terms.
#[test]
fn counts_of_any_size_converge() {
    let found = fitted("y\n3\n50000\n2000000\n7\n", &["y ~ 1", "--family", "nb2"]);
    near(found["auxiliary"][0]["estimate"].as_f64().unwrap(), 0.128781);
    assert!((found["log_likelihood"].as_f64().unwrap() + 41.0426).abs() < 5e-5, "{found}");
    // The same counts in other units: theta hardly moves, and nothing stops.
    let large = fitted("y\n3000000\n50000000000\n2000000000000\n7000000\n", &["y ~ 1", "--family", "nb2"]);
    assert!(estimate(&large, 0) > 20.0);
    let data = "x,y\n1,2\n2,3\n3,7\n4,9\n5,20\n";
    for family in ["ppml", "linear", "student-t"] {
        let slope = |scale: &str| {
            let formula = format!("y * {scale} ~ x");
            let slope = estimate(&fitted(data, &[&formula, "--family", family]), 1);
            if family == "ppml" { slope } else { slope / scale.parse::<f64>().unwrap() }
        };
        for scale in ["1e-9", "1e9"] {
            assert!(
                (slope(scale) - slope("1")).abs() < 1e-5,
                "{family} {scale}: {} {}",
                slope(scale),
                slope("1")
            );
        }
    }
}

/// R leaves such a term out and says NA.
#[test]
fn a_combination_without_rows_is_left_out_with_a_word() {
    let data = "a,b,y\np,u,1\np,u,2\np,v,3\np,v,2\nq,u,2\nq,u,5\n";
    let found = linear(data, "y ~ factor(a)*factor(b)");
    assert_eq!(names(&found), ["(Intercept)", "factor(a)[q]", "factor(b)[v]"]);
    assert!(notes(&found).contains("no row has a = q and b = v"), "{}", notes(&found));
    near(estimate(&found, 1), 2.0);
    // Here the combination without a row is that of the reference levels.
    let found = linear(&data.replace("p,u", "q,v"), "y ~ factor(a)*factor(b)");
    assert!(notes(&found).contains("no row has a = p and b = u"), "{}", notes(&found));
    let nested = "a,b,y\np,u,1\np,u,2\nq,v,3\nq,v,2\nq,w,2\nq,w,5\n";
    refused(nested, &["y ~ factor(a) + factor(b)", "--family", "linear"], 1, &["take factor(b), or one of"]);
}

#[test]
fn dates_are_periods() {
    let data = "u,t,x,y\na,2001-01-01,1,2\na,2002-01-01,2,1\na,2003-01-01,3,4\na,2004-01-01,5,3\n";
    let panel = ["y ~ lag(x)", "--family", "linear", "--unit", "u", "--time", "t"];
    let found = fitted(data, &panel);
    assert_eq!((&found["n"], &found["dropped"]), (&3.into(), &1.into()));
    assert!(notes(&found).contains("read as years from 2001-01-01 to 2004-01-01"), "{}", notes(&found));
    let numbered = data.replace("-01-01", "");
    assert_eq!(fitted(&numbered, &panel)["terms"], found["terms"]);
    let kinds = [
        (["2001-03", "2001-06", "2001-09", "2001-12"], "quarters"),
        (["2001-01-31", "2001-02-28", "2001-03-31", "2001-04-30"], "months"),
        (["2001-01-01", "2001-01-08", "2001-01-15", "2001-01-22"], "weeks"),
        (["2000-02-28", "2000-02-29", "2000-03-01", "2000-03-02"], "days"),
    ];
    for (dates, kind) in kinds {
        let rows = dates.iter().zip([(1, 2), (2, 1), (3, 4), (5, 3)]);
        let rows: String = rows.map(|(date, (x, y))| format!("a,{date},{x},{y}\n")).collect();
        let other = fitted(&format!("u,t,x,y\n{rows}"), &panel);
        assert_eq!(other["terms"], found["terms"], "{kind}");
        assert!(notes(&other).contains(&format!("read as {kind}")), "{}", notes(&other));
    }
    refused(
        &data.replace("2003-01-01", "2003-13-01"),
        &panel,
        4,
        &["data.csv:4", "`2003-13-01`", "2001-01-31"],
    );
    refused(&numbered.replace(",2003,", ",,"), &panel, 4, &["data.csv:4", "is missing", "whole number"]);
    refused(&numbered.replace(",2003,", ",2003.5,"), &panel, 4, &["data.csv:4", "is 2003.5"]);
}

#[test]
fn links_to_unknown_units_are_counted_and_named() {
    let data = "u,t,x,y\n1,1,1,2\n2,1,2,1\n3,1,3,4\n4,1,5,3\n";
    let folder = tempfile::tempdir().unwrap();
    let net = folder.path().join("net.csv");
    std::fs::write(&net, "unit,neighbour\n1,2\n2,1\n3,04x\n").unwrap();
    let with =
        ["y ~ neighbours(x, net)", "--family", "linear", "--unit", "u", "--network", net.to_str().unwrap()];
    let found = fitted(data, &with);
    let note = notes(&found);
    assert!(note.contains("1 of 3 links") && note.contains("net.csv:4") && note.contains("04x"), "{note}");
    // A column of numbers and one of words that name the same units.
    std::fs::write(&net, "unit,neighbour\n1.0,2\n2.0,1\n4.0,3\n1.0,x\n").unwrap();
    let found = fitted(data, &with);
    assert!(notes(&found).contains("1 of 4 links"), "{}", notes(&found));
    refused(data, &["y ~ x", "--family", "linear", "--network", net.to_str().unwrap()], 2, &["--unit"]);
    let twice = [&with[..], &["--network", net.to_str().unwrap()]].concat();
    refused(data, &twice, 2, &["two files are called `net`"]);
}

#[test]
fn a_factor_names_its_reference_level() {
    let data = "g,k,y\na,1,1\na,2,2\nb,1,5\nb,2,6\nc,1,9\nc,2,8\n";
    let found = linear(data, "y ~ factor(g, ref = \"b\") + factor(k, ref = 2)");
    assert_eq!(names(&found)[1..], ["factor(g)[a]", "factor(g)[c]", "factor(k)[1]"]);
    near(estimate(&found, 1), -4.0);
    refused(
        data,
        &["y ~ factor(g, ref = \"bb\")", "--family", "linear"],
        2,
        &["no level \"bb\"", "did you mean \"b\"?"],
    );
    refused(data, &["y ~ factor(k, ref = 7)", "--family", "linear"], 4, &["no level 7", "there are 1, 2"]);
    refused(data, &["y ~ factor(g, base = 1)", "--family", "linear"], 2, &["column 15", "ref = level"]);
}

/// What an error tells to do is done here, and the command then works.
#[test]
fn remedies_can_be_followed() {
    let separated = "y,x,g\n0,1,a\n0,2,b\n0,3,a\n1,4,b\n1,5,a\n1,6,b\n";
    let words = "y,x,g\n0,1,a\n1,2,b\n0,3,a\n1,2.5,b\n1,5,a\n0,6,b\n";
    let log = "y,x,g\n0,0,a\n1,2,b\n0,3,a\n1,2.5,b\n1,5,a\n0,6,b\n";
    let panel = "u,t,x,y\na,1,1,2\na,2,2,1\nb,1,3,4\nb,2,5,3\nc,1,1,1\nc,2,2,7\n";
    let cases: [(&str, &[&str], &str, &[&str]); 9] = [
        (separated, &["y ~ x", "--family", "logit"], "--family firth", &["y ~ x", "--family", "firth"]),
        (
            separated,
            &["y ~ x", "--family", "logit"],
            "--family multinomial --penalty 1",
            &["y ~ x", "--family", "multinomial", "--penalty", "1"],
        ),
        (words, &["y ~ g", "--family", "linear"], "factor(g)", &["y ~ factor(g)", "--family", "linear"]),
        (words, &["y ~ g", "--family", "linear"], "g == \"a\"", &["y ~ I(g == \"a\")", "--family", "linear"]),
        (log, &["y ~ log(x)", "--family", "linear"], "log1p", &["y ~ log1p(x)", "--family", "linear"]),
        (
            log,
            &["y ~ log(x)", "--family", "linear"],
            "--where",
            &["y ~ log(x)", "--family", "linear", "--where", "x > 0"],
        ),
        (
            panel,
            &["y ~ lag(x)", "--family", "linear"],
            "--unit and --time",
            &["y ~ lag(x)", "--family", "linear", "--unit", "u", "--time", "t"],
        ),
        (
            panel,
            &["y ~ x", "--family", "linear", "--unit", "u"],
            "--covariance clustered",
            &["y ~ x", "--family", "linear", "--unit", "u", "--covariance", "clustered"],
        ),
        (panel, &["y ~ x", "--family", "logit"], "\"y > 0 ~ x\"", &["y > 1 ~ x", "--family", "logit"]),
    ];
    for (data, broken, remedy, mended) in cases {
        let output = fit(data, &[broken, &["--data", "{}"]].concat());
        let error = text(&output.stderr);
        assert!(!output.status.success() && error.contains(remedy), "{error:?} does not say {remedy:?}");
        json(&fit(data, &[mended, &["--data", "{}", "--json"]].concat()));
    }
}
