//! The page of a country from its futures, its past looks and its series.

use std::collections::BTreeSet;

use forefend_panel::Year;
use forefend_report::{Chances, CountryPage, PlainTable, Point, ReplayedSection, Unit};
use forefend_simulate::explain::{Reason, explain};
use forefend_track::replay::{CameTrue, LookSaid, came_true};

use super::figures::{CountrySeries, band, series};
use super::futures::Futures;
use super::past::{self, Seen};
use super::recorded::outcome;
use crate::Material;
use crate::countries::name;
use crate::error::AssessError;

/// First observed year of the figure of chances.
const SHOWN_FROM: i16 = 1990;
/// Name of the variable of deaths, where a world has one.
const DEATHS: &str = "deaths";
/// Reasons that a sentence names in each direction, and the least contribution to the log odds that counts.
const NAMED: usize = 3;
const LEAST: f64 = 0.05;

/// A year of the outlook.
struct OutlookYear {
    year: i16,
    conflict: f64,
    war: f64,
    came: Option<CameTrue>,
}

pub(super) fn page(
    material: &Material<'_>,
    futures: &Futures,
    looks: &[LookSaid],
    command: &str,
) -> Result<CountryPage, AssessError> {
    let model = &material.prepared.model;
    let anchor = material.anchor();
    let years = outlook_years(material, futures, looks)?;
    let seen = past::seen(looks, futures.unit);
    let mut reasons = explain(model, material.plan(), &futures.outcome, 0)?;
    let reasons = reasons.remove(&futures.unit).unwrap_or_default();
    let roster = material.panel.roster().get(futures.unit);
    let of_drivers: BTreeSet<&str> = model
        .drivers
        .iter()
        .flat_map(|driver| &driver.variable)
        .map(|variable| variable.name.as_ref().as_str())
        .collect();
    let drivers = series(material, futures, |name| of_drivers.contains(name))?;
    let file_of_outcome = outcome(model)?.file.clone();
    let others = series(material, futures, |name| {
        !of_drivers.contains(name) && !declared_in(material, name, &file_of_outcome)
    })?;
    let mut sections = vec![
        section("years", "Year by year", "", vec![by_year(material, futures, &years)]),
        section("why", "Why", WHY, vec![why(&reasons)]),
        section("past", "What was said before, and what came", "", vec![past::table(&seen)]),
        section("neighbours", "Neighbours", "", vec![neighbours(material, futures)]),
        section("drivers", "Drivers", "", vec![of_series(material, "Drivers", &drivers)]),
    ];
    if !others.is_empty() {
        sections.push(section(
            "people",
            "Displacement and other series",
            "",
            vec![of_series(material, "Other series", &others)],
        ));
    }
    sections.push(section("ages", "How old the data are", "", vec![ages(material, futures)?]));
    let region = roster.map_or_else(String::new, |country| format!("{}. ", country.region));
    Ok(CountryPage {
        title: name(material, futures.unit),
        iso3: crate::countries::iso3(material, futures.unit),
        subtitle: format!("{region}What is known of conflict ends in December {anchor}."),
        warning: format!(
            "Projection on present policy, from {} joint futures. Chances say how often conflict comes in these futures, not \
             that it will; what past chances were worth stands beside them.",
            draws(futures)
        ),
        summary: summary(material, futures, &years, (&reasons, &seen), &others),
        chances: chances(material, futures, &years),
        fans: drivers.iter().chain(&others).map(|one| one.fan(material.present)).collect(),
        sections,
        facts: vec![
            ("Command".to_owned(), command.to_owned()),
            ("Data as of".to_owned(), material.as_of.month().to_string()),
            ("Futures".to_owned(), draws(futures).to_string()),
        ],
    })
}

fn draws(futures: &Futures) -> usize {
    futures.values.get(&futures.outcome).and_then(|years| years.values().next()).map_or(0, Vec::len)
}

fn declared_in(material: &Material<'_>, name: &str, file: &str) -> bool {
    let model = &material.prepared.model;
    model.position(name).is_some_and(|position| model.variables[position].file == file)
}

fn section(id: &str, title: &str, text: &str, tables: Vec<PlainTable>) -> ReplayedSection {
    ReplayedSection { id: id.to_owned(), title: title.to_owned(), text: text.to_owned(), tables }
}

fn outlook_years(
    material: &Material<'_>,
    futures: &Futures,
    looks: &[LookSaid],
) -> Result<Vec<OutlookYear>, AssessError> {
    let anchor = material.anchor();
    futures
        .years(anchor)
        .map(|(year, draws)| {
            let conflict = Futures::share(draws, 1.0);
            let came = came_true(looks, (conflict, year - anchor), 1)?;
            Ok(OutlookYear { year, conflict, war: Futures::share(draws, 2.0), came })
        })
        .collect()
}

fn by_year(material: &Material<'_>, futures: &Futures, years: &[OutlookYear]) -> PlainTable {
    let deaths = futures.values.get(DEATHS);
    let percent = |value: f64| Unit::Probability.number(value);
    let row = |of: &OutlookYear| {
        let label = if of.year <= material.present { "nowcast" } else { "projection" };
        let came = of.came.map_or_else(
            || "too few cases".to_owned(),
            |came| match came.interval {
                Some(interval) => {
                    format!(
                        "{} [{}, {}]",
                        percent(came.share),
                        percent(interval.lower),
                        percent(interval.upper)
                    )
                }
                None => percent(came.share),
            },
        );
        let mut cells =
            vec![of.year.to_string(), label.to_owned(), percent(of.conflict), came, percent(of.war)];
        if let Some(draws) = deaths.and_then(|deaths| deaths.get(&of.year)) {
            let band = band(i32::from(of.year), draws);
            let number = |value: f64| Unit::Deaths.number(value);
            cells.push(format!("{} [{}, {}]", number(band.p50), number(band.p05), number(band.p95)));
            cells.push(number(band.mean));
        }
        cells
    };
    let mut head = vec!["year", "", "chance of conflict", "came after such a chance", "chance of war"];
    if deaths.is_some() {
        head.extend(["deaths: median [90%]", "deaths: mean"]);
    }
    PlainTable {
        caption: "Chance of conflict and war in each year".to_owned(),
        head: head.into_iter().map(str::to_owned).collect(),
        words: 2,
        rows: years.iter().map(row).collect(),
        note: "Came after such a chance: of all states and years to which past looks gave about this chance as many years ahead, \
               the share in which conflict came, with its 90% interval (whole countries resampled). It is the record of the \
               engine, not of this country. A mean of deaths far above the median comes from few futures with a large war."
            .to_owned(),
        ..PlainTable::default()
    }
}

const WHY: &str = "Terms of the fitted equation that move the odds of conflict in the year after the last one known, against the \
    average country-year. They say what the model reads, not what causes what.";

fn why(reasons: &[Reason]) -> PlainTable {
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

fn neighbours(material: &Material<'_>, futures: &Futures) -> PlainTable {
    let row = |&(at, chance): &(usize, f64)| {
        let unit = material.plan().units[at];
        vec![
            name(material, unit),
            level_words(level_now(material, futures, at)).to_owned(),
            Unit::Probability.number(chance),
        ]
    };
    let mut rows: Vec<(String, Vec<String>)> =
        futures.neighbours.iter().map(row).map(|row| (row[0].clone(), row)).collect();
    rows.sort();
    PlainTable {
        caption: format!(
            "Neighbours in {} and their chance of conflict in {}",
            material.anchor(),
            material.present + 1
        ),
        head: vec!["neighbour".to_owned(), material.anchor().to_string(), (material.present + 1).to_string()],
        words: 2,
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        note: if futures.neighbours.is_empty() { "None on record.".to_owned() } else { String::new() },
        ..PlainTable::default()
    }
}

fn level_words(level: f64) -> &'static str {
    match level {
        level if level > 1.0 => "at war",
        level if level > 0.0 => "in conflict",
        0.0 => "at peace",
        _ => "not observed",
    }
}

fn of_series(material: &Material<'_>, caption: &str, all: &[CountrySeries<'_>]) -> PlainTable {
    let horizon = material.plan().horizon.0;
    let mut years = vec![(material.present + 4).min(horizon), horizon];
    years.dedup();
    let head = ["series", "last known", "ten years before", "rank"].map(str::to_owned).into_iter();
    PlainTable {
        caption: format!("{caption}: known values, and the median with 90% of the futures"),
        head: head.chain(years.iter().map(i16::to_string)).collect(),
        words: 1,
        rows: all.iter().map(|one| one.row(&years)).collect(),
        note: "The rank is among the simulated states with a value in the same year; 1 is the highest."
            .to_owned(),
        ..PlainTable::default()
    }
}

/// Last year with a value of each series that the run reads by country.
fn ages(material: &Material<'_>, futures: &Futures) -> Result<PlainTable, AssessError> {
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

fn chances(material: &Material<'_>, futures: &Futures, years: &[OutlookYear]) -> Chances {
    let point = |year: i16, value: f64| Point { year: i32::from(year), value };
    let came = |of: &OutlookYear| {
        let interval = of.came?.interval?;
        Some((i32::from(of.year), interval.lower, interval.upper))
    };
    Chances {
        title: "Chance of conflict and war by year".to_owned(),
        observed: levels(material, futures, futures.position)
            .into_iter()
            .filter(|(year, _)| *year >= SHOWN_FROM)
            .map(|(year, level)| point(year, level))
            .collect(),
        conflict: years.iter().map(|of| point(of.year, of.conflict)).collect(),
        war: years.iter().map(|of| point(of.year, of.war)).collect(),
        came: years.iter().filter_map(came).collect(),
        note: "Marks on the base: years in conflict (low) and at war (high).".to_owned(),
    }
}

fn summary(
    material: &Material<'_>,
    futures: &Futures,
    years: &[OutlookYear],
    (reasons, seen): (&[Reason], &[Seen]),
    others: &[CountrySeries<'_>],
) -> Vec<String> {
    let (anchor, present) = (material.anchor(), material.present);
    let mut said = vec![stood(material, futures)];
    let next = years.iter().find(|of| of.year == present + 1);
    let window = present + 1..=(present + 3).min(material.plan().horizon.0);
    let percent = |value: f64| Unit::Probability.number(value);
    if let (Some(next), Some(any)) = (next, futures.any(window.clone())) {
        said.push(format!(
            "If policy stays as it is: conflict in {} {}, war {}; conflict in at least one year of {}-{} {}.",
            next.year,
            percent(next.conflict),
            percent(next.war),
            window.start(),
            window.end(),
            percent(any)
        ));
    }
    let listed = |up: bool| {
        let wanted = reasons
            .iter()
            .filter(|reason| reason.contribution.abs() >= LEAST && (reason.contribution > 0.0) == up);
        wanted.take(NAMED).map(|reason| reason.words.clone()).collect::<Vec<_>>().join(", ")
    };
    let (raising, lowering) = (listed(true), listed(false));
    if !raising.is_empty() || !lowering.is_empty() {
        let none = |words: String| if words.is_empty() { "nothing".to_owned() } else { words };
        said.push(format!("What raises it: {}. What lowers it: {}.", none(raising), none(lowering)));
    }
    said.extend(past::sentence(seen));
    said.push(beside(material, futures, anchor));
    for one in others.iter().filter(|one| one.unit == Unit::People) {
        if let Some((year, value)) = one.known.last() {
            said.push(format!(
                "{}: {} at the end of {year}.",
                one.declared.spec.title,
                one.unit.number(*value)
            ));
        }
    }
    said
}

/// How the country stood in the last observed year, and for how long it had been at peace.
fn stood(material: &Material<'_>, futures: &Futures) -> String {
    let (country, anchor) = (name(material, futures.unit), material.anchor());
    let levels = levels(material, futures, futures.position);
    let last = levels.last().map_or(f64::NAN, |(_, level)| *level);
    let words = level_words(last);
    if last != 0.0 {
        return format!("{country} was {words} in {anchor}.");
    }
    match levels.iter().rev().find(|(_, level)| *level > 0.0) {
        Some((year, _)) => {
            format!("{country} was {words} in {anchor}; its last conflict on record was in {year}.")
        }
        None => {
            format!("{country} was {words} in {anchor}, without conflict on record since {}.", levels[0].0)
        }
    }
}

/// Observed levels of conflict of a state, by year up to the last observed one.
fn levels(material: &Material<'_>, futures: &Futures, position: usize) -> Vec<(i16, f64)> {
    let history = &material.prepared.history;
    let column = history.table.column(&futures.outcome).unwrap_or_default();
    let of_state = column.iter().skip(position).step_by(history.units.len().max(1)).copied();
    (history.first.0..=material.anchor()).zip(of_state).collect()
}

/// The level of a state in the last observed year.
fn level_now(material: &Material<'_>, futures: &Futures, position: usize) -> f64 {
    levels(material, futures, position).last().map_or(f64::NAN, |(_, level)| *level)
}

/// How many neighbours were in conflict, and which.
fn beside(material: &Material<'_>, futures: &Futures, anchor: i16) -> String {
    let all = futures.neighbours.len();
    let fighting: Vec<String> = futures
        .neighbours
        .iter()
        .filter(|(at, _)| level_now(material, futures, *at) > 0.0)
        .map(|(at, _)| name(material, material.plan().units[*at]))
        .collect();
    match (all, fighting.len()) {
        (0, _) => "It has no neighbour on record.".to_owned(),
        (_, 0) => format!("None of its {all} neighbours was in conflict in {anchor}."),
        (_, 1) => format!("Of its {all} neighbours, 1 was in conflict in {anchor}: {}.", fighting[0]),
        (_, some) => {
            format!("Of its {all} neighbours, {some} were in conflict in {anchor}: {}.", fighting.join(", "))
        }
    }
}
