//! World series: what was observed and what the futures give.

use std::collections::BTreeMap;

use forefend_report::{Axis, Band, Fan, Point, Quantity, Spread, Unit};
use forefend_runs::Parts;
use forefend_runs::parts::{WorldSeries, mean};
use forefend_score::quantiles;
use forefend_simulate::Model;
use forefend_simulate::model::Declared;
use forefend_simulate::spec::Kind;

use crate::Material;
use crate::error::AssessError;

/// First year of the observed lines.
const SHOWN_FROM: i16 = 1980;

/// The recorded world variables, summarised.
#[derive(Debug)]
pub(crate) struct Fans {
    fans: BTreeMap<String, Fan>,
    /// By variable and year.
    spreads: BTreeMap<String, BTreeMap<i16, SpreadOfYear>>,
    parts: Parts,
}

/// Quantiles at 5, 50 and 95 %, and the mean.
#[derive(Debug, Clone, Copy)]
struct SpreadOfYear {
    quantiles: [f64; 3],
    mean: f64,
}

impl Fans {
    pub fn gather(material: &Material<'_>, parts: &Parts) -> Result<Self, AssessError> {
        // The draws of one variable at a time: with many draws all of them would not fit.
        let (mut fans, mut all) = (BTreeMap::new(), BTreeMap::new());
        let recorded = material.plan().recorded_on("world");
        for name in recorded.map(str::to_owned).collect::<Vec<_>>() {
            let series = parts.world(&name)?;
            fans.insert(name.clone(), fan(material, &name, &series));
            let of_year = |(year, draws): (&i16, &Vec<f64>)| {
                (*year, SpreadOfYear { quantiles: quantiles(draws, [0.05, 0.5, 0.95]), mean: mean(draws) })
            };
            all.insert(name, series.iter().map(of_year).collect());
        }
        Ok(Self { fans, spreads: all, parts: parts.clone() })
    }

    /// The fan of a recorded world variable, with the id, axis and note given.
    pub fn get(&self, variable: &str, axis: Axis, note: &str) -> Option<Fan> {
        let mut fan = self.fans.get(variable)?.clone();
        (fan.axis, fan.note) = (axis, note.to_owned());
        Some(fan)
    }

    /// Median, 90 % interval and mean of a world variable in a year, traced.
    pub fn quantity(&self, material: &Material<'_>, variable: &str, year: i16) -> Option<Quantity> {
        let SpreadOfYear { quantiles: [low, median, high], mean } =
            *self.spreads.get(variable)?.get(&year)?;
        let query = |name: &str| format!("reference/world/{variable}/{year}/{name}");
        let unit = unit(&material.prepared.model, variable);
        let median = material.ledger.interval(&query("p50"), median, [low, high], unit);
        material.ledger.enter(&query("mean"), mean);
        Some(median.with_mean(mean, material.ledger.prefix(&query("mean"))))
    }

    /// Share of draws in which `test` holds of a world variable in a year, traced as `name`. Reads the
    /// variable's draws again.
    pub fn share_of_draws(
        &self,
        material: &Material<'_>,
        variable: &str,
        year: i16,
        name: &str,
        test: impl Fn(f64) -> bool,
    ) -> Result<Option<Quantity>, AssessError> {
        if !self.fans.contains_key(variable) {
            return Ok(None);
        }
        let series = self.parts.world(variable)?;
        let Some(draws) = series.get(&year) else { return Ok(None) };
        let share = draws.iter().filter(|&&value| test(value)).count() as f64 / draws.len() as f64;
        let query = format!("reference/world/{variable}/{year}/{name}");
        Ok(Some(material.ledger.quantity(&query, share, Unit::Probability)))
    }

    /// Last observed value of a world variable, traced.
    pub fn observed(&self, material: &Material<'_>, variable: &str) -> Option<(i32, Quantity)> {
        let fan = self.fans.get(variable)?;
        let last = fan.observed.iter().max_by_key(|point| point.year)?;
        let query = format!("reference/world/{variable}/{}/observed", last.year);
        Some((
            last.year,
            material.ledger.quantity(&query, last.value, unit(&material.prepared.model, variable)),
        ))
    }
}

/// The report's unit for a declared one.
pub(crate) fn unit(model: &Model, variable: &str) -> Unit {
    let declared = model.position(variable);
    let declared = declared.map(|position| model.variables[position].spec.unit.as_str());
    match declared {
        Some("share" | "share a year") => Unit::Share,
        Some("persons") => Unit::People,
        Some("deaths") => Unit::Deaths,
        Some("states") => Unit::Count,
        Some(index) if index.starts_with("index") => Unit::Index,
        Some(dollars) if dollars.contains("dollars") => Unit::UsdPerPerson,
        Some(other) => Unit::Other(other.to_owned()),
        None => Unit::Number,
    }
}

fn fan(material: &Material<'_>, variable: &str, series: &WorldSeries) -> Fan {
    let until = observed_until(material, variable);
    let from = observed_from(material, variable).max(SHOWN_FROM);
    let query = format!("reference/world/{variable}");
    let observed: Vec<Point> = history(material, variable)
        .into_iter()
        .filter(|(year, value)| (from..=until).contains(year) && !value.is_nan())
        .map(|(year, value)| Point { year: i32::from(year), value })
        .collect();
    for point in &observed {
        material.ledger.enter(&format!("{query}/{}/observed", point.year), point.value);
    }
    let given = given(material, variable);
    let projected: Vec<Band> = series
        .range(until + 1..)
        .map(|(&year, draws)| band(i32::from(year), draws, given.is_some()))
        .collect();
    for band in &projected {
        enter(material, &format!("{query}/{}", band.year), band);
    }
    let position = material.prepared.model.position(variable);
    let title = position.map_or_else(
        || variable.to_owned(),
        |position| material.prepared.model.variables[position].spec.title.clone(),
    );
    Fan {
        id: variable.replace('_', "-"),
        title,
        unit: unit(&material.prepared.model, variable),
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
fn given(material: &Material<'_>, variable: &str) -> Option<String> {
    let made_of = material.prepared.model.reduced_to(&[variable]);
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

/// Last year in which everything that a world variable is made of is observed, not filled or simulated.
fn observed_until(material: &Material<'_>, variable: &str) -> i16 {
    let made_of = made_of(&material.prepared.model, variable);
    let last_year = |declared: &Declared| {
        let indicator = declared.spec.indicator.as_ref()?;
        let last = material.as_of.last_year(indicator.as_ref()).ok().flatten();
        Some(last.map_or(material.anchor(), |year| year.0))
    };
    let until = made_of.into_iter().filter_map(last_year).fold(material.present, i16::min);
    until.min(material.prepared.history.last.0)
}

/// First year in which no stand-in takes the place of anything that a world variable is made of.
fn observed_from(material: &Material<'_>, variable: &str) -> i16 {
    let history = &material.prepared.history;
    let made_of = made_of(&material.prepared.model, variable);
    let late = made_of.into_iter().filter(|declared| declared.spec.stand_in.is_some());
    let first_year = |declared: &Declared| {
        let observed = history.observed.get(declared.spec.indicator.as_ref()?.as_ref())?;
        let first = observed.iter().position(|value| !value.is_nan())? / history.units.len();
        Some(history.first.0 + first as i16)
    };
    late.filter_map(first_year).fold(history.first.0, i16::max)
}

/// The variables that a variable is made of, down to those that an indicator holds.
fn made_of<'a>(model: &'a Model, variable: &str) -> Vec<&'a Declared> {
    let (mut waiting, mut seen, mut found) = (vec![variable.to_owned()], Vec::new(), Vec::new());
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

/// Values of a world variable in history, one a year: its identity evaluated on what was observed.
fn history(material: &Material<'_>, variable: &str) -> Vec<(i16, f64)> {
    let history = &material.prepared.history;
    let column = history.table.column(variable).unwrap_or_default();
    (history.first.0..=history.last.0).zip(column.iter().copied()).collect()
}

fn band(year: i32, draws: &[f64], fixed: bool) -> Band {
    if fixed {
        return Band::path(year, draws.first().copied().unwrap_or(f64::NAN));
    }
    let [p05, p25, p50, p75, p95] = quantiles(draws, [0.05, 0.25, 0.5, 0.75, 0.95]);
    Band { year, p05, p25, p50, p75, p95, mean: mean(draws) }
}

fn enter(material: &Material<'_>, query: &str, band: &Band) {
    let cells = [
        ("p05", band.p05),
        ("p25", band.p25),
        ("p50", band.p50),
        ("p75", band.p75),
        ("p95", band.p95),
        ("mean", band.mean),
    ];
    for (name, value) in cells.into_iter().filter(|(_, value)| !value.is_nan()) {
        material.ledger.enter(&format!("{query}/{name}"), value);
    }
}

/// An observed series that no model moves: a line and "no model yet".
pub(crate) fn index(
    material: &Material<'_>,
    index: &forefend_simulate::spec::Index,
) -> Result<Fan, AssessError> {
    let name: &str = index.indicator.as_ref();
    let indicator = material.panel.indicator(name)?;
    let weight = index.weight.as_ref().map(|weight| weight.as_ref().as_str());
    let (points, covered) = if indicator.axis == forefend_panel::Axis::World {
        let series = material.as_of.world_series(name);
        (series.into_iter().map(|(year, value)| (year.0, value)).collect::<Vec<_>>(), None)
    } else {
        let means = weighted(material, name, weight)?;
        let last = means.iter().rev().find(|mean| !mean.value.is_nan()).copied();
        (means.into_iter().map(|mean| (mean.year, mean.value)).collect(), last)
    };
    let query = format!("observed/{name}");
    let share = indicator.unit.contains("share");
    let observed: Vec<Point> = points
        .into_iter()
        .filter(|(year, value)| *year >= SHOWN_FROM && !value.is_nan())
        .map(|(year, value)| Point { year: i32::from(year), value })
        .collect();
    for point in &observed {
        material.ledger.enter(&format!("{query}/{}/observed", point.year), point.value);
    }
    Ok(Fan {
        id: name.replace('_', "-"),
        title: match covered.and_then(|last| last.words(weight)) {
            Some(words) => format!("{}: {words}", index.title),
            None => index.title.clone(),
        },
        unit: match indicator.unit.as_str() {
            _ if share => Unit::Share,
            degrees if degrees.starts_with("degrees Celsius") => Unit::Celsius,
            other => Unit::Other(other.to_owned()),
        },
        query: material.ledger.prefix(&query),
        observed,
        projected: Vec::new(),
        nowcast_until: None,
        axis: Axis::Linear,
        spread: Spread::NoModel("no model yet: observed values only".to_owned()),
        note: format!("Unit: {}. Source: {} ({}).", indicator.unit, indicator.source, indicator.licence),
    })
}

/// A mean over countries, and which of them it is of.
#[derive(Debug, Clone, Copy)]
struct MeanOfYear {
    year: i16,
    value: f64,
    /// Countries with a value, and all.
    countries: (usize, usize),
    /// Share of all weight that they have.
    share: f64,
}

impl MeanOfYear {
    /// "150 of 174 states, 96% of their people, in 2023"; nothing where none is missing.
    fn words(self, weight: Option<&str>) -> Option<String> {
        let (seen, all) = self.countries;
        let share = Unit::Share.number(self.share);
        let of = match weight {
            Some("population") => format!(", {share} of all people"),
            Some(other) => format!(", {share} of {other}"),
            None => String::new(),
        };
        (seen < all).then(|| format!("{seen} of {all} states{of}, in {}", self.year))
    }
}

/// Yearly mean over countries between their first and last value, weighted where a weight is named. Years in which fewer than
/// half of the world (by weight) has a value are left out: their mean would be of another world.
fn weighted(
    material: &Material<'_>,
    name: &str,
    weight: Option<&str>,
) -> Result<Vec<MeanOfYear>, AssessError> {
    use forefend_panel::{Fill, Year};
    let units = &material.plan().units;
    let (first, last) = (Year(SHOWN_FROM), material.as_of.last_year(name)?.unwrap_or(Year(SHOWN_FROM)));
    let values = material.as_of.grid(name, units, first, last, Fill::Interpolate)?;
    let weights = match weight {
        Some(weight) => material.as_of.path(weight, units, first, last)?,
        None => vec![1.0; values.len()],
    };
    let rows = values.chunks_exact(units.len()).zip(weights.chunks_exact(units.len()));
    let means = Year::range(first, last).zip(rows).map(|(year, (values, weights))| {
        let (mut sum, mut seen, mut all, mut countries) = (0.0, 0.0, 0.0, (0, 0));
        for (value, weight) in values.iter().zip(weights).filter(|(_, weight)| !weight.is_nan()) {
            all += weight;
            countries.1 += 1;
            if !value.is_nan() {
                sum += weight * value;
                seen += weight;
                countries.0 += 1;
            }
        }
        let value = if seen * 2.0 >= all { sum / seen } else { f64::NAN };
        MeanOfYear { year: year.0, value, countries, share: seen / all }
    });
    Ok(means.collect())
}
