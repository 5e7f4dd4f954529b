//! `forefend watch`: the files it writes, what it prints, and every mistake it refuses.

use std::collections::BTreeSet;

use forefend_panel::Table;
use serde_json::Value;

use crate::{files, forefend, text};

/// The command that data kept back are scored with, with fewer draws.
#[test]
fn the_files_of_a_window_are_those_of_the_field() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let ran = forefend(&[
        "watch",
        "--as-of",
        "2022-10",
        "--horizon",
        "14m",
        "--target",
        "state-based",
        "--draws",
        "20",
        "--out",
        out.to_str().unwrap(),
        "--json",
    ]);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    assert_eq!(files(&out), [out.join("cm/window=Y2023/forecast.parquet")]);
    let bytes = std::fs::read(&files(&out)[0]).unwrap();
    let table = Table::from_parquet("forecast", bytes.into()).unwrap();
    assert_eq!(table.names(), ["month_id", "country_id", "draw", "outcome"]);
    assert_eq!(table.len(), 191 * 14 * 20);
    let of = |name: &str| table.whole::<u32>(name).unwrap();
    let (months, units, draws) = (of("month_id"), of("country_id"), of("draw"));
    of("outcome");
    // November 2022 is 515; December 2023 is 528.
    assert_eq!(months.iter().collect::<BTreeSet<_>>(), (515..=528).collect::<BTreeSet<_>>().iter().collect());
    assert_eq!(units.iter().collect::<BTreeSet<_>>().len(), 191);
    let cells: BTreeSet<(u32, u32, u32)> =
        (0..table.len()).map(|at| (months[at], units[at], draws[at])).collect();
    assert_eq!((cells.len(), draws.iter().max()), (table.len(), Some(&19)));
    let said: Value = serde_json::from_slice(&ran.stdout).unwrap();
    let countries = said["outlook"]["countries"].as_array().unwrap();
    assert_eq!(countries.len(), 191);
    let ids: BTreeSet<u64> = countries.iter().map(|one| one["views"].as_u64().unwrap()).collect();
    assert_eq!(ids, units.iter().map(|id| u64::from(*id)).collect());
    assert_eq!(countries[0]["months"].as_array().unwrap().len(), 14);
    assert_eq!(said["outlook"]["known_to"], "2022-10");
}

#[test]
fn the_outlook_keeps_new_onset_apart_and_says_what_is_unknown() {
    let ran = forefend(&["watch", "--as-of", "2016-10", "--target", "one-sided", "--top", "3"]);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let said = text(&ran.stdout);
    for needle in [
        "Civilians killed in one-sided violence by country and month, 2016-11 to 2017-12, as of the end of 2016-10",
        "Ongoing: at least 25 deaths in the last twelve months, 3 of",
        "New onset: fewer than 25 deaths in the last twelve months, 3 of",
        "own history +",
        "the data end in 2025-12: ",
        "deaths read to 2016-10",
        "about three weeks later",
        "learned on the windows 2006 to 2017",
    ] {
        assert!(said.contains(needle), "{needle} is not in:\n{said}");
    }
}

#[test]
fn each_mistake_gets_one_error_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let data = folder.path().join("deaths.csv");
    std::fs::write(&data, "month_id,country_id,outcome\n300,999,1\n").unwrap();
    let (out, data) = (out.to_str().unwrap(), data.to_str().unwrap());
    for (arguments, code, needle) in [
        (&["--target", "statebased"][..], 2, "did you mean `state-based`"),
        (&["--horizon", "0m"], 2, "1m to 36m"),
        (&["--as-of", "2122-10"], 2, "lies in the future"),
        (&["--as-of", "1990-06"], 2, "country-months are known"),
        (&["--as-of", "2026-11", "--horizon", "30m"], 2, "beyond the last known month, 2025-12"),
        (&["--data", data], 4, "deaths.csv:2: country_id 999"),
        (&["--data", "nowhere.csv"], 5, "nowhere.csv: cannot be read"),
        (&["--world", "nowhere"], 5, "nowhere"),
    ] {
        let all = [&["watch", "--out", out], arguments].concat();
        let ran = forefend(&all);
        let said = text(&ran.stderr);
        assert_eq!(ran.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(said.contains(needle), "{arguments:?}: {said}");
        assert!(files(std::path::Path::new(out)).is_empty(), "{arguments:?} left files");
    }
    let backwards = forefend(&["watch", "--backtest", "2016..2012"]);
    assert!(text(&backwards.stderr).contains("run backwards"));
    let unknown = forefend(&["watch", "--backtest", "2026..2027"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("nothing of state-based is known in 2026, 2027"));
}

#[test]
fn a_backtest_stands_beside_simple_rivals() {
    let ran = forefend(&["watch", "--backtest", "2006..2006", "--json"]);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let said: Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(said["groups"]["all"]["n"], 2256);
    let ign = |who: &str| said["groups"]["all"]["scores"][who]["IGN"].as_f64().unwrap();
    // Measured with numpy on the same cells: zero 1.1056, past decayed 0.4983 (with 1,000 draws).
    assert!((ign("past, decayed") - 0.4983).abs() < 0.01 && (ign("zero") - 1.1056).abs() < 5e-4);
    assert!(ign("watch") < ign("past, decayed"));
}
