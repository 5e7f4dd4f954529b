//! `forefend score`: what it says of a forecast file, and every mistake it refuses.

use std::path::Path;
use std::process::Output;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int32Array};
use arrow::record_batch::RecordBatch;
use parquet::arrow::ArrowWriter;
use serde_json::Value;

use crate::{forefend, text};

/// The first month of 2018, as VIEWS counts.
const JANUARY: i32 = 457;

/// Writes twelve months of 2018 for four countries with ten draws: `draw` of (country, month, draw).
fn forecast(folder: &Path, draw: fn(i32, i32, i32) -> f64) -> String {
    let window = folder.join("window=Y2018");
    std::fs::create_dir_all(&window).unwrap();
    let (mut month, mut unit, mut number, mut outcome) = (vec![], vec![], vec![], vec![]);
    for ahead in 0..12 {
        for country in 1..=4 {
            for one in 0..10 {
                month.push(JANUARY + ahead);
                unit.push(country);
                number.push(one);
                outcome.push(draw(country, ahead, one));
            }
        }
    }
    let whole = |values: Vec<i32>| -> ArrayRef { Arc::new(Int32Array::from(values)) };
    let columns = [
        ("month_id", whole(month)),
        ("country_id", whole(unit)),
        ("draw", whole(number)),
        ("outcome", Arc::new(Float64Array::from(outcome)) as ArrayRef),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let file = std::fs::File::create(window.join("part.parquet")).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    folder.to_str().unwrap().to_owned()
}

/// 2017 and 2018: country 1 at peace, 2 at war, 3 begins in July 2018, 4 ends in December 2017.
fn actuals(folder: &Path) -> String {
    let mut csv = "month_id,country_id,outcome\n".to_owned();
    for month in -12..12 {
        for country in 1..=4 {
            let deaths = match country {
                2 => 40 + month,
                3 if month >= 6 => 30,
                4 if month < 0 => 10,
                _ => 0,
            };
            csv.push_str(&format!("{},{country},{deaths}\n", JANUARY + month));
        }
    }
    let file = folder.join("actuals.csv");
    std::fs::write(&file, csv).unwrap();
    file.to_str().unwrap().to_owned()
}

fn json(output: &Output) -> Value {
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn mean(found: &Value, by: &str, name: &str, score: &str) -> f64 {
    let groups = found["groups"].as_array().unwrap();
    let group = groups.iter().find(|group| group["by"] == by && group["name"] == name).unwrap();
    let scores = group["scores"].as_array().unwrap();
    scores.iter().find(|mean| mean["score"] == score).unwrap()["mean"].as_f64().unwrap()
}

#[test]
fn a_forecast_is_scored_by_group_and_against_another() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let actuals = actuals(folder.path());
    let zeros = forecast(folder.path(), |_, _, _| 0.0);
    let good =
        forecast(other.path(), |country, _, draw| if country == 2 { f64::from(37 + draw) } else { 0.0 });
    let found = json(&forefend(&[
        "score",
        &good,
        "--actuals",
        &actuals,
        "--against",
        &zeros,
        "--by",
        "situation,horizon,year,country",
        "--json",
    ]));
    assert_eq!((found["cells"].as_i64(), found["units"].as_i64()), (Some(48), Some(4)));
    // Country 3 has 30 deaths in each of six months that nobody saw coming: the first is an onset, the rest go on.
    assert_eq!(mean(&found, "situation", "onset", "CRPS"), 30.0);
    assert_eq!(mean(&found, "situation", "peace", "CRPS"), 0.0);
    assert_eq!(mean(&found, "unit", "3", "CRPS"), 15.0);
    // January 2018 is three months after October 2017, all that may be known.
    assert!(
        mean(&found, "months ahead", "3", "CRPS") > 0.0 && mean(&found, "months ahead", "14", "CRPS") > 7.5
    );
    let crps = &found["compared"][0];
    assert_eq!((crps["score"].as_str(), crps["verdict"].as_str()), (Some("CRPS"), Some("tie")));
    assert!(crps["difference"]["mean"].as_f64().unwrap() < -9.0);
    assert!(crps["detectable"]["smallest"].as_f64().unwrap() > 10.0, "four countries cannot show it");
    // Without windows in the path the same file scores the same, and a horizon needs --as-of.
    let file = format!("{good}/window=Y2018/part.parquet");
    let elsewhere = tempfile::tempdir().unwrap();
    let bare = elsewhere.path().join("bare.parquet");
    std::fs::copy(file, &bare).unwrap();
    let bare = bare.to_str().unwrap();
    let again = json(&forefend(&[
        "score",
        bare,
        "--actuals",
        &actuals,
        "--by",
        "horizon",
        "--as-of",
        "2017-10",
        "--json",
    ]));
    assert_eq!(mean(&again, "months ahead", "3", "CRPS"), mean(&found, "months ahead", "3", "CRPS"));
    let printed = forefend(&["score", &good, "--actuals", &actuals, "--against", &zeros]);
    assert!(printed.status.success(), "{}", text(&printed.stderr));
    let printed = text(&printed.stdout);
    for part in
        ["48 cells: 4 units, 2018-01 to 2018-12, 10 draws", "ongoing", "without the top", "smallest visible"]
    {
        assert!(printed.contains(part), "{printed}");
    }
}

#[test]
fn a_mistake_gets_one_error_and_its_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let actuals = actuals(folder.path());
    let zeros = forecast(folder.path(), |_, _, _| 0.0);
    let file = format!("{zeros}/window=Y2018/part.parquet");
    let bare = folder.path().join("bare.parquet");
    std::fs::rename(file, &bare).unwrap();
    let bare = bare.to_str().unwrap();
    let spoiled = tempfile::tempdir().unwrap();
    let negative = forecast(spoiled.path(), |_, month, _| f64::from(3 - month));
    let cases: [(&[&str], i32, &str); 7] = [
        (&[bare, "--actuals", &actuals, "--by", "horizon"], 2, "--as-of"),
        (&[bare, "--actuals", &actuals, "--bins", "5,2"], 2, "edge 2"),
        (&[bare, "--actuals", &actuals, "--threshold=-1"], 4, "cannot be below 0"),
        (&[bare, "--actuals", "no-such.csv"], 5, "no-such.csv: cannot be read"),
        (&["no-such.parquet", "--actuals", &actuals], 5, "no-such.parquet: cannot be read"),
        (&[&actuals, "--actuals", &actuals], 4, "has no column `draw`"),
        (&[&negative, "--actuals", &actuals], 4, "row 161: outcome is -1"),
    ];
    for (arguments, code, wanted) in cases {
        let output = forefend(&[&["score"], arguments].concat());
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{error}");
        assert!(output.stdout.is_empty() && error.contains(wanted), "{error:?} does not say {wanted:?}");
        assert_eq!(error.lines().filter(|line| line.starts_with("error:")).count(), 1, "{error}");
    }
}
