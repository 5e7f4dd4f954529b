//! `forefend country`: one page a country, from one run for all.

use std::path::Path;

use serde_json::Value;

use crate::{forefend, small_world, text};

fn country(folder: &Path, name: &str) -> std::process::Output {
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (world, out) = (path("world"), path("out"));
    forefend(&["country", name, "--world", &world, "--out", &out, "--draws", "60", "--json"])
}

fn facts(output: &std::process::Output) -> Value {
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_str(&text(&output.stdout)).unwrap()
}

fn rows<'a>(facts: &'a Value, section: &str) -> &'a Vec<Value> {
    let sections = facts["country"]["sections"].as_array().unwrap();
    let section = sections.iter().find(|one| one["id"] == section).unwrap();
    section["tables"][0]["rows"].as_array().unwrap()
}

#[test]
fn a_country_has_outlook_past_and_page_and_a_second_one_costs_no_new_run() {
    let folder = tempfile::tempdir().unwrap();
    small_world::write(&folder.path().join("world"));
    let found = facts(&country(folder.path(), "State 3"));
    let (years, past) = (rows(&found, "years"), rows(&found, "past"));
    let of_years: Vec<&str> = years.iter().map(|row| row[0].as_str().unwrap()).collect();
    assert_eq!((of_years[0], *of_years.last().unwrap()), ("2001", "2010"));
    // Looks from after the run's own month are left out. What came is that of the snapshot.
    let came: Vec<&str> = past.iter().map(|row| row[3].as_str().unwrap()).collect();
    assert_eq!(came, ["conflict, first in 1990", "no conflict", "conflict in 2000, not over yet"]);
    let chances = found["country"]["chances"]["lines"][0]["points"].as_array().unwrap();
    assert!(chances.iter().all(|point| (0.0..=1.0).contains(&point["value"].as_f64().unwrap())));
    let page = std::fs::read_to_string(found["page"].as_str().unwrap()).unwrap();
    assert!(page.contains("State 3") && page.contains("asked in") && !page.contains("NaN"));
    let second = facts(&country(folder.path(), "State 4"));
    assert_eq!((&second["run"], &second["begun"]), (&found["run"], &Value::from("finished")));
    assert_ne!(second["country"]["summary"], found["country"]["summary"]);
    // A run that ends with the present has no year ahead to speak of.
    let (world, out) = (folder.path().join("world"), folder.path().join("short"));
    let words = ["country", "State 3", "--to", "2001", "--draws", "20", "--as-of", "2001-12"];
    let short = forefend(
        &[&words[..], &["--world", world.to_str().unwrap(), "--out", out.to_str().unwrap()]].concat(),
    );
    assert!(short.status.success(), "{}", text(&short.stderr));
}

#[test]
fn an_unknown_country_is_refused_before_anything_is_simulated() {
    let folder = tempfile::tempdir().unwrap();
    small_world::write(&folder.path().join("world"));
    let output = country(folder.path(), "Atlantis");
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("Atlantis"));
    assert!(!folder.path().join("out").exists());
    let shard = forefend(&["country", "UGA", "--shard", "1/2"]);
    assert_eq!(shard.status.code(), Some(2), "{}", text(&shard.stderr));
}
