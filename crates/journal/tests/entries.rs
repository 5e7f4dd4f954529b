//! Entries: whatever is touched is refused by name, nothing is written twice, and what ships is what was sealed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

use std::collections::BTreeMap;

use forefend_journal::{
    Band, Cell, Entry, Event, Facts, JournalError, Label, Model, Period, Row, Sealed, SealedBook,
    SealedScore, Settlement, Step, entries_in, score, write,
};
use forefend_panel::Panel;
use forefend_simulate::WorldFiles;
use forefend_track::Verdict;
use proptest::prelude::*;

const FACTS: &str = "entry.json";

fn facts() -> Facts {
    Facts {
        format: 0,
        step: Step::Year,
        as_of: "2026-11".to_owned(),
        known_to: "2025".parse().unwrap(),
        events: vec![Event {
            id: "in_conflict".to_owned(),
            title: "State in armed conflict".to_owned(),
            series: "conflict_level".to_owned(),
            at_least: 1.0,
        }],
        model: "world".to_owned(),
        engine: "0.1.0 (abc)".to_owned(),
        world: "world".to_owned(),
        data: "data".to_owned(),
        own_data: String::new(),
        made: "run 1".to_owned(),
        seed: 1,
        draws: 1000,
        rivals: "by hand".to_owned(),
        note: String::new(),
    }
}

fn rows() -> Vec<Row> {
    let row = |gw: u16, year: &str, forecast: f64| Row {
        country: "USA".to_owned(),
        gw,
        period: year.parse().unwrap(),
        forecast,
        persistence: 1.0 / 3.0,
        climatology: 0.5,
    };
    vec![row(20, "2027", 0.75), row(2, "2026", 0.25), row(2, "2027", 0.0), row(20, "2026", 1.0)]
}

fn tables() -> BTreeMap<String, Vec<Row>> {
    BTreeMap::from([("in_conflict".to_owned(), rows())])
}

fn settled() -> Sealed {
    let outcomes =
        rows().into_iter().map(|row| (("in_conflict".to_owned(), row.gw, row.period), row.gw == 20));
    let settlement =
        Settlement { source: "nobody".to_owned(), licence: "none".to_owned(), outcomes: outcomes.collect() };
    Sealed::new(&facts(), &tables()).unwrap().settled(&settlement).unwrap()
}

fn read(sealed: &Sealed) -> Result<Entry, JournalError> {
    Entry::read("journal/one", &sealed.name, sealed.files.clone())
}

#[test]
fn an_entry_reads_back_and_the_same_forecast_has_the_same_bytes() {
    let sealed = settled();
    assert_eq!(sealed, settled());
    let entry = read(&sealed).unwrap();
    assert_eq!((entry.facts.format, entry.cells()), (1, 4));
    let rows = &entry.tables["in_conflict"];
    assert_eq!((rows[0].gw, rows[0].period.to_string(), rows[0].forecast), (2, "2026".to_owned(), 0.25));
    assert_eq!(rows[0].persistence, 0.333333, "six decimals");
    assert_eq!(entry.settlement.unwrap().outcomes.len(), 4);
}

proptest! {
    /// Any byte of any file, put to any other value, cut off or doubled, is refused, and so is any other name of the folder.
    #[test]
    fn whatever_is_touched_is_refused(file in 0_usize..4, at in 0_usize..10_000, change in 1_u8..=255, how in 0_u8..3) {
        let mut sealed = settled();
        let names: Vec<String> = sealed.files.keys().cloned().collect();
        let name = &names[file % names.len()];
        let bytes = sealed.files.get_mut(name).unwrap();
        let at = at % bytes.len();
        match how {
            0 => bytes[at] ^= change,
            1 => { bytes.remove(at); }
            _ => bytes.insert(at, bytes[at]),
        }
        let error = read(&sealed).unwrap_err();
        prop_assert!(matches!(error, JournalError::Touched { .. }), "{}", error);
    }

    #[test]
    fn a_file_that_is_missing_or_was_not_there_is_named(missing in 0_usize..4) {
        let mut sealed = settled();
        let name = sealed.files.keys().nth(missing).unwrap().clone();
        sealed.files.remove(&name);
        if let Err(error) = read(&sealed) {
            prop_assert!(error.to_string().contains(&name), "{}", error);
        } else {
            prop_assert!(false, "{} is missing", name);
        }
        let mut sealed = settled();
        sealed.files.insert("more.csv".to_owned(), b"x".to_vec());
        prop_assert!(read(&sealed).unwrap_err().to_string().contains("file `more.csv`, which was not there"));
    }
}

#[test]
fn the_field_or_file_that_was_touched_is_named() {
    let touched = |file: &str, from: &str, to: &str| {
        let mut sealed = settled();
        let text = String::from_utf8(sealed.files[file].clone()).unwrap();
        assert!(text.contains(from), "{text}");
        sealed.files.insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
        read(&sealed).unwrap_err().to_string()
    };
    for (file, from, to, named) in [
        (FACTS, "\"seed\": 1", "\"seed\": 2", "entry.json: field `seed`"),
        (FACTS, "\"seed\": 1", "\"seed\":  1", "its text, though no value"),
        (FACTS, "\"seed\": 1", "\"seed\": 1,\n    \"luck\": 7", "field `luck`, which was not there"),
        (FACTS, "\"seal\": \"", "\"seal\": \"0", "field `seal`"),
        ("in_conflict.csv", "0.25", "0.26", "file `in_conflict.csv`"),
        ("in_conflict.came.csv", ",1\n", ",0\n", "settled.json: file `in_conflict.came.csv`"),
        ("settled.json", "nobody", "somebody", "settled.json: field `source`"),
    ] {
        let error = touched(file, from, to);
        assert!(error.contains(named) && error.contains("not what was sealed"), "{error}");
    }
    let sealed = settled();
    let renamed = Entry::read("journal/x", "annual-2026-11-000000000000", sealed.files).unwrap_err();
    assert!(
        renamed.to_string().contains(&format!("its folder's name, which was {}", sealed.name)),
        "{renamed}"
    );
}

#[test]
fn an_entry_is_never_written_twice_and_is_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let sealed = settled();
    let place = write(folder.path(), &sealed).unwrap();
    let again = write(folder.path(), &sealed).unwrap_err();
    assert!(again.to_string().contains("sealed already"), "{again}");
    for given in [folder.path(), place.as_path()] {
        let entries = entries_in(given).unwrap();
        assert_eq!(entries, [read(&sealed).unwrap()]);
    }
    std::fs::write(place.join("notes.txt"), "mine").unwrap();
    assert!(entries_in(folder.path()).unwrap_err().to_string().contains("notes.txt"));
    let empty = tempfile::tempdir().unwrap();
    assert!(entries_in(empty.path()).unwrap_err().to_string().contains("forefend journal seal RUN"));
}

#[test]
fn what_is_no_forecast_is_not_sealed() {
    let with = |change: &dyn Fn(&mut Facts, &mut Vec<Row>)| {
        let (mut facts, mut rows) = (facts(), rows());
        change(&mut facts, &mut rows);
        let id = facts.events[0].id.clone();
        let sealed = Sealed::new(&facts, &BTreeMap::from([(id, rows)]));
        sealed.and_then(|sealed| read(&sealed)).unwrap_err().to_string()
    };
    assert!(with(&|_, rows| rows[0].forecast = 1.5).contains("no chances"));
    assert!(with(&|_, rows| rows[0].forecast = f64::NAN).contains("no chances"));
    assert!(with(&|_, rows| rows.clear()).contains("no forecast of `in_conflict`"));
    assert!(with(&|facts, _| facts.events[0].id = "../x".to_owned()).contains("cannot name a table"));
    assert!(with(&|facts, _| facts.known_to = "2026".parse().unwrap()).contains("2026 is not after 2026"));
    assert!(with(&|_, rows| rows.push(rows[0].clone())).contains("given twice"));
}

/// Worked by hand: four cells of two countries, Brier (0.0625 + 0 + 0.0625 + 0) / 4.
#[test]
fn scores_are_those_of_a_case_worked_by_hand() {
    let cells: Vec<Cell> = rows()
        .into_iter()
        .map(|row| Cell {
            event: "in_conflict".to_owned(),
            gw: row.gw,
            ahead: row.period.ahead_of("2025".parse().unwrap()).unwrap(),
            draws: 1000,
            happened: row.gw == 20,
            row,
        })
        .collect();
    let rows = score(&cells).unwrap();
    assert_eq!(rows.iter().map(|row| row.ahead).collect::<Vec<_>>(), [None, Some(Band(1, 3))]);
    let all = &rows[0];
    assert_eq!((all.cells, all.happened, all.countries, all.brier), (4, 2, 2, 0.03125));
    assert_eq!((all.hits.named, all.hits.came, all.hits.missed), (2, 2, 0));
    assert_eq!((all.against[1].rival, all.against[1].brier), ("climatology", 0.25));
    assert_eq!(all.verdict, Verdict::Better);
    // One of two named came, and one that was not named.
    let turned: Vec<Cell> = cells
        .into_iter()
        .map(|cell| Cell { happened: cell.row.period == "2027".parse::<Period>().unwrap(), ..cell })
        .collect();
    let all = &score(&turned).unwrap()[0];
    assert_eq!((all.hits.named, all.hits.came, all.hits.missed), (2, 1, 1));
    assert_ne!(all.verdict, Verdict::Better);
}

fn shipped() -> SealedScore {
    let world = WorldFiles::new("world", forefend_world::files());
    let book = SealedBook::read(&world).unwrap().unwrap();
    assert!(book.entries.iter().all(|entry| entry.settlement.is_some()), "settled without any panel");
    book.scores(&Panel::default()).unwrap()
}

/// The rule on what ships: months ahead and conflict earned the word, war did not, and only for who made them.
#[test]
fn a_forecast_is_what_earned_the_word() {
    let sealed = shipped();
    let months = "47d1c7c870b1a1c6da3701714c173b843407f7d0bc1a2c60a2e21f2e03b54fee";
    let world = "8ddd51b5880db5c6a57e060ca28d5f7676082afe63a5dfe34d0788ca3a6e20e3";
    let of = |event, ahead, digest, shipped| Label::of(&sealed, event, ahead, Model { digest, shipped });
    for ahead in [1, 6, 12] {
        assert_eq!(of("deaths_25", ahead, months, false), Label::Forecast);
    }
    assert_eq!(of("deaths_25", 13, months, true), Label::Projection, "not scored so far ahead");
    assert_eq!(of("in_conflict", 3, world, false), Label::Forecast);
    assert_eq!(of("in_conflict", 4, world, true), Label::Projection);
    assert_eq!(of("at_war", 1, world, true), Label::Projection, "a tie earns nothing");
    let changed = of("in_conflict", 1, "another", true);
    assert_eq!(
        changed.words(),
        "projection (an earlier model, of ab3dde1276, earned the word forecast here; changed since)"
    );
    assert_eq!(of("in_conflict", 1, "another", false).words(), "projection", "a world of a user's own");
    assert_eq!(of("one_sided_25", 1, months, true), Label::Projection, "never sealed");
}

/// A score of the book is printed with its reservation: no book without one.
#[test]
fn a_book_without_reservation_or_with_a_touched_entry_is_refused() {
    let world = || WorldFiles::new("world", forefend_world::files());
    let text = world().text("scorebook/sealed.toml").unwrap().to_owned();
    let without = text.replace("reservation = ", "remark = ");
    let refused = |world: WorldFiles| SealedBook::read(&world).unwrap_err().to_string();
    assert!(refused(world().with("scorebook/sealed.toml", without.as_bytes())).contains("remark"));
    let path = world().under("scorebook/sealed", "in_conflict.csv").next().unwrap().to_owned();
    let table = world().text(&path).unwrap().replacen("0.0", "0.9", 1);
    assert!(refused(world().with(&path, table.as_bytes())).contains("in_conflict.csv"));
    assert!(SealedBook::read(&WorldFiles::new("w", [])).unwrap().is_none());
}
