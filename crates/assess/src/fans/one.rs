//! One figure of the world: what was observed, and the spread of the draws after it.

use forefend_report::{Axis, Band, Fan, Point, Spread, Unit};
use forefend_runs::parts::{WorldSeries, mean};
use forefend_score::quantiles;
use forefend_simulate::Model;
use forefend_simulate::model::Declared;
use forefend_simulate::spec::Kind;
use forefend_strategy::appraise::LEVELS;

use super::SHOWN_FROM;
use crate::material::Material;

/// A quantity of the world: a variable, or what an expression gives.
pub(super) struct Shown<'a> {
    /// Its name in queries.
    pub name: &'a str,
    pub title: String,
    pub unit: Unit,
    /// The variables that it is, or is made of.
    pub roots: Vec<String>,
    /// Its values in history, one a year.
    pub history: Vec<(i16, f64)>,
}

/// The figure, with every number of it entered.
pub(super) fn fan(material: &Material<'_>, shown: &Shown<'_>, series: &WorldSeries) -> Fan {
    let until = observed_until(material, &shown.roots);
    let from = observed_from(material, &shown.roots).max(SHOWN_FROM);
    let query = format!("reference/world/{}", shown.name);
    let observed: Vec<Point> = shown
        .history
        .iter()
        .filter(|(year, value)| (from..=until).contains(year) && !value.is_nan())
        .map(|&(year, value)| Point { year: i32::from(year), value })
        .collect();
    for point in &observed {
        material.ledger.enter(&format!("{query}/{}/observed", point.year), point.value);
    }
    let given = given(material, &shown.roots);
    let projected: Vec<Band> = series
        .range(until + 1..)
        .map(|(&year, draws)| band(i32::from(year), draws, given.is_some()))
        .collect();
    for band in &projected {
        enter(material, &format!("{query}/{}", band.year), band);
    }
    Fan {
        id: shown.name.replace('_', "-"),
        title: shown.title.clone(),
        unit: shown.unit.clone(),
        query: material.ledger.prefix(&query),
        observed,
        projected,
        nowcast_until: Some(i32::from(material.present)),
        axis: Axis::Linear,
        spread: given.map_or(Spread::Bands, Spread::PathOnly),
        note: String::new(),
    }
}

/// Whose path a world variable follows, in words, where nothing in the model moves it: no luck enters, so there is no
/// uncertainty to show.
fn given(material: &Material<'_>, roots: &[String]) -> Option<String> {
    let roots: Vec<&str> = roots.iter().map(String::as_str).collect();
    let made_of = material.prepared.model.reduced_to(&roots);
    let moved = |declared: &Declared| !matches!(declared.spec.kind, Kind::Path | Kind::Identity);
    if made_of.variables.iter().any(moved) {
        return None;
    }
    let paths = made_of.variables.iter().filter(|declared| declared.spec.kind == Kind::Path);
    let indicators = paths.filter_map(|declared| declared.spec.indicator.as_ref());
    let mut sources: Vec<&str> = indicators
        .filter_map(|name| material.panel.indicator(name.as_ref()).ok())
        .map(|indicator| indicator.source.trim_end_matches('.'))
        .collect();
    sources.sort_unstable();
    sources.dedup();
    Some(match sources.as_slice() {
        [] => "given, no uncertainty".to_owned(),
        sources => format!("path of {}, no uncertainty", sources.join("; ")),
    })
}

/// Last year in which everything that a figure is made of is observed, not filled or simulated.
fn observed_until(material: &Material<'_>, roots: &[String]) -> i16 {
    let made_of = made_of(&material.prepared.model, roots);
    let last_year = |declared: &Declared| {
        let indicator = declared.spec.indicator.as_ref()?;
        let last = material.as_of.last_year(indicator.as_ref()).ok().flatten();
        Some(last.map_or(material.anchor(), |year| year.0))
    };
    let until = made_of.into_iter().filter_map(last_year).fold(material.present, i16::min);
    until.min(material.prepared.history.last.0)
}

/// First year in which no stand-in takes the place of anything that a figure is made of.
fn observed_from(material: &Material<'_>, roots: &[String]) -> i16 {
    let history = &material.prepared.history;
    let made_of = made_of(&material.prepared.model, roots);
    let late = made_of.into_iter().filter(|declared| declared.spec.stand_in.is_some());
    let first_year = |declared: &Declared| {
        let observed = history.observed.get(declared.spec.indicator.as_ref()?.as_ref())?;
        let first = observed.iter().position(|value| !value.is_nan())? / history.units.len();
        Some(history.first.0 + first as i16)
    };
    late.filter_map(first_year).fold(history.first.0, i16::max)
}

/// The variables that `roots` are made of, down to those that an indicator holds.
fn made_of<'a>(model: &'a Model, roots: &[String]) -> Vec<&'a Declared> {
    let (mut waiting, mut seen, mut found) = (roots.to_vec(), Vec::new(), Vec::new());
    while let Some(name) = waiting.pop() {
        let Some(position) = model.position(&name) else { continue };
        let declared = &model.variables[position];
        if declared.spec.indicator.is_none() {
            let reads = declared.expression.iter().flat_map(|expression| expression.references());
            waiting.extend(reads.map(|read| read.name).filter(|name| !seen.contains(name)));
        }
        seen.push(name);
        found.push(declared);
    }
    found
}

pub(super) fn band(year: i32, draws: &[f64], fixed: bool) -> Band {
    if fixed {
        return Band::path(year, draws.first().copied().unwrap_or(f64::NAN));
    }
    let [p05, p10, p25, p50, p75, p90, p95] = quantiles(draws, LEVELS);
    Band { year, p05, p10, p25, p50, p75, p90, p95, mean: mean(draws) }
}

pub(super) fn enter(material: &Material<'_>, query: &str, band: &Band) {
    let told = Band::STATISTICS.map(|(name, of)| (name, of(band)));
    for (name, value) in told.into_iter().filter(|(_, value)| !value.is_nan()) {
        material.ledger.enter(&format!("{query}/{name}"), value);
    }
}
