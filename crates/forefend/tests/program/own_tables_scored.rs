//! Users' tables in `forefend score` and `forefend watch`: one reader, whatever the file is called and however it is packed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{
    ArrayRef, Float64Array, Float64Builder, Int32Array, Int64Array, ListBuilder, StringArray,
};
use serde_json::Value;

use crate::own_tables::{numbers, parquet};
use crate::{forefend, text};

const ACTUALS: &str = "month_id,country_id,outcome\n457,1,0\n";

fn whole(values: &[i64]) -> ArrayRef {
    Arc::new(Int64Array::from(values.to_vec()))
}

/// A forecast of two draws of 0 for country 1 in January 2018, with one column put in the place of its own.
fn forecast(folder: &Path, column: &str, values: ArrayRef) -> PathBuf {
    let mut columns = vec![
        ("month_id", whole(&[457, 457])),
        ("country_id", whole(&[1, 1])),
        ("draw", whole(&[0, 1])),
        ("outcome", numbers(&[0.0, 0.0])),
    ];
    match columns.iter_mut().find(|(name, _)| *name == column) {
        Some((_, own)) => *own = values,
        None => columns.push((column, values)),
    }
    parquet(folder, columns)
}

fn write(folder: &Path, name: &str, content: &[u8]) -> PathBuf {
    std::fs::write(folder.join(name), content).unwrap();
    folder.join(name)
}

fn score(forecast: &Path, actuals: &Path) -> Result<Value, String> {
    let arguments = ["score", forecast.to_str().unwrap(), "--actuals", actuals.to_str().unwrap(), "--json"];
    let output = forefend(&arguments);
    if output.status.success() {
        return Ok(serde_json::from_slice(&output.stdout).unwrap());
    }
    let error = text(&output.stderr);
    assert!(output.stdout.is_empty() && !error.contains("panicked"), "{error}");
    assert_eq!((output.status.code(), error.lines().count()), (Some(4), 1), "{error}");
    Err(error)
}

fn crps(found: &Value) -> f64 {
    found["groups"][0]["scores"][0]["mean"].as_f64().unwrap()
}

#[test]
fn actuals_are_read_whatever_they_are_called() {
    let folder = tempfile::tempdir().unwrap();
    let forecast = forecast(folder.path(), "draw", whole(&[0, 1]));
    let packed = {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packer, ACTUALS.as_bytes()).unwrap();
        packer.finish().unwrap()
    };
    let spaced = ACTUALS.replace("d,c", "d, c").replace("d,o", "d , o");
    let marked = format!("\u{feff}{}", ACTUALS.replace("outcome", "\"outcome\""));
    for (name, content) in [
        ("actuals.CSV", ACTUALS.as_bytes()),
        ("actuals.txt", spaced.as_bytes()),
        ("actuals.csv.gz", &packed),
        ("actuals.csv", marked.as_bytes()),
        ("dated.csv", b"year,month,month_id,country_id,outcome\n2018,1,457,1,0\n"),
        ("counted.csv", b"month,month_id,country_id,outcome\n457,457,1,0\n"),
        ("worded.csv", b"month,month_id,country_id,outcome\nJan,457,1,0\n"),
    ] {
        let found = score(&forecast, &write(folder.path(), name, content)).unwrap();
        assert_eq!((crps(&found), &found["cells"]), (0.0, &1.into()), "{name}");
    }
}

#[test]
fn actuals_with_a_mistake_are_refused_with_their_line() {
    let folder = tempfile::tempdir().unwrap();
    let forecast = forecast(folder.path(), "draw", whole(&[0, 1]));
    for (content, wanted) in [
        (
            "month_id,country_id,outcome,outcome\n457,1,0,9\n",
            "actuals.csv:1: columns 3 and 4 are both named `outcome`",
        ),
        (
            "month_id,country_id,outcome\n457,1,\"1,234\"\n",
            "actuals.csv:2: column `outcome`: `1,234` is not a number",
        ),
        (
            "month_id,country_id,outcome\n457,1.5,0\n",
            "actuals.csv:2: column `country_id`: `1.5` is not a whole number",
        ),
        ("month_id,country_id,outcome\n457,,0\n", "actuals.csv:2: column `country_id` is missing"),
        ("month_id,country_id,outcome\n\n457,1,NA\n", "actuals.csv:3: outcome is missing"),
        (
            "month_id,year,month,country_id,outcome\n457,2019,1,1,0\n",
            "actuals.csv:2: month_id 457 is 2018-01, but the row also says year 2019, month 1",
        ),
        ("month_id,year,month,country_id,outcome\n457,2018,2,1,0\n", "the row also says year 2018, month 2"),
        ("month_id,country_id,outcome\n457,1,0\n457,1,0\n", "actuals.csv:3: unit 1 in 2018-01 stands at"),
        ("month_id;country_id;outcome\n457;1;0\n", "separated by semicolons"),
    ] {
        let error = score(&forecast, &write(folder.path(), "actuals.csv", content.as_bytes())).unwrap_err();
        assert!(error.contains(wanted), "{error:?} does not say {wanted:?}");
    }
    let same = parquet(
        folder.path(),
        vec![
            ("month_id", whole(&[457])),
            ("country_id", whole(&[1])),
            ("outcome", whole(&[0])),
            (" outcome", whole(&[9])),
        ],
    );
    let other = folder.path().join("twice.parquet");
    std::fs::rename(same, &other).unwrap();
    let forecast = self::forecast(folder.path(), "draw", whole(&[0, 1]));
    assert!(score(&forecast, &other).unwrap_err().contains("both named `outcome`"));
}

/// Two files that give a cell alike are later releases: let pass, and counted.
#[test]
fn cells_that_two_files_give_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let forecast = forecast(folder.path(), "draw", whole(&[0, 1]));
    let (one, two) = (
        write(folder.path(), "a.csv", ACTUALS.as_bytes()),
        write(folder.path(), "b.csv", ACTUALS.as_bytes()),
    );
    let [forecast, one, two] = [&forecast, &one, &two].map(|path| path.to_str().unwrap());
    let output = forefend(&["score", forecast, "--actuals", one, two, "--json"]);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["repeated"], 1);
}

/// A month of 457.9999999999991 was once cut off to another one, and a country of 1.7 to country 1.
#[test]
fn numbers_of_forecasts_are_whole_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let actuals = write(folder.path(), "actuals.csv", b"month_id,country_id,outcome\n456,1,50\n457,1,0\n");
    let near = forecast(folder.path(), "month_id", numbers(&[456.999_999_999_999_1; 2]));
    assert_eq!(crps(&score(&near, &actuals).unwrap()), 0.0);
    let text: ArrayRef = Arc::new(StringArray::from(vec!["457.0", "457"]));
    assert_eq!(crps(&score(&forecast(folder.path(), "month_id", text), &actuals).unwrap()), 0.0);
    let text: ArrayRef = Arc::new(StringArray::from(vec!["0", "0"]));
    assert_eq!(crps(&score(&forecast(folder.path(), "outcome", text), &actuals).unwrap()), 0.0);
    let missing: ArrayRef = Arc::new(Int64Array::from(vec![Some(1), None]));
    let words: ArrayRef = Arc::new(StringArray::from(vec!["1", "Mali"]));
    for (column, values, wanted) in [
        ("country_id", numbers(&[1.0, 1.7]), "row 2: country_id is `1.7`, which is not a whole number"),
        ("month_id", numbers(&[456.999_99, 457.0]), "row 1: month_id is `456.99999`"),
        ("country_id", words, "row 2: country_id is `Mali`, which is not a whole number"),
        ("country_id", missing, "row 2: country_id is missing"),
        ("country_id", whole(&[1, -1]), "row 2: month_id 457, country_id -1: no such cell"),
        ("year", whole(&[2018, 2019]), "row 2: month_id 457 is 2018-01, but the row also says year 2019"),
        ("month", whole(&[1, 7]), "row 2: month_id 457 is 2018-01, but the row also says month 7"),
    ] {
        let error = score(&forecast(folder.path(), column, values), &actuals).unwrap_err();
        assert!(error.contains(wanted), "{error:?} does not say {wanted:?}");
    }
    let twice = parquet(
        folder.path(),
        vec![
            ("month_id", whole(&[457])),
            ("country_id", whole(&[1])),
            ("draw", whole(&[0])),
            ("outcome", whole(&[0])),
            ("outcome", whole(&[9])),
        ],
    );
    assert!(score(&twice, &actuals).unwrap_err().contains("two columns are named `outcome`"));
}

#[test]
fn folders_may_say_the_month_and_rows_may_be_lists() {
    let folder = tempfile::tempdir().unwrap();
    let actuals = write(folder.path(), "actuals.csv", ACTUALS.as_bytes());
    let month = folder.path().join("forecast/window=Y2018/month_id=457");
    std::fs::create_dir_all(&month).unwrap();
    let rest =
        || vec![("country_id", whole(&[1, 1])), ("draw", whole(&[0, 1])), ("outcome", numbers(&[0.0, 4.0]))];
    parquet(&month, rest());
    let found = score(&folder.path().join("forecast"), &actuals).unwrap();
    assert_eq!((crps(&found), &found["months"][0]), (1.0, &"2018-01".into()));
    let mut other = rest();
    other.push(("month_id", whole(&[457, 458])));
    parquet(&month, other);
    let error = score(&folder.path().join("forecast"), &actuals).unwrap_err();
    assert!(error.contains("row 2: month_id is 458, but the file lies in a folder month_id=457"), "{error}");
    let mut lists = ListBuilder::new(Float64Builder::new());
    lists.append_value([Some(0.0), Some(4.0)]);
    let lists: ArrayRef = Arc::new(lists.finish());
    let cells =
        |lists: ArrayRef| vec![("month_id", whole(&[457])), ("country_id", whole(&[1])), ("outcome", lists)];
    let file = parquet(folder.path(), cells(lists.clone()));
    assert_eq!(crps(&score(&file, &actuals).unwrap()), 1.0);
    let mut both = cells(lists);
    both.push(("draw", whole(&[0])));
    assert!(score(&parquet(folder.path(), both), &actuals).unwrap_err().contains("take `draw` out"));
    let mut empty = ListBuilder::new(Float64Builder::new());
    empty.append(true);
    let empty: ArrayRef = Arc::new(empty.finish());
    assert!(
        score(&parquet(folder.path(), cells(empty)), &actuals)
            .unwrap_err()
            .contains("row 1: outcome is missing")
    );
}

/// The command of docs/score.md on the files that are shipped for it.
#[test]
fn the_example_of_the_docs_runs() {
    let page = include_str!("../../../../docs/score.md");
    let line = page.lines().find(|line| line.contains("docs/examples/forecast.csv")).unwrap();
    let words = line.split_whitespace().skip(1).take_while(|word| *word != "#");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_forefend"))
        .args(words)
        .current_dir(root)
        .output()
        .unwrap();
    let printed = text(&output.stdout);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(printed.contains("9 cells: 3 units, 2018-01 to 2018-03, 20 draws"), "{printed}");
    assert!(printed.contains("onset") && printed.contains("peace"), "{printed}");
}

#[test]
fn own_deaths_are_read_by_the_same_rules() {
    let folder = tempfile::tempdir().unwrap();
    for (content, wanted) in [
        ("month_id,country_id,outcome,outcome\n457,1,0,1\n", "deaths.CSV:1: columns 3 and 4"),
        ("month_id,year,month,country_id,outcome\n457,2018,3,1,0\n", "deaths.CSV:2: month_id 457 is 2018-01"),
        ("month_id,country_id,outcome\n457,1.7,0\n", "deaths.CSV:2: column `country_id`: `1.7`"),
        ("month_id,country_id,outcome,state_based\n457,1,0,2\n", "two columns for state-based deaths"),
        ("month_id,country_id,outcome\n457,1,NA\n", "deaths.CSV:2: column `outcome` is missing"),
    ] {
        let file = write(folder.path(), "deaths.CSV", content.as_bytes());
        let output = forefend(&["watch", "--data", file.to_str().unwrap()]);
        let error = text(&output.stderr);
        assert!(
            output.status.code() == Some(4) && error.contains(wanted),
            "{error:?} does not say {wanted:?}"
        );
    }
}

#[cfg(unix)]
#[test]
fn pipes_are_read_and_devices_are_not() {
    let error = text(&forefend(&["fit", "y ~ x", "--family", "linear", "--data", "/dev/zero"]).stderr);
    assert!(error.contains("/dev/zero: cannot be read (it is a device"), "{error}");
    let line = format!(
        "printf 'y,x\n1,2\n2,3\n4,3\n' | '{}' fit 'y ~ x' --family linear --data /dev/stdin",
        env!("CARGO_BIN_EXE_forefend")
    );
    let output = std::process::Command::new("sh").args(["-c", &line]).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
}

/// Kilobytes on disk that stand for more rows than are read: said from the footer, before anything is decoded.
#[test]
fn a_file_of_too_many_rows_is_refused_from_its_footer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.parquet");
    let column = |values: Int32Array| -> ArrayRef { Arc::new(values) };
    let one = Int32Array::from(vec![457; 1_000_000]);
    let columns = ["month_id", "country_id", "outcome"].map(|name| (name, column(one.clone())));
    let batch = arrow::record_batch::RecordBatch::try_from_iter(columns).unwrap();
    let file = std::fs::File::create(&path).unwrap();
    let mut writer = parquet::arrow::ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    for _ in 0..21 {
        writer.write(&batch).unwrap();
    }
    writer.close().unwrap();
    assert!(path.metadata().unwrap().len() < 200_000);
    let path = path.to_str().unwrap();
    let forecast = forecast(folder.path(), "outcome", Arc::new(Float64Array::from(vec![0.0, 1.0])));
    for arguments in [
        &["fit", "outcome ~ month_id", "--family", "linear", "--data", path][..],
        &["score", forecast.to_str().unwrap(), "--actuals", path],
        &["watch", "--data", path],
    ] {
        let output = forefend(arguments);
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(4), "{error}");
        assert!(
            error.contains("many.parquet: has 21000000 rows, more than the 20000000 that are read"),
            "{error}"
        );
    }
}
