//! Replay by date: the same statements as JSON and as Arrow, and those of the command line.

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Float64Type, Int32Type};
use arrow_ipc::reader::StreamReader;

use crate::asked::{Small, send};

const MEDIA: &str = "application/vnd.apache.arrow.stream";

#[test]
fn what_was_said_on_a_date_stands_beside_what_came() {
    let small = Small::shared();
    let bench = small.bench(None);
    let place = "/api/v1/replay/1993-06?draws=20";
    let told = bench.get(place);
    assert_eq!(told.status, 200, "{}", told.text());
    let told = told.json();
    assert_eq!((told["as_of"].as_str(), told["draws"].as_u64()), (Some("1993-06"), Some(20)));
    assert!(
        told["command"].as_str().unwrap().contains(" --others 1993-06 --world DIR --out "),
        "{}",
        told["command"]
    );
    let statements = told["statements"].as_array().unwrap();
    let shares: Vec<_> =
        statements.iter().filter(|one| one["what"] == "share" && one["by"] == "model").collect();
    assert!(shares.len() > 5 && shares.iter().all(|one| one["came"].is_number()));
    // Every state at peace has its chance and what came.
    let windows: std::collections::BTreeSet<_> =
        statements.iter().filter(|one| one["what"] == "new_event").map(|one| one["to"].as_i64()).collect();
    for window in &windows {
        let own: Vec<_> = statements
            .iter()
            .filter(|one| one["what"] == "new_event" && one["to"].as_i64() == *window)
            .collect();
        assert!(
            own.windows(2).all(|two| two[0]["said"].as_f64() >= two[1]["said"].as_f64()),
            "the highest first"
        );
        let places: std::collections::BTreeSet<_> = own.iter().map(|one| one["place"].as_str()).collect();
        assert_eq!(places.len(), own.len(), "each state once");
    }
    assert!(!windows.is_empty());

    let arrow = send(&bench.router, ("GET", place), &[("accept", MEDIA)], "");
    assert_eq!(arrow.header("content-type"), MEDIA);
    let mut rows = 0;
    for batch in StreamReader::try_new(&arrow.body[..], None).unwrap() {
        let batch = batch.unwrap();
        let said = batch.column_by_name("said").unwrap().as_primitive::<Float64Type>();
        let to = batch.column_by_name("to").unwrap().as_primitive::<Int32Type>();
        for row in 0..batch.num_rows() {
            assert_eq!(Some(said.value(row)), statements[rows + row]["said"].as_f64());
            assert_eq!(Some(i64::from(to.value(row))), statements[rows + row]["to"].as_i64());
        }
        rows += batch.num_rows();
    }
    assert_eq!(rows, statements.len());
}

#[test]
fn a_date_from_which_nothing_can_be_said_is_refused_with_why() {
    let bench = Small::shared().bench(None);
    for (place, status, words) in [
        ("/api/v1/replay/june", 422, "YYYY-MM"),
        ("/api/v1/replay/1993-06?draws=5", 422, "draws"),
        ("/api/v1/replay/2030-06", 409, "2030-06"),
    ] {
        let told = bench.get(place);
        assert_eq!(told.status, status, "{place}: {}", told.text());
        assert!(told.text().contains(words), "{place}: {}", told.text());
    }
}
