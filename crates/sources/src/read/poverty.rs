//! Poverty and inequality: what household surveys found, and the standardised Gini coefficient.
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use forefend_panel::Year;

use super::drivers::{FILE, put_columns};
use super::{Reader, Target};
use crate::{SourcesError, input};

pub(super) const READER: Reader = Reader {
    title: "poverty and inequality",
    provides: &["poverty_420", "poverty_830", "survey_gini", "gini", "gini_se", "gini_change"],
    read,
};

/// Indicators and columns of surveys; percentages in the source, shares here.
const SURVEYS: [(&str, &str); 3] =
    [("poverty_420", "pov420"), ("poverty_830", "pov830"), ("survey_gini", "gini_wb")];
/// The Standardized World Income Inequality Database.
const SWIID: &str = "drivers/poverty/swiid_summary.csv";
/// States that are gone: their successors' own series begin before they end.
const GONE: [&str; 3] = ["Soviet Union", "Czechoslovakia", "Yugoslavia"];
/// What the source calls the Republic of Korea.
const KOREA: (&str, &str) = ("Korea", "KOR");

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = input::csv(data, FILE, &["iso3", "year", "pov420", "pov830", "gini_wb"])?;
    put_columns(&table, &SURVEYS, 100.0, target)?;
    standardised(data, target)
}

/// Gini coefficients of disposable income and their standard errors, by the source's names of countries.
fn standardised(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = input::csv(data, SWIID, &["country", "year", "gini_disp", "gini_disp_se"])?;
    let (names, years) = (table.words("country")?, table.whole::<i16>("year")?);
    let (gini, error) = (table.numbers("gini_disp")?, table.numbers("gini_disp_se")?);
    let (mut outside, mut found) = (BTreeSet::new(), BTreeMap::new());
    for (at, name) in names.iter().enumerate().filter(|(_, name)| !GONE.contains(name)) {
        let asked = if *name == KOREA.0 { KOREA.1 } else { *name };
        let Some(country) = target.roster.find(asked).ok().filter(|country| country.is_present_day()) else {
            outside.insert(*name);
            continue;
        };
        let (id, place) = (country.id, || table.place(at));
        target.put(&place, "gini", id, Year(years[at]), gini[at] / 100.0)?;
        target.put(&place, "gini_se", id, Year(years[at]), error[at] / 100.0)?;
        found.insert((id, Year(years[at])), at);
    }
    // Only where both years are there: a filled value before the first is no observation of a change.
    let odds = |at: usize| libm::log(gini[at] / (100.0 - gini[at]));
    for (&(id, year), &at) in &found {
        if let Some(&before) = found.get(&(id, year - 1)) {
            target.put(&|| table.place(at), "gini_change", id, year, odds(at) - odds(before))?;
        }
    }
    target.note(format!(
        "gini: states that are gone left out ({}), and territories without a number in the roster ({})",
        GONE.join(", "),
        outside.into_iter().collect::<Vec<_>>().join(", ")
    ));
    Ok(())
}
