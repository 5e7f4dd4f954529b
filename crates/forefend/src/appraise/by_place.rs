//! Differences by region or country, as the terminal and machines get them.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::path::Path;

use forefend_assess::{By, PlaceRow, Places};
use forefend_report::Unit;
use serde_json::{Value, json};

use crate::table;

/// Places of one table that are printed: those that differ most in the outcome that leads.
const PRINTED: usize = 15;

/// One table for each pair of portfolios and setting: places as rows, outcomes as columns.
pub fn words(places: &Places, run: &Path) -> String {
    let mut tables: BTreeMap<(&str, &str, &str), BTreeMap<&str, Vec<&PlaceRow>>> = BTreeMap::new();
    for row in &places.rows {
        let key = (row.alternative.as_str(), row.against.as_str(), row.setting.as_str());
        tables.entry(key).or_default().entry(row.place.as_str()).or_default().push(row);
    }
    let mut text = String::new();
    for ((first, second, setting), rows) in &tables {
        text.push_str(&format!("\n{first} minus {second} by {}, {setting}: scenario\n", places.by.id()));
        text.push_str(&one(places, rows.values()));
    }
    if !places.without.is_empty() {
        text.push_str(&format!(
            "Not by {}, for want of a variable by country: {}.\n",
            places.by.id(),
            places.without.join(", ")
        ));
    }
    let file = run.join(&places.file);
    text + &format!(
        "Mean and 90 % interval over draws; costs are not told by place. Every place: {}\n",
        file.display()
    )
}

fn one<'a>(places: &Places, rows: impl Iterator<Item = &'a Vec<&'a PlaceRow>>) -> String {
    let differs = |rows: &&Vec<&PlaceRow>| rows.iter().any(|row| row.better > 0.0 || row.worse > 0.0);
    let size = |rows: &[&PlaceRow], outcome: &str| {
        rows.iter().find(|row| row.outcome == outcome).map_or(0.0, |row| row.mean.abs())
    };
    let mut differing: Vec<&Vec<&PlaceRow>> = rows.filter(differs).collect();
    if differing.is_empty() {
        return "no place differs in any draw\n".to_owned();
    }
    differing.sort_by(|a, b| {
        let orders = places.leading.iter().map(|outcome| size(b, outcome).total_cmp(&size(a, outcome)));
        orders.fold(Ordering::Equal, Ordering::then)
    });
    let left = differing.len().saturating_sub(PRINTED);
    let lines: Vec<Vec<String>> = differing.iter().take(PRINTED).map(|rows| line(places, rows)).collect();
    let mut head = vec![places.by.id()];
    head.extend(places.outcomes.iter().map(|(_, title)| title.as_str()));
    let more = if left > 0 { format!("and {left} more that differ\n") } else { String::new() };
    table::aligned(&head, &lines, 1) + &more
}

fn line(places: &Places, rows: &[&PlaceRow]) -> Vec<String> {
    let name = rows.first().map_or_else(String::new, |row| match places.by {
        By::Country if row.name != row.place => format!("{} {}", row.place, row.name),
        _ => row.name.clone(),
    });
    let cell = |(outcome, _): &(String, String)| {
        let Some(row) = rows.iter().find(|row| row.outcome == *outcome) else { return String::new() };
        if row.better == 0.0 && row.worse == 0.0 {
            return "0".to_owned();
        }
        let number = |value: f64| super::signed(&Unit::People, value);
        format!("{} [{}, {}]", number(row.mean), number(row.p05), number(row.p95))
    };
    std::iter::once(name).chain(places.outcomes.iter().map(cell)).collect()
}

/// Every row.
pub fn facts(places: &Places) -> Value {
    json!({ "by": places.by.id(), "file": places.file, "differences": places.rows })
}
