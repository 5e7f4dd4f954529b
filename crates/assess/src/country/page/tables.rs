//! The tables of the page of a country.

use std::collections::BTreeSet;

use forefend_panel::Year;
use forefend_report::{PlainTable, Unit};
use forefend_simulate::explain::Reason;

use super::{LEAST, OutlookYear, Page};
use crate::country::figures::{CountrySeries, band};
use crate::country::futures::Futures;
use crate::error::AssessError;
use crate::material::Material;
use crate::names::{join, name};

/// How often it came after such a chance, with its interval.
fn came(of: &OutlookYear) -> String {
    let percent = |value: f64| Unit::Share.number(value);
    let Some(came) = of.came else { return "too few cases".to_owned() };
    match came.interval {
        Some(interval) => {
            format!("{} [{}, {}]", percent(came.share), percent(interval.lower), percent(interval.upper))
        }
        None => percent(came.share),
    }
}

pub(super) fn by_year(page: &Page<'_>, years: &[OutlookYear]) -> PlainTable {
    let (material, levels) = (page.material, &page.levels);
    let amount = page.country.amount.as_ref();
    let draws = amount.and_then(|amount| page.futures.values.get(amount.variable.as_ref()));
    let percent = |value: f64| page.chance().number(value);
    let row = |of: &OutlookYear| {
        let label = if of.year <= material.present { "nowcast" } else { "projection" };
        let mut cells = vec![of.year.to_string(), label.to_owned(), percent(of.chances[0]), came(of)];
        cells.extend(of.chances[1..].iter().map(|chance| percent(*chance)));
        if let Some((amount, draws)) = amount.zip(draws.and_then(|draws| draws.get(&of.year))) {
            let band = band(i32::from(of.year), draws);
            let unit = crate::fans::unit(&material.prepared.model, amount.variable.as_ref());
            let number = |value: f64| unit.number(value);
            cells.push(format!("{} [{}, {}]", number(band.p50), number(band.p05), number(band.p95)));
            cells.push(number(band.mean));
        }
        cells
    };
    let chance = |event: &String| format!("chance of {event}");
    let mut head = vec!["year".to_owned(), String::new(), chance(&levels.ids[1])];
    head.push("came after such a chance".to_owned());
    head.extend(levels.events()[1..].iter().map(chance));
    let mut note = format!(
        "Came after such a chance: of all states and years to which past looks gave about this chance as many years ahead, the \
         share in which {} came, with its 90% interval (whole countries resampled). It is the record of the engine, not of this \
         country.",
        levels.event()
    );
    if let Some(amount) = amount.filter(|_| draws.is_some()) {
        head.extend([format!("{}: median [90%]", amount.name), format!("{}: mean", amount.name)]);
        note.push_str(&format!(
            " A mean of {} far above the median comes from few futures with a large {}.",
            amount.name,
            levels.ids[levels.worst()]
        ));
    }
    PlainTable {
        caption: format!("Chance of {} in each year", join(levels.events())),
        head,
        words: 2,
        rows: years.iter().map(row).collect(),
        note,
        ..PlainTable::default()
    }
}

/// What stands above the reasons.
pub(super) fn why_words(event: &str) -> String {
    format!(
        "Terms of the fitted equation that move the odds of {event} in the year after the last one known, against the average \
         country-year. They say what the model reads, not what causes what."
    )
}

pub(super) fn why(reasons: &[Reason]) -> PlainTable {
    let row = |reason: &Reason| {
        let direction = if reason.contribution >= 0.0 { "raises" } else { "lowers" };
        let factor = libm::exp(reason.contribution.abs());
        vec![reason.words.clone(), direction.to_owned(), format!("{factor:.1} times")]
    };
    PlainTable {
        caption: "What the model reads".to_owned(),
        head: ["", "the odds", "by"].map(str::to_owned).to_vec(),
        words: 2,
        rows: reasons.iter().filter(|reason| reason.contribution.abs() >= LEAST).map(row).collect(),
        ..PlainTable::default()
    }
}

pub(super) fn neighbours(page: &Page<'_>) -> PlainTable {
    let (material, futures) = (page.material, page.futures);
    let row = |&(at, chance): &(usize, f64)| {
        let unit = material.plan().units[at];
        vec![
            name(material.panel, unit),
            page.levels.state(page.now(at)).to_owned(),
            page.chance().number(chance),
        ]
    };
    let mut rows: Vec<(String, Vec<String>)> =
        futures.neighbours.iter().map(row).map(|row| (row[0].clone(), row)).collect();
    rows.sort();
    PlainTable {
        caption: format!(
            "Neighbours in {} and their chance of {} in {}",
            material.anchor(),
            page.levels.event(),
            material.present + 1
        ),
        head: vec!["neighbour".to_owned(), material.anchor().to_string(), (material.present + 1).to_string()],
        words: 2,
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        note: if futures.neighbours.is_empty() { "None on record.".to_owned() } else { String::new() },
        ..PlainTable::default()
    }
}

pub(super) fn of_series(material: &Material<'_>, caption: &str, all: &[CountrySeries<'_>]) -> PlainTable {
    let horizon = material.plan().horizon.0;
    let mut years = vec![material.ahead(), horizon];
    years.dedup();
    let head = ["series", "last known", "ten years before", "rank"].map(str::to_owned).into_iter();
    PlainTable {
        caption: format!("{caption}: known values, and the median with 90% of the futures"),
        head: head.chain(years.iter().map(i16::to_string)).collect(),
        words: 1,
        rows: all.iter().map(|one| one.row(&years)).collect(),
        note: "The rank is among the simulated states with a value in the same year; 1 is the highest, and = says that another has the \
               same value."
            .to_owned(),
        ..PlainTable::default()
    }
}

/// Last year with a value of each series that the run reads by country.
pub(super) fn ages(material: &Material<'_>, futures: &Futures) -> Result<PlainTable, AssessError> {
    let model = &material.prepared.model;
    let indicators: BTreeSet<&str> = model
        .variables
        .iter()
        .filter(|declared| declared.spec.axis == forefend_simulate::spec::Axis::Country)
        .filter_map(|declared| Some(declared.spec.indicator.as_ref()?.as_ref().as_str()))
        .collect();
    let mut rows = Vec::new();
    for id in indicators {
        let indicator = material.as_of.indicator(id)?;
        let mut last = None;
        for year in Year::range(material.prepared.history.first, material.as_of.month().year()) {
            if material.as_of.observed(id, futures.unit, year)?.is_some() {
                last = Some(year);
            }
        }
        let age = last.map(|year| material.as_of.month() - year.last_month());
        rows.push(vec![
            indicator.title.clone(),
            last.map_or_else(|| "no value".to_owned(), |year| year.to_string()),
            age.map_or_else(String::new, |months| format!("{} months", months.max(0))),
            indicator.source.clone(),
        ]);
    }
    Ok(PlainTable {
        caption: format!("Last year known of each series, as of {}", material.as_of.month()),
        head: ["series", "known to the end of", "age", "source"].map(str::to_owned).to_vec(),
        words: 1,
        rows,
        long: vec![3],
        ..PlainTable::default()
    })
}
