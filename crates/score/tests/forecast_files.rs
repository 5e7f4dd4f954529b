//! Files of forecasts and actuals: what is read back, in any order of rows, and what is refused.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array};
use arrow::record_batch::RecordBatch;
use forefend_panel::{Month, Year};
use forefend_score::forecast::{
    Actuals, CellId, Forecast, ForecastRows, score_forecast, window_bytes, window_place,
};
use forefend_score::{CellSettings, ScoreError, crps};
use parquet::arrow::ArrowWriter;

/// month_id, country_id, draw, outcome.
type Row = (i64, i64, i64, Option<f64>);

fn write(path: &Path, rows: &[Row]) {
    let whole =
        |of: fn(&Row) -> i64| -> ArrayRef { Arc::new(Int64Array::from_iter_values(rows.iter().map(of))) };
    let outcome: ArrayRef = Arc::new(rows.iter().map(|row| row.3).collect::<Float64Array>());
    let columns = [
        ("outcome", outcome),
        ("month_id", whole(|row| row.0)),
        ("country_id", whole(|row| row.1)),
        ("draw", whole(|row| row.2)),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut writer =
        ArrowWriter::try_new(std::fs::File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

/// Two units, two months, three draws.
fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for month in [457, 458] {
        for unit in [1, 2] {
            for draw in 0..3 {
                rows.push((month, unit, draw, Some((unit * 10 + draw * month) as f64)));
            }
        }
    }
    rows
}

fn actuals() -> Actuals {
    let cell = |month, unit| CellId { month: Month::from_views_id(month), unit };
    Actuals::of(
        "country_id",
        [457, 458].into_iter().flat_map(|m| [1, 2].map(|u| (cell(m, u), f64::from(u * 7)))),
    )
}

fn score(rows: &[Row], common: bool) -> Result<Forecast, ScoreError> {
    let folder = tempfile::tempdir().unwrap();
    let window = folder.path().join("window=Y2018");
    std::fs::create_dir(&window).unwrap();
    write(&window.join("part.parquet"), rows);
    score_forecast(folder.path(), &actuals(), &CellSettings::default(), common)
}

#[test]
fn any_order_of_rows_scores_the_same() {
    let grouped = score(&rows(), false).unwrap();
    assert_eq!(grouped.cells.len(), 4);
    assert!(grouped.cells.iter().all(|cell| cell.window == Some(Year(2018))));
    let first = grouped.cells[0];
    assert_eq!(first.cell.month.to_string(), "2018-01");
    assert_eq!(first.scores.three.crps, crps(&[10.0, 467.0, 924.0], 7.0).unwrap());
    let mut by_draw = rows();
    by_draw.sort_by_key(|row| (row.2, row.1, row.0));
    assert_eq!(score(&by_draw, false).unwrap(), grouped);
    let backwards: Vec<Row> = rows().into_iter().rev().collect();
    assert_eq!(score(&backwards, false).unwrap(), grouped);
}

#[test]
fn what_is_written_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let cells: Vec<CellId> =
        (0..3000).map(|unit| CellId { month: Month::from_views_id(457), unit }).collect();
    let draws: Vec<f64> = (0..9000).map(|draw| f64::from(draw) / 4.0).collect();
    let rows = ForecastRows {
        unit: "priogrid_gid",
        cells: &cells,
        per_cell: 3,
        draws: &draws,
        whole: false,
        notes: &[],
    };
    let place = window_place(folder.path(), Year(2018), "draws");
    assert_eq!(place, folder.path().join("window=Y2018/draws.parquet"));
    std::fs::create_dir_all(place.parent().unwrap()).unwrap();
    std::fs::write(&place, window_bytes(&place, &rows).unwrap()).unwrap();
    let actuals = Actuals::of("priogrid_gid", cells.iter().map(|cell| (*cell, 5.0)));
    let read = score_forecast(folder.path(), &actuals, &CellSettings::default(), false).unwrap();
    assert_eq!(read.cells.len(), 3000);
    for (cell, draws) in read.cells.iter().zip(draws.chunks(3)) {
        assert!((cell.scores.three.crps - crps(draws, 5.0).unwrap()).abs() < 1e-9);
    }
    let short = ForecastRows { draws: &draws[1..], ..rows };
    assert!(matches!(window_bytes(&place, &short), Err(ScoreError::LengthMismatch { .. })));
}

#[test]
fn a_forecast_with_a_mistake_is_refused_with_its_place() {
    let spoiled = |row: usize, with: &dyn Fn(&mut Row)| {
        let mut rows = rows();
        with(&mut rows[row]);
        rows
    };
    let mut repeated = rows();
    repeated.extend_from_slice(&rows()[..3]);
    let cases: [(Vec<Row>, &[&str]); 8] = [
        (spoiled(4, &|row| row.3 = Some(f64::NAN)), &["row 5", "NaN"]),
        (spoiled(4, &|row| row.3 = Some(-1.0)), &["row 5", "outcome is -1"]),
        (spoiled(4, &|row| row.3 = None), &["row 5", "outcome is missing"]),
        (spoiled(4, &|row| row.2 = 0), &["unit 2 in 2018-01", "draw 0 stands there twice"]),
        (repeated, &["unit 1 in 2018-01", "twice"]),
        (rows()[1..].to_vec(), &["unit 2 in 2018-01 has 3 draws, but unit 1 in 2018-01 has 2"]),
        (rows()[3..].to_vec(), &["no forecast of unit 1 in 2018-01", "--common"]),
        (spoiled(0, &|row| row.0 = -5), &["row 1", "month_id -5"]),
    ];
    for (rows, wanted) in cases {
        let error = score(&rows, false).unwrap_err().to_string();
        for part in wanted {
            assert!(error.contains(part), "{error:?} does not say {part:?}");
        }
    }
    let mut beyond = rows();
    beyond.iter_mut().for_each(|row| row.0 += 1);
    let error = score(&beyond, false).unwrap_err().to_string();
    assert!(error.contains("unit 1 in 2018-03 and 1 more cells") && error.contains("--common"), "{error}");
    let common = score(&beyond, true).unwrap();
    assert_eq!((common.cells.len(), common.without_actual, common.without_forecast), (2, 2, 0));
}

#[test]
fn actuals_come_from_csv_and_are_checked() {
    let folder = tempfile::tempdir().unwrap();
    let read = |text: &str, outcome: Option<&str>| {
        let file: PathBuf = folder.path().join("actuals.csv");
        std::fs::write(&file, text).unwrap();
        Actuals::read(&[file], outcome).map_err(|error| error.to_string())
    };
    let good = read("month_id,country_id,ged_sb\n457,1,3\n458,1,0\n", None).unwrap();
    assert_eq!(good.outcome, "ged_sb");
    assert_eq!(good.get(CellId { month: Month::from_views_id(457), unit: 1 }), Some(3.0));
    for (text, outcome, wanted) in [
        ("month_id,country_id,outcome\n457,1,-3\n", None, "actuals.csv:2: outcome is -3"),
        ("month_id,country_id,outcome\n457,1,\n", None, "actuals.csv:2: outcome is missing"),
        // Once an overflow: the month's number is counted from another beginning.
        (
            "month_id,country_id,outcome\n457,1,3\n2147483647,1,0\n",
            None,
            "actuals.csv:3: month_id 2147483647",
        ),
        ("month_id,country_id,outcome\n-2147483648,1,0\n", None, "actuals.csv:2: month_id -2147483648"),
        (
            "month_id,country_id,outcome\n457,1,3\n457,1,4\n",
            None,
            "actuals.csv:3: unit 1 in 2018-01 stands at",
        ),
        ("month_id,country_id,deaths,events\n457,1,3,1\n", Some("deaht"), "did you mean `deaths`?"),
        ("month_id,country_id,deaths,events\n457,1,3,1\n", None, "has no column `outcome`"),
        ("month_id,gwcode,outcome\n457,1,3\n", None, "no column for the unit"),
    ] {
        let error = read(text, outcome).unwrap_err();
        assert!(error.contains(wanted), "{error:?} does not say {wanted:?}");
    }
    let nothing = folder.path().join("none.parquet");
    assert!(matches!(Actuals::read(&[nothing], None), Err(ScoreError::Unopened { .. })));
    let text = folder.path().join("text.parquet");
    std::fs::write(&text, "no parquet").unwrap();
    let error = score_forecast(&text, &actuals(), &CellSettings::default(), false).unwrap_err();
    assert!(matches!(error, ScoreError::BadFile { .. }), "{error}");
    let (one, other) = (folder.path().join("one.csv"), folder.path().join("other.csv"));
    std::fs::write(&one, "month_id,country_id,outcome\n457,1,3\n458,1,0\n").unwrap();
    std::fs::write(&other, "month_id,country_id,outcome\n457,1,4\n").unwrap();
    let error = Actuals::read(&[one, other], None).unwrap_err().to_string();
    assert!(error.contains("other.csv:2: unit 1 in 2018-01 is 4, but 3 in a file before it"), "{error}");
}
