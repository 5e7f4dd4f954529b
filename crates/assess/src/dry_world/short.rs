//! A budget that is short in some years: told once, with its years and place, and among the limits.

use std::sync::Mutex;

use super::{REPORT, WELLS, files, options, panel};
use crate::ledger::Ledger;
use crate::material::Material;
use crate::progress::Progress;
use crate::scenarios::Prepared;
use crate::selection::Selection;

/// Hears notes alone.
#[derive(Default)]
struct Notes(Mutex<Vec<String>>);

impl Progress for Notes {
    fn advance(&self, _: &str, _: &str, _: u64, _: u64) {}

    fn note(&self, text: &str) {
        self.0.lock().unwrap().push(text.to_owned());
    }
}

/// Notes, and problems among the limits, of wells with these lines more.
fn told(lines: &str) -> (Vec<String>, Vec<String>) {
    let (panel, folder) = (panel(), tempfile::tempdir().unwrap());
    let world = files(REPORT).with("portfolios/wells.toml", format!("{WELLS}{lines}").as_bytes());
    let options = options(folder.path());
    let prepared = Prepared::new(&world, &panel, &options, &Selection::default()).unwrap();
    let notes = Notes::default();
    prepared.tell_filled(&panel, &options, &notes).unwrap();
    let ledger = Ledger::new("run");
    let material = Material::new((&world, &panel), &prepared, &ledger, &options).unwrap();
    let limits = crate::limits::limits(&material).unwrap();
    (notes.0.into_inner().unwrap(), limits.into_iter().map(|limit| limit.problem).collect())
}

#[test]
fn a_budget_that_saves_for_its_first_well_is_told_once_with_its_years() {
    // A well costs US$ 1,000.
    let (notes, problems) = told("whole = true\nbudget = { amount = 400, carry_over = true }\n");
    let short: Vec<&String> = notes.iter().filter(|note| note.contains("short in some years")).collect();
    let wanted = "1 budget is short in some years, so that less stands than is wanted: `wells` of `wells`, 2002-2003 (";
    assert!(short.len() == 1 && short[0].starts_with(wanted), "{notes:?}");
    assert!(short[0].contains("portfolios/wells.toml:12)") && short[0].contains("carry_over"), "{short:?}");
    assert_eq!(problems.iter().filter(|problem| problem.starts_with(wanted)).count(), 1, "{problems:?}");
}

#[test]
fn budgets_of_all_actions_together_are_told_too() {
    // Two wells that stand whatever comes, one of them from 2004 on, under one budget for one.
    let own = "[[action]]\nmeasure = \"wells\"\ncountries = [\"State 1\"]\namount = 1\nfrom = 2002\n\
               [[action]]\nmeasure = \"wells\"\ncountries = [\"State 2\"]\namount = 1\nfrom = 2004\n\
               [[limit]]\nmeasure = \"wells\"\nbudget = { amount = 1000 }\n";
    let (notes, problems) = told(own);
    let years = "`wells` of `wells`, 2004-2008 (";
    assert_eq!(notes.iter().filter(|note| note.contains(years)).count(), 1, "{notes:?}");
    assert!(problems.iter().any(|problem| problem.contains(years)));
}

#[test]
fn a_budget_that_pays_is_not_told() {
    for lines in ["", "whole = true\nbudget = { amount = 1000 }\n", "budget = { amount = 400 }\n"] {
        let (notes, problems) = told(lines);
        assert!(
            notes.iter().chain(&problems).all(|text| !text.contains("short")),
            "{lines}: {notes:?} {problems:?}"
        );
    }
}
